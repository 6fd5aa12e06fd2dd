// Looking at nodes and their readings; thresholds.

#include <algorithm>

#include "monitoring/verbs.h"

namespace monitoring {
namespace {

constexpr int points = 120;  // of a graph
constexpr std::chrono::hours usual_stretch{3};
constexpr std::chrono::hours longest_of_all{24};  // of all probes at once
constexpr std::chrono::days longest{7};

NodeState state_of(const MonitoredNode& node) {
  for (const auto& reading : node.readings)
    if (reading.probe == node_silence && reading.severity != Severity::Ok) return NodeState::Silent;
  return NodeState::Heard;
}

std::vector<MonitoredNode> load_nodes(db::Transaction& tx) {
  std::vector<MonitoredNode> nodes;
  for (const auto& row : all_nodes(tx)) nodes.push_back({row.node, row.started_at, row.heard_at, NodeState::Heard, {}});
  for (auto& reading : all_readings(tx)) {
    auto at = std::find_if(nodes.begin(), nodes.end(), [&](const auto& node) { return node.node == reading.node; });
    if (at != nodes.end()) at->readings.push_back(std::move(reading));
  }
  for (auto& node : nodes) node.state = state_of(node);
  return nodes;
}

Bad bad_of(const std::vector<ProbeThreshold>& thresholds, const std::string& probe) {
  for (const auto& one : thresholds)
    if (one.probe == probe) return one.bad;
  return Bad::High;
}

}  // namespace

base::Result<std::vector<MonitoredNode>> Monitoring::nodes(const org::Actor& actor) {
  if (auto status = actor.require(view_monitoring); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    return sees_installation(tx, actor) ? load_nodes(tx) : std::vector<MonitoredNode>{};
  });
}

base::Result<std::vector<ProbeSeries>> Monitoring::samples(const org::Actor& actor, const SampleQuery& query) {
  if (auto status = actor.require(view_monitoring); !status) return base::pass(status);
  const auto until = query.until.value_or(platform_.clock.now());
  const auto from = query.from.value_or(until - usual_stretch);
  if (from >= until) return base::refuse_fault("?until", "not_after_from");
  if (until - from > (query.probe.empty() ? base::Duration{longest_of_all} : base::Duration{longest}))
    return base::refuse_fault("?from", "too_long_ago");
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<std::vector<ProbeSeries>> {
    std::vector<ProbeSeries> series;
    if (!sees_installation(tx, actor)) return series;
    for (const auto& row : monitoring::samples(tx, query.node, query.probe, from, until)) {
      if (series.empty() || series.back().probe != row.probe) series.push_back({row.probe, {}});
      series.back().samples.push_back(row);
    }
    auto thresholds = all_thresholds(tx);
    for (auto& one : series) one.samples = thin_out(one.samples, bad_of(thresholds, one.probe), from, until, points);
    return series;
  });
}

base::Status Monitoring::forget_node(const org::Actor& actor, std::int64_t node) {
  if (auto status = require_edit(actor); !status) return status;
  if (node == platform_.node) return base::refuse(base::Code::WrongState, "node_is_up");
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    for (const auto& one : load_nodes(tx))
      if (one.node == node && one.state == NodeState::Heard) return base::refuse(base::Code::WrongState, "node_is_up");
    for (const auto& probe : probes_of(tx, node)) forget(tx, platform_, "probe." + probe, node);
    if (!erase_node(tx, node)) return base::not_found();
    org::audit(tx, platform_, actor, {"monitored_node.deleted", "monitored_node", node, {}, ""});
    return {};
  });
}

base::Result<std::vector<ProbeThreshold>> Monitoring::thresholds(const org::Actor& actor) {
  if (auto status = actor.require(view_monitoring); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    return sees_installation(tx, actor) ? all_thresholds(tx) : std::vector<ProbeThreshold>{};
  });
}

base::Result<ProbeThreshold> Monitoring::edit_threshold(const org::Actor& actor, ThresholdId id, std::int64_t version,
                                                        const ProbeThresholdFields& fields) {
  if (auto status = require_edit(actor); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<ProbeThreshold> {
    tx.lock("probe_threshold");
    auto stored = find_threshold(tx, id);
    if (!stored) return base::not_found();
    if (auto status = org::check_version(stored->version, version); !status) return base::pass(status);
    if (auto faults = check_thresholds(fields, stored->bad); !faults.empty())
      return base::refuse_faults(std::move(faults));
    ProbeThreshold row{fields, id, stored->probe, stored->unit, stored->bad, version + 1, platform_.clock.now()};
    update(tx, row);
    org::audit(tx, platform_, actor,
               {"probe_threshold.edited",
                "probe_threshold",
                id.value,
                {},
                stored->probe + ": " + org::changed_fields<ProbeThresholdFields>(*stored, fields)});
    events::append(tx, {platform_.clock.now(), actor.ref, 0, id.value}, ThresholdChanged{id});
    return row;
  });
}

}  // namespace monitoring
