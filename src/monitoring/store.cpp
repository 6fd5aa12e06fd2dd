#include "monitoring/store.h"

#include "access/access.h"

namespace monitoring {

org::CentreId root_centre(db::Transaction& tx) {
  return org::Access::root_centre(tx).value_or(org::CentreId{});
}

void put_node(db::Transaction& tx, const NodeRow& row) {
  db::put_row(tx, "monitored_node", "node", row);
}

std::vector<NodeRow> all_nodes(db::Transaction& tx) {
  return db::read_rows<NodeRow>(tx.query(db::select<NodeRow>("monitored_node") + "ORDER BY node"));
}

bool erase_node(db::Transaction& tx, std::int64_t node) {
  tx.execute("DELETE FROM probe_reading WHERE node = ?1", node);
  tx.execute("DELETE FROM probe_sample WHERE node = ?1", node);
  tx.execute("DELETE FROM probe_write WHERE node = ?1", node);
  return tx.execute("DELETE FROM monitored_node WHERE node = ?1", node) > 0;
}

void put_reading(db::Transaction& tx, const ProbeReading& reading) {
  db::put_row(tx, "probe_reading", "node, probe", reading);
}

void keep_readings(db::Transaction& tx, std::int64_t node, const std::vector<std::string>& probes) {
  tx.execute("DELETE FROM probe_reading WHERE node = ?1 AND NOT (probe {in ?2})", node, probes);
}

std::vector<ProbeReading> all_readings(db::Transaction& tx) {
  return db::read_rows<ProbeReading>(tx.query(db::select<ProbeReading>("probe_reading") + "ORDER BY node, probe"));
}

std::vector<std::string> probes_of(db::Transaction& tx, std::int64_t node) {
  std::vector<std::string> probes;
  for (db::Row row : tx.query("SELECT probe FROM probe_reading WHERE node = ?1 ORDER BY probe", node))
    probes.emplace_back(row.text(0));
  return probes;
}

void put_sample(db::Transaction& tx, const SampleRow& row) {
  db::put_row(tx, "probe_sample", "node, probe, at", row);
}

std::vector<SampleRow> samples(db::Transaction& tx, std::int64_t node, const std::string& probe, base::Time from,
                               base::Time until) {
  static const std::string select = db::select<SampleRow>("probe_sample") + "WHERE node = ?1 AND at >= ?2 AND at < ?3 ";
  if (probe.empty()) return db::read_rows<SampleRow>(tx.query(select + "ORDER BY probe, at", node, from, until));
  return db::read_rows<SampleRow>(tx.query(select + "AND probe = ?4 ORDER BY at", node, from, until, probe));
}

void erase_samples(db::Transaction& tx, base::Time before) {
  tx.execute("DELETE FROM probe_sample WHERE at < ?1", before);
}

std::vector<ProbeThreshold> all_thresholds(db::Transaction& tx) {
  return db::read_rows<ProbeThreshold>(tx.query(db::select<ProbeThreshold>("probe_threshold") + "ORDER BY id"));
}

std::optional<ProbeThreshold> find_threshold(db::Transaction& tx, ThresholdId id) {
  return db::first_row<ProbeThreshold>(tx.query(db::select<ProbeThreshold>("probe_threshold") + "WHERE id = ?1", id));
}

void insert(db::Transaction& tx, const ProbeThreshold& threshold) {
  db::insert_row(tx, "probe_threshold", threshold);
}

void update(db::Transaction& tx, const ProbeThreshold& threshold) {
  db::update_row(tx, "probe_threshold", threshold);
}

std::vector<std::int64_t> subjects_of_conditions(db::Transaction& tx, const std::string& source) {
  std::vector<std::int64_t> subjects;
  for (db::Row row : tx.query("SELECT subject_id FROM alarm_condition WHERE source = ?1", source))
    subjects.push_back(row.integer(0));
  return subjects;
}

std::optional<ConditionRow> find_condition(db::Transaction& tx, const std::string& source, std::int64_t subject) {
  static const std::string sql = db::select<ConditionRow>("alarm_condition") + "WHERE source = ?1 AND subject_id = ?2";
  return db::first_row<ConditionRow>(tx.query(sql, source, subject));
}

void put_condition(db::Transaction& tx, const ConditionRow& row) {
  db::put_row(tx, "alarm_condition", "source, subject_id", row);
}

void erase_condition(db::Transaction& tx, const std::string& source, std::int64_t subject) {
  tx.execute("DELETE FROM alarm_condition WHERE source = ?1 AND subject_id = ?2", source, subject);
}

std::optional<AlarmRow> find_alarm(db::Transaction& tx, AlarmId id) {
  return db::first_row<AlarmRow>(tx.query(db::select<AlarmRow>("alarm") + "WHERE id = ?1", id));
}

std::vector<AlarmRow> open_alarms(db::Transaction& tx) {
  return db::read_rows<AlarmRow>(tx.query(db::select<AlarmRow>("alarm") + "WHERE ended_at IS NULL ORDER BY id"));
}

void insert(db::Transaction& tx, const AlarmRow& alarm) {
  db::insert_row(tx, "alarm", alarm);
}

void update(db::Transaction& tx, const AlarmRow& alarm) {
  db::update_row(tx, "alarm", alarm);
}

void erase_alarms(db::Transaction& tx, base::Time ended_before) {
  tx.execute("DELETE FROM alarm WHERE ended_at < ?1", ended_before);
}

Alarm to_alarm(db::Transaction& tx, const AlarmRow& row) {
  Alarm alarm{row.id,
              row.source,
              row.subject_id,
              row.subject_name,
              row.centre_id,
              row.severity,
              row.worst,
              row.value,
              row.threshold,
              row.unit,
              row.started_at,
              row.changed_at,
              row.ended_at,
              row.acknowledged_by,
              "",
              row.acknowledged_at,
              row.note};
  if (row.acknowledged_by) alarm.acknowledged_name = org::Access::person_name(tx, row.acknowledged_by->value);
  return alarm;
}

}  // namespace monitoring
