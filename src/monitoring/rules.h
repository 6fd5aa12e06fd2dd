#pragma once
// How bad a value is, and when that counts. Pure.

#include <vector>

#include "base/result.h"
#include "monitoring/probe.h"
#include "monitoring/types.h"

namespace monitoring {

// How bad `value` is by `thresholds`.
Severity severity_of(double value, Bad bad, const ProbeThresholdFields& thresholds);
// The threshold that makes a value as bad as `severity`; none of Ok.
std::optional<double> threshold_of(Severity severity, const ProbeThresholdFields& thresholds);
// Faults of thresholds: critical must be beyond warning.
std::vector<base::Fault> check_thresholds(const ProbeThresholdFields& thresholds, Bad bad);
// Whether `a` is worse than `b` by value alone.
bool is_worse(double a, double b, Bad bad);

// The severity in effect, and how often in a row something worse (or better) was seen.
struct Standing {
  Severity severity = Severity::Ok;
  Severity pending = Severity::Ok;
  std::int64_t streak = 0;
  bool operator==(const Standing&) const = default;
};
// After one more look. So that nothing flaps, worse must be seen `bad_samples` times in a
// row and better `good_samples` times; what then counts is the mildest change of the streak.
Standing next(const Standing& standing, Severity seen, std::int64_t bad_samples, std::int64_t good_samples);

// At most `points` samples, each the worst of its stretch of time; `samples` are in order of time.
std::vector<ProbeSample> thin_out(const std::vector<ProbeSample>& samples, Bad bad, base::Time from, base::Time until,
                                  int points);

}  // namespace monitoring
