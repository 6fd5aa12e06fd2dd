#pragma once
// Group commit for the one writing connection of SQLite.
//
// Whoever comes while nobody writes becomes the leader: it runs its own closure and
// those that wait by then, each in a savepoint, and commits once for all. Then it
// hands the lead to the first who came meanwhile. So one fsync serves as many
// closures as arrived during the last one.
//
// A closure that is refused or throws loses only its own savepoint. When the shared
// commit fails, all closures of the batch fail, also the refused ones: they may have
// seen what was never committed. Any thread.

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <vector>

#include "db/engine_transaction.h"
#include "db/sqlite_connection.h"
#include "db/wakes.h"

namespace db {

class SqliteWriteQueue {
 public:
  using Body = std::function<bool(Transaction&)>;

  SqliteWriteQueue(SqliteConnection& connection, const Wakes& wakes) : connection_(connection), wakes_(wakes) {}

  // Blocks until `body` is committed or rolled back; throws what it threw.
  void run(const Body& body);

 private:
  struct Waiting;
  using Batch = std::vector<Waiting*>;

  void lead(std::unique_lock<std::mutex>& lock);
  Batch take_batch();
  void commit(const Batch& batch);
  bool run_all(const Batch& batch);
  bool run_alone(Waiting& waiting);
  bool run_in_savepoint(Waiting& waiting);
  void require_transaction() const;
  void roll_back();

  SqliteConnection& connection_;  // the leader's alone
  const Wakes& wakes_;
  std::mutex mutex_;
  std::deque<Waiting*> waiting_;
  bool led_ = false;
};

}  // namespace db
