#pragma once
// The function rights of monitoring. Alarms stand in a centre; what is of the whole
// installation (nodes, their alarms) stands in the root centre.

#include <vector>

#include "access/actor.h"

namespace monitoring {

inline constexpr org::Right view_monitoring{"monitoring.view"};
inline constexpr org::Right acknowledge_alarms{"monitoring.acknowledge"};
inline constexpr org::Right edit_monitoring{"monitoring.edit"};  // thresholds, channels of notice

// In the order in which the console shows them.
inline std::vector<org::Right> monitoring_rights() {
  return {view_monitoring, acknowledge_alarms, edit_monitoring};
}

}  // namespace monitoring
