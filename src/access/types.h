#pragma once
// The words of access (namespace org, as POSIX has taken the name access): centres in a tree, departments, teams,
// people, roles, grants, sessions, API keys, audit. Plain data that the API shows; passwords and tokens never appear,
// save those that the server makes and shows once.
//
// XxxFields is the body of creation and edit alike; Xxx adds what the server keeps.

#include <optional>
#include <string>
#include <vector>

#include "base/actor.h"
#include "base/describe.h"

namespace org {

using CentreId = base::Id<struct CentreTag>;
using DepartmentId = base::Id<struct DepartmentTag>;
using TeamId = base::Id<struct TeamTag>;
using PersonId = base::Id<struct PersonTag>;
using RoleId = base::Id<struct RoleTag>;
using SessionId = base::Id<struct SessionTag>;
using ApiKeyId = base::Id<struct ApiKeyTag>;
using AuditId = base::Id<struct AuditTag>;

// How far a role reaches, seen from the place of the person who holds it.
enum class Scope { Own, Team, Department, Centre, CentreAndBelow };
BOOST_DESCRIBE_ENUM(Scope, Own, Team, Department, Centre, CentreAndBelow)

enum class Level { National, Province, City };
BOOST_DESCRIBE_ENUM(Level, National, Province, City)

struct CentreFields {
  std::optional<CentreId> parent_id;  // none: the root, of which there is one
  Level level = Level::City;
  std::string name;
  std::string code;       // short, unique: "SH"
  std::string time_zone;  // IANA
  std::string language;   // of people without a setting
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(CentreFields, (), (parent_id, level, name, code, time_zone, language, active))
constexpr auto limits_of(const CentreFields*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "code", .min_length = 1, .max_length = 20},
                    base::Limit{.field = "time_zone", .min_length = 1, .format = base::Format::TimeZone},
                    base::Limit{.field = "language", .min_length = 1, .format = base::Format::Language}};
}

struct Centre : CentreFields {
  CentreId id;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Centre, (CentreFields), (id, version, updated_at))

struct DepartmentFields {
  CentreId centre_id;
  std::optional<DepartmentId> parent_id;  // of the same centre
  std::string name;
};
BOOST_DESCRIBE_STRUCT(DepartmentFields, (), (centre_id, parent_id, name))
constexpr auto limits_of(const DepartmentFields*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 60}};
}

struct Department : DepartmentFields {
  DepartmentId id;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Department, (DepartmentFields), (id, version, updated_at))

struct TeamFields {
  CentreId centre_id;
  std::optional<DepartmentId> department_id;  // of the same centre
  std::string name;
  std::optional<PersonId> leader_id;  // of the same centre
};
BOOST_DESCRIBE_STRUCT(TeamFields, (), (centre_id, department_id, name, leader_id))
constexpr auto limits_of(const TeamFields*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 60}};
}

struct Team : TeamFields {
  TeamId id;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Team, (TeamFields), (id, version, updated_at))

// A role that a person or key holds, and how far it reaches.
struct Grant {
  RoleId role_id;
  Scope scope = Scope::Own;
  bool operator==(const Grant&) const = default;
};
BOOST_DESCRIBE_STRUCT(Grant, (), (role_id, scope))

struct PersonFields {
  CentreId centre_id;
  std::optional<DepartmentId> department_id;  // of the same centre
  std::optional<TeamId> team_id;              // of the same centre
  std::string login;                          // unique whatever its case
  std::string name;
  std::string number;  // employee number (工号), unique when given
  std::string phone;
  std::string email;
  std::optional<std::string> language;
  bool active = true;  // an inactive person cannot sign in
  std::vector<Grant> grants;
};
BOOST_DESCRIBE_STRUCT(PersonFields, (),
                      (centre_id, department_id, team_id, login, name, number, phone, email, language, active, grants))
// Derived structs take these limits too, so NewPerson's password stands here.
constexpr auto limits_of(const PersonFields*) {
  return std::array{base::Limit{.field = "login", .min_length = 2, .max_length = 40},
                    base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "number", .max_length = 20},
                    base::Limit{.field = "phone", .max_length = 30, .format = base::Format::Phone},
                    base::Limit{.field = "email", .max_length = 254, .format = base::Format::Email},
                    base::Limit{.field = "language", .format = base::Format::Language},
                    base::Limit{.field = "grants", .max_items = 20},
                    base::Limit{.field = "password", .format = base::Format::Password}};
}

struct Person : PersonFields {
  PersonId id;
  std::optional<base::Time> locked_until;  // after too many failed sign-ins
  std::optional<base::Time> last_sign_in_at;
  bool must_change_password = false;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Person, (PersonFields),
                      (id, locked_until, last_sign_in_at, must_change_password, version, updated_at))

// A new person, with a first password or none (then one is made and told once).
struct NewPerson : PersonFields {
  std::optional<std::string> password;
};
BOOST_DESCRIBE_STRUCT(NewPerson, (PersonFields), (password))

struct CreatedPerson {
  Person person;
  std::optional<std::string> password;  // made by the server; shown this once
};
BOOST_DESCRIBE_STRUCT(CreatedPerson, (), (person, password))

struct RoleFields {
  std::string name;
  std::string name_en;
  std::vector<std::string> rights;  // keys of the catalogue of rights
};
BOOST_DESCRIBE_STRUCT(RoleFields, (), (name, name_en, rights))
constexpr auto limits_of(const RoleFields*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "name_en", .max_length = 60},
                    base::Limit{.field = "rights", .min_length = 1, .max_length = 60, .max_items = 500}};
}

struct Role : RoleFields {
  RoleId id;
  std::string key;  // of a role that shipped; "" for one's own
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Role, (RoleFields), (id, key, version, updated_at))

struct Credentials {
  std::string user;
  std::string password;
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (user, password))
constexpr auto limits_of(const Credentials*) {
  return std::array{base::Limit{.field = "user", .min_length = 1, .max_length = 40},
                    base::Limit{.field = "password", .min_length = 1, .format = base::Format::Password}};
}

struct PasswordChange {
  std::string old_password;
  std::string new_password;
};
BOOST_DESCRIBE_STRUCT(PasswordChange, (), (old_password, new_password))
constexpr auto limits_of(const PasswordChange*) {
  return std::array{base::Limit{.field = "old_password", .min_length = 1, .format = base::Format::Password},
                    base::Limit{.field = "new_password", .min_length = 1, .format = base::Format::Password}};
}

struct NewPassword {
  std::string password;  // made by the server; shown this once
};
BOOST_DESCRIBE_STRUCT(NewPassword, (), (password))

// A right that the actor has, and the furthest scope in which it has it.
struct HeldRight {
  std::string right;
  Scope scope = Scope::Own;
};
BOOST_DESCRIBE_STRUCT(HeldRight, (), (right, scope))

// Who is signed in, and what the console needs to know of it.
struct CurrentSession {
  SessionId id;
  PersonId person_id;
  std::string name;
  std::string number;
  CentreId centre_id;
  std::string centre_name;
  std::string time_zone;  // of the centre
  std::string language;   // the person's, else the request's, else the centre's
  std::vector<HeldRight> rights;
  bool must_change_password = false;
  base::Time expires_at;
};
BOOST_DESCRIBE_STRUCT(CurrentSession, (),
                      (id, person_id, name, number, centre_id, centre_name, time_zone, language, rights,
                       must_change_password, expires_at))

struct Session {
  SessionId id;
  base::Time created_at;
  base::Time last_seen_at;
  std::string address;
  std::string browser;
  bool current = false;
};
BOOST_DESCRIBE_STRUCT(Session, (), (id, created_at, last_seen_at, address, browser, current))

struct Preferences {
  std::optional<std::string> language;
};
BOOST_DESCRIBE_STRUCT(Preferences, (), (language))
constexpr auto limits_of(const Preferences*) {
  return std::array{base::Limit{.field = "language", .format = base::Format::Language}};
}

struct ApiKeyFields {
  CentreId centre_id;
  std::string name;
  std::vector<Grant> grants;
  std::optional<base::Time> expires_at;
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(ApiKeyFields, (), (centre_id, name, grants, expires_at, active))
constexpr auto limits_of(const ApiKeyFields*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "grants", .max_items = 20}};
}

struct ApiKey : ApiKeyFields {
  ApiKeyId id;
  std::string hint;  // the first characters of the token
  std::optional<base::Time> last_used_at;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(ApiKey, (ApiKeyFields), (id, hint, last_used_at, version, updated_at))

struct CreatedApiKey {
  ApiKey key;
  std::string token;  // shown this once
};
BOOST_DESCRIBE_STRUCT(CreatedApiKey, (), (key, token))

// One line of the audit: who did or saw what. `detail` names fields, not their values.
struct AuditEntry {
  AuditId id;
  base::Time at;
  base::ActorKind actor_kind = base::ActorKind::System;
  base::Id<struct AuditActorTag> actor_id;
  std::string actor_name;    // as it is now; "" when gone
  std::string action;        // "person.edit", "customer.unmask"
  std::string subject_type;  // "person"
  base::Id<struct AuditSubjectTag> subject_id;
  std::optional<CentreId> centre_id;
  std::string detail;  // words, such as the fields that changed
  std::string address;
  bool sealed = false;  // stands in the hash chain
};
BOOST_DESCRIBE_STRUCT(AuditEntry, (),
                      (id, at, actor_kind, actor_id, actor_name, action, subject_type, subject_id, centre_id, detail,
                       address, sealed))

// A right as the console shows it, grouped by module. Its title is the message "rights.KEY".
struct RightDefinition {
  std::string key;     // "people.edit"
  std::string module;  // "people"
};
BOOST_DESCRIBE_STRUCT(RightDefinition, (), (key, module))

// A page of a list: `next` is what `after` takes to go on; `total` is exact to 1,000,
// beyond that it is 1,000 and `total_exceeds` is true.
template <class T>
struct Page {
  std::vector<T> items;
  std::optional<std::string> next;
  std::int64_t total = 0;
  bool total_exceeds = false;

  BOOST_DESCRIBE_CLASS(Page, (), (items, next, total, total_exceeds), (), ())
};

}  // namespace org
