#pragma once
// All SQL of calendars. Private to the module.

#include <optional>
#include <string>
#include <vector>

#include "calendars/calendars.h"
#include "db/database.h"
#include "db/rows.h"

namespace calendars {

struct CalendarRow : Calendar {
  std::string name_fold;
};
BOOST_DESCRIBE_STRUCT(CalendarRow, (Calendar), (name_fold))

std::optional<CalendarRow> find_calendar(db::Transaction& tx, CalendarId id);
bool has_calendar_key(db::Transaction& tx, const std::string& key);
// Whether another calendar of the same centre (or of all) bears the name.
bool name_is_taken(db::Transaction& tx, const CalendarRow& row);
std::int64_t count_calendars(db::Transaction& tx);
void insert(db::Transaction& tx, const CalendarRow& row);
void update(db::Transaction& tx, const CalendarRow& row);
void erase(db::Transaction& tx, CalendarId id);

std::vector<Holiday> find_holidays(db::Transaction& tx, const HolidayFilter& filter);
std::optional<Holiday> find_holiday(db::Transaction& tx, HolidayId id);
bool has_holiday_set(db::Transaction& tx, const std::string& holiday_set);
void insert(db::Transaction& tx, const Holiday& holiday);
void update(db::Transaction& tx, const Holiday& holiday);
void erase(db::Transaction& tx, HolidayId id);

}  // namespace calendars
