#pragma once
// The words of contacts: one for each conversation with somebody outside, whatever its
// channel; the stretches of which it is made; the record that an agent writes about it.

#include <optional>
#include <string>
#include <vector>

#include "access/types.h"
#include "agents/types.h"
#include "base/describe.h"
#include "customers/types.h"
#include "dictionaries/types.h"
#include "routing/types.h"

namespace contacts {

using ContactId = base::Id<struct ContactTag>;
using SegmentId = base::Id<struct ContactSegmentTag>;
// What the channel calls it.
using ConversationId = base::Id<struct ConversationTag>;

enum class Direction { Inbound, Outbound };
BOOST_DESCRIBE_ENUM(Direction, Inbound, Outbound)

// InFlow: in the hands of the system, which asks, plays and connects. Active: an agent has it.
// Outside: with a number outside, and no agent in it any more. WrapUp: the conversation is over,
// the agent writes it up.
enum class ContactState { Waiting, InFlow, Active, Outside, WrapUp, Ended };
BOOST_DESCRIBE_ENUM(ContactState, Waiting, InFlow, Active, Outside, WrapUp, Ended)

// Handled: some agent answered. Abandoned: none ever did, and a flow did not serve either.
// Message: left outside hours. SelfService: served by a flow, with no agent in it. Unanswered:
// an outbound contact that nobody outside answered.
enum class ContactOutcome { Handled, Abandoned, Message, SelfService, Unanswered };
BOOST_DESCRIBE_ENUM(ContactOutcome, Handled, Abandoned, Message, SelfService, Unanswered)

// What a channel says of a contact that begins.
struct NewContact {
  org::CentreId centre_id;
  agents::Channel channel{};
  Direction direction = Direction::Inbound;
  std::int64_t conversation_id = 0;
  std::optional<routing::QueueId> queue_id;
  std::optional<routing::WorkItemId> work_item_id;
  std::optional<customers::CustomerId> customer_id;
  std::string language;
};

// The record: what the agent writes about it.
struct ContactFields {
  std::optional<dictionaries::EntryId> kind_id;            // contact_kinds
  std::optional<dictionaries::EntryId> business_line_id;   // business_lines
  std::optional<dictionaries::EntryId> disposition_id;     // dispositions, one without entries below it
  std::optional<dictionaries::EntryId> urgency_id;         // urgency
  std::optional<dictionaries::EntryId> responsibility_id;  // responsibility
  std::string note;
  bool record_complete = false;  // needs a disposition
};
BOOST_DESCRIBE_STRUCT(ContactFields, (),
                      (kind_id, business_line_id, disposition_id, urgency_id, responsibility_id, note, record_complete))
constexpr auto limits_of(const ContactFields*) {
  return std::array{base::Limit{.field = "note", .max_length = 4'000, .lines = true}};
}

// `version` counts edits of the record; what follows the conversation does not raise it, so
// that an agent who writes is not told that somebody changed it.
struct Contact : ContactFields {
  ContactId id;
  org::CentreId centre_id;
  agents::Channel channel{};
  Direction direction = Direction::Inbound;
  ConversationId conversation_id;
  std::optional<routing::WorkItemId> work_item_id;  // the present one, or the last
  std::optional<customers::CustomerId> customer_id;
  std::optional<dictionaries::EntryId> tier_id;  // of that customer, when it became known who it was
  std::string language;
  base::Time arrived_at;
  std::optional<base::Time> ended_at;  // the conversation was over
  ContactState state = ContactState::Waiting;
  std::optional<ContactOutcome> outcome;           // once it is known, at the end at the latest
  std::optional<routing::QueueId> queue_id;        // the last one
  std::optional<org::PersonId> agent_id;           // who has it, or had it last
  std::optional<org::TeamId> team_id;              // of that agent, then
  std::optional<org::DepartmentId> department_id;  // the same
  std::optional<base::Time> answered_at;           // for the first time
  std::optional<base::Time> closed_at;             // written up
  std::int64_t wait_ms = 0;                        // sums of the stretches that have ended
  std::int64_t talk_ms = 0;
  std::int64_t wrap_up_ms = 0;
  std::int64_t flow_ms = 0;
  std::int64_t outside_ms = 0;
  std::int64_t transfers = 0;
  std::int64_t version = 1;
  std::optional<std::int64_t> rating;  // 1 to 5
  std::string rating_comment;
  std::optional<base::Time> rated_at;
};
BOOST_DESCRIBE_STRUCT(Contact, (ContactFields),
                      (id, centre_id, channel, direction, conversation_id, work_item_id, customer_id, tier_id, language,
                       arrived_at, ended_at, state, outcome, queue_id, agent_id, team_id, department_id, answered_at,
                       closed_at, wait_ms, talk_ms, wrap_up_ms, flow_ms, outside_ms, transfers, version, rating,
                       rating_comment, rated_at))

// Queue: it waits there, also while it is offered. Offer: shown to an agent, within a queue.
// Agent: in the hands of that agent. WrapUp: that agent writes it up. Flow: the system has it.
// Outside: a number outside has it.
enum class SegmentKind { Queue, Offer, Agent, WrapUp, Flow, Outside };
BOOST_DESCRIBE_ENUM(SegmentKind, Queue, Offer, Agent, WrapUp, Flow, Outside)

// Over: the conversation was. Closed: the writing up was. Released: from queue or agent into a
// flow or outside. MovedOn: from there to something else.
enum class SegmentEnding {
  Answered,
  Lapsed,
  Declined,
  Withdrawn,
  Transferred,
  TakenOver,
  Overflowed,
  HandedBack,
  Over,
  Abandoned,
  Closed,
  Released,
  MovedOn
};
BOOST_DESCRIBE_ENUM(SegmentEnding, Answered, Lapsed, Declined, Withdrawn, Transferred, TakenOver, Overflowed,
                    HandedBack, Over, Abandoned, Closed, Released, MovedOn)

struct Segment {
  SegmentId id;
  ContactId contact_id;
  SegmentKind kind = SegmentKind::Queue;
  std::optional<routing::QueueId> queue_id;  // of an agent's: through which it came; none of flows and outside
  std::optional<org::PersonId> agent_id;
  base::Time started_at;
  std::optional<base::Time> ended_at;
  std::optional<SegmentEnding> ending;
};
BOOST_DESCRIBE_STRUCT(Segment, (), (id, contact_id, kind, queue_id, agent_id, started_at, ended_at, ending))

}  // namespace contacts
