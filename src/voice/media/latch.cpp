#include "voice/media/latch.h"

namespace voice::media {
namespace {

constexpr std::chrono::milliseconds silence_before_moving{1000};
constexpr std::chrono::milliseconds in_flight{500};
// A source that goes on elsewhere may have lost this many packets on the way: a minute's.
constexpr std::uint16_t longest_step = 3000;

}  // namespace

void Latch::tell(const Address& told, Moment now) {
  if (told == told_) return;
  former_ = target();
  former_until_ = now + in_flight;
  told_ = told;
  latched_.reset();
  candidate_.reset();
}

bool Latch::second_in_order(const Address& from, const RtpHeader& header) {
  const bool second = candidate_ && candidate_->from == from && candidate_->ssrc == header.ssrc &&
                      header.sequence == static_cast<std::uint16_t>(candidate_->sequence + 1);
  candidate_ = Candidate{from, header.ssrc, header.sequence};
  return second;
}

bool Latch::may_begin(const Address& from, const RtpHeader& header, Proof proof, Moment now) {
  if (from == told_ || proof == Proof::Authenticated) return true;
  if (former_ == from && now < former_until_) return false;
  return second_in_order(from, header);
}

bool Latch::may_move(const Address& from, const RtpHeader& header, Proof proof, Moment now) {
  if (proof == Proof::Authenticated) return true;
  if (now - last_ < silence_before_moving) return false;
  const auto step = static_cast<std::uint16_t>(header.sequence - sequence_);
  const bool goes_on = header.ssrc == ssrc_ && step != 0 && step < longest_step;
  if (from != told_ && !from.same_ip(*latched_) && !goes_on) return false;
  return second_in_order(from, header);
}

bool Latch::accept(const Address& from, const RtpHeader& header, Proof proof, Moment now) {
  if (latched_ != from) {
    if (!(latched_ ? may_move(from, header, proof, now) : may_begin(from, header, proof, now))) {
      ++strangers_;
      return false;
    }
    latched_ = from;
    candidate_.reset();
  }
  last_ = now;
  ssrc_ = header.ssrc;
  sequence_ = header.sequence;
  return true;
}

}  // namespace voice::media
