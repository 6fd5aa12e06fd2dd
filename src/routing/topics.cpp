// The live topics of routing.

#include <memory>

#include "access/live.h"
#include "realtime/items.h"
#include "routing/verbs.h"

namespace routing {
namespace {

class QueuesTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "queues"; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    auto seen = org::visible_in_centre(viewer, view_queues, "centre_id", "id", ids);
    if (!seen) return base::pass(seen);
    auto rows = tx.query(db::select<Queue>("queue") + "WHERE " + seen->sql + " ORDER BY id", seen->values);
    return realtime::items_of(db::read_rows<Queue>(rows));
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == QueueChanged::type) return {{event.subject_id}, false};
    return {{}, event.type == org::CentreChanged::type};
  }
};

class LoadsTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "queue_loads"; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    auto seen = org::visible_in_centre(viewer, view_queues, "queue.centre_id", "queue.id", ids);
    if (!seen) return base::pass(seen);
    return realtime::items_of(loads_of(tx, *seen));
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == QueueChanged::type) return {{event.subject_id}, false};
    if (event.type == ItemEntered::type) return of(event.as<ItemEntered>().queue_id);
    if (event.type == ItemBegun::type) return of(event.as<ItemBegun>().queue_id);
    if (event.type == OfferMade::type) return of(event.as<OfferMade>().queue_id);
    if (event.type == OfferEnded::type) return of(event.as<OfferEnded>().queue_id);
    if (event.type == WrapUpBegun::type) return of(event.as<WrapUpBegun>().queue_id);
    if (event.type == ItemHandedBack::type) return of(event.as<ItemHandedBack>().queue_id);
    if (event.type == ItemEnded::type) return of(event.as<ItemEnded>().queue_id);
    if (event.type == ItemMoved::type) {
      auto moved = event.as<ItemMoved>();
      return {{moved.from_queue_id.value, moved.to_queue_id.value}, false};
    }
    return {{}, event.type == org::CentreChanged::type};
  }

 private:
  static realtime::Touched of(QueueId id) { return {{id.value}, false}; }
};

// Whom an event takes work from or gives it to; none for others.
std::optional<org::PersonId> agent_of(const events::Event& event) {
  if (event.type == ItemBegun::type) return event.as<ItemBegun>().agent_id;
  if (event.type == OfferMade::type) return event.as<OfferMade>().agent_id;
  if (event.type == OfferEnded::type) return event.as<OfferEnded>().agent_id;
  if (event.type == WrapUpBegun::type) return event.as<WrapUpBegun>().agent_id;
  if (event.type == ItemHandedBack::type) return event.as<ItemHandedBack>().agent_id;
  if (event.type == ItemEnded::type) return event.as<ItemEnded>().agent_id;
  return std::nullopt;
}

// A transfer takes an item from an agent whom its event does not name.
class AgentLoadsTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "agent_loads"; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    auto seen = org::visible(viewer, agents::view_agents, load_place, "p.id", ids);
    if (!seen) return base::pass(seen);
    return realtime::items_of(agent_loads_of(tx, *seen));
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (auto agent = agent_of(event)) return {{agent->value}, false};
    if (event.type == ItemTakenOver::type) {
      auto taken = event.as<ItemTakenOver>();
      return {{taken.from_agent_id.value, taken.to_agent_id.value}, false};
    }
    if (event.type == org::PersonChanged::type) return {{event.subject_id}, false};
    if (event.type == ItemMoved::type) return {{}, event.as<ItemMoved>().reason == MoveReason::Transfer};
    return {{}, event.type == org::CentreChanged::type};
  }
};

// What the viewer is offered or has in hand. A transfer takes an item from an agent whom its
// event does not name, so it concerns everybody.
class MyWorkTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "my_work"; }
  bool personal() const override { return true; }
  bool concerns(const events::Event& event, const realtime::Viewer& viewer) const override {
    if (event.type == ItemMoved::type) return true;
    const auto viewer_id = org::actor_of(viewer).ref.id;
    if (event.type == ItemTakenOver::type) {
      auto taken = event.as<ItemTakenOver>();
      return taken.from_agent_id.value == viewer_id || taken.to_agent_id.value == viewer_id;
    }
    auto agent = agent_of(event);
    return agent && agent->value == viewer_id;
  }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    const org::Actor& actor = org::actor_of(viewer);
    if (auto status = actor.require(agents::work_as_agent); !status) return base::pass(status);
    std::vector<realtime::Item> items;
    for (const auto& work : own_work_of(tx, org::PersonId{actor.ref.id}))
      if (realtime::is_wanted(ids, work.id.value)) items.push_back({work.id.value, base::to_json(work)});
    return items;
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == ItemMoved::type || event.type == ItemTakenOver::type || agent_of(event))
      return {{event.subject_id}, false};
    return {};
  }
};

}  // namespace

void add_routing_topics(realtime::Hub& hub) {
  hub.add(std::make_unique<QueuesTopic>());
  hub.add(std::make_unique<LoadsTopic>());
  hub.add(std::make_unique<AgentLoadsTopic>());
  hub.add(std::make_unique<MyWorkTopic>());
}

}  // namespace routing
