#pragma once
// Calls of the past, as a sample knows them when all is over: written in bulk. What is written
// is what would stand there if they had been lived through, and what is told is what would
// have been told; nothing was recorded.

#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "db/database.h"
#include "events/events.h"
#include "ivr/events.h"
#include "telephony/events.h"
#include "telephony/types.h"

namespace telephony {

// Somebody in it, from ringing to the end. `answered_at` none: it rang in vain.
struct PastParty {
  PartyId id;
  PartyRole role = PartyRole::Customer;
  Device device = Device::Trunk;
  std::optional<org::PersonId> person_id;
  std::optional<routing::QueueId> queue_id;  // of the call, when it left
  base::Time began_at;
  std::optional<base::Time> answered_at;
  base::Time ended_at;
  CallEnding ending = CallEnding::ByCustomer;
  LineQuality quality;             // of one that answered
  base::Duration held{0};          // heard music
  base::Duration kept_waiting{0};  // an agent: the customer was held
};

struct PastTransfer {
  base::Time at;
  CallTransferred told;
};

// A call from outside that is over, with ids of its time. Its parties in the order in which they came, the customer
// first.
struct PastCall {
  CallId id;
  org::Place place;  // of the centre that was called, and of the agent who had it last
  std::optional<routing::QueueId> queue_id;
  std::optional<customers::CustomerId> customer_id;
  contacts::ContactId contact_id;
  std::optional<routing::WorkItemId> work_item_id;
  std::string number;  // of the customer, whole
  std::string called_number;
  std::optional<std::int64_t> number_id;
  std::optional<voice::TrunkId> trunk_id;
  std::string language;
  base::Time began_at;
  std::optional<base::Time> answered_at;   // by an agent
  std::optional<base::Time> talked_until;  // with the last agent; then the caller was surveyed
  base::Time ended_at;
  CallEnding ending = CallEnding::ByCustomer;
  std::vector<ivr::MenuChoice> choices;
  std::vector<ivr::Taken> exits;  // on the way through the flow, the first of it first
  ivr::WalkEnding walk_ending = ivr::WalkEnding::ToQueue;
  std::string walked_to;    // id of the node
  base::Time walked_until;  // it left the flow
  std::vector<PastParty> parties;
  std::vector<PastTransfer> transfers;
};

// In the order in which they are given. Tells nothing.
void write_past(db::Transaction& tx, const org::Platform& platform, const std::vector<PastCall>& calls);
// What the log would tell of it; to be put in order with what else happened then, and appended.
std::vector<events::Telling> tellings_of(const PastCall& past);

}  // namespace telephony
