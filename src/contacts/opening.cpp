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

// Who does not wait for anybody is promised nothing.
void start_clocks(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                  const Contact& contact) {
  if (!contact.work_item_id || !contact.queue_id) return;
  for (auto measure : {commitments::Measure::FirstAnswer, commitments::Measure::Handling})
    commitments::Commitments::start(tx, platform, by,
                                    {measure, subject_of(contact), contact.centre_id, contact.channel,
                                     commitments::LineId{contact.queue_id->value}, contact.arrived_at});
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
  if (contact.work_item_id)
    if (auto item = routing::Routing::find_item(tx, *contact.work_item_id)) contact.arrived_at = item->arrived_at;
  contact.tier_id = tier_of(tx, contact.customer_id);
  insert(tx, contact);
  tell(tx, contact.arrived_at, by, contact,
       ContactOpened{contact.id, contact.channel, contact.direction, contact.conversation_id, contact.queue_id,
                     contact.work_item_id, contact.customer_id, contact.tier_id});
  start_clocks(tx, platform, by, contact);
  return contact;
}

void Contacts::close_as(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, ContactId id,
                        ContactOutcome outcome) {
  auto contact = find_contact(tx, id);
  if (!contact || contact->work_item_id || contact->state == ContactState::Ended) return;
  const auto now = platform.clock.now();
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
                     contact.talk_ms, contact.wrap_up_ms, contact.transfers});
}

}  // namespace contacts
