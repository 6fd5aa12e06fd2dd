#include "voice/media/jitter_buffer.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "voice/media/g711.h"

namespace voice::media {
namespace {

constexpr std::int64_t frame = samples_per_frame;
// What a source that has just begun is held back, as nothing is known of its jitter yet.
constexpr std::int64_t first_delay = 2 * frame;
// The delay never grows beyond this: whoever talks would notice.
constexpr std::int64_t longest_delay = 15 * frame;
// Least headroom that is kept: below the first a frame is added, and one is left out only
// while at least the second remains. The space between keeps the two from taking turns.
constexpr std::int64_t least_kept = 24, kept_after_drop = 80;
constexpr std::int64_t none = std::numeric_limits<std::int64_t>::max();
constexpr int frames_per_window = 25;
// A gap of more than this sounds like silence: concealment has faded.
constexpr int concealed_frames_of_a_gap = 5;
// Without silence, a frame of speech is left out no more often than this.
constexpr int frames_between_forced_changes = 25;
// Below about -50 dBm0 nobody hears that a frame is missing or twice.
constexpr int silence_level = 80;

bool silent(const Samples& samples) {
  return std::all_of(samples.begin(), samples.end(),
                     [](std::int16_t sample) { return std::abs(sample) < silence_level; });
}

std::int64_t samples_between(Moment from, Moment until) {
  return std::chrono::duration_cast<std::chrono::microseconds>(until - from).count() * samples_per_second / 1'000'000;
}

}  // namespace

JitterBuffer::JitterBuffer() {
  ring_.fill(absent);
  least_.fill(none);
}

void JitterBuffer::start(std::uint32_t timestamp) {
  if (started_) ++counts_.resets;
  started_ = true;
  ring_.fill(absent);
  least_.fill(none);
  late_.fill(0);
  frames_known_ = 0;
  strange_.reset();
  // Far from zero, so that the first samples may have come before.
  newest_ = played_until_ = (std::int64_t{1} << 33) + timestamp;
  play_ = newest_ - first_delay;
}

std::int64_t JitterBuffer::extended(std::uint32_t timestamp) const {
  return play_ + static_cast<std::int32_t>(timestamp - static_cast<std::uint32_t>(play_));
}

bool JitterBuffer::fits(std::int64_t at, std::size_t count) const {
  return at > play_ - ring_size && at + static_cast<std::int64_t>(count) <= play_ + ring_size - frame;
}

// A packet far from what is played begins anew, if it follows the last one or a second one confirms it.
bool JitterBuffer::jumped(const RtpHeader& header) {
  const bool empty = newest_ <= play_;
  const bool follows = header.sequence == static_cast<std::uint16_t>(sequence_ + 1);
  const bool confirmed = strange_ && static_cast<std::uint32_t>(header.timestamp - *strange_ - 1) < 6 * frame;
  strange_ = header.timestamp;
  return follows || confirmed || (empty && header.marker);
}

// The first sound after nothing was left to play: it decides anew what is played when.
void JitterBuffer::wait_for(std::int64_t at) {
  const std::int64_t ahead = at - play_;
  if (ahead > longest_delay) move_play(ahead - first_delay);
  if (ahead >= 0 || at < played_until_) return;
  const std::int64_t frames = (-ahead + frame - 1) / frame;
  counts_.inserted += static_cast<std::uint64_t>(frames);
  move_play(-frames * frame);
}

void JitterBuffer::note_headroom(std::int64_t headroom) {
  least_[window_] = std::min(least_[window_], headroom);
  headroom_sum_ += std::max<std::int64_t>(headroom, 0);
  ++headroom_count_;
}

void JitterBuffer::put(const RtpHeader& header, Codec codec, std::span<const std::uint8_t> bytes, Moment arrival,
                       Moment now) {
  if (bytes.empty() || bytes.size() > static_cast<std::size_t>(ring_size / 4)) return;
  if (!started_ || header.ssrc != ssrc_) {
    // Of another source two packets in order are asked for (RFC 3550, A.1): one may be a stray.
    const bool second = candidate_ && candidate_->ssrc == header.ssrc &&
                        header.sequence == static_cast<std::uint16_t>(candidate_->sequence + 1);
    candidate_ = header;
    if (started_ && !second) return;
    ssrc_ = header.ssrc;
    start(header.timestamp);
  }
  candidate_.reset();
  std::int64_t at = extended(header.timestamp);
  if (!fits(at, bytes.size())) {
    if (!jumped(header)) {
      ++counts_.late;
      return;
    }
    start(header.timestamp);
    at = extended(header.timestamp);
  }
  strange_.reset();
  sequence_ = header.sequence;
  quiet_ = false;
  if (newest_ <= play_) wait_for(at);
  const std::int64_t headroom = at - play_ + std::max<std::int64_t>(samples_between(arrival, now), 0);
  if (at + static_cast<std::int64_t>(bytes.size()) <= play_) {
    ++counts_.late;
    ++late_[window_];
    return;
  }
  note_headroom(headroom);
  write(at, codec, bytes);
}

void JitterBuffer::quiet() {
  quiet_ = true;
}

void JitterBuffer::write(std::int64_t at, Codec codec, std::span<const std::uint8_t> bytes) {
  if (at < play_) {
    bytes = bytes.subspan(static_cast<std::size_t>(play_ - at));
    at = play_;
  }
  const auto place = static_cast<std::size_t>(at % ring_size);
  const std::size_t first = std::min<std::size_t>(bytes.size(), ring_size - place);
  decode(codec, bytes.first(first), &ring_[place]);
  decode(codec, bytes.subspan(first), ring_.data());
  newest_ = std::max(newest_, at + static_cast<std::int64_t>(bytes.size()));
}

void JitterBuffer::clear(std::int64_t from, std::int64_t until) {
  for (std::int64_t at = from; at < until; ++at) ring_[static_cast<std::size_t>(at % ring_size)] = absent;
}

// Forward: what lies between is not played. Back: time stands still for as long.
void JitterBuffer::move_play(std::int64_t by) {
  if (by > 0) clear(play_, std::min(play_ + by, play_ + ring_size));
  play_ += by;
  add_headroom(-by);
}

void JitterBuffer::add_headroom(std::int64_t more) {
  for (auto& least : least_)
    if (least != none) least += more;
}

void JitterBuffer::read(std::int64_t from, Samples& into) const {
  const auto place = static_cast<std::size_t>(from % ring_size);
  const std::size_t first = std::min<std::size_t>(into.size(), ring_size - place);
  std::copy_n(&ring_[place], first, into.begin());
  std::copy_n(ring_.begin(), into.size() - first, into.begin() + static_cast<std::ptrdiff_t>(first));
}

bool JitterBuffer::present(std::int64_t from) const {
  Samples samples;
  read(from, samples);
  return std::find(samples.begin(), samples.end(), absent) == samples.end();
}

bool JitterBuffer::silent_ahead() const {
  Samples samples;
  read(play_, samples);
  return silent(samples);
}

std::int64_t JitterBuffer::least_headroom() const {
  return *std::min_element(least_.begin(), least_.end());
}

void JitterBuffer::adapt() {
  if (++window_frames_ >= frames_per_window) {
    window_frames_ = 0;
    window_ = (window_ + 1) % windows;
    least_[window_] = none;
    late_[window_] = 0;
  }
  ++frames_since_change_;
  ++frames_known_;
  shorten();
}

void JitterBuffer::shorten() {
  while (newest_ - play_ > longest_delay + frame) {
    move_play(frame);
    ++counts_.dropped;
  }
  const std::int64_t least = least_headroom();
  const bool known = frames_known_ >= windows * frames_per_window;
  if (!known || least == none || least < frame + kept_after_drop || newest_ - play_ < 2 * frame) return;
  if (silent_ahead())
    move_play(frame);
  else if (frames_since_change_ >= frames_between_forced_changes && present(play_) && present(play_ + frame))
    leave_out_with_blend();
  else
    return;
  ++counts_.dropped;
  frames_since_change_ = 0;
}

// Two frames become one: the first fades into the second.
void JitterBuffer::leave_out_with_blend() {
  Samples first, second;
  read(play_, first);
  read(play_ + frame, second);
  move_play(frame);
  for (int i = 0; i < samples_per_frame; ++i)
    ring_[static_cast<std::size_t>((play_ + i) % ring_size)] =
        static_cast<std::int16_t>((first[i] * (samples_per_frame - i) + second[i] * i) / samples_per_frame);
}

// Adds a frame where packets come at the last moment, or some came too late: in silence,
// or where there is nothing to play anyway.
bool JitterBuffer::lengthen(Samples& into) {
  int late = 0;
  for (const int count : late_) late += count;
  const std::int64_t least = least_headroom();
  const bool needed = late >= 2 || (least != none && least < least_kept);
  if (!needed || frames_since_change_ < 2 || newest_ - play_ >= longest_delay || newest_ <= play_) return false;
  if (!silent_ahead()) return false;
  read(play_, into);
  add_headroom(frame);
  late_.fill(0);
  frames_since_change_ = 0;
  ++counts_.inserted;
  return true;
}

JitterBuffer::Heard JitterBuffer::take(Samples& into) {
  if (!started_) {
    into.fill(0);
    return Heard::Silence;
  }
  adapt();
  return lengthen(into) ? Heard::Sound : fill(into);
}

JitterBuffer::Heard JitterBuffer::fill(Samples& into) {
  read(play_, into);
  const bool any = std::any_of(into.begin(), into.end(), [](std::int16_t sample) { return sample != absent; });
  play_ += frame;
  if (any) {
    clear(play_ - frame, play_);
    played_until_ = std::min(newest_, play_);
    patch(into);
    gap_frames_ = 0;
    return Heard::Sound;
  }
  if (quiet_ || gap_frames_ >= concealed_frames_of_a_gap) {
    into.fill(0);
    return Heard::Silence;
  }
  ++gap_frames_;
  ++counts_.concealed;
  concealment_.fill(into);
  return Heard::Concealed;
}

// Makes up what is absent within a frame.
void JitterBuffer::patch(Samples& into) {
  bool made_up = false;
  for (auto at = into.begin(); at != into.end();) {
    const bool gone = *at == absent;
    const auto end = std::find_if(at, into.end(), [gone](std::int16_t sample) { return (sample == absent) != gone; });
    if (gone)
      concealment_.fill({at, end});
    else
      concealment_.good({at, end});
    made_up |= gone;
    at = end;
  }
  if (made_up) ++counts_.concealed;
}

void JitterBuffer::skip(int frames) {
  if (!started_) return;
  move_play(frames * frame);
  played_until_ = play_;  // else packets that waited would bring the time back
}

std::chrono::microseconds JitterBuffer::mean_delay() const {
  if (headroom_count_ == 0) return {};
  return std::chrono::microseconds(headroom_sum_ * 1'000'000 / samples_per_second /
                                   static_cast<std::int64_t>(headroom_count_));
}

}  // namespace voice::media
