// The live feed of agents: applying the deltas gives what a fresh read gives, through a
// random day of real verbs, as seen by people of different reach.

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <random>

#include "access/events.h"
#include "access/live.h"
#include "agents/testing.h"
#include "base/messages.h"
#include "events/events.h"
#include "events/testing.h"
#include "realtime/hub.h"
#include "realtime/testing.h"
#include "tests/support/databases.h"

using namespace agents;
using agents::fixture::Floor;
using agents::fixture::need;
using realtime::fixture::Browser;

namespace {

namespace json = boost::json;

const std::vector<std::string> rights_of_agents{"agents.view", "agents.work"};
constexpr std::array topics{"skills", "agents", "agent_states", "my_agent", "my_messages"};

// Someone at a console, with rights that the own role may lose.
struct Watcher {
  std::string login, token;
  org::PersonId person;
  org::RoleId role;
  std::shared_ptr<Browser> browser;
};

class LiveAgents : public support::StoreTest {
 protected:
  void SetUp() override {
    add_agent_topics(hub);
    hub.set_renewal([](const events::Event& event) { return org::changes_rights(event.type); });
    hub.start();
    add_watcher("root", {floor.world.root, {}, {}, {}}, org::Scope::CentreAndBelow);
    add_watcher("north", floor.world.north_place(), org::Scope::Centre);
    add_watcher("team", floor.world.north_place(), org::Scope::Team);
    add_watcher("own", floor.world.north_place(), org::Scope::Own);
    // Of equal rights, so that all but their own things is shared between these two.
    add_watcher("north2", floor.world.north_place(), org::Scope::Centre);
    settle();
  }
  void TearDown() override { hub.stop(); }

  void add_watcher(const std::string& login, const org::Place& place, org::Scope scope) {
    auto role = floor.world.add_role("看 " + login, rights_of_agents);
    auto person = floor.world.add_person(login, place, {{role, scope}});
    auto token = floor.world.sign_in(login).token;
    auto browser = std::make_shared<Browser>(static_cast<std::int64_t>(watchers.size() + 1));
    watchers.push_back({login, token, person.id, role, browser});
    hub.attach(browser, std::make_shared<org::LiveViewer>(floor.world.access, messages, actor_of(watchers.back())));
  }
  org::Actor actor_of(const Watcher& watcher) {
    return need(floor.world.access.actor_of_session(watcher.token, {"127.0.0.1", "test", ""}));
  }
  void subscribe(const Watcher& watcher) {
    for (std::string topic : topics)
      hub.received(watcher.browser->id(), R"({"op":"subscribe","topic":")" + topic + "\"}");
  }
  void settle() {
    events::wait_until_settled(database());
    auto batch = database().read([&](db::Transaction& tx) { return events::read_after(tx, position, 10'000); });
    if (!batch.empty()) {
      position = batch.back().position;
      for (const auto& event : batch)
        if (org::changes_rights(event.type)) floor.world.access.forget_actors();
      database().write([&](db::Transaction& tx) { floor.agents.follow_people(tx, batch); });
      hub.changed(batch);
      return settle();
    }
    hub.settle();
  }

  template <class T>
  static std::optional<Browser::Items> items(const base::Result<org::Page<T>>& page) {
    if (!page) return std::nullopt;
    Browser::Items items;
    for (const auto& object : page->items)
      items[object.id.text()] = json::serialize(json::parse(base::to_json(object)));
    return items;
  }
  // One's own state is an item while one is on boards.
  std::optional<Browser::Items> own_state(const org::Actor& actor) {
    if (!actor.may(work_as_agent)) return std::nullopt;
    auto all = need(floor.agents.states(org::system_actor(), {}, {200, {}}));
    std::erase_if(all.items, [&](const AgentState& state) { return state.id.value != actor.ref.id; });
    return items(base::Result<org::Page<AgentState>>(all));
  }
  std::optional<Browser::Items> unread(const org::Actor& actor) {
    auto page = floor.agents.own_messages(actor, {200, {}});
    if (page) std::erase_if(page->items, [](const Message& message) { return message.read_at.has_value(); });
    return items(page);
  }
  void expect_equal(const std::string& after) {
    for (const auto& watcher : watchers) {
      auto actor = actor_of(watcher);
      auto place = watcher.login + " after " + after;
      EXPECT_EQ(watcher.browser->items("skills"), items(floor.agents.skills(actor, {200, {}}))) << place;
      EXPECT_EQ(watcher.browser->items("agents"), items(floor.agents.agents(actor, {}, {200, {}}))) << place;
      EXPECT_EQ(watcher.browser->items("agent_states"), items(floor.agents.states(actor, {}, {200, {}}))) << place;
      EXPECT_EQ(watcher.browser->items("my_agent"), own_state(actor)) << place;
      EXPECT_EQ(watcher.browser->items("my_messages"), unread(actor)) << place;
    }
  }

  Floor floor{database()};
  base::Messages messages{base::Messages::load(YINGDA_SOURCE_DIR "/content/messages")};
  realtime::Hub hub{database()};
  events::Position position;
  std::vector<Watcher> watchers;
};

// One random day. Each step is a verb that may also be refused.
class Day {
 public:
  Day(Floor& floor, std::vector<Watcher>& watchers, unsigned seed)
      : floor_(floor), watchers_(watchers), random_(seed) {}

  // Gives the name of what was done.
  std::string step() {
    floor_.world.clock.advance(std::chrono::seconds(any(5)));
    floor_.agents.tick(floor_.world.clock.now());
    static constexpr std::array steps{
        &Day::define_skill, &Day::hire,        &Day::train,      &Day::train,     &Day::sign_in, &Day::say,
        &Day::say,          &Day::force,       &Day::come,       &Day::leave,     &Day::send,    &Day::read,
        &Day::change_role,  &Day::move_person, &Day::deactivate, &Day::no_answer, &Day::forget};
    return (this->*steps[any(steps.size())])();
  }

  bool subscribe_again = false;  // rights are other ones

 private:
  std::size_t any(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_); }
  Watcher& someone() { return watchers_[any(watchers_.size())]; }
  org::PersonId colleague() { return any(3) > 0 || people_.empty() ? someone().person : people_[any(people_.size())]; }
  org::Actor actor_of(const Watcher& watcher) {
    return need(floor_.world.access.actor_of_session(watcher.token, {"127.0.0.1", "test", ""}));
  }
  std::vector<AgentSkill> some_skills() {
    std::vector<AgentSkill> skills;
    for (auto id : skills_)
      if (any(2) == 0) skills.push_back({id, static_cast<std::int64_t>(any(10) + 1)});
    return skills;
  }

  std::string define_skill() {
    auto name = "技能" + std::to_string(any(6));
    if (auto made = floor_.agents.create_skill(floor_.admin, {name, "", "", true})) {
      skills_.push_back(made->id);
      return "skill created";
    }
    auto id = skills_[any(skills_.size())];
    auto skill = need(floor_.agents.skill(floor_.admin, id));
    skill.active = any(2) == 0;
    (void)floor_.agents.edit_skill(floor_.admin, id, skill.version, skill);
    if (any(2) == 0 && floor_.agents.delete_skill(floor_.admin, id)) std::erase(skills_, id);
    return "skill changed";
  }
  std::string hire() {
    NewAgent fields;
    if (any(2) == 0) {
      fields.person_id = someone().person;
    } else {
      auto place = any(2) == 0 ? floor_.world.north_place() : floor_.world.south_place();
      fields.person_id = floor_.world.add_person("new" + std::to_string(people_.size()), place, {}).id;
      people_.push_back(fields.person_id);
    }
    fields.skills = some_skills();
    (void)floor_.agents.create_agent(floor_.admin, fields);
    return "hired";
  }
  std::string train() {
    auto agent = floor_.agents.agent(floor_.admin, colleague());
    if (!agent) return "nobody";
    agent->skills = some_skills();
    agent->capacity = {{Channel::Webchat, static_cast<std::int64_t>(any(5))}};
    agent->active = any(5) > 0;
    (void)floor_.agents.edit_agent(floor_.admin, agent->id, agent->version, *agent);
    return "profile edited";
  }
  std::string sign_in() {
    auto actor = actor_of(someone());
    if (any(4) == 0)
      (void)floor_.agents.sign_out(actor);
    else
      (void)floor_.agents.sign_in(actor);
    return "signed in or out";
  }
  std::string say() {
    auto actor = actor_of(someone());
    if (any(2) == 0)
      (void)floor_.agents.set_readiness(actor, {true, {}});
    else
      (void)floor_.agents.set_readiness(actor, {false, floor_.reason(any(2) == 0 ? "rest" : "meal")});
    const bool occupied = any(2) == 0;
    floor_.world.platform.database.write(
        [&](db::Transaction& tx) { Agents::set_occupied(tx, floor_.world.platform, Floor::id_of(actor), occupied); });
    return "said";
  }
  std::string force() {
    static constexpr std::array states{State::Ready, State::NotReady, State::SignedOut};
    (void)floor_.agents.force_state(floor_.admin, colleague(), {states[any(states.size())], {}});
    return "forced";
  }
  std::string no_answer() {
    auto person = colleague();
    floor_.world.platform.database.write(
        [&](db::Transaction& tx) { Agents::set_not_responding(tx, floor_.world.platform, person); });
    return "no answer";
  }
  std::string come() {
    floor_.agents.desk_attached(colleague());
    return "came";
  }
  std::string leave() {
    floor_.agents.desk_detached(colleague());
    floor_.world.clock.advance(std::chrono::seconds(10));
    floor_.agents.tick(floor_.world.clock.now());
    return "left";
  }
  std::string send() {
    NewMessage message{{}, {}, {}, "第 " + std::to_string(any(1000)) + " 条"};
    if (any(2) == 0)
      message.person_ids = {colleague()};
    else
      message.centre_id = floor_.world.north;
    (void)floor_.agents.send_message(floor_.admin, message);
    return "message sent";
  }
  std::string read() {
    auto actor = actor_of(someone());
    auto page = floor_.agents.own_messages(actor, {5, {}});
    if (page && !page->items.empty()) need(floor_.agents.mark_read(actor, page->items[any(page->items.size())].id));
    return "message read";
  }
  // Sessions would end with the month, so what is old is made old.
  std::string forget() {
    floor_.world.platform.database.write([](db::Transaction& tx) {
      tx.execute("UPDATE agent_message SET sent_at = 0 WHERE id IN (SELECT id FROM agent_message ORDER BY id LIMIT 2)");
    });
    floor_.agents.forget_messages();
    return "messages forgotten";
  }
  std::string change_role() {
    auto& watcher = someone();
    auto role = need(floor_.world.access.role(floor_.admin, watcher.role));
    bool blind = role.rights.size() == 1;
    role.rights = blind ? rights_of_agents : std::vector<std::string>{any(2) == 0 ? "agents.work" : "people.view"};
    need(floor_.world.access.edit_role(floor_.admin, watcher.role, role.version, role));
    subscribe_again = subscribe_again || blind;
    return blind ? "role given back" : "role taken away";
  }
  std::string move_person() {
    auto person = need(floor_.world.access.person(floor_.admin, colleague()));
    auto place = any(2) == 0 ? floor_.world.north_place() : floor_.world.south_place();
    // Watchers stay where their reach is, but may leave the team.
    bool watches = std::any_of(watchers_.begin(), watchers_.end(), [&](auto& w) { return w.person == person.id; });
    if (watches) {
      person.team_id = person.team_id || person.centre_id != floor_.world.north
                           ? std::nullopt
                           : std::optional(floor_.world.north_team);
    } else {
      person.centre_id = place.centre_id;
      person.department_id = place.department_id;
      person.team_id = place.team_id;
    }
    person.name = "改名" + std::to_string(any(100));
    need(floor_.world.access.edit_person(floor_.admin, person.id, person.version, person));
    return "person moved";
  }
  // Watchers would lose their sessions.
  std::string deactivate() {
    if (people_.empty()) return "nobody";
    auto person = need(floor_.world.access.person(floor_.admin, people_[any(people_.size())]));
    person.active = !person.active;
    need(floor_.world.access.edit_person(floor_.admin, person.id, person.version, person));
    return "person switched off or on";
  }

  Floor& floor_;
  std::vector<Watcher>& watchers_;
  std::vector<SkillId> skills_;
  std::vector<org::PersonId> people_;
  std::mt19937 random_;
};

}  // namespace

TEST_P(LiveAgents, TheDeltasOfARandomDayGiveWhatAFreshReadGives) {
  for (const auto& watcher : watchers) {
    NewAgent fields;
    fields.person_id = watcher.person;
    if (watcher.login != "root") need(floor.agents.create_agent(floor.admin, fields));
  }
  for (const auto& watcher : watchers) subscribe(watcher);
  settle();
  expect_equal("the beginning");
  Day day(floor, watchers, 20261122);
  for (int i = 0; i < 250 && !HasFailure(); ++i) {
    auto done = day.step();
    settle();
    if (std::exchange(day.subscribe_again, false)) {
      for (const auto& watcher : watchers) subscribe(watcher);
      settle();
    }
    expect_equal(done + " (step " + std::to_string(i) + ")");
  }
}

TEST_P(LiveAgents, WhatIsOnesOwnIsSeenByNobodyElse) {
  auto& one = watchers[1];
  auto& other = watchers[4];  // with equal rights
  for (const auto* watcher : {&one, &other}) {
    NewAgent fields;
    fields.person_id = watcher->person;
    need(floor.agents.create_agent(floor.admin, fields));
    subscribe(*watcher);
  }
  need(floor.agents.send_message(floor.admin, {{one.person}, {}, {}, "只给你"}));
  need(floor.agents.sign_in(actor_of(one)));
  settle();
  EXPECT_EQ(one.browser->items("my_messages")->size(), 1);
  EXPECT_TRUE(other.browser->items("my_messages")->empty());
  EXPECT_NE(*one.browser->items("my_agent"), *other.browser->items("my_agent"));
  EXPECT_EQ(*one.browser->items("agent_states"), *other.browser->items("agent_states"));
}

YINGDA_ON_BOTH_ENGINES(LiveAgents);
