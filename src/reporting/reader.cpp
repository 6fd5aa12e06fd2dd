#include "reporting/reader.h"

#include "access/events.h"
#include "agents/events.h"
#include "reporting/recut.h"

namespace reporting {
namespace {

bool is_offer_end(const events::Event& event) {
  return event.type == routing::OfferEnded::type;
}

contacts::ContactId contact_of(const events::Event& event) {
  return contacts::ContactId{event.subject_id};
}

}  // namespace

bool is_of_reports(const events::Event& event) {
  return is_of_contact(event) || is_offer_end(event) || event.type == agents::StateChanged::type ||
         event.type == org::CentreChanged::type;
}

Batch::Batch(db::Transaction& tx, const std::vector<events::Event>& events)
    : tx_(tx), zones_(load_zones(tx)), rollups_(zones_) {
  std::vector<routing::WorkItemId> items;
  std::vector<org::PersonId> agents;
  for (const auto& event : events) {
    if (is_of_contact(event)) before_.try_emplace(contact_of(event));
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
  rollups_.write(tx_);
  for (auto centre : centres_) recut_if_moved(tx_, zones_, centre);
}

}  // namespace reporting
