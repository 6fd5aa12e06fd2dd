// The endpoints and live topics of calendars.

#include <charconv>

#include "calendars/calendars.h"
#include "calendars/events.h"
#include "content/list_topic.h"
#include "content/rights.h"

namespace calendars {
namespace {

using content::edit_content;
using content::view_content;
using org::Api;
using org::Call;
using org::Items;

constexpr int default_days = 14;

// A number of a query parameter; Invalid when it is none.
base::Result<std::optional<int>> number_parameter(const Call& call, std::string_view name) {
  auto text = call.text_parameter(name);
  if (text.empty()) return std::nullopt;
  int number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size())
    return base::refuse_fault('?' + std::string(name), "wrong_type", {{"expected", "integer"}, {"got", "string"}});
  return number;
}

void add_objects(Api& api, Calendars& calendars) {
  api.list("/calendars", {"list_calendars", "All calendars.", view_content.key, {}},
           [&](const Call& call, const org::ListQuery& query) { return calendars.calendars(call.actor, query); });
  api.get("/calendars/{id}", {"get_calendar", "One, with its version as ETag.", view_content.key, {}},
          [&](const Call& call) -> base::Result<Calendar> {
            auto id = call.id<CalendarId>();
            if (!id) return base::pass(id);
            return calendars.calendar(call.actor, *id);
          });
  api.create<CalendarFields>(
      "/calendars", {"create_calendar", "Makes one.", edit_content.key, {}},
      [&](const Call& call, const CalendarFields& body) { return calendars.create_calendar(call.actor, body); });
  api.edit<CalendarFields>(
      "/calendars/{id}",
      {"edit_calendar", "Replaces one; If-Match names the version that was seen.", edit_content.key, {}},
      [&](const Call& call, std::int64_t version, const CalendarFields& body) -> base::Result<Calendar> {
        auto id = call.id<CalendarId>();
        if (!id) return base::pass(id);
        return calendars.edit_calendar(call.actor, *id, version, body);
      });
  api.remove("/calendars/{id}", {"delete_calendar", "Deletes one that did not ship.", edit_content.key, {}},
             [&](const Call& call) -> base::Status {
               auto id = call.id<CalendarId>();
               if (!id) return base::pass(id);
               return calendars.delete_calendar(call.actor, *id);
             });
}

void add_days(Api& api, Calendars& calendars) {
  api.act<DayImport>("/calendars/{id}/special-days",
                     {"import_special_days",
                      "Puts the days of a file into a calendar; days of the same date are replaced.",
                      edit_content.key,
                      {}},
                     [&](const Call& call, const DayImport& body) -> base::Result<ImportedDays> {
                       auto id = call.id<CalendarId>();
                       if (!id) return base::pass(id);
                       return calendars.import_special_days(call.actor, *id, body);
                     });
  api.get("/calendars/{id}/openings",
          {"list_openings",
           "What would happen: day by day, with the reason of each day's hours.",
           view_content.key,
           {{"from", "first date, today by default"}, {"days", "1 to 370, 14 by default"}}},
          [&](const Call& call) -> base::Result<Items<CalendarDay>> {
            auto id = call.id<CalendarId>();
            if (!id) return base::pass(id);
            auto count = number_parameter(call, "days");
            if (!count) return base::pass(count);
            auto days = calendars.days(call.actor, *id, call.text_parameter("from"), count->value_or(default_days));
            if (!days) return base::pass(days);
            return Items<CalendarDay>{*std::move(days)};
          });
}

void add_holidays(Api& api, Calendars& calendars) {
  api.get("/holidays",
          {"list_holidays",
           "Holidays and make-up days, by set and date.",
           view_content.key,
           {{"holiday_set", "only of this set"}, {"year", "only of this year"}}},
          [&](const Call& call) -> base::Result<Items<Holiday>> {
            auto year = number_parameter(call, "year");
            if (!year) return base::pass(year);
            auto holidays = calendars.holidays(call.actor, {call.text_parameter("holiday_set"), *year});
            if (!holidays) return base::pass(holidays);
            return Items<Holiday>{*std::move(holidays)};
          });
  api.act<HolidayImport>(
      "/holidays",
      {"import_holidays",
       "Puts the days of a file into a set; days of the same date are replaced.",
       edit_content.key,
       {}},
      [&](const Call& call, const HolidayImport& body) { return calendars.import_holidays(call.actor, body); });
  api.remove("/holidays/{id}", {"delete_holiday", "Takes a day out of its set.", edit_content.key, {}},
             [&](const Call& call) -> base::Status {
               auto id = call.id<HolidayId>();
               if (!id) return base::pass(id);
               return calendars.delete_holiday(call.actor, *id);
             });
}

}  // namespace

void add_calendar_endpoints(Api& api, Calendars& calendars) {
  add_objects(api, calendars);
  add_days(api, calendars);
  add_holidays(api, calendars);
}

void add_calendar_topics(realtime::Hub& hub) {
  hub.add(std::make_unique<content::ListTopic<Calendar>>("calendars", "calendar", CalendarChanged::type));
  hub.add(std::make_unique<content::ListTopic<Holiday>>("holidays", "holiday", HolidaysChanged::type));
}

}  // namespace calendars
