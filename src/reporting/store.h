#pragma once
// All SQL on the facts. Private to the module.

#include <map>
#include <optional>
#include <vector>

#include "db/database.h"
#include "db/rows.h"
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

std::map<org::PersonId, AgentNow> load_agents(db::Transaction& tx, const std::vector<org::PersonId>& ids);
void put(db::Transaction& tx, const AgentNow& agent);

Zones load_zones(db::Transaction& tx);
void put_zone(db::Transaction& tx, org::CentreId centre, const std::string& name);

// The queue changed at that time, for boards.
void touch_queue(db::Transaction& tx, routing::QueueId queue, org::CentreId centre, base::Time at);

// Everything that was made from the log.
void erase_all(db::Transaction& tx);

}  // namespace reporting
