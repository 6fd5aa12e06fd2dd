// Relays: who is told what, and the password as the relay reckons it.

#include "telephony/relays.h"

#include <gtest/gtest.h>

#include "telephony/testing.h"
#include "tests/support/databases.h"

namespace telephony {
namespace {

using fixture::need;
using fixture::why;

class RelaysTest : public support::StoreTest {
 protected:
  support::TempFolder folder;
  fixture::Station station{database(), folder.path("files")};
  Relays relays{station.lobby.platform()};
};
YINGDA_ON_BOTH_ENGINES(RelaysTest);

// openssl dgst -sha1 -hmac north -binary | base64, of "1700000000:7".
TEST(RelayCredential, IsWhatTheRelayReckonsOfNameAndSecret) {
  const auto credential = relay_credential("north", "7", base::Time{std::chrono::seconds{1'700'000'000}});
  EXPECT_EQ(credential.username, "1700000000:7");
  EXPECT_EQ(credential.credential, "PPWz7PpRwxKwGzZCJzS+CZ2BJhk=");
}

TEST(RelayUrl, IsOneThatBrowsersTake) {
  for (auto url :
       {"stun:relay.example.org", "turn:192.0.2.1:3478?transport=udp", "turns:[2001:db8::1]:443?transport=tcp"})
    EXPECT_TRUE(is_relay_url(url)) << url;
  for (auto url :
       {"", "http://relay", "turn:", "turn:a b", "turn:relay:99999", "stun:relay?transport=udp", "turn:relay?x"})
    EXPECT_FALSE(is_relay_url(url)) << url;
}

TEST_P(RelaysTest, BrowsersAreToldRelaysAndAPasswordOfTheirOwnAndNobodyTheSecret) {
  const auto li = station.agent("li");
  EXPECT_TRUE(need(relays.servers(li)).servers.empty());
  const std::vector<std::string> urls{"stun:relay.example.org", "turn:relay.example.org?transport=tcp"};
  EXPECT_EQ(why(relays.edit(station.admin(), 1, {urls, {}})), "/secret required");
  const auto kept = need(relays.edit(station.admin(), 1, {urls, "north"}));
  EXPECT_TRUE(kept.has_secret);
  EXPECT_EQ(why(relays.edit(station.admin(), 1, {urls, {}})), "stale");
  // The secret stays when it is not told anew.
  need(relays.edit(station.admin(), kept.version, {urls, {}}));
  const auto servers = need(relays.servers(li)).servers;
  ASSERT_EQ(servers.size(), 2U);
  EXPECT_EQ(servers[0].urls, std::vector<std::string>{urls[0]});
  EXPECT_EQ(servers[0].credential, "");
  EXPECT_EQ(servers[1].urls, std::vector<std::string>{urls[1]});
  const auto until = station.clock().now() + std::chrono::hours{24};
  EXPECT_EQ(servers[1].credential,
            relay_credential("north", agents::fixture::Floor::id_of(li).text(), until).credential);
  EXPECT_EQ(why(relays.edit(li, 2, {urls, {}})), "right_missing");
  EXPECT_EQ(why(relays.settings(li)), "right_missing");
}

}  // namespace
}  // namespace telephony
