// The endpoints of routing.

#include "access/api.h"
#include "agents/rights.h"
#include "routing/rights.h"
#include "routing/routing.h"

namespace routing {
namespace {

using org::Api;
using org::Call;
using org::Items;

void add_queues(Api& api, Routing& routing) {
  api.list("/queues",
           {"list_queues",
            "Queues within reach, oldest first.",
            view_queues.key,
            {{"centre_id", "Only those of this centre."}}},
           [&](const Call& call, const org::ListQuery& query) -> base::Result<org::Page<Queue>> {
             auto centre = call.id_parameter<org::CentreId>("centre_id");
             if (!centre) return base::pass(centre);
             return routing.queues(call.actor, {*centre}, query);
           });
  api.get("/queues/{id}", {"get_queue", "One, with its version as ETag.", view_queues.key, {}},
          [&](const Call& call) -> base::Result<Queue> {
            auto id = call.id<QueueId>();
            if (!id) return base::pass(id);
            return routing.queue(call.actor, *id);
          });
  api.create<QueueFields>(
      "/queues", {"create_queue", "Makes one.", edit_queues.key, {}},
      [&](const Call& call, const QueueFields& body) { return routing.create_queue(call.actor, body); });
  api.edit<QueueFields>("/queues/{id}",
                        {"edit_queue", "Replaces one; If-Match names the version that was seen.", edit_queues.key, {}},
                        [&](const Call& call, std::int64_t version, const QueueFields& body) -> base::Result<Queue> {
                          auto id = call.id<QueueId>();
                          if (!id) return base::pass(id);
                          return routing.edit_queue(call.actor, *id, version, body);
                        });
  api.remove(
      "/queues/{id}",
      {"delete_queue", "Deletes one that nothing ever was in and that none overflows into.", edit_queues.key, {}},
      [&](const Call& call) -> base::Status {
        auto id = call.id<QueueId>();
        if (!id) return base::pass(id);
        return routing.delete_queue(call.actor, *id);
      });
  api.act<TrialRequest>(
      "/queues/{id}/trials",
      {"try_queue", "What would happen to somebody who came now; nothing is written.", view_queues.key, {}},
      [&](const Call& call, const TrialRequest& body) -> base::Result<Trial> {
        auto id = call.id<QueueId>();
        if (!id) return base::pass(id);
        return routing.try_queue(call.actor, *id, body);
      });
  api.get("/queue-loads", {"list_queue_loads", "How many wait and are served in each queue now.", view_queues.key, {}},
          [&](const Call& call) { return org::items_of(routing.loads(call.actor)); });
  api.get("/agent-loads",
          {"list_agent_loads",
           "What agents are offered and have in hand now; who has nothing is left out.",
           agents::view_agents.key,
           {}},
          [&](const Call& call) { return org::items_of(routing.agent_loads(call.actor)); });
}

void add_work(Api& api, Routing& routing) {
  const auto work = agents::work_as_agent.key;
  api.act("/work-offers/{id}/answers", {"answer_offer", "Takes what is offered to the agent who asks.", work, {}},
          [&](const Call& call) -> base::Result<WorkItem> {
            auto id = call.id<OfferId>();
            if (!id) return base::pass(id);
            return routing.answer(call.actor, *id);
          });
  api.act("/work-offers/{id}/refusals", {"decline_offer", "Lets somebody else take it.", work, {}},
          [&](const Call& call) -> base::Status {
            auto id = call.id<OfferId>();
            if (!id) return base::pass(id);
            return routing.decline(call.actor, *id);
          });
  api.act("/work-items/{id}/completions", {"finish_work_item", "Ends the wrap-up.", work, {}},
          [&](const Call& call) -> base::Result<WorkItem> {
            auto id = call.id<WorkItemId>();
            if (!id) return base::pass(id);
            return routing.finish(call.actor, *id);
          });
  api.act("/work-items/{id}/extensions", {"extend_wrap_up", "Asks for as much time again, once.", work, {}},
          [&](const Call& call) -> base::Result<WorkItem> {
            auto id = call.id<WorkItemId>();
            if (!id) return base::pass(id);
            return routing.extend_wrap_up(call.actor, *id);
          });
  api.get("/work-items/mine", {"list_own_work", "What the agent who asks is offered or has in hand.", work, {}},
          [&](const Call& call) { return org::items_of(routing.own_work(call.actor)); });
  api.get("/work-items/{id}/offers",
          {"list_work_offers",
           "To whom an item was offered, and why to them; agents may ask in their own centre.",
           view_queues.key,
           {}},
          [&](const Call& call) -> base::Result<Items<ItemOffer>> {
            auto id = call.id<WorkItemId>();
            if (!id) return base::pass(id);
            return org::items_of(routing.offers(call.actor, *id));
          });
  api.get("/work-offers/{id}/reasons",
          {"explain_offer",
           "Why an offer went to its agent and not to another; an agent may ask about itself.",
           view_queues.key,
           {{"agent_id", "Who is asked about."}}},
          [&](const Call& call) -> base::Result<OfferReasons> {
            auto id = call.id<OfferId>();
            if (!id) return base::pass(id);
            auto agent = call.id_parameter<org::PersonId>("agent_id");
            if (!agent) return base::pass(agent);
            return routing.reasons(call.actor, *id, *agent);
          });
}

}  // namespace

void add_routing_endpoints(Api& api, Routing& routing) {
  add_queues(api, routing);
  add_work(api, routing);
}

}  // namespace routing
