#pragma once
// What the verbs and the reader of contacts share. Private to the module.

#include "commitments/commitments.h"
#include "contacts/events.h"
#include "contacts/rights.h"
#include "contacts/store.h"

namespace contacts {

inline org::Place place_of(const Contact& contact) {
  return {contact.centre_id, contact.department_id, contact.team_id, contact.agent_id};
}

// NotFound when absent or out of reach of `right`.
base::Result<Contact> load_contact(db::Transaction& tx, const org::Actor& actor, org::Right right, ContactId id);

// As commitments knows it.
inline commitments::SubjectId subject_of(const Contact& contact) {
  return {contact.id.value};
}

template <class E>
void tell(db::Transaction& tx, base::Time at, const base::ActorRef& by, const Contact& contact, const E& event) {
  events::append(tx, {at, by, contact.centre_id.value, contact.id.value}, event);
}

// The conversation was over at that time; nothing when it was already.
void end_conversation(db::Transaction& tx, base::Time at, const base::ActorRef& by, const Contact& contact);
void tell_closed(db::Transaction& tx, base::Time at, const base::ActorRef& by, const Contact& contact);

}  // namespace contacts
