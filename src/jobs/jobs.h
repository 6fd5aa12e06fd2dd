#pragma once
// Durable work: a job is a row that is written in the transaction of what asked for
// it, run at least once, retried with growing pauses, and kept in sight when it
// failed for good. Schedules run on one node at a time.
//
// Handlers run on the runner's own threads, one transaction or several of their own;
// they must be able to run twice. A job whose node died is taken over when its lease
// ends, and counts that attempt, so that a job that kills its node stops in the end.

#include <boost/describe.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/json.h"
#include "base/result.h"
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

// Writes a job inside `tx`; it may run as soon as that has committed. When one of
// the same kind and key waits already, that one takes the new body and the earlier
// time, and its id is given.
JobId enqueue(db::Transaction& tx, base::IdMaker& ids, std::string_view kind, std::string body, const Queued& queued);

// What a handler may do besides its work.
class Progress {
 public:
  virtual ~Progress() = default;
  // Prolongs the lease; false when the runner is stopping or the job was taken away:
  // leave soon, by throwing to have it run again. Cheap enough for a loop, but not
  // within a transaction.
  virtual bool alive() = 0;
};

enum class Again { Later, Never };

// What a handler throws to say why it failed, as a code for the console
// ("smtp_refused"): never a text that may hold personal data.
class Failure : public std::runtime_error {
 public:
  explicit Failure(const std::string& code, Again again = Again::Later) : std::runtime_error(code), again_(again) {}
  Again again() const { return again_; }

 private:
  Again again_;
};

// Throw to have the job tried again; it fails for good after `max_attempts`. Of
// exceptions other than Failure only a code of their kind is kept: "database",
// "constraint", "memory", "internal".
using Handler = std::function<void(const Job&, Progress&)>;

class Runner {
 public:
  struct Options {
    int threads = 2;
    int max_attempts = 8;
    base::Duration lease{60'000};       // clocks of nodes must agree to well below this
    base::Duration first_pause{1'000};  // doubled at each attempt, at most an hour
  };
  Runner(db::Database& database, const base::Clock& clock, base::IdMaker& ids, Options options);
  // Stops, and waits for handlers that are still at work.
  ~Runner();

  // The following two before start() or run_due(). Jobs of kinds that no handler of
  // this node is for are left to other nodes.
  void handle(std::string kind, Handler handler);
  // Runs `work` about every `interval`, on one node, also after a restart when it fell
  // due; the first time at once. When it throws it is tried again in a minute at most.
  void schedule(std::string name, base::Duration interval, std::function<void()> work);

  void start();
  // Lets jobs in hand end for at most `grace`; the rest go back at the end of their lease.
  void stop(base::Duration grace);
  // Runs what is due on the calling thread until nothing is (tests, and `yingda`
  // commands); gives the number of jobs and schedules run.
  int run_due();

  struct Counts {
    std::int64_t waiting = 0, running = 0, failed = 0;
    std::optional<base::Time> oldest_due;  // when the waiting job that is due longest may run, or might have
  };
  Counts counts();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Ends all leases, so that what a killed server was at goes on at once. Only for a server
// that knows itself to be alone on the database, before its runner starts.
void end_leases(db::Transaction& tx, base::Time now);

// For the console. A failed job stays until it is retried or discarded.
struct FailedJob {
  JobId id;
  std::string kind;
  int attempts = 0;
  std::string error;  // a code
  base::Time created_at;
  base::Time failed_at;
};
BOOST_DESCRIBE_STRUCT(FailedJob, (), (id, kind, attempts, error, created_at, failed_at))

// Newest first, those made before `after` (0: from the newest on).
std::vector<FailedJob> failed(db::Transaction& tx, int limit, JobId after);
// Lets a failed job run again from now on, with all its attempts. Refuses with NotFound,
// and with Conflict when another of its kind and key waits already.
base::Status retry(db::Transaction& tx, JobId id, base::Time now);
// Forgets a failed job. Refuses with NotFound.
base::Status discard(db::Transaction& tx, JobId id);

}  // namespace jobs
