#pragma once
// A small organisation with agents, for tests in any module: the world of access with the
// dictionaries that ship, the verbs of agents, and people to start from.

#include <string>
#include <vector>

#include "access/testing.h"
#include "agents/agents.h"
#include "agents/rights.h"
#include "content/rights.h"
#include "dictionaries/dictionaries.h"

namespace agents::fixture {

using org::fixture::need;

class Floor {
 public:
  // `rights` are those of further modules; content's are here.
  explicit Floor(db::Database& database, std::vector<org::Right> rights = {})
      : world(database, with_own(std::move(rights))), dictionaries(world.platform), agents(world.platform) {
    dictionaries.load_packs(YINGDA_SOURCE_DIR "/content");
    admin = world.admin();
    agents.tick(world.clock.now());  // as the server does when it starts
  }

  // A person of the northern team who works as an agent with these skills, as a request would act.
  org::Actor agent(const std::string& login, std::vector<AgentSkill> skills = {}) {
    return agent(login, std::move(skills), world.north_place());
  }
  org::Actor agent(const std::string& login, std::vector<AgentSkill> skills, const org::Place& place) {
    auto person = world.add_person(login, place, {{world.role("agent"), org::Scope::Team}});
    NewAgent fields;
    fields.person_id = person.id;
    fields.skills = std::move(skills);
    need(agents.create_agent(admin, fields));
    return world.actor(login);
  }
  // The same, signed in and ready, with a console.
  org::Actor ready_agent(const std::string& login, std::vector<AgentSkill> skills = {}) {
    auto actor = agent(login, std::move(skills));
    agents.desk_attached(id_of(actor));
    need(agents.sign_in(actor));
    need(agents.set_readiness(actor, {true, {}}));
    agents.tick(world.clock.now());
    return actor;
  }
  org::Actor supervisor(const std::string& login, org::Scope scope = org::Scope::Team) {
    world.add_person(login, world.north_place(), {{world.role("supervisor"), scope}});
    return world.actor(login);
  }
  SkillId skill(const std::string& name) { return need(agents.create_skill(admin, {name, "", "", true})).id; }
  dictionaries::EntryId reason(const std::string& key) {
    return world.platform.database.read(
        [&](db::Transaction& tx) { return dictionaries::Dictionaries::find_entry(tx, "not_ready_reasons", key)->id; });
  }
  AgentState state_of(const org::Actor& actor) {
    return world.platform.database.read(
        [&](db::Transaction& tx) { return Agents::find_agent(tx, id_of(actor))->state; });
  }
  static org::PersonId id_of(const org::Actor& actor) { return org::PersonId{actor.ref.id}; }

  org::fixture::World world;
  dictionaries::Dictionaries dictionaries;
  Agents agents;
  org::Actor admin;

 private:
  static std::vector<org::Right> with_own(std::vector<org::Right> rights) {
    auto all = agent_rights();
    for (auto right : content::content_rights()) all.push_back(right);
    all.insert(all.end(), rights.begin(), rights.end());
    return all;
  }
};

// Why a verb refused: "key", or "path code" of its first fault; "" when it did not.
template <class T>
std::string why(const base::Result<T>& result) {
  if (result) return "";
  if (result.error().faults.empty()) return result.error().key;
  return result.error().faults[0].path + ' ' + result.error().faults[0].code;
}

}  // namespace agents::fixture
