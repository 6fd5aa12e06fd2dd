#pragma once
// The function rights over all default content: calendars, dictionaries, language rules.
// Content is no secret: the right to view opens all of it, whatever the scope.

#include <vector>

#include "access/actor.h"

namespace content {

inline constexpr org::Right view_content{"content.view"};
inline constexpr org::Right edit_content{"content.edit"};

// In the order in which the console shows them.
std::vector<org::Right> content_rights();

// Forbidden unless the actor edits content of all centres: dictionaries, language rules
// and holidays count in the whole installation.
base::Status require_edit_everywhere(const org::Actor& actor);

}  // namespace content
