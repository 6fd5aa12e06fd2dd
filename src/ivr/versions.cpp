// Verbs on what callers walk: publishing, rolling back, comparing, emergencies.

#include <algorithm>

#include "calendars/calendars.h"
#include "ivr/surroundings.h"
#include "ivr/verbs.h"

namespace ivr {
namespace {

// From now on callers walk this version.
void put_in_force(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, FlowRow& row,
                  std::int64_t number, std::string_view action) {
  row.published = number;
  row.version += 1;
  row.updated_at = platform.clock.now();
  update(tx, row);
  audit_flow(tx, platform, actor, row, action, std::to_string(number));
  events::append(tx, {platform.clock.now(), actor.ref, row.centre_id.value, row.id.value},
                 FlowPublished{row.id, number});
}

const Node* find_node(const Graph& graph, const std::string& id) {
  auto found = std::find_if(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) { return node.id == id; });
  return found == graph.nodes.end() ? nullptr : &*found;
}

bool differ(Node before, const Node& after) {
  before.x = after.x;
  before.y = after.y;
  return !(before == after);
}

base::Result<Graph> graph_of(db::Transaction& tx, const FlowRow& row, std::int64_t number) {
  if (number == 0) return row.draft;
  auto version = find_version(tx, row.id, number);
  if (!version) return base::not_found();
  return std::move(version->graph);
}

}  // namespace

Comparison compare(const Graph& before, const Graph& after) {
  Comparison comparison{before.start, after.start, {}, {}, {}};
  for (const auto& node : after.nodes) {
    const auto* old = find_node(before, node.id);
    if (!old)
      comparison.added.push_back(node);
    else if (differ(*old, node))
      comparison.changed.push_back({*old, node});
  }
  for (const auto& node : before.nodes)
    if (!find_node(after, node.id)) comparison.removed.push_back(node);
  return comparison;
}

base::Result<Flow> Ivr::publish(const org::Actor& actor, FlowId id, const Publication& publication) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Flow> {
    tx.lock("ivr_flow");
    auto row = load_flow(tx, actor, publish_flows, id);
    if (!row) return base::pass(row);
    if (auto status = org::check_version(row->version, publication.version); !status) return base::pass(status);
    if (auto faults = check(row->draft, id, StoredSurroundings(tx)); !faults.empty())
      return base::refuse_faults(as_faults(faults));
    FlowVersionGraph version;
    version.id = platform_.ids.make<FlowVersionId>();
    version.flow_id = id;
    version.number = last_number(tx, id) + 1;
    version.published_at = platform_.clock.now();
    version.published_by = actor.ref;
    version.note = publication.note;
    version.graph = row->draft;
    insert(tx, version);
    put_in_force(tx, platform_, actor, *row, version.number, "flow.published");
    return *std::move(row);
  });
}

base::Result<Flow> Ivr::roll_back(const org::Actor& actor, FlowId id, const RollBack& back) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Flow> {
    tx.lock("ivr_flow");
    auto row = load_flow(tx, actor, publish_flows, id);
    if (!row) return base::pass(row);
    auto version = find_version(tx, id, back.number);
    if (!version) return base::refuse_fault("/number", "no_such_object");
    if (auto faults = check(version->graph, id, StoredSurroundings(tx)); !faults.empty())
      return base::refuse_faults(as_faults(faults));
    if (row->published != back.number) put_in_force(tx, platform_, actor, *row, back.number, "flow.rolled_back");
    return *std::move(row);
  });
}

base::Result<org::Page<FlowVersion>> Ivr::versions(const org::Actor& actor, FlowId id, const org::ListQuery& query) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<org::Page<FlowVersion>> {
    auto row = see_flow(tx, actor, id);
    if (!row) return base::pass(row);
    org::ListStatement list(db::columns<FlowVersion>(), "ivr_flow_version", "id", {"flow_id = ?1", {id.value}});
    return org::page_of<FlowVersion>(tx, list, query, org::ListStatement::Order::NewestFirst,
                                     &db::read_row<FlowVersion>);
  });
}

base::Result<FlowVersionGraph> Ivr::version(const org::Actor& actor, FlowId id, std::int64_t number) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<FlowVersionGraph> {
    auto row = see_flow(tx, actor, id);
    if (!row) return base::pass(row);
    auto version = find_version(tx, id, number);
    if (!version) return base::not_found();
    return *std::move(version);
  });
}

base::Result<Comparison> Ivr::comparison(const org::Actor& actor, FlowId id, std::int64_t from, std::int64_t to) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Comparison> {
    auto row = see_flow(tx, actor, id);
    if (!row) return base::pass(row);
    auto before = graph_of(tx, *row, from);
    if (!before) return base::pass(before);
    auto after = graph_of(tx, *row, to);
    if (!after) return base::pass(after);
    return compare(*before, *after);
  });
}

base::Result<Flow> Ivr::switch_emergency(const org::Actor& actor, FlowId id, const EmergencyFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Flow> {
    tx.lock("ivr_flow");
    auto row = load_flow(tx, actor, publish_flows, id);
    if (!row) return base::pass(row);
    if (fields.emergency && !fields.emergency_flow_id) return base::refuse_fault("/emergency_flow_id", "missing");
    if (fields.emergency_flow_id) {
      auto other = find_flow(tx, *fields.emergency_flow_id);
      if (!other || !actor.sees_of_centre(view_flows, other->centre_id))
        return base::refuse_fault("/emergency_flow_id", "no_such_object");
      if (other->id == id || other->published == 0)
        return base::refuse_fault("/emergency_flow_id", "flow_not_for_emergency");
    }
    row->emergency = fields.emergency;
    row->emergency_flow_id = fields.emergency_flow_id;
    row->version += 1;
    row->updated_at = platform_.clock.now();
    update(tx, *row);
    audit_flow(tx, platform_, actor, *row, fields.emergency ? "flow.emergency_on" : "flow.emergency_off", row->name);
    return *std::move(row);
  });
}

std::shared_ptr<const Published> Ivr::published(db::Transaction& tx, FlowId id) {
  auto rows = tx.query("SELECT published, emergency, emergency_flow_id FROM ivr_flow WHERE id = ?1", id);
  if (rows.empty() || rows[0].integer(0) == 0) return nullptr;
  Published wanted{id, rows[0].integer(0), {}, rows[0].integer(1) != 0, {}};
  if (!rows[0].null(2)) wanted.emergency_flow_id = rows[0].id<FlowId>(2);
  {
    std::lock_guard lock(mutex_);
    auto kept = kept_.find(id.value);
    if (kept != kept_.end() && kept->second->version == wanted.version && kept->second->emergency == wanted.emergency &&
        kept->second->emergency_flow_id == wanted.emergency_flow_id)
      return kept->second;
  }
  auto version = find_version(tx, id, wanted.version);
  if (!version) return nullptr;
  wanted.graph = std::move(version->graph);
  auto flow = std::make_shared<const Published>(std::move(wanted));
  std::lock_guard lock(mutex_);
  kept_[id.value] = flow;
  return flow;
}

std::vector<AllowedHost> Ivr::allowed_hosts(db::Transaction& tx) {
  return load_settings(tx).allowed_hosts;
}

bool Ivr::flow_exists(db::Transaction& tx, FlowId id) {
  return centre_of(tx, id).has_value();
}

std::vector<FlowSummary> Ivr::published_flows(db::Transaction& tx, const std::vector<org::CentreId>& centres) {
  auto flows = db::read_rows<FlowSummary>(
      tx.query(db::select<FlowSummary>("ivr_flow") + "WHERE published > 0 ORDER BY name, id"));
  std::erase_if(flows,
                [&](const FlowSummary& flow) { return std::ranges::find(centres, flow.centre_id) == centres.end(); });
  return flows;
}

std::string Ivr::flow_name(db::Transaction& tx, FlowId id) {
  auto rows = tx.query("SELECT name FROM ivr_flow WHERE id = ?1", id);
  return rows.empty() ? "" : rows[0].text(0);
}

std::optional<Graph> Ivr::published_graph(db::Transaction& tx, FlowId id, std::int64_t version) {
  auto found = find_version(tx, id, version);
  if (!found) return std::nullopt;
  return std::move(found->graph);
}

std::optional<org::CentreId> Ivr::centre_of(db::Transaction& tx, FlowId id) {
  auto rows = tx.query("SELECT centre_id FROM ivr_flow WHERE id = ?1", id);
  if (rows.empty()) return std::nullopt;
  return rows[0].id<org::CentreId>(0);
}

HoursState DatabaseWorld::hours(calendars::CalendarId id, base::Time now) {
  auto schedule = calendars::Calendars::schedule(tx_, id);
  if (!schedule) return HoursState::Closed;
  if (schedule->is_open(now)) return HoursState::Open;
  auto today = schedule->days(schedule->date_at(now), 1);
  const bool is_holiday = !today.empty() && today[0].rule != calendars::DayRule::Weekly && today[0].special_day &&
                          today[0].special_day->kind == calendars::DayKind::Closed;
  return is_holiday ? HoursState::Holiday : HoursState::Closed;
}

std::optional<Phrases> DatabaseWorld::emergency() {
  std::optional<Phrases> uppermost;
  std::size_t least = 0;
  for (auto centre : org::Access::centres_above(tx_, centre_)) {
    auto found = find_emergency(tx_, centre);
    if (!found || !found->active) continue;
    const auto level = org::Access::centres_above(tx_, centre).size();
    if (uppermost && level >= least) continue;
    uppermost = std::move(found->phrases);
    least = level;
  }
  return uppermost;
}

}  // namespace ivr
