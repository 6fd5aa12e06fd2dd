#pragma once
// What the switchboard asks of the house while it decides: numbers, phones, queues, flows. It
// is answered at once. Private to the module; the exchange has one that reads the database,
// tests have one that is written by hand.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ivr/walk.h"
#include "telephony/types.h"
#include "voice/types.h"

namespace telephony {

// Who calls, as far as the number says.
struct CallerFacts {
  std::string normal;  // one form for each number; "" when it was withheld
  std::string masked;
  std::string province, city, carrier;
  std::optional<customers::CustomerId> customer_id;
  std::optional<dictionaries::EntryId> tier_id;
  std::optional<org::PersonId> last_agent_id;
};

// Where a number of ours leads.
struct Route {
  org::CentreId centre_id;
  std::int64_t number_id = 0;
  std::int64_t flow_id = 0;
  std::string language;
};

// How a person is reached.
struct Desk {
  org::PersonId person_id;
  org::Place place;
  std::string name, number;
  std::optional<voice::PhoneId> phone;  // none: the browser
  bool signed_in = false;               // as an agent
};

// How a number is called.
struct Dialling {
  std::vector<voice::TrunkId> trunks;
  std::string number;         // as the trunk wants it
  std::string caller_number;  // that is shown
};

class House {
 public:
  virtual ~House() = default;
  // The rule that a caller of the centre meets.
  struct Rule {
    std::int64_t id = 0;
    bool blocks = false;
  };
  virtual std::optional<Rule> rule_for(const std::string& number, org::CentreId centre) = 0;
  // As the trunk tells it; none: as somebody typed it.
  virtual CallerFacts caller(const std::string& number, std::optional<voice::TrunkId> trunk) = 0;
  virtual std::optional<Route> route(const std::string& called, voice::TrunkId trunk) = 0;
  virtual std::optional<Desk> desk(org::PersonId person) = 0;
  virtual std::optional<org::PersonId> owner(voice::PhoneId phone) = 0;
  // By the number that people of the house have (工号).
  virtual std::optional<org::PersonId> person_with_number(const std::string& number) = 0;
  // None when nobody may be called there.
  virtual std::optional<Dialling> dialling(const std::string& number, org::CentreId centre,
                                           std::optional<routing::QueueId> queue) = 0;
  virtual std::optional<routing::Queue> queue(routing::QueueId id) = 0;
  virtual QueueVoice queue_voice(routing::QueueId id) = 0;
  // Whom the queue could ask now, the first first.
  virtual std::vector<org::PersonId> free_in(const routing::Queue& queue) = 0;
  // For whose calls a person who names no queue calls: the first whose work it is offered.
  virtual std::optional<routing::QueueId> queue_of(org::PersonId person) = 0;
  // The number whole, of a call to be returned.
  virtual std::string number_of(CallBackId id) = 0;
  // Numbers are kept sealed, and found by their index.
  virtual std::string seal(const std::string& number) = 0;
  virtual std::string index(const std::string& normal) = 0;
  virtual std::string tail_index(const std::string& normal) = 0;
  // What flows of the centre ask; until the next question.
  virtual ivr::World& world(org::CentreId centre) = 0;
};

}  // namespace telephony
