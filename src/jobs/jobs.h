#pragma once
// Durable work: a job is a row that is written in the transaction of what asked for
// it, run at least once, retried with growing pauses, and kept in sight when it
// failed for good. Schedules run on one node at a time.
//
// Handlers run on the runner's own threads, one transaction or several of their own;
// they must be able to run twice. A job whose node died is taken over when its lease ends.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/json.h"
#include "base/time.h"
#include "db/database.h"

namespace jobs {

using JobId = base::Id<struct JobTag>;

struct Job {
  JobId id;
  std::string kind;
  std::string body;  // JSON of a described struct
  int attempt = 1;
};

struct Queued {
  base::Time run_at;
  std::string unique;  // at most one waiting job of this kind and key; "" any number
};

// Writes a job inside `tx`; it may run as soon as that has committed.
JobId enqueue(db::Transaction& tx, base::IdMaker& ids, std::string_view kind, std::string body, const Queued& queued);

// What a handler may do besides its work.
class Progress {
 public:
  virtual ~Progress() = default;
  // Prolongs the lease; false when the runner is stopping or the job was taken away: leave soon.
  virtual bool alive() = 0;
};

// Throw to have the job tried again; it fails for good after `max_attempts`.
using Handler = std::function<void(const Job&, Progress&)>;

class Runner {
 public:
  struct Options {
    int threads = 2;
    int max_attempts = 8;
    base::Duration lease{60'000};
    base::Duration first_pause{1'000};  // doubled at each attempt, at most an hour
  };
  Runner(db::Database& database, const base::Clock& clock, base::IdMaker& ids, Options options);
  ~Runner();

  void handle(std::string kind, Handler handler);
  // Runs `work` about every `interval`, on one node, also after a restart when it fell due.
  void schedule(std::string name, base::Duration interval, std::function<void()> work);

  void start();
  // Lets jobs in hand end for at most `grace`; the rest go back at the end of their lease.
  void stop(base::Duration grace);
  // Runs what is due on the calling thread until nothing is (tests, and `yingda` commands).
  int run_due();

  struct Counts {
    std::int64_t waiting = 0, running = 0, failed = 0;
  };
  Counts counts();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jobs
