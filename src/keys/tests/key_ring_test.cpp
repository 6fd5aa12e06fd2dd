#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>
#include <vector>

#include "base/text.h"
#include "keys/keys.h"
#include "tests/support/databases.h"

namespace {

using testing::HasSubstr;
using testing::StartsWith;

class KeyRing : public support::StoreTest {
 protected:
  keys::KeyRing open_ring() { return keys::KeyRing(database(), master_key_); }

  const std::string master_key_ = keys::random_bytes(keys::key_bytes);
};

TEST_P(KeyRing, OpensWhatItSealed) {
  auto ring = open_ring();
  for (std::string plain : {"13812345678", "", "身份证 110101199001011234"}) {
    std::string sealed = ring.seal(plain, "customer.phone:7");
    EXPECT_EQ(ring.open(sealed, "customer.phone:7"), plain);
    EXPECT_EQ(sealed.find(plain.empty() ? "\n" : plain), sealed.npos);
  }
}

TEST_P(KeyRing, SealsAsOneLineOfText) {
  std::string sealed = open_ring().seal("13812345678", "c");
  EXPECT_THAT(sealed, StartsWith("1.1."));
  EXPECT_EQ(sealed.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."), sealed.npos);
}

TEST_P(KeyRing, SealsTheSameDifferentlyEachTime) {
  auto ring = open_ring();
  EXPECT_NE(ring.seal("x", "c"), ring.seal("x", "c"));
}

TEST_P(KeyRing, OpensOnlyInTheSameContext) {
  auto ring = open_ring();
  std::string sealed = ring.seal("13812345678", "customer.phone:7");
  EXPECT_FALSE(ring.open(sealed, "customer.phone:8"));
  EXPECT_FALSE(ring.open(sealed, ""));
}

TEST_P(KeyRing, RefusesEveryAlteredCharacter) {
  auto ring = open_ring();
  const std::string sealed = ring.seal("13812345678", "c");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string altered = sealed;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(ring.open(altered, "c")) << i;
    EXPECT_FALSE(ring.open(sealed.substr(0, i), "c")) << i;
  }
  EXPECT_FALSE(ring.open(sealed + "A", "c"));
  for (std::string_view junk :
       {"", "1", "1.1", "1.1.", "2.1.AAAA", "1.2.", "1.-1.AAAA", "1.1.A A A", "1.1.====", "...."})
    EXPECT_FALSE(ring.open(junk, "c")) << junk;
}

TEST_P(KeyRing, KeepsItsKeysForTheNextStart) {
  auto first = open_ring();
  auto second = open_ring();
  EXPECT_EQ(second.open(first.seal("x", "c"), "c"), "x");
  EXPECT_EQ(second.blind_index("x", "p"), first.blind_index("x", "p"));
  EXPECT_EQ(second.derive("p"), first.derive("p"));
}

TEST_P(KeyRing, ABlindIndexDependsOnValuePurposeAndKey) {
  auto ring = open_ring();
  std::string index = ring.blind_index("13812345678", "customer.phone");
  EXPECT_EQ(index.size(), 32u);
  EXPECT_EQ(index, ring.blind_index("13812345678", "customer.phone"));
  EXPECT_NE(index, ring.blind_index("13812345679", "customer.phone"));
  EXPECT_NE(index, ring.blind_index("13812345678", "customer.mail"));
  support::TestDatabase other(engine());
  EXPECT_NE(index, keys::KeyRing(*other, master_key_).blind_index("13812345678", "customer.phone"));
}

TEST_P(KeyRing, PurposesHaveKeysOfTheirOwn) {
  auto ring = open_ring();
  EXPECT_EQ(ring.derive("files").size(), keys::key_bytes);
  EXPECT_NE(ring.derive("files"), ring.derive("sessions"));
}

TEST_P(KeyRing, ARefusedMasterKeySaysWhatToDo) {
  open_ring();
  try {
    keys::KeyRing(database(), keys::random_bytes(keys::key_bytes));
    FAIL() << "opened with a wrong key";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("Put back the master key file"));
  }
  EXPECT_THROW(keys::KeyRing(database(), "short"), std::runtime_error);
}

TEST_P(KeyRing, NodesThatStartAtOnceShareOneKey) {
  std::vector<std::string> found(4);
  std::vector<std::thread> threads;
  for (auto& derived : found)
    threads.emplace_back([&] {
      auto node = test_database().open_another();
      derived = keys::KeyRing(*node, master_key_).derive("p");
    });
  for (auto& thread : threads) thread.join();
  for (const auto& derived : found) EXPECT_EQ(derived, found[0]);
}

TEST_P(KeyRing, TheDatabaseHoldsNoKeyInTheClear) {
  auto ring = open_ring();
  auto rows = database().read([](db::Transaction& tx) { return tx.query("SELECT wrapped FROM data_key"); });
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].bytes(0).size(), 24 + keys::key_bytes + 16);  // nonce, sealed key, tag
  EXPECT_EQ(rows[0].bytes(0).find(master_key_), std::string::npos);
}

YINGDA_ON_BOTH_ENGINES(KeyRing);

}  // namespace
