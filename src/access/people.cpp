// Verbs on people. Nobody gives, or gains power over, more than they hold themselves.

#include "access/passwords.h"
#include "access/rights.h"
#include "access/verbs.h"
#include "search/search.h"

namespace org {
namespace {

constexpr search::Index person_search{"person_search"};

// Department and team must be of the person's centre.
base::Status check_place(db::Transaction& tx, const Actor& actor, const PersonFields& fields, PersonId self) {
  Place place{fields.centre_id, fields.department_id, fields.team_id, self ? std::optional(self) : std::nullopt};
  if (!actor.reaches(edit_people, place) || !find<CentreRow>(tx, fields.centre_id))
    return refuse_reference("/centre_id");
  if (fields.department_id) {
    auto department = find<Department>(tx, *fields.department_id);
    if (!department || department->centre_id != fields.centre_id) return refuse_reference("/department_id");
  }
  if (fields.team_id) {
    auto team = find<Team>(tx, *fields.team_id);
    if (!team || team->centre_id != fields.centre_id) return refuse_reference("/team_id");
  }
  return {};
}

base::Status check_names(db::Transaction& tx, const PersonRow& row) {
  if (row.login.find_first_of(" @/\\") != std::string::npos) return base::refuse_fault("/login", "bad_login");
  if (exists(tx, "SELECT 1 FROM person WHERE login_fold = ?1 AND id <> ?2", {row.login_fold, row.id.value}))
    return base::refuse_fault("/login", "taken");
  if (!row.number.empty() &&
      exists(tx, "SELECT 1 FROM person WHERE number = ?1 AND id <> ?2", {row.number, row.id.value}))
    return base::refuse_fault("/number", "taken");
  return {};
}

// Some active person must be able to administer everything, or the installation is lost.
base::Status check_administrator_stays(db::Transaction& tx, const PersonRow& row) {
  auto administrators = tx.query(
      "SELECT p.grants, r.id FROM person p JOIN role r ON r.key = 'system_administrator' "
      "JOIN centre c ON c.id = p.centre_id AND c.parent_id IS NULL WHERE p.active = 1 AND p.id <> ?1",
      row.id);
  auto is_administrator = [](const std::vector<Grant>& grants, RoleId role) {
    for (const auto& grant : grants)
      if (grant == Grant{role, Scope::CentreAndBelow}) return true;
    return false;
  };
  for (db::Row other : administrators)
    if (is_administrator(*base::from_json<std::vector<Grant>>(other.text(0)), other.id<RoleId>(1))) return {};
  auto role = tx.query("SELECT id FROM role WHERE key = 'system_administrator'");
  auto place = find<CentreRow>(tx, row.centre_id);
  if (row.active && place && !place->parent_id && !role.empty() && is_administrator(row.grants, role[0].id<RoleId>(0)))
    return {};
  return base::refuse(base::Code::WrongState, "last_administrator");
}

void changed(db::Transaction& tx, const Platform& platform, const Actor& actor, const PersonRow& row, Change change,
             std::string_view action, std::string detail) {
  audit(tx, platform, actor, {action, "person", row.id.value, row.centre_id, std::move(detail)});
  tell(tx, platform, actor, row.centre_id, row.id.value, PersonChanged{row.id, change});
}

// Whether the edit changes what the person may do, or where.
bool moves_power(const PersonRow& before, const PersonFields& after) {
  return before.grants != after.grants || before.centre_id != after.centre_id ||
         before.department_id != after.department_id || before.team_id != after.team_id ||
         before.active != after.active || before.login != after.login;
}

}  // namespace

// Every right of every grant must be held by the actor at least as widely.
base::Status Access::check_grants(db::Transaction& tx, const Actor& actor, const Place& place,
                                  const std::vector<Grant>& grants) const {
  for (std::size_t i = 0; i < grants.size(); ++i) {
    auto path = "/grants/" + std::to_string(i);
    auto role = find<RoleRow>(tx, grants[i].role_id);
    if (!role) return base::refuse_fault(path + "/role_id", "no_such_object");
    for (const auto& right : role->rights)
      if (!actor.covers(right, place, grants[i].scope))
        return base::refuse_fault(path, "more_than_own", {{"right", right}});
  }
  return {};
}

// Whoever has less than a person may not take over that person's account.
base::Status Access::outranks(db::Transaction& tx, const Actor& actor, const PersonRow& person) const {
  if (actor.ref == base::ActorRef{base::ActorKind::Person, person.id.value}) return {};
  if (check_grants(tx, actor, place_of(person), person.grants)) return {};
  return base::refuse(base::Code::Forbidden, "person_has_more_rights");
}

base::Result<Page<Person>> Access::people(const Actor& actor, const PersonFilter& filter, const ListQuery& query) {
  if (auto status = actor.require(view_people); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    PlaceColumns columns{"centre_id", "department_id", "team_id", "id"};
    ListStatement list(db::columns<PersonRow>(), "person", "id", actor.within(view_people, columns, 1));
    if (filter.centre_id) list.require("centre_id = ?%1", *filter.centre_id);
    if (filter.department_id) list.require("department_id = ?%1", *filter.department_id);
    if (filter.team_id) list.require("team_id = ?%1", *filter.team_id);
    if (filter.active) list.require("active = ?%1", *filter.active);
    if (!filter.text.empty()) {
      auto match = person_search.match(tx.engine(), filter.text, list.next_number());
      if (match)
        list.add("id " + match->clause, match->value);
      else
        list.require("1 = 0");
    }
    return page_of<Person>(tx, list, query, ListStatement::Order::OldestFirst,
                           [&](db::Row row) { return to_person(tx, platform_.keys, db::read_row<PersonRow>(row)); });
  });
}

base::Result<Person> Access::person(const Actor& actor, PersonId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Person> {
    auto row = load_person(tx, actor, view_people, id);
    if (!row) return base::pass(row);
    return to_person(tx, platform_.keys, *row);
  });
}

base::Result<CreatedPerson> Access::create_person(const Actor& actor, const NewPerson& fields) {
  if (auto status = actor.require(edit_people); !status) return base::pass(status);
  bool made_up = !fields.password || fields.password->empty();
  auto password = made_up ? made_up_password() : *fields.password;
  if (!made_up) {
    auto checked = platform_.database.read(
        [&](db::Transaction& tx) { return check_new_password(tx, password, fields.login, "/password"); });
    if (!checked) return base::pass(checked);
  }
  auto hash = hash_password(password);
  return platform_.database.write([&](db::Transaction& tx) {
    return create_once<CreatedPerson>(tx, platform_, actor, [&]() -> base::Result<CreatedPerson> {
      // Whoever gave the password knows it, unless it was the program itself.
      bool must_change = made_up || actor.ref.kind != base::ActorKind::System;
      PersonRow row{fields, platform_.ids.make<PersonId>(), search::fold(fields.login), hash, must_change, {},
                    1,      platform_.clock.now()};
      if (auto status = check_place(tx, actor, row, PersonId{}); !status) return base::pass(status);
      if (auto status = check_names(tx, row); !status) return base::pass(status);
      if (auto status = check_grants(tx, actor, place_of(row), row.grants); !status) return base::pass(status);
      insert(tx, row);
      index_person(tx, row);
      changed(tx, platform_, actor, row, Change::Created, "person.created", "");
      return CreatedPerson{to_person(tx, platform_.keys, row), made_up ? std::optional(password) : std::nullopt};
    });
  });
}

base::Result<Person> Access::edit_person(const Actor& actor, PersonId id, std::int64_t version,
                                         const PersonFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Person> {
    tx.lock("administrators");
    auto stored = load_person(tx, actor, edit_people, id);
    if (!stored) return base::pass(stored);
    if (auto status = check_version(stored->version, version); !status) return base::pass(status);
    PersonRow row = *stored;
    static_cast<PersonFields&>(row) = fields;
    row.login_fold = search::fold(fields.login);
    row.version = version + 1;
    row.updated_at = platform_.clock.now();
    if (auto status = check_place(tx, actor, fields, id); !status) return base::pass(status);
    if (auto status = check_names(tx, row); !status) return base::pass(status);
    if (moves_power(*stored, fields)) {
      if (auto status = outranks(tx, actor, *stored); !status) return base::pass(status);
      if (auto status = check_grants(tx, actor, place_of(row), row.grants); !status) return base::pass(status);
      if (auto status = check_administrator_stays(tx, row); !status) return base::pass(status);
    }
    update(tx, row);
    index_person(tx, row);
    if (!row.active) end_sessions(tx, platform_, actor, row, SessionId{}, SignOutReason::Inactive);
    changed(tx, platform_, actor, row, Change::Edited, "person.edited", changed_fields<PersonFields>(*stored, fields));
    forget_after_commit(tx);
    return to_person(tx, platform_.keys, row);
  });
}

base::Result<NewPassword> Access::reset_password(const Actor& actor, PersonId id) {
  if (auto status = actor.require(secure_people); !status) return base::pass(status);
  auto password = made_up_password();
  auto hash = hash_password(password);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<NewPassword> {
    auto row = load_person(tx, actor, secure_people, id);
    if (!row) return base::pass(row);
    if (auto status = outranks(tx, actor, *row); !status) return base::pass(status);
    row->password_hash = hash;
    row->must_change_password = true;
    row->version += 1;
    row->updated_at = platform_.clock.now();
    update(tx, *row);
    clear_failure(tx, failure_subject(platform_.keys, "login", row->login_fold));
    end_sessions(tx, platform_, actor, *row, SessionId{}, SignOutReason::PasswordChanged);
    changed(tx, platform_, actor, *row, Change::Edited, "person.password_reset", "");
    forget_after_commit(tx);
    return NewPassword{password};
  });
}

base::Result<Person> Access::unlock(const Actor& actor, PersonId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Person> {
    auto row = load_person(tx, actor, secure_people, id);
    if (!row) return base::pass(row);
    clear_failure(tx, failure_subject(platform_.keys, "login", row->login_fold));
    changed(tx, platform_, actor, *row, Change::Edited, "person.unlocked", "");
    return to_person(tx, platform_.keys, *row);
  });
}

base::Status Access::sign_out_person(const Actor& actor, PersonId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    auto row = load_person(tx, actor, secure_people, id);
    if (!row) return base::pass(row);
    end_sessions(tx, platform_, actor, *row, SessionId{}, SignOutReason::Supervisor);
    audit(tx, platform_, actor, {"person.signed_out", "person", id.value, row->centre_id, ""});
    forget_after_commit(tx);
    return {};
  });
}

std::string Access::actor_name(db::Transaction& tx, const base::ActorRef& actor) {
  if (actor.kind == base::ActorKind::Person) return person_name(tx, actor.id);
  if (actor.kind != base::ActorKind::ApiKey) return "";
  auto key = find<ApiKeyRow>(tx, ApiKeyId{actor.id});
  return key ? key->name : "";
}

std::string Access::centre_name(db::Transaction& tx, CentreId id) {
  auto row = find<CentreRow>(tx, id);
  return row ? row->name : "";
}

std::string Access::centre_zone(db::Transaction& tx, CentreId id) {
  auto row = find<CentreRow>(tx, id);
  return row ? row->time_zone : "";
}

bool Access::centre_exists(db::Transaction& tx, CentreId id) {
  return find<CentreRow>(tx, id).has_value();
}

std::optional<CentreId> Access::root_centre(db::Transaction& tx) {
  auto rows = tx.query("SELECT id FROM centre WHERE parent_id IS NULL");
  if (rows.empty()) return std::nullopt;
  return rows[0].id<CentreId>(0);
}

std::vector<CentreId> Access::centres_from(db::Transaction& tx, CentreId id) {
  return centres_below(tx, id);
}

std::string Access::team_name(db::Transaction& tx, TeamId id) {
  auto row = find<Team>(tx, id);
  return row ? row->name : "";
}

std::vector<TeamId> Access::teams_of(db::Transaction& tx, DepartmentId id) {
  std::vector<TeamId> teams;
  for (db::Row row : tx.query("SELECT id FROM team WHERE department_id = ?1 ORDER BY id", id))
    teams.push_back(row.id<TeamId>(0));
  return teams;
}

bool Access::team_exists(db::Transaction& tx, TeamId id) {
  return find<Team>(tx, id).has_value();
}

std::optional<Place> Access::person_place(db::Transaction& tx, PersonId id) {
  auto row = find<PersonRow>(tx, id);
  if (!row) return std::nullopt;
  return place_of(*row);
}

std::vector<PersonId> Access::people_within(db::Transaction& tx, const Actor& actor, Right right) {
  auto reach = actor.within(right, {"centre_id", "department_id", "team_id", "id"}, 1);
  std::vector<PersonId> ids;
  for (db::Row row : tx.query("SELECT id FROM person WHERE " + reach.sql, reach.values))
    ids.push_back(row.id<PersonId>(0));
  return ids;
}

std::string Access::person_name(db::Transaction& tx, std::int64_t id) {
  auto rows = tx.query("SELECT name FROM person WHERE id = ?1", id);
  return rows.empty() ? "" : rows[0].text(0);
}

std::vector<CentreId> Access::centres_above(db::Transaction& tx, CentreId id) {
  auto rows = tx.query(
      "WITH RECURSIVE above (id, parent_id) AS (SELECT id, parent_id FROM centre WHERE id = ?1 "
      "UNION SELECT c.id, c.parent_id FROM centre c JOIN above a ON c.id = a.parent_id) SELECT id FROM above ORDER BY "
      "id",
      id);
  std::vector<CentreId> ids;
  for (db::Row row : rows) ids.push_back(CentreId{row.integer(0)});
  return ids;
}

std::string Access::person_number(db::Transaction& tx, PersonId id) {
  auto rows = tx.query("SELECT number FROM person WHERE id = ?1", id);
  return rows.empty() ? "" : rows[0].text(0);
}

std::optional<PersonId> Access::person_with_number(db::Transaction& tx, std::string_view number) {
  auto rows = tx.query("SELECT id FROM person WHERE number = ?1 AND active = 1 LIMIT 2", number);
  return rows.size() == 1 ? std::optional(PersonId{rows[0].integer(0)}) : std::nullopt;
}

}  // namespace org
