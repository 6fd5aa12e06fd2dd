#pragma once
// What calendars tell in the event log.

#include <string>
#include <string_view>

#include "access/events.h"
#include "calendars/types.h"

namespace calendars {

// Subject: the calendar.
struct CalendarChanged {
  static constexpr std::string_view type = "calendars.calendar_changed";
  CalendarId calendar_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(CalendarChanged, (), (calendar_id, change))

// Days of a set were added, replaced or removed; no subject. Deadlines on calendars of
// that set may move.
struct HolidaysChanged {
  static constexpr std::string_view type = "calendars.holidays_changed";
  std::string holiday_set;
};
BOOST_DESCRIBE_STRUCT(HolidaysChanged, (), (holiday_set))

}  // namespace calendars
