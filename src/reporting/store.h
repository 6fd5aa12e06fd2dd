#pragma once
// All SQL on the facts. Private to the module.

#include <map>
#include <optional>
#include <vector>

#include "db/database.h"
#include "db/rows.h"
#include "reporting/call_facts.h"
#include "reporting/facts.h"
#include "reporting/intervals.h"

namespace reporting {

using FactsOfContacts = std::map<contacts::ContactId, std::optional<ContactFacts>>;

// The facts of the contacts that are keys of `facts`; those that are not known stay empty.
void load(db::Transaction& tx, FactsOfContacts& facts);
// Rows that are not there yet, gathered to be written with few statements.
struct FreshFacts {
  std::vector<ContactFact> contacts;
  std::vector<VisitFact> visits;
  std::vector<StintFact> stints;
};
// Writes the rows of `after` that differ from those of `before`, and gathers those that are new.
void save(db::Transaction& tx, const std::optional<ContactFacts>& before, const ContactFacts& after, FreshFacts& fresh);
void insert(db::Transaction& tx, const FreshFacts& fresh);
std::vector<ContactFact> contacts_of_items(db::Transaction& tx, const std::vector<routing::WorkItemId>& items);

void insert(db::Transaction& tx, const std::vector<OfferFact>& offers);
void insert(db::Transaction& tx, const std::vector<SpanFact>& spans);

// What calls told, in one batch.
struct CallFacts {
  std::vector<LegFact> legs;
  std::vector<TransferFact> transfers;
  std::vector<WalkFact> walks;
  std::vector<StepFact> steps;
};
void insert(db::Transaction& tx, const CallFacts& facts);
std::vector<LegFact> legs_of(db::Transaction& tx, const std::vector<telephony::PartyId>& parties);
void put(db::Transaction& tx, const LegFact& leg);
// When a trunk was taken, and for which centre.
struct Seizure {
  org::CentreId centre_id;
  base::Time began_at, ended_at;
};
BOOST_DESCRIBE_STRUCT(Seizure, (), (centre_id, began_at, ended_at))
std::vector<Seizure> seizures_of(db::Transaction& tx, std::int64_t trunk, base::Time from, base::Time until);

std::map<org::PersonId, AgentNow> load_agents(db::Transaction& tx, const std::vector<org::PersonId>& ids);
void put(db::Transaction& tx, const AgentNow& agent);

Zones load_zones(db::Transaction& tx);
void put_zone(db::Transaction& tx, org::CentreId centre, const std::string& name);

// The queue changed at that time, for boards.
void touch_queue(db::Transaction& tx, routing::QueueId queue, org::CentreId centre, base::Time at);

// Everything that was made from the log.
void erase_all(db::Transaction& tx);

}  // namespace reporting
