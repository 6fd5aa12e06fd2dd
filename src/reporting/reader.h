#pragma once
// Makes facts and counts of events: the durable reader "reporting". A batch is worked off in
// memory: the facts of all contacts in it are read at once, changed, and written back with
// the difference that they make to the counts. Private to the module.

#include <map>
#include <set>
#include <vector>

#include "access/access.h"
#include "db/database.h"
#include "reporting/rollups.h"
#include "reporting/store.h"

namespace reporting {

inline constexpr std::string_view reader_name = "reporting";

// Whether the event tells reports anything.
bool is_of_reports(const events::Event& event);

// What a batch of events changes.
class Batch {
 public:
  Batch(db::Transaction& tx, const std::vector<events::Event>& events);

  // The queues of which something changed, with their centres.
  const std::map<routing::QueueId, org::CentreId>& queues() const { return queues_; }
  void write();

 private:
  void follow(const events::Event& event);
  void follow_contact(const events::Event& event);
  void follow_offer(const events::Event& event);
  void follow_state(const events::Event& event);
  void follow_call(const events::Event& event);
  const AgentNow* standing_of(const std::optional<org::PersonId>& agent) const;
  void learn_zone(org::CentreId centre);
  void learn_zones(const ContactFacts& facts);
  void write_calls();
  void write_peaks();

  db::Transaction& tx_;
  Zones zones_;
  Rollups rollups_;
  FactsOfContacts before_, after_;
  std::map<routing::WorkItemId, contacts::ContactId> items_;
  std::map<org::PersonId, AgentNow> agents_;
  std::map<routing::QueueId, org::CentreId> queues_;
  std::set<org::CentreId> centres_;  // that changed, perhaps their zones
  std::vector<OfferFact> offers_;
  std::vector<SpanFact> spans_;
  CallFacts calls_;
  std::map<telephony::PartyId, telephony::LineQuality> measured_;
};

}  // namespace reporting
