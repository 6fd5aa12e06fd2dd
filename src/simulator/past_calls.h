#pragma once
// Calls of the past as telephony writes them down: who rang, by what keys callers came to
// their queue, who hung up, how it sounded. The same for the same seed.

#include <string>

#include "contacts/types.h"
#include "simulator/dice.h"
#include "simulator/organisation.h"
#include "simulator/past.h"
#include "simulator/past_ids.h"
#include "telephony/history.h"

namespace simulator {

class PastCalls {
 public:
  // References live as long as this.
  PastCalls(const Organisation& organisation, PastIds& ids, std::uint64_t seed)
      : organisation_(organisation), ids_(ids), dice_(seed) {}

  // Of a visit by phone and what contacts made of it.
  telephony::PastCall call_of(const PastVisit& visit, const contacts::Contact& contact, std::string number);

 private:
  void walk(telephony::PastCall& call, const PastVisit& visit);
  void ring(telephony::PastCall& call, const PastVisit& visit);
  void talk(telephony::PastCall& call, const PastStretch& stretch);
  telephony::PastParty party(telephony::PartyRole role, telephony::Device device, base::Time began);
  telephony::LineQuality quality();
  routing::QueueId queue_of(const PastStretch& stretch) const {
    return organisation_.cities[stretch.city].hotlines[hotline_of(stretch.subject)];
  }
  org::PersonId person_of(const PastStretch& stretch) const {
    return *organisation_.agents[*stretch.worker].place.person_id;
  }

  const Organisation& organisation_;
  PastIds& ids_;
  Dice dice_;
};

}  // namespace simulator
