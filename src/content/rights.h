#pragma once
// The function rights over all default content: calendars, dictionaries, language rules.

#include <vector>

#include "access/actor.h"

namespace content {

inline constexpr org::Right view_content{"content.view"};
inline constexpr org::Right edit_content{"content.edit"};

// In the order in which the console shows them.
std::vector<org::Right> content_rights();

}  // namespace content
