#pragma once
// All SQL of contacts. Private to the module.
//
// A row has several writers who do not wait for each other, so each writes its own columns
// only: the reader the course, an agent the record, a channel the rest.

#include <optional>
#include <vector>

#include "access/list.h"
#include "contacts/contacts.h"
#include "db/database.h"
#include "db/rows.h"

namespace contacts {

inline constexpr org::PlaceColumns contact_place{"centre_id", "department_id", "team_id", "agent_id"};

std::optional<Contact> find_contact(db::Transaction& tx, ContactId id);
// Which contact an item serves or served.
struct ItemOfContact {
  routing::WorkItemId work_item_id;
  ContactId contact_id;
};
BOOST_DESCRIBE_STRUCT(ItemOfContact, (), (work_item_id, contact_id))

std::optional<Contact> find_contact_of(db::Transaction& tx, routing::WorkItemId id);
void insert(db::Transaction& tx, const Contact& contact);
void insert(db::Transaction& tx, const ItemOfContact& item);
void set_work_item(db::Transaction& tx, ContactId id, routing::WorkItemId item);
// Of a contact of which the reader has nothing to write yet.
void set_state(db::Transaction& tx, ContactId id, ContactState state);
// State, outcome, queue, agent and its place, times and durations, transfers.
void update_course(db::Transaction& tx, const Contact& contact);
// The record, and raises the version; false when it is no longer at `version`.
bool update_record(db::Transaction& tx, ContactId id, std::int64_t version, const ContactFields& fields);
// False when it was over already.
bool set_ended(db::Transaction& tx, ContactId id, base::Time at);
// False when it was rated already.
bool set_rating(db::Transaction& tx, ContactId id, std::int64_t rating, const std::string& comment, base::Time at);
void set_customer(db::Transaction& tx, ContactId id, std::optional<customers::CustomerId> customer,
                  std::optional<dictionaries::EntryId> tier);
// Those that have not ended.
std::vector<Contact> open_contacts_of(db::Transaction& tx, const std::vector<customers::CustomerId>& customers);
bool has_contacts(db::Transaction& tx, customers::CustomerId customer);

std::vector<Segment> segments_of(db::Transaction& tx, ContactId id);
std::vector<Segment> open_segments(db::Transaction& tx, ContactId id);
void insert(db::Transaction& tx, const Segment& segment);
void update(db::Transaction& tx, const Segment& segment);

}  // namespace contacts
