#pragma once
// What agents tells in the event log: ids and figures, no personal data.

#include <optional>
#include <string_view>

#include "access/events.h"
#include "agents/types.h"

namespace agents {

// Subject: the skill.
struct SkillChanged {
  static constexpr std::string_view type = "agents.skill_changed";
  SkillId skill_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(SkillChanged, (), (skill_id, change))

// A profile. The subject of this and of all that follow is the person.
struct AgentChanged {
  static constexpr std::string_view type = "agents.agent_changed";
  org::PersonId person_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(AgentChanged, (), (person_id, change))

// `from` had lasted since `since` when `to` began, at the time of the event. An agent that
// signs in counts as present from then on, one that signs out as absent.
struct StateChanged {
  static constexpr std::string_view type = "agents.state_changed";
  org::PersonId person_id;
  State from = State::SignedOut;
  std::optional<dictionaries::EntryId> from_reason_id;
  State to = State::SignedOut;
  std::optional<dictionaries::EntryId> reason_id;
  std::optional<base::Time> since;                 // none: never signed in before
  bool forced = false;                             // by somebody else, or by the system
  std::optional<org::TeamId> team_id;              // where the agent stands, now
  std::optional<org::DepartmentId> department_id;  // the same
};
BOOST_DESCRIBE_STRUCT(StateChanged, (),
                      (person_id, from, from_reason_id, to, reason_id, since, forced, team_id, department_id))

struct PresenceChanged {
  static constexpr std::string_view type = "agents.presence_changed";
  org::PersonId person_id;
  bool present = false;
};
BOOST_DESCRIBE_STRUCT(PresenceChanged, (), (person_id, present))

// On the phone with somebody of whom those who give work out know nothing, or no more.
struct OccupiedChanged {
  static constexpr std::string_view type = "agents.occupied_changed";
  org::PersonId person_id;
  bool occupied = false;
};
BOOST_DESCRIBE_STRUCT(OccupiedChanged, (), (person_id, occupied))

struct MessageSent {
  static constexpr std::string_view type = "agents.message_sent";
  org::PersonId person_id;  // to whom
  MessageId message_id;
};
BOOST_DESCRIBE_STRUCT(MessageSent, (), (person_id, message_id))

struct MessageRead {
  static constexpr std::string_view type = "agents.message_read";
  org::PersonId person_id;
  MessageId message_id;
};
BOOST_DESCRIBE_STRUCT(MessageRead, (), (person_id, message_id))

// Old messages went, read or not. Without a subject.
struct MessagesForgotten {
  static constexpr std::string_view type = "agents.messages_forgotten";
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(MessagesForgotten, (), (count))

}  // namespace agents
