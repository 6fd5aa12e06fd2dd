#include "reporting/reader.h"

#include <algorithm>
#include <iterator>

#include "access/events.h"
#include "agents/events.h"
#include "reporting/recut.h"

namespace reporting {
namespace {

bool is_offer_end(const events::Event& event) {
  return event.type == routing::OfferEnded::type;
}

// Whose standing a fact of a call needs.
std::optional<org::PersonId> person_of(const events::Event& event) {
  if (event.type == telephony::PartyLeft::type) return event.as<telephony::PartyLeft>().person_id;
  if (event.type == telephony::CallTransferred::type) return event.as<telephony::CallTransferred>().from_agent_id;
  return std::nullopt;
}

// The most seizures at once within a quarter hour. One that begins as another ends is not beside it.
std::int64_t most_at_once(const std::vector<Seizure>& seizures, base::Time from, base::Time until) {
  std::vector<std::pair<base::Time, int>> changes;
  for (const auto& seizure : seizures) {
    if (seizure.began_at >= until || seizure.ended_at <= from) continue;
    changes.emplace_back(std::max(seizure.began_at, from), 1);
    changes.emplace_back(seizure.ended_at, -1);
  }
  std::sort(changes.begin(), changes.end());
  std::int64_t now = 0, most = 0;
  for (const auto& [at, change] : changes) most = std::max(most, now += change);
  return most;
}

contacts::ContactId contact_of(const events::Event& event) {
  return contacts::ContactId{event.subject_id};
}

}  // namespace

bool is_of_reports(const events::Event& event) {
  return is_of_contact(event) || is_offer_end(event) || is_of_call(event) || event.type == agents::StateChanged::type ||
         event.type == org::CentreChanged::type;
}

Batch::Batch(db::Transaction& tx, const std::vector<events::Event>& events)
    : tx_(tx), zones_(load_zones(tx)), rollups_(zones_) {
  std::vector<routing::WorkItemId> items;
  std::vector<org::PersonId> agents;
  for (const auto& event : events) {
    if (is_of_contact(event)) before_.try_emplace(contact_of(event));
    if (auto person = person_of(event)) agents.push_back(*person);
    if (is_offer_end(event)) {
      items.push_back(routing::WorkItemId{event.subject_id});
      agents.push_back(event.as<routing::OfferEnded>().agent_id);
    }
  }
  for (const auto& contact : contacts_of_items(tx, items)) items_.emplace(*contact.work_item_id, contact.id);
  for (const auto& [item, contact] : items_) before_.try_emplace(contact);
  load(tx, before_);
  after_ = before_;
  agents_ = load_agents(tx, agents);
  for (const auto& event : events) follow(event);
}

void Batch::follow(const events::Event& event) {
  if (is_of_contact(event)) {
    follow_contact(event);
  } else if (is_offer_end(event)) {
    follow_offer(event);
  } else if (event.type == agents::StateChanged::type) {
    follow_state(event);
  } else if (is_of_call(event)) {
    follow_call(event);
  } else if (event.type == org::CentreChanged::type) {
    centres_.insert(org::CentreId{event.subject_id});
  }
}

void Batch::follow_contact(const events::Event& event) {
  auto& facts = after_[contact_of(event)];
  apply(facts, event);
  if (!facts) return;
  if (facts->contact.work_item_id) items_.emplace(*facts->contact.work_item_id, facts->contact.id);
  for (const auto& visit : facts->visits) queues_.insert_or_assign(visit.queue_id, visit.centre_id);
}

// How an offer ended is told with the time since it was made.
void Batch::follow_offer(const events::Event& event) {
  auto told = event.as<routing::OfferEnded>();
  auto item = items_.find(told.item_id);
  auto agent = agents_.find(told.agent_id);
  if (item == items_.end() || agent == agents_.end()) return;
  const auto& contact = after_.at(item->second)->contact;
  offers_.push_back({told.offer_id, contact.id, agent->second.centre_id, told.agent_id, agent->second.team_id,
                     told.queue_id, contact.channel, event.at - base::Duration{told.after_ms}, told.how});
}

void Batch::follow_state(const events::Event& event) {
  auto told = event.as<agents::StateChanged>();
  const org::CentreId centre{event.centre_id};
  const bool was_in = told.from != agents::State::SignedOut && told.since && *told.since < event.at;
  if (was_in)
    spans_.push_back({event.position.seq, centre, told.person_id, told.team_id, told.from, told.from_reason_id,
                      *told.since, event.at});
  agents_.insert_or_assign(told.person_id,
                           AgentNow{told.person_id, centre, told.team_id, told.to, told.reason_id, event.at});
}

const AgentNow* Batch::standing_of(const std::optional<org::PersonId>& agent) const {
  auto found = agent ? agents_.find(*agent) : agents_.end();
  return found == agents_.end() ? nullptr : &found->second;
}

void Batch::follow_call(const events::Event& event) {
  if (event.type == telephony::PartyLeft::type) {
    auto told = event.as<telephony::PartyLeft>();
    calls_.legs.push_back(leg_of(event, told, standing_of(told.person_id)));
  } else if (event.type == telephony::TrunkTried::type) {
    calls_.legs.push_back(leg_of(event, event.as<telephony::TrunkTried>()));
  } else if (event.type == telephony::CallBlocked::type) {
    if (auto leg = leg_of(event, event.as<telephony::CallBlocked>())) calls_.legs.push_back(*leg);
  } else if (event.type == telephony::LineMeasured::type) {
    auto told = event.as<telephony::LineMeasured>();
    measured_.insert_or_assign(told.party_id, told.quality);
  } else if (event.type == telephony::CallTransferred::type) {
    auto told = event.as<telephony::CallTransferred>();
    calls_.transfers.push_back(transfer_of(event, told, standing_of(told.from_agent_id)));
  } else if (event.type == ivr::ExitTaken::type) {
    calls_.steps.push_back(step_of(event, event.as<ivr::ExitTaken>()));
  } else if (event.type == ivr::WalkEnded::type) {
    auto told = event.as<ivr::WalkEnded>();
    calls_.walks.push_back(walk_of(event, told));
    if (auto step = last_step_of(event, told)) calls_.steps.push_back(*step);
  }
}

void Batch::learn_zone(org::CentreId centre) {
  if (zones_.knows(centre)) return;
  auto name = org::Access::centre_zone(tx_, centre);
  zones_.put(centre, name.empty() ? "Etc/UTC" : name);
  put_zone(tx_, centre, zones_.of(centre).name());
}

void Batch::learn_zones(const ContactFacts& facts) {
  learn_zone(facts.contact.centre_id);
  for (const auto& visit : facts.visits) learn_zone(visit.centre_id);
  for (const auto& stint : facts.stints) learn_zone(stint.centre_id);
}

void Batch::write() {
  FreshFacts fresh;
  for (const auto& [id, after] : after_) {
    const auto& before = before_.at(id);
    if (!after) continue;
    learn_zones(*after);
    if (before) rollups_.count(*before, Rollups::Sign::Take);
    rollups_.count(*after, Rollups::Sign::Add);
    save(tx_, before, *after, fresh);
  }
  insert(tx_, fresh);
  for (const auto& offer : offers_) {
    learn_zone(offer.centre_id);
    rollups_.count(offer);
  }
  insert(tx_, offers_);
  for (const auto& span : spans_) {
    learn_zone(span.centre_id);
    rollups_.count(span);
  }
  insert(tx_, spans_);
  for (const auto& [id, agent] : agents_) {
    learn_zone(agent.centre_id);
    put(tx_, agent);
  }
  write_calls();
  rollups_.write(tx_);
  for (auto centre : centres_) recut_if_moved(tx_, zones_, centre);
}

void Batch::write_calls() {
  for (auto& leg : calls_.legs)
    if (auto found = leg.party_id ? measured_.find(*leg.party_id) : measured_.end(); found != measured_.end()) {
      measure(leg, found->second);
      measured_.erase(found);
    }
  std::vector<telephony::PartyId> before;
  for (const auto& [party, quality] : measured_) before.push_back(party);
  for (auto& leg : legs_of(tx_, before)) {
    if (leg.mos_milli) continue;
    measure(leg, measured_.at(*leg.party_id));
    learn_zone(leg.centre_id);
    rollups_.count_quality(leg);
    put(tx_, leg);
  }
  auto count = [this](const auto& facts) {
    for (const auto& fact : facts) {
      learn_zone(fact.centre_id);
      rollups_.count(fact);
    }
  };
  count(calls_.legs);
  count(calls_.transfers);
  count(calls_.walks);
  count(calls_.steps);
  insert(tx_, calls_);
  write_peaks();
}

// Of each trunk, the quarter hours that the fresh legs cover are looked at again.
void Batch::write_peaks() {
  std::map<std::int64_t, std::set<std::int64_t>> touched;
  for (const auto& leg : calls_.legs) {
    if (!leg.trunk_id || leg.ended_at <= leg.began_at) continue;
    for (auto quarter = quarter_of(leg.began_at); start_of_quarter(quarter) < leg.ended_at; ++quarter)
      touched[*leg.trunk_id].insert(quarter);
  }
  for (const auto& [trunk, quarters] : touched) {
    const auto all =
        seizures_of(tx_, trunk, start_of_quarter(*quarters.begin()), start_of_quarter(*quarters.rbegin() + 1));
    for (auto quarter : quarters) {
      const auto from = start_of_quarter(quarter), until = start_of_quarter(quarter + 1);
      std::vector<Seizure> own;
      std::copy_if(all.begin(), all.end(), std::back_inserter(own),
                   [&](const Seizure& seizure) { return seizure.began_at < until && seizure.ended_at > from; });
      const auto most = most_at_once(own, from, until);
      std::set<org::CentreId> centres;
      for (const auto& seizure : own) centres.insert(seizure.centre_id);
      for (auto centre : centres) {
        learn_zone(centre);
        rollups_.count_peak(centre, trunk, quarter, most);
      }
    }
  }
}

}  // namespace reporting
