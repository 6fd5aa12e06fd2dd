#pragma once
// What reporting tells in the event log. No figure is computed from it.

#include <string_view>

#include "access/events.h"
#include "reporting/types.h"

namespace reporting {

// Subject: the view.
struct ReportViewChanged {
  static constexpr std::string_view type = "reporting.view_changed";
  ViewId view_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(ReportViewChanged, (), (view_id, change))

// Subject: the threshold.
struct ThresholdChanged {
  static constexpr std::string_view type = "reporting.threshold_changed";
  ThresholdId threshold_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(ThresholdChanged, (), (threshold_id, change))

}  // namespace reporting
