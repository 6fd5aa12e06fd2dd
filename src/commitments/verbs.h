#pragma once
// What the verbs of commitments share. Private to the module.

#include "commitments/events.h"
#include "commitments/rights.h"
#include "commitments/store.h"
#include "events/events.h"

namespace commitments {

template <class T>
org::Place place_of(const T& object) {
  return {object.centre_id, {}, {}, {}};
}

template <class E>
void tell(db::Transaction& tx, base::Time at, const base::ActorRef& by, const Commitment& clock, const E& event) {
  events::append(tx, {at, by, clock.centre_id.value, clock.id.value}, event);
}

}  // namespace commitments
