#pragma once
// What the verbs of access share: finding an object through the actor, and telling of
// a change. Private to the module.

#include "access/store.h"

namespace org {

// Refuses a reference of a body to something absent or out of reach.
inline std::unexpected<base::Error> refuse_reference(std::string path) {
  return base::refuse_fault(std::move(path), "no_such_object");
}

// Loads `id` and asks whether `right` reaches it; NotFound either way.
template <class Row, class Id, class PlaceOf>
base::Result<Row> load(db::Transaction& tx, const Actor& actor, Right right, Id id, PlaceOf place_of) {
  if (auto status = actor.require(right); !status) return base::pass(status);
  auto row = find<Row>(tx, id);
  if (!row || !actor.reaches(right, place_of(*row))) return base::not_found();
  return *std::move(row);
}

base::Result<CentreRow> load_centre(db::Transaction& tx, const Actor& actor, Right right, CentreId id);
base::Result<PersonRow> load_person(db::Transaction& tx, const Actor& actor, Right right, PersonId id);

// Ends sessions of `person`, all but `except`, and tells of it.
void end_sessions(db::Transaction& tx, const Platform& platform, const Actor& actor, const PersonRow& person,
                  SessionId except, SignOutReason reason);

}  // namespace org
