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
// Writes the rows of `after` in which it differs from `before`.
void save(db::Transaction& tx, const std::optional<ContactFacts>& before, const ContactFacts& after);
std::vector<ContactFact> contacts_of_items(db::Transaction& tx, const std::vector<routing::WorkItemId>& items);

void insert(db::Transaction& tx, const OfferFact& offer);
void insert(db::Transaction& tx, const SpanFact& span);

std::map<org::PersonId, AgentNow> load_agents(db::Transaction& tx, const std::vector<org::PersonId>& ids);
void put(db::Transaction& tx, const AgentNow& agent);

Zones load_zones(db::Transaction& tx);
void put_zone(db::Transaction& tx, org::CentreId centre, const std::string& name);

// The queue changed at that time, for boards.
void touch_queue(db::Transaction& tx, routing::QueueId queue, org::CentreId centre, base::Time at);

// Everything that was made from the log.
void erase_all(db::Transaction& tx);

}  // namespace reporting
