// Verbs on contacts: lists, one, its segments, the record that an agent writes.

#include <algorithm>

#include "contacts/verbs.h"
#include "dictionaries/dictionaries.h"
#include "routing/routing.h"

namespace contacts {
namespace {

using Entry = std::optional<dictionaries::EntryId>;

// A choice of the record and the dictionary from which it comes.
struct Choice {
  std::string_view path, dictionary;
  Entry ContactFields::*entry;
};
constexpr std::array<Choice, 5> choices{{{"/kind_id", "contact_kinds", &ContactFields::kind_id},
                                         {"/business_line_id", "business_lines", &ContactFields::business_line_id},
                                         {"/disposition_id", "dispositions", &ContactFields::disposition_id},
                                         {"/urgency_id", "urgency", &ContactFields::urgency_id},
                                         {"/responsibility_id", "responsibility", &ContactFields::responsibility_id}}};

// "" when it can be chosen; an entry that has become inactive stays where it was chosen.
std::string fault_of(db::Transaction& tx, const Choice& choice, const Entry& stored, const Entry& chosen) {
  if (!chosen || chosen == stored) return "";
  auto entry = dictionaries::Dictionaries::find_entry(tx, *chosen);
  if (!entry || entry->dictionary != choice.dictionary || !entry->active) return "no_such_object";
  const bool must_be_exact = choice.entry == &ContactFields::disposition_id;
  if (must_be_exact && dictionaries::Dictionaries::has_entries_below(tx, *entry)) return "not_exact_enough";
  return "";
}

base::Status check_record(db::Transaction& tx, const ContactFields& stored, const ContactFields& fields) {
  std::vector<base::Fault> faults;
  for (const auto& choice : choices)
    if (auto code = fault_of(tx, choice, stored.*choice.entry, fields.*choice.entry); !code.empty())
      faults.push_back({std::string(choice.path), code, {}});
  if (fields.record_complete && !fields.disposition_id) faults.push_back({"/disposition_id", "missing", {}});
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  return {};
}

ContactRecorded recorded(ContactId id, const ContactFields& fields) {
  return {id,
          fields.kind_id,
          fields.business_line_id,
          fields.disposition_id,
          fields.urgency_id,
          fields.responsibility_id,
          fields.record_complete};
}

void narrow(db::Transaction& tx, org::ListStatement& list, const ContactFilter& filter) {
  if (filter.from) list.require("arrived_at >= ?%1", *filter.from);
  if (filter.until) list.require("arrived_at < ?%1", *filter.until);
  if (filter.centre_id) list.require("centre_id = ?%1", *filter.centre_id);
  if (filter.queue_id) list.require("queue_id = ?%1", *filter.queue_id);
  if (filter.agent_id) list.require("agent_id = ?%1", *filter.agent_id);
  if (filter.customer_id)
    list.require("customer_id {in ?%1}", customers::Customers::files_of(tx, org::system_actor(), *filter.customer_id)
                                             .value_or(std::vector<customers::CustomerId>{}));
  if (filter.channel) list.require("channel = ?%1", base::word_of(*filter.channel));
  if (filter.direction) list.require("direction = ?%1", base::word_of(*filter.direction));
  if (filter.state) list.require("state = ?%1", base::word_of(*filter.state));
  if (filter.outcome) list.require("outcome = ?%1", base::word_of(*filter.outcome));
  if (filter.disposition_id) list.require("disposition_id = ?%1", *filter.disposition_id);
  if (filter.rating) list.require("rating = ?%1", *filter.rating);
}

org::Page<Contact> page(db::Transaction& tx, const org::ListStatement& list, const org::ListQuery& query) {
  return org::page_of<Contact>(tx, list, query, org::ListStatement::Order::NewestFirst, &db::read_row<Contact>);
}

// Offered to the person counts: it is to know before it answers.
bool has_in_hand(db::Transaction& tx, org::PersonId person, customers::CustomerId customer) {
  const auto files = customers::Customers::files_of(tx, org::system_actor(), customer);
  if (!files) return false;
  return std::ranges::any_of(open_contacts_of(tx, *files), [&](const Contact& contact) {
    const auto item = contact.work_item_id ? routing::Routing::find_item(tx, *contact.work_item_id) : std::nullopt;
    return item && item->agent_id == person;
  });
}

bool serves_it(db::Transaction& tx, const org::Actor& actor, std::optional<customers::CustomerId> customer) {
  return customer && actor.ref.kind == base::ActorKind::Person &&
         has_in_hand(tx, org::PersonId{actor.ref.id}, *customer);
}

org::ListStatement within_reach(const org::Actor& actor) {
  return {db::columns<Contact>(), "contact", "id", actor.within(view_contacts, contact_place, 1)};
}

}  // namespace

base::Result<Contact> load_contact(db::Transaction& tx, const org::Actor& actor, org::Right right, ContactId id) {
  if (auto status = actor.require(right); !status) return base::pass(status);
  auto contact = find_contact(tx, id);
  // Whoever has it works on it, whatever centre it belongs to: queues may ask the people of others.
  const bool own =
      contact && actor.ref.kind == base::ActorKind::Person && contact->agent_id == org::PersonId{actor.ref.id};
  const bool in_reach = contact && (own || actor.reaches(right, place_of(*contact)) ||
                                    (right.key == view_contacts.key && serves_it(tx, actor, contact->customer_id)));
  if (!in_reach) return base::not_found();
  return *std::move(contact);
}

base::Result<org::Page<Contact>> Contacts::contacts(const org::Actor& actor, const ContactFilter& filter,
                                                    const org::ListQuery& query) {
  if (auto status = actor.require(view_contacts); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    auto list = within_reach(actor);
    narrow(tx, list, filter);
    return page(tx, list, query);
  });
}

base::Result<org::Page<Contact>> Contacts::contacts_of(const org::Actor& actor, customers::CustomerId id,
                                                       const org::ListQuery& query) {
  if (auto status = actor.require(view_contacts); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<org::Page<Contact>> {
    const bool serves = serves_it(tx, actor, id);
    auto files = customers::Customers::files_of(tx, serves ? org::system_actor() : actor, id);
    if (!files) return base::pass(files);
    auto list = within_reach(serves ? org::system_actor() : actor);
    list.require("customer_id {in ?%1}", *files);
    return page(tx, list, query);
  });
}

base::Result<Contact> Contacts::contact(const org::Actor& actor, ContactId id) {
  return platform_.database.read(
      [&](db::Transaction& tx) -> base::Result<Contact> { return load_contact(tx, actor, view_contacts, id); });
}

base::Result<std::vector<Segment>> Contacts::segments(const org::Actor& actor, ContactId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<std::vector<Segment>> {
    if (auto contact = load_contact(tx, actor, view_contacts, id); !contact) return base::pass(contact);
    return segments_of(tx, id);
  });
}

base::Result<Contact> Contacts::edit(const org::Actor& actor, ContactId id, std::int64_t version,
                                     const ContactFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Contact> {
    auto stored = load_contact(tx, actor, edit_contacts, id);
    if (!stored) return base::pass(stored);
    if (auto status = org::check_version(stored->version, version); !status) return base::pass(status);
    if (auto status = check_record(tx, *stored, fields); !status) return base::pass(status);
    if (!update_record(tx, id, version, fields)) return base::refuse(base::Code::Stale, "stale");
    org::audit(tx, platform_, actor,
               {"contact.edited", "contact", id.value, stored->centre_id,
                org::changed_fields<ContactFields>(*stored, fields)});
    tell(tx, platform_.clock.now(), actor.ref, *stored, recorded(id, fields));
    return *find_contact(tx, id);
  });
}

bool Contacts::serves(db::Transaction& tx, org::PersonId person, customers::CustomerId customer) const {
  return has_in_hand(tx, person, customer);
}

bool Contacts::refers_to(db::Transaction& tx, customers::CustomerId customer) const {
  return has_contacts(tx, customer);
}

}  // namespace contacts
