// The endpoints of contacts.

#include "access/api.h"
#include "contacts/contacts.h"
#include "contacts/rights.h"

namespace contacts {
namespace {

using org::Api;
using org::Call;
using org::ListQuery;

const std::vector<org::ParameterDoc>& filter_docs() {
  static const std::vector<org::ParameterDoc> docs{
      {"from", "arrived at this time or later"},
      {"until", "arrived before this time"},
      {"centre_id", "only of this centre"},
      {"queue_id", "only those whose last queue is this one"},
      {"agent_id", "only those that this agent has or had last"},
      {"customer_id", "only of this customer and the files that went into it"},
      {"channel", "only of this channel"},
      {"direction", "inbound or outbound"},
      {"state", "waiting, in_flow, active, outside, wrap_up or ended"},
      {"outcome", "handled, abandoned, message, self_service or unanswered"},
      {"disposition_id", "only with this disposition"},
      {"rating", "only with this rating, 1 to 5"}};
  return docs;
}

// Reads one parameter into its place in the filter.
template <class T>
base::Status take(std::optional<T>& place, base::Result<std::optional<T>> value) {
  if (!value) return base::pass(value);
  place = *value;
  return {};
}

base::Result<std::optional<std::int64_t>> rating_of(const Call& call) {
  auto text = call.text_parameter("rating");
  if (text.empty()) return std::nullopt;
  if (text.size() != 1 || text[0] < '1' || text[0] > '5') return base::refuse_fault("?rating", "not_a_choice");
  return text[0] - '0';
}

base::Result<ContactFilter> filter_of(const Call& call) {
  ContactFilter filter;
  base::Status status;
  auto read = [&](auto& place, auto value) {
    if (status) status = take(place, std::move(value));
  };
  read(filter.from, call.time_parameter("from"));
  read(filter.until, call.time_parameter("until"));
  read(filter.centre_id, call.id_parameter<org::CentreId>("centre_id"));
  read(filter.queue_id, call.id_parameter<routing::QueueId>("queue_id"));
  read(filter.agent_id, call.id_parameter<org::PersonId>("agent_id"));
  read(filter.customer_id, call.id_parameter<customers::CustomerId>("customer_id"));
  read(filter.channel, call.choice_parameter<agents::Channel>("channel"));
  read(filter.direction, call.choice_parameter<Direction>("direction"));
  read(filter.state, call.choice_parameter<ContactState>("state"));
  read(filter.outcome, call.choice_parameter<ContactOutcome>("outcome"));
  read(filter.disposition_id, call.id_parameter<dictionaries::EntryId>("disposition_id"));
  read(filter.rating, rating_of(call));
  if (!status) return base::pass(status);
  return filter;
}

}  // namespace

void add_contact_endpoints(Api& api, Contacts& contacts) {
  api.list("/contacts", {"list_contacts", "The contacts within reach, newest first.", view_contacts.key, filter_docs()},
           [&](const Call& call, const ListQuery& query) -> base::Result<org::Page<Contact>> {
             auto filter = filter_of(call);
             if (!filter) return base::pass(filter);
             return contacts.contacts(call.actor, *filter, query);
           });
  api.get("/contacts/{id}", {"get_contact", "One, with the version of its record as ETag.", view_contacts.key, {}},
          [&](const Call& call) -> base::Result<Contact> {
            auto id = call.id<ContactId>();
            if (!id) return base::pass(id);
            return contacts.contact(call.actor, *id);
          });
  api.edit<ContactFields>(
      "/contacts/{id}",
      {"edit_contact", "Replaces the record; If-Match names the version that was seen.", edit_contacts.key, {}},
      [&](const Call& call, std::int64_t version, const ContactFields& body) -> base::Result<Contact> {
        auto id = call.id<ContactId>();
        if (!id) return base::pass(id);
        return contacts.edit(call.actor, *id, version, body);
      });
  api.get("/contacts/{id}/segments",
          {"list_contact_segments", "Where it waited and who had it, from when to when.", view_contacts.key, {}},
          [&](const Call& call) -> base::Result<org::Items<Segment>> {
            auto id = call.id<ContactId>();
            if (!id) return base::pass(id);
            auto segments = contacts.segments(call.actor, *id);
            if (!segments) return base::pass(segments);
            return org::Items<Segment>{*std::move(segments)};
          });
  api.list(
      "/customers/{id}/contacts",
      {"list_customer_contacts", "Of a customer and the files that went into it, newest first.", view_contacts.key, {}},
      [&](const Call& call, const ListQuery& query) -> base::Result<org::Page<Contact>> {
        auto id = call.id<customers::CustomerId>();
        if (!id) return base::pass(id);
        return contacts.contacts_of(call.actor, *id, query);
      });
}

}  // namespace contacts
