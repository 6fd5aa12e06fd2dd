#pragma once
// The function rights of agents.

#include <vector>

#include "access/actor.h"

namespace agents {

inline constexpr org::Right view_agents{"agents.view"};        // profiles, skills, states
inline constexpr org::Right edit_agents{"agents.edit"};        // profiles
inline constexpr org::Right edit_skills{"agents.skills"};      // the skills of the installation
inline constexpr org::Right control_agents{"agents.control"};  // put into states, send messages
inline constexpr org::Right work_as_agent{"agents.work"};      // sign in as an agent

// In the order in which the console shows them.
inline std::vector<org::Right> agent_rights() {
  return {view_agents, edit_agents, edit_skills, control_agents, work_as_agent};
}

}  // namespace agents
