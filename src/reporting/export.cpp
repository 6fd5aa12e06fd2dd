// A report as a file: CSV for programs, XLSX for people. Durations are seconds in CSV and times
// in XLSX, ratios fractions and percent.

#include <fmt/format.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <filesystem>
#include <stdexcept>
#include <utility>

#include "base/csv.h"
#include "base/file.h"
#include "reporting/answers.h"
#include "reporting/reporting.h"
#include "reporting/rights.h"

namespace reporting {
namespace {

constexpr std::size_t most_rows = 100'000;

// The words of a sheet.
class Words {
 public:
  Words(const base::Messages& messages, std::string language, const Zone& zone)
      : messages_(messages), language_(std::move(language)), zone_(zone) {}

  std::string title(const Report& report) const { return text("reports.report." + std::string(report.key) + ".title"); }
  std::string of(Dimension dimension) const { return text("reports.dimension." + base::word_of(dimension)); }
  std::string of(std::string_view figure) const { return text("reports.figure." + std::string(figure) + ".name"); }
  std::string formula(std::string_view figure) const {
    return text("reports.figure." + std::string(figure) + ".formula");
  }
  std::string yes_or_no(double value) const { return text(value != 0 ? "reports.yes" : "reports.no"); }
  std::string total() const { return text("reports.total"); }
  std::string formulas() const { return text("reports.formulas"); }
  std::string of(const Cell& cell) const {
    if (cell.dimension == Dimension::WaitBand) return text("reports.band." + cell.value);
    if (cell.dimension == Dimension::Interval) return interval(cell.value);
    if (!cell.name.empty()) return cell.name;
    return cell.value.empty() ? text("reports.none") : cell.value;
  }

 private:
  std::string text(const std::string& key) const { return messages_.text(language_, key); }
  // An instant on the wall clock of the asker's centre.
  std::string interval(const std::string& value) const {
    auto at = base::from_rfc3339(value);
    if (!at) return value;
    const auto day = zone_.day_of(*at);
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(*at - zone_.start_of_day(day)).count();
    return fmt::format("{} {:02}:{:02}", text_of_day(day), minutes / 60, minutes % 60);
  }

  const base::Messages& messages_;
  std::string language_;
  const Zone& zone_;
};

std::string plain(std::optional<double> value, FigureUnit unit) {
  if (!value) return "";
  switch (unit) {
    case FigureUnit::Count:
    case FigureUnit::YesNo:
      return fmt::format("{:.0f}", *value);
    case FigureUnit::Duration:
      return fmt::format("{:.3f}", *value / 1'000);
    case FigureUnit::Ratio:
      return fmt::format("{:.6f}", *value);
    case FigureUnit::Score:
    case FigureUnit::Mean:
      break;
  }
  return fmt::format("{:.3f}", *value);
}

std::string as_csv(const Asked& asked, const Rows& rows, const Words& words) {
  std::string out(base::csv_beginning);
  std::vector<std::string> cells;
  for (auto dimension : asked.by) cells.push_back(words.of(dimension));
  for (auto key : asked.report->figures) cells.push_back(words.of(key));
  base::write_csv_row(out, cells, base::CsvFormulas::Defuse);
  auto write = [&](const ReportRow& row, bool is_total) {
    cells.clear();
    for (std::size_t i = 0; i < asked.by.size(); ++i)
      cells.push_back(is_total ? (i == 0 ? words.total() : "") : words.of(row.cells[i]));
    for (std::size_t i = 0; i < row.figures.size(); ++i)
      cells.push_back(plain(row.figures[i], figure(asked.report->figures[i]).unit));
    base::write_csv_row(out, cells, base::CsvFormulas::Defuse);
  };
  for (const auto& row : rows.rows) write(row, false);
  write(rows.total, true);
  return out;
}

// A file of its own that goes with it. The library of Debian 12 writes to files only.
class ScratchFile {
 public:
  ScratchFile() : path_((std::filesystem::temp_directory_path() / "yingda-report-XXXXXX").string()) {
    const int handle = mkstemp(path_.data());
    if (handle < 0) throw std::runtime_error("no file can be made in " + path_);
    close(handle);
  }
  ~ScratchFile() { unlink(path_.c_str()); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class Workbook {
 public:
  Workbook() {
    book_ = workbook_new(file_.path().c_str());
    if (!book_) throw std::runtime_error("a workbook cannot be made");
    bold_ = workbook_add_format(book_);
    format_set_bold(bold_);
    for (auto [unit, pattern] : {std::pair{FigureUnit::Count, "#,##0"}, std::pair{FigureUnit::Duration, "[h]:mm:ss"},
                                 std::pair{FigureUnit::Ratio, "0.0%"}, std::pair{FigureUnit::Score, "0.00"},
                                 std::pair{FigureUnit::Mean, "0.00"}}) {
      auto* format = workbook_add_format(book_);
      format_set_num_format(format, pattern);
      formats_[static_cast<std::size_t>(unit)] = format;
    }
  }
  ~Workbook() {
    if (book_) lxw_workbook_free(book_);
  }
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  lxw_worksheet* sheet(const std::string& name) { return workbook_add_worksheet(book_, name.c_str()); }
  lxw_format* bold() { return bold_; }
  lxw_format* of(FigureUnit unit) { return formats_[static_cast<std::size_t>(unit)]; }

  std::string bytes() {
    auto* book = std::exchange(book_, nullptr);
    if (auto error = workbook_close(book); error != LXW_NO_ERROR)
      throw std::runtime_error(std::string("a workbook cannot be written: ") + lxw_strerror(error));
    auto bytes = base::read_file(file_.path());
    if (!bytes) throw std::runtime_error("a workbook that was written cannot be read");
    return *std::move(bytes);
  }

 private:
  ScratchFile file_;
  lxw_workbook* book_ = nullptr;
  lxw_format* bold_ = nullptr;
  std::array<lxw_format*, 6> formats_{};
};

double in_sheet(double value, FigureUnit unit) {
  constexpr double day_ms = 86'400'000;
  return unit == FigureUnit::Duration ? value / day_ms : value;
}

std::string as_xlsx(const Asked& asked, const Rows& rows, const Words& words) {
  Workbook book;
  auto* sheet = book.sheet("1");
  lxw_row_t line = 0;
  lxw_col_t column = 0;
  for (auto dimension : asked.by)
    worksheet_write_string(sheet, line, column++, words.of(dimension).c_str(), book.bold());
  for (auto key : asked.report->figures)
    worksheet_write_string(sheet, line, column++, words.of(key).c_str(), book.bold());
  auto write = [&](const ReportRow& row, bool is_total) {
    ++line;
    column = 0;
    for (std::size_t i = 0; i < asked.by.size(); ++i, ++column) {
      if (is_total && i > 0) continue;
      auto text = is_total ? words.total() : words.of(row.cells[i]);
      worksheet_write_string(sheet, line, column, text.c_str(), is_total ? book.bold() : nullptr);
    }
    for (std::size_t i = 0; i < row.figures.size(); ++i, ++column) {
      const auto unit = figure(asked.report->figures[i]).unit;
      if (!row.figures[i]) continue;
      if (unit == FigureUnit::YesNo)
        worksheet_write_string(sheet, line, column, words.yes_or_no(*row.figures[i]).c_str(), nullptr);
      else
        worksheet_write_number(sheet, line, column, in_sheet(*row.figures[i], unit), book.of(unit));
    }
  };
  for (const auto& row : rows.rows) write(row, false);
  write(rows.total, true);
  worksheet_freeze_panes(sheet, 1, static_cast<lxw_col_t>(asked.by.size()));
  worksheet_set_column(sheet, 0, static_cast<lxw_col_t>(asked.by.size()), 18, nullptr);

  auto* formulas = book.sheet(words.formulas());
  line = 0;
  for (auto key : asked.report->figures) {
    worksheet_write_string(formulas, line, 0, words.of(key).c_str(), book.bold());
    worksheet_write_string(formulas, line++, 1, words.formula(key).c_str(), nullptr);
  }
  worksheet_set_column(formulas, 0, 0, 24, nullptr);
  worksheet_set_column(formulas, 1, 1, 90, nullptr);
  return book.bytes();
}

}  // namespace

base::Result<ReportFile> Reporting::export_file(const org::Actor& actor, const std::string& key,
                                                const ExportQuery& query) {
  if (auto status = actor.require(export_reports); !status) return base::pass(status);
  if (auto status = actor.require(view_reports); !status) return base::pass(status);
  const auto* report = find_report(key);
  if (!report) return base::not_found();
  std::optional<Asked> asked;
  Rows rows;
  std::size_t row_count = 0;
  std::string zone;
  auto read = platform_.database.read([&](db::Transaction& tx) -> base::Status {
    auto understood = understand(tx, *report, query.question);
    if (!understood) return base::pass(understood);
    asked = *std::move(understood);
    Names names(tx, messages_, actor);
    auto ordered = in_order(*asked, count(tx, actor, *asked, platform_.clock.now()), names, most_rows);
    row_count = ordered.count;
    if (row_count <= most_rows) rows = rows_of(tx, *asked, ordered, names, 0, most_rows);
    zone = org::Access::centre_zone(tx, actor.place.centre_id);
    return {};
  });
  if (!read) return base::pass(read);
  if (row_count > most_rows)
    return base::refuse_fault("/question/until", "too_many_rows", {{"most", std::to_string(most_rows)}});
  const Zone wall(zone.empty() ? "Etc/UTC" : zone);
  const Words words(messages_, actor.language, wall);
  auto name = fmt::format("{}_{}_{}", key, query.question.from, query.question.until);
  auto file = query.format == FileFormat::Csv
                  ? ReportFile{name + ".csv", "text/csv; charset=utf-8", as_csv(*asked, rows, words)}
                  : ReportFile{name + ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                               as_xlsx(*asked, rows, words)};
  platform_.database.write([&](db::Transaction& tx) {
    org::audit(tx, platform_, actor, {"report.exported", "report", 0, actor.place.centre_id, file.name});
  });
  return file;
}

}  // namespace reporting
