#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <new>
#include <set>
#include <thread>
#include <typeinfo>

#include "base/log.h"
#include "db/errors.h"
#include "jobs/jobs.h"
#include "jobs/table.h"

namespace jobs {
namespace {

// Other nodes' enqueuing can go unheard (a lost connection), and leases of dead nodes
// end without a sound.
constexpr base::Duration look_again{1'000};
constexpr base::Duration longest_pause{3'600'000};
constexpr base::Duration failed_schedule_pause{60'000};

// Where workers sleep. Shared with the database's wake-ups, which may outlive the runner.
class Bell {
 public:
  void ring() {
    {
      std::lock_guard lock(mutex_);
      ++rings_;
    }
    heard_.notify_all();
  }
  std::int64_t rings() const {
    std::lock_guard lock(mutex_);
    return rings_;
  }
  // Returns at the first ring after `heard`, or after `longest`.
  void wait(std::int64_t heard, base::Duration longest) {
    std::unique_lock lock(mutex_);
    heard_.wait_for(lock, longest, [&] { return rings_ != heard; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable heard_;
  std::int64_t rings_ = 0;
};

struct Schedule {
  std::string name;
  base::Duration interval;
  std::function<void()> work;
};

struct Outcome {
  std::string error;  // "" when it went well
  Again again = Again::Later;
};

Outcome outcome_of(const std::function<void()>& work) {
  try {
    work();
    return {};
  } catch (const Failure& failure) {
    return {failure.what(), failure.again()};
  } catch (const db::ConstraintViolation&) {
    return {"constraint"};
  } catch (const db::Failure&) {
    return {"database"};
  } catch (const std::bad_alloc&) {
    return {"memory"};
  } catch (const std::exception& fault) {
    base::log::error("jobs", "an exception of type {} came out of a handler", typeid(fault).name());
    return {"internal"};
  } catch (...) {
    return {"internal"};
  }
}

}  // namespace

struct Runner::State {
  State(db::Database& the_database, const base::Clock& the_clock, base::IdMaker& the_ids, Options the_options)
      : database(the_database), clock(the_clock), ids(the_ids), options(the_options) {}

  db::Database& database;
  const base::Clock& clock;
  base::IdMaker& ids;
  const Options options;
  std::map<std::string, Handler> handlers;
  std::vector<std::string> kinds;
  std::vector<Schedule> schedules;
  bool schedules_ensured = false;

  const std::shared_ptr<Bell> bell = std::make_shared<Bell>();
  std::atomic<bool> stopping{false};
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::condition_variable changed;
  int at_work = 0;                                        // threads that have not ended
  std::map<std::string, std::int64_t> schedules_at_work;  // leases to be prolonged, by name

  Lease new_lease() { return {ids.next(), clock.now() + options.lease}; }

  void ensure_schedules();
  bool run_one();
  bool run_due_job();
  bool run_due_schedule();
  void run(const Job& job, const Lease& lease);
  void conclude(const Job& job, std::int64_t lease, const Outcome& outcome);
  void run(const Schedule& schedule, const Lease& lease);
  base::Duration pause_after(int attempt) const;
  base::Duration until_next_due();
  void work();
  void keep_schedules();
};

namespace {

// Prolongs the lease of one job, at most ten times in its length.
class LeasedProgress final : public Progress {
 public:
  LeasedProgress(db::Database& database, const base::Clock& clock, const std::atomic<bool>& stopping,
                 base::Duration lease, JobId id, const Lease& held)
      : database_(database), clock_(clock), stopping_(stopping), length_(lease), id_(id), held_(held) {}

  bool alive() override {
    if (stopping_) return false;
    base::Time until = clock_.now() + length_;
    if (until - held_.until < length_ / 10) return true;
    held_.until = until;
    return database_.write([&](db::Transaction& tx) { return prolong(tx, id_, held_); });
  }

 private:
  db::Database& database_;
  const base::Clock& clock_;
  const std::atomic<bool>& stopping_;
  const base::Duration length_;
  const JobId id_;
  Lease held_;
};

}  // namespace

void Runner::State::ensure_schedules() {
  if (std::exchange(schedules_ensured, true)) return;
  database.write([&](db::Transaction& tx) {
    for (const Schedule& schedule : schedules) ensure_schedule(tx, schedule.name, clock.now(), schedule.interval);
  });
}

bool Runner::State::run_one() {
  return run_due_schedule() || run_due_job();
}

bool Runner::State::run_due_job() {
  const base::Time now = clock.now();
  auto due = database.read([&](db::Transaction& tx) { return next_due(tx, kinds); });
  if (!due || *due > now) return false;
  const Lease lease = new_lease();
  auto job = database.write([&](db::Transaction& tx) { return take(tx, kinds, now, lease); });
  if (!job) return false;
  run(*job, lease);
  return true;
}

void Runner::State::run(const Job& job, const Lease& lease) {
  // Whoever took it before never said how it went: perhaps it kills the node.
  if (job.attempt > options.max_attempts) return conclude(job, lease.number, {"lease_ended", Again::Never});
  LeasedProgress progress(database, clock, stopping, options.lease, job.id, lease);
  conclude(job, lease.number, outcome_of([&] { handlers.at(job.kind)(job, progress); }));
}

void Runner::State::conclude(const Job& job, std::int64_t lease, const Outcome& outcome) {
  bool gives_up = outcome.again == Again::Never || job.attempt >= options.max_attempts;
  auto write = [&](db::Transaction& tx) {
    if (outcome.error.empty()) return finish(tx, job.id, lease);
    if (gives_up) return fail(tx, job.id, lease, clock.now(), outcome.error);
    return try_again(tx, job.id, lease, clock.now() + pause_after(job.attempt), outcome.error);
  };
  bool held = false;
  try {
    held = database.write(write);
  } catch (const db::ConstraintViolation&) {
    held = database.write(write);  // one of the same key came to wait meanwhile, and is seen now
  }
  if (!outcome.error.empty())
    base::log::warning("jobs", "job {} ({}) failed at attempt {}: {}", job.id.text(), job.kind, job.attempt,
                       outcome.error);
  if (!held) base::log::warning("jobs", "job {} ({}) was taken away before it ended", job.id.text(), job.kind);
}

base::Duration Runner::State::pause_after(int attempt) const {
  base::Duration pause = options.first_pause;
  for (int i = 1; i < attempt && pause < longest_pause; ++i) pause *= 2;
  return std::min(pause, longest_pause);
}

bool Runner::State::run_due_schedule() {
  const base::Time now = clock.now();
  for (const Schedule& schedule : schedules) {
    if (database.read([&](db::Transaction& tx) { return schedule_due(tx, schedule.name); }) > now) continue;
    const Lease lease = new_lease();
    bool taken = database.write([&](db::Transaction& tx) { return take_schedule(tx, schedule.name, now, lease); });
    if (!taken) continue;
    run(schedule, lease);
    return true;
  }
  return false;
}

void Runner::State::run(const Schedule& schedule, const Lease& lease) {
  {
    std::lock_guard lock(mutex);
    schedules_at_work[schedule.name] = lease.number;
  }
  Outcome outcome = outcome_of(schedule.work);
  {
    std::lock_guard lock(mutex);
    schedules_at_work.erase(schedule.name);
  }
  if (!outcome.error.empty()) base::log::warning("jobs", "schedule {} failed: {}", schedule.name, outcome.error);
  base::Duration pause = outcome.error.empty() ? schedule.interval : std::min(schedule.interval, failed_schedule_pause);
  database.write(
      [&](db::Transaction& tx) { return finish_schedule(tx, schedule.name, lease.number, clock.now() + pause); });
}

base::Duration Runner::State::until_next_due() {
  const base::Time now = clock.now();
  return database.read([&](db::Transaction& tx) {
    base::Duration wait = look_again;
    if (auto due = next_due(tx, kinds)) wait = std::min(wait, *due - now);
    for (const Schedule& schedule : schedules) wait = std::min(wait, schedule_due(tx, schedule.name) - now);
    return std::max(wait, base::Duration(1));
  });
}

// One worker. The rings are read before the rows, so that what is enqueued between
// looking and sleeping ends the sleep.
void Runner::State::work() {
  while (!stopping) {
    const std::int64_t heard = bell->rings();
    base::Duration pause = look_again;
    try {
      if (run_one()) continue;
      pause = until_next_due();
    } catch (const std::exception& fault) {
      base::log::error("jobs", "the queue cannot be worked on: {}", fault.what());
    }
    if (!stopping) bell->wait(heard, pause);
  }
  std::lock_guard lock(mutex);
  --at_work;
  changed.notify_all();
}

// Schedules have no Progress, so their leases are kept for them.
void Runner::State::keep_schedules() {
  std::unique_lock lock(mutex);
  while (at_work > 0) {
    changed.wait_for(lock, options.lease / 3);
    auto held = schedules_at_work;
    lock.unlock();
    try {
      for (const auto& [name, number] : held)
        database.write(
            [&](db::Transaction& tx) { return prolong_schedule(tx, name, {number, clock.now() + options.lease}); });
    } catch (const std::exception& fault) {
      base::log::error("jobs", "leases of schedules cannot be prolonged: {}", fault.what());
    }
    lock.lock();
  }
}

Runner::Runner(db::Database& database, const base::Clock& clock, base::IdMaker& ids, Options options)
    : state_(std::make_unique<State>(database, clock, ids, options)) {
  database.on_wake("jobs", [weak = std::weak_ptr(state_->bell)] {
    if (auto bell = weak.lock()) bell->ring();
  });
}

Runner::~Runner() {
  stop(base::Duration(0));
  for (auto& thread : state_->threads) thread.join();
}

void Runner::handle(std::string kind, Handler handler) {
  if (!state_->handlers.emplace(kind, std::move(handler)).second)
    throw std::logic_error("two handlers for jobs of kind " + kind);
  state_->kinds.push_back(std::move(kind));
}

void Runner::schedule(std::string name, base::Duration interval, std::function<void()> work) {
  state_->schedules.push_back({std::move(name), interval, std::move(work)});
}

void Runner::start() {
  state_->ensure_schedules();
  state_->at_work = state_->options.threads;
  for (int i = 0; i < state_->options.threads; ++i) state_->threads.emplace_back([this] { state_->work(); });
  state_->threads.emplace_back([this] { state_->keep_schedules(); });
}

void Runner::stop(base::Duration grace) {
  state_->stopping = true;
  state_->bell->ring();
  std::unique_lock lock(state_->mutex);
  state_->changed.wait_for(lock, grace, [&] { return state_->at_work == 0; });
}

int Runner::run_due() {
  state_->ensure_schedules();
  int count = 0;
  while (state_->run_one()) ++count;
  return count;
}

Runner::Counts Runner::counts() {
  auto rows = state_->database.read(
      [](db::Transaction& tx) { return tx.query("SELECT state, COUNT(*), MIN(due_at) FROM job GROUP BY state"); });
  Counts counts;
  for (db::Row row : rows) {
    if (row.text(0) == "waiting") {
      counts.waiting = row.integer(1);
      counts.oldest_due = base::from_epoch_ms(row.integer(2));
    }
    if (row.text(0) == "running") counts.running = row.integer(1);
    if (row.text(0) == "failed") counts.failed = row.integer(1);
  }
  return counts;
}

}  // namespace jobs
