#pragma once
// SRTP and SRTCP (RFC 3711, RFC 7714) by libre. Made, used and destroyed on the media thread:
// libre's counts of references are not atomic.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "voice/media/types.h"

namespace voice::media {

// What a protected packet is longer than the plain one, at most.
inline constexpr std::size_t srtp_overhead = 32;

// Whether the key has the length that its suite asks for.
bool usable(const SrtpKey& key);
// Whether the stream has both keys, usable, or none: anything else must not end up unsealed.
bool keys_usable(const Stream& stream);

class SrtpContext;

// Protects what we send.
class SrtpSender {
 public:
  // Throws std::invalid_argument when the key is not usable.
  explicit SrtpSender(const SrtpKey& key);
  ~SrtpSender();
  // In place, with srtp_overhead bytes of room after `length`; gives the new length, 0 when it failed.
  std::size_t protect_rtp(std::span<std::uint8_t> room, std::size_t length);
  std::size_t protect_rtcp(std::span<std::uint8_t> room, std::size_t length);

 private:
  std::unique_ptr<SrtpContext> context_;
};

// Opens what the peer sends. Each source has a context of its own, which is kept only after a
// first packet was authentic: libre counts sources, and rollovers of the sequence number,
// before it has checked a packet, so that forged ones would otherwise use them up.
class SrtpReceiver {
 public:
  // Throws std::invalid_argument when the key is not usable.
  explicit SrtpReceiver(const SrtpKey& key);
  ~SrtpReceiver();
  // In place; gives the plain length, 0 when it is forged, repeated or too old.
  std::size_t open_rtp(std::span<std::uint8_t> packet);
  std::size_t open_rtcp(std::span<std::uint8_t> packet);

 private:
  struct Source;
  Source* find(std::uint32_t ssrc);
  template <class Open>
  std::size_t open(std::span<std::uint8_t> packet, std::uint32_t ssrc, Open how);

  SrtpKey key_;
  std::vector<Source> sources_;  // few, the last one used in front
};

}  // namespace voice::media
