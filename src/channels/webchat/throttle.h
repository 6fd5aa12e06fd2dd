#pragma once
// How often something may be done: a token bucket for each key. Thread-safe; knows nothing
// of who was there before the start.

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/time.h"

namespace channels {

// So many at once, and so many a minute in the long run.
struct Rate {
  std::int64_t burst = 1;
  std::int64_t per_minute = 1;
};

class Throttle {
 public:
  Throttle(Rate rate, const base::Clock& clock) : rate_(rate), clock_(clock) {}

  // False when `key` has done it too often; that attempt does not count.
  bool take(const std::string& key);
  std::size_t keys() const;

  // Beyond so many keys those are forgotten that have their whole burst again.
  static constexpr std::size_t most_keys = 50'000;

 private:
  // Full again at `full_at`; each use puts that off by one interval.
  struct Bucket {
    base::Time full_at;
  };
  std::chrono::microseconds interval() const { return std::chrono::microseconds{60'000'000 / rate_.per_minute}; }
  void forget_idle(base::Time now);

  const Rate rate_;
  const base::Clock& clock_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace channels
