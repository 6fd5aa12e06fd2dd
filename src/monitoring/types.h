#pragma once
// The words of monitoring: probes and their readings, thresholds, alarms. Plain data
// that the API shows.

#include <optional>
#include <string>
#include <vector>

#include "access/types.h"
#include "base/describe.h"

namespace monitoring {

using ThresholdId = base::Id<struct ThresholdTag>;
using AlarmId = base::Id<struct AlarmTag>;

enum class Severity { Ok, Warning, Critical };
BOOST_DESCRIBE_ENUM(Severity, Ok, Warning, Critical)

enum class ReadingUnit { Count, Percent, Bytes, Milliseconds, Seconds, Days };
BOOST_DESCRIBE_ENUM(ReadingUnit, Count, Percent, Bytes, Milliseconds, Seconds, Days)

// On which side of a threshold it is bad.
enum class Bad { High, Low };
BOOST_DESCRIBE_ENUM(Bad, High, Low)

// What a probe tells besides its value: "free" of a disk, "epoch" of a shard.
struct ProbeFigure {
  std::string name;
  double value = 0;
  ReadingUnit unit = ReadingUnit::Count;
  bool operator==(const ProbeFigure&) const = default;
};
BOOST_DESCRIBE_STRUCT(ProbeFigure, (), (name, value, unit))

struct ProbeReading {
  std::int64_t node = 0;
  std::string probe;
  Severity severity = Severity::Ok;
  std::optional<double> value;  // none: the probe could not tell
  ReadingUnit unit = ReadingUnit::Count;
  std::string note;  // a word: "standby", "failed"; "" nothing to say
  std::vector<ProbeFigure> figures;
  base::Time at;
};
BOOST_DESCRIBE_STRUCT(ProbeReading, (), (node, probe, severity, value, unit, note, figures, at))

enum class NodeState { Heard, Silent };
BOOST_DESCRIBE_ENUM(NodeState, Heard, Silent)

struct MonitoredNode {
  std::int64_t node = 0;
  base::Time started_at;
  base::Time heard_at;
  NodeState state = NodeState::Heard;
  std::vector<ProbeReading> readings;  // the last ones, by the order of the node's probes
};
BOOST_DESCRIBE_STRUCT(MonitoredNode, (), (node, started_at, heard_at, state, readings))

// The worst of a stretch of time: a minute as it is kept, several where a long time is asked for.
struct ProbeSample {
  base::Time at;
  double value = 0;
  Severity severity = Severity::Ok;
};
BOOST_DESCRIBE_STRUCT(ProbeSample, (), (at, value, severity))

struct ProbeSeries {
  std::string probe;
  std::vector<ProbeSample> samples;
};
BOOST_DESCRIBE_STRUCT(ProbeSeries, (), (probe, samples))

// From which value on a probe is bad, and how many samples (one each five seconds) it
// must be so before an alarm begins, or be better before it ends.
struct ProbeThresholdFields {
  std::optional<double> warning;   // none: never
  std::optional<double> critical;  // none: never
  std::int64_t bad_samples = 3;
  std::int64_t good_samples = 3;
};
BOOST_DESCRIBE_STRUCT(ProbeThresholdFields, (), (warning, critical, bad_samples, good_samples))
constexpr auto limits_of(const ProbeThresholdFields*) {
  return std::array{base::Limit{.field = "bad_samples", .minimum = 1, .maximum = 720},
                    base::Limit{.field = "good_samples", .minimum = 1, .maximum = 720}};
}

struct ProbeThreshold : ProbeThresholdFields {
  ThresholdId id;
  std::string probe;
  ReadingUnit unit = ReadingUnit::Count;
  Bad bad = Bad::High;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(ProbeThreshold, (ProbeThresholdFields), (id, probe, unit, bad, version, updated_at))

struct Alarm {
  AlarmId id;
  std::string source;  // "probe.disk_free": what is watched
  std::int64_t subject_id = 0;
  std::string subject_name;          // of the node, the queue …
  org::CentreId centre_id;           // of the whole installation: the root
  Severity severity = Severity::Ok;  // in effect; of one that ended, the last
  Severity worst = Severity::Ok;     // that it ever had
  std::optional<double> value;       // when it last changed
  std::optional<double> threshold;   // that was passed
  ReadingUnit unit = ReadingUnit::Count;
  base::Time started_at;
  base::Time changed_at;
  std::optional<base::Time> ended_at;
  std::optional<org::PersonId> acknowledged_by;
  std::string acknowledged_name;
  std::optional<base::Time> acknowledged_at;
  std::string note;  // of whoever acknowledged it
};
BOOST_DESCRIBE_STRUCT(Alarm, (),
                      (id, source, subject_id, subject_name, centre_id, severity, worst, value, threshold, unit,
                       started_at, changed_at, ended_at, acknowledged_by, acknowledged_name, acknowledged_at, note))

struct AlarmNote {
  std::string note;
};
BOOST_DESCRIBE_STRUCT(AlarmNote, (), (note))
constexpr auto limits_of(const AlarmNote*) {
  return std::array{base::Limit{.field = "note", .max_length = 500, .lines = true}};
}

// What somebody saw of a thing that is watched. Made each few seconds for as long as it is.
struct Observation {
  std::string source;  // "queue.longest_wait"; its words stand below monitoring.sources in the messages
  std::int64_t subject_id = 0;
  std::string subject_name;  // as the alarm shows it; no person's
  org::CentreId centre_id;   // none: of the whole installation
  Severity severity = Severity::Ok;
  std::optional<double> value;
  std::optional<double> threshold;
  ReadingUnit unit = ReadingUnit::Count;
  // So many observations in a row change what is in effect.
  std::int64_t bad_samples = 3;
  std::int64_t good_samples = 3;
};

}  // namespace monitoring
