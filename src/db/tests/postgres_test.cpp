// What only PostgreSQL can do wrong: connections that break, deadlocks, several nodes.

#include <gmock/gmock.h>

#include <barrier>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "db/database.h"
#include "db/errors.h"
#include "tests/support/databases.h"

namespace {

using db::Transaction;

class Postgres : public testing::Test {
 protected:
  void SetUp() override {
    database_->write([](Transaction& tx) {
      tx.execute("CREATE TABLE account (id BIGINT PRIMARY KEY, money BIGINT NOT NULL)");
      tx.execute("INSERT INTO account VALUES (1, 100), (2, 100)");
    });
  }
  std::int64_t money(std::int64_t id) {
    return database_->read(
        [&](Transaction& tx) { return tx.query("SELECT money FROM account WHERE id = ?1", id)[0].integer(0); });
  }
  // As a restart of the server does to every connection of `database_`, seen from another node.
  void break_connections(std::string_view which = "true") {
    other_node()->write([&](Transaction& tx) {
      tx.query(
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() "
          "AND pid <> pg_backend_pid() AND " +
          std::string(which));
    });
  }
  std::unique_ptr<db::Database> other_node() { return database_.open_another(); }

  support::TestDatabase database_{db::Engine::Postgres};
};

TEST_F(Postgres, ItConnectsAgainAfterTheServerWentAway) {
  EXPECT_EQ(money(1), 100);
  break_connections();
  EXPECT_EQ(money(1), 100);
  break_connections();
  database_->write([](Transaction& tx) { tx.execute("UPDATE account SET money = 5 WHERE id = 1"); });
  EXPECT_EQ(money(1), 5);
}

TEST_F(Postgres, AClosureWhoseConnectionBreaksRunsAgainFromItsBegin) {
  int runs = 0;
  database_->write([&](Transaction& tx) {
    tx.execute("UPDATE account SET money = money + 1 WHERE id = 1");
    if (++runs == 1) break_connections();
    tx.execute("UPDATE account SET money = money + 1 WHERE id = 2");
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(money(1), 101);
  EXPECT_EQ(money(2), 101);
}

TEST_F(Postgres, ALostCommitIsNotRunAgain) {
  int runs = 0;
  auto losing = [&](Transaction& tx) {
    ++runs;
    tx.execute("UPDATE account SET money = money + 1 WHERE id = 1");
    break_connections();
  };
  EXPECT_THROW(database_->write(losing), db::Failure);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(money(1), 100);
}

TEST_F(Postgres, AServerThatIsNotThereIsAFailure) {
  EXPECT_THROW(db::open_postgres({.url = "postgres://yingda@/nothing?host=/nowhere"}), db::Failure);
}

TEST_F(Postgres, ADeadlockIsRunAgainUntilBothSucceed) {
  std::barrier both(2);
  auto move = [&](std::int64_t from, std::int64_t to) {
    bool first = true;
    database_->write([&, from, to](Transaction& tx) {
      tx.execute("UPDATE account SET money = money - 10 WHERE id = ?1", from);
      if (std::exchange(first, false)) both.arrive_and_wait();
      tx.execute("UPDATE account SET money = money + 10 WHERE id = ?1", to);
    });
  };
  std::thread there([&] { move(1, 2); });
  move(2, 1);
  there.join();
  EXPECT_EQ(money(1), 100);
  EXPECT_EQ(money(2), 100);
}

TEST_F(Postgres, AStatementIsGoodAgainAfterItsTableChanged) {
  auto all = [&] {
    return database_->read([](Transaction& tx) { return tx.query("SELECT * FROM account").columns.size(); });
  };
  EXPECT_EQ(all(), 2u);
  database_->write([](Transaction& tx) { tx.execute("ALTER TABLE account ADD COLUMN name TEXT"); });
  EXPECT_EQ(all(), 3u);
}

TEST_F(Postgres, MoreThreadsThanConnectionsWaitForTheirTurn) {
  auto narrow = db::open_postgres({.url = database_.place(), .connections = 2});
  std::vector<std::thread> threads;
  for (int t = 0; t < 12; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i)
        narrow->write([](Transaction& tx) { tx.execute("UPDATE account SET money = money + 1 WHERE id = 1"); });
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(money(1), 220);
}

// Counts wakes; waits for them without sleeping.
class Bell {
 public:
  void ring() {
    std::lock_guard lock(mutex_);
    ++rung_;
    changed_.notify_all();
  }
  bool wait_beyond(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return rung_ > count; });
  }
  int rung() {
    std::lock_guard lock(mutex_);
    return rung_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int rung_ = 0;
};

TEST_F(Postgres, AWakeReachesTheOtherNodes) {
  Bell bell;
  auto other = other_node();
  other->on_wake("topic", [&] { bell.ring(); });
  ASSERT_TRUE(bell.wait_beyond(0)) << "it wakes once connected";
  int before = bell.rung();
  database_->write([](Transaction& tx) { db::wake(tx, "topic"); });
  EXPECT_TRUE(bell.wait_beyond(before));
}

TEST_F(Postgres, AListenerIsWokenAfterItsConnectionBroke) {
  Bell bell;
  auto other = other_node();
  other->on_wake("topic", [&] { bell.ring(); });
  ASSERT_TRUE(bell.wait_beyond(0));
  int before = bell.rung();
  break_connections("query LIKE 'LISTEN%'");
  ASSERT_TRUE(bell.wait_beyond(before)) << "it may have missed something";
  before = bell.rung();
  database_->write([](Transaction& tx) { db::wake(tx, "topic"); });
  EXPECT_TRUE(bell.wait_beyond(before));
}

}  // namespace
