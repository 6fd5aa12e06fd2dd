#include "reporting/store.h"

#include "reporting/rollups.h"

namespace reporting {

struct CentreZone {
  org::CentreId centre_id;
  std::string time_zone;
};
BOOST_DESCRIBE_STRUCT(CentreZone, (), (centre_id, time_zone))

struct QueueNow {
  routing::QueueId queue_id;
  org::CentreId centre_id;
  base::Time changed_at;
};
BOOST_DESCRIBE_STRUCT(QueueNow, (), (queue_id, centre_id, changed_at))

namespace {

template <class Row>
std::vector<Row> rows_of(db::Transaction& tx, std::string_view table, std::string_view column,
                         const std::vector<contacts::ContactId>& ids, std::string_view order) {
  auto sql = db::select<Row>(table) + "WHERE " + std::string(column) + " {in ?1} ORDER BY " + std::string(order);
  return db::read_rows<Row>(tx.query(sql, ids));
}

template <class Row>
void save_parts(db::Transaction& tx, std::string_view table, const std::vector<Row>* before,
                const std::vector<Row>& after, std::vector<Row>& gathered) {
  for (std::size_t i = 0; i < after.size(); ++i) {
    const bool is_new = !before || i >= before->size();
    if (is_new)
      gathered.push_back(after[i]);
    else if ((*before)[i] != after[i])
      db::put_row(tx, table, "contact_id, seq", after[i]);
  }
}

}  // namespace

void load(db::Transaction& tx, FactsOfContacts& facts) {
  std::vector<contacts::ContactId> ids;
  for (const auto& [id, known] : facts) ids.push_back(id);
  for (auto& contact : rows_of<ContactFact>(tx, "report_contact", "id", ids, "id"))
    facts[contact.id] = ContactFacts{contact, {}, {}};
  for (auto& visit : rows_of<VisitFact>(tx, "report_visit", "contact_id", ids, "contact_id, seq"))
    facts[visit.contact_id]->visits.push_back(visit);
  for (auto& stint : rows_of<StintFact>(tx, "report_stint", "contact_id", ids, "contact_id, seq"))
    facts[stint.contact_id]->stints.push_back(stint);
}

void save(db::Transaction& tx, const std::optional<ContactFacts>& before, const ContactFacts& after,
          FreshFacts& fresh) {
  if (!before)
    fresh.contacts.push_back(after.contact);
  else
    db::update_changes(tx, "report_contact", before->contact, after.contact);
  save_parts(tx, "report_visit", before ? &before->visits : nullptr, after.visits, fresh.visits);
  save_parts(tx, "report_stint", before ? &before->stints : nullptr, after.stints, fresh.stints);
}

void insert(db::Transaction& tx, const FreshFacts& fresh) {
  db::insert_rows(tx, "report_contact", fresh.contacts);
  db::insert_rows(tx, "report_visit", fresh.visits);
  db::insert_rows(tx, "report_stint", fresh.stints);
}

std::vector<ContactFact> contacts_of_items(db::Transaction& tx, const std::vector<routing::WorkItemId>& items) {
  if (items.empty()) return {};
  return db::read_rows<ContactFact>(
      tx.query(db::select<ContactFact>("report_contact") + "WHERE work_item_id {in ?1}", items));
}

void insert(db::Transaction& tx, const std::vector<OfferFact>& offers) {
  db::insert_rows(tx, "report_offer", offers);
}

void insert(db::Transaction& tx, const std::vector<SpanFact>& spans) {
  db::insert_rows(tx, "report_span", spans);
}

void insert(db::Transaction& tx, const CallFacts& facts) {
  db::insert_rows(tx, "report_leg", facts.legs);
  db::insert_rows(tx, "report_transfer", facts.transfers);
  db::insert_rows(tx, "report_walk", facts.walks);
  db::insert_rows(tx, "report_step", facts.steps);
}

std::vector<LegFact> legs_of(db::Transaction& tx, const std::vector<telephony::PartyId>& parties) {
  if (parties.empty()) return {};
  return db::read_rows<LegFact>(
      tx.query(db::select<LegFact>("report_leg") + "WHERE party_id {in ?1} ORDER BY id", parties));
}

void put(db::Transaction& tx, const LegFact& leg) {
  db::put_row(tx, "report_leg", "id", leg);
}

std::vector<Seizure> seizures_of(db::Transaction& tx, std::int64_t trunk, base::Time from, base::Time until) {
  return db::read_rows<Seizure>(
      tx.query(db::select<Seizure>("report_leg") +
                   "WHERE trunk_id = ?1 AND ended_at > ?2 AND began_at < ?3 AND ended_at > began_at",
               trunk, from, until));
}

std::map<org::PersonId, AgentNow> load_agents(db::Transaction& tx, const std::vector<org::PersonId>& ids) {
  std::map<org::PersonId, AgentNow> agents;
  auto sql = db::select<AgentNow>("report_agent") + "WHERE agent_id {in ?1}";
  for (const auto& agent : db::read_rows<AgentNow>(tx.query(sql, ids))) agents.emplace(agent.agent_id, agent);
  return agents;
}

void put(db::Transaction& tx, const AgentNow& agent) {
  db::put_row(tx, "report_agent", "agent_id", agent);
}

Zones load_zones(db::Transaction& tx) {
  Zones zones;
  for (db::Row row : tx.query("SELECT centre_id, time_zone FROM report_centre"))
    zones.put(row.id<org::CentreId>(0), row.text(1));
  return zones;
}

void put_zone(db::Transaction& tx, org::CentreId centre, const std::string& name) {
  db::put_row(tx, "report_centre", "centre_id", CentreZone{centre, name});
}

void touch_queue(db::Transaction& tx, routing::QueueId queue, org::CentreId centre, base::Time at) {
  db::put_row(tx, "report_queue_now", "queue_id", QueueNow{queue, centre, at});
}

void erase_all(db::Transaction& tx) {
  for (std::string_view table :
       {"report_contact", "report_visit", "report_stint", "report_offer", "report_span", "report_leg",
        "report_transfer", "report_walk", "report_step", "report_agent", "report_centre", "report_queue_now"})
    tx.execute("DELETE FROM " + std::string(table));
  for (auto source : all_sources) tx.execute("DELETE FROM " + std::string(table_of(source).name));
}

}  // namespace reporting
