#include "jobs/jobs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "db/errors.h"
#include "tests/support/databases.h"

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

// A node: a runner with a clock that the test moves, and what its handlers have seen.
class Jobs : public support::StoreTest {
 protected:
  jobs::JobId enqueue(std::string kind, std::string body, base::Duration in = 0ms, std::string unique = "") {
    return database().write([&](db::Transaction& tx) {
      return jobs::enqueue(tx, ids_, kind, body, {.run_at = clock_.now() + in, .unique = unique});
    });
  }
  // A handler that notes the bodies it gets.
  jobs::Handler note() {
    return [this](const jobs::Job& job, jobs::Progress&) { done_.push_back(job.body); };
  }
  static jobs::Handler fail(std::string code, jobs::Again again = jobs::Again::Later) {
    return [=](const jobs::Job&, jobs::Progress&) { throw jobs::Failure(code, again); };
  }
  std::vector<jobs::FailedJob> failed(int limit = 50, jobs::JobId after = {}) {
    return database().read([&](db::Transaction& tx) { return jobs::failed(tx, limit, after); });
  }
  base::Status retry(jobs::JobId id) {
    return database().write([&](db::Transaction& tx) { return jobs::retry(tx, id, clock_.now()); });
  }
  base::Status discard(jobs::JobId id) {
    return database().write([&](db::Transaction& tx) { return jobs::discard(tx, id); });
  }

  base::ManualClock clock_{base::Time(1'790'000'000'000ms)};
  base::IdMaker ids_{clock_, 1};
  jobs::Runner::Options options_{.threads = 2, .max_attempts = 4, .lease = 60s, .first_pause = 1s};
  jobs::Runner runner_{database(), clock_, ids_, options_};
  std::vector<std::string> done_;
};

TEST_P(Jobs, RunInTheOrderOfTheirTimes) {
  runner_.handle("mail", note());
  enqueue("mail", "2", 20ms);
  enqueue("mail", "1", 10ms);
  enqueue("mail", "3", 20ms);
  clock_.advance(1s);
  EXPECT_EQ(runner_.run_due(), 3);
  EXPECT_THAT(done_, ElementsAre("1", "2", "3"));
  EXPECT_EQ(runner_.counts().waiting, 0);
}

TEST_P(Jobs, DoNotRunBeforeTheirTime) {
  runner_.handle("mail", note());
  enqueue("mail", "later", 10s);
  clock_.advance(9'999ms);
  EXPECT_EQ(runner_.run_due(), 0);
  EXPECT_EQ(runner_.counts().waiting, 1);
  clock_.advance(1ms);
  EXPECT_EQ(runner_.run_due(), 1);
}

TEST_P(Jobs, ThatWereRolledBackNeverRun) {
  runner_.handle("mail", note());
  auto refused = database().write([&](db::Transaction& tx) -> base::Status {
    jobs::enqueue(tx, ids_, "mail", "never", {clock_.now(), ""});
    return base::refuse(base::Code::Conflict, "taken");
  });
  EXPECT_FALSE(refused);
  EXPECT_EQ(runner_.run_due(), 0);
}

TEST_P(Jobs, MayEnqueueOthers) {
  runner_.handle("mail", note());
  runner_.handle("campaign", [&](const jobs::Job&, jobs::Progress&) {
    enqueue("mail", "a");
    enqueue("mail", "b");
  });
  enqueue("campaign", "{}");
  EXPECT_EQ(runner_.run_due(), 3);
  EXPECT_THAT(done_, ElementsAre("a", "b"));
}

TEST_P(Jobs, OfAUniqueKeyWaitOnceWithTheNewestBodyAndTheEarliestTime) {
  runner_.handle("index", note());
  auto first = enqueue("index", "old", 10s, "customer 7");
  EXPECT_EQ(enqueue("index", "new", 5s, "customer 7"), first);
  EXPECT_EQ(enqueue("index", "newer", 20s, "customer 7"), first);
  EXPECT_NE(enqueue("index", "other", 0s, "customer 8"), first);
  EXPECT_EQ(runner_.counts().waiting, 2);
  clock_.advance(5s);
  runner_.run_due();
  EXPECT_THAT(done_, ElementsAre("other", "newer"));
  enqueue("index", "again", 0s, "customer 7");
  runner_.run_due();
  EXPECT_THAT(done_, ElementsAre("other", "newer", "again"));
}

TEST_P(Jobs, OfAUniqueKeyMayWaitWhileAnotherRuns) {
  runner_.handle("index", [&](const jobs::Job& job, jobs::Progress&) {
    done_.push_back(job.body);
    if (job.body == "first") enqueue("index", "second", 0s, "k");
  });
  enqueue("index", "first", 0s, "k");
  runner_.run_due();
  EXPECT_THAT(done_, ElementsAre("first", "second"));
}

TEST_P(Jobs, OfAUniqueKeyThatFailGiveWayToTheOneThatWaits) {
  runner_.handle("index", [&](const jobs::Job& job, jobs::Progress&) {
    done_.push_back(job.body);
    if (job.body != "first") return;
    enqueue("index", "second", 10s, "k");
    throw jobs::Failure("flaky");
  });
  enqueue("index", "first", 0s, "k");
  runner_.run_due();
  EXPECT_EQ(runner_.counts().waiting, 1);
  clock_.advance(1h);
  runner_.run_due();
  EXPECT_THAT(done_, ElementsAre("first", "second"));
}

TEST_P(Jobs, AreTriedAgainWithPausesThatGrow) {
  std::vector<base::Time> tries;
  runner_.handle("mail", [&](const jobs::Job& job, jobs::Progress&) {
    EXPECT_EQ(job.attempt, static_cast<int>(tries.size()) + 1);
    tries.push_back(clock_.now());
    throw jobs::Failure("smtp_refused");
  });
  const base::Time start = clock_.now();
  enqueue("mail", "{}");
  for (int i = 0; i < 20; ++i, clock_.advance(500ms)) runner_.run_due();
  EXPECT_THAT(tries, ElementsAre(start, start + 1s, start + 3s, start + 7s));
}

TEST_P(Jobs, ThatFailForGoodStayInSightAndStopNobody) {
  runner_.handle("poison", fail("bad_address"));
  runner_.handle("mail", note());
  auto poison = enqueue("poison", "{}");
  for (int i = 0; i < 10; ++i) {
    enqueue("mail", std::to_string(i));
    runner_.run_due();
    clock_.advance(1min);
  }
  EXPECT_EQ(done_.size(), 10u);
  auto list = failed();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].id, poison);
  EXPECT_EQ(list[0].kind, "poison");
  EXPECT_EQ(list[0].error, "bad_address");
  EXPECT_EQ(list[0].attempts, 4);
  EXPECT_EQ(list[0].created_at, base::made_at(poison.value));
  auto counts = runner_.counts();
  EXPECT_EQ(counts.failed, 1);
  EXPECT_EQ(counts.waiting + counts.running, 0);
}

TEST_P(Jobs, MayFailForGoodAtOnce) {
  runner_.handle("mail", fail("no_such_box", jobs::Again::Never));
  enqueue("mail", "{}");
  EXPECT_EQ(runner_.run_due(), 1);
  EXPECT_EQ(failed().at(0).attempts, 1);
}

TEST_P(Jobs, KeepACodeInsteadOfTheTextOfOtherExceptions) {
  runner_.handle("a",
                 [](const jobs::Job&, jobs::Progress&) { throw std::runtime_error("mail of 13812345678 failed"); });
  runner_.handle("b", [](const jobs::Job&, jobs::Progress&) { throw db::Failure("disk full"); });
  runner_.handle("c", [](const jobs::Job&, jobs::Progress&) {
    throw db::ConstraintViolation(db::ConstraintViolation::Which::Unique, "name 王伟");
  });
  runner_.handle("d", [](const jobs::Job&, jobs::Progress&) { throw 7; });
  for (std::string kind : {"a", "b", "c", "d"}) enqueue(kind, "{}");
  for (int i = 0; i < 10; ++i, clock_.advance(1min)) runner_.run_due();
  std::map<std::string, std::string> errors;
  for (const auto& job : failed()) errors[job.kind] = job.error;
  EXPECT_THAT(errors, ElementsAre(testing::Pair("a", "internal"), testing::Pair("b", "database"),
                                  testing::Pair("c", "constraint"), testing::Pair("d", "internal")));
}

TEST_P(Jobs, ThatFailedCanBeRetriedOrDiscarded) {
  bool works = false;
  runner_.handle("mail", [&](const jobs::Job& job, jobs::Progress&) {
    if (!works) throw jobs::Failure("smtp_refused", jobs::Again::Never);
    done_.push_back(job.body);
  });
  auto one = enqueue("mail", "one"), two = enqueue("mail", "two");
  runner_.run_due();
  works = true;
  EXPECT_TRUE(retry(one));
  EXPECT_TRUE(discard(two));
  EXPECT_EQ(runner_.run_due(), 1);
  EXPECT_THAT(done_, ElementsAre("one"));
  EXPECT_EQ(retry(one).error().code, base::Code::NotFound);
  EXPECT_EQ(discard(two).error().code, base::Code::NotFound);
  EXPECT_THAT(failed(), IsEmpty());
}

TEST_P(Jobs, OnlyFailedOnesCanBeRetriedOrDiscarded) {
  auto waiting = enqueue("mail", "{}");
  EXPECT_FALSE(retry(waiting));
  EXPECT_FALSE(discard(waiting));
  EXPECT_EQ(runner_.counts().waiting, 1);
}

TEST_P(Jobs, ARetryBesideAWaitingOneOfItsKeyIsRefused) {
  runner_.handle("index", fail("broken", jobs::Again::Never));
  auto id = enqueue("index", "{}", 0s, "k");
  runner_.run_due();
  enqueue("index", "{}", 10s, "k");
  auto refused = retry(id);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::Code::Conflict);
}

TEST_P(Jobs, TheFailedAreListedNewestFirstInPages) {
  runner_.handle("mail", fail("x", jobs::Again::Never));
  std::vector<jobs::JobId> made;
  for (int i = 0; i < 5; ++i) made.push_back(enqueue("mail", "{}"));
  runner_.run_due();
  auto first = failed(2), second = failed(2, first.at(1).id), third = failed(2, second.at(1).id);
  EXPECT_EQ(first[0].id, made[4]);
  EXPECT_EQ(second[0].id, made[2]);
  ASSERT_EQ(third.size(), 1u);
  EXPECT_EQ(third[0].id, made[0]);
}

TEST_P(Jobs, OfUnknownKindsAreLeftToOtherNodes) {
  runner_.handle("mail", note());
  enqueue("newer_kind", "{}");
  enqueue("mail", "x");
  EXPECT_EQ(runner_.run_due(), 1);
  EXPECT_EQ(runner_.counts().waiting, 1);
}

// A node that stops in the middle of a job: another database handle, as of another
// machine, takes it over.
TEST_P(Jobs, OfADeadNodeAreTakenOverWhenTheLeaseEnds) {
  auto other_database = test_database().open_another();
  jobs::Runner other(*other_database, clock_, ids_, options_);
  other.handle("mail", note());
  bool still_held = true;
  runner_.handle("mail", [&](const jobs::Job& job, jobs::Progress& progress) {
    clock_.advance(59s);
    EXPECT_EQ(other.run_due(), 0);
    clock_.advance(2s);
    EXPECT_EQ(other.run_due(), 1);
    still_held = progress.alive();
    done_.push_back("late " + job.body);
  });
  enqueue("mail", "x");
  runner_.run_due();
  EXPECT_THAT(done_, ElementsAre("x", "late x"));
  EXPECT_FALSE(still_held);
  EXPECT_EQ(runner_.counts().waiting + runner_.counts().running, 0);
}

TEST_P(Jobs, ThatShowProgressKeepTheirLease) {
  auto other_database = test_database().open_another();
  jobs::Runner other(*other_database, clock_, ids_, options_);
  other.handle("mail", note());
  runner_.handle("mail", [&](const jobs::Job& job, jobs::Progress& progress) {
    for (int i = 0; i < 5; ++i) {
      clock_.advance(50s);
      EXPECT_TRUE(progress.alive());
      EXPECT_EQ(other.run_due(), 0);
    }
    done_.push_back("slow " + job.body);
  });
  enqueue("mail", "x");
  runner_.run_due();
  EXPECT_THAT(done_, ElementsAre("slow x"));
}

TEST_P(Jobs, ThatWereTakenAwayDoNotTouchTheirSuccessor) {
  auto other_database = test_database().open_another();
  jobs::Runner other(*other_database, clock_, ids_, options_);
  other.handle("mail", fail("again"));
  runner_.handle("mail", [&](const jobs::Job&, jobs::Progress&) {
    clock_.advance(61s);
    other.run_due();  // takes it over, fails, and puts it back to wait
  });
  enqueue("mail", "x");
  runner_.run_due();
  EXPECT_EQ(runner_.counts().waiting, 1) << "the first node's success is not its to tell";
}

TEST_P(Jobs, ThatKillTheirNodeStopInTheEnd) {
  // Each "node" takes the job and never says how it went.
  enqueue("mail", "deadly");
  for (int i = 0; i < options_.max_attempts; ++i) {
    database().write([&](db::Transaction& tx) {
      tx.execute("UPDATE job SET state = 'running', attempt = attempt + 1, lease = ?1, due_at = ?2", ids_.next(),
                 clock_.now());
    });
    clock_.advance(1s);
  }
  runner_.handle("mail", note());
  runner_.run_due();
  EXPECT_THAT(done_, IsEmpty());
  EXPECT_EQ(failed().at(0).error, "lease_ended");
}

TEST_P(Jobs, OfAKilledServerGoOnAtOnceWhenItWasAlone) {
  enqueue("mail", "letter");
  database().write([&](db::Transaction& tx) {
    tx.execute("UPDATE job SET state = 'running', attempt = 1, lease = ?1, due_at = ?2", ids_.next(),
               clock_.now() + 60s);
  });
  runner_.handle("mail", note());
  runner_.run_due();
  EXPECT_THAT(done_, IsEmpty());
  database().write([&](db::Transaction& tx) { jobs::end_leases(tx, clock_.now()); });
  runner_.run_due();
  EXPECT_THAT(done_, ElementsAre("letter"));
}

TEST_P(Jobs, ManyWorkersOnTwoNodesRunEachOnce) {
  base::SystemClock real;
  base::IdMaker ids(real, 1), other_ids(real, 2);
  auto other_database = test_database().open_another();
  jobs::Runner::Options options{.threads = 3};
  jobs::Runner one(database(), real, ids, options), two(*other_database, real, other_ids, options);
  std::mutex mutex;
  std::condition_variable all;
  std::multiset<std::string> seen;
  auto handler = [&](const jobs::Job& job, jobs::Progress&) {
    std::lock_guard lock(mutex);
    seen.insert(job.body);
    all.notify_one();
  };
  for (auto* runner : {&one, &two}) {
    runner->handle("mail", handler);
    runner->start();
  }
  std::set<std::string> expected;
  for (int i = 0; i < 100; ++i) {
    expected.insert(std::to_string(i));
    database().write([&](db::Transaction& tx) { jobs::enqueue(tx, ids, "mail", std::to_string(i), {real.now(), ""}); });
  }
  std::unique_lock lock(mutex);
  ASSERT_TRUE(all.wait_for(lock, 60s, [&] { return seen.size() >= 100; }));
  lock.unlock();
  one.stop(10s);
  two.stop(10s);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()), expected);
  EXPECT_EQ(seen.size(), 100u);
  EXPECT_EQ(one.counts().waiting + one.counts().running, 0);
}

TEST_P(Jobs, AreToldToLeaveWhenTheRunnerStops) {
  base::SystemClock real;
  base::IdMaker ids(real, 1);
  jobs::Runner runner(database(), real, ids, {.threads = 1});
  std::atomic<bool> begun{false};
  runner.handle("long", [&](const jobs::Job&, jobs::Progress& progress) {
    begun = true;
    begun.notify_all();
    while (progress.alive()) std::this_thread::yield();
    throw jobs::Failure("interrupted");
  });
  database().write([&](db::Transaction& tx) { jobs::enqueue(tx, ids, "long", "{}", {real.now(), ""}); });
  runner.start();
  begun.wait(false);
  runner.stop(60s);
  EXPECT_EQ(runner.counts().waiting, 1) << "it waits for the next start";
}

TEST_P(Jobs, AWakeUpAfterTheRunnersEndDoesNoHarm) {
  {
    jobs::Runner gone(database(), clock_, ids_, options_);
  }
  enqueue("mail", "{}");
  SUCCEED();
}

TEST_P(Jobs, TwoHandlersOfOneKindAreAFaultOfTheProgram) {
  runner_.handle("mail", note());
  EXPECT_THROW(runner_.handle("mail", note()), std::logic_error);
}

TEST_P(Jobs, ASchedulesFirstRunIsAtOnceAndThenAtEachInterval) {
  int runs = 0;
  runner_.schedule("sweep", 1h, [&] { ++runs; });
  EXPECT_EQ(runner_.run_due(), 1);
  clock_.advance(59min);
  EXPECT_EQ(runner_.run_due(), 0);
  clock_.advance(1min);
  EXPECT_EQ(runner_.run_due(), 1);
  clock_.advance(10h);
  EXPECT_EQ(runner_.run_due(), 1) << "what was missed is made up for once";
  EXPECT_EQ(runs, 3);
}

TEST_P(Jobs, AScheduleKeepsItsTimeOverARestart) {
  int runs = 0;
  auto work = [&] { ++runs; };
  runner_.schedule("sweep", 1h, work);
  runner_.run_due();
  clock_.advance(30min);
  jobs::Runner restarted(database(), clock_, ids_, options_);
  restarted.schedule("sweep", 1h, work);
  EXPECT_EQ(restarted.run_due(), 0);
  clock_.advance(30min);
  EXPECT_EQ(restarted.run_due(), 1);
}

TEST_P(Jobs, AScheduleThatWasMadeShorterDoesNotWaitOutItsOldInterval) {
  runner_.schedule("sweep", 24h, [] {});
  runner_.run_due();
  jobs::Runner restarted(database(), clock_, ids_, options_);
  restarted.schedule("sweep", 1h, [] {});
  restarted.run_due();
  clock_.advance(1h);
  EXPECT_EQ(restarted.run_due(), 1);
}

TEST_P(Jobs, AScheduleRunsOnOneNodeAtATime) {
  auto other_database = test_database().open_another();
  jobs::Runner other(*other_database, clock_, ids_, options_);
  int other_runs = 0;
  other.schedule("sweep", 1h, [&] { ++other_runs; });
  runner_.schedule("sweep", 1h, [&] { EXPECT_EQ(other.run_due(), 0); });
  EXPECT_EQ(runner_.run_due(), 1);
  EXPECT_EQ(other.run_due(), 0);
  EXPECT_EQ(other_runs, 0);
}

TEST_P(Jobs, AScheduleOfADeadNodeIsTakenOver) {
  auto other_database = test_database().open_another();
  jobs::Runner other(*other_database, clock_, ids_, options_);
  int other_runs = 0;
  other.schedule("sweep", 1h, [&] { ++other_runs; });
  runner_.schedule("sweep", 1h, [&] {
    clock_.advance(61s);  // nothing prolongs the lease in run_due()
    EXPECT_EQ(other.run_due(), 1);
  });
  runner_.run_due();
  EXPECT_EQ(other_runs, 1);
}

TEST_P(Jobs, AScheduleThatThrowsStopsNobodyAndIsTriedAgainSoon) {
  int runs = 0;
  runner_.schedule("broken", 24h, [&] {
    ++runs;
    throw std::runtime_error("no");
  });
  runner_.handle("mail", note());
  enqueue("mail", "x");
  runner_.run_due();
  EXPECT_THAT(done_, ElementsAre("x"));
  clock_.advance(1min);
  runner_.run_due();
  EXPECT_EQ(runs, 2);
}

TEST_P(Jobs, ALongScheduleOfARunningNodeKeepsItsLease) {
  auto other_database = test_database().open_another();
  jobs::Runner::Options options{.threads = 1, .lease = 300ms};
  jobs::Runner runner(database(), clock_, ids_, options), other(*other_database, clock_, ids_, options);
  other.schedule("sweep", 1h, [] {});
  auto lease_until = [&] {
    return database().read([](db::Transaction& tx) { return tx.query("SELECT lease_until FROM schedule")[0].time(0); });
  };
  std::atomic<bool> done{false};
  int taken_over = 0;
  runner.schedule("sweep", 1h, [&] {
    for (int i = 0; i < 5; ++i) {
      clock_.advance(200ms);
      while (lease_until() != clock_.now() + options.lease) std::this_thread::yield();
      taken_over += other.run_due();
    }
    done = true;
    done.notify_all();
  });
  runner.start();
  done.wait(false);
  runner.stop(60s);
  EXPECT_EQ(taken_over, 0);
}

YINGDA_ON_BOTH_ENGINES(Jobs);

}  // namespace
