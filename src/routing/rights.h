#pragma once
// The function rights of routing.

#include <vector>

#include "access/actor.h"

namespace routing {

inline constexpr org::Right view_queues{"queues.view"};  // queues, who waits, why whom
inline constexpr org::Right edit_queues{"queues.edit"};

// In the order in which the console shows them.
inline std::vector<org::Right> routing_rights() {
  return {view_queues, edit_queues};
}

}  // namespace routing
