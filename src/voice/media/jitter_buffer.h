#pragma once
// Turns packets that come when they like into 20 ms of sound whenever asked. Owned by a leg;
// media thread.
//
// A ring of one second holds samples at the place that their RTP timestamp gives, so that
// order, duplicates and packet lengths do not matter. `play_` is the timestamp of what is
// played next. The headroom of a packet is how long before its playing it came: where even the
// least headroom of the last seconds is more than needed, a frame is left out (the delay
// shrinks); where packets come too late, a frame is added (it grows). Both wait for silence
// if they can, which also takes up the drift of the sender's clock.

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "voice/media/concealment.h"
#include "voice/media/frame.h"
#include "voice/media/rtp.h"

namespace voice::media {

class JitterBuffer {
 public:
  enum class Heard : std::uint8_t {
    Sound,      // received, all or in part
    Concealed,  // made up
    Silence,    // the sender is silent, or has not begun
  };

  JitterBuffer();

  // Sound of `header.ssrc`, which came at `arrival`; `now` is the tick at which it is told.
  void put(const RtpHeader& header, Codec codec, std::span<const std::uint8_t> bytes, Moment arrival, Moment now);
  // The sender said that it sends no sound for a while (comfort noise, or an event).
  void quiet();
  // The next 20 ms.
  Heard take(Samples& into);
  // Time went by without anybody asking.
  void skip(int frames);

  struct Counts {
    std::uint64_t late = 0;       // came when their time was over
    std::uint64_t concealed = 0;  // frames
    std::uint64_t dropped = 0;    // frames left out to shorten the delay
    std::uint64_t inserted = 0;   // frames added to lengthen it
    std::uint64_t resets = 0;     // jumps of the timestamp, new sources
  };
  const Counts& counts() const { return counts_; }
  // From a packet's coming to its playing, mean of all.
  std::chrono::microseconds mean_delay() const;

 private:
  static constexpr std::int64_t ring_size = 8192;
  static constexpr std::int16_t absent = INT16_MIN;  // no G.711 byte sounds like that
  static constexpr int windows = 8;                  // of half a second each

  void start(std::uint32_t timestamp);
  std::int64_t extended(std::uint32_t timestamp) const;
  bool fits(std::int64_t at, std::size_t count) const;
  bool jumped(const RtpHeader& header);
  void wait_for(std::int64_t at);
  void note_headroom(std::int64_t headroom);
  void write(std::int64_t at, Codec codec, std::span<const std::uint8_t> bytes);
  void move_play(std::int64_t by);
  void add_headroom(std::int64_t more);
  void clear(std::int64_t from, std::int64_t until);
  bool present(std::int64_t from) const;
  void read(std::int64_t from, Samples& into) const;
  bool silent_ahead() const;
  void adapt();
  void shorten();
  void leave_out_with_blend();
  bool lengthen(Samples& into);
  std::int64_t least_headroom() const;
  Heard fill(Samples& into);
  void patch(Samples& into);

  std::array<std::int16_t, ring_size> ring_;
  Concealment concealment_;
  bool started_ = false;
  std::uint32_t ssrc_ = 0;
  std::int64_t play_ = 0;                 // extended timestamp of the next sample
  std::int64_t newest_ = 0;               // after the newest sample that is here
  std::int64_t played_until_ = 0;         // after the last real sample that was played
  std::uint16_t sequence_ = 0;            // of the last packet
  std::optional<std::uint32_t> strange_;  // where a packet that jumped would be followed up
  std::optional<RtpHeader> candidate_;    // first packet of another source
  int gap_frames_ = 1000;                 // since the last real sound; at first there was none
  bool quiet_ = false;

  std::array<std::int64_t, windows> least_{};
  std::array<int, windows> late_{};
  int window_ = 0, window_frames_ = 0, frames_since_change_ = 0, frames_known_ = 0;
  std::int64_t headroom_sum_ = 0;
  std::uint64_t headroom_count_ = 0;
  Counts counts_;
};

}  // namespace voice::media
