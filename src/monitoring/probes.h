#pragma once
// The probes that are the same for every node. What they refer to must live as long as
// they are called.

#include <functional>
#include <string>

#include "access/access.h"
#include "events/events.h"
#include "jobs/jobs.h"
#include "monitoring/probe.h"

namespace monitoring {

// A number that some part of the program keeps. It is never bad when no threshold is set.
Probe count_probe(std::string name, std::function<double()> count, std::optional<double> warning = {},
                  std::optional<double> critical = {});

// How long the database takes to answer, and to make a row of this node durable.
Probe database_read_probe(db::Database& database);
Probe database_write_probe(const org::Platform& platform);
Probe database_size_probe(db::Database& database);
// What SQLite has not merged into its file yet.
Probe write_ahead_log_probe(std::string path);
// Percent of the file system that are free for us, of `folder`.
Probe disk_probe(std::string folder);
// Days until the certificate at `path` ends.
Probe certificate_probe(std::string path);
// Events that the slowest reader has not read.
Probe event_lag_probe(const events::Pump& pump);
// Jobs that wait, that failed for good, and for how long the one that is due longest has waited.
Probe jobs_waiting_probe(jobs::Runner& jobs);
Probe jobs_failed_probe(jobs::Runner& jobs);
Probe jobs_delay_probe(jobs::Runner& jobs);
// Percent of the machine's memory that this process holds.
Probe memory_probe();
// Percent of the open files that this process may have.
Probe file_handles_probe();
// How far the wall clock jumped since the last look, against one that cannot.
Probe clock_probe();
// How long ago a loop that must not stand still was last seen at work.
struct Life {
  base::Time seen_at;
  std::string note;
  std::vector<ProbeFigure> figures;
};
Probe life_probe(std::string name, std::function<Life()> life);

}  // namespace monitoring
