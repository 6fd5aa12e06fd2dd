// Verbs on holidays: the days that all calendars of a set share.

#include "calendars/calendars.h"
#include "calendars/day_files.h"
#include "calendars/events.h"
#include "calendars/holiday_rows.h"
#include "calendars/store.h"
#include "content/record.h"
#include "content/rights.h"

namespace calendars {
namespace {

constexpr std::size_t max_holidays = 10'000;

bool is_set_name(std::string_view name) {
  return !name.empty() && name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == name.npos;
}

void changed(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor,
             const std::string& holiday_set, std::string detail) {
  content::record(tx, platform, actor, {"holidays", 0, {}}, org::Change::Edited, std::move(detail),
                  HolidaysChanged{holiday_set});
}

}  // namespace

ImportedDays put_holidays(db::Transaction& tx, const org::Platform& platform, const std::string& holiday_set,
                          const std::vector<SpecialDay>& days, Present present) {
  std::map<std::string, Holiday> stored;
  for (auto& holiday : find_holidays(tx, {holiday_set, {}})) stored.emplace(holiday.date, holiday);
  ImportedDays imported;
  for (const auto& day : days) {
    auto found = stored.find(day.date);
    bool known = found != stored.end();
    if (known && (present == Present::Keep || static_cast<const SpecialDay&>(found->second) == day)) {
      ++imported.unchanged;
      continue;
    }
    Holiday row{day, known ? found->second.id : platform.ids.make<HolidayId>(), holiday_set, platform.clock.now()};
    known ? update(tx, row) : insert(tx, row);
    ++(known ? imported.replaced : imported.added);
  }
  return imported;
}

base::Result<std::vector<Holiday>> Calendars::holidays(const org::Actor& actor, const HolidayFilter& filter) {
  if (auto status = actor.require(content::view_content); !status) return base::pass(status);
  if (filter.year && (*filter.year < 1970 || *filter.year > 2999))
    return base::refuse_fault("?year", "out_of_range", {{"minimum", "1970"}, {"maximum", "2999"}});
  return platform_.database.read([&](db::Transaction& tx) { return find_holidays(tx, filter); });
}

base::Result<ImportedDays> Calendars::import_holidays(const org::Actor& actor, const HolidayImport& import) {
  if (auto status = content::require_edit_everywhere(actor); !status) return base::pass(status);
  if (!is_set_name(import.holiday_set)) return base::refuse_fault("/holiday_set", "bad_holiday_set");
  auto file = read_days(import);
  if (!file) return base::pass(file);
  if (file->holiday_set && *file->holiday_set != import.holiday_set)
    return base::refuse_fault("/text", "other_holiday_set", {{"holiday_set", *file->holiday_set}});
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<ImportedDays> {
    tx.lock("holiday");
    auto imported = put_holidays(tx, platform_, import.holiday_set, file->days, Present::Replace);
    if (find_holidays(tx, {}).size() > max_holidays)
      return base::refuse_fault("/text", "too_many_items", {{"limit", std::to_string(max_holidays)}});
    if (imported.added + imported.replaced > 0) changed(tx, platform_, actor, import.holiday_set, import.holiday_set);
    return imported;
  });
}

base::Status Calendars::delete_holiday(const org::Actor& actor, HolidayId id) {
  if (auto status = content::require_edit_everywhere(actor); !status) return status;
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    auto stored = find_holiday(tx, id);
    if (!stored) return base::not_found();
    erase(tx, id);
    changed(tx, platform_, actor, stored->holiday_set, stored->holiday_set + ' ' + stored->date);
    return {};
  });
}

}  // namespace calendars
