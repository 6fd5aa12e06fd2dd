#pragma once
// Special days out of untrusted text. Pure.

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "calendars/types.h"

namespace calendars {

// The JSON form, which content/calendars/holidays-*.json have too.
struct DayFile {
  std::optional<std::string> holiday_set;
  std::optional<std::string> source;  // who published it, and where
  std::vector<SpecialDay> days;
};
BOOST_DESCRIBE_STRUCT(DayFile, (), (holiday_set, source, days))
constexpr auto limits_of(const DayFile*) {
  return std::array{base::Limit{.field = "source", .max_length = 500}, base::Limit{.field = "days", .max_items = 1000}};
}

// The days of `import`, in order and such that arrange() finds no fault. Faults have
// paths below /text; in CSV they name their line: csv_no_date_column, csv_unknown_column,
// csv_bad_date, csv_bad_kind, csv_bad_weekday, csv_bad_hours.
base::Result<DayFile> read_days(const DayImport& import);

}  // namespace calendars
