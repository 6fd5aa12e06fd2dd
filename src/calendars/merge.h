#pragma once
// Putting the days of a file among those that are there. Pure.

#include <vector>

#include "calendars/types.h"

namespace calendars {

// Puts `more` into `days`, both in the order of date; of the same date the new one stays.
ImportedDays merge_days(std::vector<SpecialDay>& days, const std::vector<SpecialDay>& more);

}  // namespace calendars
