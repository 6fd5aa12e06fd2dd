#pragma once
// A transaction on a SQLite connection. Begin and commit are its owner's matter.

#include <string>

#include "db/engine_transaction.h"
#include "db/sqlite_connection.h"
#include "db/wakes.h"

namespace db {

class SqliteTransaction final : public EngineTransaction {
 public:
  SqliteTransaction(SqliteConnection& connection, Access access, const Wakes& wakes)
      : EngineTransaction(access), connection_(connection), wakes_(wakes) {}

  Engine engine() const override { return Engine::Sqlite; }
  void wake(std::string_view topic) override {
    after_commit([&wakes = wakes_, topic = std::string(topic)] { wakes.wake(topic); });
  }

 protected:
  Rows run_query(std::string_view sql, const std::vector<Value>& parameters) override {
    return connection_.query(sql, parameters);
  }
  std::int64_t run_execute(std::string_view sql, const std::vector<Value>& parameters) override {
    return connection_.execute(sql, parameters);
  }
  // There is one writer, so every lock is held already.
  void take_lock(std::string_view) override {}

 private:
  SqliteConnection& connection_;
  const Wakes& wakes_;
};

}  // namespace db
