#pragma once
// Monitoring: how this node and the others are, and alarms about whatever is watched.
//
// Probes are measured by sample(), on one thread of `app`; verbs are thread-safe, block
// on the database, and refuse with Forbidden, NotFound, Stale, WrongState, Invalid. Other
// modules feed what they watch by observe().

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "access/api.h"
#include "monitoring/probe.h"
#include "monitoring/types.h"
#include "realtime/hub.h"

namespace monitoring {

struct AlarmFilter {
  std::optional<bool> open;
  std::optional<Severity> worst;
  std::string source;
  std::optional<org::CentreId> centre_id;
  std::optional<base::Time> from, until;  // of the beginning
};

struct SampleQuery {
  std::int64_t node = 0;
  std::string probe;  // "" all
  std::optional<base::Time> from, until;
};

class Monitoring {
 public:
  explicit Monitoring(org::Platform platform);

  // Before prepare().
  void add(Probe probe);
  // Gives thresholds to probes that have none yet, and says that this node is up.
  void prepare();
  // Measures all probes, keeps what they tell, and lets alarms begin and end. One thread.
  void sample();
  // Forgets samples older than 7 days, and alarms that ended more than 400 days ago.
  void forget_old();

  // What this node measured last, for /metrics. Any thread.
  std::vector<ProbeReading> own_readings() const;
  // Alarms that are open in the whole installation, as of the last sample. Any thread.
  std::map<Severity, std::int64_t> open_counts() const;

  // Nodes and their readings: of the whole installation, so empty for whoever does not reach the root.
  base::Result<std::vector<MonitoredNode>> nodes(const org::Actor& actor);
  base::Result<std::vector<ProbeSeries>> samples(const org::Actor& actor, const SampleQuery& query);
  // Forgets a node that will not come back, and ends its alarms.
  base::Status forget_node(const org::Actor& actor, std::int64_t node);

  base::Result<std::vector<ProbeThreshold>> thresholds(const org::Actor& actor);
  base::Result<ProbeThreshold> edit_threshold(const org::Actor& actor, ThresholdId id, std::int64_t version,
                                              const ProbeThresholdFields& fields);

  // Newest first.
  base::Result<org::Page<Alarm>> alarms(const org::Actor& actor, const AlarmFilter& filter,
                                        const org::ListQuery& query);
  base::Result<Alarm> alarm(const org::Actor& actor, AlarmId id);
  base::Result<Alarm> acknowledge(const org::Actor& actor, AlarmId id, const AlarmNote& note);

  // Takes one look at something into account: an alarm may begin, change or end. The same
  // subject is looked at by one node at a time.
  static void observe(db::Transaction& tx, const org::Platform& platform, const Observation& seen);
  // Of the subjects of `source` those that look bad, or did until just now. To observe any
  // other one as well says nothing new.
  static std::vector<std::int64_t> suspects(db::Transaction& tx, const std::string& source);
  // The subject is watched no longer: its alarm ends.
  static void forget(db::Transaction& tx, const org::Platform& platform, const std::string& source,
                     std::int64_t subject_id);

 private:
  struct Measured {
    ProbeReading reading;
    ProbeThresholdFields thresholds;
  };
  // The worst of the minute so far.
  struct Minute {
    base::Time begins_at;
    ProbeSample worst;
  };

  std::map<std::string, ProbeThresholdFields> load_thresholds();
  Measured measure(const Probe& probe, const ProbeThresholdFields& thresholds, base::Time now) const;
  std::optional<ProbeSample> completed(const Probe& probe, const ProbeReading& reading);
  void keep(db::Transaction& tx, const Measured& measured);
  void look_at_others(db::Transaction& tx, const ProbeThresholdFields& thresholds, base::Time now);

  org::Platform platform_;
  std::vector<Probe> probes_;
  base::Time started_at_;
  std::map<std::string, Minute> minutes_;  // of sample() alone

  mutable std::mutex mutex_;
  std::vector<ProbeReading> own_readings_;
  std::map<Severity, std::int64_t> open_counts_;
};

// How long ago a node was heard of. Measured by all nodes of all others.
inline constexpr std::string_view node_silence = "node_silence";
// Between two calls of sample().
inline constexpr base::Duration sample_interval{5'000};

void add_monitoring_endpoints(org::Api& api, Monitoring& monitoring);
// The topics alarms (open ones within reach), probe_thresholds, notice_channels.
void add_monitoring_topics(realtime::Hub& hub);

}  // namespace monitoring
