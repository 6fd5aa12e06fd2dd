#pragma once
// The function rights over flows and their prompts.

#include <vector>

#include "access/actor.h"

namespace ivr {

inline constexpr org::Right view_flows{"flows.view"};
inline constexpr org::Right edit_flows{"flows.edit"};        // drafts and prompts
inline constexpr org::Right publish_flows{"flows.publish"};  // what callers hear: versions, emergency, hosts

// In the order in which the console shows them.
inline std::vector<org::Right> flow_rights() {
  return {view_flows, edit_flows, publish_flows};
}

}  // namespace ivr
