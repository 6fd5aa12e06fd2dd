#include "voice/media/quality.h"

#include <algorithm>
#include <cstdlib>

namespace voice::media {
namespace {

// RFC 3550, A.1: how far a sequence number may step before it is taken for a restart.
constexpr int longest_dropout = 3000, longest_misorder = 100;

std::int64_t in_timestamp_units(Moment moment) {
  return std::chrono::duration_cast<std::chrono::microseconds>(moment.time_since_epoch()).count() / 125;
}

std::chrono::microseconds from_timestamp_units(std::int64_t units) {
  return std::chrono::microseconds(units * 125);
}

}  // namespace

void Reception::begin(const RtpHeader& header) {
  if (begun_) lost_before_ += std::max<std::int64_t>(expected() - received_, 0);
  begun_ = true;
  ssrc_ = header.ssrc;
  first_ = highest_ = (std::int64_t{1} << 16) | header.sequence;
  received_ = 0;
  expected_told_ = received_told_ = 0;
  transit_.reset();
  strange_.reset();
}

std::int64_t Reception::expected() const {
  return begun_ ? highest_ - first_ + 1 : 0;
}

void Reception::packet(const RtpHeader& header, Kind kind, Moment arrival) {
  ++total_received_;
  if (!begun_ || header.ssrc != ssrc_) begin(header);
  const auto step = static_cast<std::int16_t>(header.sequence - static_cast<std::uint16_t>(highest_));
  if (step > longest_dropout || step < -longest_misorder) {
    const bool again = strange_ == header.sequence;
    strange_ = static_cast<std::uint16_t>(header.sequence + 1);
    if (!again) return;
    begin(header);
  }
  strange_.reset();
  count_sequence(header.sequence);
  if (kind == Kind::Sound) measure_jitter(header.timestamp, arrival);
}

void Reception::count_sequence(std::uint16_t sequence) {
  ++received_;
  const std::int64_t extended = highest_ + static_cast<std::int16_t>(sequence - static_cast<std::uint16_t>(highest_));
  highest_ = std::max(highest_, extended);
  first_ = std::min(first_, extended);
}

void Reception::measure_jitter(std::uint32_t timestamp, Moment arrival) {
  const std::int64_t transit = in_timestamp_units(arrival) - timestamp;
  if (transit_) {
    // The timestamp wraps; the difference of two is small where they belong together.
    const auto difference = static_cast<std::int32_t>(static_cast<std::uint32_t>(transit - *transit_));
    // A talk spurt may begin with a jump, which says nothing of the network.
    if (std::abs(std::int64_t{difference}) < samples_per_second) {
      jitter_ += std::abs(std::int64_t{difference}) - ((jitter_ + 8) >> 4);
      jitter_max_ = std::max(jitter_max_, jitter());
    }
  }
  transit_ = transit;
}

std::uint64_t Reception::lost() const {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(lost_before_ + expected() - received_, 0));
}

std::chrono::microseconds Reception::jitter() const {
  return from_timestamp_units(jitter_ >> 4);
}

std::optional<ReportBlock> Reception::block() {
  if (!begun_) return std::nullopt;
  const std::int64_t expected_now = expected() - expected_told_;
  const std::int64_t lost_now = expected_now - (received_ - received_told_);
  expected_told_ = expected();
  received_told_ = received_;
  ReportBlock made;
  made.ssrc = ssrc_;
  if (expected_now > 0 && lost_now > 0)
    made.fraction_lost = static_cast<std::uint8_t>(std::min<std::int64_t>(lost_now * 256 / expected_now, 255));
  made.lost = static_cast<std::int32_t>(std::clamp<std::int64_t>(expected() - received_, -0x800000, 0x7fffff));
  made.highest_sequence = static_cast<std::uint32_t>(highest_ - (std::int64_t{1} << 16));
  made.jitter = static_cast<std::uint32_t>(jitter_ >> 4);
  return made;
}

void PeerView::report(const RtcpCompound& compound, std::uint32_t ours, Moment arrival) {
  if (compound.sender) {
    peer_ntp_ = compound.sender->ntp;
    peer_report_came_ = arrival;
  }
  for (std::size_t i = 0; i < compound.block_count; ++i) {
    const ReportBlock& block = compound.blocks[i];
    if (block.ssrc != ours) continue;
    loss_ = block.fraction_lost / 256.0;
    jitter_ = from_timestamp_units(block.jitter);
    if (block.last_sr == 0) continue;
    const auto way = static_cast<std::int32_t>(static_cast<std::uint32_t>(ntp(arrival) >> 16) - block.last_sr -
                                               block.delay_since_last_sr);
    // What the peer says may be nonsense: a trip takes time, and not ten seconds.
    if (way >= 0 && way < 10 * 65536) round_trip_ = std::chrono::microseconds(std::int64_t{way} * 1'000'000 / 65536);
  }
}

void PeerView::answer(ReportBlock& block, Moment now) const {
  if (!peer_ntp_) return;
  block.last_sr = static_cast<std::uint32_t>(*peer_ntp_ >> 16);
  const auto since = std::chrono::duration_cast<std::chrono::microseconds>(now - peer_report_came_).count();
  block.delay_since_last_sr = static_cast<std::uint32_t>(std::max<std::int64_t>(since, 0) * 65536 / 1'000'000);
}

std::uint64_t ntp(Moment moment) {
  const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(moment.time_since_epoch()).count();
  const auto seconds = static_cast<std::uint64_t>(ns / 1'000'000'000),
             rest = static_cast<std::uint64_t>(ns % 1'000'000'000);
  return seconds << 32 | (rest << 32) / 1'000'000'000;
}

double estimated_mos(double loss, std::chrono::microseconds delay) {
  const double percent = std::clamp(loss, 0.0, 1.0) * 100;
  const double milliseconds = static_cast<double>(delay.count()) / 1000;
  double impairment = 0.024 * milliseconds;
  if (milliseconds > 177.3) impairment += 0.11 * (milliseconds - 177.3);
  // G.113: with concealment G.711 bears loss as Bpl 25.1; 95 is the worst.
  const double rating = 93.2 - impairment - 95 * percent / (percent + 25.1);
  if (rating <= 0) return 1;
  return std::clamp(1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6, 1.0, 4.5);
}

}  // namespace voice::media
