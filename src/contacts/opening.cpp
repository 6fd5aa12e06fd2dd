// What channels call in their transactions.

#include "contacts/verbs.h"
#include "routing/routing.h"

namespace contacts {
namespace {

constexpr std::size_t longest_comment = 500;

std::optional<dictionaries::EntryId> tier_of(db::Transaction& tx, std::optional<customers::CustomerId> customer) {
  return customer ? customers::Customers::tier_of(tx, *customer) : std::nullopt;
}

Contact row_of(const org::Platform& platform, const NewContact& fresh) {
  Contact contact;
  contact.id = platform.ids.make<ContactId>();
  contact.centre_id = fresh.centre_id;
  contact.channel = fresh.channel;
  contact.direction = fresh.direction;
  contact.conversation_id = ConversationId{fresh.conversation_id};
  contact.queue_id = fresh.queue_id;
  contact.work_item_id = fresh.work_item_id;
  contact.customer_id = fresh.customer_id;
  contact.language = fresh.language;
  contact.arrived_at = platform.clock.now();
  return contact;
}

// The first item of an inbound contact that waits: who does not wait for anybody is promised nothing.
void start_clocks(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, const Contact& contact,
                  const routing::WorkItem& item) {
  const bool waits = contact.direction == Direction::Inbound && item.state == routing::ItemState::Waiting;
  if (!waits) return;
  for (auto measure : {commitments::Measure::FirstAnswer, commitments::Measure::Handling})
    commitments::Commitments::start(tx, platform, by,
                                    {measure, subject_of(contact), contact.centre_id, contact.channel,
                                     commitments::LineId{item.queue_id.value}, item.arrived_at});
}

// Nothing has become of it yet, so that what becomes of it now can be written at once; else the
// reader has it to write, which may still have to read what came before.
bool has_no_course(const Contact& contact) {
  return !contact.work_item_id && contact.state == ContactState::Waiting;
}

// Whether its work item goes on.
bool is_served(db::Transaction& tx, const Contact& contact) {
  auto item = contact.work_item_id ? routing::Routing::find_item(tx, *contact.work_item_id) : std::nullopt;
  return item && item->state != routing::ItemState::Ended;
}

std::vector<base::Fault> faults_of(std::int64_t score, std::string& comment) {
  std::vector<base::Fault> faults;
  if (score < 1 || score > 5) faults.push_back({"/score", "out_of_range", {{"minimum", "1"}, {"maximum", "5"}}});
  base::check_text(comment, {.field = "comment", .max_length = longest_comment, .lines = true}, "/comment", faults);
  return faults;
}

}  // namespace

// The item arrived a moment before in the same transaction: its arrival is the one that counts.
Contact Contacts::open(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                       const NewContact& fresh) {
  auto contact = row_of(platform, fresh);
  auto item = contact.work_item_id ? routing::Routing::find_item(tx, *contact.work_item_id) : std::nullopt;
  if (item) contact.arrived_at = item->arrived_at;
  contact.tier_id = tier_of(tx, contact.customer_id);
  insert(tx, contact);
  tell(tx, contact.arrived_at, by, contact,
       ContactOpened{contact.id, contact.channel, contact.direction, contact.conversation_id, contact.queue_id,
                     contact.work_item_id, contact.customer_id, contact.tier_id});
  if (!item) return contact;
  insert(tx, ItemOfContact{item->id, contact.id});
  start_clocks(tx, platform, by, contact, *item);
  return contact;
}

void Contacts::attach(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, ContactId id,
                      const routing::WorkItem& item) {
  auto contact = find_contact(tx, id);
  if (!contact || contact->state == ContactState::Ended) return;
  insert(tx, ItemOfContact{item.id, id});
  set_work_item(tx, id, item.id);
  tell(tx, platform.clock.now(), by, *contact, ContactItemAttached{id, item.id, item.queue_id});
  if (!contact->work_item_id) start_clocks(tx, platform, by, *contact, item);
}

void Contacts::enter_flow(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, ContactId id) {
  auto contact = find_contact(tx, id);
  if (!contact || contact->state == ContactState::Ended) return;
  if (has_no_course(*contact)) set_state(tx, id, ContactState::InFlow);
  tell(tx, platform.clock.now(), by, *contact, ContactSentToFlow{id});
}

void Contacts::go_outside(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, ContactId id) {
  auto contact = find_contact(tx, id);
  if (!contact || contact->state == ContactState::Ended) return;
  if (has_no_course(*contact)) set_state(tx, id, ContactState::Outside);
  tell(tx, platform.clock.now(), by, *contact, ContactSentOutside{id});
}

void Contacts::close_as(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, ContactId id,
                        ContactOutcome outcome) {
  auto contact = find_contact(tx, id);
  if (!contact || contact->state == ContactState::Ended) return;
  const auto now = platform.clock.now();
  if (!has_no_course(*contact)) {
    tell(tx, now, by, *contact, ContactLeft{id, outcome, !is_served(tx, *contact)});
    return end_conversation(tx, now, by, *contact);
  }
  contact->state = ContactState::Ended;
  contact->outcome = outcome;
  contact->closed_at = now;
  update_course(tx, *contact);
  end_conversation(tx, now, by, *contact);
  tell_closed(tx, now, by, *contact);
}

void Contacts::conversation_over(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                                 ContactId id) {
  if (auto contact = find_contact(tx, id)) end_conversation(tx, platform.clock.now(), by, *contact);
}

void Contacts::link_customer(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, ContactId id,
                             std::optional<customers::CustomerId> customer) {
  auto contact = find_contact(tx, id);
  if (!contact || contact->customer_id == customer) return;
  const auto tier = tier_of(tx, customer);
  set_customer(tx, id, customer, tier);
  tell(tx, platform.clock.now(), by, *contact, ContactCustomerLinked{id, customer, tier});
}

base::Status Contacts::rate(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, ContactId id,
                            std::int64_t score, const std::string& comment) {
  auto text = comment;
  if (auto faults = faults_of(score, text); !faults.empty()) return base::refuse_faults(std::move(faults));
  auto contact = find_contact(tx, id);
  if (!contact) return base::not_found();
  const auto now = platform.clock.now();
  if (!set_rating(tx, id, score, text, now)) return base::refuse(base::Code::WrongState, "already_rated");
  tell(tx, now, by, *contact, ContactRated{id, score});
  return {};
}

std::optional<Contact> Contacts::find(db::Transaction& tx, ContactId id) {
  return find_contact(tx, id);
}

void end_conversation(db::Transaction& tx, base::Time at, const base::ActorRef& by, const Contact& contact) {
  if (!set_ended(tx, contact.id, at)) return;
  tell(tx, at, by, contact, ContactEnded{contact.id, (at - contact.arrived_at).count()});
}

void tell_closed(db::Transaction& tx, base::Time at, const base::ActorRef& by, const Contact& contact) {
  tell(tx, at, by, contact,
       ContactClosed{contact.id, contact.outcome.value(), contact.queue_id, contact.agent_id, contact.wait_ms,
                     contact.talk_ms, contact.wrap_up_ms, contact.transfers, contact.flow_ms, contact.outside_ms});
}

}  // namespace contacts
