#include "access/verbs.h"

namespace org {

std::string changed_fields(const base::Type& type, const void* before, const void* after) {
  std::string names;
  for (const base::Field& field : type.fields) {
    std::string old_text, new_text;
    base::write_json(old_text, field.type(), field.at(const_cast<void*>(before)));
    base::write_json(new_text, field.type(), field.at(const_cast<void*>(after)));
    if (old_text != new_text) names += (names.empty() ? "" : ", ") + std::string(field.name);
  }
  return names;
}

base::Result<CentreRow> load_centre(db::Transaction& tx, const Actor& actor, Right right, CentreId id) {
  return load<CentreRow>(tx, actor, right, id, [](const CentreRow& centre) { return Place{.centre_id = centre.id}; });
}

base::Result<PersonRow> load_person(db::Transaction& tx, const Actor& actor, Right right, PersonId id) {
  return load<PersonRow>(tx, actor, right, id, [](const PersonRow& person) { return place_of(person); });
}

void end_sessions(db::Transaction& tx, const Platform& platform, const Actor& actor, const PersonRow& person,
                  SessionId except, SignOutReason reason) {
  for (const auto& session : sessions_of(tx, person.id)) {
    if (session.id == except) continue;
    erase<SessionRow>(tx, session.id);
    tell(tx, platform, actor, person.centre_id, person.id.value, SignedOut{person.id, session.id, reason});
  }
}

base::Status check_version(std::int64_t present, std::int64_t seen) {
  if (present == seen) return {};
  return base::refuse(base::Code::Stale, "stale", {{"version", std::to_string(present)}});
}

}  // namespace org
