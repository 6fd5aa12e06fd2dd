#include "telephony/recordings/store.h"

#include <algorithm>
#include <utility>

namespace telephony {
namespace {

constexpr std::int64_t ms_a_day = 86'400'000;

}  // namespace

std::optional<RecordingRow> find_recording(db::Transaction& tx, voice::RecordingId id) {
  return db::first_row<RecordingRow>(tx.query(db::select<RecordingRow>("call_recording") + "WHERE id = ?1", id));
}

std::vector<RecordingRow> running_recordings(db::Transaction& tx) {
  return db::read_rows<RecordingRow>(
      tx.query(db::select<RecordingRow>("call_recording") + "WHERE state = 'recording' ORDER BY id"));
}

std::vector<RecordingRow> expired_recordings(db::Transaction& tx, base::Time now, int limit) {
  return db::read_rows<RecordingRow>(
      tx.query(db::select<RecordingRow>("call_recording") +
                   "WHERE state = 'kept' AND legal_hold = 0 AND expires_at <= ?1 ORDER BY expires_at LIMIT ?2",
               now, limit));
}

void insert_recording(db::Transaction& tx, const RecordingRow& row) {
  db::insert_row(tx, "call_recording", row);
}

void update_recording(db::Transaction& tx, const RecordingRow& row) {
  db::update_row(tx, "call_recording", row);
}

std::optional<Retention> find_retention(db::Transaction& tx, RetentionId id) {
  return db::first_row<Retention>(tx.query(db::select<Retention>("recording_retention") + "WHERE id = ?1", id));
}

std::vector<Retention> all_retentions(db::Transaction& tx) {
  return db::read_rows<Retention>(tx.query(db::select<Retention>("recording_retention") + "ORDER BY id"));
}

std::int64_t days_of(db::Transaction& tx, org::CentreId centre, std::optional<routing::QueueId> queue) {
  const auto rules = all_retentions(tx);
  for (const auto& rule : rules)
    if (queue && rule.queue_id == queue) return rule.days;
  // Of the centres above, the nearest is the one with most above itself.
  const auto above = org::Access::centres_above(tx, centre);
  std::size_t nearest = 0;
  auto days = Recordings::default_days;
  for (const auto& rule : rules) {
    const bool applies = !rule.queue_id && std::find(above.begin(), above.end(), rule.centre_id) != above.end();
    const auto depth = applies ? org::Access::centres_above(tx, rule.centre_id).size() : 0;
    if (depth > std::exchange(nearest, std::max(nearest, depth))) days = rule.days;
  }
  return days;
}

void expire_anew(db::Transaction& tx) {
  auto groups = tx.query("SELECT DISTINCT centre_id, queue_id FROM call_recording WHERE state = 'kept'");
  for (db::Row row : groups) {
    const org::CentreId centre{row.integer(0)};
    const auto queue = row.null(1) ? std::nullopt : std::optional(routing::QueueId{row.integer(1)});
    tx.execute(
        "UPDATE call_recording SET expires_at = ended_at + ?1 WHERE state = 'kept' AND centre_id = ?2 AND queue_id IS "
        "NOT DISTINCT FROM ?3",
        days_of(tx, centre, queue) * ms_a_day, centre, queue);
  }
}

}  // namespace telephony
