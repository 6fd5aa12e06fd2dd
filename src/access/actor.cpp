#include "access/actor.h"

#include <fmt/format.h>

#include <algorithm>

namespace org {
namespace {

template <class T>
bool same(const std::optional<T>& a, const std::optional<T>& b) {
  return a && b && *a == *b;
}

bool contains(const std::vector<CentreId>& centres, CentreId centre) {
  return std::find(centres.begin(), centres.end(), centre) != centres.end();
}

// Adds "column = ?n" alternatives, each scope taking in the narrower ones.
class Alternatives {
 public:
  explicit Alternatives(int first) : next_(first) {}

  void equal(std::string_view column, const db::Value& value, bool known) {
    if (!column.empty() && known) add(fmt::format("{} = ?{}", column, next_), value);
  }
  void among(std::string_view column, const db::Value& list) { add(fmt::format("{} {{in ?{}}}", column, next_), list); }
  Condition condition() && {
    if (result_.sql.empty()) return {"1 = 0", {}};
    result_.sql = '(' + result_.sql + ')';
    return std::move(result_);
  }

 private:
  void add(std::string alternative, const db::Value& value) {
    if (!result_.sql.empty()) result_.sql += " OR ";
    result_.sql += alternative;
    result_.values.push_back(value);
    ++next_;
  }

  int next_;
  Condition result_;
};

}  // namespace

bool Actor::may(Right right) const {
  return ref.kind == base::ActorKind::System || rights.contains(right.key);
}

bool Actor::reaches(Right right, const Place& object) const {
  if (ref.kind == base::ActorKind::System) return true;
  auto held = rights.find(right.key);
  if (held == rights.end()) return false;
  auto scope = held->second;
  if (scope == Scope::CentreAndBelow) return contains(centres_below, object.centre_id);
  if (scope == Scope::Centre) return object.centre_id == place.centre_id;
  // Departments and teams have ids of their own, so the centre need not be asked.
  return (scope >= Scope::Department && same(place.department_id, object.department_id)) ||
         (scope >= Scope::Team && same(place.team_id, object.team_id)) || same(place.person_id, object.person_id);
}

bool Actor::reaches_all(Right right) const {
  if (ref.kind == base::ActorKind::System) return true;
  auto held = rights.find(right.key);
  return held != rights.end() && held->second == Scope::CentreAndBelow && at_root;
}

bool Actor::covers(std::string_view right, const Place& holder, Scope scope) const {
  if (ref.kind == base::ActorKind::System) return true;
  auto held = rights.find(right);
  if (held == rights.end()) return false;
  switch (held->second) {
    case Scope::CentreAndBelow:
      return contains(centres_below, holder.centre_id);
    case Scope::Centre:
      return scope <= Scope::Centre && holder.centre_id == place.centre_id;
    case Scope::Department:
      return scope <= Scope::Department && same(place.department_id, holder.department_id);
    case Scope::Team:
      return scope <= Scope::Team && same(place.team_id, holder.team_id);
    case Scope::Own:
      return scope == Scope::Own && same(place.person_id, holder.person_id);
  }
  return false;
}

base::Status Actor::require(Right right) const {
  if (must_change_password) return base::refuse(base::Code::Forbidden, "must_change_password");
  if (!may(right)) return base::refuse(base::Code::Forbidden, "right_missing", {{"right", std::string(right.key)}});
  return {};
}

base::Status Actor::require(Right right, const Place& object) const {
  if (auto status = require(right); !status) return status;
  if (!reaches(right, object)) return base::not_found();
  return {};
}

Condition Actor::within(Right right, const PlaceColumns& columns, int first) const {
  if (ref.kind == base::ActorKind::System) return {"1 = 1", {}};
  Alternatives alternatives(first);
  auto held = rights.find(right.key);
  if (held == rights.end()) return std::move(alternatives).condition();
  auto scope = held->second;
  if (scope == Scope::CentreAndBelow) {
    alternatives.among(columns.centre, db::to_value(centres_below));
  } else if (scope == Scope::Centre) {
    alternatives.equal(columns.centre, db::to_value(place.centre_id), true);
  } else {
    if (scope >= Scope::Department)
      alternatives.equal(columns.department, db::to_value(place.department_id), place.department_id.has_value());
    if (scope >= Scope::Team) alternatives.equal(columns.team, db::to_value(place.team_id), place.team_id.has_value());
    alternatives.equal(columns.person, db::to_value(place.person_id), place.person_id.has_value());
  }
  return std::move(alternatives).condition();
}

bool Actor::sees_of_centre(Right right, CentreId centre) const {
  return reaches(right, {centre, {}, {}, {}}) || (may(right) && centre == place.centre_id);
}

Condition Actor::within_centre(Right right, std::string_view column, int first) const {
  auto held = rights.find(right.key);
  const bool is_narrow = held != rights.end() && held->second < Scope::Centre;
  if (!is_narrow) return within(right, {column, "", "", ""}, first);
  Alternatives own(first);
  own.equal(column, db::to_value(place.centre_id), true);
  return std::move(own).condition();
}

Actor system_actor() {
  Actor actor;
  actor.ref = {base::ActorKind::System, 0};
  actor.language = "zh-CN";
  actor.at_root = true;
  return actor;
}

}  // namespace org
