#include "commitments/rules.h"

#include <algorithm>
#include <stdexcept>

namespace commitments {

std::optional<Stretches> plan(const calendars::Schedule* schedule, base::Time from, base::Duration time) {
  if (!schedule) return Stretches{{from, from + time}};
  auto due = schedule->add_working_time(from, time);
  if (!due) return std::nullopt;
  return schedule->openings(from, *due);
}

base::Duration length_of(const Stretches& stretches) {
  base::Duration sum{0};
  for (const auto& stretch : stretches) sum += stretch.ends_at - stretch.begins_at;
  return sum;
}

base::Time instant_in(const Stretches& stretches, base::Duration time) {
  for (const auto& stretch : stretches) {
    const auto length = stretch.ends_at - stretch.begins_at;
    if (time <= length) return stretch.begins_at + time;
    time -= length;
  }
  throw std::logic_error("a clock counts less than was asked for");
}

Stretches before(const Stretches& stretches, base::Time at) {
  Stretches earlier;
  for (const auto& stretch : stretches)
    if (stretch.begins_at < at) earlier.push_back({stretch.begins_at, std::min(stretch.ends_at, at)});
  return earlier;
}

}  // namespace commitments
