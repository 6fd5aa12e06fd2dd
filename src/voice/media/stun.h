#pragma once
// The STUN of an ICE-lite agent (RFC 8445, RFC 5389) that is always controlled: answers checks,
// sends none. By libre's codec, after bounds of our own. Media thread.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "voice/address.h"

namespace voice::media {

struct IceCredentials {
  std::string local_user, local_password, remote_user;
};

struct IceCheck {
  std::vector<std::uint8_t> reply;  // empty: nothing is said
  std::string local_user;           // whose check it is, when it was authentic and is granted
  bool nominated = false;           // the peer will use this pair
};

// By our user name, as told in an answer; null when it is nobody's.
using FindCredentials = std::function<const IceCredentials*(std::string_view local_user)>;

// A datagram whose first byte is below 4. What is not a whole binding request with a right
// FINGERPRINT is passed over without a word.
IceCheck answer_check(std::span<const std::uint8_t> datagram, const Address& from, const FindCredentials& find);

}  // namespace voice::media
