#pragma once
// The connections of one PostgreSQL database: opened when first needed, bounded, the
// one used last is used next. Any thread.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "db/database.h"
#include "db/postgres_connection.h"

namespace db {

class PostgresPool {
 public:
  explicit PostgresPool(const PostgresOptions& options) : url_(options.url), left_(options.connections) {}

  // A connection for the time of one transaction; it goes back to the pool at the end
  // of scope, or is dropped when it broke (and then the idle ones with it, as they will
  // hardly be better: the server restarted or another took its place).
  class Lease {
   public:
    explicit Lease(PostgresPool& pool) : pool_(pool), connection_(pool.take()) {}
    ~Lease() { pool_.give_back(std::move(connection_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    PostgresConnection& operator*() { return *connection_; }
    PostgresConnection* operator->() { return connection_.get(); }

   private:
    PostgresPool& pool_;
    std::unique_ptr<PostgresConnection> connection_;
  };

 private:
  std::unique_ptr<PostgresConnection> take();
  std::unique_ptr<PostgresConnection> open();
  void give_back(std::unique_ptr<PostgresConnection> connection);

  const std::string url_;
  std::mutex mutex_;
  std::condition_variable given_back_;
  std::vector<std::unique_ptr<PostgresConnection>> idle_;
  int left_;  // that may still be opened
};

}  // namespace db
