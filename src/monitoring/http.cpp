// The endpoints of monitoring.

#include <charconv>

#include "monitoring/monitoring.h"
#include "monitoring/rights.h"

namespace monitoring {
namespace {

using org::Call;
using org::Items;

// Nodes have small numbers, from 0 on.
std::optional<std::int64_t> node_of(std::string_view text) {
  std::int64_t node = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), node);
  if (error != std::errc{} || end != text.data() + text.size() || node < 0 || node > 1023) return std::nullopt;
  return node;
}

// The right comes before the faults of the query.
base::Result<SampleQuery> sample_query(const Call& call) {
  if (auto status = call.actor.require(view_monitoring); !status) return base::pass(status);
  auto node = node_of(call.text_parameter("node"));
  if (!node) return base::refuse_fault("?node", "bad_format");
  auto from = call.time_parameter("from");
  if (!from) return base::pass(from);
  auto until = call.time_parameter("until");
  if (!until) return base::pass(until);
  return SampleQuery{*node, call.text_parameter("probe"), *from, *until};
}

base::Result<AlarmFilter> alarm_filter(const Call& call) {
  AlarmFilter filter;
  auto open = call.flag_parameter("open");
  if (!open) return base::pass(open);
  auto worst = call.choice_parameter<Severity>("worst");
  if (!worst) return base::pass(worst);
  auto centre = call.id_parameter<org::CentreId>("centre_id");
  if (!centre) return base::pass(centre);
  auto from = call.time_parameter("from");
  if (!from) return base::pass(from);
  auto until = call.time_parameter("until");
  if (!until) return base::pass(until);
  return AlarmFilter{*open, *worst, call.text_parameter("source"), *centre, *from, *until};
}

void add_health(org::Api& api, Monitoring& monitoring) {
  api.get("/monitored-nodes",
          {"list_monitored_nodes",
           "The nodes and what they measured last; none for whoever does not reach the root.",
           view_monitoring.key,
           {}},
          [&](const Call& call) { return org::items_of(monitoring.nodes(call.actor)); });
  api.remove("/monitored-nodes/{node}",
             {"forget_monitored_node",
              "Forgets a silent node that will not come back, and ends its alarms.",
              edit_monitoring.key,
              {}},
             [&](const Call& call) -> base::Status {
               auto node = node_of(call.request.path_values.at(0));
               if (!node) return base::not_found();
               return monitoring.forget_node(call.actor, *node);
             });
  api.get("/probe-samples",
          {"list_probe_samples",
           "What probes of a node measured, the worst of each stretch; at most 120 a probe.",
           view_monitoring.key,
           {{"node", "of this node"},
            {"probe", "of this probe; all of them for at most 24 hours"},
            {"from", "from then on; 3 hours when not said"},
            {"until", "until then"}}},
          [&](const Call& call) -> base::Result<Items<ProbeSeries>> {
            auto query = sample_query(call);
            if (!query) return base::pass(query);
            return org::items_of(monitoring.samples(call.actor, *query));
          });
  api.get("/probe-thresholds",
          {"list_probe_thresholds", "From which values on probes are bad.", view_monitoring.key, {}},
          [&](const Call& call) { return org::items_of(monitoring.thresholds(call.actor)); });
  api.edit<ProbeThresholdFields>(
      "/probe-thresholds/{id}", {"edit_probe_threshold", "Changes one.", edit_monitoring.key, {}},
      [&](const Call& call, std::int64_t version, const ProbeThresholdFields& body) -> base::Result<ProbeThreshold> {
        auto id = call.id<ThresholdId>();
        if (!id) return base::pass(id);
        return monitoring.edit_threshold(call.actor, *id, version, body);
      });
}

void add_alarms(org::Api& api, Monitoring& monitoring) {
  api.list("/alarms",
           {"list_alarms",
            "Alarms within reach, newest first.",
            view_monitoring.key,
            {{"open", "true: only those that go on; false: only those that ended"},
             {"worst", "only those that became as bad as this"},
             {"source", "only of this source, such as probe.disk_free"},
             {"centre_id", "only of this centre"},
             {"from", "that began then or later"},
             {"until", "that began before"}}},
           [&](const Call& call, const org::ListQuery& query) -> base::Result<org::Page<Alarm>> {
             auto filter = alarm_filter(call);
             if (!filter) return base::pass(filter);
             return monitoring.alarms(call.actor, *filter, query);
           });
  api.get("/alarms/{id}", {"get_alarm", "One.", view_monitoring.key, {}}, [&](const Call& call) -> base::Result<Alarm> {
    auto id = call.id<AlarmId>();
    if (!id) return base::pass(id);
    return monitoring.alarm(call.actor, *id);
  });
  api.act<AlarmNote>("/alarms/{id}/acknowledgements",
                     {"acknowledge_alarm", "Says that somebody looks after an open alarm.", acknowledge_alarms.key, {}},
                     [&](const Call& call, const AlarmNote& body) -> base::Result<Alarm> {
                       auto id = call.id<AlarmId>();
                       if (!id) return base::pass(id);
                       return monitoring.acknowledge(call.actor, *id, body);
                     });
}

}  // namespace

void add_monitoring_endpoints(org::Api& api, Monitoring& monitoring) {
  add_health(api, monitoring);
  add_alarms(api, monitoring);
}

}  // namespace monitoring
