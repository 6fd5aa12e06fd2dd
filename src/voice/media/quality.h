#pragma once
// What is measured of a leg: reception as RFC 3550 reckons it (A.3, A.8), the peer's
// reports, and the E-model's estimate of how it sounds. Pure; media thread.

#include <optional>

#include "voice/media/frame.h"
#include "voice/media/rtp.h"

namespace voice::media {

// Packets of one source, by their sequence numbers and arrivals.
class Reception {
 public:
  // Jitter is measured by sound: packets of an event share one timestamp.
  enum class Kind : std::uint8_t { Sound, Other };
  void packet(const RtpHeader& header, Kind kind, Moment arrival);
  // The next report's block; counts the fraction lost anew.
  std::optional<ReportBlock> block();

  std::uint64_t received() const { return total_received_; }
  std::uint64_t lost() const;
  std::chrono::microseconds jitter() const;
  std::chrono::microseconds jitter_max() const { return jitter_max_; }

 private:
  void begin(const RtpHeader& header);
  void count_sequence(std::uint16_t sequence);
  void measure_jitter(std::uint32_t timestamp, Moment arrival);
  std::int64_t expected() const;

  bool begun_ = false;
  std::uint32_t ssrc_ = 0;
  std::int64_t first_ = 0, highest_ = 0;  // extended sequence numbers of this source
  std::optional<std::uint16_t> strange_;  // what would follow a jump
  std::int64_t received_ = 0;             // of this source
  std::uint64_t total_received_ = 0;
  std::int64_t lost_before_ = 0;  // of sources before this one
  std::int64_t expected_told_ = 0, received_told_ = 0;
  std::optional<std::int64_t> transit_;  // in timestamp units
  std::int64_t jitter_ = 0;              // times 16
  std::chrono::microseconds jitter_max_{0};
};

// The other direction, and the way there and back, from RTCP.
class PeerView {
 public:
  // A compound came; `ours` is the source that we send.
  void report(const RtcpCompound& compound, std::uint32_t ours, Moment arrival);
  // Fills what a block says of the peer's last sender report.
  void answer(ReportBlock& block, Moment now) const;

  std::optional<double> loss() const { return loss_; }
  std::optional<std::chrono::microseconds> jitter() const { return jitter_; }
  std::optional<std::chrono::microseconds> round_trip() const { return round_trip_; }

 private:
  std::optional<std::uint64_t> peer_ntp_;
  Moment peer_report_came_;
  std::optional<double> loss_;
  std::optional<std::chrono::microseconds> jitter_, round_trip_;
};

// Seconds and 2^-32 of them, as in a sender report. The zero is the monotonic clock's:
// nobody may compare it with a wall clock (RFC 3550, 4, allows elapsed time).
std::uint64_t ntp(Moment moment);

// ITU-T G.107 for G.711 with concealment: `loss` 0..1, `delay` from mouth to ear. Gives 1..4.5.
double estimated_mos(double loss, std::chrono::microseconds delay);

}  // namespace voice::media
