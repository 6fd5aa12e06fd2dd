// Special days out of files.

#include "calendars/day_files.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "calendars/hours.h"
#include "calendars/merge.h"

namespace calendars {
namespace {

using testing::ElementsAre;

std::vector<SpecialDay> csv(const std::string& text) {
  auto file = read_days({ImportFormat::Csv, text});
  EXPECT_TRUE(file) << text
                    << (file ? ""
                             : file.error().key + ' ' +
                                   (file.error().faults.empty() ? "" : file.error().faults[0].code));
  return file ? file->days : std::vector<SpecialDay>{};
}

// The codes of the faults, each with its line.
std::vector<std::string> faults(ImportFormat format, const std::string& text) {
  std::vector<std::string> codes;
  auto file = read_days({format, text});
  if (file) return codes;
  for (const auto& fault : file.error().faults) {
    std::string line;
    for (const auto& [name, value] : fault.fields)
      if (name == "line") line = value + ' ';
    codes.push_back(line + fault.code);
  }
  return codes;
}

TEST(DayFiles, CsvIsReadWithEnglishAndChineseTitles) {
  auto expected = std::vector<SpecialDay>{
      {"2027-02-06", DayKind::Closed, {}, {}, "春节", "Spring Festival"},
      {"2027-02-13", DayKind::Makeup, {}, Weekday::Thursday, "调休", ""},
      {"2027-12-31", DayKind::OtherHours, {{"09:00", "12:00"}, {"13:30", "16:00"}}, {}, "", ""}};
  EXPECT_EQ(csv("date,kind,weekday,hours,name,name_en\n"
                "2027-02-06,closed,,,春节,Spring Festival\n"
                "2027-02-13,makeup,thursday,,调休,\n"
                "2027-12-31,other_hours,,09:00-12:00;13:30-16:00,,\n"),
            expected);
  EXPECT_EQ(csv("名称;日期;类型;星期;时间;英文名称\r\n"
                "春节;2027/2/6;放假;;;Spring Festival\r\n"
                "调休;2027年2月13日;调休上班;周四;;\r\n"
                ";2027-12-31;另定时间;;9:00—12:00、１３：３０~16:00;\r\n"),
            expected);
}

TEST(DayFiles, CsvWithoutAKindIsUnderstoodByItsHours) {
  auto days = csv("date,weekday,hours\n2027-01-01,,\n2027-01-02,星期天,\n2027-01-03,,10:00-11:00\n");
  ASSERT_EQ(days.size(), 3u);
  EXPECT_EQ(days[0].kind, DayKind::Closed);
  EXPECT_EQ(days[1].kind, DayKind::Makeup);
  EXPECT_EQ(days[1].weekday, Weekday::Sunday);
  EXPECT_EQ(days[2].kind, DayKind::OtherHours);
}

TEST(DayFiles, DaysComeInTheOrderOfDate) {
  auto days = csv("date\n2027-03-01\n2027-01-01\n");
  ASSERT_EQ(days.size(), 2u);
  EXPECT_EQ(days[0].date, "2027-01-01");
}

TEST(DayFiles, EveryFaultOfACsvNamesItsLine) {
  EXPECT_THAT(faults(ImportFormat::Csv,
                     "date,kind,weekday,hours\n"
                     "2027-02-30,closed,,\n"
                     "tomorrow,closed,,\n"
                     "2027-02-01,perhaps,,\n"
                     "2027-02-02,makeup,someday,\n"
                     "2027-02-03,other_hours,,9-12\n"
                     "2027-02-03,other_hours,,25:00-26:00\n"),
              ElementsAre("2 csv_bad_date", "3 csv_bad_date", "4 csv_bad_kind", "5 csv_bad_weekday", "6 csv_bad_hours",
                          "7 csv_bad_hours"));
}

TEST(DayFiles, ATableWithoutDatesOrWithUnknownTitlesIsRefused) {
  EXPECT_THAT(faults(ImportFormat::Csv, "kind\nclosed\n"), ElementsAre("1 csv_no_date_column", "2 csv_bad_date"));
  EXPECT_THAT(faults(ImportFormat::Csv, "date,colour\n2027-01-01,red\n"), ElementsAre("1 csv_unknown_column"));
  EXPECT_THAT(faults(ImportFormat::Csv, "date\n2027-01-01\n2027-01-01\n"), ElementsAre("duplicate_day"));
  EXPECT_THAT(faults(ImportFormat::Csv, "date,name\n2027-01-01," + std::string(61, 'x') + "\n"),
              ElementsAre("2 too_long"));
}

TEST(DayFiles, ATableWithoutEndIsRefusedEarly) {
  std::string text = "date\n";
  for (int i = 0; i < 20'000; ++i) text += "nonsense\n";
  EXPECT_LE(faults(ImportFormat::Csv, text).size(), 60u);
}

TEST(DayFiles, FaultsOfJsonStandBelowText) {
  auto file =
      read_days({ImportFormat::Json, R"({"days":[{"date":"2027-01-01","kind":"often","name":"","name_en":""}]})"});
  ASSERT_FALSE(file);
  ASSERT_EQ(file.error().faults.size(), 1u);
  EXPECT_EQ(file.error().faults[0].path, "/text/days/0/kind");
  EXPECT_EQ(file.error().faults[0].code, "not_a_choice");
}

// The State Council's arrangements: days off, make-up days.
struct YearCase {
  const char* year;
  std::ptrdiff_t closed;
  std::vector<std::string> makeup;
};

TEST(DayFiles, TheShippedHolidaysAreThoseOfTheStateCouncil) {
  for (const auto& [year, closed, makeup] : std::vector<YearCase>{
           {"2024",
            28,
            {"2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29",
             "2024-10-12"}},
           {"2025", 28, {"2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"}},
           {"2026", 33, {"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"}}}) {
    std::ifstream stream(YINGDA_SOURCE_DIR "/content/calendars/holidays-cn-" + std::string(year) + ".json");
    std::stringstream text;
    text << stream.rdbuf();
    auto file = read_days({ImportFormat::Json, text.str()});
    ASSERT_TRUE(file) << year;
    EXPECT_EQ(file->holiday_set, "CN");
    EXPECT_THAT(file->source.value_or(""), testing::HasSubstr("国务院办公厅关于" + std::string(year) + "年"));
    EXPECT_EQ(std::count_if(file->days.begin(), file->days.end(),
                            [](const auto& day) { return day.kind == DayKind::Closed; }),
              closed);
    std::vector<std::string> found;
    for (const auto& day : file->days) {
      EXPECT_TRUE(day.date.starts_with(year));
      if (day.kind != DayKind::Makeup) continue;
      found.push_back(day.date);
      EXPECT_GE(*weekday_of(day.date), Weekday::Saturday) << day.date;
    }
    EXPECT_EQ(found, makeup);
  }
}

TEST(MergedDays, AreAddedReplacedOrLeft) {
  auto day = [](std::string date, std::string name) {
    return SpecialDay{std::move(date), DayKind::Closed, {}, {}, std::move(name), ""};
  };
  std::vector<SpecialDay> days{day("2027-01-01", "a"), day("2027-01-03", "c")};
  auto imported = merge_days(days, {day("2027-01-01", "a"), day("2027-01-02", "b"), day("2027-01-03", "d")});
  EXPECT_EQ(imported.added, 1);
  EXPECT_EQ(imported.replaced, 1);
  EXPECT_EQ(imported.unchanged, 1);
  EXPECT_THAT(days, ElementsAre(day("2027-01-01", "a"), day("2027-01-02", "b"), day("2027-01-03", "d")));
}

}  // namespace
}  // namespace calendars
