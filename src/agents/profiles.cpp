// Verbs on the profiles of agents, and how others find agents.

#include <set>

#include "agents/verbs.h"

namespace agents {
namespace {

constexpr std::int64_t default_webchats = 3, default_calls = 1;

bool has_skill(const std::vector<AgentSkill>& skills, SkillId id) {
  return std::any_of(skills.begin(), skills.end(), [&](const AgentSkill& skill) { return skill.skill_id == id; });
}

// `before`: what the agent has. Inactive skills may stay, but are not given any more.
std::vector<base::Fault> check_skills(db::Transaction& tx, const std::vector<AgentSkill>& skills,
                                      const std::vector<AgentSkill>& before) {
  std::vector<base::Fault> faults;
  std::set<SkillId> seen;
  for (std::size_t i = 0; i < skills.size(); ++i) {
    auto path = "/skills/" + std::to_string(i) + "/skill_id";
    auto id = skills[i].skill_id;
    auto skill = find_skill(tx, id);
    if (!seen.insert(id).second)
      faults.push_back({path, "twice", {}});
    else if (!skill)
      faults.push_back({path, "no_such_object", {}});
    else if (!skill->active && !has_skill(before, id))
      faults.push_back({path, "skill_inactive", {}});
  }
  return faults;
}

base::Status check(db::Transaction& tx, const AgentFields& fields, const std::vector<AgentSkill>& before) {
  auto faults = check_skills(tx, fields.skills, before);
  std::set<Channel> channels;
  for (std::size_t i = 0; i < fields.capacity.size(); ++i)
    if (!channels.insert(fields.capacity[i].channel).second)
      faults.push_back({"/capacity/" + std::to_string(i) + "/channel", "twice", {}});
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  return {};
}

void changed(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const Agent& agent,
             org::Change change, std::string detail) {
  org::audit(tx, platform, actor,
             {"agent." + base::word_of(change), "agent", agent.id.value, agent.centre_id, std::move(detail)});
  tell(tx, platform, actor.ref, agent.centre_id, agent.id, AgentChanged{agent.id, change});
}

AgentView view_of(Agent agent, AgentState state) {
  auto place = place_of(agent);
  return {std::move(agent), std::move(state), place};
}

}  // namespace

std::int64_t most_at_once(const AgentFields& agent, Channel channel) {
  for (const auto& capacity : agent.capacity)
    if (capacity.channel == channel) return capacity.most;
  return channel == Channel::Voice ? default_calls : default_webchats;
}

base::Result<org::Page<Agent>> Agents::agents(const org::Actor& actor, const AgentFilter& filter,
                                              const org::ListQuery& query) {
  if (auto status = actor.require(view_agents); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(std::string(agent_columns), std::string(agent_tables), "a.id",
                            actor.within(view_agents, agent_place, 1));
    apply(list, tx.engine(), filter);
    auto page = org::page_of<Agent>(tx, list, query, org::ListStatement::Order::OldestFirst, &db::read_row<Agent>);
    fill_skills(tx, page.items);
    return page;
  });
}

base::Result<Agent> Agents::agent(const org::Actor& actor, org::PersonId id) {
  return platform_.database.read([&](db::Transaction& tx) { return load_agent(tx, actor, view_agents, id); });
}

base::Result<Agent> Agents::create_agent(const org::Actor& actor, const NewAgent& fields) {
  if (auto status = actor.require(edit_agents); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<Agent>(tx, platform_, actor, [&]() -> base::Result<Agent> {
      tx.lock("agent");
      auto place = org::Access::person_place(tx, fields.person_id);
      if (!place || !actor.reaches(edit_agents, *place)) return base::refuse_fault("/person_id", "no_such_object");
      if (find_agent_row(tx, fields.person_id)) return base::refuse_fault("/person_id", "agent_already");
      if (auto status = check(tx, fields, {}); !status) return base::pass(status);
      insert(tx, ProfileRow{fields.person_id, fields.capacity, fields.active, 1, platform_.clock.now()});
      put_skills(tx, fields.person_id, fields.skills);
      auto agent = *find_agent_row(tx, fields.person_id);
      changed(tx, platform_, actor, agent, org::Change::Created, "");
      return agent;
    });
  });
}

base::Result<Agent> Agents::edit_agent(const org::Actor& actor, org::PersonId id, std::int64_t version,
                                       const AgentFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Agent> {
    tx.lock("agent");
    auto stored = load_agent(tx, actor, edit_agents, id);
    if (!stored) return stored;
    if (auto status = org::check_version(stored->version, version); !status) return base::pass(status);
    if (auto status = check(tx, fields, stored->skills); !status) return base::pass(status);
    update(tx, ProfileRow{id, fields.capacity, fields.active, version + 1, platform_.clock.now()});
    put_skills(tx, id, fields.skills);
    auto agent = *find_agent_row(tx, id);
    changed(tx, platform_, actor, agent, org::Change::Edited, org::changed_fields<AgentFields>(*stored, agent));
    if (!fields.active) {
      lock_state(tx, id);
      move(tx, platform_, agent, {State::SignedOut, {}, actor.ref});
    }
    return agent;
  });
}

std::optional<AgentView> Agents::find_agent(db::Transaction& tx, org::PersonId id) {
  auto agent = find_agent_row(tx, id);
  if (!agent) return std::nullopt;
  return view_of(*std::move(agent), *find_state(tx, id));
}

std::vector<AgentView> Agents::signed_in_agents(db::Transaction& tx) {
  auto rest = " FROM " + std::string(agent_tables) + " WHERE s.state <> 'signed_out' ORDER BY a.id";
  auto agents = db::read_rows<Agent>(tx.query("SELECT " + std::string(agent_columns) + rest));
  auto states = db::read_rows<AgentState>(tx.query("SELECT " + std::string(state_columns) + rest));
  fill_skills(tx, agents);
  std::map<org::PersonId, AgentState> by_id;
  for (auto& state : states) by_id.emplace(state.id, std::move(state));
  std::vector<AgentView> views;
  for (auto& agent : agents)
    if (auto state = by_id.find(agent.id); state != by_id.end())
      views.push_back(view_of(std::move(agent), std::move(state->second)));
  return views;
}

}  // namespace agents
