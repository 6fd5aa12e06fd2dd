#pragma once
// Work items of the past, as a sample knows them when all is over: written in bulk. The log
// tells of their offers alone, from which figures are reckoned; what moved the items is told
// of the contacts that they served.

#include <vector>

#include "db/database.h"
#include "events/events.h"
#include "routing/types.h"

namespace routing {

// An ended item with the offers of it, ended too, with ids of their time.
struct PastItem {
  WorkItem item;
  std::vector<ItemOffer> offers;
  std::vector<SkillLevel> asked;  // of agents, at the first stage
};

void write_past(db::Transaction& tx, const std::vector<PastItem>& items);
// The offers, as the log would tell of them.
std::vector<events::Telling> tellings_of(const PastItem& past);

}  // namespace routing
