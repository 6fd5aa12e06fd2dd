#pragma once
// What access tells in the event log.

#include <string_view>

#include "access/types.h"

namespace org {

enum class Change { Created, Edited, Deleted };
BOOST_DESCRIBE_ENUM(Change, Created, Edited, Deleted)

struct CentreChanged {
  static constexpr std::string_view type = "access.centre_changed";
  CentreId centre_id;
  Change change = Change::Edited;
};
BOOST_DESCRIBE_STRUCT(CentreChanged, (), (centre_id, change))

struct DepartmentChanged {
  static constexpr std::string_view type = "access.department_changed";
  DepartmentId department_id;
  Change change = Change::Edited;
};
BOOST_DESCRIBE_STRUCT(DepartmentChanged, (), (department_id, change))

struct TeamChanged {
  static constexpr std::string_view type = "access.team_changed";
  TeamId team_id;
  Change change = Change::Edited;
};
BOOST_DESCRIBE_STRUCT(TeamChanged, (), (team_id, change))

struct PersonChanged {
  static constexpr std::string_view type = "access.person_changed";
  PersonId person_id;
  Change change = Change::Edited;
};
BOOST_DESCRIBE_STRUCT(PersonChanged, (), (person_id, change))

struct RoleChanged {
  static constexpr std::string_view type = "access.role_changed";
  RoleId role_id;
  Change change = Change::Edited;
};
BOOST_DESCRIBE_STRUCT(RoleChanged, (), (role_id, change))

struct ApiKeyChanged {
  static constexpr std::string_view type = "access.api_key_changed";
  ApiKeyId api_key_id;
  Change change = Change::Edited;
};
BOOST_DESCRIBE_STRUCT(ApiKeyChanged, (), (api_key_id, change))

struct PolicyChanged {
  static constexpr std::string_view type = "access.policy_changed";
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PolicyChanged, (), (version))

struct SignedIn {
  static constexpr std::string_view type = "access.signed_in";
  PersonId person_id;
  SessionId session_id;
};
BOOST_DESCRIBE_STRUCT(SignedIn, (), (person_id, session_id))

enum class SignOutReason { Self, Everywhere, Supervisor, PasswordChanged, Inactive, Idle, Expired };
BOOST_DESCRIBE_ENUM(SignOutReason, Self, Everywhere, Supervisor, PasswordChanged, Inactive, Idle, Expired)

struct SignedOut {
  static constexpr std::string_view type = "access.signed_out";
  PersonId person_id;
  SessionId session_id;
  SignOutReason reason = SignOutReason::Self;
};
BOOST_DESCRIBE_STRUCT(SignedOut, (), (person_id, session_id, reason))

// A login got locked; the person is named only when the login exists.
struct SignInLocked {
  static constexpr std::string_view type = "access.sign_in_locked";
  std::optional<PersonId> person_id;
};
BOOST_DESCRIBE_STRUCT(SignInLocked, (), (person_id))

// Whether an event of this type changes what somebody may do or see.
bool changes_rights(std::string_view event_type);

}  // namespace org
