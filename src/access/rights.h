#pragma once
// The function rights of access, and the catalogue of all rights of the product.

#include <string_view>
#include <vector>

#include "access/actor.h"

namespace org {

inline constexpr Right view_centres{"centres.view"};
inline constexpr Right edit_centres{"centres.edit"};
inline constexpr Right view_organisation{"organisation.view"};  // departments and teams
inline constexpr Right edit_organisation{"organisation.edit"};
inline constexpr Right view_people{"people.view"};
inline constexpr Right edit_people{"people.edit"};
inline constexpr Right secure_people{"people.security"};  // reset passwords, unlock, sign out
inline constexpr Right view_roles{"roles.view"};
inline constexpr Right edit_roles{"roles.edit"};
inline constexpr Right edit_api_keys{"api_keys.edit"};
inline constexpr Right view_audit{"audit.view"};
inline constexpr Right edit_policy_right{"policy.edit"};  // of signing in

// The rights of this module, in the order in which the console shows them.
std::vector<Right> access_rights();

}  // namespace org
