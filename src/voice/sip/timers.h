#pragma once
// Timers of the signalling loop: what is to be done when. Time is passed in. A timer is
// set and cancelled in logarithmic time, so that a thousand calls a second, each leaving
// timers of 32 s behind, cost no more than a few.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

namespace voice::sip {

using Instant = std::chrono::steady_clock::time_point;
using Milliseconds = std::chrono::milliseconds;

// Zero is none.
using TimerId = std::uint64_t;

// Thread: the signalling loop.
class Timers {
 public:
  TimerId at(Instant when, std::function<void(Instant)> task);
  // Does nothing when it has gone off, was cancelled, or is none; sets `timer` to none.
  void cancel(TimerId& timer);
  // Calls what is due, in order of time; a task may set and cancel timers.
  void run(Instant now);
  // When run() is to be called next.
  std::optional<Instant> next() const;
  std::size_t size() const { return tasks_.size(); }

 private:
  std::map<std::pair<Instant, TimerId>, std::function<void(Instant)>> tasks_;
  std::unordered_map<TimerId, Instant> times_;
  TimerId last_ = 0;
};

}  // namespace voice::sip
