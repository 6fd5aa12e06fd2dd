#pragma once
// What contacts tells in the event log: ids and figures, no personal data. The subject is
// the contact. What an agent wrote, and what a customer wrote with a rating, is not told.

#include <string_view>

#include "contacts/types.h"

namespace contacts {

struct ContactOpened {
  static constexpr std::string_view type = "contacts.opened";
  ContactId contact_id;
  agents::Channel channel{};
  Direction direction = Direction::Inbound;
  ConversationId conversation_id;
  std::optional<routing::QueueId> queue_id;
  std::optional<routing::WorkItemId> work_item_id;
  std::optional<customers::CustomerId> customer_id;
  std::optional<dictionaries::EntryId> tier_id;  // of the customer
};
BOOST_DESCRIBE_STRUCT(ContactOpened, (),
                      (contact_id, channel, direction, conversation_id, queue_id, work_item_id, customer_id, tier_id))

// What channels ask for: the reader "contacts" makes the course of it, in the order of the log.
//
// A work item serves the contact from here on.
struct ContactItemAttached {
  static constexpr std::string_view type = "contacts.item_attached";
  ContactId contact_id;
  routing::WorkItemId work_item_id;
  routing::QueueId queue_id;
};
BOOST_DESCRIBE_STRUCT(ContactItemAttached, (), (contact_id, work_item_id, queue_id))

struct ContactSentToFlow {
  static constexpr std::string_view type = "contacts.sent_to_flow";
  ContactId contact_id;
};
BOOST_DESCRIBE_STRUCT(ContactSentToFlow, (), (contact_id))

struct ContactSentOutside {
  static constexpr std::string_view type = "contacts.sent_outside";
  ContactId contact_id;
};
BOOST_DESCRIBE_STRUCT(ContactSentOutside, (), (contact_id))

// How it ended, as the channel knows. `closes`: no agent has it, so that nothing follows.
struct ContactLeft {
  static constexpr std::string_view type = "contacts.left";
  ContactId contact_id;
  ContactOutcome outcome = ContactOutcome::Abandoned;
  bool closes = true;
};
BOOST_DESCRIBE_STRUCT(ContactLeft, (), (contact_id, outcome, closes))

// It waits in this queue: from the beginning, or after an agent, or after another queue.
struct ContactQueued {
  static constexpr std::string_view type = "contacts.queued";
  ContactId contact_id;
  routing::QueueId queue_id;
  org::CentreId queue_centre_id;
  // How the stretch before it ended: Overflowed, Transferred, HandedBack, Released, MovedOn.
  std::optional<SegmentEnding> after;
};
BOOST_DESCRIBE_STRUCT(ContactQueued, (), (contact_id, queue_id, queue_centre_id, after))

// An agent has it: the first, or another.
struct ContactAnswered {
  static constexpr std::string_view type = "contacts.answered";
  ContactId contact_id;
  routing::QueueId queue_id;
  org::PersonId agent_id;
  bool first = true;
  std::int64_t after_ms = 0;                       // since the arrival
  bool taken_over = false;                         // by a supervisor's will, from another agent or out of the queue
  org::CentreId agent_centre_id;                   // where the agent stood then
  std::optional<org::TeamId> team_id;              // the same
  std::optional<org::DepartmentId> department_id;  // the same
};
BOOST_DESCRIBE_STRUCT(ContactAnswered, (),
                      (contact_id, queue_id, agent_id, first, after_ms, taken_over, agent_centre_id, team_id,
                       department_id))

// The system has it: from the beginning, or after something else.
struct ContactInFlow {
  static constexpr std::string_view type = "contacts.in_flow";
  ContactId contact_id;
  std::optional<SegmentEnding> after;
};
BOOST_DESCRIBE_STRUCT(ContactInFlow, (), (contact_id, after))

// A number outside has it.
struct ContactOutside {
  static constexpr std::string_view type = "contacts.outside";
  ContactId contact_id;
  std::optional<SegmentEnding> after;
};
BOOST_DESCRIBE_STRUCT(ContactOutside, (), (contact_id, after))

// The conversation is over.
struct ContactEnded {
  static constexpr std::string_view type = "contacts.ended";
  ContactId contact_id;
  std::int64_t lasted_ms = 0;  // since the arrival
};
BOOST_DESCRIBE_STRUCT(ContactEnded, (), (contact_id, lasted_ms))

struct ContactWrapUpBegun {
  static constexpr std::string_view type = "contacts.wrap_up_begun";
  ContactId contact_id;
  org::PersonId agent_id;
};
BOOST_DESCRIBE_STRUCT(ContactWrapUpBegun, (), (contact_id, agent_id))

// Nothing follows but a record and a rating.
struct ContactClosed {
  static constexpr std::string_view type = "contacts.closed";
  ContactId contact_id;
  ContactOutcome outcome = ContactOutcome::Handled;
  std::optional<routing::QueueId> queue_id;
  std::optional<org::PersonId> agent_id;
  std::int64_t wait_ms = 0, talk_ms = 0, wrap_up_ms = 0;
  std::int64_t transfers = 0;
  std::optional<std::int64_t> flow_ms, outside_ms;  // older events do not say it: 0
};
BOOST_DESCRIBE_STRUCT(ContactClosed, (),
                      (contact_id, outcome, queue_id, agent_id, wait_ms, talk_ms, wrap_up_ms, transfers, flow_ms,
                       outside_ms))

// The record as it is now, but for the note.
struct ContactRecorded {
  static constexpr std::string_view type = "contacts.recorded";
  ContactId contact_id;
  std::optional<dictionaries::EntryId> kind_id, business_line_id, disposition_id, urgency_id, responsibility_id;
  bool record_complete = false;
};
BOOST_DESCRIBE_STRUCT(ContactRecorded, (),
                      (contact_id, kind_id, business_line_id, disposition_id, urgency_id, responsibility_id,
                       record_complete))

struct ContactRated {
  static constexpr std::string_view type = "contacts.rated";
  ContactId contact_id;
  std::int64_t rating = 0;
};
BOOST_DESCRIBE_STRUCT(ContactRated, (), (contact_id, rating))

// None: it is no longer known who it was.
struct ContactCustomerLinked {
  static constexpr std::string_view type = "contacts.customer_linked";
  ContactId contact_id;
  std::optional<customers::CustomerId> customer_id;
  std::optional<dictionaries::EntryId> tier_id;  // of the customer
};
BOOST_DESCRIBE_STRUCT(ContactCustomerLinked, (), (contact_id, customer_id, tier_id))

}  // namespace contacts
