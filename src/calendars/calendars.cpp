// Verbs on calendars.

#include "calendars/calendars.h"

#include "access/list.h"
#include "calendars/day_files.h"
#include "calendars/events.h"
#include "calendars/merge.h"
#include "calendars/store.h"
#include "content/record.h"
#include "content/rights.h"
#include "search/search.h"

namespace calendars {
namespace {

constexpr std::int64_t max_calendars = 500;
constexpr std::size_t max_special_days = 1000;

// Everybody sees the calendar, so who may not edit it is told so, not that it is absent.
base::Status require_edit(const org::Actor& actor, const std::optional<org::CentreId>& centre) {
  if (!centre) return content::require_edit_everywhere(actor);
  if (auto status = actor.require(content::edit_content); !status) return status;
  if (!actor.reaches(content::edit_content, {.centre_id = *centre}))
    return base::refuse(base::Code::Forbidden, "calendar_of_other_centre");
  return {};
}

base::Result<CalendarRow> load_to_edit(db::Transaction& tx, const org::Actor& actor, CalendarId id) {
  if (auto status = actor.require(content::edit_content); !status) return base::pass(status);
  auto row = find_calendar(tx, id);
  if (!row) return base::not_found();
  if (auto status = require_edit(actor, row->centre_id); !status) return base::pass(status);
  return *std::move(row);
}

// Puts the hours in order and reports all that is wrong with them.
base::Status arrange_fields(CalendarFields& fields) {
  auto faults = arrange(fields.weekly, "/weekly");
  auto more = arrange(fields.special_days, "/special_days");
  faults.insert(faults.end(), more.begin(), more.end());
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  return {};
}

base::Status check(db::Transaction& tx, const org::Actor& actor, const CalendarRow& row) {
  tx.lock("calendar");
  if (row.centre_id && !actor.reaches(content::edit_content, {.centre_id = *row.centre_id}))
    return base::refuse_fault("/centre_id", "no_such_object");
  if (auto status = require_edit(actor, row.centre_id); !status) return status;
  if (!row.holiday_set.empty() && !has_holiday_set(tx, row.holiday_set))
    return base::refuse_fault("/holiday_set", "no_such_object");
  if (name_is_taken(tx, row)) return base::refuse_fault("/name", "taken");
  return {};
}

void changed(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const Calendar& calendar,
             org::Change change, std::string detail) {
  content::record(tx, platform, actor, {"calendar", calendar.id.value, calendar.centre_id.value_or(org::CentreId{})},
                  change, std::move(detail), CalendarChanged{calendar.id, change});
}

}  // namespace

base::Result<org::Page<Calendar>> Calendars::calendars(const org::Actor& actor, const org::ListQuery& query) {
  if (auto status = actor.require(content::view_content); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<Calendar>(), "calendar", "id", {"1 = 1", {}});
    return org::page_of<Calendar>(tx, list, query, org::ListStatement::Order::OldestFirst, &db::read_row<Calendar>);
  });
}

base::Result<Calendar> Calendars::calendar(const org::Actor& actor, CalendarId id) {
  if (auto status = actor.require(content::view_content); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Calendar> {
    auto row = find_calendar(tx, id);
    if (!row) return base::not_found();
    return *std::move(row);
  });
}

base::Result<Calendar> Calendars::create_calendar(const org::Actor& actor, const CalendarFields& fields) {
  if (auto status = actor.require(content::edit_content); !status) return base::pass(status);
  auto arranged = fields;
  if (auto status = arrange_fields(arranged); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<Calendar>(tx, platform_, actor, [&]() -> base::Result<Calendar> {
      CalendarRow row{{arranged, platform_.ids.make<CalendarId>(), "", 1, platform_.clock.now()},
                      search::fold(fields.name)};
      if (auto status = check(tx, actor, row); !status) return base::pass(status);
      if (count_calendars(tx) >= max_calendars)
        return base::refuse(base::Code::WrongState, "too_many_calendars", {{"limit", std::to_string(max_calendars)}});
      insert(tx, row);
      changed(tx, platform_, actor, row, org::Change::Created, "");
      return row;
    });
  });
}

base::Result<Calendar> Calendars::edit_calendar(const org::Actor& actor, CalendarId id, std::int64_t version,
                                                const CalendarFields& fields) {
  if (auto status = actor.require(content::edit_content); !status) return base::pass(status);
  auto arranged = fields;
  if (auto status = arrange_fields(arranged); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Calendar> {
    auto stored = load_to_edit(tx, actor, id);
    if (!stored) return base::pass(stored);
    if (auto status = org::check_version(stored->version, version); !status) return base::pass(status);
    CalendarRow row{{arranged, id, stored->key, version + 1, platform_.clock.now()}, search::fold(fields.name)};
    if (auto status = check(tx, actor, row); !status) return base::pass(status);
    update(tx, row);
    changed(tx, platform_, actor, row, org::Change::Edited, org::changed_fields<CalendarFields>(*stored, arranged));
    return row;
  });
}

base::Status Calendars::delete_calendar(const org::Actor& actor, CalendarId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    auto stored = load_to_edit(tx, actor, id);
    if (!stored) return base::pass(stored);
    if (!stored->key.empty()) return base::refuse(base::Code::WrongState, "shipped_content_stays");
    erase(tx, id);
    changed(tx, platform_, actor, *stored, org::Change::Deleted, "");
    return {};
  });
}

base::Result<ImportedDays> Calendars::import_special_days(const org::Actor& actor, CalendarId id,
                                                          const DayImport& import) {
  if (auto status = actor.require(content::edit_content); !status) return base::pass(status);
  auto file = read_days(import);
  if (!file) return base::pass(file);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<ImportedDays> {
    tx.lock("calendar");
    auto stored = load_to_edit(tx, actor, id);
    if (!stored) return base::pass(stored);
    auto imported = merge_days(stored->special_days, file->days);
    if (stored->special_days.size() > max_special_days)
      return base::refuse_fault("/text", "too_many_items", {{"limit", std::to_string(max_special_days)}});
    if (imported.added + imported.replaced == 0) return imported;
    stored->version += 1;
    stored->updated_at = platform_.clock.now();
    update(tx, *stored);
    changed(tx, platform_, actor, *stored, org::Change::Edited, "special_days");
    return imported;
  });
}

base::Result<std::vector<CalendarDay>> Calendars::days(const org::Actor& actor, CalendarId id, const std::string& from,
                                                       int count) {
  if (auto status = actor.require(content::view_content); !status) return base::pass(status);
  if (!from.empty() && (!weekday_of(from) || from < first_date || from > last_date))
    return base::refuse_fault("?from", "bad_format", {{"format", "date"}});
  if (count < 1 || count > max_days)
    return base::refuse_fault("?days", "out_of_range", {{"minimum", "1"}, {"maximum", std::to_string(max_days)}});
  auto schedule = platform_.database.read([&](db::Transaction& tx) { return Calendars::schedule(tx, id); });
  if (!schedule) return base::not_found();
  return schedule->days(from.empty() ? schedule->date_at(platform_.clock.now()) : from, count);
}

std::optional<Schedule> Calendars::schedule(db::Transaction& tx, CalendarId id) {
  auto calendar = find_calendar(tx, id);
  if (!calendar) return std::nullopt;
  std::vector<SpecialDay> holidays;
  if (!calendar->holiday_set.empty())
    for (auto& holiday : find_holidays(tx, {calendar->holiday_set, {}})) holidays.push_back(std::move(holiday));
  return Schedule(*calendar, holidays);
}

}  // namespace calendars
