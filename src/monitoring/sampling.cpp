// Measuring this node, and looking after the others.

#include <algorithm>
#include <typeinfo>

#include "base/log.h"
#include "monitoring/verbs.h"

namespace monitoring {
namespace {

constexpr std::chrono::days samples_stay{7};
constexpr std::chrono::days alarms_stay{400};

ProbeKind kind_of_silence() {
  return {std::string(node_silence), ReadingUnit::Seconds, Bad::High, std::nullopt, 30, 1, 1};
}

// A node that measures itself is heard of.
Probe probe_of_silence() {
  return {kind_of_silence(), [](base::Time) { return Measure{.value = 0}; }};
}

std::string source_of(const std::string& probe) {
  return "probe." + probe;
}

void observe_reading(db::Transaction& tx, const org::Platform& platform, const ProbeReading& reading,
                     const ProbeThresholdFields& thresholds) {
  Observation seen{source_of(reading.probe),
                   reading.node,
                   std::to_string(reading.node),
                   {},
                   reading.severity,
                   reading.value,
                   threshold_of(reading.severity, thresholds),
                   reading.unit,
                   thresholds.bad_samples,
                   thresholds.good_samples};
  Monitoring::observe(tx, platform, seen);
}

}  // namespace

Monitoring::Monitoring(org::Platform platform) : platform_(platform), started_at_(platform.clock.now()) {
  probes_.push_back(probe_of_silence());
}

void Monitoring::add(Probe probe) {
  probes_.push_back(std::move(probe));
}

void Monitoring::prepare() {
  const auto now = platform_.clock.now();
  started_at_ = now;
  platform_.database.write([&](db::Transaction& tx) {
    tx.lock("probe_threshold");
    auto known = all_thresholds(tx);
    for (const auto& [kind, check] : probes_) {
      auto has = [&, &kind = kind](const ProbeThreshold& one) { return one.probe == kind.name; };
      if (std::any_of(known.begin(), known.end(), has)) continue;
      insert(tx, {{kind.warning, kind.critical, kind.bad_samples, kind.good_samples},
                  platform_.ids.make<ThresholdId>(),
                  kind.name,
                  kind.unit,
                  kind.bad,
                  1,
                  now});
    }
    put_node(tx, {platform_.node, now, now});
  });
}

std::map<std::string, ProbeThresholdFields> Monitoring::load_thresholds() {
  std::map<std::string, ProbeThresholdFields> thresholds;
  for (const auto& one : platform_.database.read([](db::Transaction& tx) { return all_thresholds(tx); }))
    thresholds[one.probe] = one;
  return thresholds;
}

Monitoring::Measured Monitoring::measure(const Probe& probe, const ProbeThresholdFields& thresholds,
                                         base::Time now) const {
  ProbeReading reading{platform_.node, probe.kind.name, Severity::Ok, {}, probe.kind.unit, "", {}, now};
  try {
    auto measure = probe.check(now);
    reading.severity = measure.at_least;
    if (measure.value)
      reading.severity = std::max(reading.severity, severity_of(*measure.value, probe.kind.bad, thresholds));
    reading.value = measure.value;
    reading.note = std::move(measure.note);
    reading.figures = std::move(measure.figures);
  } catch (const std::exception& fault) {
    base::log::warning("monitoring", "the probe {} failed: {}", probe.kind.name, typeid(fault).name());
    reading.severity = Severity::Critical;
    reading.note = "failed";
  }
  return {std::move(reading), thresholds};
}

// The sample of the minute that is over, when `reading` is the first of a new one.
std::optional<ProbeSample> Monitoring::completed(const Probe& probe, const ProbeReading& reading) {
  if (!reading.value) return std::nullopt;
  const base::Time begins = std::chrono::floor<std::chrono::minutes>(reading.at);
  const ProbeSample sample{begins, *reading.value, reading.severity};
  auto [found, is_first] = minutes_.try_emplace(reading.probe, Minute{begins, sample});
  if (is_first) return std::nullopt;
  auto& kept = found->second;
  if (kept.begins_at != begins) return std::exchange(kept, {begins, sample}).worst;
  if (is_worse(sample.value, kept.worst.value, probe.kind.bad)) kept.worst.value = sample.value;
  kept.worst.severity = std::max(kept.worst.severity, sample.severity);
  return std::nullopt;
}

void Monitoring::keep(db::Transaction& tx, const Measured& measured) {
  put_reading(tx, measured.reading);
  observe_reading(tx, platform_, measured.reading, measured.thresholds);
}

// A silent node cannot tell so itself.
void Monitoring::look_at_others(db::Transaction& tx, const ProbeThresholdFields& thresholds, base::Time now) {
  for (const auto& other : all_nodes(tx)) {
    if (other.node == platform_.node) continue;
    const double seconds = std::max<double>(0, static_cast<double>((now - other.heard_at).count()) / 1000);
    auto severity = severity_of(seconds, Bad::High, thresholds);
    if (severity == Severity::Ok) continue;  // it tells that itself
    ProbeReading reading{other.node, std::string(node_silence), severity, seconds, ReadingUnit::Seconds, "", {}, now};
    put_reading(tx, reading);
    observe_reading(tx, platform_, reading, thresholds);
  }
}

void Monitoring::sample() {
  const auto now = platform_.clock.now();
  auto thresholds = load_thresholds();
  std::vector<Measured> all;
  std::vector<SampleRow> minutes;
  std::vector<std::string> names;
  for (const auto& probe : probes_) {
    all.push_back(measure(probe, thresholds[probe.kind.name], now));
    names.push_back(probe.kind.name);
    if (auto sample = completed(probe, all.back().reading))
      minutes.push_back({*sample, platform_.node, probe.kind.name});
  }
  std::vector<ProbeReading> readings;
  for (const auto& one : all) readings.push_back(one.reading);
  {
    std::lock_guard lock(mutex_);
    own_readings_ = std::move(readings);
  }
  auto counts = platform_.database.write([&](db::Transaction& tx) {
    put_node(tx, {platform_.node, started_at_, now});
    keep_readings(tx, platform_.node, names);
    for (const auto& one : all) keep(tx, one);
    for (const auto& row : minutes) put_sample(tx, row);
    look_at_others(tx, thresholds[std::string(node_silence)], now);
    std::map<Severity, std::int64_t> open;
    for (const auto& alarm : open_alarms(tx)) ++open[alarm.severity];
    return open;
  });
  std::lock_guard lock(mutex_);
  open_counts_ = std::move(counts);
}

void Monitoring::forget_old() {
  const auto now = platform_.clock.now();
  platform_.database.write([&](db::Transaction& tx) {
    erase_samples(tx, now - samples_stay);
    erase_alarms(tx, now - alarms_stay);
  });
}

std::vector<ProbeReading> Monitoring::own_readings() const {
  std::lock_guard lock(mutex_);
  return own_readings_;
}

std::map<Severity, std::int64_t> Monitoring::open_counts() const {
  std::lock_guard lock(mutex_);
  return open_counts_;
}

}  // namespace monitoring
