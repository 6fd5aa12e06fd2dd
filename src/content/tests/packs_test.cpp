// Packs: loaded once, whole or not at all, and never over what is there.

#include "content/packs.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "access/testing.h"
#include "tests/support/databases.h"

namespace content {
namespace {

using testing::HasSubstr;

struct Words {
  std::string language;
  std::vector<std::string> words;
};
BOOST_DESCRIBE_STRUCT(Words, (), (language, words))

class Packs : public support::StoreTest {
 protected:
  Packs() : world(database()) {}

  void write_file(const std::string& name, const std::string& text) {
    std::filesystem::create_directories(folder.path("words"));
    std::ofstream(folder.path("words/" + name)) << text;
  }
  std::vector<Pack> packs() { return find_packs(folder.path(), "words"); }
  int load(const Pack& pack) {
    int runs = 0;
    load_once(world.platform, pack, [&](db::Transaction&) { ++runs; });
    return runs;
  }
  // The sentence with which reading the only pack stops the start.
  std::string refusal() {
    try {
      read_pack<Words>(packs().at(0));
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  support::TempFolder folder;
  org::fixture::World world;
};

TEST_P(Packs, AreFoundInTheOrderOfTheirNamesAndOtherFilesArePassedOver) {
  write_file("b.json", "{}");
  write_file("a.json", "{}");
  write_file("README.md", "");
  auto found = packs();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].name, "words/a");
  EXPECT_EQ(found[1].name, "words/b");
}

TEST_P(Packs, AMissingFolderIsSaidInASentence) {
  EXPECT_THAT([&] { packs(); }, testing::ThrowsMessage<std::runtime_error>(HasSubstr("There are no content files in")));
}

TEST_P(Packs, AMalformedFileIsNamedWithAllItsFaults) {
  write_file("a.json", R"({"language": 7, "words": ["ok", 8], "colour": "red"})");
  auto sentence = refusal();
  EXPECT_THAT(sentence, HasSubstr(folder.path("words/a.json")));
  EXPECT_THAT(sentence, HasSubstr("/language: wrong_type"));
  EXPECT_THAT(sentence, HasSubstr("/words/1: wrong_type"));
  EXPECT_THAT(sentence, HasSubstr("/colour: unknown_field"));
  write_file("a.json", "{\"language\": ");
  EXPECT_THAT(refusal(), HasSubstr("(malformed_json): offset 13"));
}

TEST_P(Packs, ALoadedPackIsNotLoadedAgainUntilItChanges) {
  write_file("a.json", "{}");
  EXPECT_EQ(load(packs()[0]), 1);
  EXPECT_EQ(load(packs()[0]), 0);
  write_file("a.json", "{ }");
  EXPECT_EQ(load(packs()[0]), 1);
  EXPECT_EQ(load(packs()[0]), 0);
}

TEST_P(Packs, APackThatFailedLeavesNothingAndIsTriedAgain) {
  write_file("a.json", "{}");
  auto fail = [&](db::Transaction& tx) {
    tx.execute("INSERT INTO content_pack (name, checksum, loaded_at) VALUES ('half', '', 0)");
    throw std::runtime_error("the disk is full");
  };
  EXPECT_THROW(load_once(world.platform, packs()[0], fail), std::runtime_error);
  auto rows = database().read([](db::Transaction& tx) { return tx.query("SELECT name FROM content_pack"); });
  EXPECT_TRUE(rows.empty());
  EXPECT_EQ(load(packs()[0]), 1);
}

YINGDA_ON_BOTH_ENGINES(Packs);

}  // namespace
}  // namespace content
