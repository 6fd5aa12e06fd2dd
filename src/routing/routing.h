#pragma once
// Distribution: queues, the work items that wait in them, and offers to agents. Knows no
// channel: a channel puts items in, reads the events, and ends them.
//
// Who is offered what is decided by the shard (shard.h) alone; everything else is a verb
// that writes a row and an event, and the shard hears of it from the log.
//
// Verbs take the actor first, are thread-safe, block on the database, and refuse with
// Forbidden, NotFound, Stale, Conflict, WrongState, Invalid. A queue stands in its centre.

#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "agents/agents.h"
#include "base/result.h"
#include "db/database.h"
#include "routing/types.h"

namespace org {
class Api;
}
namespace realtime {
class Hub;
}

namespace routing {

struct QueueFilter {
  std::optional<org::CentreId> centre_id;
};

class Routing final : public agents::Workload {
 public:
  explicit Routing(org::Platform platform) : platform_(platform) {}

  // Queues.
  base::Result<org::Page<Queue>> queues(const org::Actor& actor, const QueueFilter& filter,
                                        const org::ListQuery& query);
  base::Result<Queue> queue(const org::Actor& actor, QueueId id);
  base::Result<Queue> create_queue(const org::Actor& actor, const QueueFields& fields);
  base::Result<Queue> edit_queue(const org::Actor& actor, QueueId id, std::int64_t version, const QueueFields& fields);
  // One that nothing waits or is worked on in, and that no queue overflows into.
  base::Status delete_queue(const org::Actor& actor, QueueId id);
  base::Result<Trial> try_queue(const org::Actor& actor, QueueId id, const TrialRequest& request);
  // Of all queues within reach.
  base::Result<std::vector<QueueLoad>> loads(const org::Actor& actor);
  // Of the agents within reach who are offered something or have something in hand.
  base::Result<std::vector<AgentLoad>> agent_loads(const org::Actor& actor);

  // Offers to the agent who acts. A second answer to the same offer changes nothing.
  base::Result<WorkItem> answer(const org::Actor& actor, OfferId id);
  base::Status decline(const org::Actor& actor, OfferId id);
  // Ends the wrap-up of an item in the agent's hands.
  base::Result<WorkItem> finish(const org::Actor& actor, WorkItemId id);
  // Once for an item: as long again.
  base::Result<WorkItem> extend_wrap_up(const org::Actor& actor, WorkItemId id);
  // What the actor is offered or has in hand.
  base::Result<std::vector<OwnWork>> own_work(const org::Actor& actor);

  // The offers of an item, oldest first, with their reasons: for whoever sees queues, and for the agents
  // of its centre.
  base::Result<std::vector<ItemOffer>> offers(const org::Actor& actor, WorkItemId id);

  // Why the offer went to its agent and not to that one, from what the shard wrote into the
  // log. Whoever sees queues asks about anybody, an agent about itself in its own centre.
  base::Result<OfferReasons> reasons(const org::Actor& actor, OfferId id, std::optional<org::PersonId> agent);

  // For channels, in their transactions. Called before anything is written there: the first
  // write numbers a transaction, and the log has the events of an item in the order of
  // transactions, so the lock of items comes before it.
  static Admission admission(db::Transaction& tx, QueueId id, base::Time now);
  // Refuses (WrongState, queue_KEY) unless the queue is open.
  static base::Result<WorkItem> enter(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                                      const NewItem& item);
  // An item that is in an agent's hands from the beginning: something the agent began on behalf
  // of the queue, a call to somebody outside. Past admission and capacity; the queue must exist
  // (Invalid, /queue_id) and the agent be signed in (WrongState, agent_signed_out).
  static base::Result<WorkItem> begin_in_hand(db::Transaction& tx, const org::Platform& platform,
                                              const base::ActorRef& by, const NewItem& item, org::PersonId agent);
  // Whoever waited or was served goes on elsewhere, in a flow or with a number outside: the item
  // ends as Released, without wrap-up, as after a transfer. Nothing when the conversation is over already.
  static void release(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, WorkItemId id);
  // Whoever waited has gone, or the conversation is over: from an agent's hands the item goes
  // into wrap-up, if its queue has one. Nothing when it has ended already.
  static void end(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, WorkItemId id);
  // What answer() and decline() do, for a phone that was lifted or gave up ringing.
  static base::Result<WorkItem> answer_offer(db::Transaction& tx, const org::Platform& platform,
                                             const base::ActorRef& by, OfferId id, org::PersonId agent);
  static base::Status decline_offer(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                                    OfferId id, org::PersonId agent);
  // The agent who has it in hand cannot go on: it waits again, before all others. Nothing in another state.
  static void hand_back(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, WorkItemId id);
  // From the agent's hands into a queue, or to an agent (through the queue it is in, waiting
  // for that agent for `within`).
  static base::Status transfer_to_queue(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                                        WorkItemId id, QueueId to);
  static base::Status transfer_to_agent(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                                        WorkItemId id, org::PersonId to, base::Duration within);
  // From one agent's hands into those of another, past queue and capacity; the other must be
  // signed in as an agent (WrongState, agent_signed_out).
  static base::Status take_over(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                                WorkItemId id, org::PersonId to);
  static std::optional<WorkItem> find_item(db::Transaction& tx, WorkItemId id);
  // Holds all items until the transaction ends; first of all where one is changed.
  static void lock_items(db::Transaction& tx);
  static std::int64_t waiting_in(db::Transaction& tx, QueueId id);
  static std::int64_t held_by(db::Transaction& tx, org::PersonId id);
  static std::optional<Queue> find_queue(db::Transaction& tx, QueueId id);
  // Those that may take something in, of all centres, by name.
  static std::vector<Queue> active_queues(db::Transaction& tx, agents::Channel channel);
  // Who could be asked about the queue's matters now: who fits its first stage, else the next; the longest free first.
  static std::vector<org::PersonId> free_agents(db::Transaction& tx, const Queue& queue);
  // Empty unless it waits.
  static std::optional<Standing> standing(db::Transaction& tx, WorkItemId id, base::Time now);
  // Of all that wait in the queue, in their order.
  static std::vector<ItemStanding> standings(db::Transaction& tx, QueueId id, base::Time now);

  std::int64_t in_hand(db::Transaction& tx, org::PersonId person) const override;
  bool asks_for(db::Transaction& tx, agents::SkillId skill) const override;

 private:
  org::Platform platform_;
};

void add_routing_endpoints(org::Api& api, Routing& routing);
// Topics queues, queue_loads and agent_loads (within reach), my_work (items and offers of the viewer alone).
void add_routing_topics(realtime::Hub& hub);

}  // namespace routing
