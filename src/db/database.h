#pragma once
// One small interface over SQLite (embedded) and PostgreSQL (several machines).
//
// SQL is written once, in the portable subset that docs/storage.md lists.
// Parameters are ?1, ?2, …; `{in ?1}` after a column tests membership in a list:
// "WHERE centre_id {in ?1}" with a std::vector of ids or strings bound to ?1.
// Statements are prepared once per connection and cached by their text, so the
// text must not carry values.
//
// Threads: any thread may call read() and write(); both block the caller until
// done, so loops never call them. A Transaction lives only inside the closure, and
// none is opened inside another (std::logic_error).
// Failures of the database are exceptions (errors.h); refusals are Results. A wrong
// statement or a value that does not fit is a std::logic_error. After a statement
// threw, its transaction runs no other and cannot commit.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/result.h"
#include "db/value.h"

namespace db {

enum class Engine { Sqlite, Postgres };

// One transaction, on whichever engine. Not thread-safe; valid inside its closure.
class Transaction {
 public:
  virtual ~Transaction() = default;

  virtual Engine engine() const = 0;

  // Runs a statement that gives rows; all of them are read into memory.
  virtual Rows query(std::string_view sql, std::vector<Value> parameters) = 0;
  // Runs a statement and gives the number of rows that it changed.
  virtual std::int64_t execute(std::string_view sql, std::vector<Value> parameters) = 0;

  template <class... P>
  Rows query(std::string_view sql, const P&... parameters) {
    return query(sql, std::vector<Value>{to_value(parameters)...});
  }
  template <class... P>
  std::int64_t execute(std::string_view sql, const P&... parameters) {
    return execute(sql, std::vector<Value>{to_value(parameters)...});
  }

  // Holds the named lock until the transaction ends, so that a rule over several
  // rows (no cycle in a tree, a free name) cannot be broken by two at once. On
  // SQLite a write transaction is alone anyway.
  virtual void lock(std::string_view name) = 0;

  // Runs `action` after this transaction has been committed, on the committing
  // thread; never when it is rolled back. `action` must be short and not throw.
  virtual void after_commit(std::function<void()> action) = 0;
};

class Database {
 public:
  virtual ~Database() = default;

  virtual Engine engine() const = 0;

  // Runs `work` on one consistent snapshot that cannot write.
  template <class F>
  auto read(F&& work) -> std::invoke_result_t<F, Transaction&> {
    return run_typed<false>(std::forward<F>(work));
  }

  // Runs `work` in a write transaction and commits; when this returns, the change
  // is durable (SQLite synchronous=FULL, PostgreSQL synchronous_commit=on). A
  // Result that is an error, or an exception, rolls everything back. `work` may be
  // run again after a serialization failure, and on another thread: it must not
  // have effects outside the transaction, and must be short (no hashing, network
  // or file work inside).
  template <class F>
  auto write(F&& work) -> std::invoke_result_t<F, Transaction&> {
    return run_typed<true>(std::forward<F>(work));
  }

  // Brings the schema up to date with `migrations`, in their order, each in one
  // transaction, under a lock. Throws SchemaError when an applied one was altered
  // or the database is newer than this program.
  virtual void migrate(const std::vector<struct Migration>& migrations) = 0;

  // Writes a consistent copy of the whole database to `path` while running: a
  // SQLite file (VACUUM INTO) or a pg_dump archive in custom format.
  virtual void backup_to(const std::string& path) = 0;

  // Wakes up `listener` (any thread, short) soon after any node committed a
  // transaction that called wake(topic). Used by the event log; may wake for nothing,
  // and may miss the last commit of a node that died, so keep a slow timer besides.
  virtual void on_wake(std::string topic, std::function<void()> listener) = 0;

  // A checking statement per engine; empty when all is well, else sentences.
  virtual std::vector<std::string> check() = 0;

  // Bytes on disk, for /metrics and the health page.
  virtual std::int64_t size_bytes() = 0;

 protected:
  // Runs `body`; body gives false to roll back.
  virtual void run(bool writes, const std::function<bool(Transaction&)>& body) = 0;

 private:
  template <bool Writes, class F>
  auto run_typed(F&& work) -> std::invoke_result_t<F, Transaction&> {
    using R = std::invoke_result_t<F, Transaction&>;
    if constexpr (std::is_void_v<R>) {
      run(Writes, [&](Transaction& tx) {
        work(tx);
        return true;
      });
    } else {
      std::optional<R> result;
      run(Writes, [&](Transaction& tx) {
        result.emplace(work(tx));
        return succeeded(*result);
      });
      return std::move(*result);
    }
  }
  template <class R>
  static bool succeeded(const R&) {
    return true;
  }
  template <class T>
  static bool succeeded(const base::Result<T>& result) {
    return result.has_value();
  }
};

// Tells the listeners of `topic` on every node once `tx` has committed.
void wake(Transaction& tx, std::string_view topic);

struct SqliteOptions {
  std::string path;       // of the database file; its folder must exist
  int readers = 4;        // reading connections
  bool full_sync = true;  // synchronous=FULL; false only for throw-away data (tests, benchmarks)
};
std::unique_ptr<Database> open_sqlite(const SqliteOptions& options);

struct PostgresOptions {
  std::string url;  // postgres://user@host/name?host=/socket/folder
  int connections = 8;
};
std::unique_ptr<Database> open_postgres(const PostgresOptions& options);

}  // namespace db
