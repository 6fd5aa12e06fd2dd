#pragma once
// A probe: something of this node that can be measured at any time. Monitoring compares
// what it tells with the thresholds that administrators set. `app` registers them.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "monitoring/types.h"

namespace monitoring {

// What is known of a probe before it ever measured; thresholds and samples are defaults.
struct ProbeKind {
  std::string name;  // "disk_free"; its words stand below monitoring.probes in the messages
  ReadingUnit unit = ReadingUnit::Count;
  Bad bad = Bad::High;
  std::optional<double> warning, critical;
  std::int64_t bad_samples = 3, good_samples = 3;
};

struct Measure {
  std::optional<double> value;
  Severity at_least = Severity::Ok;  // whatever the thresholds say
  std::string note;
  std::vector<ProbeFigure> figures;
};

// `check` runs on the thread that samples, may block for a moment, and may throw: then
// the reading is critical.
struct Probe {
  ProbeKind kind;
  std::function<Measure(base::Time now)> check;
};

}  // namespace monitoring
