#pragma once
// The function rights of contacts.

#include <vector>

#include "access/actor.h"

namespace contacts {

inline constexpr org::Right view_contacts{"contacts.view"};
inline constexpr org::Right edit_contacts{"contacts.edit"};  // their records

// In the order in which the console shows them.
inline std::vector<org::Right> contact_rights() {
  return {view_contacts, edit_contacts};
}

}  // namespace contacts
