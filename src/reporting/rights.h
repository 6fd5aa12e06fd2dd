#pragma once
// The function rights of reporting.

#include <vector>

#include "access/actor.h"

namespace reporting {

inline constexpr org::Right view_reports{"reports.view"};      // reports and boards, of what is within reach
inline constexpr org::Right export_reports{"reports.export"};  // as files
inline constexpr org::Right edit_reports{"reports.edit"};      // shared views, thresholds of boards

// In the order in which the console shows them.
inline std::vector<org::Right> report_rights() {
  return {view_reports, export_reports, edit_reports};
}

}  // namespace reporting
