#pragma once
// Identifiers: 63 bits, ordered by time of making: 41 bits of milliseconds since
// 2025-01-01, 10 bits of node, 12 bits of counter. In URLs and JSON they are
// decimal strings, because browsers hold integers only to 53 bits.

#include <compare>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace base {

// A strong id: ids of different things do not mix. Zero means none.
template <class Tag>
struct Id {
  std::int64_t value = 0;

  explicit operator bool() const { return value != 0; }
  auto operator<=>(const Id&) const = default;
  std::string text() const { return std::to_string(value); }
};

// Reads a decimal id, 1 to 2^63-1, without sign or leading zero; empty otherwise.
std::optional<std::int64_t> parse_id(std::string_view text);

// Makes ids. Thread-safe; never gives the same id twice for one node, also when
// the clock steps back or more than 4096 are asked for in a millisecond.
class IdMaker {
 public:
  // `node` is 0..1023 and unique among the machines of one installation.
  IdMaker(const Clock& clock, int node);

  std::int64_t next();
  template <class T>
  T make() {
    return T{next()};
  }

 private:
  const Clock& clock_;
  const std::int64_t node_;
  std::mutex mutex_;
  std::int64_t last_ms_ = 0;
  std::int64_t counter_ = 0;
};

// An id as it would have been made at `at`; whoever fills in what is past counts within each
// millisecond (0 to 4095), and sees to it that no maker of this node worked at that time.
std::int64_t id_made_at(Time at, int node, int counter);
// The instant at which an id was made, to the millisecond.
Time made_at(std::int64_t id);

}  // namespace base

template <class Tag>
struct std::hash<base::Id<Tag>> {
  std::size_t operator()(const base::Id<Tag>& id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
