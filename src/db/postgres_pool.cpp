#include "db/postgres_pool.h"

#include <chrono>

#include "db/errors.h"

namespace db {
namespace {
// Longer than any closure should take; whoever waits that long is better told.
constexpr std::chrono::seconds longest_wait{30};
}  // namespace

std::unique_ptr<PostgresConnection> PostgresPool::take() {
  std::unique_lock lock(mutex_);
  if (!given_back_.wait_for(lock, longest_wait, [&] { return !idle_.empty() || left_ > 0; }))
    throw Failure("all connections to PostgreSQL have been busy for half a minute");
  if (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
  }
  --left_;
  lock.unlock();
  return open();
}

std::unique_ptr<PostgresConnection> PostgresPool::open() {
  try {
    return std::make_unique<PostgresConnection>(url_);
  } catch (...) {
    give_back(nullptr);
    throw;
  }
}

// Broken connections are closed outside the lock, as closing may wait for the network.
void PostgresPool::give_back(std::unique_ptr<PostgresConnection> connection) {
  std::vector<std::unique_ptr<PostgresConnection>> dropped;
  {
    std::lock_guard lock(mutex_);
    if (connection && connection->usable()) {
      idle_.push_back(std::move(connection));
    } else {
      left_ += 1 + static_cast<int>(idle_.size());
      dropped.swap(idle_);
    }
  }
  given_back_.notify_one();
}

}  // namespace db
