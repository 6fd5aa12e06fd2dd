#pragma once
// Who acts and what it may do: the first parameter of every verb. An immutable value,
// made by Access from a session or key; verbs ask it, objects are found through it.
//
// All grants of a person stand at the person's own place (own, team, department,
// centre, centre and below), so for each right the widest scope says it all.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/types.h"
#include "base/actor.h"
#include "base/result.h"
#include "db/value.h"

namespace org {

// A function right. Each module names its own; access/rights.h gathers them.
struct Right {
  std::string_view key;  // "people.edit"; the part before the dot is the module's group
};

// Where an object stands in the organisation; what is unset cannot be reached through it.
struct Place {
  CentreId centre_id;
  std::optional<DepartmentId> department_id;
  std::optional<TeamId> team_id;
  std::optional<PersonId> person_id;
};

// The names of the columns that hold a place, in a statement; "" where there is none.
struct PlaceColumns {
  std::string_view centre, department, team, person;
};

// A condition of a WHERE clause and its values, the first of them numbered `first`.
struct Condition {
  std::string sql;
  std::vector<db::Value> values;
};

struct Actor {
  base::ActorRef ref;
  Place place;                                       // of the person or key
  SessionId session_id;                              // none for keys and the system
  std::string language;                              // of replies
  std::string address;                               // of the client, for the audit
  std::string idempotency_key;                       // of this request, "" when none
  std::string body_digest;                           // of this request, with idempotency_key
  bool must_change_password = false;                 // may do nothing else before
  std::map<std::string, Scope, std::less<>> rights;  // the widest scope of each
  std::vector<CentreId> centres_below;               // the own centre and all below it
  bool at_root = false;                              // the own centre is the root of the tree

  bool may(Right right) const;
  // Whether `right` reaches an object at `place`.
  bool reaches(Right right, const Place& place) const;
  // Whether `right` reaches everything (the scope is centre and below, from the root).
  bool reaches_all(Right right) const;
  // Whether the actor holds `right` at least as widely as a holder at `place` with `scope` would.
  bool covers(std::string_view right, const Place& place, Scope scope) const;

  // Forbidden unless the actor has the right anywhere.
  base::Status require(Right right) const;
  // Forbidden without the right; NotFound, as if absent, when it does not reach `place`.
  base::Status require(Right right, const Place& place) const;

  // The condition "the object at these columns is within reach of `right`" (false without it).
  Condition within(Right right, const PlaceColumns& columns, int first) const;

  // The same of what belongs to a centre as a whole and is no secret in it, as its queues: a scope
  // narrower than the centre reaches what stands in the own one. For looking, never for changing.
  bool sees_of_centre(Right right, CentreId centre) const;
  Condition within_centre(Right right, std::string_view column, int first) const;
};

// The program itself (first start, jobs, command line): may everything.
Actor system_actor();

}  // namespace org
