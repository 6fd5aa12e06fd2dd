#pragma once
// A calendar to reckon with: what is open when, in instants. Pure and immutable; any
// thread. SLA clocks, queues and promises ask it; time is passed in.
//
// A time of day belongs to its zone. One that a change of the clocks skips means the
// instant of the change, one that occurs twice means its first occurrence; so hours that
// touch on the clock touch in time, and nothing is lost or counted twice on days of 23
// or 25 hours.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "calendars/hours.h"
#include "calendars/types.h"

namespace date {
class time_zone;
}

namespace calendars {

class Schedule {
 public:
  // `fields` and `holidays` (of the calendar's set) have passed arrange().
  Schedule(const CalendarFields& fields, const std::vector<SpecialDay>& holidays);

  bool is_open(base::Time at) const;
  // `from` itself while open; empty when nothing opens within horizon_days.
  std::optional<base::Time> next_opening(base::Time from) const;
  // Open time from `from` until `until`; zero when that is not later.
  base::Duration working_time_between(base::Time from, base::Time until) const;
  // The first instant at which `time` of open time has passed since `start`: at the end of
  // a day's hours that is their end, not the next morning. Empty beyond horizon_days.
  std::optional<base::Time> add_working_time(base::Time start, base::Duration time) const;
  // The open stretches of [from, until), touching ones joined, cut at both ends.
  std::vector<Opening> openings(base::Time from, base::Time until) const;
  // `count` days from `first` on ("2026-02-14"), each with its reason; empty for no date.
  std::vector<CalendarDay> days(const std::string& first, int count) const;
  // The date at `at` in the zone of the calendar.
  std::string date_at(base::Time at) const;

  // A century: what does not happen within it does not happen.
  static constexpr int horizon_days = 36'525;

 private:
  class Walk;
  struct Special {
    DayRule rule;
    SpecialDay day;
    std::vector<MinuteSpan> spans;
  };

  void add_special(const SpecialDay& day, DayRule rule);
  // Days are counted from 1970-01-01.
  const std::vector<MinuteSpan>& spans_on(std::int64_t day) const;
  base::Time instant(std::int64_t day, int minute) const;
  std::int64_t day_at(base::Time at) const;

  const date::time_zone* zone_;
  std::array<std::vector<MinuteSpan>, 7> weekly_;
  std::map<std::int64_t, Special> special_;
  bool week_is_closed_ = true;
};

}  // namespace calendars
