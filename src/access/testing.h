#pragma once
// A small organisation for tests, in any module: a root centre with two centres below,
// a department and a team in each, and actors that hold any role or right anywhere.

#include <string>
#include <vector>

#include "access/access.h"
#include "access/passwords.h"
#include "access/rights.h"
#include "base/id.h"
#include "db/database.h"
#include "keys/keys.h"

namespace org::fixture {

// Stands still until moved; the same instant for every test.
inline const base::Time start_time = *base::from_rfc3339("2026-11-21T08:00:00Z");
inline constexpr std::string_view admin_password = "correct horse battery";

// The value of a Result that must hold one; throws with its message key otherwise.
template <class T>
T need(base::Result<T> result) {
  if (!result) {
    std::string text = "refused: " + result.error().key;
    for (const auto& fault : result.error().faults) text += " " + fault.path + " " + fault.code;
    throw std::runtime_error(text);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

class World {
 public:
  // `rights` are those of further modules.
  explicit World(db::Database& database, std::vector<Right> rights = {})
      : clock(start_time),
        ids(clock, 1),
        keys(database, std::string(keys::key_bytes, 'k')),
        platform{database, clock, ids, keys, 1},
        access(platform, with_own(std::move(rights)), {"password12345"}) {
    set_password_cost({1, 8192});
    access.ensure_ground(YINGDA_SOURCE_DIR "/content", std::string(admin_password));
    root = need(access.centres(system_actor(), {})).items.at(0).id;
    north = add_centre("NORTH", "北方中心");
    south = add_centre("SOUTH", "南方中心");
    north_department = add_department(north, "北方客服部");
    south_department = add_department(south, "南方客服部");
    north_team = add_team(north, north_department, "北方一班");
    south_team = add_team(south, south_department, "南方一班");
  }

  CentreId add_centre(const std::string& code, const std::string& name) {
    CentreFields fields{root, Level::Province, name, code, "Asia/Shanghai", "zh-CN", true};
    return need(access.create_centre(system_actor(), fields)).id;
  }
  DepartmentId add_department(CentreId centre, const std::string& name) {
    return need(access.create_department(system_actor(), {centre, {}, name})).id;
  }
  TeamId add_team(CentreId centre, DepartmentId department, const std::string& name) {
    return need(access.create_team(system_actor(), {centre, department, name, {}})).id;
  }
  RoleId role(std::string_view key) {
    for (const auto& role : need(access.roles(system_actor(), {200, {}})).items)
      if (role.key == key) return role.id;
    throw std::runtime_error("there is no role " + std::string(key));
  }
  // A role of one's own with these rights.
  RoleId add_role(const std::string& name, std::vector<std::string> rights) {
    return need(access.create_role(system_actor(), {name, name, std::move(rights)})).id;
  }
  // A person with the password "correct horse battery", which need not be changed.
  Person add_person(const std::string& login, Place place, std::vector<Grant> grants) {
    NewPerson fields;
    fields.centre_id = place.centre_id;
    fields.department_id = place.department_id;
    fields.team_id = place.team_id;
    fields.login = login;
    fields.name = "测试" + login;
    fields.grants = std::move(grants);
    fields.password = std::string(admin_password);
    return need(access.create_person(system_actor(), fields)).person;
  }
  SignedInSession sign_in(const std::string& login) {
    return need(access.sign_in({login, std::string(admin_password)}, {"127.0.0.1", "test", ""}));
  }
  // As a request of this person would act now.
  Actor actor(const std::string& login) {
    return need(access.actor_of_session(sign_in(login).token, {"127.0.0.1", "test", ""}));
  }
  Actor admin() { return actor("admin"); }
  Place north_place() const { return {north, north_department, north_team, {}}; }
  Place south_place() const { return {south, south_department, south_team, {}}; }

  base::ManualClock clock;
  base::IdMaker ids;
  keys::KeyRing keys;
  Platform platform;
  Access access;
  CentreId root, north, south;
  DepartmentId north_department, south_department;
  TeamId north_team, south_team;

 private:
  static std::vector<Right> with_own(std::vector<Right> rights) {
    auto all = access_rights();
    all.insert(all.end(), rights.begin(), rights.end());
    return all;
  }
};

}  // namespace org::fixture
