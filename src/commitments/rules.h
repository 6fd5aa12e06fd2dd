#pragma once
// What a clock counts: open stretches of time that add up to what was promised. Pure.

#include <optional>
#include <vector>

#include "base/time.h"
#include "calendars/schedule.h"

namespace commitments {

// In the order of time, none touching or overlapping another unless a pause lies between.
using Stretches = std::vector<calendars::Opening>;

// The open stretches from `from` on that add up to `time`, which is more than nothing; one
// whole stretch without a schedule. Empty when so much never opens.
std::optional<Stretches> plan(const calendars::Schedule* schedule, base::Time from, base::Duration time);

base::Duration length_of(const Stretches& stretches);

// When `time` of them has passed: at the end of a stretch that is its end, not the next begin.
// `time` is more than nothing, and not more than they have.
base::Time instant_in(const Stretches& stretches, base::Duration time);

// What of them lies before `at`.
Stretches before(const Stretches& stretches, base::Time at);

}  // namespace commitments
