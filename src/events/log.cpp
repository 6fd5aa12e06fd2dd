#include <fmt/format.h>

#include <stdexcept>

#include "events/events.h"
#include "events/log_sql.h"
#include "events/topic.h"

namespace events {
namespace {

// Of append_all().
constexpr std::size_t most_at_once = 20;

std::string append_sql(db::Engine engine, std::size_t count) {
  const bool sqlite = engine == db::Engine::Sqlite;
  std::string sql = sqlite ? "INSERT INTO event (" : "INSERT INTO event (transaction_id, ";
  sql += "at, type, actor_kind, actor_id, centre_id, subject_id, body) VALUES ";
  for (std::size_t n = 0; n < count; ++n) {
    sql += n > 0 ? ", (" : "(";
    if (!sqlite)
      sql += "CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT) + (SELECT transaction_offset FROM event_cluster), ";
    const auto p = n * 7;
    sql += fmt::format("?{}, ?{}, ?{}, ?{}, ?{}, ?{}, ?{})", p + 1, p + 2, p + 3, p + 4, p + 5, p + 6, p + 7);
  }
  return sql;
}

void add_values(std::vector<db::Value>& values, const About& about, std::string_view type, std::string body) {
  values.insert(values.end(),
                {db::to_value(about.at), db::to_value(type), db::to_value(about.actor.kind),
                 db::to_value(about.actor.id), db::to_value(about.centre_id), db::to_value(about.subject_id)});
  values.emplace_back(std::move(body));
}

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
  static const std::string on_sqlite = append_sql(db::Engine::Sqlite, 1);
  static const std::string on_postgres = append_sql(db::Engine::Postgres, 1);
  std::vector<db::Value> values;
  add_values(values, about, type, std::move(body));
  tx.execute(tx.engine() == db::Engine::Sqlite ? on_sqlite : on_postgres, std::move(values));
  db::wake(tx, wake_topic);
}

void append_all(db::Transaction& tx, const std::vector<Telling>& tellings) {
  const auto batch = append_sql(tx.engine(), most_at_once);
  for (std::size_t from = 0; from < tellings.size();) {
    const auto count = tellings.size() - from < most_at_once ? 1 : most_at_once;
    std::vector<db::Value> values;
    values.reserve(count * 7);
    for (const auto to = from + count; from < to; ++from)
      add_values(values, tellings[from].about, tellings[from].type, tellings[from].body);
    tx.execute(count == 1 ? append_sql(tx.engine(), 1) : batch, std::move(values));
  }
  if (!tellings.empty()) db::wake(tx, wake_topic);
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
