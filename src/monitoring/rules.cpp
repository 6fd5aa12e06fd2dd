#include "monitoring/rules.h"

#include <algorithm>

namespace monitoring {
namespace {

bool reaches(double value, const std::optional<double>& threshold, Bad bad) {
  if (!threshold) return false;
  return bad == Bad::High ? value >= *threshold : value <= *threshold;
}

}  // namespace

Severity severity_of(double value, Bad bad, const ProbeThresholdFields& thresholds) {
  if (reaches(value, thresholds.critical, bad)) return Severity::Critical;
  if (reaches(value, thresholds.warning, bad)) return Severity::Warning;
  return Severity::Ok;
}

std::optional<double> threshold_of(Severity severity, const ProbeThresholdFields& thresholds) {
  if (severity == Severity::Critical) return thresholds.critical;
  if (severity == Severity::Warning) return thresholds.warning;
  return std::nullopt;
}

std::vector<base::Fault> check_thresholds(const ProbeThresholdFields& thresholds, Bad bad) {
  if (!thresholds.warning || !thresholds.critical) return {};
  if (is_worse(*thresholds.critical, *thresholds.warning, bad)) return {};
  return {{"/critical", bad == Bad::High ? "threshold_not_above" : "threshold_not_below", {}}};
}

bool is_worse(double a, double b, Bad bad) {
  return bad == Bad::High ? a > b : a < b;
}

Standing next(const Standing& standing, Severity seen, std::int64_t bad_samples, std::int64_t good_samples) {
  if (seen == standing.severity) return {standing.severity, standing.severity, 0};
  const bool worse = seen > standing.severity;
  const bool goes_on = standing.streak > 0 && (standing.pending > standing.severity) == worse;
  const auto milder = worse ? std::min(standing.pending, seen) : std::max(standing.pending, seen);
  const Standing after{standing.severity, goes_on ? milder : seen, goes_on ? standing.streak + 1 : 1};
  if (after.streak < (worse ? bad_samples : good_samples)) return after;
  return {after.pending, after.pending, 0};
}

std::vector<ProbeSample> thin_out(const std::vector<ProbeSample>& samples, Bad bad, base::Time from, base::Time until,
                                  int points) {
  const base::Duration step = std::max<base::Duration>((until - from) / points, std::chrono::minutes{1});
  std::vector<ProbeSample> thin;
  auto stretch_of = [&](const ProbeSample& sample) { return (sample.at - from) / step; };
  for (const auto& sample : samples) {
    if (thin.empty() || stretch_of(thin.back()) != stretch_of(sample)) {
      thin.push_back(sample);
      continue;
    }
    auto& kept = thin.back();
    if (is_worse(sample.value, kept.value, bad)) kept.value = sample.value;
    kept.severity = std::max(kept.severity, sample.severity);
  }
  return thin;
}

}  // namespace monitoring
