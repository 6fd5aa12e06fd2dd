#pragma once
// For tests that read the log by hand, right after they wrote.

#include <thread>

#include "events/events.h"

namespace events {

// Blocks until all that is committed now is settled, as the pump waits too. On PostgreSQL
// a notification that other nodes are sent is a transaction of its own, and an event that
// was committed while it ran is settled only when it has ended.
inline void wait_until_settled(db::Database& database) {
  auto is_settled = [&] {
    return database.read([](db::Transaction& tx) {
      Position settled = end(tx);
      auto rows = tx.query("SELECT transaction_id, seq FROM event ORDER BY transaction_id DESC, seq DESC LIMIT 1");
      return rows.empty() || settled == Position{rows[0].integer(0), rows[0].integer(1)};
    });
  };
  while (!is_settled()) std::this_thread::yield();
}

}  // namespace events
