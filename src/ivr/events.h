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
  std::optional<std::int64_t> call_id;  // not in old logs
};
BOOST_DESCRIBE_STRUCT(ExitTaken, (), (flow_id, version, node_id, exit, call_id))

// What became of a caller in a flow. Message: one was left. HungUp: before the flow had said all.
enum class WalkEnding { ToQueue, Outside, Message, SelfService, HungUp, Failed };
BOOST_DESCRIBE_ENUM(WalkEnding, ToQueue, Outside, Message, SelfService, HungUp, Failed)

// Subject: the flow in which the walk began. `at_` says where it stood last, perhaps in a flow within it.
struct WalkEnded {
  static constexpr std::string_view type = "ivr.walk_ended";
  std::int64_t call_id = 0;
  FlowId flow_id;
  std::int64_t version = 0;
  FlowId at_flow_id;
  std::int64_t at_version = 0;
  std::string at_node_id;
  WalkEnding ending = WalkEnding::ToQueue;
  std::int64_t lasted_ms = 0;
};
BOOST_DESCRIBE_STRUCT(WalkEnded, (), (call_id, flow_id, version, at_flow_id, at_version, at_node_id, ending, lasted_ms))

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

// For whoever walks: the exits of a real call, and the end of its walk, in its transaction.
void append_exits(db::Transaction& tx, org::CentreId centre, std::int64_t call_id, const std::vector<Taken>& taken);
void append_walk_end(db::Transaction& tx, org::CentreId centre, base::Time at, const WalkEnded& ended);

}  // namespace ivr
