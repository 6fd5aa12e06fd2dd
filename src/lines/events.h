#pragma once
// What lines tells in the event log: ids and figures only. The subject is what changed.

#include <string_view>

#include "access/events.h"
#include "lines/types.h"

namespace lines {

struct TrunkChanged {
  static constexpr std::string_view type = "lines.trunk_changed";
  TrunkId trunk_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(TrunkChanged, (), (trunk_id, change))

struct NumberChanged {
  static constexpr std::string_view type = "lines.number_changed";
  NumberId number_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(NumberChanged, (), (number_id, change))

struct WayOutChanged {
  static constexpr std::string_view type = "lines.way_out_changed";
  WayOutId way_out_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(WayOutChanged, (), (way_out_id, change))

struct PhoneChanged {
  static constexpr std::string_view type = "lines.phone_changed";
  PhoneId phone_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(PhoneChanged, (), (phone_id, change))

// A person has chosen what rings. Subject: the person.
struct OwnPhoneChosen {
  static constexpr std::string_view type = "lines.own_phone_chosen";
  org::PersonId person_id;
  std::optional<PhoneId> phone_id;  // none: the browser
  // Phones of which somebody else is told now.
  std::vector<PhoneId> touched;
};
BOOST_DESCRIBE_STRUCT(OwnPhoneChosen, (), (person_id, phone_id, touched))

struct CallerRuleChanged {
  static constexpr std::string_view type = "lines.caller_rule_changed";
  CallerRuleId caller_rule_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(CallerRuleChanged, (), (caller_rule_id, change))

// A call met the rule.
struct CallerRuleHit {
  static constexpr std::string_view type = "lines.caller_rule_hit";
  CallerRuleId caller_rule_id;
  CallerVerdict verdict = CallerVerdict::Block;
};
BOOST_DESCRIBE_STRUCT(CallerRuleHit, (), (caller_rule_id, verdict))

// A node's engine has heard of a trunk or phone. Subject: the state.
struct TrunkStateChanged {
  static constexpr std::string_view type = "lines.trunk_state_changed";
  StateId state_id;
  TrunkId trunk_id;
  std::int64_t node = 0;
  LineState state = LineState::Down;
  std::int64_t status = 0;
};
BOOST_DESCRIBE_STRUCT(TrunkStateChanged, (), (state_id, trunk_id, node, state, status))

struct PhoneStateChanged {
  static constexpr std::string_view type = "lines.phone_state_changed";
  StateId state_id;
  PhoneId phone_id;
  std::int64_t node = 0;
  bool signed_in = false;
};
BOOST_DESCRIBE_STRUCT(PhoneStateChanged, (), (state_id, phone_id, node, signed_in))

// What a node knew is forgotten: it has just started, or stops. Subject: none.
struct LineStatesForgotten {
  static constexpr std::string_view type = "lines.states_forgotten";
  std::int64_t node = 0;
};
BOOST_DESCRIBE_STRUCT(LineStatesForgotten, (), (node))

}  // namespace lines
