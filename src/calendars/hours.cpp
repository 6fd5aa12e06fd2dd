#include "calendars/hours.h"

#include <date/date.h>

#include <algorithm>
#include <charconv>

#include "base/time.h"

namespace calendars {
namespace {

constexpr int day_minutes = 24 * 60;

std::optional<MinuteSpan> parse_span(const Hours& hours) {
  auto begin = parse_clock(hours.begin), end = parse_clock(hours.end);
  if (!begin || !end || *begin == day_minutes) return std::nullopt;
  if (*end < *begin) *end += day_minutes;
  return MinuteSpan{*begin, *end};
}

void append(std::vector<base::Fault>& faults, std::vector<base::Fault> more) {
  faults.insert(faults.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::optional<base::Fault> fault_of(const Hours& hours, const std::string& path) {
  if (!parse_clock(hours.begin) || hours.begin == "24:00") return base::Fault{path + "/begin", "not_a_clock_time", {}};
  if (!parse_clock(hours.end)) return base::Fault{path + "/end", "not_a_clock_time", {}};
  // From 00:00 to 00:00 could mean all day or nothing, so all day is written 00:00–24:00.
  if (hours.begin == hours.end) return base::Fault{path + "/end", "empty_hours", {}};
  return std::nullopt;
}

std::optional<base::Fault> fault_of(const SpecialDay& day, const std::string& path) {
  if (day.date < first_date || day.date > last_date)
    return base::Fault{
        path + "/date", "date_out_of_range", {{"first", std::string(first_date)}, {"last", std::string(last_date)}}};
  if (day.kind == DayKind::Closed && !day.hours.empty()) return base::Fault{path + "/hours", "closed_has_hours", {}};
  bool has_hours = !day.hours.empty() || (day.kind == DayKind::Makeup && day.weekday);
  if (day.kind != DayKind::Closed && !has_hours) return base::Fault{path + "/hours", "hours_missing", {}};
  return std::nullopt;
}

}  // namespace

std::optional<int> parse_clock(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (auto at : {0, 1, 3, 4})
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
  int hour = (text[0] - '0') * 10 + text[1] - '0';
  int minute = (text[3] - '0') * 10 + text[4] - '0';
  if (minute > 59 || hour > 24 || (hour == 24 && minute > 0)) return std::nullopt;
  return hour * 60 + minute;
}

std::vector<MinuteSpan> spans_of(const std::vector<Hours>& hours) {
  std::vector<MinuteSpan> spans;
  for (const auto& each : hours)
    if (auto span = parse_span(each)) spans.push_back(*span);
  std::sort(spans.begin(), spans.end());
  return spans;
}

std::optional<Weekday> weekday_of(std::string_view date) {
  auto midnight = base::from_rfc3339(std::string(date) + "T00:00:00Z");
  if (!midnight) return std::nullopt;
  auto weekday = date::weekday{date::floor<date::days>(*midnight)};
  return static_cast<Weekday>(weekday.iso_encoding() - 1);
}

std::vector<Hours>& hours_on(WeeklyHours& weekly, Weekday day) {
  static constexpr std::array members{&WeeklyHours::monday,   &WeeklyHours::tuesday, &WeeklyHours::wednesday,
                                      &WeeklyHours::thursday, &WeeklyHours::friday,  &WeeklyHours::saturday,
                                      &WeeklyHours::sunday};
  return weekly.*members[static_cast<std::size_t>(day)];
}

const std::vector<Hours>& hours_on(const WeeklyHours& weekly, Weekday day) {
  return hours_on(const_cast<WeeklyHours&>(weekly), day);
}

std::vector<base::Fault> arrange(std::vector<Hours>& hours, const std::string& path) {
  std::vector<base::Fault> faults;
  for (std::size_t i = 0; i < hours.size(); ++i)
    if (auto fault = fault_of(hours[i], path + '/' + std::to_string(i))) faults.push_back(*std::move(fault));
  if (!faults.empty()) return faults;
  std::sort(hours.begin(), hours.end(), [](const Hours& a, const Hours& b) { return a.begin < b.begin; });
  auto spans = spans_of(hours);
  for (std::size_t i = 1; i < spans.size(); ++i)
    if (spans[i].begin < spans[i - 1].end)
      faults.push_back({path + '/' + std::to_string(i) + "/begin", "overlapping_hours", {{"begin", hours[i].begin}}});
  return faults;
}

std::vector<base::Fault> arrange(WeeklyHours& weekly, const std::string& path) {
  std::vector<base::Fault> faults;
  for (std::size_t day = 0; day < 7; ++day) {
    auto weekday = static_cast<Weekday>(day);
    append(faults, arrange(hours_on(weekly, weekday), path + '/' + base::word_of(weekday)));
  }
  return faults;
}

std::vector<base::Fault> arrange(std::vector<SpecialDay>& days, const std::string& path) {
  std::vector<base::Fault> faults;
  std::sort(days.begin(), days.end(), [](const auto& a, const auto& b) { return a.date < b.date; });
  for (std::size_t i = 0; i < days.size(); ++i) {
    auto place = path + '/' + std::to_string(i);
    if (i > 0 && days[i].date == days[i - 1].date)
      faults.push_back({place + "/date", "duplicate_day", {{"date", days[i].date}}});
    if (auto fault = fault_of(days[i], place)) faults.push_back(*std::move(fault));
    append(faults, arrange(days[i].hours, place + "/hours"));
  }
  return faults;
}

}  // namespace calendars
