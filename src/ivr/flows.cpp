// Verbs on flows and their drafts.

#include <algorithm>

#include "content/record.h"
#include "ivr/surroundings.h"
#include "ivr/verbs.h"
#include "search/search.h"

namespace ivr {
namespace {

constexpr std::int64_t max_flows = 1'000;
// A drawing may hold 500 nodes; together with its texts it must still be read at a call.
constexpr std::size_t max_graph_bytes = 600'000;

base::Status check_fields(db::Transaction& tx, const org::Actor& actor, const FlowRow& row) {
  if (!org::Access::centre_exists(tx, row.centre_id) || !actor.reaches(edit_flows, place_of(row.centre_id)))
    return base::refuse_fault("/centre_id", "no_such_object");
  if (name_is_taken(tx, row)) return base::refuse_fault("/name", "taken");
  if (base::to_json(row.draft).size() > max_graph_bytes)
    return base::refuse_fault("/draft", "too_long", {{"maximum", std::to_string(max_graph_bytes)}});
  return {};
}

bool leads_to(const Graph& graph, FlowId id) {
  return std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) {
    return node.subflow && node.subflow->flow_id && *node.subflow->flow_id == id;
  });
}

// Whether another flow goes into this one, as drawn or as published, or in an emergency.
bool others_lead_to(db::Transaction& tx, FlowId id) {
  for (const auto& other : all_flows(tx)) {
    if (other.id == id) continue;
    if (other.emergency_flow_id && *other.emergency_flow_id == id) return true;
    if (leads_to(other.draft, id)) return true;
    if (auto published = find_version(tx, other.id, other.published); published && leads_to(published->graph, id))
      return true;
  }
  return false;
}

FlowSummary summary_of(const db::Row& row) {
  return db::read_row<FlowSummary>(row);
}

}  // namespace

base::Result<FlowRow> see_flow(db::Transaction& tx, const org::Actor& actor, FlowId id) {
  if (auto status = actor.require(view_flows); !status) return base::pass(status);
  auto row = find_flow(tx, id);
  if (!row || !actor.sees_of_centre(view_flows, row->centre_id)) return base::not_found();
  return *std::move(row);
}

base::Result<FlowRow> load_flow(db::Transaction& tx, const org::Actor& actor, org::Right right, FlowId id) {
  if (auto status = actor.require(right); !status) return base::pass(status);
  auto row = find_flow(tx, id);
  if (!row || !actor.reaches(right, place_of(row->centre_id))) return base::not_found();
  return *std::move(row);
}

void record_flow(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const Flow& flow,
                 org::Change change, std::string detail) {
  content::record(tx, platform, actor, {"flow", flow.id.value, flow.centre_id}, change, std::move(detail),
                  FlowChanged{flow.id, change});
}

void audit_flow(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const Flow& flow,
                std::string_view action, std::string detail) {
  org::audit(tx, platform, actor, {action, "flow", flow.id.value, flow.centre_id, std::move(detail)});
  events::append(tx, {platform.clock.now(), actor.ref, flow.centre_id.value, flow.id.value},
                 FlowChanged{flow.id, org::Change::Edited});
}

std::vector<base::Fault> as_faults(const std::vector<GraphFault>& faults) {
  std::vector<base::Fault> all;
  for (const auto& fault : faults)
    all.push_back({fault.node_id.empty() ? "/start" : "/nodes/" + fault.node_id, fault.code, fault.fields});
  return all;
}

base::Result<std::vector<Template>> Ivr::templates(const org::Actor& actor) {
  if (auto status = actor.require(view_flows); !status) return base::pass(status);
  return templates_;
}

base::Result<org::Page<FlowSummary>> Ivr::flows(const org::Actor& actor, const FlowFilter& filter,
                                                const org::ListQuery& query) {
  if (auto status = actor.require(view_flows); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<FlowSummary>(), "ivr_flow", "id",
                            actor.within_centre(view_flows, "centre_id", 1));
    if (filter.centre_id) list.require("centre_id = ?%1", *filter.centre_id);
    return org::page_of<FlowSummary>(tx, list, query, org::ListStatement::Order::OldestFirst, &summary_of);
  });
}

base::Result<Flow> Ivr::flow(const org::Actor& actor, FlowId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Flow> {
    auto row = see_flow(tx, actor, id);
    if (!row) return base::pass(row);
    return *std::move(row);
  });
}

base::Result<Flow> Ivr::create_flow(const org::Actor& actor, const NewFlow& fields) {
  if (auto status = actor.require(edit_flows); !status) return base::pass(status);
  FlowRow fresh;
  fresh.centre_id = fields.centre_id;
  fresh.name = fields.name;
  fresh.name_en = fields.name_en;
  fresh.name_fold = search::fold(fields.name);
  if (fields.draft) fresh.draft = *fields.draft;
  if (fields.template_key && !fields.draft) {
    auto found = std::find_if(templates_.begin(), templates_.end(),
                              [&](const Template& one) { return one.key == *fields.template_key; });
    if (found == templates_.end()) return base::refuse_fault("/template_key", "no_such_object");
    fresh.draft = found->graph;
  }
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<Flow>(tx, platform_, actor, [&]() -> base::Result<Flow> {
      tx.lock("ivr_flow");
      auto row = fresh;
      row.id = platform_.ids.make<FlowId>();
      row.updated_at = platform_.clock.now();
      if (auto status = check_fields(tx, actor, row); !status) return base::pass(status);
      if (count_flows(tx) >= max_flows)
        return base::refuse(base::Code::WrongState, "too_many_flows", {{"limit", std::to_string(max_flows)}});
      insert(tx, row);
      record_flow(tx, platform_, actor, row, org::Change::Created, row.name);
      return row;
    });
  });
}

base::Result<Flow> Ivr::edit_flow(const org::Actor& actor, FlowId id, std::int64_t version, const FlowFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Flow> {
    tx.lock("ivr_flow");
    auto stored = load_flow(tx, actor, edit_flows, id);
    if (!stored) return base::pass(stored);
    if (auto status = org::check_version(stored->version, version); !status) return base::pass(status);
    if (fields.centre_id != stored->centre_id) return base::refuse_fault("/centre_id", "cannot_change");
    auto row = *stored;
    static_cast<FlowFields&>(row) = fields;
    row.name_fold = search::fold(fields.name);
    row.version += 1;
    row.updated_at = platform_.clock.now();
    if (auto status = check_fields(tx, actor, row); !status) return base::pass(status);
    update(tx, row);
    record_flow(tx, platform_, actor, row, org::Change::Edited, org::changed_fields<FlowFields>(*stored, fields));
    return row;
  });
}

base::Status Ivr::delete_flow(const org::Actor& actor, FlowId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    tx.lock("ivr_flow");
    auto stored = load_flow(tx, actor, edit_flows, id);
    if (!stored) return base::pass(stored);
    const bool is_used =
        std::any_of(users_.begin(), users_.end(), [&](const Users* users) { return users->uses(tx, id); });
    if (is_used || others_lead_to(tx, id)) return base::refuse(base::Code::Conflict, "flow_in_use");
    erase(tx, id);
    record_flow(tx, platform_, actor, *stored, org::Change::Deleted, stored->name);
    return {};
  });
}

base::Result<std::vector<GraphFault>> Ivr::check_flow(const org::Actor& actor, FlowId id, const CheckRequest& request) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<std::vector<GraphFault>> {
    auto row = see_flow(tx, actor, id);
    if (!row) return base::pass(row);
    return check(request.graph ? *request.graph : row->draft, id, StoredSurroundings(tx));
  });
}

base::Result<DryRun> Ivr::dry_run(const org::Actor& actor, FlowId id, const DryRunRequest& request) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<DryRun> {
    auto row = see_flow(tx, actor, id);
    if (!row) return base::pass(row);
    Published walked{id, request.number.value_or(0), {}, row->emergency, row->emergency_flow_id};
    if (request.graph) {
      walked.graph = *request.graph;
    } else if (request.number) {
      auto version = find_version(tx, id, *request.number);
      if (!version) return base::refuse_fault("/number", "no_such_object");
      walked.graph = std::move(version->graph);
    } else {
      walked.graph = std::move(row->draft);
    }
    DatabaseWorld world(*this, tx, row->centre_id);
    return ivr::dry_run(world, std::make_shared<const Published>(std::move(walked)), request,
                        request.at.value_or(platform_.clock.now()));
  });
}

}  // namespace ivr
