#include <gmock/gmock.h>

#include <atomic>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <random>
#include <set>
#include <stdexcept>
#include <thread>

#include "db/migrations.h"
#include "events/events.h"
#include "tests/support/databases.h"

namespace pump_test {

using db::Transaction;
using events::Event;
using events::Pump;
using testing::ElementsAre;

const db::Migration tally_migration{"99990101T0000_tally",
                                    "CREATE TABLE tally (id {id} NOT NULL PRIMARY KEY, seen {int} NOT NULL);"};

class PumpTest : public support::StoreTest {
 protected:
  void SetUp() override {
    auto migrations = db::shipped_migrations();
    migrations.push_back(tally_migration);
    database().migrate(migrations);
  }
  static void append(Transaction& tx, std::int64_t subject) {
    events::append(tx, {.at = base::from_epoch_ms(1), .subject_id = subject}, "test.happened", "{}");
  }
  void append(std::int64_t subject) {
    database().write([&](Transaction& tx) { append(tx, subject); });
  }
  // Counts each subject in the transaction of the batch; seeing one twice shows.
  static void count(Transaction& tx, const std::vector<Event>& batch) {
    for (const Event& event : batch)
      tx.execute("INSERT INTO tally (id, seen) VALUES (?1, 1) ON CONFLICT (id) DO UPDATE SET seen = tally.seen + 1",
                 event.subject_id);
  }
  // Subjects seen, and how many of them not exactly once.
  struct Tally {
    std::int64_t subjects, not_once;
    bool operator==(const Tally&) const = default;
  };
  Tally tally() {
    return database().read([](Transaction& tx) {
      auto rows = tx.query("SELECT COUNT(*), COUNT(*) FILTER (WHERE seen <> 1) FROM tally");
      return Tally{rows[0].integer(0), rows[0].integer(1)};
    });
  }
};
YINGDA_ON_BOTH_ENGINES(PumpTest);

TEST_P(PumpTest, ADurableReaderReadsTheWholeLogOnce) {
  append(1);
  Pump pump(database());
  pump.add_durable("tally", count);
  pump.start();
  append(2);
  append(3);
  pump.catch_up();
  EXPECT_EQ(tally(), (Tally{3, 0}));
}

TEST_P(PumpTest, ADurableReaderGoesOnWhereItStoppedAlsoOnAnotherNode) {
  {
    Pump pump(database());
    pump.add_durable("tally", count);
    pump.start();
    append(1);
    pump.catch_up();
  }
  append(2);
  auto other = test_database().open_another();
  Pump pump(*other);
  pump.add_durable("tally", count);
  pump.start();
  pump.catch_up();
  EXPECT_EQ(tally(), (Tally{2, 0}));
}

// The handler fails after its writes and before the cursor is saved, as when the process
// is killed there; some of the pumps are given up halfway, too.
TEST_P(PumpTest, ABatchCountsExactlyOnceAfterACrash) {
  for (int i = 1; i <= 1'200; ++i) append(i);
  std::atomic<int> calls{0};
  for (int life = 0; life < 4; ++life) {
    Pump pump(database());
    std::latch crashed(1);
    std::atomic<bool> first{true};
    pump.add_durable("tally", [&](Transaction& tx, const std::vector<Event>& batch) {
      count(tx, batch);
      ++calls;
      if (!first.exchange(false)) return;
      crashed.count_down();
      throw std::runtime_error("crash");
    });
    pump.start();
    crashed.wait();
    if (life == 3) pump.catch_up();
  }
  EXPECT_GT(calls, 4);
  EXPECT_EQ(tally(), (Tally{1'200, 0}));
}

TEST_P(PumpTest, NodesThatRunTheSameReaderTakeTurns) {
  auto other = test_database().open_another();
  Pump here(database()), there(*other);
  here.add_durable("tally", count);
  there.add_durable("tally", count);
  here.start();
  there.start();
  std::vector<std::thread> writers;
  for (int t = 0; t < 4; ++t)
    writers.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) append(1 + t * 50 + i);
    });
  for (auto& writer : writers) writer.join();
  here.catch_up();
  there.catch_up();
  EXPECT_EQ(tally(), (Tally{200, 0}));
}

TEST_P(PumpTest, ALiveReaderGetsWhatIsAppendedAfterTheStartInOrder) {
  append(1);
  std::vector<std::int64_t> seen;
  Pump pump(database());
  pump.add_live([&](const std::vector<Event>& batch) {
    for (const Event& event : batch) seen.push_back(event.subject_id);
  });
  pump.start();
  for (int i = 2; i <= 5; ++i) append(i);
  pump.catch_up();
  EXPECT_THAT(seen, ElementsAre(2, 3, 4, 5));
}

TEST_P(PumpTest, AReaderThatFailsIsTriedAgainAndHarmsNoOther) {
  std::vector<std::int64_t> seen;
  std::latch others_served(1);
  std::atomic<int> failures{0};
  Pump pump(database());
  pump.add_durable("failing", [&](Transaction& tx, const std::vector<Event>& batch) {
    if (++failures <= 2) throw std::runtime_error("not yet");
    count(tx, batch);
  });
  pump.add_live([&](const std::vector<Event>& batch) {
    for (const Event& event : batch) seen.push_back(event.subject_id);
    if (seen.size() == 2) others_served.count_down();
  });
  pump.start();
  append(1);
  append(2);
  others_served.wait();
  EXPECT_THAT(seen, ElementsAre(1, 2));
  pump.catch_up();
  EXPECT_EQ(failures, 3);
  EXPECT_EQ(tally(), (Tally{2, 0}));
}

TEST_P(PumpTest, TheLagIsThatOfTheSlowestReader) {
  for (int i = 1; i <= 3; ++i) append(i);
  Pump pump(database());
  pump.add_live([](const std::vector<Event>&) {});
  std::latch failed(1);
  std::atomic<bool> first{true};
  pump.add_durable("slow", [&](Transaction&, const std::vector<Event>&) {
    if (first.exchange(false)) {
      failed.count_down();
      throw std::runtime_error("not yet");
    }
  });
  pump.start();
  failed.wait();
  EXPECT_EQ(pump.lag(), 3);
  pump.catch_up();
  EXPECT_EQ(pump.lag(), 0);
}

TEST_P(PumpTest, StoppingEndsWhoeverWaitsForIt) {
  Pump pump(database());
  std::latch failing(1);
  std::atomic<bool> first{true};
  pump.add_durable("never", [&](Transaction&, const std::vector<Event>&) {
    if (first.exchange(false)) failing.count_down();
    throw std::runtime_error("never");
  });
  pump.start();
  append(1);
  failing.wait();
  std::thread waiting([&] { pump.catch_up(); });
  pump.stop();
  waiting.join();
}

TEST_P(PumpTest, AHandlerMayAppend) {
  Pump pump(database());
  pump.add_durable("answering", [&](Transaction& tx, const std::vector<Event>& batch) {
    for (const Event& event : batch)
      if (event.subject_id < 3) append(tx, event.subject_id + 1);
    count(tx, batch);
  });
  pump.start();
  append(1);
  while (tally().subjects < 3) pump.catch_up();
  EXPECT_EQ(tally(), (Tally{3, 0}));
}

class PostgresPump : public PumpTest {};
INSTANTIATE_TEST_SUITE_P(Only, PostgresPump, testing::Values(db::Engine::Postgres), support::engine_name);

// The older transaction appends nothing, so that its end wakes nobody.
TEST_P(PostgresPump, AnEventIsDeliveredWhenTheOlderTransactionEnds) {
  Pump pump(database());
  pump.add_durable("tally", count);
  pump.start();
  std::latch begun(1), appended(1);
  std::thread older([&] {
    database().write([&](Transaction& tx) {
      tx.execute("INSERT INTO tally (id, seen) VALUES (1000, 1)");
      begun.count_down();
      appended.wait();
    });
  });
  begun.wait();
  append(1);
  EXPECT_EQ(tally(), (Tally{0, 0}));
  appended.count_down();
  older.join();
  pump.catch_up();
  EXPECT_EQ(tally(), (Tally{2, 0}));
}

// Holds everybody who comes until all are there, then lets one go, chosen at random, and
// another as soon as all are there again. So transactions end in an order of its own.
class RandomGate {
 public:
  explicit RandomGate(std::size_t expected) : expected_(expected) {}

  void pass(int who) {
    std::unique_lock lock(mutex_);
    waiting_.insert(who);
    release_one();
    changed_.wait(lock, [&] { return !waiting_.contains(who); });
  }
  void leave() {
    std::lock_guard lock(mutex_);
    --expected_;
    release_one();
  }

 private:
  void release_one() {
    if (waiting_.empty() || waiting_.size() < expected_) return;
    auto chosen = std::next(waiting_.begin(), static_cast<std::ptrdiff_t>(random_() % waiting_.size()));
    waiting_.erase(chosen);
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<int> waiting_;
  std::size_t expected_;
  std::minstd_rand random_{20261121};
};

// Writers take their place in the log early and commit late, in random order, while the
// pump reads after each commit. Whoever reads what is visible, in any order, passes
// events that appear later before the place it has reached.
//
// That this test can fail was tried by letting is_settled() in log_sql.h be true for all
// events: the readers then missed about a fifth of the 480.
TEST_P(PostgresPump, NeverSkipsAnEventUnderConcurrentCommits) {
  constexpr int writers = 6, rounds = 80;
  std::atomic<std::int64_t> live{0};
  Pump pump(database());
  pump.add_durable("tally", count);
  pump.add_live([&](const std::vector<Event>& batch) { live += static_cast<std::int64_t>(batch.size()); });
  pump.start();
  auto other = test_database().open_another();
  RandomGate gate(writers);
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w)
    threads.emplace_back([&, w] {
      for (int i = 0; i < rounds; ++i)
        other->write([&](Transaction& tx) {
          append(tx, 1 + w * rounds + i);
          gate.pass(w);
        });
      gate.leave();
    });
  for (auto& thread : threads) thread.join();
  pump.catch_up();
  EXPECT_EQ(tally(), (Tally{writers * rounds, 0}));
  EXPECT_EQ(live, writers * rounds);
}

}  // namespace pump_test
