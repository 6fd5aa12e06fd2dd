#pragma once
// What the verbs of routing and the shard share. Private to the module.

#include "access/list.h"
#include "agents/agents.h"
#include "agents/rights.h"
#include "routing/engine.h"
#include "routing/events.h"
#include "routing/rights.h"
#include "routing/store.h"

namespace routing {

inline org::Place place_of(const Queue& queue) {
  return {queue.centre_id, {}, {}, {}};
}

// NotFound when absent or out of reach of `right`.
base::Result<QueueRow> load_queue(db::Transaction& tx, const org::Actor& actor, org::Right right, QueueId id);

template <class E>
void tell(db::Transaction& tx, base::Time at, const base::ActorRef& by, const WorkItem& item, const E& event) {
  events::append(tx, {at, by, item.centre_id.value, item.id.value}, event);
}

// An open offer ends; its item goes on as `how` says. Writes both rows and tells of it.
void end_offer(db::Transaction& tx, base::Time now, const base::ActorRef& by, ItemRow& item, ItemOffer offer,
               OfferState how);
// Ends an item for good.
void end_item(db::Transaction& tx, base::Time now, const base::ActorRef& by, ItemRow& item, Outcome outcome);
// Puts the item back into its queue, before all others.
void wait_again(ItemRow& item);

// What the engine reckons with.
QueueRules rules_of(const Queue& queue);
ItemFacts facts_of(const WorkItem& item);
AgentFacts facts_of(const agents::AgentView& agent);
// Fills the engine with the state of the database, paused.
void restore(db::Transaction& tx, Engine& engine, base::Time now);

}  // namespace routing
