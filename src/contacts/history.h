#pragma once
// Contacts of the past, as a sample or an import knows them when all is over: written in
// bulk, without anybody who had lived through them. What is written is what would stand there
// if they had been lived through, and what is told is what would have been told.

#include <vector>

#include "access/actor.h"
#include "contacts/types.h"
#include "db/database.h"
#include "events/events.h"

namespace contacts {

struct PastSegment : Segment {
  org::Place place;  // of the queue, or of the agent
};

// An ended contact with ids of its time; its stretches in the order in which they began, each
// ended. All but offers follow each other without a gap.
struct PastContact {
  Contact contact;
  std::vector<PastSegment> segments;
  base::ActorRef visitor;                 // who came, and rated
  std::optional<base::Time> recorded_at;  // by the agent; none: there is no record
};

// In the order in which they are given. Tells nothing.
void write_past(db::Transaction& tx, const std::vector<PastContact>& contacts);
// What the log would tell of it, in the order of time; to be put in order with what else
// happened then, and appended.
std::vector<events::Telling> tellings_of(const PastContact& past);

}  // namespace contacts
