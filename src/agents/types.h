#pragma once
// The words of agents: skills, the profile that makes a person an agent, the state an agent
// is in, and what supervisors tell agents. An agent has no id of its own: it is the person's.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "access/types.h"
#include "base/describe.h"
#include "dictionaries/types.h"

namespace agents {

using SkillId = base::Id<struct SkillTag>;
using MessageId = base::Id<struct AgentMessageTag>;

// Where contacts come from, as far as it matters to who can take them.
enum class Channel { Webchat, Voice };
BOOST_DESCRIBE_ENUM(Channel, Webchat, Voice)
inline constexpr std::array all_channels{Channel::Webchat, Channel::Voice};

// NotResponding: an offer went unanswered, and the agent has not come back since.
enum class State { SignedOut, Ready, NotReady, NotResponding };
BOOST_DESCRIBE_ENUM(State, SignedOut, Ready, NotReady, NotResponding)

// What an agent can do, known in the whole installation.
struct SkillFields {
  std::string name;
  std::string name_en;
  std::string description;
  bool active = true;  // an inactive skill stays with those who have it, and is offered no more
};
BOOST_DESCRIBE_STRUCT(SkillFields, (), (name, name_en, description, active))
constexpr auto limits_of(const SkillFields*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "name_en", .max_length = 100},
                    base::Limit{.field = "description", .max_length = 500, .lines = true}};
}

struct Skill : SkillFields {
  SkillId id;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Skill, (SkillFields), (id, version, updated_at))

struct AgentSkill {
  SkillId skill_id;
  std::int64_t level = 5;  // 10 is best
  bool operator==(const AgentSkill&) const = default;
};
BOOST_DESCRIBE_STRUCT(AgentSkill, (), (skill_id, level))
constexpr auto limits_of(const AgentSkill*) {
  return std::array{base::Limit{.field = "level", .minimum = 1, .maximum = 10}};
}

// How many contacts of a channel an agent takes at once; 0: none of it.
struct ChannelCapacity {
  Channel channel = Channel::Webchat;
  std::int64_t most = 3;
  bool operator==(const ChannelCapacity&) const = default;
};
BOOST_DESCRIBE_STRUCT(ChannelCapacity, (), (channel, most))
constexpr auto limits_of(const ChannelCapacity*) {
  return std::array{base::Limit{.field = "most", .minimum = 0, .maximum = 50}};
}

struct AgentFields {
  std::vector<AgentSkill> skills;
  std::vector<ChannelCapacity> capacity;  // a channel that is not named has its default: see most_at_once()
  bool active = true;                     // an inactive agent cannot sign in as one
};
BOOST_DESCRIBE_STRUCT(AgentFields, (), (skills, capacity, active))
// NewAgent takes these too.
constexpr auto limits_of(const AgentFields*) {
  return std::array{base::Limit{.field = "skills", .max_items = 100},
                    base::Limit{.field = "capacity", .max_items = 10}};
}

struct NewAgent : AgentFields {
  org::PersonId person_id;
};
BOOST_DESCRIBE_STRUCT(NewAgent, (AgentFields), (person_id))

// A profile with who the person is and where, as these are now.
struct Agent : AgentFields {
  org::PersonId id;
  std::string name;
  std::string number;
  org::CentreId centre_id;
  std::optional<org::DepartmentId> department_id;
  std::optional<org::TeamId> team_id;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Agent, (AgentFields), (id, name, number, centre_id, department_id, team_id, version, updated_at))

// How many contacts of `channel` this agent takes at once.
std::int64_t most_at_once(const AgentFields& agent, Channel channel);

// An agent as boards show it. `present`: a console of the person is connected, or was less
// than ten seconds ago; always false while signed out. `occupied`: on the phone with somebody
// of whom those who give work out know nothing (a colleague, a call that is listened to); such
// an agent is given no calls meanwhile.
struct AgentState {
  org::PersonId id;
  std::string name;
  std::string number;
  org::CentreId centre_id;
  std::optional<org::DepartmentId> department_id;
  std::optional<org::TeamId> team_id;
  State state = State::SignedOut;
  std::optional<dictionaries::EntryId> reason_id;  // of the dictionary not_ready_reasons
  std::optional<base::Time> since;                 // none: never signed in
  std::optional<base::Time> signed_in_at;
  bool present = false;
  std::optional<base::Time> absent_since;
  bool occupied = false;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(AgentState, (),
                      (id, name, number, centre_id, department_id, team_id, state, reason_id, since, signed_in_at,
                       present, absent_since, occupied, version))

// What an agent says of itself.
struct Readiness {
  bool ready = false;
  std::optional<dictionaries::EntryId> reason_id;  // needed when not ready
};
BOOST_DESCRIBE_STRUCT(Readiness, (), (ready, reason_id))

// What a supervisor puts an agent into: ready, not_ready or signed_out.
struct ForcedState {
  State state = State::NotReady;
  std::optional<dictionaries::EntryId> reason_id;  // for not_ready only, and not needed
};
BOOST_DESCRIBE_STRUCT(ForcedState, (), (state, reason_id))

// To all active agents named by any of these, within the sender's reach.
struct NewMessage {
  std::vector<org::PersonId> person_ids;
  std::vector<org::TeamId> team_ids;
  std::optional<org::CentreId> centre_id;  // and all centres below it
  std::string text;
};
BOOST_DESCRIBE_STRUCT(NewMessage, (), (person_ids, team_ids, centre_id, text))
constexpr auto limits_of(const NewMessage*) {
  return std::array{base::Limit{.field = "person_ids", .max_items = 500},
                    base::Limit{.field = "team_ids", .max_items = 100},
                    base::Limit{.field = "text", .min_length = 1, .max_length = 500, .lines = true}};
}

struct SentMessage {
  std::int64_t receivers = 0;
};
BOOST_DESCRIBE_STRUCT(SentMessage, (), (receivers))

// A message as its one receiver has it.
struct Message {
  MessageId id;
  std::string sender_name;
  std::string text;
  base::Time sent_at;
  std::optional<base::Time> read_at;
};
BOOST_DESCRIBE_STRUCT(Message, (), (id, sender_name, text, sent_at, read_at))

}  // namespace agents
