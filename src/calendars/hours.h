#pragma once
// Hours as the API writes them, and as minutes to reckon with. Pure.

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "calendars/types.h"

namespace calendars {

// Minutes from the midnight with which a day begins; `end` is beyond 1440 in the next day.
struct MinuteSpan {
  int begin = 0;
  int end = 0;
  auto operator<=>(const MinuteSpan&) const = default;
};

// "09:30" as minutes, up to "24:00"; empty when malformed.
std::optional<int> parse_clock(std::string_view text);

// The spans of hours that check() has passed, in order.
std::vector<MinuteSpan> spans_of(const std::vector<Hours>& hours);

// What day a date is; empty for no date.
std::optional<Weekday> weekday_of(std::string_view date);

std::vector<Hours>& hours_on(WeeklyHours& weekly, Weekday day);
const std::vector<Hours>& hours_on(const WeeklyHours& weekly, Weekday day);

// Years within which days may lie, so that reckoning with them ends.
inline constexpr std::string_view first_date = "1970-01-01", last_date = "2999-12-31";

// Puts hours and special days in order, and reports what they may not be:
// not_a_clock_time, empty_hours, overlapping_hours, duplicate_day, closed_has_hours,
// hours_missing, date_out_of_range.
std::vector<base::Fault> arrange(std::vector<Hours>& hours, const std::string& path);
std::vector<base::Fault> arrange(WeeklyHours& weekly, const std::string& path);
std::vector<base::Fault> arrange(std::vector<SpecialDay>& days, const std::string& path);

}  // namespace calendars
