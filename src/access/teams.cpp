// Verbs on teams.

#include "access/rights.h"
#include "access/verbs.h"

namespace org {
namespace {

Place place_of(const Team& team) {
  return {.centre_id = team.centre_id, .department_id = team.department_id, .team_id = team.id};
}

base::Result<Team> load_team(db::Transaction& tx, const Actor& actor, Right right, TeamId id) {
  return load<Team>(tx, actor, right, id, [](const Team& t) { return place_of(t); });
}

base::Status check(db::Transaction& tx, const Actor& actor, const TeamFields& fields, TeamId self) {
  Place place{fields.centre_id, fields.department_id, self ? std::optional(self) : std::nullopt, std::nullopt};
  if (!actor.reaches(edit_organisation, place) || !find<CentreRow>(tx, fields.centre_id))
    return refuse_reference("/centre_id");
  if (fields.department_id) {
    auto department = find<Department>(tx, *fields.department_id);
    if (!department || department->centre_id != fields.centre_id) return refuse_reference("/department_id");
  }
  if (fields.leader_id) {
    auto leader = find<PersonRow>(tx, *fields.leader_id);
    if (!leader || leader->centre_id != fields.centre_id) return refuse_reference("/leader_id");
  }
  bool taken = exists(tx, "SELECT 1 FROM team WHERE centre_id = ?1 AND name = ?2 AND id <> ?3",
                      {fields.centre_id.value, fields.name, self.value});
  if (taken) return base::refuse_fault("/name", "taken");
  return {};
}

bool in_use(db::Transaction& tx, TeamId id) {
  return exists(tx, "SELECT 1 FROM person WHERE team_id = ?1 LIMIT 1", {id.value});
}

void changed(db::Transaction& tx, const Platform& platform, const Actor& actor, const Team& team, Change change,
             std::string detail) {
  audit(tx, platform, actor,
        {"team." + base::word_of(change), "team", team.id.value, team.centre_id, std::move(detail)});
  tell(tx, platform, actor, team.centre_id, team.id.value, TeamChanged{team.id, change});
}

}  // namespace

base::Result<Page<Team>> Access::teams(const Actor& actor, std::optional<CentreId> centre, const ListQuery& query) {
  if (auto status = actor.require(view_organisation); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    ListStatement list(
        db::columns<Team>(), "team", "id",
        actor.within(view_organisation, {.centre = "centre_id", .department = "department_id", .team = "id"}, 1));
    if (centre) list.require("centre_id = ?%1", *centre);
    return page_of<Team>(tx, list, query, ListStatement::Order::OldestFirst, &db::read_row<Team>);
  });
}

base::Result<Team> Access::team(const Actor& actor, TeamId id) {
  return platform_.database.read([&](db::Transaction& tx) { return load_team(tx, actor, view_organisation, id); });
}

base::Result<Team> Access::create_team(const Actor& actor, const TeamFields& fields) {
  if (auto status = actor.require(edit_organisation); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return create_once<Team>(tx, platform_, actor, [&]() -> base::Result<Team> {
      tx.lock("team");
      if (auto status = check(tx, actor, fields, TeamId{}); !status) return base::pass(status);
      Team row{fields, platform_.ids.make<TeamId>(), 1, platform_.clock.now()};
      insert(tx, row);
      changed(tx, platform_, actor, row, Change::Created, "");
      return row;
    });
  });
}

base::Result<Team> Access::edit_team(const Actor& actor, TeamId id, std::int64_t version, const TeamFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Team> {
    tx.lock("team");
    auto stored = load_team(tx, actor, edit_organisation, id);
    if (!stored) return stored;
    if (auto status = check_version(stored->version, version); !status) return base::pass(status);
    if (fields.centre_id != stored->centre_id && in_use(tx, id))
      return base::refuse(base::Code::Conflict, "team_in_use");
    if (auto status = check(tx, actor, fields, id); !status) return base::pass(status);
    Team row{fields, id, version + 1, platform_.clock.now()};
    update(tx, row);
    changed(tx, platform_, actor, row, Change::Edited, changed_fields<TeamFields>(*stored, fields));
    return row;
  });
}

base::Status Access::delete_team(const Actor& actor, TeamId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    auto stored = load_team(tx, actor, edit_organisation, id);
    if (!stored) return base::pass(stored);
    if (in_use(tx, id)) return base::refuse(base::Code::Conflict, "team_in_use");
    erase<Team>(tx, id);
    changed(tx, platform_, actor, *stored, Change::Deleted, "");
    return {};
  });
}

}  // namespace org
