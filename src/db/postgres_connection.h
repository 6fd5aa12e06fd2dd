#pragma once
// One connection to PostgreSQL with its prepared statements. Used by one thread at a
// time; the pool sees to that. A connection that broke is not used again: its owner
// makes a new one.
//
// BEGIN travels together with the first statement of a transaction, and the COMMIT of
// a reading one is not waited for, so that a read of one row is one round trip.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"
#include "db/engine_transaction.h"
#include "db/errors.h"
#include "db/portable_sql.h"
#include "db/statement_cache.h"
#include "db/value.h"

struct pg_conn;
struct pg_result;

namespace db {

// The transaction is lost but nothing of it was done: it may be run again.
class RetryableFailure : public Failure {
 public:
  using Failure::Failure;
};

class PostgresConnection {
 public:
  // Connects. Throws RetryableFailure when the server cannot be reached.
  explicit PostgresConnection(const std::string& url);

  void begin(Access access);
  Rows query(std::string_view sql, const std::vector<Value>& parameters);
  std::int64_t execute(std::string_view sql, const std::vector<Value>& parameters);
  // Throws Failure when the connection broke meanwhile: then nobody knows whether the
  // change was made.
  void commit();
  // Ends a reading transaction without waiting for the answer.
  void end_read();
  void rollback() noexcept;

  // Runs several statements without parameters, in one transaction unless they say otherwise.
  void run_script(const std::string& sql);

  // False when the connection is lost or in an unknown state.
  bool usable() const;

  // For whoever waits for notifications on this connection.
  pg_conn* handle() const { return connection_.get(); }

 private:
  struct Closer {
    void operator()(pg_conn* connection) const;
  };
  struct Clearer {
    void operator()(pg_result* result) const;
  };
  using Result = std::unique_ptr<pg_result, Clearer>;
  struct Prepared {
    EngineSql sql;
    std::string name;
    std::vector<unsigned> types;  // of the parameters, as PostgreSQL inferred them
  };
  struct Bound;

  Prepared& prepare(std::string_view sql);
  void prepare_named(const char* name, const char* sql);
  void forget_oldest();
  Result run(std::string_view sql, const std::vector<Value>& parameters);
  Result run_prepared(const Prepared& prepared, const Bound& bound);
  Result run_with_begin(const Prepared& prepared, const Bound& bound);
  Result next_result();
  void drain();
  Result checked(Result result);
  [[noreturn]] void fail(const pg_result* result);

  std::unique_ptr<pg_conn, Closer> connection_;
  StatementCache<Prepared> statements_;
  std::int64_t prepared_ = 0;            // ever, for names
  const char* pending_begin_ = nullptr;  // name of the BEGIN to be sent with the first statement
  bool open_ = false;                    // whether the server has a transaction of ours
  bool unread_ = false;                  // whether the answer to a COMMIT is outstanding
  bool broken_ = false;
};

}  // namespace db
