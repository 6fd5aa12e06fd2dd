#include <gtest/gtest.h>

#include "access/testing.h"
#include "events/events.h"
#include "events/testing.h"
#include "tests/support/databases.h"

using namespace org;
using org::fixture::need;
using org::fixture::World;
using namespace std::chrono_literals;

namespace {

class People : public support::StoreTest {
 protected:
  World world{database()};

  PersonFields fields_of(const Person& person) { return person; }
  Grant grant(std::string_view role, Scope scope) { return {world.role(role), scope}; }
};

// "path code" of the first fault, or the key of the refusal.
template <class T>
std::string why(const base::Result<T>& result) {
  if (result) return "";
  if (result.error().faults.empty()) return result.error().key;
  return result.error().faults[0].path + ' ' + result.error().faults[0].code;
}

}  // namespace

TEST_P(People, ALostUpdateIsRefused) {
  auto person = world.add_person("wang", world.north_place(), {});
  auto fields = fields_of(person);
  fields.name = "王一";
  need(world.access.edit_person(world.admin(), person.id, person.version, fields));
  fields.name = "王二";
  auto late = world.access.edit_person(world.admin(), person.id, person.version, fields);
  EXPECT_EQ(why(late), "stale");
  EXPECT_EQ(need(world.access.person(world.admin(), person.id)).name, "王一");
}

TEST_P(People, LoginsAreUniqueWhateverTheirCaseOrWidth) {
  world.add_person("Wang", world.north_place(), {});
  NewPerson twin;
  twin.centre_id = world.south;
  twin.login = "ｗＡＮＧ";
  twin.name = "x";
  EXPECT_EQ(why(world.access.create_person(world.admin(), twin)), "/login taken");
}

TEST_P(People, ATeamOfAnotherCentreIsRefused) {
  NewPerson person;
  person.centre_id = world.north;
  person.team_id = world.south_team;
  person.login = "li";
  person.name = "李";
  EXPECT_EQ(why(world.access.create_person(world.admin(), person)), "/team_id no_such_object");
}

TEST_P(People, NobodyGivesMoreThanTheyHave) {
  world.add_person("boss", world.north_place(), {grant("centre_administrator", Scope::Centre)});
  auto boss = world.actor("boss");
  NewPerson person;
  person.centre_id = world.north;
  person.login = "li";
  person.name = "李";
  person.grants = {grant("system_administrator", Scope::Centre)};
  EXPECT_EQ(why(world.access.create_person(boss, person)), "/grants/0 more_than_own");
  person.grants = {grant("agent", Scope::CentreAndBelow)};
  EXPECT_EQ(why(world.access.create_person(boss, person)), "/grants/0 more_than_own");
  person.grants = {grant("agent", Scope::Centre)};
  EXPECT_EQ(why(world.access.create_person(boss, person)), "");
}

TEST_P(People, NobodyTakesOverAnAccountThatMayMore) {
  world.add_person("boss", {world.root, {}, {}, {}}, {grant("centre_administrator", Scope::CentreAndBelow)});
  auto boss = world.actor("boss");
  auto admin = need(world.access.people(system_actor(), {.text = "admin"}, {})).items.at(0);
  EXPECT_EQ(why(world.access.reset_password(boss, admin.id)), "person_has_more_rights");
  auto fields = fields_of(admin);
  fields.active = false;
  EXPECT_EQ(why(world.access.edit_person(boss, admin.id, admin.version, fields)), "person_has_more_rights");
  fields = fields_of(admin);
  fields.login = "mine";
  EXPECT_EQ(why(world.access.edit_person(boss, admin.id, admin.version, fields)), "person_has_more_rights");
}

TEST_P(People, TheLastAdministratorStays) {
  auto admin = need(world.access.people(system_actor(), {.text = "admin"}, {})).items.at(0);
  auto fields = fields_of(admin);
  fields.active = false;
  EXPECT_EQ(why(world.access.edit_person(world.admin(), admin.id, admin.version, fields)), "last_administrator");
  fields = fields_of(admin);
  fields.grants.clear();
  EXPECT_EQ(why(world.access.edit_person(world.admin(), admin.id, admin.version, fields)), "last_administrator");
}

TEST_P(People, WhatIsOutOfReachIsNotFound) {
  world.add_person("boss", world.north_place(), {grant("centre_administrator", Scope::Centre)});
  auto other = world.add_person("zhao", world.south_place(), {});
  auto boss = world.actor("boss");
  EXPECT_EQ(why(world.access.person(boss, other.id)), "not_found");
  EXPECT_EQ(why(world.access.edit_person(boss, other.id, 1, fields_of(other))), "not_found");
  EXPECT_EQ(why(world.access.sign_out_person(boss, other.id)), "not_found");
  EXPECT_EQ(need(world.access.people(boss, {}, {})).items.size(), 1u);
}

TEST_P(People, AListGoesOnWhereThePageBeforeEnded) {
  for (int i = 0; i < 7; ++i) world.add_person("p" + std::to_string(i), world.north_place(), {});
  std::vector<std::string> logins;
  ListQuery query{3, {}};
  while (true) {
    auto page = need(world.access.people(world.admin(), {.centre_id = world.north}, query));
    EXPECT_EQ(page.total, 7);
    for (const auto& person : page.items) logins.push_back(person.login);
    if (!page.next) break;
    query.after = base::parse_id(*page.next);
  }
  EXPECT_EQ(logins, (std::vector<std::string>{"p0", "p1", "p2", "p3", "p4", "p5", "p6"}));
}

TEST_P(People, ARepeatedCreationGivesTheFirstReply) {
  auto admin = world.admin();
  admin.idempotency_key = "once";
  admin.body_digest = "a";
  NewPerson person;
  person.centre_id = world.north;
  person.login = "li";
  person.name = "李";
  auto first = need(world.access.create_person(admin, person));
  auto second = need(world.access.create_person(admin, person));
  EXPECT_EQ(first.person.id, second.person.id);
  EXPECT_EQ(first.password, second.password);
  admin.body_digest = "b";
  EXPECT_EQ(why(world.access.create_person(admin, person)), "idempotency_key_reused");
}

TEST_P(People, EveryChangeStandsInTheAuditAndTheLogWithoutPersonalData) {
  auto person = world.add_person("wang", world.north_place(), {});
  auto fields = fields_of(person);
  fields.name = "王小明";
  fields.phone = "13800138000";
  need(world.access.edit_person(world.admin(), person.id, person.version, fields));
  auto entry = need(world.access.audit_entries(world.admin(), {.action = "person.edited"}, {})).items.at(0);
  EXPECT_EQ(entry.detail, "name, phone");
  EXPECT_EQ(entry.actor_name, "管理员");
  events::wait_until_settled(database());
  auto log = database().read([](db::Transaction& tx) { return events::read_after(tx, {}, 1000); });
  EXPECT_EQ(log.back().type, "access.signed_in");
  for (const auto& event : log) {
    EXPECT_EQ(event.body.find("王小明"), std::string::npos);
    EXPECT_EQ(event.body.find("13800138000"), std::string::npos);
  }
}

YINGDA_ON_BOTH_ENGINES(People);
