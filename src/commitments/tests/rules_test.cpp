// What a clock counts.

#include "commitments/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace commitments {
namespace {

using namespace std::chrono_literals;
using calendars::CalendarFields;
using calendars::DayKind;
using calendars::Hours;
using calendars::Schedule;

base::Time at(std::string_view text) {
  return base::from_rfc3339(text).value();
}

Schedule schedule(const std::vector<Hours>& weekdays, const std::vector<Hours>& weekend,
                  std::vector<calendars::SpecialDay> days = {}, const std::string& zone = "Asia/Shanghai") {
  CalendarFields fields;
  fields.time_zone = zone;
  fields.weekly = {weekdays, weekdays, weekdays, weekdays, weekdays, weekend, weekend};
  fields.special_days = std::move(days);
  EXPECT_TRUE(arrange(fields.weekly, "").empty());
  EXPECT_TRUE(arrange(fields.special_days, "").empty());
  return Schedule(fields, {});
}

const std::vector<Hours> office{{"09:00", "12:00"}, {"13:30", "18:00"}};
const std::vector<Hours> all_day{{"00:00", "24:00"}};

TEST(Rules, WithoutACalendarEveryMinuteCounts) {
  auto from = at("2026-02-27T23:59:50+08:00");
  EXPECT_EQ(plan(nullptr, from, 30s), (Stretches{{from, from + 30s}}));
}

TEST(Rules, ACalendarThatNeverClosesLosesNoMinute) {
  for (std::string zone : {"Asia/Shanghai", "Europe/Berlin", "America/New_York"}) {
    auto always = schedule(all_day, all_day, {}, zone);
    std::mt19937 random(7);
    for (int i = 0; i < 300; ++i) {
      auto from = at("2026-03-01T00:00:00Z") + std::chrono::minutes{random() % 400'000};
      auto time = base::Duration{1 + random() % 2'592'000'000};
      EXPECT_EQ(plan(&always, from, time), (Stretches{{from, from + time}})) << zone;
    }
  }
}

TEST(Rules, ANightRunsOnOverMidnight) {
  auto night = schedule({{"22:00", "06:00"}}, {{"22:00", "06:00"}});
  auto from = at("2026-03-02T23:30:00+08:00");
  EXPECT_EQ(plan(&night, from, 2h), (Stretches{{from, from + 2h}}));
}

TEST(Rules, ClosedHoursHolidaysAndMakeUpDaysAreCountedAsTheCalendarSays) {
  // Monday the 16th is a holiday; on Sunday the 15th one works for it.
  auto calendar = schedule(office, {},
                           {{"2026-02-15", DayKind::Makeup, {}, calendars::Weekday::Monday, "", ""},
                            {"2026-02-16", DayKind::Closed, {}, {}, "", ""}});
  // Friday 17:00: one hour, then Sunday's 7:30, then a half hour of Tuesday.
  auto counted = plan(&calendar, at("2026-02-13T17:00:00+08:00"), 9h);
  ASSERT_TRUE(counted);
  EXPECT_EQ(*counted, (Stretches{{at("2026-02-13T17:00:00+08:00"), at("2026-02-13T18:00:00+08:00")},
                                 {at("2026-02-15T09:00:00+08:00"), at("2026-02-15T12:00:00+08:00")},
                                 {at("2026-02-15T13:30:00+08:00"), at("2026-02-15T18:00:00+08:00")},
                                 {at("2026-02-17T09:00:00+08:00"), at("2026-02-17T09:30:00+08:00")}}));
  EXPECT_EQ(length_of(*counted), 9h);
}

TEST(Rules, WhoComesAtNightIsCountedFromTheMorning) {
  auto calendar = schedule(office, {});
  auto counted = plan(&calendar, at("2026-03-02T20:00:00+08:00"), 30s);
  EXPECT_EQ(counted, (Stretches{{at("2026-03-03T09:00:00+08:00"), at("2026-03-03T09:00:30+08:00")}}));
}

TEST(Rules, ACalendarThatNeverOpensPromisesNothing) {
  auto never = schedule({}, {});
  EXPECT_EQ(plan(&never, at("2026-03-02T20:00:00Z"), 1s), std::nullopt);
}

TEST(Rules, AnInstantIsFoundWithinTheStretchesAndWhatIsBeforeItAddsUp) {
  auto calendar = schedule(office, {});
  std::mt19937 random(11);
  for (int i = 0; i < 200; ++i) {
    auto from = at("2026-03-02T00:00:00Z") + std::chrono::minutes{random() % 100'000};
    base::Duration time{2 + random() % 500'000'000};
    auto counted = plan(&calendar, from, time).value();
    EXPECT_EQ(length_of(counted), time);
    EXPECT_EQ(instant_in(counted, time), counted.back().ends_at);
    base::Duration part{1 + random() % time.count()};
    EXPECT_EQ(length_of(before(counted, instant_in(counted, part))), part);
  }
  EXPECT_THROW(instant_in({{at("2026-03-02T00:00:00Z"), at("2026-03-02T00:00:01Z")}}, 2s), std::logic_error);
}

}  // namespace
}  // namespace commitments
