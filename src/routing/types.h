#pragma once
// The words of distribution: queues with what they ask and promise, work items that wait in
// them, offers of an item to an agent.

#include <optional>
#include <string>
#include <vector>

#include "calendars/types.h"
#include "routing/rules.h"

namespace routing {

// What is asked of an agent once an item has waited so long: every skill at its level, and
// one of the teams if any are named.
struct QueueStage {
  std::int64_t after_seconds = 0;
  std::vector<SkillLevel> skills;
  std::vector<org::TeamId> teams;
};
BOOST_DESCRIBE_STRUCT(QueueStage, (), (after_seconds, skills, teams))
constexpr auto limits_of(const QueueStage*) {
  return std::array{base::Limit{.field = "after_seconds", .minimum = 0, .maximum = 86'400},
                    base::Limit{.field = "skills", .max_items = 20}, base::Limit{.field = "teams", .max_items = 100}};
}

struct QueueFields {
  org::CentreId centre_id;
  std::string name;
  std::string name_en;
  agents::Channel channel{};
  bool active = true;  // an inactive queue takes nothing in; who waits in it is still served
  Strategy strategy = Strategy::LongestIdle;
  std::vector<QueueStage> stages;     // the first after 0 seconds, then ascending; empty: any agent
  std::int64_t priority_seconds = 0;  // items stand as if they had come so much earlier
  std::int64_t offer_seconds = 15;
  std::int64_t missed_offers = 1;  // so many in a row, and the agent is not responding
  std::int64_t wrap_up_seconds = 30;
  std::int64_t most_waiting = 0;  // 0: no limit
  std::optional<QueueId> overflow_queue_id;
  std::int64_t overflow_seconds = 300;
  std::optional<calendars::CalendarId> calendar_id;  // none: always open
  bool emergency = false;                            // closed by hand, before every calendar
};
BOOST_DESCRIBE_STRUCT(QueueFields, (),
                      (centre_id, name, name_en, channel, active, strategy, stages, priority_seconds, offer_seconds,
                       missed_offers, wrap_up_seconds, most_waiting, overflow_queue_id, overflow_seconds, calendar_id,
                       emergency))
constexpr auto limits_of(const QueueFields*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "name_en", .max_length = 100},
                    base::Limit{.field = "stages", .max_items = 10},
                    base::Limit{.field = "priority_seconds", .minimum = 0, .maximum = 86'400},
                    base::Limit{.field = "offer_seconds", .minimum = 5, .maximum = 300},
                    base::Limit{.field = "missed_offers", .minimum = 1, .maximum = 10},
                    base::Limit{.field = "wrap_up_seconds", .minimum = 0, .maximum = 3'600},
                    base::Limit{.field = "most_waiting", .minimum = 0, .maximum = 100'000},
                    base::Limit{.field = "overflow_seconds", .minimum = 1, .maximum = 86'400}};
}

struct Queue : QueueFields {
  QueueId id;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Queue, (QueueFields), (id, version, updated_at))

// Whether a queue takes something in now, in the order in which it is asked.
enum class Admission { Open, Inactive, Emergency, Closed, Full };
BOOST_DESCRIBE_ENUM(Admission, Open, Inactive, Emergency, Closed, Full)

// InHand: an agent answered. WrapUp: the conversation is over, the agent writes it up.
enum class ItemState { Waiting, Offered, InHand, WrapUp, Ended };
BOOST_DESCRIBE_ENUM(ItemState, Waiting, Offered, InHand, WrapUp, Ended)

// How an item ended. Abandoned: whoever waited left before an answer. Released: whoever waited
// or was served goes on elsewhere, without a queue or an agent of ours.
enum class Outcome { Done, Abandoned, Released };
BOOST_DESCRIBE_ENUM(Outcome, Done, Abandoned, Released)

// Open while the agent has not said anything.
enum class OfferState { Open, Answered, Declined, Lapsed, Withdrawn };
BOOST_DESCRIBE_ENUM(OfferState, Open, Answered, Declined, Lapsed, Withdrawn)

struct WorkItem {
  WorkItemId id;
  QueueId queue_id;
  org::CentreId centre_id;
  agents::Channel channel{};
  ItemState state = ItemState::Waiting;
  base::Time arrived_at;
  base::Time queued_at;  // in this queue
  std::int64_t advance_ms = 0;
  std::vector<SkillLevel> skills;  // asked beyond what the queue asks
  std::optional<org::PersonId> preferred_agent_id;
  std::int64_t preferred_ms = 0;  // waited for so long
  bool returned = false;
  std::vector<QueueId> overflowed_from;
  std::optional<org::PersonId> agent_id;
  std::optional<OfferId> offer_id;
  std::optional<base::Time> answered_at;
  std::optional<base::Time> wrap_up_until;
  std::optional<base::Time> ended_at;
  std::optional<Outcome> outcome;
};
BOOST_DESCRIBE_STRUCT(WorkItem, (),
                      (id, queue_id, centre_id, channel, state, arrived_at, queued_at, advance_ms, skills,
                       preferred_agent_id, preferred_ms, returned, overflowed_from, agent_id, offer_id, answered_at,
                       wrap_up_until, ended_at, outcome))

// Work as its agent sees it: with the names of the queue, which agents need not see otherwise.
struct OwnWork : WorkItem {
  std::string queue_name;
  std::string queue_name_en;
  std::optional<base::Time> offered_at;
  std::optional<base::Time> offer_expires_at;
  bool extended = false;  // its wrap-up, once
};
BOOST_DESCRIBE_STRUCT(OwnWork, (WorkItem), (queue_name, queue_name_en, offered_at, offer_expires_at, extended))

// An offer with the reasons why it went to that agent.
struct ItemOffer {
  OfferId id;
  WorkItemId item_id;
  QueueId queue_id;
  org::PersonId agent_id;
  OfferState state = OfferState::Open;
  base::Time offered_at;
  base::Time expires_at;
  std::optional<base::Time> ended_at;
  Strategy strategy = Strategy::LongestIdle;
  std::int64_t stage = 0;
  std::int64_t candidates = 0;
  std::int64_t waited_ms = 0;
  std::int64_t idle_ms = 0;
  std::int64_t in_hand = 0;
};
BOOST_DESCRIBE_STRUCT(ItemOffer, (),
                      (id, item_id, queue_id, agent_id, state, offered_at, expires_at, ended_at, strategy, stage,
                       candidates, waited_ms, idle_ms, in_hand))

// What a channel puts in.
struct NewItem {
  QueueId queue_id;
  base::Duration advance{0};  // beyond the queue's priority
  std::vector<SkillLevel> skills;
  std::optional<Preference> preference;
};

// A queue as boards show it.
struct QueueLoad {
  QueueId id;
  std::int64_t waiting = 0;
  std::int64_t offered = 0;
  std::int64_t in_hand = 0;
  std::int64_t wrapping_up = 0;
  std::optional<base::Time> longest_since;  // of who waits
};
BOOST_DESCRIBE_STRUCT(QueueLoad, (), (id, waiting, offered, in_hand, wrapping_up, longest_since))

// What an agent has to do, as boards show it.
struct AgentLoad {
  org::PersonId id;
  std::int64_t offered = 0;
  std::int64_t in_hand = 0;
  std::int64_t wrapping_up = 0;
  std::int64_t calls = 0;  // of those in hand
};
BOOST_DESCRIBE_STRUCT(AgentLoad, (), (id, offered, in_hand, wrapping_up, calls))

// Where an item stands among those who wait in its queue.
struct Standing {
  std::int64_t position = 1;
  std::optional<std::int64_t> expected_wait_seconds;  // unknown until the queue has served a few
};
BOOST_DESCRIBE_STRUCT(Standing, (), (position, expected_wait_seconds))

struct ItemStanding {
  WorkItemId item_id;
  Standing standing;
};

// What would happen to an item that came now.
struct TrialRequest {
  std::int64_t advance_seconds = 0;
  std::vector<SkillLevel> skills;
  std::optional<org::PersonId> preferred_agent_id;
};
BOOST_DESCRIBE_STRUCT(TrialRequest, (), (advance_seconds, skills, preferred_agent_id))
constexpr auto limits_of(const TrialRequest*) {
  return std::array{base::Limit{.field = "advance_seconds", .minimum = 0, .maximum = 86'400},
                    base::Limit{.field = "skills", .max_items = 20}};
}

// Why a signed-in agent would not be asked at a stage; Fits: it would be.
enum class Fitness { Fits, LacksSkill, OtherTeam, NotReady, Absent, Busy, NoCapacity };
BOOST_DESCRIBE_ENUM(Fitness, Fits, LacksSkill, OtherTeam, NotReady, Absent, Busy, NoCapacity)

// The same of an offer that was made, at that time. PassedOn: it would have been asked, but
// had let this item go a moment before. Unknown: the log does not reach back so far.
enum class OfferFitness {
  Fits,
  LacksSkill,
  OtherTeam,
  SignedOut,
  NotReady,
  Absent,
  Busy,
  NoCapacity,
  PassedOn,
  Unknown
};
BOOST_DESCRIBE_ENUM(OfferFitness, Fits, LacksSkill, OtherTeam, SignedOut, NotReady, Absent, Busy, NoCapacity, PassedOn,
                    Unknown)

// Why the one and not the other. Preferred: it waited for that one alone. SameFigures: all
// was equal, and one of them had to be first.
enum class Verdict { WasAsked, DidNotFit, Preferred, LongerIdle, LessBusy, BetterSkilled, SameFigures, Unknown };
BOOST_DESCRIBE_ENUM(Verdict, WasAsked, DidNotFit, Preferred, LongerIdle, LessBusy, BetterSkilled, SameFigures, Unknown)

// An agent when an offer was made, before it.
struct OfferCandidate {
  org::PersonId id;
  OfferFitness fitness = OfferFitness::Unknown;
  std::int64_t idle_ms = 0;
  std::int64_t in_hand = 0;    // of all channels
  std::int64_t capacity = 0;   // of this channel
  std::int64_t level_sum = 0;  // of the skills that were asked
};
BOOST_DESCRIBE_STRUCT(OfferCandidate, (), (id, fitness, idle_ms, in_hand, capacity, level_sum))

struct OfferReasons {
  ItemOffer offer;
  std::vector<SkillLevel> skills;  // asked
  std::vector<org::TeamId> team_ids;
  std::optional<org::PersonId> preferred_agent_id;
  OfferCandidate chosen;
  OfferCandidate agent;  // who is asked about
  Verdict verdict = Verdict::Unknown;
};
BOOST_DESCRIBE_STRUCT(OfferReasons, (), (offer, skills, team_ids, preferred_agent_id, chosen, agent, verdict))

struct TrialAgent {
  org::PersonId id;
  std::string name;
  Fitness fitness = Fitness::Fits;
};
BOOST_DESCRIBE_STRUCT(TrialAgent, (), (id, name, fitness))

struct TrialStage {
  std::int64_t after_seconds = 0;
  std::vector<TrialAgent> agents;  // of the queue's centre and below, by name
};
BOOST_DESCRIBE_STRUCT(TrialStage, (), (after_seconds, agents))

struct Trial {
  Admission admission = Admission::Open;
  std::optional<org::PersonId> offered_to;  // at once
  std::int64_t before = 0;                  // who would stand before it
  std::vector<TrialStage> stages;
};
BOOST_DESCRIBE_STRUCT(Trial, (), (admission, offered_to, before, stages))

}  // namespace routing
