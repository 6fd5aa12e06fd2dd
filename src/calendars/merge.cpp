#include "calendars/merge.h"

#include <algorithm>

namespace calendars {

ImportedDays merge_days(std::vector<SpecialDay>& days, const std::vector<SpecialDay>& more) {
  ImportedDays imported;
  for (const auto& day : more) {
    auto before = [](const SpecialDay& a, const SpecialDay& b) { return a.date < b.date; };
    auto place = std::lower_bound(days.begin(), days.end(), day, before);
    if (place == days.end() || place->date != day.date) {
      days.insert(place, day);
      ++imported.added;
    } else if (*place == day) {
      ++imported.unchanged;
    } else {
      *place = day;
      ++imported.replaced;
    }
  }
  return imported;
}

}  // namespace calendars
