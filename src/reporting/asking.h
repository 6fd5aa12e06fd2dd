#pragma once
// What a question means: checked, with its days, its grain and its reach. Private to the module.

#include <set>
#include <string>
#include <vector>

#include "access/access.h"
#include "base/result.h"
#include "reporting/figures.h"
#include "reporting/intervals.h"

namespace reporting {

// Conditions of a statement, with their values numbered from 1.
class Where {
 public:
  // "?3" for the value.
  std::string number(db::Value value) {
    values_.push_back(std::move(value));
    return '?' + std::to_string(values_.size());
  }
  void require(const std::string& sql) { sql_ += (sql_.empty() ? "" : " AND ") + sql; }
  // Within reach, by the teams that facts name: a department is its teams, and whoever is in it without one.
  void require(db::Transaction& tx, const org::Actor& actor, org::Right right, const org::PlaceColumns& columns);

  const std::string& sql() const { return sql_; }
  const std::vector<db::Value>& values() const { return values_; }

 private:
  std::string sql_;
  std::vector<db::Value> values_;
};

struct Asked {
  const Report* report = nullptr;
  ReportQuestion question;
  std::vector<Dimension> by;  // with the interval first, unless it is the whole
  std::int64_t first_day = 0, last_day = 0;
  std::optional<std::set<std::int64_t>> days;  // only these, when a calendar chooses
  std::vector<org::CentreId> centres;          // only these, when one is named
  std::size_t bands_in_time = 0;               // the first so many are "in time"
  Zones zones;

  Grain grain() const { return question.interval <= Interval::Hour ? Grain::Quarter : Grain::Day; }
  bool has_day(std::int64_t day) const;
};

// Refuses (Invalid) dates that are none or in the wrong order, more time than the interval
// allows, dimensions and filters that the report does not know, a calendar that is not there.
base::Result<Asked> understand(db::Transaction& tx, const Report& report, const ReportQuestion& question);

// The length of an interval within a day; zero for the others.
base::Duration length_of(Interval interval);

// The filters that the question names, as conditions on `column`; a dimension for which
// `column` gives "" is passed over.
template <class ColumnOf>
void apply_filters(Where& where, const Asked& asked, ColumnOf column) {
  const auto& q = asked.question;
  auto equal = [&](Dimension dimension, const auto& value) {
    auto name = std::string(column(dimension));
    if (value && !name.empty()) where.require(name + " = " + where.number(db::to_value(*value)));
  };
  if (q.centre_id) {
    auto name = std::string(column(Dimension::Centre));
    where.require(name + " {in " + where.number(db::to_value(asked.centres)) + "}");
  }
  equal(Dimension::Team, q.team_id);
  equal(Dimension::Queue, q.queue_id);
  equal(Dimension::Agent, q.agent_id);
  equal(Dimension::Channel, q.channel);
  equal(Dimension::Tier, q.tier_id);
  equal(Dimension::Trunk, q.trunk_id);
  equal(Dimension::Flow, q.flow_id);
  if (const auto name = std::string(column(Dimension::Direction)); q.direction && !name.empty())
    where.require(name + " = " + where.number(base::word_of(*q.direction)));
}

}  // namespace reporting
