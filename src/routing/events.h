#pragma once
// What routing tells in the event log: ids and figures, no personal data. The subject is
// the work item, except of QueueChanged.

#include <string_view>

#include "access/events.h"
#include "routing/types.h"

namespace routing {

// Subject: the queue.
struct QueueChanged {
  static constexpr std::string_view type = "routing.queue_changed";
  QueueId queue_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(QueueChanged, (), (queue_id, change))

struct ItemEntered {
  static constexpr std::string_view type = "routing.item_entered";
  WorkItemId item_id;
  QueueId queue_id;
  agents::Channel channel{};
};
BOOST_DESCRIBE_STRUCT(ItemEntered, (), (item_id, queue_id, channel))

// An item that began in an agent's hands: nobody waited, nothing was offered.
struct ItemBegun {
  static constexpr std::string_view type = "routing.item_begun";
  WorkItemId item_id;
  QueueId queue_id;
  agents::Channel channel{};
  org::PersonId agent_id;
};
BOOST_DESCRIBE_STRUCT(ItemBegun, (), (item_id, queue_id, channel, agent_id))

// The item asks less of agents from now on.
struct StageReached {
  static constexpr std::string_view type = "routing.stage_reached";
  WorkItemId item_id;
  QueueId queue_id;
  std::int64_t stage = 0;
};
BOOST_DESCRIBE_STRUCT(StageReached, (), (item_id, queue_id, stage))

enum class MoveReason { Overflow, Transfer };
BOOST_DESCRIBE_ENUM(MoveReason, Overflow, Transfer)

struct ItemMoved {
  static constexpr std::string_view type = "routing.item_moved";
  WorkItemId item_id;
  QueueId from_queue_id;
  QueueId to_queue_id;
  MoveReason reason = MoveReason::Overflow;
  std::optional<org::PersonId> to_agent_id;  // a transfer to an agent
};
BOOST_DESCRIBE_STRUCT(ItemMoved, (), (item_id, from_queue_id, to_queue_id, reason, to_agent_id))

// Another owner began to decide; what was seen of agents before does not count any more, and
// whom it does not see is not signed in. Without a subject.
struct ShardBegan {
  static constexpr std::string_view type = "routing.shard_began";
  std::int64_t epoch = 0;
};
BOOST_DESCRIBE_STRUCT(ShardBegan, (), (epoch))

// What the shard sees of an agent from here on. Told before the next offer, whomever that
// goes to, after the agent changed. Subject: the agent.
struct AgentSeen : AgentPicture {
  static constexpr std::string_view type = "routing.agent_seen";
};
BOOST_DESCRIBE_STRUCT(AgentSeen, (AgentPicture), ())

struct OfferMade {
  static constexpr std::string_view type = "routing.offer_made";
  WorkItemId item_id;
  OfferId offer_id;
  QueueId queue_id;
  org::PersonId agent_id;
  Strategy strategy = Strategy::LongestIdle;
  std::int64_t stage = 0;
  std::int64_t candidates = 0;  // free agents who fitted
  std::int64_t waited_ms = 0;   // since the arrival
  std::int64_t idle_ms = 0;     // of the agent
  std::int64_t in_hand = 0;     // of the agent
  // What was asked of agents.
  std::vector<SkillLevel> skills;
  std::vector<org::TeamId> team_ids;
  std::optional<org::PersonId> preferred_agent_id;  // only this one
  std::vector<org::PersonId> passed_on_by;          // not these, who let it go a moment ago
};
BOOST_DESCRIBE_STRUCT(OfferMade, (),
                      (item_id, offer_id, queue_id, agent_id, strategy, stage, candidates, waited_ms, idle_ms, in_hand,
                       skills, team_ids, preferred_agent_id, passed_on_by))

// `how` is never Open.
struct OfferEnded {
  static constexpr std::string_view type = "routing.offer_ended";
  WorkItemId item_id;
  OfferId offer_id;
  QueueId queue_id;
  org::PersonId agent_id;
  OfferState how = OfferState::Answered;
  std::int64_t after_ms = 0;  // since the offer
};
BOOST_DESCRIBE_STRUCT(OfferEnded, (), (item_id, offer_id, queue_id, agent_id, how, after_ms))

// The conversation is over.
struct WrapUpBegun {
  static constexpr std::string_view type = "routing.wrap_up_begun";
  WorkItemId item_id;
  QueueId queue_id;
  org::PersonId agent_id;
};
BOOST_DESCRIBE_STRUCT(WrapUpBegun, (), (item_id, queue_id, agent_id))

// The agent was lost; the item waits again, before the others.
struct ItemHandedBack {
  static constexpr std::string_view type = "routing.item_handed_back";
  WorkItemId item_id;
  QueueId queue_id;
  org::PersonId agent_id;
};
BOOST_DESCRIBE_STRUCT(ItemHandedBack, (), (item_id, queue_id, agent_id))

// Somebody else has it in hand now, by a supervisor's will.
struct ItemTakenOver {
  static constexpr std::string_view type = "routing.item_taken_over";
  WorkItemId item_id;
  QueueId queue_id;
  org::PersonId from_agent_id;
  org::PersonId to_agent_id;
};
BOOST_DESCRIBE_STRUCT(ItemTakenOver, (), (item_id, queue_id, from_agent_id, to_agent_id))

struct ItemEnded {
  static constexpr std::string_view type = "routing.item_ended";
  WorkItemId item_id;
  QueueId queue_id;
  std::optional<org::PersonId> agent_id;  // who had it in the end
  Outcome outcome = Outcome::Done;
  std::int64_t lasted_ms = 0;  // since the arrival
};
BOOST_DESCRIBE_STRUCT(ItemEnded, (), (item_id, queue_id, agent_id, outcome, lasted_ms))

}  // namespace routing
