// Schedule: what is open when, and what open time adds up to.

#include "calendars/schedule.h"

#include <gmock/gmock.h>

#include <random>

namespace calendars {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

base::Time at(std::string_view rfc3339) {
  auto time = base::from_rfc3339(rfc3339);
  EXPECT_TRUE(time) << rfc3339;
  return time.value_or(base::Time{});
}

std::string text(std::optional<base::Time> time) {
  return time ? base::to_rfc3339(*time) : "never";
}

WeeklyHours every_day(const std::vector<Hours>& hours) {
  return {hours, hours, hours, hours, hours, hours, hours};
}

WeeklyHours workdays(const std::vector<Hours>& hours) {
  return {hours, hours, hours, hours, hours, {}, {}};
}

CalendarFields calendar(WeeklyHours weekly, std::string zone = "Asia/Shanghai", std::vector<SpecialDay> days = {}) {
  CalendarFields fields;
  fields.time_zone = std::move(zone);
  fields.weekly = std::move(weekly);
  fields.special_days = std::move(days);
  EXPECT_TRUE(arrange(fields.weekly, "").empty());
  EXPECT_TRUE(arrange(fields.special_days, "").empty());
  return fields;
}

Schedule schedule(WeeklyHours weekly, std::string zone = "Asia/Shanghai", std::vector<SpecialDay> days = {}) {
  return Schedule(calendar(std::move(weekly), std::move(zone), std::move(days)), {});
}

const std::vector<Hours> office{{"09:00", "12:00"}, {"13:30", "18:00"}};
const std::vector<Hours> all_day{{"00:00", "24:00"}};
const std::vector<Hours> night{{"22:00", "06:00"}};

SpecialDay closed(std::string date) {
  return {std::move(date), DayKind::Closed, {}, {}, "", ""};
}
SpecialDay makeup(std::string date, Weekday weekday) {
  return {std::move(date), DayKind::Makeup, {}, weekday, "", ""};
}

// The spring festival of 2026 with its make-up days.
std::vector<SpecialDay> spring_festival() {
  std::vector<SpecialDay> days{makeup("2026-02-14", Weekday::Monday), makeup("2026-02-28", Weekday::Monday)};
  for (int day = 15; day <= 23; ++day) days.push_back(closed("2026-02-" + std::to_string(day)));
  return days;
}

struct OpenCase {
  const char* at;
  bool open;
};

TEST(Schedule, OfficeHoursAreOpenFromTheirBeginUpToTheirEnd) {
  auto schedule = calendars::schedule(workdays(office), "Asia/Shanghai", spring_festival());
  for (auto [when, open] : {
           OpenCase{"2026-03-02T08:59:59.999+08:00", false},  // Monday
           {"2026-03-02T09:00:00+08:00", true},
           {"2026-03-02T11:59:59.999+08:00", true},
           {"2026-03-02T12:00:00+08:00", false},
           {"2026-03-02T13:29:59+08:00", false},
           {"2026-03-02T13:30:00+08:00", true},
           {"2026-03-02T18:00:00+08:00", false},
           {"2026-03-02T01:00:00Z", true},        // the same nine o'clock
           {"2026-03-07T10:00:00+08:00", false},  // Saturday
           {"2026-02-14T10:00:00+08:00", true},   // a Saturday made up for
           {"2026-02-28T17:59:00+08:00", true},
           {"2026-02-16T10:00:00+08:00", false},  // a Monday of the festival
           {"2026-02-24T10:00:00+08:00", true},
       })
    EXPECT_EQ(schedule.is_open(at(when)), open) << when;
}

struct NextCase {
  const char* from;
  const char* next;
};

TEST(Schedule, TheNextOpeningLeapsOverNightsWeekendsAndHolidays) {
  auto schedule = calendars::schedule(workdays(office), "Asia/Shanghai", spring_festival());
  for (auto [from, next] : {
           NextCase{"2026-03-02T10:00:00Z", "2026-03-03T01:00:00.000Z"},  // 18:00, so tomorrow
           {"2026-03-02T04:00:00Z", "2026-03-02T05:30:00.000Z"},          // over lunch
           {"2026-03-02T05:30:00Z", "2026-03-02T05:30:00.000Z"},          // open: now
           {"2026-03-06T10:00:00Z", "2026-03-09T01:00:00.000Z"},          // over the weekend
           {"2026-02-14T10:00:00Z", "2026-02-24T01:00:00.000Z"},          // over the festival
           {"2025-12-31T10:00:00Z", "2026-01-01T01:00:00.000Z"},          // over the end of the year
       })
    EXPECT_EQ(text(schedule.next_opening(at(from))), next) << from;
}

TEST(Schedule, WhatIsNeverOpenHasNoNextOpeningAndNoDeadline) {
  auto never = schedule({});
  EXPECT_EQ(text(never.next_opening(at("2026-03-02T00:00:00Z"))), "never");
  EXPECT_EQ(text(never.add_working_time(at("2026-03-02T00:00:00Z"), 1h)), "never");
  EXPECT_EQ(never.working_time_between(at("2026-03-02T00:00:00Z"), at("2036-03-02T00:00:00Z")), 0ms);
}

TEST(Schedule, ACalendarOfSpecialDaysAloneEndsWithTheLastOfThem) {
  auto fair = schedule({}, "Asia/Shanghai", {{"2026-05-01", DayKind::OtherHours, {{"10:00", "16:00"}}, {}, "", ""}});
  EXPECT_EQ(text(fair.next_opening(at("2026-03-02T00:00:00Z"))), "2026-05-01T02:00:00.000Z");
  EXPECT_EQ(text(fair.next_opening(at("2026-05-01T08:00:00Z"))), "never");
  EXPECT_EQ(text(fair.add_working_time(at("2026-03-02T00:00:00Z"), 6h)), "2026-05-01T08:00:00.000Z");
  EXPECT_EQ(text(fair.add_working_time(at("2026-03-02T00:00:00Z"), 6h + 1ms)), "never");
}

TEST(Schedule, ATimeTooLongForACenturyHasNoDeadline) {
  auto briefly = schedule(WeeklyHours{.monday = {{"09:00", "09:01"}}});
  EXPECT_EQ(text(briefly.add_working_time(at("2026-03-02T00:00:00Z"), 24h * 365)), "never");
}

struct AddCase {
  const char* start;
  std::chrono::minutes time;
  const char* due;
};

TEST(Schedule, WorkingTimeIsAddedOverClosedHours) {
  auto schedule = calendars::schedule(workdays(office), "Asia/Shanghai", spring_festival());
  for (auto [start, time, due] : {
           AddCase{"2026-03-02T01:00:00Z", 60min, "2026-03-02T02:00:00.000Z"},
           {"2026-03-02T01:00:00Z", 180min, "2026-03-02T04:00:00.000Z"},  // the end of the morning, not its afternoon
           {"2026-03-02T01:00:00Z", 181min, "2026-03-02T05:31:00.000Z"},
           {"2026-03-02T01:00:00Z", 450min, "2026-03-02T10:00:00.000Z"},  // a whole day
           {"2026-03-01T12:00:00Z", 60min, "2026-03-02T02:00:00.000Z"},   // from a Sunday
           {"2026-03-06T09:00:00Z", 240min, "2026-03-09T04:00:00.000Z"},  // Friday 17:00, four hours: Monday noon
           {"2026-02-14T09:00:00Z", 120min, "2026-02-24T02:00:00.000Z"},  // the festival between
           {"2026-03-07T02:00:00Z", 0min, "2026-03-07T02:00:00.000Z"},
       })
    EXPECT_EQ(text(schedule.add_working_time(at(start), time)), due) << start << " + " << time.count();
}

struct BetweenCase {
  const char* from;
  const char* until;
  std::chrono::minutes time;
};

TEST(Schedule, WorkingTimeBetweenCountsOpenTimeOnly) {
  auto schedule = calendars::schedule(workdays(office), "Asia/Shanghai", spring_festival());
  for (auto [from, until, time] : {
           BetweenCase{"2026-03-02T01:00:00Z", "2026-03-02T10:00:00Z", 450min},
           {"2026-03-02T03:00:00Z", "2026-03-02T06:30:00Z", 120min},
           {"2026-03-02T10:00:00Z", "2026-03-03T01:00:00Z", 0min},
           {"2026-02-13T00:00:00Z", "2026-02-25T00:00:00Z", 3 * 450min},  // Friday, the made-up Saturday, Tuesday
           {"2026-03-03T00:00:00Z", "2026-03-02T00:00:00Z", 0min},        // backwards
           {"2025-12-29T00:00:00Z", "2026-01-05T00:00:00Z", 5 * 450min},  // over the end of the year
       })
    EXPECT_EQ(schedule.working_time_between(at(from), at(until)), time) << from << " – " << until;
}

TEST(Schedule, ANightBelongsToTheDayOnWhichItBegins) {
  auto schedule = calendars::schedule(WeeklyHours{.friday = night});
  EXPECT_TRUE(schedule.is_open(at("2026-03-06T23:00:00+08:00")));
  EXPECT_TRUE(schedule.is_open(at("2026-03-07T05:59:59+08:00")));
  EXPECT_FALSE(schedule.is_open(at("2026-03-07T06:00:00+08:00")));
  EXPECT_FALSE(schedule.is_open(at("2026-03-06T05:00:00+08:00")));
  EXPECT_EQ(schedule.working_time_between(at("2026-03-06T00:00:00Z"), at("2026-03-09T00:00:00Z")), 8h);
}

TEST(Schedule, ANightGoesOnIntoAClosedDay) {
  auto schedule = calendars::schedule(every_day(night), "Asia/Shanghai", {closed("2026-03-07")});
  EXPECT_TRUE(schedule.is_open(at("2026-03-07T05:00:00+08:00")));
  EXPECT_FALSE(schedule.is_open(at("2026-03-07T23:00:00+08:00")));
  EXPECT_FALSE(schedule.is_open(at("2026-03-08T05:00:00+08:00")));
}

TEST(Schedule, ANightThatRunsIntoTheNextMorningIsCountedOnce) {
  auto schedule = calendars::schedule(every_day({{"04:00", "08:00"}, {"22:00", "06:00"}}));
  EXPECT_EQ(schedule.working_time_between(at("2026-03-02T12:00:00+08:00"), at("2026-03-03T12:00:00+08:00")), 10h);
  EXPECT_THAT(schedule.openings(at("2026-03-02T12:00:00+08:00"), at("2026-03-03T12:00:00+08:00")),
              ElementsAre(Opening{at("2026-03-02T22:00:00+08:00"), at("2026-03-03T08:00:00+08:00")}));
}

TEST(Schedule, OwnHoursOfASpecialDayReplaceTheWeek) {
  auto schedule = calendars::schedule(workdays(office), "Asia/Shanghai",
                                      {{"2026-12-31", DayKind::OtherHours, {{"09:00", "12:00"}}, {}, "", ""},
                                       {"2027-01-03", DayKind::Makeup, {{"10:00", "11:00"}}, {}, "", ""}});
  EXPECT_EQ(schedule.working_time_between(at("2026-12-31T00:00:00+08:00"), at("2027-01-01T00:00:00+08:00")), 3h);
  EXPECT_EQ(schedule.working_time_between(at("2027-01-03T00:00:00+08:00"), at("2027-01-04T00:00:00+08:00")), 1h);
}

TEST(Schedule, TheCalendarsOwnDayWinsOverTheHoliday) {
  auto fields = calendar(workdays(office), "Asia/Shanghai",
                         {{"2026-10-01", DayKind::OtherHours, {{"10:00", "12:00"}}, {}, "值班", "On duty"}});
  Schedule schedule(fields, {closed("2026-10-01"), closed("2026-10-02")});
  EXPECT_TRUE(schedule.is_open(at("2026-10-01T10:00:00+08:00")));
  EXPECT_FALSE(schedule.is_open(at("2026-10-02T10:00:00+08:00")));
  auto days = schedule.days("2026-09-30", 3);
  ASSERT_EQ(days.size(), 3u);
  EXPECT_EQ(days[0].rule, DayRule::Weekly);
  EXPECT_EQ(days[1].rule, DayRule::SpecialDay);
  EXPECT_EQ(days[1].special_day->name, "值班");
  EXPECT_EQ(days[2].rule, DayRule::Holiday);
  EXPECT_TRUE(days[2].openings.empty());
}

TEST(Schedule, DaysShowTheHoursOfTheClockAndTheirInstants) {
  auto days = schedule(every_day(night), "Europe/Berlin").days("2026-03-28", 1);
  ASSERT_EQ(days.size(), 1u);
  EXPECT_EQ(days[0].weekday, Weekday::Saturday);
  EXPECT_THAT(days[0].hours, ElementsAre(Hours{"22:00", "06:00"}));
  // The night in which an hour is skipped lasts seven hours.
  EXPECT_THAT(days[0].openings, ElementsAre(Opening{at("2026-03-28T21:00:00Z"), at("2026-03-29T04:00:00Z")}));
  EXPECT_EQ(schedule(every_day(all_day)).days("2026-01-01", 1)[0].hours[0].end, "24:00");
}

struct ZoneCase {
  const char* zone;
  const char* from;
  const char* until;
};

TEST(Schedule, ARoundTheClockCalendarLosesNoMinuteWhateverTheClocksDo) {
  for (auto [zone, from, until] : {
           ZoneCase{"Asia/Shanghai", "2025-12-01T00:00:00Z", "2027-01-15T12:34:56.789Z"},
           {"Europe/Berlin", "2026-03-20T00:00:00Z", "2026-11-20T00:00:00Z"},
           {"America/New_York", "2024-02-20T03:04:05.006Z", "2026-11-20T00:00:00Z"},
           {"America/Havana", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"},       // back over midnight
           {"Asia/Beirut", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"},          // midnight skipped
           {"Australia/Lord_Howe", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"},  // half an hour
           {"Pacific/Apia", "2011-12-28T00:00:00Z", "2012-01-02T00:00:00Z"},         // a day skipped
           {"America/St_Johns", "2005-01-01T00:00:00Z", "2012-01-01T00:00:00Z"},     // at a minute past midnight
       }) {
    auto schedule = calendars::schedule(every_day(all_day), zone);
    auto span = at(until) - at(from);
    EXPECT_EQ(schedule.working_time_between(at(from), at(until)), span) << zone;
    EXPECT_EQ(schedule.add_working_time(at(from), span), at(until)) << zone;
    EXPECT_THAT(schedule.openings(at(from), at(until)), ElementsAre(Opening{at(from), at(until)})) << zone;
    // The same when the day is cut where clocks change.
    auto cut = calendars::schedule(every_day({{"00:00", "02:30"}, {"02:30", "24:00"}}), zone);
    EXPECT_EQ(cut.working_time_between(at(from), at(until)), span) << zone;
  }
}

TEST(Schedule, DaysOfTwentyThreeAndTwentyFiveHoursAreThatLong) {
  auto schedule = calendars::schedule(every_day(all_day), "Europe/Berlin");
  auto length = [&](const std::string& date) {
    auto day = schedule.days(date, 1).at(0).openings.at(0);
    return day.ends_at - day.begins_at;
  };
  EXPECT_EQ(length("2026-03-29"), 23h);
  EXPECT_EQ(length("2026-03-30"), 24h);
  EXPECT_EQ(length("2026-10-25"), 25h);
}

TEST(Schedule, OfficeHoursKeepToTheWallClockAcrossAClockChange) {
  auto schedule = calendars::schedule(every_day({{"09:00", "17:00"}}), "Europe/Berlin");
  EXPECT_EQ(text(schedule.next_opening(at("2026-03-28T20:00:00Z"))), "2026-03-29T07:00:00.000Z");
  EXPECT_EQ(text(schedule.next_opening(at("2026-03-27T20:00:00Z"))), "2026-03-28T08:00:00.000Z");
}

TEST(Schedule, HoursInsideASkippedHourAreEmpty) {
  auto schedule = calendars::schedule(every_day({{"02:10", "02:50"}}), "Europe/Berlin");
  EXPECT_TRUE(schedule.days("2026-03-29", 1).at(0).openings.empty());
  EXPECT_EQ(text(schedule.next_opening(at("2026-03-29T00:00:00Z"))), "2026-03-30T00:10:00.000Z");
}

// Random calendars, against the definition taken minute by minute.
class RandomSchedule {
 public:
  explicit RandomSchedule(unsigned seed) : random_(seed) {}

  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

  std::vector<Hours> hours() {
    std::vector<Hours> hours;
    for (int i = below(3), minute = 0; i > 0 && minute < 1400; --i) {
      int begin = minute + below(1430 - minute), end = std::min(begin + 1 + below(700), 1440);
      hours.push_back({clock(begin), clock(end)});
      minute = end + 1;
    }
    if (below(4) == 0 && (hours.empty() || hours.back().end < "20:00"))
      hours.push_back({clock(1200 + below(240)), clock(below(600))});
    return hours;
  }

  CalendarFields fields(std::string zone) {
    CalendarFields fields;
    for (int day = 0; day < 7; ++day) hours_on(fields.weekly, static_cast<Weekday>(day)) = hours();
    for (int day = 1; day < 29; day += 1 + below(7)) {
      SpecialDay special{
          "2026-03-" + std::string(day < 10 ? "0" : "") + std::to_string(day), DayKind::Closed, {}, {}, "", ""};
      if (below(2)) special.kind = DayKind::Makeup, special.weekday = static_cast<Weekday>(below(7));
      fields.special_days.push_back(special);
    }
    fields.time_zone = std::move(zone);
    EXPECT_TRUE(arrange(fields.weekly, "").empty());
    return fields;
  }

  base::Time instant() { return at("2026-02-26T00:00:00Z") + std::chrono::minutes(below(35 * 24 * 60)); }

 private:
  static std::string clock(int minute) {
    auto two = [](int n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
    return two(minute / 60) + ':' + two(minute % 60);
  }

  std::mt19937 random_;
};

// The definition, for a zone without clock changes: a span of this day, or the tail of one of yesterday.
bool open_by_definition(const CalendarFields& fields, base::Time at, std::chrono::hours offset) {
  auto local = at + offset;
  for (int back : {0, 1}) {
    auto midnight = std::chrono::floor<std::chrono::days>(local) - std::chrono::days(back);
    auto date = base::to_rfc3339(midnight).substr(0, 10);
    const auto* hours = &hours_on(fields.weekly, *weekday_of(date));
    static const std::vector<Hours> none;
    for (const auto& day : fields.special_days)
      if (day.date == date) hours = day.kind == DayKind::Closed ? &none : &hours_on(fields.weekly, *day.weekday);
    auto minute = std::chrono::floor<std::chrono::minutes>(local - midnight).count();
    for (auto span : spans_of(*hours))
      if (minute >= span.begin && minute < span.end) return true;
  }
  return false;
}

TEST(Schedule, AgreesWithItsDefinitionMinuteByMinute) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    RandomSchedule random(seed);
    auto fields = random.fields("Asia/Shanghai");
    Schedule schedule(fields, {});
    auto from = random.instant(), until = from + std::chrono::minutes(random.below(3 * 24 * 60));
    std::chrono::minutes counted{0};
    for (auto t = from; t < until; t += 1min) {
      bool open = open_by_definition(fields, t, 8h);
      counted += std::chrono::minutes(open);
      if (random.below(20) == 0) {
        EXPECT_EQ(schedule.is_open(t), open) << "seed " << seed << ' ' << base::to_rfc3339(t);
      }
    }
    EXPECT_EQ(schedule.working_time_between(from, until), counted) << "seed " << seed;
  }
}

TEST(Schedule, AddingUndoesCountingAndCountingAddsUp) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    RandomSchedule random(seed);
    const char* zones[] = {"Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe"};
    auto fields = random.fields(zones[seed % 4]);
    Schedule schedule(fields, {});
    auto from = random.instant(), middle = from + std::chrono::minutes(random.below(9000)),
         until = middle + std::chrono::minutes(random.below(9000));
    EXPECT_EQ(schedule.working_time_between(from, middle) + schedule.working_time_between(middle, until),
              schedule.working_time_between(from, until))
        << seed;
    auto time = std::chrono::minutes(1 + random.below(4000));
    auto due = schedule.add_working_time(from, time);
    if (!due) continue;
    EXPECT_EQ(schedule.working_time_between(from, *due), time) << seed;
    EXPECT_TRUE(schedule.is_open(*due - 1ms)) << seed;
  }
}

struct FaultCase {
  std::vector<Hours> hours;
  std::string code;
};

TEST(Hours, AreRefusedWhenTheyCannotBeMeant) {
  for (auto& [hours, code] : std::vector<FaultCase>{{{{"9:00", "18:00"}}, "not_a_clock_time"},
                                                    {{{"09:00", "24:01"}}, "not_a_clock_time"},
                                                    {{{"24:00", "24:00"}}, "not_a_clock_time"},
                                                    {{{"09:60", "18:00"}}, "not_a_clock_time"},
                                                    {{{"09:00", "25:00"}}, "not_a_clock_time"},
                                                    {{{"０9:0", "18:00"}}, "not_a_clock_time"},
                                                    {{{"09:00", "09:00"}}, "empty_hours"},
                                                    {{{"00:00", "00:00"}}, "empty_hours"},
                                                    {{{"13:00", "18:00"}, {"09:00", "13:01"}}, "overlapping_hours"},
                                                    {{{"22:00", "06:00"}, {"23:00", "23:30"}}, "overlapping_hours"}}) {
    auto faults = arrange(hours, "/weekly/monday");
    ASSERT_EQ(faults.size(), 1u) << code;
    EXPECT_EQ(faults[0].code, code);
  }
}

TEST(Hours, ArePutInOrder) {
  std::vector<Hours> hours{{"13:00", "18:00"}, {"00:00", "13:00"}};
  EXPECT_TRUE(arrange(hours, "").empty());
  EXPECT_THAT(hours, ElementsAre(Hours{"00:00", "13:00"}, Hours{"13:00", "18:00"}));
}

TEST(SpecialDays, AreRefusedWhenTheirKindAndHoursDisagree) {
  std::vector<SpecialDay> days{{"2026-01-01", DayKind::Closed, {{"09:00", "10:00"}}, {}, "", ""},
                               {"2026-01-02", DayKind::OtherHours, {}, Weekday::Monday, "", ""},
                               {"2026-01-03", DayKind::Makeup, {}, {}, "", ""},
                               {"2026-01-03", DayKind::Closed, {}, {}, "", ""},
                               {"0026-01-03", DayKind::Closed, {}, {}, "", ""}};
  std::vector<std::string> codes;
  for (const auto& fault : arrange(days, "")) codes.push_back(fault.code);
  EXPECT_THAT(codes,
              ElementsAre("date_out_of_range", "closed_has_hours", "hours_missing", "hours_missing", "duplicate_day"));
}

}  // namespace
}  // namespace calendars
