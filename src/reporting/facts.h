#pragma once
// The facts of which every figure is made, told by the event log and by nothing else, and
// the rules by which an event changes them. Pure: facts and events in, facts out.
//
//   contact   one conversation, from its arrival to its rating
//   visit     its stay in one queue, until an agent answers or it leaves; an outbound contact
//             has none, wherever it waits: who is called asks nothing of queues
//   stint     the time in which one agent has it, from the answer to the end of the writing up
//   offer     that was put before an agent, once it is known how it ended
//   span      a time in which an agent was in one state; being signed out is none
//
// Every fact is kept as a row of its own, so that each figure opens what it counts.

#include <optional>
#include <vector>

#include "contacts/events.h"
#include "events/events.h"
#include "routing/events.h"

namespace reporting {

// How a stay in a queue ended. Transferred: moved on, to another queue or into a flow.
enum class VisitEnding { Answered, Abandoned, Overflowed, Transferred };
BOOST_DESCRIBE_ENUM(VisitEnding, Answered, Abandoned, Overflowed, Transferred)

// How an agent's part ended. Closed: with the contact. Released: into a flow or outside.
enum class StintEnding { Closed, Transferred, TakenOver, HandedBack, Released };
BOOST_DESCRIBE_ENUM(StintEnding, Closed, Transferred, TakenOver, HandedBack, Released)

using Tier = std::optional<dictionaries::EntryId>;

struct ContactFact {
  contacts::ContactId id;
  org::CentreId centre_id;
  std::optional<contacts::ConversationId> conversation_id;  // of a call its id
  agents::Channel channel{};
  contacts::Direction direction = contacts::Direction::Inbound;
  std::optional<routing::WorkItemId> work_item_id;  // the last
  std::optional<routing::QueueId> queue_id;         // the first
  Tier tier_id;
  std::optional<org::PersonId> agent_id;  // the last
  std::optional<org::TeamId> team_id;     // of that agent, then
  base::Time arrived_at;
  std::optional<base::Time> closed_at;
  std::optional<contacts::ContactOutcome> outcome;
  std::int64_t wait_ms = 0, talk_ms = 0, wrap_up_ms = 0, flow_ms = 0, outside_ms = 0;
  std::int64_t transfers = 0;
  std::optional<std::int64_t> rating;
};
BOOST_DESCRIBE_STRUCT(ContactFact, (),
                      (id, centre_id, conversation_id, channel, direction, work_item_id, queue_id, tier_id, agent_id,
                       team_id, arrived_at, closed_at, outcome, wait_ms, talk_ms, wrap_up_ms, flow_ms, outside_ms,
                       transfers, rating))

struct VisitFact {
  contacts::ContactId contact_id;
  std::int64_t seq = 0;     // 1 for the first of the contact
  org::CentreId centre_id;  // of the queue
  routing::QueueId queue_id;
  agents::Channel channel{};
  Tier tier_id;
  base::Time entered_at;
  std::optional<base::Time> ended_at;
  std::optional<VisitEnding> ending;
  std::int64_t wait_ms = 0;               // once ended
  std::optional<org::PersonId> agent_id;  // who answered
  std::optional<org::TeamId> team_id;     // of whoever answered, then
  bool operator==(const VisitFact&) const = default;
};
BOOST_DESCRIBE_STRUCT(VisitFact, (),
                      (contact_id, seq, centre_id, queue_id, channel, tier_id, entered_at, ended_at, ending, wait_ms,
                       agent_id, team_id))

struct StintFact {
  contacts::ContactId contact_id;
  std::int64_t seq = 0;
  std::int64_t visit_seq = 0;  // through which it came, also when it was taken over since; 0: none
  org::CentreId centre_id;     // of the agent
  org::PersonId agent_id;
  std::optional<org::TeamId> team_id;
  routing::QueueId queue_id;
  agents::Channel channel{};
  contacts::Direction direction = contacts::Direction::Inbound;
  base::Time answered_at;
  std::optional<base::Time> talked_until;
  std::optional<base::Time> ended_at;  // written up, or given away
  std::optional<StintEnding> ending;
  std::optional<std::int64_t> rating;  // of the contact, when this was its last agent
  bool operator==(const StintFact&) const = default;
};
BOOST_DESCRIBE_STRUCT(StintFact, (),
                      (contact_id, seq, visit_seq, centre_id, agent_id, team_id, queue_id, channel, direction,
                       answered_at, talked_until, ended_at, ending, rating))

struct OfferFact {
  routing::OfferId id;
  contacts::ContactId contact_id;
  org::CentreId centre_id;  // of the agent
  org::PersonId agent_id;
  std::optional<org::TeamId> team_id;
  routing::QueueId queue_id;
  agents::Channel channel{};
  base::Time offered_at;
  routing::OfferState how = routing::OfferState::Answered;
};
BOOST_DESCRIBE_STRUCT(OfferFact, (), (id, contact_id, centre_id, agent_id, team_id, queue_id, channel, offered_at, how))

struct SpanFact {
  std::int64_t id = 0;  // the place in the log of the event that ended it
  org::CentreId centre_id;
  org::PersonId agent_id;
  std::optional<org::TeamId> team_id;
  agents::State state = agents::State::NotReady;
  std::optional<dictionaries::EntryId> reason_id;
  base::Time started_at, ended_at;
};
BOOST_DESCRIBE_STRUCT(SpanFact, (), (id, centre_id, agent_id, team_id, state, reason_id, started_at, ended_at))

// The state in which an agent is, and where it stands, as the log told last.
struct AgentNow {
  org::PersonId agent_id;
  org::CentreId centre_id;
  std::optional<org::TeamId> team_id;
  agents::State state = agents::State::SignedOut;
  std::optional<dictionaries::EntryId> reason_id;
  base::Time since;
};
BOOST_DESCRIBE_STRUCT(AgentNow, (), (agent_id, centre_id, team_id, state, reason_id, since))

// What is known of one contact.
struct ContactFacts {
  ContactFact contact;
  std::vector<VisitFact> visits;
  std::vector<StintFact> stints;
};

// Whether the event tells of the course of a contact; its subject is the contact.
bool is_of_contact(const events::Event& event);

// Changes the facts of a contact by an event about it. The first is its opening; without one
// (the log begins later) nothing is known of the contact, and nothing is made of its events.
void apply(std::optional<ContactFacts>& facts, const events::Event& event);

// The time from the answer to the end of the conversation, and from there to the end; zero
// for what has not ended.
base::Duration talk_of(const StintFact& stint);
base::Duration wrap_up_of(const StintFact& stint);

}  // namespace reporting
