#pragma once
// The SQL of the tables job and schedule, as seen by a runner. Private to jobs.
//
// A lease is a number of its own for each taking: whoever no longer holds it changes nothing.

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "db/database.h"
#include "jobs/jobs.h"

namespace jobs {

struct Lease {
  std::int64_t number = 0;
  base::Time until;
};

// The earliest time at which a job of `kinds` may be taken; empty when there is none.
std::optional<base::Time> next_due(db::Transaction& tx, const std::vector<std::string>& kinds);
// Takes the job that is due longest.
std::optional<Job> take(db::Transaction& tx, const std::vector<std::string>& kinds, base::Time now, const Lease& lease);
// Gives false when the lease is another's by now.
bool prolong(db::Transaction& tx, JobId id, const Lease& lease);
bool finish(db::Transaction& tx, JobId id, std::int64_t lease);
bool try_again(db::Transaction& tx, JobId id, std::int64_t lease, base::Time due_at, std::string_view error);
bool fail(db::Transaction& tx, JobId id, std::int64_t lease, base::Time now, std::string_view error);

// A new schedule is due now; one whose interval became shorter no later than it says.
void ensure_schedule(db::Transaction& tx, std::string_view name, base::Time now, base::Duration interval);
// The time at which it may be taken.
base::Time schedule_due(db::Transaction& tx, std::string_view name);
bool take_schedule(db::Transaction& tx, std::string_view name, base::Time now, const Lease& lease);
bool prolong_schedule(db::Transaction& tx, std::string_view name, const Lease& lease);
bool finish_schedule(db::Transaction& tx, std::string_view name, std::int64_t lease, base::Time due_at);

}  // namespace jobs
