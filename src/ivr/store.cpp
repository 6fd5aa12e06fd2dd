#include "ivr/store.h"

#include <date/tz.h>

namespace ivr {

std::optional<FlowRow> find_flow(db::Transaction& tx, FlowId id) {
  return db::first_row<FlowRow>(tx.query(db::select<FlowRow>("ivr_flow") + "WHERE id = ?1", id));
}

std::vector<FlowRow> all_flows(db::Transaction& tx) {
  return db::read_rows<FlowRow>(tx.query(db::select<FlowRow>("ivr_flow") + "ORDER BY id"));
}

std::int64_t count_flows(db::Transaction& tx) {
  return tx.query("SELECT count(*) FROM ivr_flow")[0].integer(0);
}

bool name_is_taken(db::Transaction& tx, const FlowRow& row) {
  return !tx.query("SELECT 1 FROM ivr_flow WHERE centre_id = ?1 AND name_fold = ?2 AND id <> ?3", row.centre_id,
                   row.name_fold, row.id)
              .empty();
}

void insert(db::Transaction& tx, const FlowRow& row) {
  db::insert_row(tx, "ivr_flow", row);
}

void update(db::Transaction& tx, const FlowRow& row) {
  db::update_row(tx, "ivr_flow", row);
}

void erase(db::Transaction& tx, FlowId id) {
  tx.execute("DELETE FROM ivr_exit_count WHERE flow_id = ?1", id);
  tx.execute("DELETE FROM ivr_flow_version WHERE flow_id = ?1", id);
  tx.execute("DELETE FROM ivr_flow WHERE id = ?1", id);
}

std::optional<FlowVersionGraph> find_version(db::Transaction& tx, FlowId id, std::int64_t number) {
  return db::first_row<FlowVersionGraph>(
      tx.query(db::select<FlowVersionGraph>("ivr_flow_version") + "WHERE flow_id = ?1 AND number = ?2", id, number));
}

std::int64_t last_number(db::Transaction& tx, FlowId id) {
  return tx.query("SELECT coalesce(max(number), 0) FROM ivr_flow_version WHERE flow_id = ?1", id)[0].integer(0);
}

void insert(db::Transaction& tx, const FlowVersionGraph& version) {
  db::insert_row(tx, "ivr_flow_version", version);
}

std::optional<PromptRow> find_prompt(db::Transaction& tx, PromptId id) {
  return db::first_row<PromptRow>(tx.query(db::select<PromptRow>("ivr_prompt") + "WHERE id = ?1", id));
}

std::int64_t count_prompts(db::Transaction& tx) {
  return tx.query("SELECT count(*) FROM ivr_prompt")[0].integer(0);
}

bool name_is_taken(db::Transaction& tx, const PromptRow& row) {
  return !tx.query("SELECT 1 FROM ivr_prompt WHERE centre_id = ?1 AND name_fold = ?2 AND id <> ?3", row.centre_id,
                   row.name_fold, row.id)
              .empty();
}

void insert(db::Transaction& tx, const PromptRow& row) {
  db::insert_row(tx, "ivr_prompt", row);
}

void update(db::Transaction& tx, const PromptRow& row) {
  db::update_row(tx, "ivr_prompt", row);
}

void erase(db::Transaction& tx, PromptId id) {
  tx.execute("DELETE FROM ivr_prompt WHERE id = ?1", id);
}

std::optional<files::FileId> find_speech(db::Transaction& tx, const std::string& digest) {
  auto rows = tx.query("SELECT file_id FROM ivr_speech WHERE digest = ?1", digest);
  if (rows.empty()) return std::nullopt;
  return rows[0].id<files::FileId>(0);
}

void keep_speech(db::Transaction& tx, const std::string& digest, files::FileId file, base::Time now) {
  tx.execute(
      "INSERT INTO ivr_speech (digest, file_id, made_at) VALUES (?1, ?2, ?3) "
      "ON CONFLICT (digest) DO UPDATE SET file_id = excluded.file_id, made_at = excluded.made_at",
      digest, file, now);
}

FlowSettings load_settings(db::Transaction& tx) {
  auto rows = tx.query(db::select<FlowSettings>("ivr_settings"));
  return db::first_row<FlowSettings>(rows).value_or(FlowSettings{});
}

void save_settings(db::Transaction& tx, const FlowSettings& settings) {
  tx.execute("DELETE FROM ivr_settings");
  db::insert_row(tx, "ivr_settings", settings);
}

std::optional<CentreEmergency> find_emergency(db::Transaction& tx, org::CentreId centre) {
  return db::first_row<CentreEmergency>(
      tx.query(db::select<CentreEmergency>("ivr_emergency") + "WHERE id = ?1", centre));
}

void save_emergency(db::Transaction& tx, const CentreEmergency& emergency) {
  db::put_row(tx, "ivr_emergency", "id", emergency);
}

std::string day_in(const std::string& zone, base::Time at) {
  auto local = at.time_since_epoch();
  try {
    if (!zone.empty()) local += date::locate_zone(zone)->get_info(date::sys_time<base::Duration>(local)).offset;
  } catch (const std::runtime_error&) {
    // A zone that is unknown counts in UTC.
  }
  return base::to_rfc3339(base::Time{local}).substr(0, 10);
}

void add_exits(db::Transaction& tx, FlowId flow, const ExitCount& count, const std::string& day) {
  tx.execute(
      "INSERT INTO ivr_exit_count (flow_id, flow_version, node_id, exit, day, taken) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
      "ON CONFLICT (flow_id, flow_version, node_id, exit, day) "
      "DO UPDATE SET taken = ivr_exit_count.taken + excluded.taken",
      flow, count.flow_version, count.node_id, count.exit, day, count.taken);
}

std::vector<ExitCount> sum_exits(db::Transaction& tx, FlowId flow, const std::string& first_day) {
  std::vector<ExitCount> counts;
  for (db::Row row : tx.query("SELECT flow_version, node_id, exit, CAST(sum(taken) AS BIGINT) FROM ivr_exit_count "
                              "WHERE flow_id = ?1 AND day >= ?2 GROUP BY flow_version, node_id, exit "
                              "ORDER BY flow_version, node_id, exit",
                              flow, first_day))
    counts.push_back({row.integer(0), row.text(1), row.text(2), row.integer(3)});
  return counts;
}

}  // namespace ivr
