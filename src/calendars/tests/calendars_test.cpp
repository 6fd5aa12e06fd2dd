// The verbs on calendars and holidays, on both databases.

#include "calendars/calendars.h"

#include <gmock/gmock.h>

#include "access/testing.h"
#include "content/rights.h"
#include "events/events.h"
#include "events/testing.h"
#include "tests/support/databases.h"

namespace calendars {
namespace {

using org::fixture::need;
using testing::ElementsAre;

class CalendarsTest : public support::StoreTest {
 protected:
  CalendarsTest() : world(database(), content::content_rights()), calendars(world.platform) {
    calendars.load_packs(YINGDA_SOURCE_DIR "/content");
    world.add_person("north", world.north_place(), {{world.role("centre_administrator"), org::Scope::Centre}});
    world.add_person("reader", world.south_place(), {{world.role("agent"), org::Scope::Own}});
    admin = world.admin();
    north = world.actor("north");
    reader = world.actor("reader");
  }

  Calendar shipped(const std::string& key) {
    for (const auto& calendar : need(calendars.calendars(admin, {200, {}})).items)
      if (calendar.key == key) return calendar;
    throw std::runtime_error("no calendar " + key);
  }
  CalendarFields fields(const std::string& name, std::optional<org::CentreId> centre = {}) {
    CalendarFields fields;
    fields.centre_id = centre;
    fields.name = name;
    fields.time_zone = "Asia/Shanghai";
    fields.weekly.monday = {{"13:00", "17:00"}, {"09:00", "12:00"}};
    return fields;
  }
  std::vector<std::string> event_types() {
    std::vector<std::string> types;
    events::wait_until_settled(database());
    database().read([&](db::Transaction& tx) {
      for (const auto& event : events::read_after(tx, {}, 10'000))
        if (event.type.starts_with("calendars.")) types.push_back(event.type);
    });
    return types;
  }
  template <class T>
  static std::string refusal(const base::Result<T>& result) {
    if (result) return "done";
    return result.error().faults.empty() ? result.error().key
                                         : result.error().faults[0].path + ' ' + result.error().faults[0].code;
  }

  org::fixture::World world;
  Calendars calendars;
  org::Actor admin, north, reader;
};

TEST_P(CalendarsTest, ShipWithHolidaysThatMakeASaturdayAWorkingDay) {
  auto hours = shipped("working_hours");
  auto days = need(calendars.days(reader, hours.id, "2026-02-13", 3));
  ASSERT_EQ(days.size(), 3u);
  EXPECT_EQ(days[0].rule, DayRule::Weekly);
  EXPECT_EQ(days[1].rule, DayRule::Holiday);
  EXPECT_EQ(days[1].special_day->name, "春节调休上班");
  EXPECT_EQ(days[1].openings.size(), 2u);
  EXPECT_TRUE(days[2].openings.empty());
  EXPECT_EQ(need(calendars.days(reader, shipped("around_the_clock").id, "2026-02-15", 1))[0].openings.size(), 1u);
}

TEST_P(CalendarsTest, LoadingThePacksAgainChangesNothing) {
  auto stored = shipped("hotline");
  static_cast<CalendarFields&>(stored).name = "热线时间";
  need(calendars.edit_calendar(admin, stored.id, stored.version, stored));
  auto events = event_types().size();
  Calendars(world.platform).load_packs(YINGDA_SOURCE_DIR "/content");
  EXPECT_EQ(shipped("hotline").name, "热线时间");
  EXPECT_EQ(event_types().size(), events);
  EXPECT_EQ(need(calendars.holidays(admin, {})).size(), 36u + 33u + 39u);
}

TEST_P(CalendarsTest, ACalendarIsKeptWithItsHoursInOrder) {
  auto made = need(calendars.create_calendar(admin, fields("周一")));
  EXPECT_EQ(made.version, 1);
  EXPECT_EQ(need(calendars.calendar(reader, made.id)).weekly.monday[0].begin, "09:00");
  EXPECT_EQ(refusal(calendars.create_calendar(admin, fields(" 周一 "))), "/name taken");
  EXPECT_EQ(refusal(calendars.create_calendar(admin, fields("周一", world.north))), "done");
}

TEST_P(CalendarsTest, AFaultyCalendarIsRefusedWithThePathOfTheFault) {
  auto wrong = fields("周一");
  wrong.weekly.monday[0].end = "9 pm";
  EXPECT_EQ(refusal(calendars.create_calendar(admin, wrong)), "/weekly/monday/0/end not_a_clock_time");
  wrong = fields("周一");
  wrong.holiday_set = "XX";
  EXPECT_EQ(refusal(calendars.create_calendar(admin, wrong)), "/holiday_set no_such_object");
}

TEST_P(CalendarsTest, ACentresAdministratorEditsOnlyItsCalendars) {
  EXPECT_EQ(refusal(calendars.create_calendar(north, fields("南", world.south))), "/centre_id no_such_object");
  EXPECT_EQ(refusal(calendars.create_calendar(north, fields("全"))), "content_needs_whole_tree");
  auto own = need(calendars.create_calendar(north, fields("北", world.north)));
  auto others = need(calendars.create_calendar(admin, fields("南", world.south)));
  EXPECT_EQ(refusal(calendars.edit_calendar(north, others.id, 1, fields("南", world.south))),
            "calendar_of_other_centre");
  EXPECT_EQ(refusal(calendars.delete_calendar(north, others.id)), "calendar_of_other_centre");
  EXPECT_EQ(refusal(calendars.edit_calendar(north, own.id, 1, fields("北", world.south))), "/centre_id no_such_object");
  EXPECT_EQ(refusal(calendars.import_holidays(north, {{ImportFormat::Csv, "date\n2027-01-01\n"}, "CN"})),
            "content_needs_whole_tree");
  EXPECT_EQ(refusal(calendars.edit_calendar(north, own.id, 1, fields("北区", world.north))), "done");
}

TEST_P(CalendarsTest, WhoMayNotEditMayLook) {
  EXPECT_EQ(refusal(calendars.create_calendar(reader, fields("x"))), "right_missing");
  EXPECT_EQ(refusal(calendars.delete_calendar(reader, shipped("hotline").id)), "right_missing");
  EXPECT_EQ(need(calendars.calendars(reader, {})).items.size(), 4u);
  org::Actor nobody;
  nobody.ref.kind = base::ActorKind::Person;
  EXPECT_EQ(refusal(calendars.calendars(nobody, {})), "right_missing");
  EXPECT_EQ(refusal(calendars.holidays(nobody, {})), "right_missing");
}

TEST_P(CalendarsTest, AnEditOfAnOldVersionIsStale) {
  auto made = need(calendars.create_calendar(admin, fields("周一")));
  need(calendars.edit_calendar(admin, made.id, 1, fields("周二")));
  EXPECT_EQ(refusal(calendars.edit_calendar(admin, made.id, 1, fields("周三"))), "stale");
  EXPECT_EQ(refusal(calendars.edit_calendar(admin, CalendarId{99}, 1, fields("周三"))), "not_found");
}

TEST_P(CalendarsTest, WhatShippedStaysAndOnesOwnCanGo) {
  EXPECT_EQ(refusal(calendars.delete_calendar(admin, shipped("hotline").id)), "shipped_content_stays");
  auto made = need(calendars.create_calendar(admin, fields("周一")));
  EXPECT_EQ(refusal(calendars.delete_calendar(admin, made.id)), "done");
  EXPECT_EQ(refusal(calendars.calendar(admin, made.id)), "not_found");
  auto types = event_types();
  EXPECT_EQ(types.back(), "calendars.calendar_changed");
}

TEST_P(CalendarsTest, ARepeatedCreationGivesTheSameCalendar) {
  admin.idempotency_key = "k1";
  admin.body_digest = "d1";
  auto first = need(calendars.create_calendar(admin, fields("周一")));
  EXPECT_EQ(need(calendars.create_calendar(admin, fields("周一"))).id, first.id);
}

TEST_P(CalendarsTest, AnImportMergesDaysAndCountsThem) {
  auto made = need(calendars.create_calendar(admin, fields("周一")));
  std::string csv = "日期,类型,时间,名称\n2026-11-23,放假,,厂休\n2026-11-30,另定时间,10:00-11:00,\n";
  auto imported = need(calendars.import_special_days(admin, made.id, {ImportFormat::Csv, csv}));
  EXPECT_EQ(imported.added, 2);
  EXPECT_EQ(need(calendars.calendar(admin, made.id)).version, 2);
  imported = need(calendars.import_special_days(admin, made.id, {ImportFormat::Csv, csv}));
  EXPECT_EQ(imported.unchanged, 2);
  EXPECT_EQ(need(calendars.calendar(admin, made.id)).version, 2);
  auto days = need(calendars.days(admin, made.id, "2026-11-23", 8));
  EXPECT_TRUE(days[0].openings.empty());
  EXPECT_THAT(days[7].hours, ElementsAre(Hours{"10:00", "11:00"}));
}

TEST_P(CalendarsTest, TheNextYearsHolidaysReachEveryCalendarOfTheSet) {
  auto hours = shipped("working_hours");
  auto first = [&] { return need(calendars.days(admin, hours.id, "2027-01-01", 1))[0]; };
  EXPECT_EQ(first().rule, DayRule::Weekly);
  std::string json =
      R"({"holiday_set":"CN","days":[{"date":"2027-01-01","kind":"closed","name":"元旦","name_en":""}]})";
  EXPECT_EQ(need(calendars.import_holidays(admin, {{ImportFormat::Json, json}, "CN"})).added, 1);
  EXPECT_EQ(first().rule, DayRule::Holiday);
  EXPECT_TRUE(first().openings.empty());
  EXPECT_EQ(refusal(calendars.import_holidays(admin, {{ImportFormat::Json, json}, "US"})), "/text other_holiday_set");
  auto year = need(calendars.holidays(admin, {"CN", 2027}));
  ASSERT_EQ(year.size(), 1u);
  EXPECT_EQ(refusal(calendars.delete_holiday(admin, year[0].id)), "done");
  EXPECT_EQ(first().rule, DayRule::Weekly);
  EXPECT_EQ(event_types().back(), "calendars.holidays_changed");
}

TEST_P(CalendarsTest, TodayIsTheDayInTheZoneOfTheCalendar) {
  auto hours = shipped("hotline");
  world.clock.set(*base::from_rfc3339("2026-03-01T17:00:00Z"));
  EXPECT_EQ(need(calendars.days(admin, hours.id, "", 1))[0].date, "2026-03-02");
  EXPECT_EQ(refusal(calendars.days(admin, hours.id, "2026-02-30", 1)), "?from bad_format");
  EXPECT_EQ(refusal(calendars.days(admin, hours.id, "9999-12-31", 1)), "?from bad_format");
  EXPECT_EQ(refusal(calendars.days(admin, hours.id, "", 0)), "?days out_of_range");
  EXPECT_EQ(refusal(calendars.days(admin, hours.id, "", 371)), "?days out_of_range");
  EXPECT_EQ(refusal(calendars.days(admin, CalendarId{7}, "", 1)), "not_found");
}

TEST_P(CalendarsTest, OtherModulesReckonWithASchedule) {
  auto id = shipped("working_hours").id;
  auto due = database().read([&](db::Transaction& tx) {
    return Calendars::schedule(tx, id)->add_working_time(*base::from_rfc3339("2026-02-14T09:00:00Z"),
                                                         std::chrono::hours(2));
  });
  // Saturday 17:00 of a made-up day, one hour left; the festival; Tuesday 9:30.
  EXPECT_EQ(base::to_rfc3339(due.value()), "2026-02-24T01:30:00.000Z");
  EXPECT_FALSE(database().read([](db::Transaction& tx) { return Calendars::schedule(tx, CalendarId{1}); }));
}

YINGDA_ON_BOTH_ENGINES(CalendarsTest);

}  // namespace
}  // namespace calendars
