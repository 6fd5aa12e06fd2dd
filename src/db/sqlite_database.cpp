#include <fmt/format.h>

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "db/database.h"
#include "db/durable_file.h"
#include "db/errors.h"
#include "db/filling.h"
#include "db/schema.h"
#include "db/sqlite_connection.h"
#include "db/sqlite_transaction.h"
#include "db/sqlite_write_queue.h"
#include "db/transaction_scope.h"
#include "db/wakes.h"

namespace db {
namespace {

// The reading connections: opened when first needed, the one used last is used next.
class Readers {
 public:
  explicit Readers(const SqliteOptions& options) : options_(options), left_(options.readers) {}

  std::unique_ptr<SqliteConnection> take() {
    std::unique_lock lock(mutex_);
    given_back_.wait(lock, [&] { return !idle_.empty() || left_ > 0; });
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    --left_;
    lock.unlock();
    return open();
  }

  void give_back(std::unique_ptr<SqliteConnection> connection) {
    std::lock_guard lock(mutex_);
    idle_.push_back(std::move(connection));
    given_back_.notify_one();
  }

 private:
  std::unique_ptr<SqliteConnection> open() {
    try {
      return std::make_unique<SqliteConnection>(
          SqliteConnection::Options{.path = options_.path, .access = Access::Read, .full_sync = options_.full_sync});
    } catch (...) {
      std::lock_guard lock(mutex_);
      ++left_;
      given_back_.notify_one();
      throw;
    }
  }

  const SqliteOptions options_;
  std::mutex mutex_;
  std::condition_variable given_back_;
  std::vector<std::unique_ptr<SqliteConnection>> idle_;
  int left_;  // that may still be opened
};

// A reading connection within its snapshot.
class Snapshot {
 public:
  explicit Snapshot(Readers& readers) : readers_(readers), connection_(readers.take()) {
    try {
      connection_->execute("BEGIN", {});
    } catch (...) {
      readers_.give_back(std::move(connection_));
      throw;
    }
  }
  ~Snapshot() {
    try {
      if (connection_->in_transaction()) connection_->execute("ROLLBACK", {});
    } catch (const std::exception&) {
      // A read that cannot be rolled back has nothing to lose.
    }
    readers_.give_back(std::move(connection_));
  }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  SqliteConnection& connection() { return *connection_; }

 private:
  Readers& readers_;
  std::unique_ptr<SqliteConnection> connection_;
};

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(const SqliteOptions& options)
      : options_(options),
        writer_({.path = options.path, .full_sync = options.full_sync}),
        queue_(writer_, wakes_),
        readers_(options) {}

  Engine engine() const override { return Engine::Sqlite; }

  void migrate(const std::vector<Migration>& migrations) override;
  void backup_to(const std::string& path) override;
  std::vector<std::string> check() override;
  std::int64_t size_bytes() override;

  void on_wake(std::string topic, std::function<void()> listener) override {
    wakes_.add(std::move(topic), std::move(listener));
  }

  // With NORMAL the log is flushed when it is copied into the file, which the end does once more.
  void fill_in(const std::function<void()>& work) {
    if (!options_.full_sync) return work();
    writer_.run_script("PRAGMA synchronous = NORMAL");
    try {
      work();
    } catch (...) {
      writer_.run_script("PRAGMA synchronous = FULL");
      throw;
    }
    writer_.run_script("PRAGMA synchronous = FULL");
    writer_.query("PRAGMA wal_checkpoint(FULL)", {});
  }

 protected:
  void run(bool writes, const std::function<bool(Transaction&)>& body) override {
    TransactionScope scope(this);
    if (writes) return queue_.run(body);
    read_snapshot(body);
  }

 private:
  void read_snapshot(const std::function<bool(Transaction&)>& body);

  const SqliteOptions options_;
  Wakes wakes_;
  SqliteConnection writer_;
  SqliteWriteQueue queue_;
  Readers readers_;
};

void SqliteDatabase::read_snapshot(const std::function<bool(Transaction&)>& body) {
  Hooks hooks;
  {
    Snapshot snapshot(readers_);
    SqliteTransaction tx(snapshot.connection(), Access::Read, wakes_);
    if (!body(tx)) return;
    tx.require_intact();
    hooks = tx.take_hooks();
  }
  run_hooks(hooks);
}

// A connection of its own, since foreign keys cannot be switched within a transaction:
// SQLite changes a table by making a new one and dropping the old, and the drop would
// delete what refers to it. The keys are checked before each commit instead.
void SqliteDatabase::migrate(const std::vector<Migration>& migrations) {
  SqliteConnection connection({.path = options_.path, .full_sync = options_.full_sync, .foreign_keys = false});
  connection.run_script(schema_table_sql(Engine::Sqlite));
  auto begin_and_plan = [&] {
    connection.run_script("BEGIN IMMEDIATE");
    return pending_migrations(migrations, connection.query(applied_sql, {}));
  };
  for (auto pending = begin_and_plan(); !pending.empty(); pending = begin_and_plan()) {
    const Migration& next = *pending.front();
    apply_named(next, [&] { connection.run_script(sql_for(next, Engine::Sqlite)); });
    if (!connection.query("PRAGMA foreign_key_check", {}).empty())
      throw SchemaError(
          fmt::format("Migration {} leaves rows that refer to missing ones; nothing was changed. "
                      "Report this with the name of the migration.",
                      next.name));
    connection.execute(record_applied_sql, record_of(next));
    connection.run_script("COMMIT");
  }
}

void SqliteDatabase::backup_to(const std::string& path) {
  write_durably(path, [&](const std::string& part) {
    SqliteConnection connection({.path = options_.path});
    connection.execute("VACUUM INTO ?1", {to_value(part)});
  });
}

std::vector<std::string> SqliteDatabase::check() {
  std::vector<std::string> faults;
  Snapshot snapshot(readers_);
  for (Row row : snapshot.connection().query("PRAGMA integrity_check", {}))
    if (row.text(0) != "ok") faults.push_back("The database file is damaged: " + row.text(0));
  for (Row row : snapshot.connection().query("PRAGMA foreign_key_check", {}))
    faults.push_back(fmt::format("A row of table {} refers to a missing row of table {}.", row.text(0), row.text(2)));
  return faults;
}

std::int64_t SqliteDatabase::size_bytes() {
  std::int64_t bytes = 0;
  for (const char* suffix : {"", "-wal"}) {
    std::error_code missing;
    auto size = std::filesystem::file_size(options_.path + suffix, missing);
    if (!missing) bytes += static_cast<std::int64_t>(size);
  }
  return bytes;
}

}  // namespace

void fill_in(Database& database, const std::function<void()>& work) {
  if (auto* sqlite = dynamic_cast<SqliteDatabase*>(&database)) return sqlite->fill_in(work);
  work();
}

std::unique_ptr<Database> open_sqlite(const SqliteOptions& options) {
  return std::make_unique<SqliteDatabase>(options);
}

}  // namespace db
