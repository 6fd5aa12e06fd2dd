// Tests of centres, departments, teams, roles, audit and policy.

#include <gtest/gtest.h>

#include "access/testing.h"
#include "tests/support/databases.h"

using namespace org;
using org::fixture::need;
using org::fixture::World;
using namespace std::chrono_literals;

namespace {

class Organisation : public support::StoreTest {
 protected:
  World world{database()};
};

template <class T>
std::string why(const base::Result<T>& result) {
  if (result) return "";
  if (result.error().faults.empty()) return result.error().key;
  return result.error().faults[0].path + ' ' + result.error().faults[0].code;
}

}  // namespace

TEST_P(Organisation, ACentreIsNeverMovedBelowItself) {
  auto city = world.add_centre("CITY", "城市");
  auto centre = need(world.access.centre(world.admin(), city));
  CentreFields below_north = centre;
  below_north.parent_id = world.north;
  need(world.access.edit_centre(world.admin(), city, 1, below_north));
  CentreFields north = need(world.access.centre(world.admin(), world.north));
  north.parent_id = city;
  EXPECT_EQ(why(world.access.edit_centre(world.admin(), world.north, 1, north)), "/parent_id below_itself");
  north.parent_id = world.north;
  EXPECT_EQ(why(world.access.edit_centre(world.admin(), world.north, 1, north)), "/parent_id below_itself");
}

TEST_P(Organisation, ThereIsOneRoot) {
  CentreFields second{{}, Level::National, "二", "TWO", "Asia/Shanghai", "zh-CN", true};
  EXPECT_EQ(why(world.access.create_centre(world.admin(), second)), "/parent_id missing");
  EXPECT_EQ(why(world.access.delete_centre(world.admin(), world.root)), "root_centre_stays");
}

TEST_P(Organisation, WhatSomethingHangsOnIsNotDeleted) {
  EXPECT_EQ(why(world.access.delete_centre(world.admin(), world.north)), "centre_in_use");
  EXPECT_EQ(why(world.access.delete_department(world.admin(), world.north_department)), "department_in_use");
  world.add_person("wang", world.north_place(), {});
  EXPECT_EQ(why(world.access.delete_team(world.admin(), world.north_team)), "team_in_use");
  auto role = world.add_role("观察", {});
  world.add_person("li", world.north_place(), {{role, Scope::Own}});
  EXPECT_EQ(why(world.access.delete_role(world.admin(), role)), "role_in_use");
  EXPECT_EQ(why(world.access.delete_role(world.admin(), world.role("agent"))), "shipped_role_stays");
}

TEST_P(Organisation, ADepartmentIsNeverMovedBelowItself) {
  auto child = need(world.access.create_department(world.admin(), {world.north, world.north_department, "投诉组"}));
  DepartmentFields parent{world.north, child.id, "北方客服部"};
  EXPECT_EQ(why(world.access.edit_department(world.admin(), world.north_department, 1, parent)),
            "/parent_id below_itself");
}

TEST_P(Organisation, AMovedCentreTakesItsPeopleOutOfSight) {
  auto city = world.add_centre("CITY", "城市");
  CentreFields fields = need(world.access.centre(world.admin(), city));
  fields.parent_id = world.north;
  need(world.access.edit_centre(world.admin(), city, 1, fields));
  world.add_person("boss", {world.north, {}, {}, {}}, {{world.role("centre_administrator"), Scope::CentreAndBelow}});
  world.add_person("clerk", {city, {}, {}, {}}, {});
  auto token = world.sign_in("boss").token;
  auto seen = [&] {
    auto boss = need(world.access.actor_of_session(token, {"127.0.0.1", "", ""}));
    return need(world.access.people(boss, {}, {})).items.size();
  };
  EXPECT_EQ(seen(), 2u);
  fields.parent_id = world.south;
  need(world.access.edit_centre(world.admin(), city, 2, fields));
  EXPECT_EQ(seen(), 1u);
}

TEST_P(Organisation, RolesAreEditedOnlyFromTheRootAndHoldOnlyOwnRights) {
  world.add_person("boss", {world.root, {}, {}, {}},
                   {{world.add_role("角色管理", {"roles.view", "roles.edit", "people.view"}), Scope::CentreAndBelow}});
  auto boss = world.actor("boss");
  EXPECT_EQ(why(world.access.create_role(boss, {"新", "", {"people.view"}})), "");
  EXPECT_EQ(why(world.access.create_role(boss, {"更多", "", {"people.edit"}})), "/rights more_than_own");
  EXPECT_EQ(why(world.access.create_role(boss, {"错", "", {"fly.high"}})), "/rights no_such_right");
  world.add_person("local", world.north_place(), {{world.role("system_administrator"), Scope::CentreAndBelow}});
  EXPECT_EQ(why(world.access.create_role(world.actor("local"), {"地方", "", {}})), "roles_need_whole_tree");
}

TEST_P(Organisation, TheAdministratorsRightsCannotBeTakenAway) {
  auto id = world.role("system_administrator");
  auto role = need(world.access.role(world.admin(), id));
  RoleFields fields = role;
  fields.rights.pop_back();
  EXPECT_EQ(why(world.access.edit_role(world.admin(), id, role.version, fields)), "administrator_role_stays");
  fields = role;
  fields.name = "超级管理员";
  EXPECT_EQ(why(world.access.edit_role(world.admin(), id, role.version, fields)), "");
}

TEST_P(Organisation, AnAlteredAuditLineBreaksTheChain) {
  world.access.seal_audit();
  world.clock.advance(1min);
  world.add_person("wang", world.north_place(), {});
  world.access.seal_audit();
  EXPECT_TRUE(world.access.check_audit().empty());
  database().write(
      [](db::Transaction& tx) { tx.execute("UPDATE audit SET detail = 'x' WHERE id = (SELECT min(id) FROM audit)"); });
  EXPECT_EQ(world.access.check_audit().size(), 1u);
}

TEST_P(Organisation, ARemovedAuditLineBreaksTheChain) {
  world.access.seal_audit();
  database().write([](db::Transaction& tx) { tx.execute("DELETE FROM audit WHERE id = (SELECT min(id) FROM audit)"); });
  EXPECT_FALSE(world.access.check_audit().empty());
}

TEST_P(Organisation, ARemovedSealBreaksTheChain) {
  for (int i = 0; i < 3; ++i) {
    world.add_person("p" + std::to_string(i), world.north_place(), {});
    world.access.seal_audit();
  }
  database().write(
      [](db::Transaction& tx) { tx.execute("DELETE FROM audit_seal WHERE id = (SELECT min(id) FROM audit_seal)"); });
  EXPECT_FALSE(world.access.check_audit().empty());
}

TEST_P(Organisation, ThePolicyIsObeyed) {
  SignInPolicyFields fields;
  fields.min_password_length = 16;
  fields.lock_after_failures = 3;
  need(world.access.edit_policy(world.admin(), 1, fields));
  NewPerson person;
  person.centre_id = world.north;
  person.login = "li";
  person.name = "李";
  person.password = "only 14 chars!";
  EXPECT_EQ(why(world.access.create_person(world.admin(), person)), "/password too_short");
  Client client{"192.0.2.1", "", ""};
  for (int i = 0; i < 2; ++i) EXPECT_EQ(world.access.sign_in({"x", "y"}, client).error().key, "wrong_credentials");
  EXPECT_EQ(world.access.sign_in({"x", "y"}, client).error().key, "sign_in_locked");
}

TEST_P(Organisation, TheGroundIsLaidOnce) {
  EXPECT_EQ(world.access.ensure_ground(YINGDA_SOURCE_DIR "/content", ""), "");
  EXPECT_EQ(need(world.access.roles(world.admin(), {200, {}})).items.size(), 14u);
}

TEST_P(Organisation, TheAdministratorGetsTheRightsOfANewerProgram) {
  Access newer(world.platform, {view_people, edit_people, Right{"future.fly"}}, {});
  EXPECT_EQ(newer.ensure_ground(YINGDA_SOURCE_DIR "/content", ""), "");
  auto role = need(newer.role(system_actor(), world.role("system_administrator")));
  EXPECT_EQ(role.rights, (std::vector<std::string>{"future.fly", "people.edit", "people.view"}));
  EXPECT_EQ(need(newer.role(system_actor(), world.role("agent"))).version, 1);
}

YINGDA_ON_BOTH_ENGINES(Organisation);
