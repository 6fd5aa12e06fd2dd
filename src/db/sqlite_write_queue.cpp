#include "db/sqlite_write_queue.h"

#include "base/log.h"
#include "db/errors.h"
#include "db/sqlite_transaction.h"

namespace db {
namespace {
// Bounds how long the first of a batch waits for the last.
constexpr std::size_t max_batch = 128;
}  // namespace

// One closure and the thread that waits for it; lives on that thread's stack.
struct SqliteWriteQueue::Waiting {
  explicit Waiting(const Body& b) : body(b) {}

  const Body& body;
  std::exception_ptr failure;
  Hooks hooks;
  bool done = false;
  bool leads = false;
  std::condition_variable changed;
};

void SqliteWriteQueue::run(const Body& body) {
  Waiting mine(body);
  {
    std::unique_lock lock(mutex_);
    waiting_.push_back(&mine);
    if (led_) mine.changed.wait(lock, [&] { return mine.done || mine.leads; });
    if (!mine.done) lead(lock);
  }
  if (mine.failure) std::rethrow_exception(mine.failure);
}

// The leader's own closure is the first of its batch, so it never leads for others only.
void SqliteWriteQueue::lead(std::unique_lock<std::mutex>& lock) {
  led_ = true;
  Batch batch = take_batch();
  lock.unlock();
  commit(batch);
  lock.lock();
  for (Waiting* waiting : batch) {
    waiting->done = true;
    waiting->changed.notify_one();  // under the lock: its owner returns, and it is gone
  }
  led_ = !waiting_.empty();
  if (led_) {
    waiting_.front()->leads = true;
    waiting_.front()->changed.notify_one();
  }
}

SqliteWriteQueue::Batch SqliteWriteQueue::take_batch() {
  auto size = std::min(waiting_.size(), max_batch);
  auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(size);
  Batch batch(waiting_.begin(), end);
  waiting_.erase(waiting_.begin(), end);
  return batch;
}

void SqliteWriteQueue::commit(const Batch& batch) {
  try {
    connection_.execute("BEGIN IMMEDIATE", {});
    bool changed = run_all(batch);
    connection_.execute(changed ? "COMMIT" : "ROLLBACK", {});
  } catch (...) {
    roll_back();
    for (Waiting* waiting : batch) waiting->failure = std::current_exception();
    return;
  }
  for (Waiting* waiting : batch) run_hooks(waiting->hooks);
}

// Gives whether there is anything to commit.
bool SqliteWriteQueue::run_all(const Batch& batch) {
  if (batch.size() == 1) return run_alone(*batch.front());
  bool changed = false;
  for (Waiting* waiting : batch) changed |= run_in_savepoint(*waiting);
  return changed;
}

bool SqliteWriteQueue::run_alone(Waiting& waiting) {
  SqliteTransaction tx(connection_, Access::Write, wakes_);
  bool kept = false;
  try {
    kept = waiting.body(tx);
    if (kept) tx.require_intact();
  } catch (...) {
    waiting.failure = std::current_exception();
    kept = false;
  }
  require_transaction();
  if (kept) waiting.hooks = tx.take_hooks();
  return kept;
}

// A broken deferred foreign key would let the shared commit fail, so it is found here.
bool SqliteWriteQueue::run_in_savepoint(Waiting& waiting) {
  connection_.execute("SAVEPOINT closure", {});
  bool kept = run_alone(waiting);
  if (kept && connection_.owes_foreign_keys()) {
    kept = false;
    waiting.hooks.clear();
    waiting.failure = std::make_exception_ptr(
        ConstraintViolation(ConstraintViolation::Which::ForeignKey, "FOREIGN KEY constraint failed"));
  }
  if (!kept) connection_.execute("ROLLBACK TO closure", {});
  connection_.execute("RELEASE closure", {});
  return kept;
}

void SqliteWriteQueue::require_transaction() const {
  if (!connection_.in_transaction())
    throw Failure("the database ended a transaction after a failure (disk full or input/output error)");
}

void SqliteWriteQueue::roll_back() {
  try {
    if (connection_.in_transaction()) connection_.execute("ROLLBACK", {});
  } catch (const std::exception& fault) {
    base::log::error("db", "a rollback failed: {}", fault.what());
  }
}

}  // namespace db
