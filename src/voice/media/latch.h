#pragma once
// Where a leg's packets go and whose are taken: symmetric RTP (RFC 4961) with the caution of
// RFC 7362. Owned by a leg; media thread.
//
// Before a first packet, ours go where the signalling said. The first packets decide: from
// the place that was told, one is enough; from another (a peer behind a NAT), two in order of
// one source are asked for. From then on only that place is heard. It may move only after it
// has been silent for a second, and only to where the signalling said, to the same machine
// (another port of the same IP), or with the same source going on where it stopped, which
// somebody who cannot see the packets cannot forge. What was authenticated (SRTP) may move at
// once: the key says who it is.

#include <cstdint>
#include <optional>

#include "voice/media/frame.h"
#include "voice/media/rtp.h"

namespace voice::media {

enum class Proof : std::uint8_t { None, Authenticated };

class Latch {
 public:
  explicit Latch(const Address& told) : told_(told) {}

  // The signalling said where. What is in flight from the former place does not count for a while.
  void tell(const Address& told, Moment now);
  // Whether a packet from there is the peer's.
  bool accept(const Address& from, const RtpHeader& header, Proof proof, Moment now);

  bool latched() const { return latched_.has_value(); }
  // Where to send.
  const Address& target() const { return latched_ ? *latched_ : told_; }
  std::uint64_t strangers() const { return strangers_; }

 private:
  bool may_begin(const Address& from, const RtpHeader& header, Proof proof, Moment now);
  bool may_move(const Address& from, const RtpHeader& header, Proof proof, Moment now);
  bool second_in_order(const Address& from, const RtpHeader& header);

  struct Candidate {
    Address from;
    std::uint32_t ssrc;
    std::uint16_t sequence;
  };

  Address told_;
  std::optional<Address> latched_;
  std::optional<Address> former_;  // before the signalling said otherwise
  Moment former_until_{};
  Moment last_{};
  std::uint32_t ssrc_ = 0;
  std::uint16_t sequence_ = 0;
  std::optional<Candidate> candidate_;
  std::uint64_t strangers_ = 0;
};

}  // namespace voice::media
