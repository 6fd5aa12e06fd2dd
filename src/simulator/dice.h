#pragma once
// Chance that is the same each time: what is drawn depends on the seed alone, on every
// machine and with every compiler. A value; one thread.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/time.h"

namespace simulator {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  // From 0 to less than 1.
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  double between(double low, double high) { return low + (high - low) * unit(); }
  bool happens(double probability) { return unit() < probability; }
  // From 0 to less than `count`, which is not 0.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  template <class T>
  const T& one_of(const std::vector<T>& choices) {
    return choices[below(choices.size())];
  }
  base::Duration seconds(double low, double high) { return from_seconds(between(low, high)); }
  // Around `median`: most within half and twice of it, a few far above.
  base::Duration around(double median_seconds, double spread) {
    return from_seconds(median_seconds * std::exp(spread * normal()));
  }
  // How many happen when so many are expected.
  int count(double expected) {
    const double limit = std::exp(-expected);
    int happened = 0;
    for (double product = unit(); product > limit; product *= unit()) ++happened;
    return happened;
  }

  static base::Duration from_seconds(double seconds) {
    return base::Duration{static_cast<std::int64_t>(seconds * 1'000.0)};
  }

 private:
  // splitmix64, of Steele, Lea and Flood.
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  double normal() {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - unit()));
    return radius * std::cos(6.283185307179586 * unit());
  }

  std::uint64_t state_;
};

}  // namespace simulator
