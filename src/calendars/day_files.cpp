#include "calendars/day_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/csv.h"
#include "base/json.h"
#include "base/text.h"
#include "calendars/hours.h"
#include "search/search.h"

namespace calendars {
namespace {

constexpr std::size_t max_faults = 50;
constexpr std::size_t max_days = 1000;

enum class Column { Date, Kind, Weekday, Hours, Name, NameEn };

template <class E>
struct Word {
  std::string_view word;
  E meaning;
};

constexpr auto column_words = std::to_array<Word<Column>>({{"date", Column::Date},
                                                           {"日期", Column::Date},
                                                           {"kind", Column::Kind},
                                                           {"type", Column::Kind},
                                                           {"类型", Column::Kind},
                                                           {"weekday", Column::Weekday},
                                                           {"星期", Column::Weekday},
                                                           {"按星期", Column::Weekday},
                                                           {"hours", Column::Hours},
                                                           {"时间", Column::Hours},
                                                           {"时间段", Column::Hours},
                                                           {"name", Column::Name},
                                                           {"名称", Column::Name},
                                                           {"name_en", Column::NameEn},
                                                           {"英文名称", Column::NameEn}});

constexpr auto kind_words = std::to_array<Word<DayKind>>({{"closed", DayKind::Closed},
                                                          {"放假", DayKind::Closed},
                                                          {"休息", DayKind::Closed},
                                                          {"other_hours", DayKind::OtherHours},
                                                          {"另定时间", DayKind::OtherHours},
                                                          {"makeup", DayKind::Makeup},
                                                          {"调休上班", DayKind::Makeup},
                                                          {"上班", DayKind::Makeup}});

template <class E, std::size_t n>
std::optional<E> meaning_of(const std::array<Word<E>, n>& words, std::string_view text) {
  for (const auto& word : words)
    if (word.word == text) return word.meaning;
  return std::nullopt;
}

std::optional<Weekday> weekday_of_word(std::string_view text) {
  if (auto weekday = base::from_word<Weekday>(text)) return weekday;
  for (std::string_view prefix : {"星期", "周", "礼拜"}) {
    if (!text.starts_with(prefix)) continue;
    constexpr std::array<std::string_view, 8> days{"一", "二", "三", "四", "五", "六", "日", "天"};
    auto found = std::find(days.begin(), days.end(), text.substr(prefix.size()));
    if (found != days.end()) return static_cast<Weekday>(std::min<std::ptrdiff_t>(found - days.begin(), 6));
  }
  return std::nullopt;
}

// The numbers of a text that has nothing else but separators, as in 2026/2/14 and 2026年2月14日.
std::vector<int> numbers_of(std::string text) {
  for (std::string_view separator : {"年", "月", "日", "/", ".", "-"})
    for (auto at = text.find(separator); at != text.npos; at = text.find(separator))
      text.replace(at, separator.size(), " ");
  std::vector<int> numbers;
  for (auto piece : base::split(text, ' ')) {
    if (piece.empty()) continue;
    if (piece.size() > 4 || piece.find_first_not_of("0123456789") != piece.npos) return {};
    numbers.push_back(std::stoi(std::string(piece)));
  }
  return numbers;
}

std::optional<std::string> date_of(const std::string& text) {
  auto numbers = numbers_of(text);
  if (numbers.size() != 3) return std::nullopt;
  auto date = fmt::format("{:04}-{:02}-{:02}", numbers[0], numbers[1], numbers[2]);
  return weekday_of(date) ? std::optional(date) : std::nullopt;
}

// "9:00-12:00;13:30-18:00", with the signs that people and spreadsheets put there.
std::optional<std::vector<Hours>> hours_of(std::string text) {
  for (std::string_view dash : {"–", "—", "~", "至"})
    for (auto at = text.find(dash); at != text.npos; at = text.find(dash)) text.replace(at, dash.size(), "-");
  for (std::string_view stop : {"、", ",", " "})
    for (auto at = text.find(stop); at != text.npos; at = text.find(stop)) text.replace(at, stop.size(), ";");
  std::vector<Hours> hours;
  for (auto piece : base::split(text, ';')) {
    if (piece.empty()) continue;
    auto dash = piece.find('-');
    if (dash == piece.npos) return std::nullopt;
    auto padded = [](std::string_view clock) { return (clock.size() == 4 ? "0" : "") + std::string(clock); };
    hours.push_back({padded(piece.substr(0, dash)), padded(piece.substr(dash + 1))});
    if (!parse_clock(hours.back().begin) || !parse_clock(hours.back().end)) return std::nullopt;
  }
  return hours;
}

class CsvDays {
 public:
  explicit CsvDays(const std::string& text)
      : reader_(text, base::guess_csv_delimiter(text), {}, {.cells = 20, .cell_bytes = 1000}) {}

  base::Result<DayFile> read() {
    while (true) {
      auto row = reader_.next();
      if (!row) return base::pass(row);
      if (!*row || faults_.size() > max_faults) break;
      if (columns_.empty())
        read_titles(**row);
      else
        read_day(**row);
    }
    if (file_.days.size() > max_days) fault(0, "too_many_items", "limit", std::to_string(max_days));
    if (!faults_.empty()) return base::refuse_faults(std::move(faults_));
    return std::move(file_);
  }

 private:
  void fault(std::int64_t line, std::string code, std::string field = "", std::string_view value = "") {
    base::Fault fault{"/text", std::move(code), {}};
    if (line > 0) fault.fields.emplace_back("line", std::to_string(line));
    if (!field.empty()) fault.fields.emplace_back(field, std::string(base::head_utf8(value, 40)));
    faults_.push_back(std::move(fault));
  }

  void read_titles(const base::CsvRow& row) {
    for (const auto& cell : row.cells) {
      auto title = search::fold(cell);
      auto column = meaning_of(column_words, title);
      if (!column && !title.empty()) fault(row.line, "csv_unknown_column", "column", cell);
      columns_.push_back(column);
    }
    if (std::find(columns_.begin(), columns_.end(), Column::Date) == columns_.end())
      fault(row.line, "csv_no_date_column");
  }

  // The folded cell of a column; "" where the row has none.
  std::string cell(const base::CsvRow& row, Column column) const {
    auto found = std::find(columns_.begin(), columns_.end(), column);
    auto index = static_cast<std::size_t>(found - columns_.begin());
    return index < row.cells.size() ? row.cells[index] : "";
  }

  void read_day(const base::CsvRow& row) {
    SpecialDay day;
    auto date = date_of(search::fold(cell(row, Column::Date)));
    if (!date) fault(row.line, "csv_bad_date", "value", cell(row, Column::Date));
    day.date = date.value_or("");
    read_weekday(row, day);
    read_hours(row, day);
    read_kind(row, day);
    day.name = read_name(row, Column::Name);
    day.name_en = read_name(row, Column::NameEn);
    if (file_.days.size() <= max_days) file_.days.push_back(std::move(day));
  }

  void read_weekday(const base::CsvRow& row, SpecialDay& day) {
    auto word = search::fold(cell(row, Column::Weekday));
    if (word.empty()) return;
    day.weekday = weekday_of_word(word);
    if (!day.weekday) fault(row.line, "csv_bad_weekday", "value", word);
  }

  void read_hours(const base::CsvRow& row, SpecialDay& day) {
    auto hours = hours_of(search::fold(cell(row, Column::Hours)));
    if (!hours) fault(row.line, "csv_bad_hours", "value", cell(row, Column::Hours));
    day.hours = hours.value_or(std::vector<Hours>{});
  }

  // Without a kind, the hours that are given say what is meant.
  void read_kind(const base::CsvRow& row, SpecialDay& day) {
    auto word = search::fold(cell(row, Column::Kind));
    auto implied = day.weekday ? DayKind::Makeup : day.hours.empty() ? DayKind::Closed : DayKind::OtherHours;
    auto kind = word.empty() ? implied : meaning_of(kind_words, word);
    if (!kind) fault(row.line, "csv_bad_kind", "value", word);
    day.kind = kind.value_or(implied);
  }

  std::string read_name(const base::CsvRow& row, Column column) {
    auto name = cell(row, column);
    std::vector<base::Fault> faults;
    base::check_text(name, {.max_length = 60}, "/text", faults);
    for (const auto& each : faults) fault(row.line, each.code, "maximum", "60");
    return name;
  }

  base::CsvReader reader_;
  std::vector<std::optional<Column>> columns_;
  DayFile file_;
  std::vector<base::Fault> faults_;
};

base::Result<DayFile> read_json_days(const std::string& text) {
  auto file = base::from_json<DayFile>(text);
  if (!file)
    for (auto& fault : file.error().faults) fault.path = "/text" + fault.path;
  return file;
}

}  // namespace

base::Result<DayFile> read_days(const DayImport& import) {
  auto file = import.format == ImportFormat::Json ? read_json_days(import.text) : CsvDays(import.text).read();
  if (!file) return file;
  auto faults = arrange(file->days, "/text/days");
  if (faults.size() > max_faults) faults.resize(max_faults);
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  return file;
}

}  // namespace calendars
