#pragma once
// The relays that browsers are told before they connect: STUN, and TURN for networks that let
// no UDP through to the voice engine. Each line gets a name and password of its own that count
// for a day, made of the secret that is shared with the relay (the REST scheme that coturn
// calls use-auth-secret): the relay needs no list of people, and the secret stays here.
//
// Verbs take the actor first, are thread-safe and block on the database. The settings count in
// all centres: who edits them has trunks.edit over the whole tree.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "base/describe.h"
#include "base/result.h"
#include "base/time.h"

namespace org {
class Api;
}

namespace telephony {

// "stun:HOST", "turn:HOST:3478?transport=udp", "turns:HOST:443?transport=tcp".
struct RelayFields {
  std::vector<std::string> urls;
  std::optional<std::string> secret;  // none: as it was; "": none
};
BOOST_DESCRIBE_STRUCT(RelayFields, (), (urls, secret))
constexpr auto limits_of(const RelayFields*) {
  return std::array{base::Limit{.field = "urls", .max_items = 8}, base::Limit{.field = "secret", .max_length = 200}};
}

struct RelaySettings {
  std::vector<std::string> urls;
  bool has_secret = false;
  std::int64_t version = 1;  // 1: nobody has set them
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(RelaySettings, (), (urls, has_secret, version, updated_at))

// As RTCPeerConnection takes it. The name and password are "" for STUN.
struct IceServer {
  std::vector<std::string> urls;
  std::string username;
  std::string credential;
};
BOOST_DESCRIBE_STRUCT(IceServer, (), (urls, username, credential))

struct IceServers {
  std::vector<IceServer> servers;
};
BOOST_DESCRIBE_STRUCT(IceServers, (), (servers))

// Whether a browser takes it as the address of a relay.
bool is_relay_url(const std::string& url);
// The name counts until `until`, and says to the relay's log whose it is.
IceServer relay_credential(const std::string& secret, const std::string& person, base::Time until);

class Relays {
 public:
  explicit Relays(org::Platform platform) : platform_(platform) {}

  base::Result<RelaySettings> settings(const org::Actor& actor);
  base::Result<RelaySettings> edit(const org::Actor& actor, std::int64_t version, const RelayFields& fields);
  // For who has a phone here.
  base::Result<IceServers> servers(const org::Actor& actor);

 private:
  org::Platform platform_;
};

void add_relay_endpoints(org::Api& api, Relays& relays);

}  // namespace telephony
