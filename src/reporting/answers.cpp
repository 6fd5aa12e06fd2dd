// Verbs that give reports.

#include "reporting/answers.h"

#include <algorithm>

#include "dictionaries/dictionaries.h"
#include "reporting/kept_answers.h"

#include "reporting/reporting.h"
#include "reporting/rights.h"

namespace reporting {
namespace {

// What is promised to the tier that a row is about: by its own cell, else by the question.
class Targets {
 public:
  Targets(db::Transaction& tx, const Asked& asked) : tx_(tx), asked_(asked) {
    auto cell = std::find(asked.by.begin(), asked.by.end(), Dimension::Tier);
    if (cell != asked.by.end()) cell_ = static_cast<std::size_t>(cell - asked.by.begin());
  }

  std::optional<double> of(const RowKey& key) {
    return cell_ ? of(dictionaries::EntryId{std::get<std::int64_t>(key[*cell_])}) : of_all();
  }
  // Of the total: rows of one tier alone have a target in common.
  std::optional<double> of_all() { return asked_.question.tier_id ? of(*asked_.question.tier_id) : std::nullopt; }

 private:
  std::optional<double> of(dictionaries::EntryId tier) {
    auto [found, fresh] = known_.try_emplace(tier);
    if (fresh) found->second = look_up(tier);
    return found->second;
  }
  std::optional<double> look_up(dictionaries::EntryId tier) const {
    auto entry = dictionaries::Dictionaries::find_entry(tx_, tier);
    if (!entry) return std::nullopt;
    auto percent = entry->attributes.find("connect_target_percent");
    if (percent == entry->attributes.end()) return std::nullopt;
    auto value = base::parse_id(percent->second);
    return value ? std::optional(static_cast<double>(*value) / 100) : std::nullopt;
  }

  db::Transaction& tx_;
  const Asked& asked_;
  std::optional<std::size_t> cell_;
  std::map<dictionaries::EntryId, std::optional<double>> known_;
};

std::optional<double> is_met(const Ordered& ordered, const std::vector<std::int64_t>& counts,
                             std::optional<double> target) {
  auto rate = value_of(figure("connect_rate"), ordered.counters, counts);
  if (!rate || !target) return std::nullopt;
  return *rate >= *target ? 1 : 0;
}

// How long the time of a row is; a day counts as 24 hours.
base::Duration time_of(const Asked& asked, const RowKey* key) {
  if (const auto length = length_of(asked.question.interval); key && length.count() > 0) return length;
  const auto first = key && asked.question.interval != Interval::Whole
                         ? std::optional(std::get<std::int64_t>((*key)[0]))
                         : std::nullopt;
  std::int64_t days = 0;
  for (auto day = asked.first_day; day <= asked.last_day; ++day) {
    const bool is_within = !first || (asked.question.interval == Interval::Day    ? day
                                      : asked.question.interval == Interval::Week ? week_of(day)
                                                                                  : month_of(day)) == *first;
    if (is_within && asked.has_day(day)) ++days;
  }
  return std::chrono::hours{24} * days;
}

std::optional<double> erlang_of(const Ordered& ordered, const std::vector<std::int64_t>& counts, base::Duration time) {
  auto seized = value_of(figure("trunk_seized"), ordered.counters, counts);
  if (!seized || time.count() == 0) return std::nullopt;
  return *seized / static_cast<double>(time.count());
}

// Of a row, or of all when there is none.
std::vector<std::optional<double>> figures_of(const Asked& asked, const RowKey* row, const Ordered& ordered,
                                              const std::vector<std::int64_t>& counts, std::optional<double> target) {
  std::vector<std::optional<double>> values;
  for (auto key : asked.report->figures) {
    const auto& each = figure(key);
    switch (each.making) {
      case Making::Counts:
        values.push_back(value_of(each, ordered.counters, counts));
        break;
      case Making::ConnectTarget:
        values.push_back(target);
        break;
      case Making::ConnectTargetMet:
        values.push_back(is_met(ordered, counts, target));
        break;
      case Making::Erlang:
        values.push_back(erlang_of(ordered, counts, time_of(asked, row)));
        break;
    }
  }
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

// Where the row says of which version of which flow its node is.
void name_node(const Asked& asked, const RowKey& key, Names& names, std::vector<Cell>& cells) {
  auto place = [&](Dimension dimension) { return std::find(asked.by.begin(), asked.by.end(), dimension); };
  const auto node = place(Dimension::Node), flow = place(Dimension::Flow), version = place(Dimension::FlowVersion);
  const auto end = asked.by.end();
  if (node == end || flow == end || version == end) return;
  auto at = [&](auto found) { return static_cast<std::size_t>(found - asked.by.begin()); };
  cells[at(node)].name =
      names.node_name(ivr::FlowId{std::get<std::int64_t>(key[at(flow)])}, std::get<std::int64_t>(key[at(version)]),
                      std::get<std::string>(key[at(node)]));
}

bool says_something(const std::vector<std::int64_t>& counts) {
  return std::any_of(counts.begin(), counts.end(), [](std::int64_t count) { return count != 0; });
}

}  // namespace

Ordered in_order(const Asked& asked, const Counted& counted, Names& names, std::size_t most) {
  const Ranks ranks(asked, counted, names);
  std::vector<std::pair<std::vector<std::int64_t>, const Counted::Row*>> sorted;
  for (const auto& row : counted.rows)
    if (says_something(row.second)) sorted.emplace_back(ranks.of(row.first), &row);
  std::sort(sorted.begin(), sorted.end());
  Ordered ordered{counted.counters, sorted.size(), {}, counted.total};
  if (sorted.size() > most) sorted.resize(most);
  ordered.rows.reserve(sorted.size());
  for (const auto& [rank, row] : sorted) ordered.rows.emplace_back(row->first, row->second);
  return ordered;
}

Rows rows_of(db::Transaction& tx, const Asked& asked, const Ordered& ordered, Names& names, std::size_t offset,
             std::size_t limit) {
  Targets targets(tx, asked);
  Rows rows;
  for (auto i = std::min(offset, ordered.rows.size()); i < std::min(offset + limit, ordered.rows.size()); ++i) {
    const auto& [key, counts] = ordered.rows[i];
    ReportRow row;
    for (std::size_t cell = 0; cell < key.size(); ++cell)
      row.cells.push_back({asked.by[cell], text_of(asked.by[cell], asked.question.interval, key[cell]),
                           names.of(asked.by[cell], key[cell])});
    name_node(asked, key, names, row.cells);
    row.figures = figures_of(asked, &key, ordered, counts, targets.of(key));
    rows.rows.push_back(std::move(row));
  }
  rows.total.figures = figures_of(asked, nullptr, ordered, ordered.total, targets.of_all());
  return rows;
}

Reporting::Reporting(org::Platform platform, const base::Messages& messages)
    : platform_(platform), messages_(messages), kept_(std::make_unique<KeptAnswers>()) {}

Reporting::~Reporting() = default;

base::Result<std::vector<ReportInfo>> Reporting::reports(const org::Actor& actor) {
  if (auto status = actor.require(view_reports); !status) return base::pass(status);
  std::vector<ReportInfo> infos;
  for (const auto& report : reporting::reports()) infos.push_back(info_of(report));
  return infos;
}

namespace {

ReportAnswer page_of(db::Transaction& tx, const KeptAnswer& whole, Names& names, const ReportQuery& query) {
  const auto& keys = whole.asked.report->figures;
  auto page = rows_of(tx, whole.asked, whole.ordered, names, static_cast<std::size_t>(query.offset),
                      static_cast<std::size_t>(query.limit));
  return {{keys.begin(), keys.end()},
          std::move(page.rows),
          std::move(page.total),
          static_cast<std::int64_t>(whole.ordered.count),
          whole.read_at};
}

}  // namespace

base::Result<ReportAnswer> Reporting::answer(const org::Actor& actor, const std::string& key,
                                             const ReportQuery& query) {
  if (auto status = actor.require(view_reports); !status) return base::pass(status);
  const auto* report = find_report(key);
  if (!report) return base::not_found();
  const auto now = platform_.clock.now();
  const auto name = name_of_answer(actor, key, query.question);
  const auto end = query.offset + query.limit;
  const auto kept = query.read_at ? kept_->find(name, *query.read_at, end, now) : nullptr;
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<ReportAnswer> {
    Names names(tx, messages_, actor);
    if (kept) return page_of(tx, *kept, names, query);
    auto asked = understand(tx, *report, query.question);
    if (!asked) return base::pass(asked);
    const auto most = static_cast<std::size_t>(std::max(end, most_kept_rows));
    auto ordered = in_order(*asked, count(tx, actor, *asked, now), names, most);
    auto whole = std::make_shared<const KeptAnswer>(KeptAnswer{now, *std::move(asked), std::move(ordered)});
    kept_->keep(name, whole, query.limit, now);
    return page_of(tx, *whole, names, query);
  });
}

}  // namespace reporting
