// Verbs that give reports.

#include "reporting/answers.h"

#include <algorithm>

#include "reporting/reporting.h"
#include "reporting/rights.h"

namespace reporting {
namespace {

std::vector<std::optional<double>> figures_of(const Report& report, const Counted& counted,
                                              const std::vector<std::int64_t>& counts) {
  std::vector<std::optional<double>> values;
  for (auto key : report.figures) values.push_back(value_of(figure(key), counted.counters, counts));
  return values;
}

// Intervals and bands stand in their own order, the rest by name.
using SortKey = std::vector<std::pair<std::int64_t, std::string>>;

SortKey sort_key(const Asked& asked, const RowKey& key, const ReportRow& row) {
  SortKey sort;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const bool by_number = asked.by[i] == Dimension::Interval || asked.by[i] == Dimension::WaitBand;
    sort.emplace_back(by_number ? std::get<std::int64_t>(key[i]) : 0, by_number ? "" : row.cells[i].name);
  }
  return sort;
}

bool says_something(const std::vector<std::int64_t>& counts) {
  return std::any_of(counts.begin(), counts.end(), [](std::int64_t count) { return count != 0; });
}

}  // namespace

Rows rows_of(const Asked& asked, const Counted& counted, Names& names) {
  std::vector<std::pair<SortKey, ReportRow>> sorted;
  for (const auto& [key, counts] : counted.rows) {
    if (!says_something(counts)) continue;
    ReportRow row;
    for (std::size_t i = 0; i < key.size(); ++i)
      row.cells.push_back(
          {asked.by[i], text_of(asked.by[i], asked.question.interval, key[i]), names.of(asked.by[i], key[i])});
    row.figures = figures_of(*asked.report, counted, counts);
    auto place = sort_key(asked, key, row);
    sorted.emplace_back(std::move(place), std::move(row));
  }
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  Rows rows;
  for (auto& [place, row] : sorted) rows.rows.push_back(std::move(row));
  rows.total.figures = figures_of(*asked.report, counted, counted.total);
  return rows;
}

base::Result<std::vector<ReportInfo>> Reporting::reports(const org::Actor& actor) {
  if (auto status = actor.require(view_reports); !status) return base::pass(status);
  std::vector<ReportInfo> infos;
  for (const auto& report : reporting::reports()) infos.push_back(info_of(report));
  return infos;
}

base::Result<ReportAnswer> Reporting::answer(const org::Actor& actor, const std::string& key,
                                             const ReportQuery& query) {
  if (auto status = actor.require(view_reports); !status) return base::pass(status);
  const auto* report = find_report(key);
  if (!report) return base::not_found();
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<ReportAnswer> {
    auto asked = understand(tx, *report, query.question);
    if (!asked) return base::pass(asked);
    ReportAnswer answer;
    answer.read_at = platform_.clock.now();
    Names names(tx, messages_, actor.language);
    auto [rows, total] = rows_of(*asked, count(tx, actor, *asked, answer.read_at), names);
    answer.figures = {report->figures.begin(), report->figures.end()};
    answer.total = std::move(total);
    answer.row_count = static_cast<std::int64_t>(rows.size());
    const auto first = std::min<std::size_t>(static_cast<std::size_t>(query.offset), rows.size());
    const auto last = std::min<std::size_t>(first + static_cast<std::size_t>(query.limit), rows.size());
    for (auto i = first; i < last; ++i) answer.rows.push_back(std::move(rows[i]));
    return answer;
  });
}

}  // namespace reporting
