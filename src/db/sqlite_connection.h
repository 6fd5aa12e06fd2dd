#pragma once
// One connection to a SQLite file with its prepared statements. Used by one thread
// at a time; whoever holds it (the write queue, the pool of readers) sees to that.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"
#include "db/engine_transaction.h"
#include "db/portable_sql.h"
#include "db/statement_cache.h"
#include "db/value.h"

struct sqlite3;
struct sqlite3_stmt;

namespace db {

class SqliteConnection {
 public:
  struct Options {
    std::string path;
    Access access = Access::Write;
    bool full_sync = true;
    bool foreign_keys = true;
  };
  // Opens the file, makes it when missing, and puts it into WAL mode. Throws Failure.
  explicit SqliteConnection(const Options& options);

  Rows query(std::string_view sql, const std::vector<Value>& parameters);
  std::int64_t execute(std::string_view sql, const std::vector<Value>& parameters);

  // Runs statements without parameters, one after the other, without keeping them.
  void run_script(std::string_view sql);

  // SQLite ends the transaction by itself after some failures (disk full, I/O error).
  bool in_transaction() const;
  // Whether a deferred foreign key is broken at this point of the transaction.
  bool owes_foreign_keys() const;

 private:
  struct Closer {
    void operator()(sqlite3* connection) const;
  };
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const;
  };
  struct Prepared {
    EngineSql sql;
    std::unique_ptr<sqlite3_stmt, Finalizer> statement;
  };
  class Run;

  void configure(const Options& options);
  Prepared& prepare(std::string_view sql);
  std::unique_ptr<sqlite3_stmt, Finalizer> compile(std::string_view sql, std::string_view& rest, unsigned flags);
  void bind(sqlite3_stmt* statement, int number, const Value& value);
  void check(int code) const;
  [[noreturn]] void fail(int code) const;

  std::string path_;
  Access access_;
  std::unique_ptr<sqlite3, Closer> connection_;
  StatementCache<Prepared> statements_;  // finalized before the connection closes
};

}  // namespace db
