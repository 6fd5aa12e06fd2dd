#pragma once
// Working calendars: when a centre is open, over ordinary weeks, holidays, make-up days
// and special days. Schedule (schedule.h) reckons with them.
//
// Verbs take the actor first, are thread-safe, block on the database, and refuse with
// Forbidden, NotFound, Stale, WrongState, Invalid. Everybody who may view content sees
// all calendars; a calendar of one centre is edited by those who reach that centre, one
// of all centres, and holidays, by those who reach the whole tree.

#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "access/api.h"
#include "calendars/schedule.h"
#include "calendars/types.h"
#include "realtime/hub.h"

namespace calendars {

struct HolidayFilter {
  std::string holiday_set;  // "" all
  std::optional<int> year;
};

class Calendars {
 public:
  explicit Calendars(org::Platform platform) : platform_(platform) {}

  // The packs of `content_folder`/calendars. Throws std::runtime_error with a sentence.
  void load_packs(const std::string& content_folder);

  base::Result<org::Page<Calendar>> calendars(const org::Actor& actor, const org::ListQuery& query);
  base::Result<Calendar> calendar(const org::Actor& actor, CalendarId id);
  base::Result<Calendar> create_calendar(const org::Actor& actor, const CalendarFields& fields);
  base::Result<Calendar> edit_calendar(const org::Actor& actor, CalendarId id, std::int64_t version,
                                       const CalendarFields& fields);
  base::Status delete_calendar(const org::Actor& actor, CalendarId id);
  // Puts the days of a file into the calendar; days of the same date are replaced.
  base::Result<ImportedDays> import_special_days(const org::Actor& actor, CalendarId id, const DayImport& import);
  // `count` days from the date `from` on; "" is today in the calendar's zone.
  base::Result<std::vector<CalendarDay>> days(const org::Actor& actor, CalendarId id, const std::string& from,
                                              int count);

  // In the order of set and date.
  base::Result<std::vector<Holiday>> holidays(const org::Actor& actor, const HolidayFilter& filter);
  base::Result<ImportedDays> import_holidays(const org::Actor& actor, const HolidayImport& import);
  base::Status delete_holiday(const org::Actor& actor, HolidayId id);

  // For other modules: what a calendar says now; empty when there is none.
  static std::optional<Schedule> schedule(db::Transaction& tx, CalendarId id);

  static constexpr int max_days = 370;

 private:
  org::Platform platform_;
};

void add_calendar_endpoints(org::Api& api, Calendars& calendars);
// The topics calendars and holidays.
void add_calendar_topics(realtime::Hub& hub);

}  // namespace calendars
