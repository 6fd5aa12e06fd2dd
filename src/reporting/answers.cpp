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

bool is_ordered(Dimension dimension) {
  return dimension == Dimension::Interval || dimension == Dimension::WaitBand;
}

// Where a value stands among those of its dimension: intervals and bands in their own order,
// the rest by name.
class Ranks {
 public:
  Ranks(const Asked& asked, const Counted& counted, Names& names) : asked_(asked), ranks_(asked.by.size()) {
    for (std::size_t i = 0; i < asked.by.size(); ++i)
      if (!is_ordered(asked.by[i])) rank(i, counted, names);
  }

  std::vector<std::int64_t> of(const RowKey& key) const {
    std::vector<std::int64_t> places;
    for (std::size_t i = 0; i < key.size(); ++i)
      places.push_back(is_ordered(asked_.by[i]) ? std::get<std::int64_t>(key[i]) : ranks_[i].at(key[i]));
    return places;
  }

 private:
  void rank(std::size_t i, const Counted& counted, Names& names) {
    for (const auto& [key, counts] : counted.rows) ranks_[i].try_emplace(key[i]);
    std::vector<std::pair<std::string, const KeyPart*>> by_name;
    for (const auto& [value, place] : ranks_[i]) by_name.emplace_back(names.of(asked_.by[i], value), &value);
    std::sort(by_name.begin(), by_name.end(),
              [](const auto& x, const auto& y) { return std::tie(x.first, *x.second) < std::tie(y.first, *y.second); });
    for (std::size_t place = 0; place < by_name.size(); ++place)
      ranks_[i][*by_name[place].second] = static_cast<std::int64_t>(place);
  }

  const Asked& asked_;
  std::vector<std::map<KeyPart, std::int64_t>> ranks_;
};

bool says_something(const std::vector<std::int64_t>& counts) {
  return std::any_of(counts.begin(), counts.end(), [](std::int64_t count) { return count != 0; });
}

}  // namespace

Rows rows_of(const Asked& asked, const Counted& counted, Names& names, std::size_t offset, std::size_t limit) {
  const Ranks ranks(asked, counted, names);
  std::vector<std::pair<std::vector<std::int64_t>, const Counted::Row*>> sorted;
  for (const auto& row : counted.rows)
    if (says_something(row.second)) sorted.emplace_back(ranks.of(row.first), &row);
  std::sort(sorted.begin(), sorted.end());
  Rows rows;
  rows.count = sorted.size();
  for (auto i = std::min(offset, sorted.size()); i < std::min(offset + limit, sorted.size()); ++i) {
    const auto& [key, counts] = *sorted[i].second;
    ReportRow row;
    for (std::size_t cell = 0; cell < key.size(); ++cell)
      row.cells.push_back({asked.by[cell], text_of(asked.by[cell], asked.question.interval, key[cell]),
                           names.of(asked.by[cell], key[cell])});
    row.figures = figures_of(*asked.report, counted, counts);
    rows.rows.push_back(std::move(row));
  }
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
    Names names(tx, messages_, actor);
    auto rows = rows_of(*asked, count(tx, actor, *asked, answer.read_at), names, static_cast<std::size_t>(query.offset),
                        static_cast<std::size_t>(query.limit));
    answer.figures = {report->figures.begin(), report->figures.end()};
    answer.rows = std::move(rows.rows);
    answer.total = std::move(rows.total);
    answer.row_count = static_cast<std::int64_t>(rows.count);
    return answer;
  });
}

}  // namespace reporting
