#pragma once
// Time as the product knows it: UTC instants of one millisecond, and a Clock
// that is passed in wherever time matters, so that tests and simulations own it.

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace base {

using Duration = std::chrono::milliseconds;
// An instant, UTC, millisecond steps. Stored as epoch milliseconds.
using Time = std::chrono::sys_time<Duration>;

inline std::int64_t epoch_ms(Time t) {
  return t.time_since_epoch().count();
}
inline Time from_epoch_ms(std::int64_t ms) {
  return Time{Duration{ms}};
}

// RFC 3339 in UTC with three decimals: 2026-01-31T08:00:00.000Z.
std::string to_rfc3339(Time t);
// Reads RFC 3339 with any offset and up to nine decimals; empty when malformed.
std::optional<Time> from_rfc3339(std::string_view text);

// Gives the present instant. Safe to call from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

// The wall clock of the machine.
class SystemClock final : public Clock {
 public:
  Time now() const override;
};

// A clock that stands until it is told to move. Any thread.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Time start) : now_ms_(epoch_ms(start)) {}
  Time now() const override { return from_epoch_ms(now_ms_.load()); }
  void advance(Duration by) { now_ms_ += by.count(); }
  void set(Time t) { now_ms_ = epoch_ms(t); }

 private:
  std::atomic<std::int64_t> now_ms_;
};

}  // namespace base
