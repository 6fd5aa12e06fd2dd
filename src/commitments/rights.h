#pragma once
// The function rights of commitments.

#include <vector>

#include "access/actor.h"

namespace commitments {

inline constexpr org::Right view_commitments{"commitments.view"};  // service levels and clocks
inline constexpr org::Right edit_commitments{"commitments.edit"};  // service levels

// In the order in which the console shows them.
inline std::vector<org::Right> commitment_rights() {
  return {view_commitments, edit_commitments};
}

}  // namespace commitments
