#pragma once
// The log's SQL that differs between the engines. Private to events.

#include <string>
#include <string_view>

#include "db/database.h"
#include "events/events.h"

namespace events {

inline constexpr std::string_view event_columns =
    "transaction_id, seq, at, type, actor_kind, actor_id, centre_id, subject_id, body";

// Position comparisons take two parameters, ?1 the transaction and ?2 the seq. On SQLite
// the seq alone is the order, and the primary key.
inline std::string position_is(db::Engine engine, std::string_view comparison, int parameter) {
  auto second = "?" + std::to_string(parameter + 1);
  if (engine == db::Engine::Sqlite) return "seq " + std::string(comparison) + " " + second;
  auto first = "?" + std::to_string(parameter);
  return "(transaction_id, seq) " + std::string(comparison) + " (" + first + ", " + second + ")";
}

inline std::string_view in_order(db::Engine engine) {
  return engine == db::Engine::Sqlite ? "seq" : "transaction_id, seq";
}
inline std::string_view in_reverse(db::Engine engine) {
  return engine == db::Engine::Sqlite ? "seq DESC" : "transaction_id DESC, seq DESC";
}

// "Nothing can appear before this event any more." On SQLite that is so for whatever is seen.
inline std::string_view is_settled(db::Engine engine) {
  if (engine == db::Engine::Sqlite) return "seq > 0";
  return "transaction_id < CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) + "
         "(SELECT transaction_offset FROM event_cluster)";
}

inline Position position_of(const db::Row& row) {
  return {row.integer(0), row.integer(1)};
}
Event event_of(const db::Row& row);

// The position of the last event that is committed, settled or not.
Position last_committed(db::Transaction& tx);

}  // namespace events
