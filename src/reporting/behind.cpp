// Verbs that give what stands behind figures: the facts, and the states of agents one after
// the other.

#include <fmt/format.h>

#include <algorithm>

#include "reporting/asking.h"
#include "reporting/naming.h"
#include "reporting/reporting.h"
#include "reporting/rights.h"

namespace reporting {
namespace {

// A table of facts with the columns of Behind. `began` and `ended` are the time of a fact.
struct FactSource {
  std::string_view from, began, ended, columns;
};

// The spans that are over, and those that go on.
constexpr std::string_view all_spans =
    "(SELECT centre_id, agent_id, team_id, state, reason_id, started_at, ended_at FROM report_span UNION ALL "
    "SELECT centre_id, agent_id, team_id, state, reason_id, since, NULL FROM report_agent WHERE state <> "
    "'signed_out') AS fact";

const FactSource& source_of(FactTable table) {
  static const FactSource visits{
      "report_visit AS fact", "entered_at", "ended_at",
      "contact_id, entered_at, ended_at, queue_id, agent_id, ending, CASE WHEN ended_at IS NULL THEN NULL ELSE wait_ms "
      "END, NULL"};
  static const FactSource contacts{
      "report_contact AS fact", "arrived_at", "closed_at",
      "id, arrived_at, closed_at, queue_id, agent_id, outcome, CASE WHEN outcome IS NULL THEN NULL ELSE wait_ms END, "
      "rating"};
  static const FactSource stints{"report_stint AS fact", "answered_at", "ended_at",
                                 "contact_id, answered_at, ended_at, queue_id, agent_id, ending, NULL, rating"};
  static const FactSource offers{"report_offer AS fact", "offered_at", "offered_at",
                                 "contact_id, offered_at, NULL, queue_id, agent_id, how, NULL, NULL"};
  static const FactSource spans{all_spans, "started_at", "ended_at",
                                "NULL, started_at, ended_at, NULL, agent_id, state, NULL, NULL"};
  static const FactSource legs{"report_leg AS fact", "began_at", "ended_at",
                               "(SELECT MIN(c.id) FROM report_contact AS c WHERE c.conversation_id = fact.call_id), "
                               "began_at, ended_at, queue_id, agent_id, CASE WHEN answered = 1 THEN role ELSE failure "
                               "END, NULL, NULL"};
  static const FactSource transfers{"report_transfer AS fact", "at", "at",
                                    "(SELECT MIN(c.id) FROM report_contact AS c WHERE c.conversation_id = "
                                    "fact.call_id), at, NULL, queue_id, agent_id, goal, NULL, NULL"};
  static const FactSource walks{"(SELECT w.*, CAST(NULL AS BIGINT) AS agent_id FROM report_walk AS w) AS fact",
                                "began_at", "ended_at",
                                "(SELECT MIN(c.id) FROM report_contact AS c WHERE c.conversation_id = fact.call_id), "
                                "began_at, ended_at, NULL, NULL, ending, NULL, NULL"};
  static const FactSource steps{"(SELECT s.*, CAST(NULL AS BIGINT) AS agent_id FROM report_step AS s) AS fact", "at",
                                "at",
                                "(SELECT MIN(c.id) FROM report_contact AS c WHERE c.conversation_id = fact.call_id), "
                                "at, NULL, NULL, NULL, CASE WHEN exit = '' THEN 'hung_up' ELSE 'step_taken' END, NULL, "
                                "NULL"};
  switch (table) {
    case FactTable::Legs:
      return legs;
    case FactTable::Transfers:
      return transfers;
    case FactTable::Walks:
      return walks;
    case FactTable::Steps:
      return steps;
    case FactTable::Visits:
      return visits;
    case FactTable::Contacts:
      return contacts;
    case FactTable::Stints:
      return stints;
    case FactTable::Offers:
      return offers;
    case FactTable::Spans:
      break;
  }
  return spans;
}

struct Stretch {
  base::Time from, until;
};

// The row of which a count is opened: its cells by dimension.
class Row {
 public:
  static base::Result<Row> from(const Asked& asked, const std::vector<Cell>& cells) {
    Row row;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      auto value = value_from(cells[i].dimension, asked.question.interval, cells[i].value);
      const bool asked_for = std::find(asked.by.begin(), asked.by.end(), cells[i].dimension) != asked.by.end();
      if (!value || !asked_for) return base::refuse_fault(fmt::format("/cells/{}/value", i), "not_in_this_report");
      row.values_.emplace(cells[i].dimension, *value);
    }
    return row;
  }
  const KeyPart* find(Dimension dimension) const {
    auto found = values_.find(dimension);
    return found == values_.end() ? nullptr : &found->second;
  }
  const std::map<Dimension, KeyPart>& values() const { return values_; }

 private:
  std::map<Dimension, KeyPart> values_;
};

bool is_of_interval(const Asked& asked, std::int64_t day, const KeyPart* interval) {
  if (!asked.has_day(day)) return false;
  if (!interval) return true;
  const auto wanted = std::get<std::int64_t>(*interval);
  if (asked.question.interval == Interval::Week) return week_of(day) == wanted;
  if (asked.question.interval == Interval::Month) return month_of(day) == wanted;
  return day == wanted;
}

// The time that the row covers in the zone, in stretches that do not touch.
std::vector<Stretch> stretches_of(const Asked& asked, const Zone& zone, const KeyPart* interval) {
  std::vector<Stretch> stretches;
  const auto length = length_of(asked.question.interval);
  if (interval && length.count() > 0) {
    const auto from = base::from_epoch_ms(std::get<std::int64_t>(*interval));
    const bool fits = zone.floor(from, length) == from && asked.has_day(zone.day_of(from));
    if (fits) stretches.push_back({from, from + length});
    return stretches;
  }
  for (auto day = asked.first_day; day <= asked.last_day; ++day) {
    if (!is_of_interval(asked, day, interval)) continue;
    const Stretch whole{zone.start_of_day(day), zone.start_of_day(day + 1)};
    if (!stretches.empty() && stretches.back().until == whole.from)
      stretches.back().until = whole.until;
    else
      stretches.push_back(whole);
  }
  return stretches;
}

class Looking {
 public:
  Looking(db::Transaction& tx, const org::Actor& actor, const Asked& asked, const Counter& counter, const Row& row)
      : tx_(tx), asked_(asked), counter_(counter), row_(row), source_(source_of(counter.facts)) {
    require_reach(actor);
    apply_filters(where_, asked_, [this](Dimension dimension) { return column(dimension); });
    require_row();
    require_counted();
    require_time();
  }

  std::int64_t count() {
    auto sql = fmt::format("SELECT COUNT(*) FROM {} WHERE {}", source_.from, where_.sql());
    return tx_.query(sql, where_.values())[0].integer(0);
  }
  db::Rows page(std::int64_t offset, std::int64_t limit) {
    const auto order =
        counter_.source == Source::Longest ? std::string("wait_ms DESC") : std::string(source_.began) + ", agent_id";
    auto limit_number = where_.number(limit), offset_number = where_.number(offset);
    auto sql = fmt::format("SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT {} OFFSET {}", source_.columns, source_.from,
                           where_.sql(), order, limit_number, offset_number);
    return tx_.query(sql, where_.values());
  }

 private:
  std::string_view column(Dimension dimension) const { return column_of(counter_.facts, dimension); }

  void require_reach(const org::Actor& actor) {
    where_.require(tx_, actor, view_reports,
                   {column(Dimension::Centre), "", column(Dimension::Team), column(Dimension::Agent)});
  }

  void require_row() {
    for (const auto& [dimension, value] : row_.values()) {
      auto name = column(dimension);
      if (name.empty()) continue;
      const bool is_number = std::holds_alternative<std::int64_t>(value);
      where_.require(is_number ? fmt::format("COALESCE({}, 0) = {}", name, where_.number(to_value(value)))
                               : fmt::format("{} = {}", name, where_.number(to_value(value))));
    }
  }

  void require_counted() {
    std::string sql(counter_.where);
    replace(sql, "?T", std::to_string(asked_.question.within_seconds));
    replace(sql, "?R", band_condition());
    where_.require(sql);
    const bool must_be_over = counter_.key == "spans";
    if (must_be_over) where_.require("ended_at IS NOT NULL");
  }

  std::string band_condition() const {
    const auto* band = row_.find(Dimension::WaitBand);
    if (!band) return "1 = 1";
    const auto index = static_cast<std::size_t>(std::get<std::int64_t>(*band));
    auto above = index == 0 ? std::string("1 = 1") : fmt::format("wait_ms > {}", band_edges[index - 1] * 1'000);
    if (index >= band_edges.size()) return above;
    return above + fmt::format(" AND wait_ms <= {}", band_edges[index] * 1'000);
  }

  static void replace(std::string& text, std::string_view what, const std::string& by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
      text.replace(at, what.size(), by);
  }

  // Centres whose zones are the same share their stretches.
  void require_time() {
    std::map<std::string, std::vector<org::CentreId>> by_zone;
    for (const auto& [centre, zone] : asked_.zones.all()) by_zone[zone.name()].push_back(centre);
    std::string any;
    for (const auto& [name, centres] : by_zone) {
      auto times = time_condition(stretches_of(asked_, asked_.zones.of(centres[0]), row_.find(Dimension::Interval)));
      if (times.empty()) continue;
      any += fmt::format("{}({} {{in {}}} AND ({}))", any.empty() ? "" : " OR ", column(Dimension::Centre),
                         where_.number(db::to_value(centres)), times);
    }
    where_.require(any.empty() ? "1 = 0" : "(" + any + ")");
  }

  std::string time_condition(const std::vector<Stretch>& stretches) {
    std::string any;
    for (const auto& [from, until] : stretches) {
      auto from_number = where_.number(db::to_value(from)), until_number = where_.number(db::to_value(until));
      any += any.empty() ? "" : " OR ";
      any += counter_.placing == Placing::ByOverlap
                 ? fmt::format("({0} < {3} AND ({1} IS NULL OR {1} > {2}))", source_.began, source_.ended, from_number,
                               until_number)
                 : fmt::format("({0} >= {1} AND {0} < {2})", source_.began, from_number, until_number);
    }
    return any;
  }

  db::Transaction& tx_;
  const Asked& asked_;
  const Counter& counter_;
  const Row& row_;
  const FactSource& source_;
  Where where_;
};

template <class Id>
std::optional<Id> id_in(const db::Row& row, std::size_t column) {
  return row.null(column) ? std::nullopt : std::optional(Id{row.integer(column)});
}

Behind behind_of(const db::Row& row, Names& names) {
  Behind behind;
  behind.contact_id = id_in<contacts::ContactId>(row, 0);
  behind.at = base::from_epoch_ms(row.integer(1));
  if (!row.null(2)) behind.until = base::from_epoch_ms(row.integer(2));
  behind.queue_id = id_in<routing::QueueId>(row, 3);
  behind.agent_id = id_in<org::PersonId>(row, 4);
  if (behind.queue_id) behind.queue_name = names.of(Dimension::Queue, behind.queue_id->value);
  if (behind.agent_id) behind.agent_name = names.of(Dimension::Agent, behind.agent_id->value);
  if (!row.null(5)) behind.what = row.text(5);
  if (!row.null(6)) behind.wait_ms = row.integer(6);
  if (!row.null(7)) behind.rating = row.integer(7);
  return behind;
}

bool is_counted_by(const Report& report, std::string_view counter) {
  auto all = counters_of(report);
  return std::any_of(all.begin(), all.end(), [&](const Counter* each) { return each->key == counter; });
}

}  // namespace

base::Result<BehindAnswer> Reporting::behind(const org::Actor& actor, const std::string& key,
                                             const BehindQuery& query) {
  if (auto status = actor.require(view_reports); !status) return base::pass(status);
  const auto* report = find_report(key);
  if (!report) return base::not_found();
  if (!is_counted_by(*report, query.counter)) return base::refuse_fault("/counter", "not_in_this_report");
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<BehindAnswer> {
    auto asked = understand(tx, *report, query.question);
    if (!asked) return base::pass(asked);
    auto row = Row::from(*asked, query.cells);
    if (!row) return base::pass(row);
    Looking looking(tx, actor, *asked, *find_counter(query.counter), *row);
    BehindAnswer answer;
    answer.count = looking.count();
    Names names(tx, messages_, actor);
    for (db::Row each : looking.page(query.offset, query.limit)) answer.items.push_back(behind_of(each, names));
    return answer;
  });
}

namespace {

constexpr std::int64_t most_timeline_days = 7;

struct Axis {
  Zone zone;
  base::Time from, until;
};

base::Result<Axis> axis_of(db::Transaction& tx, const org::Actor& actor, const TimelineQuery& query) {
  auto first = day_from(query.from), last = day_from(query.until);
  if (!first) return base::refuse_fault("/from", "not_a_date");
  if (!last) return base::refuse_fault("/until", "not_a_date");
  if (*last < *first) return base::refuse_fault("/until", "before_the_beginning");
  if (*last - *first >= most_timeline_days)
    return base::refuse_fault("/until", "too_many_days", {{"most", std::to_string(most_timeline_days)}});
  Zone zone(org::Access::centre_zone(tx, query.centre_id.value_or(actor.place.centre_id)));
  const auto from = zone.start_of_day(*first), until = zone.start_of_day(*last + 1);
  return Axis{std::move(zone), from, until};
}

// Whose spans, and when: for all statements of a timeline.
Where spans_within(db::Transaction& tx, const org::Actor& actor, const TimelineQuery& query, const Axis& axis) {
  Where where;
  where.require(tx, actor, view_reports, {"centre_id", "", "team_id", "agent_id"});
  where.require("started_at < " + where.number(db::to_value(axis.until)));
  where.require("(ended_at IS NULL OR ended_at > " + where.number(db::to_value(axis.from)) + ")");
  if (query.centre_id)
    where.require("centre_id {in " + where.number(db::to_value(org::Access::centres_from(tx, *query.centre_id))) + "}");
  if (query.team_id) where.require("team_id = " + where.number(db::to_value(*query.team_id)));
  if (query.agent_id) where.require("agent_id = " + where.number(db::to_value(*query.agent_id)));
  return where;
}

AgentSpan cut(const db::Row& row, const Axis& axis) {
  AgentSpan span;
  span.agent_id = row.id<org::PersonId>(0);
  span.state = *base::from_word<agents::State>(row.text(1));
  span.reason_id = id_in<dictionaries::EntryId>(row, 2);
  span.started_at = std::max(base::from_epoch_ms(row.integer(3)), axis.from);
  if (!row.null(4)) span.ended_at = std::min(base::from_epoch_ms(row.integer(4)), axis.until);
  return span;
}

}  // namespace

base::Result<TimelineAnswer> Reporting::timeline(const org::Actor& actor, const TimelineQuery& query) {
  if (auto status = actor.require(view_reports); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<TimelineAnswer> {
    auto axis = axis_of(tx, actor, query);
    if (!axis) return base::pass(axis);
    auto where = spans_within(tx, actor, query, *axis);
    auto ids =
        tx.query(fmt::format("SELECT DISTINCT agent_id FROM {} WHERE {}", all_spans, where.sql()), where.values());
    Names names(tx, messages_, actor);
    TimelineAnswer answer;
    answer.from = axis->from;
    answer.until = axis->until;
    answer.count = static_cast<std::int64_t>(ids.size());
    for (db::Row row : ids)
      answer.agents.push_back({row.id<org::PersonId>(0), names.of(Dimension::Agent, row.integer(0)), {}});
    auto& agents = answer.agents;
    std::sort(agents.begin(), agents.end(), [](const Timeline& a, const Timeline& b) {
      return std::tie(a.agent_name, a.agent_id) < std::tie(b.agent_name, b.agent_id);
    });
    agents.erase(agents.begin(), agents.begin() + std::min<std::ptrdiff_t>(query.offset, std::ssize(agents)));
    if (std::ssize(agents) > query.limit) agents.resize(static_cast<std::size_t>(query.limit));
    std::vector<org::PersonId> shown;
    for (const auto& agent : agents) shown.push_back(agent.agent_id);
    where.require("agent_id {in " + where.number(db::to_value(shown)) + "}");
    auto sql =
        fmt::format("SELECT agent_id, state, reason_id, started_at, ended_at FROM {} WHERE {} ORDER BY started_at",
                    all_spans, where.sql());
    for (db::Row row : tx.query(sql, where.values())) {
      auto span = cut(row, *axis);
      std::find_if(agents.begin(), agents.end(), [&](const Timeline& each) {
        return each.agent_id == span.agent_id;
      })->spans.push_back(span);
    }
    return answer;
  });
}

}  // namespace reporting
