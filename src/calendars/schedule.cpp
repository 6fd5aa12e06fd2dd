#include "calendars/schedule.h"

#include <date/tz.h>

#include <algorithm>

namespace calendars {
namespace {

std::optional<std::int64_t> day_number(const std::string& text) {
  auto midnight = base::from_rfc3339(text + "T00:00:00Z");
  if (!midnight) return std::nullopt;
  return date::floor<date::days>(*midnight).time_since_epoch().count();
}

std::string date_text(std::int64_t day) {
  auto midnight = base::Time{date::sys_days{date::days{day}}};
  return base::to_rfc3339(midnight).substr(0, 10);
}

Weekday weekday_on(std::int64_t day) {
  return static_cast<Weekday>(date::weekday{date::sys_days{date::days{day}}}.iso_encoding() - 1);
}

std::string clock_text(int minute) {
  // An end beyond midnight is written as the time of the next day, midnight itself as 24:00.
  if (minute > 24 * 60) minute -= 24 * 60;
  auto two = [](int n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
  return two(minute / 60) + ':' + two(minute % 60);
}

std::vector<Hours> hours_of(const std::vector<MinuteSpan>& spans) {
  std::vector<Hours> hours;
  for (const auto& span : spans) hours.push_back({clock_text(span.begin), clock_text(span.end)});
  return hours;
}

}  // namespace

// Open stretches in the order of time, none overlapping another, from the first that
// ends after a given instant. Where the night of one day runs into the morning of the
// next, the morning begins where the night ends.
class Schedule::Walk {
 public:
  // A night that began the day before may still last; and where clocks are set back over
  // midnight, the date of an instant may be a day behind the day that has begun.
  Walk(const Schedule& schedule, base::Time from)
      : schedule_(schedule), done_(from), day_(schedule.day_at(from) - 2), last_day_(day_ + horizon_days) {
    if (schedule.week_is_closed_)
      last_day_ = schedule.special_.empty() ? day_ - 1 : std::min(last_day_, schedule.special_.rbegin()->first);
  }

  std::optional<Opening> next() {
    for (; day_ <= last_day_; ++day_, span_ = 0) {
      const auto& spans = schedule_.spans_on(day_);
      while (span_ < spans.size()) {
        const auto& span = spans[span_++];
        Opening opening{std::max(done_, schedule_.instant(day_, span.begin)), schedule_.instant(day_, span.end)};
        if (opening.ends_at <= opening.begins_at) continue;
        done_ = opening.ends_at;
        return opening;
      }
    }
    return std::nullopt;
  }

 private:
  const Schedule& schedule_;
  base::Time done_;  // all before this has been given
  std::int64_t day_;
  std::int64_t last_day_;
  std::size_t span_ = 0;
};

Schedule::Schedule(const CalendarFields& fields, const std::vector<SpecialDay>& holidays)
    : zone_(date::locate_zone(fields.time_zone)) {
  for (std::size_t day = 0; day < 7; ++day) {
    weekly_[day] = spans_of(hours_on(fields.weekly, static_cast<Weekday>(day)));
    week_is_closed_ = week_is_closed_ && weekly_[day].empty();
  }
  for (const auto& day : holidays) add_special(day, DayRule::Holiday);
  for (const auto& day : fields.special_days) add_special(day, DayRule::SpecialDay);
}

void Schedule::add_special(const SpecialDay& day, DayRule rule) {
  auto number = day_number(day.date);
  if (!number) return;
  Special special{rule, day, spans_of(day.hours)};
  if (day.kind == DayKind::Closed) special.spans.clear();
  if (day.kind == DayKind::Makeup && day.hours.empty() && day.weekday)
    special.spans = weekly_[static_cast<std::size_t>(*day.weekday)];
  special_.insert_or_assign(*number, std::move(special));
}

const std::vector<MinuteSpan>& Schedule::spans_on(std::int64_t day) const {
  if (auto special = special_.find(day); special != special_.end()) return special->second.spans;
  return weekly_[static_cast<std::size_t>(weekday_on(day))];
}

base::Time Schedule::instant(std::int64_t day, int minute) const {
  date::local_time<base::Duration> local{date::days{day} + std::chrono::minutes{minute}};
  return zone_->to_sys(local, date::choose::earliest);
}

std::int64_t Schedule::day_at(base::Time at) const {
  return date::floor<date::days>(zone_->to_local(at)).time_since_epoch().count();
}

bool Schedule::is_open(base::Time at) const {
  return next_opening(at) == at;
}

std::optional<base::Time> Schedule::next_opening(base::Time from) const {
  auto opening = Walk(*this, from).next();
  return opening ? std::optional(opening->begins_at) : std::nullopt;
}

base::Duration Schedule::working_time_between(base::Time from, base::Time until) const {
  base::Duration sum{0};
  Walk walk(*this, from);
  for (auto opening = walk.next(); opening && opening->begins_at < until; opening = walk.next())
    sum += std::min(opening->ends_at, until) - opening->begins_at;
  return sum;
}

std::optional<base::Time> Schedule::add_working_time(base::Time start, base::Duration time) const {
  if (time <= base::Duration::zero()) return start;
  Walk walk(*this, start);
  for (auto opening = walk.next(); opening; opening = walk.next()) {
    auto length = opening->ends_at - opening->begins_at;
    if (length >= time) return opening->begins_at + time;
    time -= length;
  }
  return std::nullopt;
}

std::vector<Opening> Schedule::openings(base::Time from, base::Time until) const {
  std::vector<Opening> openings;
  Walk walk(*this, from);
  for (auto opening = walk.next(); opening && opening->begins_at < until; opening = walk.next()) {
    opening->ends_at = std::min(opening->ends_at, until);
    if (!openings.empty() && openings.back().ends_at == opening->begins_at)
      openings.back().ends_at = opening->ends_at;
    else
      openings.push_back(*opening);
  }
  return openings;
}

std::vector<CalendarDay> Schedule::days(const std::string& first, int count) const {
  std::vector<CalendarDay> days;
  auto begin = day_number(first);
  if (!begin) return days;
  for (auto number = *begin; number < *begin + count; ++number) {
    const auto& spans = spans_on(number);
    CalendarDay day{date_text(number), weekday_on(number), DayRule::Weekly, {}, hours_of(spans), {}};
    if (auto special = special_.find(number); special != special_.end()) {
      day.rule = special->second.rule;
      day.special_day = special->second.day;
    }
    for (const auto& span : spans) {
      Opening opening{instant(number, span.begin), instant(number, span.end)};
      if (opening.begins_at < opening.ends_at) day.openings.push_back(opening);
    }
    days.push_back(std::move(day));
  }
  return days;
}

std::string Schedule::date_at(base::Time at) const {
  return date_text(day_at(at));
}

}  // namespace calendars
