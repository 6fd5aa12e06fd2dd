// The calendars and holidays that ship.

#include "content/packs.h"
#include "calendars/calendars.h"
#include "calendars/day_files.h"
#include "calendars/events.h"
#include "calendars/holiday_rows.h"
#include "calendars/store.h"
#include "content/record.h"
#include "search/search.h"

namespace calendars {

// A calendar of content/calendars/calendars.json.
struct ShippedCalendar {
  std::string key;
  std::string name;
  std::string name_en;
  std::string time_zone;
  std::string holiday_set;
  WeeklyHours weekly;
};
BOOST_DESCRIBE_STRUCT(ShippedCalendar, (), (key, name, name_en, time_zone, holiday_set, weekly))

struct CalendarPack {
  std::vector<ShippedCalendar> calendars;
};
BOOST_DESCRIBE_STRUCT(CalendarPack, (), (calendars))

namespace {

constexpr std::string_view holiday_prefix = "calendars/holidays-";

void load_holidays(const org::Platform& platform, const content::Pack& pack) {
  auto file = read_days({ImportFormat::Json, pack.text});
  if (!file) content::refuse_pack(pack, file.error());
  if (!file->holiday_set)
    content::refuse_pack(pack, {base::Code::Invalid, "invalid", {}, {{"/holiday_set", "missing", {}}}});
  content::load_once(platform, pack, [&](db::Transaction& tx) {
    put_holidays(tx, platform, *file->holiday_set, file->days, Present::Keep);
    content::record(tx, platform, org::system_actor(), {"holidays", 0, {}}, org::Change::Edited, pack.name,
                    HolidaysChanged{*file->holiday_set});
  });
}

void add_calendar(db::Transaction& tx, const org::Platform& platform, const ShippedCalendar& shipped) {
  CalendarRow row;
  row.name = shipped.name;
  row.name_en = shipped.name_en;
  row.time_zone = shipped.time_zone;
  row.holiday_set = shipped.holiday_set;
  row.weekly = shipped.weekly;
  row.id = platform.ids.make<CalendarId>();
  row.key = shipped.key;
  row.updated_at = platform.clock.now();
  row.name_fold = search::fold(shipped.name);
  insert(tx, row);
  content::record(tx, platform, org::system_actor(), {"calendar", row.id.value, {}}, org::Change::Created, "",
                  CalendarChanged{row.id, org::Change::Created});
}

void load_calendars(const org::Platform& platform, const content::Pack& pack) {
  auto shipped = content::read_pack<CalendarPack>(pack);
  std::vector<base::Fault> faults;
  for (std::size_t i = 0; i < shipped.calendars.size(); ++i)
    for (auto& fault : arrange(shipped.calendars[i].weekly, "/calendars/" + std::to_string(i) + "/weekly"))
      faults.push_back(std::move(fault));
  if (!faults.empty()) content::refuse_pack(pack, {base::Code::Invalid, "invalid", {}, faults});
  content::load_once(platform, pack, [&](db::Transaction& tx) {
    for (const auto& calendar : shipped.calendars)
      if (!has_calendar_key(tx, calendar.key)) add_calendar(tx, platform, calendar);
  });
}

}  // namespace

void Calendars::load_packs(const std::string& content_folder) {
  for (const auto& pack : content::find_packs(content_folder, "calendars"))
    if (pack.name.starts_with(holiday_prefix))
      load_holidays(platform_, pack);
    else
      load_calendars(platform_, pack);
}

}  // namespace calendars
