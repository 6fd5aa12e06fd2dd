#include "commitments/store.h"

namespace commitments {
namespace {

std::vector<CommitmentId> ids_of(const db::Rows& rows) {
  std::vector<CommitmentId> ids;
  for (db::Row row : rows) ids.push_back(row.id<CommitmentId>(0));
  return ids;
}

}  // namespace

std::optional<LevelRow> find_level(db::Transaction& tx, ServiceLevelId id) {
  return db::first_row<LevelRow>(tx.query(db::select<LevelRow>("service_level") + "WHERE id = ?1", id));
}

bool has_key(db::Transaction& tx, std::string_view key) {
  return !tx.query("SELECT 1 FROM service_level WHERE key = ?1", std::string(key)).empty();
}

bool name_is_taken(db::Transaction& tx, const LevelRow& row) {
  return !tx.query("SELECT 1 FROM service_level WHERE centre_id = ?1 AND name_fold = ?2 AND id <> ?3", row.centre_id,
                   row.name_fold, row.id)
              .empty();
}

bool has_clocks(db::Transaction& tx, ServiceLevelId id) {
  return !tx.query("SELECT 1 FROM commitment WHERE service_level_id = ?1 LIMIT 1", id).empty();
}

void insert(db::Transaction& tx, const LevelRow& row) {
  db::insert_row(tx, "service_level", row);
}

void update(db::Transaction& tx, const LevelRow& row) {
  db::update_row(tx, "service_level", row);
}

void erase(db::Transaction& tx, ServiceLevelId id) {
  tx.execute("DELETE FROM service_level WHERE id = ?1", id);
}

std::vector<LevelRow> levels_for(db::Transaction& tx, const NewClock& clock) {
  auto sql =
      "WITH RECURSIVE above (id, parent_id) AS (SELECT id, parent_id FROM centre WHERE id = ?1 "
      "UNION SELECT c.id, c.parent_id FROM centre c JOIN above a ON c.id = a.parent_id) " +
      db::select<LevelRow>("service_level") +
      "WHERE centre_id IN (SELECT id FROM above) AND measure = ?2 AND channel = ?3 AND active = 1 ORDER BY id";
  return db::read_rows<LevelRow>(
      tx.query(sql, clock.centre_id, base::word_of(clock.measure), base::word_of(clock.channel)));
}

std::optional<ClockRow> find_clock(db::Transaction& tx, CommitmentId id) {
  return db::first_row<ClockRow>(tx.query(db::select<ClockRow>("commitment") + "WHERE id = ?1", id));
}

std::vector<CommitmentId> unstopped(db::Transaction& tx, SubjectId subject) {
  return ids_of(
      tx.query("SELECT id FROM commitment WHERE subject_id = ?1 AND stopped_at IS NULL ORDER BY id", subject));
}

bool anything_due(db::Transaction& tx, base::Time warn_until, base::Time due_until) {
  return !to_warn(tx, warn_until, 1).empty() || !to_breach(tx, due_until, 1).empty();
}

std::vector<CommitmentId> to_warn(db::Transaction& tx, base::Time until, int limit) {
  return ids_of(
      tx.query("SELECT id FROM commitment WHERE state = 'running' AND warned = 0 AND warn_at <= ?1 ORDER BY warn_at "
               "LIMIT ?2",
               until, limit));
}

std::vector<CommitmentId> to_breach(db::Transaction& tx, base::Time until, int limit) {
  return ids_of(tx.query("SELECT id FROM commitment WHERE state = 'running' AND due_at <= ?1 ORDER BY due_at LIMIT ?2",
                         until, limit));
}

void insert(db::Transaction& tx, const ClockRow& row) {
  db::insert_row(tx, "commitment", row);
}

bool change(db::Transaction& tx, const ClockRow& row, CommitmentState before) {
  auto taken = tx.execute("UPDATE commitment SET state = state WHERE id = ?1 AND state = ?2 AND stopped_at IS NULL",
                          row.id, base::word_of(before));
  return taken == 1 && db::update_row(tx, "commitment", row) == 1;
}

}  // namespace commitments
