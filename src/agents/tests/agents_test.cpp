// Skills, profiles, states and messages of agents.

#include <gtest/gtest.h>

#include "access/live.h"
#include "agents/events.h"
#include "agents/testing.h"
#include "events/events.h"
#include "events/testing.h"
#include "tests/support/databases.h"

using namespace agents;
using namespace std::chrono_literals;
using agents::fixture::Floor;
using agents::fixture::need;
using agents::fixture::why;

namespace {

class Busy final : public Workload {
 public:
  std::int64_t in_hand(db::Transaction&, org::PersonId) const override { return count; }
  bool asks_for(db::Transaction&, SkillId skill) const override { return skill == asked; }
  std::int64_t count = 0;
  SkillId asked;
};

class AgentsTest : public support::StoreTest {
 protected:
  std::vector<events::Event> all_events() {
    events::wait_until_settled(database());
    return database().read([](db::Transaction& tx) { return events::read_after(tx, {}, 10'000); });
  }
  template <class E>
  std::vector<E> told() {
    std::vector<E> found;
    for (const auto& event : all_events())
      if (event.type == E::type) found.push_back(event.as<E>());
    return found;
  }
  // As the pump would.
  void follow() {
    auto events = all_events();
    database().write([&](db::Transaction& tx) { agents.follow_people(tx, events); });
  }
  std::vector<std::string> names(const org::Actor& actor, const AgentFilter& filter) {
    std::vector<std::string> found;
    for (const auto& agent : need(agents.agents(actor, filter, {})).items) found.push_back(agent.name);
    return found;
  }
  void pass(base::Duration time) {
    floor.world.clock.advance(time);
    agents.tick(floor.world.clock.now());
  }
  std::string last_audit() {
    return database().read(
        [](db::Transaction& tx) { return tx.query("SELECT action FROM audit ORDER BY id DESC LIMIT 1")[0].text(0); });
  }

  Floor floor{database()};
  Agents& agents = floor.agents;
};

}  // namespace

// ---------------------------------------------------------------------- skills

TEST_P(AgentsTest, ASkillHasANameOfItsOwn) {
  floor.skill("Broadband");
  EXPECT_EQ(why(agents.create_skill(floor.admin, {"ｂｒｏａｄｂａｎｄ", "", "", true})), "/name taken");
  EXPECT_EQ(need(agents.skills(floor.admin, {})).total, 1);
}

TEST_P(AgentsTest, ASkillIsEditedByTheVersionThatWasSeen) {
  auto id = floor.skill("宽带");
  auto edited = need(agents.edit_skill(floor.admin, id, 1, {"宽带报修", "Broadband", "断网", false}));
  EXPECT_EQ(edited.version, 2);
  EXPECT_EQ(why(agents.edit_skill(floor.admin, id, 1, {"别的", "", "", true})), "stale");
  EXPECT_FALSE(need(agents.skill(floor.admin, id)).active);
}

TEST_P(AgentsTest, ASkillThatSomebodyHasIsNotDeleted) {
  auto used = floor.skill("宽带"), unused = floor.skill("英语");
  floor.agent("wang", {{used, 7}});
  EXPECT_EQ(why(agents.delete_skill(floor.admin, used)), "skill_in_use");
  EXPECT_EQ(why(agents.delete_skill(floor.admin, unused)), "");
  EXPECT_EQ(why(agents.skill(floor.admin, unused)), "not_found");
}

TEST_P(AgentsTest, ASkillThatWorkAsksForIsNotDeleted) {
  Busy workload;
  workload.asked = floor.skill("宽带");
  agents.set_workload(workload);
  EXPECT_EQ(why(agents.delete_skill(floor.admin, workload.asked)), "skill_asked_for");
  EXPECT_EQ(why(agents.delete_skill(floor.admin, floor.skill("英语"))), "");
}

TEST_P(AgentsTest, SkillsAreManagedFromTheRootOnly) {
  auto& world = floor.world;
  world.add_person("chief", world.north_place(), {{world.role("centre_administrator"), org::Scope::CentreAndBelow}});
  EXPECT_EQ(why(agents.create_skill(world.actor("chief"), {"宽带", "", "", true})), "skills_need_whole_tree");
}

// -------------------------------------------------------------------- profiles

TEST_P(AgentsTest, APersonIsAnAgentOnce) {
  auto wang = floor.agent("wang");
  NewAgent again;
  again.person_id = Floor::id_of(wang);
  EXPECT_EQ(why(agents.create_agent(floor.admin, again)), "/person_id agent_already");
  again.person_id = {42};
  EXPECT_EQ(why(agents.create_agent(floor.admin, again)), "/person_id no_such_object");
}

TEST_P(AgentsTest, AProfileKeepsSkillsWithLevelsAndCapacity) {
  auto broadband = floor.skill("宽带"), english = floor.skill("英语");
  auto wang = Floor::id_of(floor.agent("wang", {{broadband, 7}}));
  AgentFields fields;
  fields.skills = {{broadband, 3}, {english, 10}};
  fields.capacity = {{Channel::Webchat, 5}};
  auto edited = need(agents.edit_agent(floor.admin, wang, 1, fields));
  EXPECT_EQ(edited.skills, fields.skills);
  EXPECT_EQ(edited.capacity, fields.capacity);
  EXPECT_EQ(edited.version, 2);
  EXPECT_EQ(edited.name, "测试wang");
  EXPECT_EQ(need(agents.agent(floor.admin, wang)).skills, fields.skills);
  EXPECT_EQ(why(agents.edit_agent(floor.admin, wang, 1, fields)), "stale");
}

TEST_P(AgentsTest, ASkillIsGivenOnceAndOnlyWhileItIsActive) {
  auto broadband = floor.skill("宽带"), old = floor.skill("传真");
  auto wang = Floor::id_of(floor.agent("wang", {{old, 7}}));
  need(agents.edit_skill(floor.admin, old, 1, {"传真", "", "", false}));
  AgentFields fields;
  fields.skills = {{old, 5}, {broadband, 1}};
  EXPECT_EQ(why(agents.edit_agent(floor.admin, wang, 1, fields)), "");  // had it before
  fields.skills = {{broadband, 1}, {broadband, 2}};
  EXPECT_EQ(why(agents.edit_agent(floor.admin, wang, 2, fields)), "/skills/1/skill_id twice");
  fields.skills = {{SkillId{42}, 1}};
  EXPECT_EQ(why(agents.edit_agent(floor.admin, wang, 2, fields)), "/skills/0/skill_id no_such_object");
  NewAgent li;
  li.person_id = floor.world.add_person("li", floor.world.north_place(), {}).id;
  li.skills = {{old, 5}};
  EXPECT_EQ(why(agents.create_agent(floor.admin, li)), "/skills/0/skill_id skill_inactive");
}

TEST_P(AgentsTest, AChannelIsNamedOnceAndHasADefault) {
  AgentFields fields;
  EXPECT_EQ(most_at_once(fields, Channel::Webchat), 3);
  fields.capacity = {{Channel::Webchat, 0}};
  EXPECT_EQ(most_at_once(fields, Channel::Webchat), 0);
  fields.capacity.push_back({Channel::Webchat, 2});
  auto wang = Floor::id_of(floor.agent("wang"));
  EXPECT_EQ(why(agents.edit_agent(floor.admin, wang, 1, fields)), "/capacity/1/channel twice");
}

TEST_P(AgentsTest, ListsAreNarrowedAndKeepToTheReach) {
  auto broadband = floor.skill("宽带");
  auto wang = floor.ready_agent("wang", {{broadband, 7}});
  floor.agent("li");
  floor.agent("zhao", {{broadband, 2}}, floor.world.south_place());
  auto supervisor = floor.supervisor("chen", org::Scope::Centre);
  EXPECT_EQ(names(floor.admin, {}).size(), 3);
  EXPECT_EQ(names(supervisor, {}), (std::vector<std::string>{"测试wang", "测试li"}));
  EXPECT_EQ(names(floor.admin, {.skill_id = broadband}), (std::vector<std::string>{"测试wang", "测试zhao"}));
  EXPECT_EQ(names(floor.admin, {.team_id = floor.world.south_team}), (std::vector<std::string>{"测试zhao"}));
  EXPECT_EQ(names(floor.admin, {.state = State::Ready}), (std::vector<std::string>{"测试wang"}));
  EXPECT_EQ(names(floor.admin, {.state = State::SignedOut}).size(), 2);
  EXPECT_EQ(names(floor.admin, {.text = "测试li"}), (std::vector<std::string>{"测试li"}));
  EXPECT_TRUE(names(floor.admin, {.text = "，"}).empty());
  EXPECT_EQ(need(agents.states(supervisor, {.state = State::Ready}, {})).items.at(0).id, Floor::id_of(wang));
}

TEST_P(AgentsTest, AProfileFollowsThePersonToAnotherCentre) {
  auto wang = Floor::id_of(floor.agent("wang"));
  auto supervisor = floor.supervisor("chen", org::Scope::Centre);
  auto person = need(floor.world.access.person(floor.admin, wang));
  person.centre_id = floor.world.south;
  person.department_id = floor.world.south_department;
  person.team_id = floor.world.south_team;
  need(floor.world.access.edit_person(floor.admin, wang, person.version, person));
  EXPECT_EQ(why(agents.agent(supervisor, wang)), "not_found");
  EXPECT_EQ(need(agents.agent(floor.admin, wang)).team_id, floor.world.south_team);
}

// ---------------------------------------------------------------------- states

TEST_P(AgentsTest, WhoeverHasNoProfileIsToldSoInsteadOfBeingRefused) {
  EXPECT_FALSE(need(agents.own_profile(floor.admin)));
  auto wang = floor.agent("wang");
  auto own = need(agents.own_profile(wang));
  ASSERT_TRUE(own);
  EXPECT_EQ(own->id.value, wang.ref.id);
}

TEST_P(AgentsTest, ADayFromSigningInToSigningOut) {
  auto wang = floor.agent("wang");
  EXPECT_EQ(need(agents.own_state(wang)).state, State::SignedOut);
  auto state = need(agents.sign_in(wang));
  EXPECT_EQ(state.state, State::NotReady);
  EXPECT_EQ(state.reason_id, std::nullopt);
  EXPECT_EQ(state.since, floor.world.clock.now());
  EXPECT_TRUE(state.present);
  floor.world.clock.advance(60s);
  state = need(agents.set_readiness(wang, {true, {}}));
  EXPECT_EQ(state.state, State::Ready);
  EXPECT_EQ(state.since, floor.world.clock.now());
  EXPECT_EQ(state.signed_in_at, org::fixture::start_time);
  state = need(agents.set_readiness(wang, {false, floor.reason("meal")}));
  EXPECT_EQ(state.state, State::NotReady);
  EXPECT_EQ(state.reason_id, floor.reason("meal"));
  state = need(agents.sign_out(wang));
  EXPECT_EQ(state.state, State::SignedOut);
  EXPECT_EQ(state.signed_in_at, std::nullopt);
  EXPECT_FALSE(state.present);
}

TEST_P(AgentsTest, TheEventsOfADayTellHowLongEachStateLasted) {
  auto wang = floor.agent("wang");
  need(agents.sign_in(wang));
  floor.world.clock.advance(60s);
  need(agents.set_readiness(wang, {false, floor.reason("rest")}));
  floor.world.clock.advance(30s);
  need(agents.set_readiness(wang, {true, {}}));
  auto told = this->told<StateChanged>();
  ASSERT_EQ(told.size(), 3);
  EXPECT_EQ(told[0].from, State::SignedOut);
  EXPECT_EQ(told[0].since, std::nullopt);
  EXPECT_EQ(told[1].since, org::fixture::start_time);
  EXPECT_EQ(told[2].from, State::NotReady);
  EXPECT_EQ(told[2].from_reason_id, floor.reason("rest"));
  EXPECT_EQ(told[2].since, org::fixture::start_time + 60s);
  EXPECT_EQ(told[2].to, State::Ready);
  EXPECT_EQ(told[2].team_id, floor.world.north_team);
  EXPECT_FALSE(told[2].forced);
}

TEST_P(AgentsTest, TheSameStateAgainChangesNothing) {
  auto wang = floor.ready_agent("wang");
  auto before = floor.state_of(wang);
  auto events = all_events().size();
  floor.world.clock.advance(60s);
  need(agents.sign_in(wang));
  need(agents.set_readiness(wang, {true, {}}));
  need(agents.force_state(floor.admin, Floor::id_of(wang), {State::Ready, {}}));
  EXPECT_EQ(all_events().size(), events);
  EXPECT_EQ(floor.state_of(wang).since, before.since);
  need(agents.sign_out(wang));
  need(agents.sign_out(wang));
  EXPECT_EQ(all_events().size(), events + 1);
}

TEST_P(AgentsTest, NotReadyNeedsAReasonThatAgentsMayGive) {
  auto wang = floor.ready_agent("wang");
  EXPECT_EQ(why(agents.set_readiness(wang, {false, {}})), "/reason_id missing");
  EXPECT_EQ(why(agents.set_readiness(wang, {true, floor.reason("meal")})), "/reason_id reason_not_taken");
  EXPECT_EQ(why(agents.set_readiness(wang, {false, floor.reason("assigned")})), "/reason_id supervisors_reason");
  EXPECT_EQ(why(agents.set_readiness(wang, {false, dictionaries::EntryId{42}})), "/reason_id no_such_object");
  auto elsewhere = need(floor.dictionaries.entries(floor.admin, "urgency")).at(0).id;
  EXPECT_EQ(why(agents.set_readiness(wang, {false, elsewhere})), "/reason_id no_such_object");
  auto meal = need(floor.dictionaries.entry(floor.admin, floor.reason("meal")));
  meal.active = false;
  need(floor.dictionaries.edit_entry(floor.admin, meal.id, meal.version, meal));
  EXPECT_EQ(why(agents.set_readiness(wang, {false, meal.id})), "/reason_id no_such_object");
}

TEST_P(AgentsTest, OnlyAnActiveAgentSignsIn) {
  auto& world = floor.world;
  world.add_person("li", world.north_place(), {{world.role("agent"), org::Scope::Own}});
  EXPECT_EQ(why(agents.sign_in(world.actor("li"))), "no_agent_profile");
  auto wang = floor.agent("wang");
  EXPECT_EQ(why(agents.set_readiness(wang, {true, {}})), "agent_signed_out");
  AgentFields fields;
  fields.active = false;
  need(agents.edit_agent(floor.admin, Floor::id_of(wang), 1, fields));
  EXPECT_EQ(why(agents.sign_in(wang)), "agent_inactive");
}

TEST_P(AgentsTest, NobodySignsOutWithWorkInHandButMayBeSignedOut) {
  Busy workload;
  agents.set_workload(workload);
  auto wang = floor.ready_agent("wang");
  workload.count = 2;
  EXPECT_EQ(why(agents.sign_out(wang)), "work_in_hand");
  EXPECT_EQ(need(agents.force_state(floor.admin, Floor::id_of(wang), {State::SignedOut, {}})).state, State::SignedOut);
  workload.count = 0;
  EXPECT_EQ(why(agents.sign_out(wang)), "");
}

TEST_P(AgentsTest, ASupervisorForcesAStateWithinReachAndItIsAudited) {
  auto wang = floor.ready_agent("wang");
  auto supervisor = floor.supervisor("chen");
  auto state = need(agents.force_state(supervisor, Floor::id_of(wang), {State::NotReady, floor.reason("assigned")}));
  EXPECT_EQ(state.reason_id, floor.reason("assigned"));
  EXPECT_EQ(last_audit(), "agent.forced_not_ready");
  EXPECT_TRUE(told<StateChanged>().back().forced);
  need(agents.force_state(supervisor, Floor::id_of(wang), {State::NotReady, {}}));
  EXPECT_EQ(floor.state_of(wang).reason_id, std::nullopt);
  auto far = Floor::id_of(floor.agent("zhao", {}, floor.world.south_place()));
  EXPECT_EQ(why(agents.force_state(supervisor, far, {State::SignedOut, {}})), "not_found");
  EXPECT_EQ(why(agents.force_state(wang, Floor::id_of(wang), {State::Ready, {}})), "right_missing");
}

TEST_P(AgentsTest, WhatCannotBeForcedIsRefused) {
  auto wang = floor.ready_agent("wang");
  auto away = floor.agent("li");
  auto force = [&](const org::Actor& agent, ForcedState forced) {
    return why(agents.force_state(floor.admin, Floor::id_of(agent), forced));
  };
  EXPECT_EQ(force(wang, {State::NotResponding, {}}), "/state not_a_choice");
  EXPECT_EQ(force(wang, {State::Ready, floor.reason("meal")}), "/reason_id reason_not_taken");
  EXPECT_EQ(force(away, {State::Ready, {}}), "agent_signed_out");
  EXPECT_EQ(force(away, {State::SignedOut, {}}), "");
}

TEST_P(AgentsTest, AnAgentThatDoesNotRespondIsReadyAgainWhenItSaysSo) {
  auto wang = floor.ready_agent("wang");
  auto gone = floor.agent("li");
  database().write([&](db::Transaction& tx) {
    Agents::set_not_responding(tx, floor.world.platform, Floor::id_of(wang));
    Agents::set_not_responding(tx, floor.world.platform, Floor::id_of(gone));
  });
  EXPECT_EQ(floor.state_of(wang).state, State::NotResponding);
  EXPECT_EQ(floor.state_of(gone).state, State::SignedOut);
  EXPECT_EQ(need(agents.set_readiness(wang, {true, {}})).state, State::Ready);
}

TEST_P(AgentsTest, WhoBecomesInactiveIsSignedOut) {
  auto wang = floor.ready_agent("wang"), li = floor.ready_agent("li");
  AgentFields fields;
  fields.active = false;
  need(agents.edit_agent(floor.admin, Floor::id_of(wang), 1, fields));
  EXPECT_EQ(floor.state_of(wang).state, State::SignedOut);
  auto person = need(floor.world.access.person(floor.admin, Floor::id_of(li)));
  person.active = false;
  need(floor.world.access.edit_person(floor.admin, person.id, person.version, person));
  follow();
  follow();
  EXPECT_EQ(floor.state_of(li).state, State::SignedOut);
  EXPECT_EQ(told<StateChanged>().back().person_id, Floor::id_of(li));
  EXPECT_EQ(need(agents.states(floor.admin, {}, {})).total, 0);
}

TEST_P(AgentsTest, OthersFindTheAgentsThatAreSignedIn) {
  auto broadband = floor.skill("宽带");
  auto wang = floor.ready_agent("wang", {{broadband, 7}});
  floor.agent("li");
  auto views = database().read([](db::Transaction& tx) { return Agents::signed_in_agents(tx); });
  ASSERT_EQ(views.size(), 1);
  EXPECT_EQ(views[0].profile.skills, (std::vector<AgentSkill>{{broadband, 7}}));
  EXPECT_EQ(views[0].state.state, State::Ready);
  EXPECT_EQ(views[0].place.team_id, floor.world.north_team);
  EXPECT_EQ(views[0].place.person_id, Floor::id_of(wang));
  auto nobody = database().read([](db::Transaction& tx) { return Agents::find_agent(tx, org::PersonId{42}); });
  EXPECT_FALSE(nobody);
}

// -------------------------------------------------------------------- presence

TEST_P(AgentsTest, AnAgentWhoseConsoleIsGoneForTenSecondsIsAbsent) {
  auto wang = floor.ready_agent("wang");
  agents.desk_detached(Floor::id_of(wang));
  auto left = floor.world.clock.now();
  pass(9s);
  EXPECT_TRUE(floor.state_of(wang).present);
  pass(1s);
  EXPECT_FALSE(floor.state_of(wang).present);
  EXPECT_EQ(floor.state_of(wang).absent_since, left);
  EXPECT_EQ(floor.state_of(wang).state, State::Ready);
  agents.desk_attached(Floor::id_of(wang));
  pass(1s);
  EXPECT_TRUE(floor.state_of(wang).present);
  EXPECT_EQ(floor.state_of(wang).absent_since, std::nullopt);
  auto told = this->told<PresenceChanged>();
  ASSERT_EQ(told.size(), 2);
  EXPECT_FALSE(told[0].present);
  EXPECT_TRUE(told[1].present);
}

TEST_P(AgentsTest, LoadingThePageAnewIsNoAbsence) {
  auto wang = floor.ready_agent("wang");
  agents.desk_detached(Floor::id_of(wang));
  pass(3s);
  agents.desk_attached(Floor::id_of(wang));
  pass(60s);
  EXPECT_TRUE(floor.state_of(wang).present);
  EXPECT_TRUE(told<PresenceChanged>().empty());
}

TEST_P(AgentsTest, WhoSignsInWithoutAConsoleIsSoonAbsent) {
  auto wang = floor.agent("wang");
  need(agents.sign_in(wang));
  pass(9s);
  EXPECT_TRUE(floor.state_of(wang).present);
  pass(1s);
  EXPECT_FALSE(floor.state_of(wang).present);
}

TEST_P(AgentsTest, WhoIsSignedOutIsNeitherPresentNorAbsent) {
  auto wang = floor.ready_agent("wang");
  need(agents.sign_out(wang));
  agents.desk_detached(Floor::id_of(wang));
  pass(60s);
  EXPECT_FALSE(floor.state_of(wang).present);
  EXPECT_EQ(floor.state_of(wang).absent_since, std::nullopt);
  EXPECT_TRUE(told<PresenceChanged>().empty());
}

TEST_P(AgentsTest, AfterARestartWhoDoesNotComeBackIsAbsent) {
  auto wang = floor.ready_agent("wang"), li = floor.ready_agent("li");
  Agents restarted(floor.world.platform);
  restarted.tick(floor.world.clock.now());
  restarted.desk_attached(Floor::id_of(li));
  floor.world.clock.advance(10s);
  restarted.tick(floor.world.clock.now());
  EXPECT_FALSE(floor.state_of(wang).present);
  EXPECT_TRUE(floor.state_of(li).present);
}

TEST_P(AgentsTest, AConsoleAtAnotherNodeCountsToo) {
  auto wang = floor.ready_agent("wang");
  auto platform = floor.world.platform;
  platform.node = 2;
  Agents other(platform);
  other.desk_attached(Floor::id_of(wang));
  other.tick(floor.world.clock.now());
  agents.desk_detached(Floor::id_of(wang));
  pass(10s);
  EXPECT_TRUE(floor.state_of(wang).present);
  other.desk_detached(Floor::id_of(wang));
  floor.world.clock.advance(10s);
  other.tick(floor.world.clock.now());
  EXPECT_FALSE(floor.state_of(wang).present);
}

TEST_P(AgentsTest, WhoIsOnThePhoneElsewhereIsOccupiedUntilThatEndsAlsoByWayOfSigningOut) {
  auto li = floor.ready_agent("li"), wang = floor.agent("wang");
  auto set = [&](const org::Actor& agent, bool occupied) {
    database().write(
        [&](db::Transaction& tx) { Agents::set_occupied(tx, floor.world.platform, Floor::id_of(agent), occupied); });
  };
  set(li, true);
  set(li, true);
  EXPECT_TRUE(floor.state_of(li).occupied);
  EXPECT_EQ(told<OccupiedChanged>().size(), 1u);
  set(li, false);
  EXPECT_FALSE(floor.state_of(li).occupied);
  set(li, true);
  need(floor.agents.sign_out(li));
  need(floor.agents.sign_in(li));
  EXPECT_TRUE(floor.state_of(li).occupied) << "the phone knows nothing of that";
  need(floor.agents.sign_out(li));
  set(li, false);
  need(floor.agents.sign_in(li));
  EXPECT_FALSE(floor.state_of(li).occupied);
  set(li, true);
  need(floor.agents.sign_in(wang));
  set(wang, true);
  database().write([&](db::Transaction& tx) { Agents::clear_occupied(tx, floor.world.platform); });
  EXPECT_FALSE(floor.state_of(li).occupied);
  EXPECT_FALSE(floor.state_of(wang).occupied);
}

TEST_P(AgentsTest, TheCountsTellWhoIsHere) {
  floor.ready_agent("wang");
  auto li = floor.ready_agent("li");
  need(agents.set_readiness(li, {false, floor.reason("meal")}));
  agents.desk_detached(Floor::id_of(li));
  floor.agent("zhao");
  pass(10s);
  auto counts = agents.counts();
  EXPECT_EQ(counts.signed_in, 2);
  EXPECT_EQ(counts.ready, 1);
  EXPECT_EQ(counts.absent, 1);
}

// -------------------------------------------------------------------- messages

TEST_P(AgentsTest, AMessageStaysUnreadUntilItsReceiverReadsIt) {
  auto wang = floor.agent("wang"), li = floor.agent("li");
  auto supervisor = floor.supervisor("chen");
  EXPECT_EQ(need(agents.send_message(supervisor, {{Floor::id_of(wang)}, {}, {}, "请看公告\n三号线故障"})).receivers, 1);
  EXPECT_EQ(last_audit(), "agent.messaged");
  auto message = need(agents.own_messages(wang, {})).items.at(0);
  EXPECT_EQ(message.text, "请看公告\n三号线故障");
  EXPECT_EQ(message.sender_name, "测试chen");
  EXPECT_EQ(message.read_at, std::nullopt);
  EXPECT_EQ(why(agents.mark_read(li, message.id)), "not_found");
  floor.world.clock.advance(5s);
  EXPECT_EQ(need(agents.mark_read(wang, message.id)).read_at, floor.world.clock.now());
  floor.world.clock.advance(5s);
  EXPECT_EQ(need(agents.mark_read(wang, message.id)).read_at, floor.world.clock.now() - 5s);
  EXPECT_EQ(told<MessageRead>().size(), 1);
  EXPECT_TRUE(need(agents.own_messages(li, {})).items.empty());
}

TEST_P(AgentsTest, AMessageReachesEveryAgentThatIsNamedOnce) {
  auto wang = floor.agent("wang"), li = floor.agent("li");
  floor.agent("zhao", {}, floor.world.south_place());
  auto& world = floor.world;
  auto sent = agents.send_message(floor.admin, {{Floor::id_of(wang)}, {world.north_team}, {}, "甲"});
  EXPECT_EQ(need(sent).receivers, 2);
  EXPECT_EQ(need(agents.send_message(floor.admin, {{}, {}, world.root, "乙"})).receivers, 3);
  EXPECT_EQ(need(agents.send_message(floor.admin, {{}, {}, world.south, "丙"})).receivers, 1);
  EXPECT_EQ(need(agents.own_messages(li, {})).total, 2);
}

TEST_P(AgentsTest, AMessageKeepsToTheReachOfItsSender) {
  auto& world = floor.world;
  auto wang = floor.agent("wang");
  auto far = Floor::id_of(floor.agent("zhao", {}, world.south_place()));
  auto supervisor = floor.supervisor("chen");
  EXPECT_EQ(why(agents.send_message(supervisor, {{far}, {}, {}, "甲"})), "/person_ids/0 no_such_object");
  EXPECT_EQ(why(agents.send_message(supervisor, {{}, {world.south_team}, {}, "甲"})), "/team_ids/0 no_agents_there");
  EXPECT_EQ(why(agents.send_message(supervisor, {{}, {}, world.south, "甲"})), "/centre_id no_agents_there");
  EXPECT_EQ(why(agents.send_message(supervisor, {{}, {}, {}, "甲"})), "/person_ids missing");
  EXPECT_EQ(need(agents.send_message(supervisor, {{}, {}, world.root, "甲"})).receivers, 1);
  EXPECT_EQ(why(agents.send_message(wang, {{far}, {}, {}, "甲"})), "right_missing");
}

TEST_P(AgentsTest, MessagesAreForgottenAfterThirtyDays) {
  auto wang = floor.agent("wang");
  need(agents.send_message(floor.admin, {{Floor::id_of(wang)}, {}, {}, "旧"}));
  floor.world.clock.advance(std::chrono::days{30});
  need(agents.send_message(floor.admin, {{Floor::id_of(wang)}, {}, {}, "新"}));
  EXPECT_EQ(agents.forget_messages(), 0);
  floor.world.clock.advance(1ms);
  EXPECT_EQ(agents.forget_messages(), 1);
  wang = floor.world.actor("wang");
  EXPECT_EQ(need(agents.own_messages(wang, {})).items.at(0).text, "新");
}

YINGDA_ON_BOTH_ENGINES(AgentsTest);
