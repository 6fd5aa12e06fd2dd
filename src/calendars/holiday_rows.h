#pragma once
// Putting days into a set of holidays. Private to the module.

#include <string>
#include <vector>

#include "calendars/calendars.h"

namespace calendars {

// What becomes of a day that is there already.
enum class Present { Keep, Replace };

ImportedDays put_holidays(db::Transaction& tx, const org::Platform& platform, const std::string& holiday_set,
                          const std::vector<SpecialDay>& days, Present present);

}  // namespace calendars
