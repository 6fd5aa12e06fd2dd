#pragma once
// The way out for a leg's packets: a pair of sockets, the browsers' socket, or a test.

#include <cstdint>
#include <span>

#include "voice/address.h"

namespace voice::media {

// Media thread. The bytes are the caller's and may be gone after the call.
class Wire {
 public:
  virtual ~Wire() = default;
  virtual void send_rtp(std::span<const std::uint8_t> packet, const Address& to) = 0;
  virtual void send_rtcp(std::span<const std::uint8_t> packet, const Address& to) = 0;
};

}  // namespace voice::media
