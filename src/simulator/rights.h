#pragma once
// The function rights of the simulator.

#include <vector>

#include "access/actor.h"

namespace simulator {

inline constexpr org::Right control_demo{"demo.control"};  // its pace

// In the order in which the console shows them.
inline std::vector<org::Right> simulator_rights() {
  return {control_demo};
}

}  // namespace simulator
