// Verbs on queues.

#include <algorithm>

#include "calendars/calendars.h"
#include "content/record.h"
#include "routing/verbs.h"
#include "search/search.h"

namespace routing {
namespace {

std::vector<base::Fault> check_stages(const std::vector<QueueStage>& stages) {
  std::vector<base::Fault> faults;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    auto path = "/stages/" + std::to_string(i) + "/after_seconds";
    if (i == 0 && stages[i].after_seconds != 0) faults.push_back({path, "stage_must_begin", {}});
    if (i > 0 && stages[i].after_seconds <= stages[i - 1].after_seconds)
      faults.push_back({path, "stage_must_follow", {}});
  }
  return faults;
}

void check_references(db::Transaction& tx, const org::Actor& actor, const QueueRow& row,
                      std::vector<base::Fault>& faults) {
  auto missing = [&](std::string path) { faults.push_back({std::move(path), "no_such_object", {}}); };
  for (std::size_t i = 0; i < row.stages.size(); ++i) {
    auto path = "/stages/" + std::to_string(i);
    for (std::size_t k = 0; k < row.stages[i].skills.size(); ++k)
      if (!agents::Agents::skill_exists(tx, row.stages[i].skills[k].skill_id))
        missing(path + "/skills/" + std::to_string(k) + "/skill_id");
    for (std::size_t k = 0; k < row.stages[i].teams.size(); ++k)
      if (!org::Access::team_exists(tx, row.stages[i].teams[k])) missing(path + "/teams/" + std::to_string(k));
  }
  if (row.calendar_id && !calendars::Calendars::schedule(tx, *row.calendar_id)) missing("/calendar_id");
  if (!row.overflow_queue_id) return;
  auto other = find_queue(tx, *row.overflow_queue_id);
  if (!other || !actor.reaches(view_queues, place_of(*other)))
    missing("/overflow_queue_id");
  else if (other->id == row.id || other->channel != row.channel)
    faults.push_back({"/overflow_queue_id", "no_overflow_there", {}});
}

base::Status check(db::Transaction& tx, const org::Actor& actor, const QueueRow& row) {
  if (!org::Access::centre_exists(tx, row.centre_id) || !actor.reaches(edit_queues, place_of(row)))
    return base::refuse_fault("/centre_id", "no_such_object");
  if (name_is_taken(tx, row)) return base::refuse_fault("/name", "taken");
  auto faults = check_stages(row.stages);
  check_references(tx, actor, row, faults);
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  return {};
}

void changed(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const QueueRow& row,
             org::Change change, std::string detail) {
  content::record(tx, platform, actor, {"queue", row.id.value, row.centre_id}, change, std::move(detail),
                  QueueChanged{row.id, change});
}

}  // namespace

base::Result<org::Page<Queue>> Routing::queues(const org::Actor& actor, const QueueFilter& filter,
                                               const org::ListQuery& query) {
  if (auto status = actor.require(view_queues); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<Queue>(), "queue", "id", actor.within_centre(view_queues, "centre_id", 1));
    if (filter.centre_id) list.require("centre_id = ?%1", *filter.centre_id);
    return org::page_of<Queue>(tx, list, query, org::ListStatement::Order::OldestFirst, &db::read_row<Queue>);
  });
}

base::Result<Queue> Routing::queue(const org::Actor& actor, QueueId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Queue> {
    if (auto status = actor.require(view_queues); !status) return base::pass(status);
    auto row = find_queue(tx, id);
    if (!row || !actor.sees_of_centre(view_queues, row->centre_id)) return base::not_found();
    return *std::move(row);
  });
}

base::Result<Queue> Routing::create_queue(const org::Actor& actor, const QueueFields& fields) {
  if (auto status = actor.require(edit_queues); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<Queue>(tx, platform_, actor, [&]() -> base::Result<Queue> {
      tx.lock("queue");
      agents::Agents::hold_skills(tx);
      QueueRow row{{fields, platform_.ids.make<QueueId>(), 1, platform_.clock.now()}, search::fold(fields.name)};
      if (auto status = check(tx, actor, row); !status) return base::pass(status);
      insert(tx, row);
      changed(tx, platform_, actor, row, org::Change::Created, "");
      return row;
    });
  });
}

base::Result<Queue> Routing::edit_queue(const org::Actor& actor, QueueId id, std::int64_t version,
                                        const QueueFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Queue> {
    tx.lock("queue");
    agents::Agents::hold_skills(tx);
    auto stored = load_queue(tx, actor, edit_queues, id);
    if (!stored) return base::pass(stored);
    if (auto status = org::check_version(stored->version, version); !status) return base::pass(status);
    // What is in it belongs to a channel and a centre.
    if (fields.channel != stored->channel) return base::refuse_fault("/channel", "cannot_change");
    if (fields.centre_id != stored->centre_id) return base::refuse_fault("/centre_id", "cannot_change");
    QueueRow row{{fields, id, version + 1, platform_.clock.now()}, search::fold(fields.name)};
    if (auto status = check(tx, actor, row); !status) return base::pass(status);
    update(tx, row);
    changed(tx, platform_, actor, row, org::Change::Edited, org::changed_fields<QueueFields>(*stored, fields));
    return row;
  });
}

base::Status Routing::delete_queue(const org::Actor& actor, QueueId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    tx.lock("queue");
    auto stored = load_queue(tx, actor, edit_queues, id);
    if (!stored) return base::pass(stored);
    if (is_in_use(tx, id)) return base::refuse(base::Code::Conflict, "queue_in_use");
    // Reports name it for ever.
    if (has_items(tx, id)) return base::refuse(base::Code::Conflict, "queue_has_history");
    erase(tx, id);
    changed(tx, platform_, actor, *stored, org::Change::Deleted, stored->name);
    return {};
  });
}

base::Result<std::vector<QueueLoad>> Routing::loads(const org::Actor& actor) {
  if (auto status = actor.require(view_queues); !status) return base::pass(status);
  return platform_.database.read(
      [&](db::Transaction& tx) { return loads_of(tx, actor.within_centre(view_queues, "queue.centre_id", 1)); });
}

base::Result<std::vector<AgentLoad>> Routing::agent_loads(const org::Actor& actor) {
  if (auto status = actor.require(agents::view_agents); !status) return base::pass(status);
  return platform_.database.read(
      [&](db::Transaction& tx) { return agent_loads_of(tx, actor.within(agents::view_agents, load_place, 1)); });
}

bool Routing::asks_for(db::Transaction& tx, agents::SkillId skill) const {
  auto asks = [&](const QueueStage& stage) {
    return std::any_of(stage.skills.begin(), stage.skills.end(),
                       [&](const SkillLevel& asked) { return asked.skill_id == skill; });
  };
  const auto queues = all_queues(tx);
  return std::any_of(queues.begin(), queues.end(), [&](const QueueRow& queue) {
    return std::any_of(queue.stages.begin(), queue.stages.end(), asks);
  });
}

}  // namespace routing
