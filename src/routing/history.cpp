#include "routing/history.h"

#include "db/rows.h"
#include "routing/events.h"
#include "routing/store.h"

namespace routing {

void write_past(db::Transaction& tx, const std::vector<PastItem>& items) {
  std::vector<ItemRow> rows;
  std::vector<ItemOffer> offers;
  for (const auto& past : items) {
    const auto place = past.item.arrived_at - base::Duration{past.item.advance_ms};
    rows.push_back(ItemRow{past.item, place, false, false});
    offers.insert(offers.end(), past.offers.begin(), past.offers.end());
  }
  db::insert_rows(tx, "work_item", rows);
  db::insert_rows(tx, "work_offer", offers);
}

std::vector<events::Telling> tellings_of(const PastItem& past) {
  std::vector<events::Telling> tellings;
  for (const auto& offer : past.offers) {
    const auto about = [&](base::Time at) {
      return events::About{at, {}, past.item.centre_id.value, offer.item_id.value};
    };
    OfferMade made{offer.item_id,
                   offer.id,
                   offer.queue_id,
                   offer.agent_id,
                   offer.strategy,
                   offer.stage,
                   offer.candidates,
                   offer.waited_ms,
                   offer.idle_ms,
                   offer.in_hand,
                   {},
                   {},
                   {},
                   {}};
    if (offer.stage == 0) made.skills = past.asked;
    tellings.push_back(events::telling(about(offer.offered_at), made));
    tellings.push_back(
        events::telling(about(*offer.ended_at), OfferEnded{offer.item_id, offer.id, offer.queue_id, offer.agent_id,
                                                           offer.state, (*offer.ended_at - offer.offered_at).count()}));
  }
  return tellings;
}

}  // namespace routing
