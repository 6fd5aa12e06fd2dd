#pragma once
// What flows tell in the event log.

#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "access/events.h"
#include "ivr/types.h"
#include "ivr/walk.h"

namespace ivr {

// Subject: the flow.
struct FlowChanged {
  static constexpr std::string_view type = "ivr.flow_changed";
  FlowId flow_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(FlowChanged, (), (flow_id, change))

// Subject: the flow. A version began to be walked: a new one, or an old one again.
struct FlowPublished {
  static constexpr std::string_view type = "ivr.flow_published";
  FlowId flow_id;
  std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(FlowPublished, (), (flow_id, number))

// Subject: the flow. A caller left a node by an exit.
struct ExitTaken {
  static constexpr std::string_view type = "ivr.exit_taken";
  FlowId flow_id;
  std::int64_t version = 0;
  std::string node_id;
  std::string exit;
};
BOOST_DESCRIBE_STRUCT(ExitTaken, (), (flow_id, version, node_id, exit))

// Subject: the prompt.
struct PromptChanged {
  static constexpr std::string_view type = "ivr.prompt_changed";
  PromptId prompt_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(PromptChanged, (), (prompt_id, change))

// Subject: the centre whose emergency switch was set.
struct EmergencyChanged {
  static constexpr std::string_view type = "ivr.emergency_changed";
  org::CentreId centre_id;
  bool active = false;
};
BOOST_DESCRIBE_STRUCT(EmergencyChanged, (), (centre_id, active))

// The list of hosts that flows may ask was changed.
struct SettingsChanged {
  static constexpr std::string_view type = "ivr.settings_changed";
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(SettingsChanged, (), (version))

// For whoever walks: the exits of a real call, in its transaction.
void append_exits(db::Transaction& tx, org::CentreId centre, const std::vector<Taken>& taken);

}  // namespace ivr
