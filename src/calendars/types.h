#pragma once
// The words of calendars: weekly hours, special days, holidays, and what follows from
// them. All times of day are "HH:MM" on the wall clock of the calendar's zone.

#include <optional>
#include <string>
#include <vector>

#include "access/types.h"
#include "base/describe.h"

namespace calendars {

using CalendarId = base::Id<struct CalendarTag>;
using HolidayId = base::Id<struct HolidayTag>;

enum class Weekday { Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday };
BOOST_DESCRIBE_ENUM(Weekday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday)

// One stretch of opening. `end` may be "24:00"; an end before the begin lies on the next
// day, so 22:00–06:00 is a night. It belongs whole to the day on which it begins.
struct Hours {
  std::string begin;
  std::string end;
  bool operator==(const Hours&) const = default;
};
BOOST_DESCRIBE_STRUCT(Hours, (), (begin, end))
constexpr auto limits_of(const Hours*) {
  return std::array{base::Limit{.field = "begin", .min_length = 1, .max_length = 5},
                    base::Limit{.field = "end", .min_length = 1, .max_length = 5}};
}

// The ordinary week; a day without hours is closed.
struct WeeklyHours {
  std::vector<Hours> monday, tuesday, wednesday, thursday, friday, saturday, sunday;
  bool operator==(const WeeklyHours&) const = default;
};
BOOST_DESCRIBE_STRUCT(WeeklyHours, (), (monday, tuesday, wednesday, thursday, friday, saturday, sunday))
constexpr auto limits_of(const WeeklyHours*) {
  return std::array{
      base::Limit{.field = "monday", .max_items = 12},    base::Limit{.field = "tuesday", .max_items = 12},
      base::Limit{.field = "wednesday", .max_items = 12}, base::Limit{.field = "thursday", .max_items = 12},
      base::Limit{.field = "friday", .max_items = 12},    base::Limit{.field = "saturday", .max_items = 12},
      base::Limit{.field = "sunday", .max_items = 12}};
}

// What happens on a special day.
enum class DayKind {
  Closed,      // 放假: no hours at all
  OtherHours,  // 另定时间: `hours`
  Makeup,      // 调休上班: the hours of `weekday`
};
BOOST_DESCRIBE_ENUM(DayKind, Closed, OtherHours, Makeup)

struct SpecialDay {
  std::string date;  // "2026-02-14"
  DayKind kind = DayKind::Closed;
  std::vector<Hours> hours;        // of other_hours
  std::optional<Weekday> weekday;  // of makeup
  std::string name;
  std::string name_en;
  bool operator==(const SpecialDay&) const = default;
};
BOOST_DESCRIBE_STRUCT(SpecialDay, (), (date, kind, hours, weekday, name, name_en))
constexpr auto limits_of(const SpecialDay*) {
  return std::array{base::Limit{.field = "date", .min_length = 1, .format = base::Format::Date},
                    base::Limit{.field = "hours", .max_items = 12}, base::Limit{.field = "name", .max_length = 60},
                    base::Limit{.field = "name_en", .max_length = 60}};
}

struct CalendarFields {
  std::optional<org::CentreId> centre_id;  // none: for all centres
  std::string name;
  std::string name_en;
  std::string time_zone;    // IANA
  std::string holiday_set;  // "CN": statutory holidays apply where there is no special day; "" none
  WeeklyHours weekly;
  std::vector<SpecialDay> special_days;  // in the order of date
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(CalendarFields, (),
                      (centre_id, name, name_en, time_zone, holiday_set, weekly, special_days, active))
constexpr auto limits_of(const CalendarFields*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "name_en", .max_length = 60},
                    base::Limit{.field = "time_zone", .min_length = 1, .format = base::Format::TimeZone},
                    base::Limit{.field = "holiday_set", .max_length = 10},
                    base::Limit{.field = "special_days", .max_items = 1000}};
}

struct Calendar : CalendarFields {
  CalendarId id;
  std::string key;  // of a calendar that shipped; "" for one's own
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Calendar, (CalendarFields), (id, key, version, updated_at))

// A day of a set of holidays, which many calendars share.
struct Holiday : SpecialDay {
  HolidayId id;
  std::string holiday_set;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Holiday, (SpecialDay), (id, holiday_set, updated_at))

enum class ImportFormat { Json, Csv };
BOOST_DESCRIBE_ENUM(ImportFormat, Json, Csv)

// A file of special days as text: JSON as in content/calendars/holidays-cn-2026.json, or
// CSV with the titles date, kind, weekday, hours, name, name_en (or the Chinese ones).
struct DayImport {
  ImportFormat format = ImportFormat::Csv;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(DayImport, (), (format, text))
constexpr auto limits_of(const DayImport*) {
  return std::array{base::Limit{.field = "text", .min_length = 1, .max_length = 200'000, .lines = true}};
}

struct HolidayImport : DayImport {
  std::string holiday_set;
};
BOOST_DESCRIBE_STRUCT(HolidayImport, (DayImport), (holiday_set))
constexpr auto limits_of(const HolidayImport*) {
  return std::array{base::Limit{.field = "text", .min_length = 1, .max_length = 200'000, .lines = true},
                    base::Limit{.field = "holiday_set", .min_length = 1, .max_length = 10}};
}

// What an import did, by days.
struct ImportedDays {
  std::int64_t added = 0;
  std::int64_t replaced = 0;
  std::int64_t unchanged = 0;
};
BOOST_DESCRIBE_STRUCT(ImportedDays, (), (added, replaced, unchanged))

// From begins_at up to, not including, ends_at.
struct Opening {
  base::Time begins_at;
  base::Time ends_at;
  bool operator==(const Opening&) const = default;
};
BOOST_DESCRIBE_STRUCT(Opening, (), (begins_at, ends_at))

// Why a day has its hours.
enum class DayRule { Weekly, Holiday, SpecialDay };
BOOST_DESCRIBE_ENUM(DayRule, Weekly, Holiday, SpecialDay)

// One day of a calendar as it will happen.
struct CalendarDay {
  std::string date;
  Weekday weekday = Weekday::Monday;
  DayRule rule = DayRule::Weekly;
  std::optional<SpecialDay> special_day;  // that decided, unless the rule is weekly
  std::vector<Hours> hours;               // on the wall clock
  std::vector<Opening> openings;          // the same as instants
};
BOOST_DESCRIBE_STRUCT(CalendarDay, (), (date, weekday, rule, special_day, hours, openings))

}  // namespace calendars
