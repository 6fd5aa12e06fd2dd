#include "routing/verbs.h"

namespace routing {

base::Result<QueueRow> load_queue(db::Transaction& tx, const org::Actor& actor, org::Right right, QueueId id) {
  if (auto status = actor.require(right); !status) return base::pass(status);
  auto row = find_queue(tx, id);
  if (!row || !actor.reaches(right, place_of(*row))) return base::not_found();
  return *std::move(row);
}

void wait_again(ItemRow& item) {
  item.state = ItemState::Waiting;
  item.returned = true;
  item.agent_id.reset();
  item.offer_id.reset();
  item.answered_at.reset();
  item.wrap_up_until.reset();
}

void end_offer(db::Transaction& tx, base::Time now, const base::ActorRef& by, ItemRow& item, ItemOffer offer,
               OfferState how) {
  offer.state = how;
  offer.ended_at = now;
  update(tx, offer);
  if (how == OfferState::Answered) {
    item.state = ItemState::InHand;
    item.answered_at = now;
  } else {
    wait_again(item);
    // Who passed it on is not waited for again.
    if (item.preferred_agent_id == offer.agent_id && how != OfferState::Withdrawn) item.preferred_agent_id.reset();
  }
  update(tx, item);
  tell(tx, now, by, item,
       OfferEnded{item.id, offer.id, offer.queue_id, offer.agent_id, how, (now - offer.offered_at).count()});
}

void end_item(db::Transaction& tx, base::Time now, const base::ActorRef& by, ItemRow& item, Outcome outcome) {
  item.state = ItemState::Ended;
  item.ended_at = now;
  item.outcome = outcome;
  update(tx, item);
  tell(tx, now, by, item, ItemEnded{item.id, item.queue_id, item.agent_id, outcome, (now - item.arrived_at).count()});
}

QueueRules rules_of(const Queue& queue) {
  QueueRules rules;
  rules.id = queue.id;
  rules.channel = queue.channel;
  rules.strategy = queue.strategy;
  for (const auto& stage : queue.stages)
    rules.stages.push_back({std::chrono::seconds{stage.after_seconds}, {stage.skills, stage.teams, {}}});
  rules.offer_for = std::chrono::seconds{queue.offer_seconds};
  rules.missed_offers = queue.missed_offers;
  rules.most_waiting = queue.most_waiting;
  if (queue.overflow_queue_id)
    rules.overflow = OverflowRule{std::chrono::seconds{queue.overflow_seconds}, *queue.overflow_queue_id};
  return rules;
}

ItemFacts facts_of(const WorkItem& item) {
  ItemFacts facts;
  facts.id = item.id;
  facts.queue_id = item.queue_id;
  facts.arrived_at = item.arrived_at;
  facts.queued_at = item.queued_at;
  facts.advance = base::Duration{item.advance_ms};
  facts.skills = item.skills;
  if (item.preferred_agent_id)
    facts.preference = Preference{*item.preferred_agent_id, base::Duration{item.preferred_ms}};
  facts.returned = item.returned;
  facts.overflowed_from = item.overflowed_from;
  return facts;
}

AgentFacts facts_of(const agents::AgentView& agent) {
  AgentFacts facts;
  facts.id = agent.profile.id;
  facts.team_id = agent.place.team_id;
  for (const auto& skill : agent.profile.skills) facts.skills.push_back({skill.skill_id, skill.level});
  for (auto channel : agents::all_channels)
    facts.capacity[static_cast<std::size_t>(channel)] = agents::most_at_once(agent.profile, channel);
  facts.open = agent.state.state == agents::State::Ready;
  facts.there = agent.state.present;
  facts.occupied = agent.state.occupied;
  facts.idle_since = agent.state.since.value_or(base::Time{});
  return facts;
}

void restore(db::Transaction& tx, Engine& engine, base::Time now) {
  engine.pause();
  for (const auto& queue : all_queues(tx)) engine.put_queue(rules_of(queue), now);
  for (const auto& agent : agents::Agents::signed_in_agents(tx)) engine.put_agent(facts_of(agent), now);
  for (const auto& item : open_items(tx)) {
    auto facts = facts_of(item);
    if (item.state == ItemState::Waiting) {
      engine.entered(facts, now);
    } else if (item.state == ItemState::Offered) {
      engine.restore_offer(facts, *item.offer_id, *item.agent_id, find_offer(tx, *item.offer_id)->expires_at);
    } else {
      engine.restore_in_hand(facts, *item.agent_id);
      if (item.wrap_up_until) engine.wrapping_up(item.id, *item.wrap_up_until);
    }
  }
}

}  // namespace routing
