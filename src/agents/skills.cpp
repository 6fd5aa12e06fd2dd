// Verbs on skills. They count in all centres, so who changes them must reach the whole tree.

#include "agents/verbs.h"
#include "content/record.h"
#include "search/search.h"

namespace agents {
namespace {

constexpr std::int64_t max_skills = 500;

base::Status require_edit(const org::Actor& actor) {
  if (auto status = actor.require(edit_skills); !status) return status;
  if (!actor.reaches_all(edit_skills)) return base::refuse(base::Code::Forbidden, "skills_need_whole_tree");
  return {};
}

void changed(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, SkillId id,
             org::Change change, std::string detail) {
  content::record(tx, platform, actor, {"skill", id.value, {}}, change, std::move(detail), SkillChanged{id, change});
}

}  // namespace

base::Result<org::Page<Skill>> Agents::skills(const org::Actor& actor, const org::ListQuery& query) {
  if (auto status = actor.require(view_agents); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<Skill>(), "skill", "id", {"1 = 1", {}});
    return org::page_of<Skill>(tx, list, query, org::ListStatement::Order::OldestFirst, &db::read_row<Skill>);
  });
}

base::Result<Skill> Agents::skill(const org::Actor& actor, SkillId id) {
  if (auto status = actor.require(view_agents); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Skill> {
    auto row = find_skill(tx, id);
    if (!row) return base::not_found();
    return *std::move(row);
  });
}

base::Result<Skill> Agents::create_skill(const org::Actor& actor, const SkillFields& fields) {
  if (auto status = require_edit(actor); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<Skill>(tx, platform_, actor, [&]() -> base::Result<Skill> {
      hold_skills(tx);
      if (count_skills(tx) >= max_skills)
        return base::refuse(base::Code::WrongState, "too_many_skills", {{"limit", std::to_string(max_skills)}});
      SkillRow row{{fields, platform_.ids.make<SkillId>(), 1, platform_.clock.now()}, search::fold(fields.name)};
      if (skill_name_is_taken(tx, row)) return base::refuse_fault("/name", "taken");
      insert(tx, row);
      changed(tx, platform_, actor, row.id, org::Change::Created, "");
      return row;
    });
  });
}

base::Result<Skill> Agents::edit_skill(const org::Actor& actor, SkillId id, std::int64_t version,
                                       const SkillFields& fields) {
  if (auto status = require_edit(actor); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Skill> {
    hold_skills(tx);
    auto stored = find_skill(tx, id);
    if (!stored) return base::not_found();
    if (auto status = org::check_version(stored->version, version); !status) return base::pass(status);
    SkillRow row{{fields, id, version + 1, platform_.clock.now()}, search::fold(fields.name)};
    if (skill_name_is_taken(tx, row)) return base::refuse_fault("/name", "taken");
    update(tx, row);
    changed(tx, platform_, actor, id, org::Change::Edited, org::changed_fields<SkillFields>(*stored, fields));
    return row;
  });
}

base::Status Agents::delete_skill(const org::Actor& actor, SkillId id) {
  if (auto status = require_edit(actor); !status) return status;
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    hold_skills(tx);
    auto stored = find_skill(tx, id);
    if (!stored) return base::not_found();
    if (skill_in_use(tx, id)) return base::refuse(base::Code::Conflict, "skill_in_use");
    if (workload_ && workload_->asks_for(tx, id)) return base::refuse(base::Code::Conflict, "skill_asked_for");
    erase(tx, id);
    changed(tx, platform_, actor, id, org::Change::Deleted, stored->name);
    return {};
  });
}

void Agents::hold_skills(db::Transaction& tx) {
  tx.lock("skill");
}

bool Agents::skill_exists(db::Transaction& tx, SkillId id) {
  return find_skill(tx, id).has_value();
}

}  // namespace agents
