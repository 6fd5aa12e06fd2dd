#pragma once
// What wording tells in the event log.

#include <string_view>

#include "access/events.h"
#include "wording/types.h"

namespace wording {

// Subject: the rule.
struct RuleChanged {
  static constexpr std::string_view type = "wording.rule_changed";
  RuleId rule_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(RuleChanged, (), (rule_id, change))

}  // namespace wording
