// The live feed of access: applying the deltas gives what a fresh read gives, through a
// random day of creating, editing, moving and deleting by several actors, as seen by
// people of different rights and reach.

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <random>

#include "access/events.h"
#include "access/live.h"
#include "access/testing.h"
#include "base/messages.h"
#include "events/events.h"
#include "events/testing.h"
#include "realtime/hub.h"
#include "realtime/testing.h"
#include "tests/support/databases.h"

using namespace org;
using org::fixture::need;
using org::fixture::World;
using realtime::fixture::Browser;

namespace {

namespace json = boost::json;

constexpr std::array topics{"centres", "departments", "teams", "people", "roles", "api_keys"};
const std::vector<std::string> all_views{"centres.view", "organisation.view", "people.view", "roles.view",
                                         "api_keys.edit"};

// Someone at a console, with rights that the own role may lose.
struct Watcher {
  std::string login, token;
  PersonId person;
  RoleId role;
  std::vector<std::string> rights;
  std::shared_ptr<Browser> browser;
};

class LiveAccess : public support::StoreTest {
 protected:
  void SetUp() override {
    add_access_topics(hub, world.platform);
    hub.set_renewal([](const events::Event& event) { return changes_rights(event.type); });
    hub.start();
    add_watcher("root", {world.root, {}, {}, {}}, Scope::CentreAndBelow, all_views);
    add_watcher("below", {world.north, {}, {}, {}}, Scope::CentreAndBelow, all_views);
    add_watcher("centre", world.north_place(), Scope::Centre, all_views);
    add_watcher("department", world.north_place(), Scope::Department, all_views);
    add_watcher("team", world.north_place(), Scope::Team, all_views);
    add_watcher("own", world.north_place(), Scope::Own, all_views);
    add_watcher("people", {world.root, {}, {}, {}}, Scope::CentreAndBelow, {"people.view"});
    for (const auto& watcher : watchers) subscribe(watcher);
    settle();
  }
  void TearDown() override { hub.stop(); }

  void add_watcher(const std::string& login, const Place& place, Scope scope, std::vector<std::string> rights) {
    auto role = world.add_role("看 " + login, rights);
    auto person = world.add_person(login, place, {{role, scope}});
    auto token = world.sign_in(login).token;
    auto browser = std::make_shared<Browser>(static_cast<std::int64_t>(watchers.size() + 1));
    watchers.push_back({login, token, person.id, role, std::move(rights), browser});
    hub.attach(browser, std::make_shared<LiveViewer>(world.access, messages, actor_of(watchers.back())));
  }
  Actor actor_of(const Watcher& watcher) {
    return need(world.access.actor_of_session(watcher.token, {"127.0.0.1", "test", ""}));
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
        if (changes_rights(event.type)) world.access.forget_actors();
      hub.changed(batch);
    }
    hub.settle();
  }

  template <class T>
  static std::optional<Browser::Items> items(const base::Result<Page<T>>& page) {
    if (!page) return std::nullopt;
    EXPECT_FALSE(page->next) << "the list is longer than a page";
    Browser::Items items;
    for (const auto& object : page->items)
      items[object.id.text()] = json::serialize(json::parse(base::to_json(object)));
    return items;
  }
  void expect_equal(const std::string& after) {
    for (const auto& watcher : watchers) {
      auto actor = actor_of(watcher);
      auto told = [&](const char* topic) { return watcher.browser->items(topic); };
      auto place = watcher.login + " after " + after;
      EXPECT_EQ(told("centres"), items(world.access.centres(actor, {200, {}}))) << place;
      EXPECT_EQ(told("departments"), items(world.access.departments(actor, {}, {200, {}}))) << place;
      EXPECT_EQ(told("teams"), items(world.access.teams(actor, {}, {200, {}}))) << place;
      EXPECT_EQ(told("people"), items(world.access.people(actor, {}, {200, {}}))) << place;
      EXPECT_EQ(told("roles"), items(world.access.roles(actor, {200, {}}))) << place;
      EXPECT_EQ(told("api_keys"), items(world.access.api_keys(actor, {200, {}}))) << place;
    }
  }

  World world{database()};
  base::Messages messages{base::Messages::load(YINGDA_SOURCE_DIR "/content/messages")};
  realtime::Hub hub{database()};
  events::Position position;
  std::vector<Watcher> watchers;
};

// One random day. Each step is a verb of one of several actors, and may also be refused.
class Day {
 public:
  Day(World& world, std::vector<Watcher>& watchers, unsigned seed) : world_(world), watchers_(watchers), random_(seed) {
    for (auto [login, centre] : {std::pair{"north-chief", world.north}, {"south-chief", world.south}})
      world.add_person(login, {centre, {}, {}, {}}, {{world.role("centre_administrator"), Scope::CentreAndBelow}});
    for (auto login : {"admin", "north-chief", "south-chief"}) tokens_.push_back(world.sign_in(login).token);
  }

  // Gives the name of what was done.
  std::string step() {
    world_.clock.advance(std::chrono::milliseconds(any(3000)));
    static constexpr std::array steps{
        &Day::make_centre,    &Day::edit_centre,  &Day::delete_centre, &Day::make_department, &Day::edit_department,
        &Day::make_team,      &Day::edit_team,    &Day::delete_team,   &Day::make_person,     &Day::edit_person,
        &Day::edit_person,    &Day::move_watcher, &Day::edit_role,     &Day::change_rights,   &Day::make_key,
        &Day::edit_key,       &Day::delete_key,   &Day::sign_in,       &Day::fail_to_sign_in, &Day::unlock,
        &Day::change_password};
    return (this->*steps[any(steps.size())])();
  }

  bool subscribe_again = false;  // rights were given back

 private:
  std::size_t any(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_); }
  template <class T>
  const T& one_of(const std::vector<T>& things) {
    return things[any(things.size())];
  }
  std::string word(std::string_view prefix, std::size_t of = 8) {
    return std::string(prefix) + std::to_string(any(of));
  }
  Actor actor() { return need(world_.access.actor_of_session(one_of(tokens_), {"127.0.0.1", "test", ""})); }
  Actor admin() { return need(world_.access.actor_of_session(tokens_[0], {"127.0.0.1", "test", ""})); }

  std::vector<Centre> centres() { return need(world_.access.centres(system_, {200, {}})).items; }
  std::vector<Department> departments() { return need(world_.access.departments(system_, {}, {200, {}})).items; }
  std::vector<Team> teams() { return need(world_.access.teams(system_, {}, {200, {}})).items; }
  std::vector<ApiKey> keys() { return need(world_.access.api_keys(system_, {200, {}})).items; }
  std::vector<Role> roles() { return need(world_.access.roles(system_, {200, {}})).items; }

  template <class T>
  std::string said(const std::string& what, const base::Result<T>& result) {
    return what + (result ? "" : " refused: " + result.error().key);
  }

  std::string make_centre() {
    CentreFields fields{one_of(centres()).id, Level::City, word("中心"), word("C", 12), "Asia/Shanghai", "zh-CN", true};
    return said("centre made", world_.access.create_centre(actor(), fields));
  }
  // Often to another parent, so that the reach of all below it changes.
  std::string edit_centre() {
    auto centre = one_of(centres());
    if (centre.parent_id && any(2) == 0) centre.parent_id = one_of(centres()).id;
    centre.name = word("中心");
    return said("centre edited", world_.access.edit_centre(actor(), centre.id, centre.version, centre));
  }
  std::string delete_centre() {
    return said("centre deleted", world_.access.delete_centre(actor(), one_of(centres()).id));
  }
  std::string make_department() {
    return said("department made", world_.access.create_department(actor(), {one_of(centres()).id, {}, word("部门")}));
  }
  std::string edit_department() {
    auto department = one_of(departments());
    if (any(4) == 0) return said("department deleted", world_.access.delete_department(actor(), department.id));
    if (any(2) == 0) department.parent_id = one_of(departments()).id;
    if (any(4) == 0) department.centre_id = one_of(centres()).id;
    department.name = word("部门");
    return said("department edited",
                world_.access.edit_department(actor(), department.id, department.version, department));
  }
  std::string make_team() {
    auto department = one_of(departments());
    return said("team made", world_.access.create_team(actor(), {department.centre_id, department.id, word("班"), {}}));
  }
  std::string edit_team() {
    auto team = one_of(teams());
    auto department = one_of(departments());
    team.name = word("班");
    team.department_id.reset();
    if (any(3) == 0) team.centre_id = department.centre_id;
    if (department.centre_id == team.centre_id && any(3) > 0) team.department_id = department.id;
    return said("team edited", world_.access.edit_team(actor(), team.id, team.version, team));
  }
  std::string delete_team() { return said("team deleted", world_.access.delete_team(actor(), one_of(teams()).id)); }

  std::string make_person() {
    NewPerson person;
    auto team = one_of(teams());
    person.centre_id = team.centre_id;
    person.department_id = team.department_id;
    person.team_id = team.id;
    person.login = word("p", 60);
    person.name = word("人");
    person.password = std::string(org::fixture::admin_password);
    auto made = world_.access.create_person(actor(), person);
    if (made) people_.push_back(made->person.id);
    return said("person made", made);
  }
  std::string edit_person() {
    if (people_.empty()) return make_person();
    auto person = need(world_.access.person(system_, one_of(people_)));
    auto team = one_of(teams());
    person.name = word("人");
    person.active = any(4) > 0;
    if (any(2) == 0) {
      person.centre_id = team.centre_id;
      person.department_id = team.department_id;
      person.team_id = team.id;
    }
    return said("person edited", world_.access.edit_person(actor(), person.id, person.version, person));
  }
  std::string move_watcher() {
    auto person = need(world_.access.person(system_, one_of(watchers_).person));
    auto team = one_of(teams());
    person.centre_id = team.centre_id;
    person.department_id = team.department_id;
    person.team_id = team.id;
    return said("watcher moved", world_.access.edit_person(admin(), person.id, person.version, person));
  }

  std::string edit_role() {
    if (any(2) == 0) return said("role made", world_.access.create_role(admin(), {word("角色", 6), "", {}}));
    auto role = one_of(roles());
    if (any(2) == 0) return said("role deleted", world_.access.delete_role(actor(), role.id));
    role.name_en = word("role");
    return said("role edited", world_.access.edit_role(actor(), role.id, role.version, role));
  }
  std::string change_rights() {
    auto& watcher = one_of(watchers_);
    auto role = need(world_.access.role(system_, watcher.role));
    bool less = role.rights == watcher.rights;
    role.rights = less ? std::vector<std::string>{watcher.rights[any(watcher.rights.size())]} : watcher.rights;
    need(world_.access.edit_role(admin(), role.id, role.version, role));
    subscribe_again = subscribe_again || !less;
    return less ? "rights taken away" : "rights given back";
  }

  std::string make_key() {
    return said("key made", world_.access.create_api_key(actor(), {one_of(centres()).id, word("key"), {}, {}, true}));
  }
  std::string edit_key() {
    if (keys().empty()) return make_key();
    auto key = one_of(keys());
    key.name = word("key");
    key.centre_id = one_of(centres()).id;
    return said("key edited", world_.access.edit_api_key(actor(), key.id, key.version, key));
  }
  std::string delete_key() {
    if (keys().empty()) return make_key();
    return said("key deleted", world_.access.delete_api_key(actor(), one_of(keys()).id));
  }

  // Those whom the day made; watchers' and actors' sessions must last.
  std::optional<Person> somebody() {
    if (people_.empty()) return std::nullopt;
    return need(world_.access.person(system_, one_of(people_)));
  }
  std::string sign_in() {
    auto person = somebody();
    if (!person) return "nobody";
    return said("signed in", world_.access.sign_in({person->login, std::string(org::fixture::admin_password)},
                                                   {word("10.0.0."), "test", ""}));
  }
  std::string fail_to_sign_in() {
    auto person = somebody();
    if (!person) return "nobody";
    for (int i = 0; i < 5; ++i)
      (void)world_.access.sign_in({person->login, "no such password"}, {word("10.0.1."), "test", ""});
    return "sign-in failed five times";
  }
  std::string unlock() {
    auto person = somebody();
    if (!person) return "nobody";
    return said("unlocked", world_.access.unlock(actor(), person->id));
  }
  std::string change_password() {
    auto person = somebody();
    if (!person) return "nobody";
    auto session = world_.access.sign_in({person->login, std::string(org::fixture::admin_password)},
                                         {word("10.0.2."), "test", ""});
    if (!session) return said("password", session);
    auto self = need(world_.access.actor_of_session(session->token, {"127.0.0.1", "test", ""}));
    for (int i = 0; i < 5; ++i) (void)world_.access.change_password(self, {"wrong old one", "another password"});
    return "old password mistaken five times";
  }

  World& world_;
  std::vector<Watcher>& watchers_;
  const Actor system_ = system_actor();
  std::vector<std::string> tokens_;
  std::vector<PersonId> people_;
  std::mt19937 random_;
};

}  // namespace

TEST_P(LiveAccess, TheDeltasOfARandomDayGiveWhatAFreshReadGives) {
  Day day(world, watchers, 20261122);
  settle();
  expect_equal("the beginning");
  for (int i = 0; i < 300 && !HasFailure(); ++i) {
    auto done = day.step();
    settle();
    if (std::exchange(day.subscribe_again, false)) {
      for (const auto& watcher : watchers) subscribe(watcher);
      settle();
    }
    expect_equal(done + " (step " + std::to_string(i) + ")");
  }
}

YINGDA_ON_BOTH_ENGINES(LiveAccess);
