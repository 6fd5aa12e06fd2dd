#pragma once
// What the verbs of agents share. Private to the module.

#include "agents/events.h"
#include "agents/rights.h"
#include "agents/store.h"

namespace agents {

// The lock under which one agent's state and presence change; taken before they are read.
void lock_state(db::Transaction& tx, org::PersonId person);

// NotFound when absent or out of reach of `right`.
base::Result<Agent> load_agent(db::Transaction& tx, const org::Actor& actor, org::Right right, org::PersonId id);

// Who puts an agent into another state, and why.
struct Move {
  State to = State::SignedOut;
  std::optional<dictionaries::EntryId> reason;
  base::ActorRef by;
};
// Writes the state of an agent and tells of it; nothing when it is that already. Under lock_state.
void move(db::Transaction& tx, const org::Platform& platform, const Agent& agent, const Move& move);

// Appends an event about a person.
template <class E>
void tell(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, org::CentreId centre,
          org::PersonId person, const E& event) {
  events::append(tx, {platform.clock.now(), by, centre.value, person.value}, event);
}

}  // namespace agents
