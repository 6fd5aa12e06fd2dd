#pragma once
// The function rights of lines.

#include <vector>

#include "access/actor.h"

namespace lines {

inline constexpr org::Right view_trunks{"trunks.view"};  // and the ways out
inline constexpr org::Right edit_trunks{"trunks.edit"};
inline constexpr org::Right view_numbers{"numbers.view"};
inline constexpr org::Right edit_numbers{"numbers.edit"};
inline constexpr org::Right view_phones{"phones.view"};
inline constexpr org::Right edit_phones{"phones.edit"};
inline constexpr org::Right view_callers{"callers.view"};  // those who are blocked, let through, or a nuisance
inline constexpr org::Right edit_callers{"callers.edit"};
inline constexpr org::Right mark_callers{"callers.mark"};  // as a nuisance
inline constexpr org::Right dial_out{"calls.dial_out"};
inline constexpr org::Right dial_international{"calls.dial_international"};
inline constexpr org::Right dial_emergency{"calls.dial_emergency"};

// In the order in which the console shows them.
inline std::vector<org::Right> line_rights() {
  return {view_trunks,  edit_trunks,  view_numbers, edit_numbers, view_phones,        edit_phones,
          view_callers, edit_callers, mark_callers, dial_out,     dial_international, dial_emergency};
}

}  // namespace lines
