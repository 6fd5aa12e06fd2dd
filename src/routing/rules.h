#pragma once
// What a queue asks and promises, as the distribution reckons with it. Plain values.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "access/types.h"
#include "agents/types.h"
#include "base/describe.h"
#include "base/time.h"

namespace routing {

using QueueId = base::Id<struct QueueTag>;
using WorkItemId = base::Id<struct WorkItemTag>;
using OfferId = base::Id<struct OfferTag>;

// Room for channels to come; agents::Channel numbers them.
inline constexpr std::size_t channel_count = 16;

enum class Strategy { LongestIdle, LeastBusy, BestSkilled };
BOOST_DESCRIBE_ENUM(Strategy, LongestIdle, LeastBusy, BestSkilled)

// A skill and a level: of an agent the level it has, of a need the least that is asked.
struct SkillLevel {
  agents::SkillId skill_id;
  std::int64_t level = 1;
  auto operator<=>(const SkillLevel&) const = default;
};
BOOST_DESCRIBE_STRUCT(SkillLevel, (), (skill_id, level))
constexpr auto limits_of(const SkillLevel*) {
  return std::array{base::Limit{.field = "level", .minimum = 1, .maximum = 10}};
}

// What is asked of an agent: every skill, and one of the teams and agents if any are named.
struct Need {
  std::vector<SkillLevel> skills;  // by skill
  std::vector<org::TeamId> teams;
  std::vector<org::PersonId> agents;
  auto operator<=>(const Need&) const = default;
};

// What is asked after so much waiting.
struct Stage {
  base::Duration after{0};
  Need need;
};

// The item goes to this agent if it is signed in and takes the item within that time.
struct Preference {
  org::PersonId agent_id;
  base::Duration within{0};
};

// What an agent takes of a channel, and has of it.
struct ChannelUse {
  agents::Channel channel{};
  std::int64_t most = 0;
  std::int64_t in_hand = 0;  // what is offered counts
};
BOOST_DESCRIBE_STRUCT(ChannelUse, (), (channel, most, in_hand))

// An agent as the distribution saw it at a time.
struct AgentPicture {
  org::PersonId agent_id;
  bool signed_in = false;  // nothing else is known of one that is not
  bool ready = false;
  bool present = false;
  bool offered = false;  // something, and has not answered
  std::optional<org::TeamId> team_id;
  std::vector<SkillLevel> skills;  // by skill
  std::vector<ChannelUse> channels;
  std::int64_t in_hand = 0;  // of all channels
  base::Time idle_since;
  std::optional<bool> occupied;  // elsewhere on the phone; older events do not say it
};
BOOST_DESCRIBE_STRUCT(AgentPicture, (),
                      (agent_id, signed_in, ready, present, offered, team_id, skills, channels, in_hand, idle_since,
                       occupied))

// Whether an agent that has these calls (offered, in hand, or written up) can be offered
// something of `channel`: a call asks for the whole agent.
constexpr bool leaves_room(agents::Channel channel, std::int64_t calls, bool occupied) {
  return calls == 0 && !(occupied && channel == agents::Channel::Voice);
}

struct OverflowRule {
  base::Duration after{0};
  QueueId queue_id;
};

struct QueueRules {
  QueueId id;
  agents::Channel channel{};
  Strategy strategy = Strategy::LongestIdle;
  std::vector<Stage> stages;  // the first after 0, then ascending
  base::Duration offer_for{15'000};
  std::int64_t missed_offers = 1;  // so many in a row, and the agent is not responding
  std::int64_t most_waiting = 0;   // 0: no limit
  std::optional<OverflowRule> overflow;
};

}  // namespace routing
