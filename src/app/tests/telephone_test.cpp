// The telephony of a node, over real sockets.

#include "app/telephone.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "access/testing.h"
#include "lines/lines.h"
#include "lines/rights.h"
#include "tests/support/databases.h"

using namespace app;

namespace {

class TelephoneTest : public support::StoreTest {
 protected:
  TelephoneTest() {
    configuration.sip = Address{"127.0.0.1", 0};
    configuration.sip_advertised = "127.0.0.1";
  }
  Configuration configuration;
  org::fixture::World world{database(), lines::line_rights()};
};

}  // namespace

TEST_P(TelephoneTest, ListensAndSaysWhere) {
  Telephone telephone(world.platform, configuration, "", "");
  telephone.start();
  const auto described = telephone.described();
  EXPECT_TRUE(described.available);
  EXPECT_TRUE(described.listens_on.starts_with("127.0.0.1:")) << described.listens_on;
  EXPECT_FALSE(described.listens_on.ends_with(":0"));
  configuration.sip->port = telephone.listening().port();
  EXPECT_THROW(Telephone(world.platform, configuration, "", ""), std::runtime_error) << "two cannot have one port";
}

TEST_P(TelephoneTest, WithoutTelephonyACallIsToldThatThereIsNoService) {
  // Two nodes, each the other's trunk: what the one dials arrives at the other.
  std::atomic<bool> arrived = false;
  Telephone asked(world.platform, configuration, "", "", [&](const voice::Event& event) {
    const auto* signalled = std::get_if<voice::SignallingEvent>(&event);
    if (signalled && std::holds_alternative<voice::LegArrived>(*signalled)) arrived = true;
    return false;
  });
  std::mutex mutex;
  std::condition_variable told;
  std::optional<voice::LegEnded> ended;
  Telephone caller(world.platform, configuration, "", "", [&](const voice::Event& event) {
    const auto* signalled = std::get_if<voice::SignallingEvent>(&event);
    const auto* end = signalled ? std::get_if<voice::LegEnded>(signalled) : nullptr;
    if (!end) return true;
    const std::lock_guard lock(mutex);
    ended = *end;
    told.notify_one();
    return true;
  });
  const auto trunk_to = [](const Telephone& other) {
    voice::TrunkSettings trunk;
    trunk.trunk = voice::TrunkId{7};
    trunk.host = "127.0.0.1";
    trunk.port = other.listening().port();
    trunk.pings = false;
    return voice::SignallingCommand(voice::PutTrunk{trunk});
  };
  asked.engine().post(trunk_to(caller));
  caller.engine().post(trunk_to(asked));
  caller.engine().post(
      voice::SignallingCommand(voice::DialTrunk{voice::LegId{1}, {voice::TrunkId{7}}, "02161234567", "", ""}));
  std::unique_lock lock(mutex);
  ASSERT_TRUE(told.wait_for(lock, std::chrono::seconds(20), [&] { return ended.has_value(); }));
  EXPECT_TRUE(arrived);
  EXPECT_EQ(ended->status, 503);
}

YINGDA_ON_BOTH_ENGINES(TelephoneTest);
