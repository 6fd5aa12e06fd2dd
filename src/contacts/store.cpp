#include "contacts/store.h"

namespace contacts {
std::optional<Contact> find_contact(db::Transaction& tx, ContactId id) {
  return db::first_row<Contact>(tx.query(db::select<Contact>("contact") + "WHERE id = ?1", id));
}

std::optional<Contact> find_contact_of(db::Transaction& tx, routing::WorkItemId id) {
  return db::first_row<Contact>(tx.query(
      db::select<Contact>("contact") + "WHERE id = (SELECT contact_id FROM contact_item WHERE work_item_id = ?1)", id));
}

void insert(db::Transaction& tx, const Contact& contact) {
  db::insert_row(tx, "contact", contact);
}

void insert(db::Transaction& tx, const ItemOfContact& item) {
  db::insert_row(tx, "contact_item", item);
}

void set_work_item(db::Transaction& tx, ContactId id, routing::WorkItemId item) {
  tx.execute("UPDATE contact SET work_item_id = ?2 WHERE id = ?1", id, item);
}

void set_state(db::Transaction& tx, ContactId id, ContactState state) {
  tx.execute("UPDATE contact SET state = ?2 WHERE id = ?1", id, base::word_of(state));
}

void update_course(db::Transaction& tx, const Contact& contact) {
  tx.execute(
      "UPDATE contact SET state = ?2, outcome = ?3, queue_id = ?4, agent_id = ?5, team_id = ?6, department_id = ?7, "
      "answered_at = ?8, closed_at = ?9, wait_ms = ?10, talk_ms = ?11, wrap_up_ms = ?12, transfers = ?13, "
      "flow_ms = ?14, outside_ms = ?15 WHERE id = ?1",
      contact.id, base::word_of(contact.state),
      contact.outcome ? std::optional(base::word_of(*contact.outcome)) : std::nullopt, contact.queue_id,
      contact.agent_id, contact.team_id, contact.department_id, contact.answered_at, contact.closed_at, contact.wait_ms,
      contact.talk_ms, contact.wrap_up_ms, contact.transfers, contact.flow_ms, contact.outside_ms);
}

bool update_record(db::Transaction& tx, ContactId id, std::int64_t version, const ContactFields& fields) {
  return tx.execute(
             "UPDATE contact SET kind_id = ?3, business_line_id = ?4, disposition_id = ?5, urgency_id = ?6, "
             "responsibility_id = ?7, note = ?8, record_complete = ?9, version = version + 1 "
             "WHERE id = ?1 AND version = ?2",
             id, version, fields.kind_id, fields.business_line_id, fields.disposition_id, fields.urgency_id,
             fields.responsibility_id, fields.note, fields.record_complete) == 1;
}

bool set_ended(db::Transaction& tx, ContactId id, base::Time at) {
  return tx.execute("UPDATE contact SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL", id, at) == 1;
}

bool set_rating(db::Transaction& tx, ContactId id, std::int64_t rating, const std::string& comment, base::Time at) {
  return tx.execute(
             "UPDATE contact SET rating = ?2, rating_comment = ?3, rated_at = ?4 WHERE id = ?1 AND rating IS NULL", id,
             rating, comment, at) == 1;
}

void set_customer(db::Transaction& tx, ContactId id, std::optional<customers::CustomerId> customer,
                  std::optional<dictionaries::EntryId> tier) {
  tx.execute("UPDATE contact SET customer_id = ?2, tier_id = ?3 WHERE id = ?1", id, customer, tier);
}

std::vector<Contact> open_contacts_of(db::Transaction& tx, const std::vector<customers::CustomerId>& customers) {
  return db::read_rows<Contact>(
      tx.query(db::select<Contact>("contact") + "WHERE customer_id {in ?1} AND state <> 'ended'", customers));
}

bool has_contacts(db::Transaction& tx, customers::CustomerId customer) {
  return !tx.query("SELECT 1 FROM contact WHERE customer_id = ?1 LIMIT 1", customer).empty();
}

std::vector<Segment> segments_of(db::Transaction& tx, ContactId id) {
  return db::read_rows<Segment>(
      tx.query(db::select<Segment>("contact_segment") + "WHERE contact_id = ?1 ORDER BY id", id));
}

std::vector<Segment> open_segments(db::Transaction& tx, ContactId id) {
  return db::read_rows<Segment>(
      tx.query(db::select<Segment>("contact_segment") + "WHERE contact_id = ?1 AND ended_at IS NULL ORDER BY id", id));
}

void insert(db::Transaction& tx, const Segment& segment) {
  db::insert_row(tx, "contact_segment", segment);
}

void update(db::Transaction& tx, const Segment& segment) {
  db::update_row(tx, "contact_segment", segment);
}

}  // namespace contacts
