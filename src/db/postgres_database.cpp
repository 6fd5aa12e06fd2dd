#include <fmt/format.h>

#include <chrono>
#include <random>
#include <thread>

#include "db/database.h"
#include "db/durable_file.h"
#include "db/errors.h"
#include "db/pg_dump.h"
#include "db/postgres_connection.h"
#include "db/postgres_pool.h"
#include "db/postgres_wakes.h"
#include "db/schema.h"
#include "db/transaction_scope.h"
#include "db/wakes.h"

namespace db {
namespace {

constexpr int attempts = 5;
constexpr int first_pause_ms = 10;

// FNV-1a: the same on every node and in every build.
std::int64_t lock_number(std::string_view name) {
  std::uint64_t hash = 14695981039346656037u;
  for (unsigned char byte : name) hash = (hash ^ byte) * 1099511628211u;
  return static_cast<std::int64_t>(hash);
}

// Doubled at each attempt and scattered, so that those who met do not meet again.
void pause_before(int attempt) {
  thread_local std::minstd_rand random(std::random_device{}());
  int longest = first_pause_ms << attempt;
  std::uniform_int_distribution<int> pause(longest / 2, longest);
  std::this_thread::sleep_for(std::chrono::milliseconds(pause(random)));
}

class PostgresTransaction final : public EngineTransaction {
 public:
  PostgresTransaction(PostgresConnection& connection, Access access, const Wakes& wakes, PostgresWakes& nodes)
      : EngineTransaction(access), connection_(connection), wakes_(wakes), nodes_(nodes) {
    connection_.begin(access);
  }

  Engine engine() const override { return Engine::Postgres; }
  void wake(std::string_view topic) override {
    after_commit([&wakes = wakes_, &nodes = nodes_, topic = std::string(topic)] {
      wakes.wake(topic);
      nodes.send(topic);
    });
  }

 protected:
  Rows run_query(std::string_view sql, const std::vector<Value>& parameters) override {
    return connection_.query(sql, parameters);
  }
  std::int64_t run_execute(std::string_view sql, const std::vector<Value>& parameters) override {
    return connection_.execute(sql, parameters);
  }
  void take_lock(std::string_view name) override {
    connection_.query("SELECT pg_advisory_xact_lock(?1)", {to_value(lock_number(name))});
  }

 private:
  PostgresConnection& connection_;
  const Wakes& wakes_;
  PostgresWakes& nodes_;
};

class PostgresDatabase final : public Database {
 public:
  explicit PostgresDatabase(const PostgresOptions& options)
      : url_(options.url), pool_(options), nodes_(options.url, wakes_) {
    PostgresPool::Lease first(pool_);  // tells at once when the server cannot be reached
  }

  Engine engine() const override { return Engine::Postgres; }

  void migrate(const std::vector<Migration>& migrations) override;
  void backup_to(const std::string& path) override {
    write_durably(path, [&](const std::string& part) { run_pg_dump(url_, part); });
  }
  void on_wake(std::string topic, std::function<void()> listener) override {
    wakes_.add(std::move(topic), std::move(listener));
    nodes_.start();
  }
  std::vector<std::string> check() override;
  std::int64_t size_bytes() override;

 protected:
  void run(bool writes, const std::function<bool(Transaction&)>& body) override;

 private:
  void run_once(Access access, const std::function<bool(Transaction&)>& body);
  Hooks commit_once(Access access, const std::function<bool(Transaction&)>& body);

  const std::string url_;
  Wakes wakes_;
  PostgresPool pool_;
  PostgresWakes nodes_;
};

void PostgresDatabase::run(bool writes, const std::function<bool(Transaction&)>& body) {
  TransactionScope scope(this);
  for (int attempt = 1;; ++attempt) {
    try {
      return run_once(writes ? Access::Write : Access::Read, body);
    } catch (const RetryableFailure&) {
      if (attempt == attempts) throw;
    }
    pause_before(attempt);
  }
}

// Hooks run when the connection is back in the pool.
void PostgresDatabase::run_once(Access access, const std::function<bool(Transaction&)>& body) {
  run_hooks(commit_once(access, body));
}

Hooks PostgresDatabase::commit_once(Access access, const std::function<bool(Transaction&)>& body) {
  PostgresPool::Lease connection(pool_);
  PostgresTransaction tx(*connection, access, wakes_, nodes_);
  try {
    if (!body(tx)) {
      connection->rollback();
      return {};
    }
    tx.require_intact();
    access == Access::Write ? connection->commit() : connection->end_read();
  } catch (...) {
    connection->rollback();
    throw;
  }
  return tx.take_hooks();
}

// The lock is the session's, and goes with the connection. Nodes of a new version that
// start together wait for the one that migrates.
void PostgresDatabase::migrate(const std::vector<Migration>& migrations) {
  PostgresConnection connection(url_);
  connection.run_script("SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0");
  connection.query("SELECT pg_advisory_lock(?1)", {to_value(lock_number("db.migrate"))});
  connection.run_script(schema_table_sql(Engine::Postgres));
  for (const Migration* next : pending_migrations(migrations, connection.query(applied_sql, {}))) {
    apply_named(*next, [&] {
      connection.run_script("BEGIN");
      connection.run_script(sql_for(*next, Engine::Postgres));
      connection.execute(record_applied_sql, record_of(*next));
      connection.run_script("COMMIT");
    });
  }
}

std::vector<std::string> PostgresDatabase::check() {
  return read([](Transaction& tx) {
    std::vector<std::string> faults;
    for (Row row : tx.query("SELECT CAST(CAST(indexrelid AS REGCLASS) AS TEXT) FROM pg_index WHERE NOT indisvalid"))
      faults.push_back(fmt::format("The index {} is not valid; rebuild it with REINDEX.", row.text(0)));
    return faults;
  });
}

std::int64_t PostgresDatabase::size_bytes() {
  return read([](Transaction& tx) { return tx.query("SELECT pg_database_size(current_database())")[0].integer(0); });
}

}  // namespace

std::unique_ptr<Database> open_postgres(const PostgresOptions& options) {
  return std::make_unique<PostgresDatabase>(options);
}

}  // namespace db
