#pragma once
// Contacts: one record for each conversation with somebody outside. A channel opens it, gives it
// work items, sends it into flows and outside, and says when the conversation is over; who had
// it how long follows from the event log, by the durable reader "contacts"; an agent writes it up.
//
// Verbs take the actor first, are thread-safe, block on the database, and refuse with
// Forbidden, NotFound, Stale, WrongState, Invalid. A contact stands in its centre, and with
// the agent who has it or had it last, where that agent stood then.

#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "base/result.h"
#include "contacts/types.h"
#include "customers/customers.h"
#include "db/database.h"
#include "events/events.h"

namespace contacts {

struct ContactFilter {
  std::optional<base::Time> from, until;  // of the arrival; until is not included
  std::optional<org::CentreId> centre_id;
  std::optional<routing::QueueId> queue_id;
  std::optional<org::PersonId> agent_id;
  std::optional<customers::CustomerId> customer_id;  // with the files that went into that one
  std::optional<agents::Channel> channel;
  std::optional<Direction> direction;
  std::optional<ContactState> state;
  std::optional<ContactOutcome> outcome;
  std::optional<dictionaries::EntryId> disposition_id;
  std::optional<std::int64_t> rating;
};

class Contacts final : public customers::References {
 public:
  explicit Contacts(org::Platform platform) : platform_(platform) {}

  // Newest first.
  base::Result<org::Page<Contact>> contacts(const org::Actor& actor, const ContactFilter& filter,
                                            const org::ListQuery& query);
  base::Result<Contact> contact(const org::Actor& actor, ContactId id);
  // The record.
  base::Result<Contact> edit(const org::Actor& actor, ContactId id, std::int64_t version, const ContactFields& fields);
  // In the order in which they began.
  base::Result<std::vector<Segment>> segments(const org::Actor& actor, ContactId id);
  // Of a customer within reach, and of the files that went into that one; newest first.
  base::Result<org::Page<Contact>> contacts_of(const org::Actor& actor, customers::CustomerId id,
                                               const org::ListQuery& query);

  // For channels, in their transactions; after what routing is asked there (routing.h says why).
  //
  // Somebody arrives, now. With a work item: in the transaction in which that entered its queue.
  static Contact open(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                      const NewContact& contact);
  // The item serves the contact from now on; in the transaction in which it entered its queue or
  // began in an agent's hands. A contact that began without one gets it so, and another one
  // after a release. Nothing when the contact has ended.
  static void attach(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, ContactId id,
                     const routing::WorkItem& item);
  // The system has it, or a number outside, with no agent in it: at the beginning, or in the
  // transaction in which its work item was released. Nothing when it is so already.
  static void enter_flow(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, ContactId id);
  static void go_outside(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, ContactId id);
  // How it ended: what was left is a message, a flow served or the caller hung up there, nobody
  // outside answered. The conversation is over. A contact whose work item goes on (an agent
  // called somebody in vain) closes when that ends; this must be said before Routing::end.
  // Whom an agent had answered once was handled, whatever is said, but for Unanswered. Nothing
  // when it has ended.
  static void close_as(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, ContactId id,
                       ContactOutcome outcome);
  // Nothing when it is over already.
  static void conversation_over(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                                ContactId id);
  static void link_customer(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, ContactId id,
                            std::optional<customers::CustomerId> customer);
  // 1 to 5 and at most 500 characters, once: then WrongState already_rated.
  static base::Status rate(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, ContactId id,
                           std::int64_t score, const std::string& comment);
  static std::optional<Contact> find(db::Transaction& tx, ContactId id);

  // From routing's events to states, agents, durations and segments. For the pump's durable reader.
  void follow(db::Transaction& tx, const std::vector<events::Event>& events);

  bool refers_to(db::Transaction& tx, customers::CustomerId customer) const override;
  bool serves(db::Transaction& tx, org::PersonId person, customers::CustomerId customer) const override;

 private:
  org::Platform platform_;
};

void add_contact_endpoints(org::Api& api, Contacts& contacts);
// Topic contacts (by ids).
void add_contact_topics(realtime::Hub& hub);
// The durable reader "contacts".
void add_contact_readers(events::Pump& pump, Contacts& contacts);

}  // namespace contacts
