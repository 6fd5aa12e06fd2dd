#pragma once
// States of agents in the past, as a sample knows them when all is over.

#include <vector>

#include "access/actor.h"
#include "agents/types.h"
#include "db/database.h"
#include "events/events.h"

namespace agents {

// One after the other, each until the next; the first follows upon signed out, the last is
// signed out.
struct PastState {
  base::Time since;
  State state = State::SignedOut;
  std::optional<dictionaries::EntryId> reason_id;
  bool forced = false;  // by the system
};
struct PastStates {
  org::PersonId id;
  org::Place place;
  std::vector<PastState> states;
};

// Only for agents who never signed in. Tells nothing.
void write_past(db::Transaction& tx, const std::vector<PastStates>& agents);
// What the log would tell of it, in the order of time.
std::vector<events::Telling> tellings_of(const PastStates& past);

}  // namespace agents
