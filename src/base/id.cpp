#include "base/id.h"

#include <charconv>
#include <stdexcept>

namespace base {
namespace {

// 2025-01-01T00:00:00Z
constexpr std::int64_t first_ms = 1'735'689'600'000;
constexpr int node_bits = 10;
constexpr int counter_bits = 12;

}  // namespace

std::optional<std::int64_t> parse_id(std::string_view text) {
  if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

IdMaker::IdMaker(const Clock& clock, int node) : clock_(clock), node_(node) {
  if (node < 0 || node >= 1 << node_bits) throw std::invalid_argument("the node number must be 0 to 1023");
}

std::int64_t IdMaker::next() {
  std::lock_guard lock(mutex_);
  // When the clock steps back or a millisecond is used up, ids run ahead of the clock.
  std::int64_t ms = std::max(epoch_ms(clock_.now()) - first_ms, last_ms_);
  if (ms == last_ms_ && ++counter_ >= 1 << counter_bits) ++ms;
  if (ms != last_ms_) counter_ = 0;
  last_ms_ = ms;
  return ms << (node_bits + counter_bits) | node_ << counter_bits | counter_;
}

std::int64_t id_made_at(Time at, int node, int counter) {
  if (counter < 0 || counter >= 1 << counter_bits || at < from_epoch_ms(first_ms))
    throw std::out_of_range("no id was ever made like that");
  return (epoch_ms(at) - first_ms) << (node_bits + counter_bits) | std::int64_t{node} << counter_bits | counter;
}

Time made_at(std::int64_t id) {
  return from_epoch_ms((id >> (node_bits + counter_bits)) + first_ms);
}

}  // namespace base
