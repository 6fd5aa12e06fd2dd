// The endpoints of agents.

#include "access/api.h"
#include "agents/agents.h"
#include "agents/rights.h"
#include "jobs/jobs.h"

namespace agents {
namespace {

using org::Api;
using org::Call;
using org::ListQuery;

const std::vector<org::ParameterDoc>& filter_docs() {
  static const std::vector<org::ParameterDoc> docs{{"q", "words of name, login or number"},
                                                   {"centre_id", "only of this centre"},
                                                   {"team_id", "only of this team"},
                                                   {"skill_id", "only with this skill"},
                                                   {"state", "only in this state"}};
  return docs;
}

base::Result<AgentFilter> filter_of(const Call& call) {
  auto centre = call.id_parameter<org::CentreId>("centre_id");
  if (!centre) return base::pass(centre);
  auto team = call.id_parameter<org::TeamId>("team_id");
  if (!team) return base::pass(team);
  auto skill = call.id_parameter<SkillId>("skill_id");
  if (!skill) return base::pass(skill);
  auto state = call.choice_parameter<State>("state");
  if (!state) return base::pass(state);
  return AgentFilter{call.text_parameter("q"), *centre, *team, *skill, *state};
}

void add_skills(Api& api, Agents& agents) {
  api.list("/skills", {"list_skills", "All skills.", view_agents.key, {}},
           [&](const Call& call, const ListQuery& query) { return agents.skills(call.actor, query); });
  api.get("/skills/{id}", {"get_skill", "One, with its version as ETag.", view_agents.key, {}},
          [&](const Call& call) -> base::Result<Skill> {
            auto id = call.id<SkillId>();
            if (!id) return base::pass(id);
            return agents.skill(call.actor, *id);
          });
  api.create<SkillFields>(
      "/skills", {"create_skill", "Makes one.", edit_skills.key, {}},
      [&](const Call& call, const SkillFields& body) { return agents.create_skill(call.actor, body); });
  api.edit<SkillFields>("/skills/{id}",
                        {"edit_skill", "Replaces one; If-Match names the version that was seen.", edit_skills.key, {}},
                        [&](const Call& call, std::int64_t version, const SkillFields& body) -> base::Result<Skill> {
                          auto id = call.id<SkillId>();
                          if (!id) return base::pass(id);
                          return agents.edit_skill(call.actor, *id, version, body);
                        });
  api.remove("/skills/{id}",
             {"delete_skill", "Deletes one that nobody has and no queue asks for.", edit_skills.key, {}},
             [&](const Call& call) -> base::Status {
               auto id = call.id<SkillId>();
               if (!id) return base::pass(id);
               return agents.delete_skill(call.actor, *id);
             });
}

// Null for those who may work as agents and have no profile.
struct OwnProfile {
  std::optional<Agent> agent;
};
BOOST_DESCRIBE_STRUCT(OwnProfile, (), (agent))

void add_profiles(Api& api, Agents& agents) {
  api.list("/agents", {"list_agents", "The agents within reach.", view_agents.key, filter_docs()},
           [&](const Call& call, const ListQuery& query) -> base::Result<org::Page<Agent>> {
             auto filter = filter_of(call);
             if (!filter) return base::pass(filter);
             return agents.agents(call.actor, *filter, query);
           });
  api.get("/agents/{id}", {"get_agent", "One, by the id of the person.", view_agents.key, {}},
          [&](const Call& call) -> base::Result<Agent> {
            auto id = call.id<org::PersonId>();
            if (!id) return base::pass(id);
            return agents.agent(call.actor, *id);
          });
  api.get("/agents/mine", {"get_own_agent", "One's own profile; null for none.", work_as_agent.key, {}},
          [&](const Call& call) -> base::Result<OwnProfile> {
            auto agent = agents.own_profile(call.actor);
            if (!agent) return base::pass(agent);
            return OwnProfile{*std::move(agent)};
          });
  api.create<NewAgent>("/agents", {"create_agent", "Makes a person an agent.", edit_agents.key, {}},
                       [&](const Call& call, const NewAgent& body) { return agents.create_agent(call.actor, body); });
  api.edit<AgentFields>("/agents/{id}",
                        {"edit_agent",
                         "Replaces skills and capacity; one that becomes inactive is signed out as an agent.",
                         edit_agents.key,
                         {}},
                        [&](const Call& call, std::int64_t version, const AgentFields& body) -> base::Result<Agent> {
                          auto id = call.id<org::PersonId>();
                          if (!id) return base::pass(id);
                          return agents.edit_agent(call.actor, *id, version, body);
                        });
  api.act<ForcedState>(
      "/agents/{id}/forced-states",
      {"force_agent_state", "Puts an agent into a state: ready, not_ready or signed_out.", control_agents.key, {}},
      [&](const Call& call, const ForcedState& body) -> base::Result<AgentState> {
        auto id = call.id<org::PersonId>();
        if (!id) return base::pass(id);
        return agents.force_state(call.actor, *id, body);
      });
}

void add_states(Api& api, Agents& agents) {
  api.list("/agent-states",
           {"list_agent_states", "The states of the agents within reach.", view_agents.key, filter_docs()},
           [&](const Call& call, const ListQuery& query) -> base::Result<org::Page<AgentState>> {
             auto filter = filter_of(call);
             if (!filter) return base::pass(filter);
             return agents.states(call.actor, *filter, query);
           });
  api.get("/agent-states/mine", {"get_own_agent_state", "One's own.", work_as_agent.key, {}},
          [&](const Call& call) { return agents.own_state(call.actor); });
  api.act("/agent-states/mine/sign-ins",
          {"sign_in_as_agent", "Signs in as an agent, not ready yet.", work_as_agent.key, {}},
          [&](const Call& call) { return agents.sign_in(call.actor); });
  api.act("/agent-states/mine/sign-outs",
          {"sign_out_as_agent", "Signs out as an agent; refused with work in hand.", work_as_agent.key, {}},
          [&](const Call& call) { return agents.sign_out(call.actor); });
  api.act<Readiness>("/agent-states/mine/readiness",
                     {"set_readiness", "Says whether one is ready; if not, why.", work_as_agent.key, {}},
                     [&](const Call& call, const Readiness& body) { return agents.set_readiness(call.actor, body); });
}

void add_messages(Api& api, Agents& agents) {
  api.act<NewMessage>("/agent-messages",
                      {"send_agent_message",
                       "Tells agents something: people, teams, a centre with all below it.",
                       control_agents.key,
                       {}},
                      [&](const Call& call, const NewMessage& body) { return agents.send_message(call.actor, body); });
  api.list("/agent-messages/mine", {"list_own_messages", "What one was told, newest first.", work_as_agent.key, {}},
           [&](const Call& call, const ListQuery& query) { return agents.own_messages(call.actor, query); });
  api.act("/agent-messages/{id}/reads", {"read_message", "Marks a message as read.", work_as_agent.key, {}},
          [&](const Call& call) -> base::Result<Message> {
            auto id = call.id<MessageId>();
            if (!id) return base::pass(id);
            return agents.mark_read(call.actor, *id);
          });
}

}  // namespace

void add_agent_endpoints(Api& api, Agents& agents) {
  add_skills(api, agents);
  add_profiles(api, agents);
  add_states(api, agents);
  add_messages(api, agents);
}

void add_agent_jobs(jobs::Runner& runner, Agents& agents) {
  runner.schedule("agents.forget_messages", std::chrono::hours{1}, [&agents] { agents.forget_messages(); });
}

void add_agent_readers(events::Pump& pump, Agents& agents) {
  pump.add_durable("agents", [&agents](db::Transaction& tx, const std::vector<events::Event>& batch) {
    agents.follow_people(tx, batch);
  });
}

}  // namespace agents
