#include <fmt/format.h>

#include <stdexcept>

#include "events/events.h"
#include "events/log_sql.h"
#include "events/topic.h"

namespace events {
namespace {

constexpr std::string_view append_on_sqlite =
    "INSERT INTO event (at, type, actor_kind, actor_id, centre_id, subject_id, body) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
constexpr std::string_view append_on_postgres =
    "INSERT INTO event (transaction_id, at, type, actor_kind, actor_id, centre_id, subject_id, body) "
    "VALUES (CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT) + (SELECT transaction_offset FROM event_cluster), "
    "?1, ?2, ?3, ?4, ?5, ?6, ?7)";

base::ActorKind actor_kind_of(const std::string& word) {
  auto kind = base::from_word<base::ActorKind>(word);
  if (!kind) throw std::logic_error("an event names an unknown kind of actor");
  return *kind;
}

Position last_where(db::Transaction& tx, std::string_view condition) {
  auto rows = tx.query(fmt::format("SELECT transaction_id, seq FROM event WHERE {} ORDER BY {} LIMIT 1", condition,
                                   in_reverse(tx.engine())));
  return rows.empty() ? Position{} : position_of(rows[0]);
}

}  // namespace

Event event_of(const db::Row& row) {
  return Event{.position = position_of(row),
               .at = row.time(2),
               .type = row.text(3),
               .actor = {actor_kind_of(row.text(4)), row.integer(5)},
               .centre_id = row.integer(6),
               .subject_id = row.integer(7),
               .body = row.text(8)};
}

void Event::check_type(std::string_view wanted) const {
  if (type != wanted) throw std::logic_error(fmt::format("an event {} was read as {}", type, wanted));
}

void Event::throw_unreadable() const {
  throw std::logic_error(
      fmt::format("the body of event {} ({}/{}) cannot be read", type, position.transaction, position.seq));
}

void append(db::Transaction& tx, const About& about, std::string_view type, std::string body) {
  tx.execute(tx.engine() == db::Engine::Sqlite ? append_on_sqlite : append_on_postgres, about.at, type,
             about.actor.kind, about.actor.id, about.centre_id, about.subject_id, body);
  db::wake(tx, wake_topic);
}

std::vector<Event> read_after(db::Transaction& tx, Position after, int limit) {
  auto sql = fmt::format("SELECT {} FROM event WHERE {} AND {} ORDER BY {} LIMIT ?3", event_columns,
                         position_is(tx.engine(), ">", 1), is_settled(tx.engine()), in_order(tx.engine()));
  std::vector<Event> events;
  for (db::Row row : tx.query(sql, after.transaction, after.seq, limit)) events.push_back(event_of(row));
  return events;
}

std::vector<Event> last_about(db::Transaction& tx, std::string_view type, std::int64_t subject, Position before,
                              int limit) {
  // The type stands in the text, so that its own index is known to hold all that is asked for.
  auto sql = fmt::format(
      "SELECT {} FROM event WHERE type = '{}' AND subject_id = ?3 AND (transaction_id, seq) < (?1, ?2) "
      "ORDER BY transaction_id DESC, seq DESC LIMIT ?4",
      event_columns, type);
  std::vector<Event> events;
  for (db::Row row : tx.query(sql, before.transaction, before.seq, subject, limit)) events.push_back(event_of(row));
  return events;
}

Position end(db::Transaction& tx) {
  return last_where(tx, is_settled(tx.engine()));
}

Position last_committed(db::Transaction& tx) {
  return last_where(tx, "seq > 0");
}

Position load_cursor(db::Transaction& tx, std::string_view reader) {
  auto rows = tx.query("SELECT transaction_id, seq FROM event_cursor WHERE reader = ?1", reader);
  return rows.empty() ? Position{} : position_of(rows[0]);
}

void save_cursor(db::Transaction& tx, std::string_view reader, Position position) {
  tx.execute(
      "INSERT INTO event_cursor (reader, transaction_id, seq) VALUES (?1, ?2, ?3) "
      "ON CONFLICT (reader) DO UPDATE SET transaction_id = excluded.transaction_id, seq = excluded.seq",
      reader, position.transaction, position.seq);
}

// The identifier of a cluster is given by initdb and kept by its replicas. In another
// cluster, or one made by an upgrade, the ids of the log may lie above or below those to
// come; raising new ones by the highest of the log puts them after it in any case.
void settle_positions(db::Transaction& tx) {
  if (tx.engine() == db::Engine::Sqlite) return;
  tx.lock("events.settle");
  auto cluster = tx.query("SELECT CAST(system_identifier AS TEXT) FROM pg_control_system()")[0].text(0);
  tx.execute(
      "UPDATE event_cluster SET system_identifier = ?1, transaction_offset = GREATEST("
      "(SELECT COALESCE(MAX(transaction_id), 0) FROM event), (SELECT COALESCE(MAX(transaction_id), 0) FROM "
      "event_cursor)) "
      "WHERE system_identifier <> ?1",
      cluster);
}

}  // namespace events
