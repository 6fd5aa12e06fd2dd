#pragma once
// All SQL of monitoring. Private to the module.

#include <optional>
#include <string>
#include <vector>

#include "access/list.h"
#include "db/database.h"
#include "db/rows.h"
#include "monitoring/rules.h"
#include "monitoring/types.h"

namespace monitoring {

struct NodeRow {
  std::int64_t node = 0;
  base::Time started_at;
  base::Time heard_at;
};
BOOST_DESCRIBE_STRUCT(NodeRow, (), (node, started_at, heard_at))

struct SampleRow : ProbeSample {
  std::int64_t node = 0;
  std::string probe;
};
BOOST_DESCRIBE_STRUCT(SampleRow, (ProbeSample), (node, probe))

struct ConditionRow {
  std::string source;
  std::int64_t subject_id = 0;
  Severity severity = Severity::Ok;
  Severity pending = Severity::Ok;
  std::int64_t streak = 0;
  std::optional<AlarmId> alarm_id;
};
BOOST_DESCRIBE_STRUCT(ConditionRow, (), (source, subject_id, severity, pending, streak, alarm_id))

// The row of an alarm; the name of whoever acknowledged it is looked up when it is read.
struct AlarmRow {
  AlarmId id;
  std::string source;
  std::int64_t subject_id = 0;
  std::string subject_name;
  org::CentreId centre_id;
  Severity severity = Severity::Ok;
  Severity worst = Severity::Ok;
  std::optional<double> value;
  std::optional<double> threshold;
  ReadingUnit unit = ReadingUnit::Count;
  base::Time started_at;
  base::Time changed_at;
  std::optional<base::Time> ended_at;
  std::optional<org::PersonId> acknowledged_by;
  std::optional<base::Time> acknowledged_at;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(AlarmRow, (),
                      (id, source, subject_id, subject_name, centre_id, severity, worst, value, threshold, unit,
                       started_at, changed_at, ended_at, acknowledged_by, acknowledged_at, note))

inline constexpr org::PlaceColumns centre_only{"centre_id", "", "", ""};

org::CentreId root_centre(db::Transaction& tx);

// A node that is heard of; makes its row at its first start.
void put_node(db::Transaction& tx, const NodeRow& row);
std::vector<NodeRow> all_nodes(db::Transaction& tx);
// Forgets the node and all that it measured; false when there is none.
bool erase_node(db::Transaction& tx, std::int64_t node);
void put_reading(db::Transaction& tx, const ProbeReading& reading);
// Readings of the node whose probe is not among `probes` any more go.
void keep_readings(db::Transaction& tx, std::int64_t node, const std::vector<std::string>& probes);
std::vector<ProbeReading> all_readings(db::Transaction& tx);
std::vector<std::string> probes_of(db::Transaction& tx, std::int64_t node);
void put_sample(db::Transaction& tx, const SampleRow& row);
// In the order of probe and time.
std::vector<SampleRow> samples(db::Transaction& tx, std::int64_t node, const std::string& probe, base::Time from,
                               base::Time until);
void erase_samples(db::Transaction& tx, base::Time before);

std::vector<ProbeThreshold> all_thresholds(db::Transaction& tx);
std::optional<ProbeThreshold> find_threshold(db::Transaction& tx, ThresholdId id);
void insert(db::Transaction& tx, const ProbeThreshold& threshold);
void update(db::Transaction& tx, const ProbeThreshold& threshold);

std::vector<std::int64_t> subjects_of_conditions(db::Transaction& tx, const std::string& source);
std::optional<ConditionRow> find_condition(db::Transaction& tx, const std::string& source, std::int64_t subject);
void put_condition(db::Transaction& tx, const ConditionRow& row);
void erase_condition(db::Transaction& tx, const std::string& source, std::int64_t subject);

std::optional<AlarmRow> find_alarm(db::Transaction& tx, AlarmId id);
std::vector<AlarmRow> open_alarms(db::Transaction& tx);
void insert(db::Transaction& tx, const AlarmRow& alarm);
void update(db::Transaction& tx, const AlarmRow& alarm);
void erase_alarms(db::Transaction& tx, base::Time ended_before);
Alarm to_alarm(db::Transaction& tx, const AlarmRow& row);

}  // namespace monitoring
