#include "routing/engine.h"

#include <algorithm>
#include <stdexcept>

namespace routing {
namespace {

constexpr std::size_t voice = static_cast<std::size_t>(agents::Channel::Voice);
constexpr std::size_t longest_chain = 5;
// When the queue that an item should go on to is full.
constexpr base::Duration overflow_retry{10'000};

std::size_t number_of(agents::Channel channel) {
  return static_cast<std::size_t>(channel);
}

template <class T>
bool one_of(const std::vector<T>& wanted, const T& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

// The level at which the skill is there; 0 when it is not.
std::int64_t level_of(const std::vector<SkillLevel>& skills, agents::SkillId id) {
  auto found = std::lower_bound(skills.begin(), skills.end(), id, [](const SkillLevel& skill, agents::SkillId wanted) {
    return skill.skill_id < wanted;
  });
  return found != skills.end() && found->skill_id == id ? found->level : 0;
}

bool fits(const Need& need, const AgentFacts& agent) {
  if (!one_of(need.agents, agent.id)) return false;
  if (!need.teams.empty() && !(agent.team_id && one_of(need.teams, *agent.team_id))) return false;
  return std::all_of(need.skills.begin(), need.skills.end(),
                     [&](const SkillLevel& wanted) { return level_of(agent.skills, wanted.skill_id) >= wanted.level; });
}

void sort_skills(std::vector<SkillLevel>& skills) {
  std::sort(skills.begin(), skills.end());
}

// Both together; of a skill that both ask for, the higher level.
std::vector<SkillLevel> joined(std::vector<SkillLevel> skills, const std::vector<SkillLevel>& more) {
  for (const auto& wanted : more) {
    auto same = [&](const SkillLevel& skill) { return skill.skill_id == wanted.skill_id; };
    auto found = std::find_if(skills.begin(), skills.end(), same);
    if (found == skills.end())
      skills.push_back(wanted);
    else
      found->level = std::max(found->level, wanted.level);
  }
  sort_skills(skills);
  return skills;
}

}  // namespace

struct Engine::Queue {
  QueueRules rules;
  std::set<Rank> line;
};

struct Engine::Lane {
  LaneKey key;
  std::size_t channel = 0;
  Strategy strategy = Strategy::LongestIdle;
  std::set<Rank> waiting;
  std::set<Turn> free;
  std::vector<Agent*> agents;  // all who fit, by id
};

struct Engine::Agent {
  AgentFacts facts;
  std::array<std::int64_t, channel_count> load{};
  std::set<WorkItemId> held;  // offered or in hand
  std::optional<OfferId> offer;
  std::int64_t missed = 0;
  bool known = false;  // signed in; others are kept while they have something in hand
  std::vector<Lane*> lanes;
  std::vector<std::pair<Lane*, Turn>> listed;

  std::int64_t in_hand() const { return static_cast<std::int64_t>(held.size()); }
};

struct Engine::Item {
  enum class State { Waiting, Offered, InHand };

  ItemFacts facts;
  State state = State::Waiting;
  std::size_t channel = 0;
  std::size_t stage = 0;
  bool prefers = false;  // the stage before all others
  Lane* lane = nullptr;
  Agent* agent = nullptr;
  OfferId offer;
  std::optional<Timer> timer;
  bool taking_back = false;                       // the decision was given, the fact is awaited
  std::map<org::PersonId, base::Time> passed_on;  // until when

  Rank rank() const { return {!facts.returned, facts.arrived_at - facts.advance, facts.id}; }
  bool is_passed_on_by(org::PersonId agent_id) const { return passed_on.contains(agent_id); }
};

struct Engine::Offer {
  WorkItemId item_id;
  base::Time expires_at;
  bool ending = false;  // the decision was given, the fact is awaited
};

Engine::Engine(std::function<OfferId()> next_offer_id) : next_offer_id_(std::move(next_offer_id)) {}
Engine::~Engine() = default;

void Engine::pause() {
  paused_ = true;
}

void Engine::resume(base::Time now) {
  paused_ = false;
  for (auto& [id, agent] : agents_) {
    if (!agent->facts.open || !agent->facts.there) withdraw_offer(*agent);
    if (!agent->facts.there) take_back(*agent);
    enlist(*agent);
  }
  std::set<Rank> all;
  for (const auto& [id, queue] : queues_) all.insert(queue->line.begin(), queue->line.end());
  for (const Rank& rank : all) serve(*items_.at(rank.id), now);
  advance(now);
}

// --- queues and lanes

void Engine::put_queue(const QueueRules& rules, base::Time now) {
  auto& queue = queues_[rules.id];
  if (!queue) queue = std::make_unique<Queue>();
  std::vector<Item*> moved;
  for (const Rank& rank : queue->line) moved.push_back(items_.at(rank.id).get());
  for (Item* item : moved) displace(*item);
  // Lanes of the old rules go, also those that nobody waits in.
  for (auto lane = lanes_.lower_bound({rules.id, {}}); lane != lanes_.end() && lane->first.first == rules.id;)
    drop_if_unused(*(lane++)->second);
  queue->rules = rules;
  for (auto& stage : queue->rules.stages) sort_skills(stage.need.skills);
  if (queue->rules.stages.empty()) queue->rules.stages.emplace_back();
  for (const auto& stage : queue->rules.stages) lane_of(*queue, stage.need);
  for (Item* item : moved) place(*item, now);
  for (Item* item : moved)
    if (item->state == Item::State::Waiting) serve(*item, now);
}

void Engine::remove_queue(QueueId id) {
  auto found = queues_.find(id);
  if (found == queues_.end()) return;
  if (!found->second->line.empty()) throw std::logic_error("somebody waits in the queue that is removed");
  for (auto lane = lanes_.lower_bound({id, {}}); lane != lanes_.end() && lane->first.first == id;)
    drop_if_unused(*(lane++)->second);
  queues_.erase(found);
}

Engine::Lane& Engine::lane_of(const Queue& queue, const Need& need) {
  auto [place, is_new] = lanes_.try_emplace({queue.rules.id, need});
  if (!is_new) return *place->second;
  place->second = std::make_unique<Lane>();
  Lane& lane = *place->second;
  lane.key = place->first;
  lane.channel = number_of(queue.rules.channel);
  lane.strategy = queue.rules.strategy;
  if (!need.agents.empty()) {
    for (auto id : need.agents)
      if (auto agent = agents_.find(id); agent != agents_.end() && agent->second->known) join(lane, *agent->second);
  } else {
    for (auto& [id, agent] : agents_)
      if (agent->known) join(lane, *agent);
  }
  return lane;
}

void Engine::join(Lane& lane, Agent& agent) {
  if (!fits(lane.key.second, agent.facts)) return;
  lane.agents.push_back(&agent);
  agent.lanes.push_back(&lane);
  if (!is_free(agent, lane.channel) || paused_) return;
  agent.listed.emplace_back(&lane, turn_of(lane, agent));
  lane.free.insert(agent.listed.back().second);
}

void Engine::drop_if_unused(Lane& lane) {
  if (!lane.waiting.empty()) return;
  for (Agent* agent : lane.agents) {
    std::erase(agent->lanes, &lane);
    std::erase_if(agent->listed, [&](const auto& entry) { return entry.first == &lane; });
  }
  lanes_.erase(lane.key);
}

// --- items in their places

Need Engine::need_of(const Item& item) const {
  const Queue& queue = *queues_.at(item.facts.queue_id);
  if (item.prefers) return Need{{}, {}, {item.facts.preference->agent_id}};
  Need need = queue.rules.stages[item.stage].need;
  if (!item.facts.skills.empty()) need.skills = joined(std::move(need.skills), item.facts.skills);
  return need;
}

// Nobody waits for an agent who is not there.
void Engine::drop_void_preference(Item& item) {
  if (!item.facts.preference) return;
  auto agent = agents_.find(item.facts.preference->agent_id);
  if (agent == agents_.end() || !agent->second->known) item.facts.preference.reset();
}

// Puts a waiting item into its queue, at the stage of now.
void Engine::place(Item& item, base::Time now) {
  Queue& queue = *queues_.at(item.facts.queue_id);
  const auto& stages = queue.rules.stages;
  item.channel = number_of(queue.rules.channel);
  const auto waited = now - item.facts.queued_at;
  auto after = std::upper_bound(stages.begin(), stages.end(), waited,
                                [](base::Duration time, const Stage& stage) { return time < stage.after; });
  item.stage = after == stages.begin() ? 0 : static_cast<std::size_t>(after - stages.begin()) - 1;
  std::erase_if(item.passed_on, [&](const auto& entry) { return entry.second <= now; });
  drop_void_preference(item);
  item.prefers = item.facts.preference && waited < item.facts.preference->within;
  item.state = Item::State::Waiting;
  item.lane = &lane_of(queue, need_of(item));
  item.lane->waiting.insert(item.rank());
  queue.line.insert(item.rank());
  set_timer(item, now);
}

void Engine::displace(Item& item) {
  if (!item.lane) return;
  Lane& lane = *item.lane;
  lane.waiting.erase(item.rank());
  item.lane = nullptr;
  Queue& queue = *queues_.at(item.facts.queue_id);
  queue.line.erase(item.rank());
  clear_timer(item);
  const auto& stages = queue.rules.stages;
  bool shared =
      std::any_of(stages.begin(), stages.end(), [&](const Stage& stage) { return stage.need == lane.key.second; });
  if (!shared) drop_if_unused(lane);
}

void Engine::clear_timer(Item& item) {
  if (item.timer) timers_.erase(*item.timer);
  item.timer.reset();
}

// The next instant at which something about a waiting item changes by itself.
void Engine::set_timer(Item& item, base::Time now) {
  const QueueRules& rules = queues_.at(item.facts.queue_id)->rules;
  std::optional<base::Time> next;
  auto consider = [&](base::Time at) {
    if (at > now && (!next || at < *next)) next = at;
  };
  if (item.prefers) consider(item.facts.queued_at + item.facts.preference->within);
  if (item.stage + 1 < rules.stages.size()) consider(item.facts.queued_at + rules.stages[item.stage + 1].after);
  if (rules.overflow) {
    const auto due = item.facts.queued_at + rules.overflow->after;
    consider(due > now ? due : now + overflow_retry);
  }
  for (const auto& [agent, until] : item.passed_on) consider(until);
  clear_timer(item);
  if (!next) return;
  item.timer = Timer{*next, item.rank(), {}};
  timers_.insert(*item.timer);
}

void Engine::on_timer(Item& item, base::Time now) {
  item.timer.reset();
  if (item.state == Item::State::InHand) {
    Decision decision{.kind = DecisionKind::WrapUp, .item_id = item.facts.id, .queue_id = item.facts.queue_id};
    decision.agent_id = item.agent->facts.id;
    decisions_.push_back(decision);
    return;
  }
  if (overflow(item, now)) return;
  const auto stage = item.stage;
  const bool preferred = item.prefers;
  displace(item);
  place(item, now);
  if (item.stage != stage || item.prefers != preferred) {
    Decision decision{.kind = DecisionKind::Stage, .item_id = item.facts.id, .queue_id = item.facts.queue_id};
    decision.stage = static_cast<std::int64_t>(item.stage);
    decisions_.push_back(decision);
  }
  serve(item, now);
}

bool Engine::overflow(Item& item, base::Time now) {
  const auto& rule = queues_.at(item.facts.queue_id)->rules.overflow;
  if (!rule || now - item.facts.queued_at < rule->after) return false;
  auto& before = item.facts.overflowed_from;
  if (before.size() >= longest_chain || !queues_.contains(rule->queue_id) || is_full(rule->queue_id) ||
      std::find(before.begin(), before.end(), rule->queue_id) != before.end())
    return false;
  Decision decision{.kind = DecisionKind::Overflow, .item_id = item.facts.id, .queue_id = item.facts.queue_id};
  decision.to_queue = rule->queue_id;
  decisions_.push_back(decision);
  displace(item);
  before.push_back(item.facts.queue_id);
  item.facts.queue_id = decision.to_queue;
  item.facts.queued_at = now;
  item.facts.preference.reset();
  place(item, now);
  serve(item, now);
  return true;
}

// --- agents

bool Engine::is_free(const Agent& agent, std::size_t channel) const {
  return agent.known && agent.facts.open && agent.facts.there && !agent.offer &&
         agent.load[channel] < agent.facts.capacity[channel] &&
         leaves_room(static_cast<agents::Channel>(channel), agent.load[voice], agent.facts.occupied);
}

bool Engine::is_offered_a_call(const Agent& agent) const {
  return agent.offer && items_.at(offers_.at(*agent.offer).item_id)->channel == voice;
}

Engine::Turn Engine::turn_of(const Lane& lane, const Agent& agent) const {
  std::int64_t key = 0;
  if (lane.strategy == Strategy::LeastBusy) key = agent.in_hand();
  if (lane.strategy == Strategy::BestSkilled)
    for (const auto& wanted : lane.key.second.skills) key -= level_of(agent.facts.skills, wanted.skill_id);
  return {key, agent.facts.idle_since, agent.facts.id};
}

// Into the lists of those who can be asked.
void Engine::enlist(Agent& agent) {
  delist(agent);
  if (paused_) return;
  for (Lane* lane : agent.lanes) {
    if (!is_free(agent, lane->channel)) continue;
    agent.listed.emplace_back(lane, turn_of(*lane, agent));
    lane->free.insert(agent.listed.back().second);
  }
}

void Engine::delist(Agent& agent) {
  for (const auto& [lane, turn] : agent.listed) lane->free.erase(turn);
  agent.listed.clear();
}

void Engine::put_agent(const AgentFacts& facts, base::Time now) {
  changed_.insert(facts.id);
  auto& agent = agents_[facts.id];
  if (!agent) agent = std::make_unique<Agent>();
  delist(*agent);
  const bool same_lanes = agent->known && agent->facts.skills == facts.skills && agent->facts.team_id == facts.team_id;
  const base::Time idle_since = std::max(facts.idle_since, agent->facts.idle_since);
  agent->facts = facts;
  agent->facts.idle_since = idle_since;
  sort_skills(agent->facts.skills);
  if (!same_lanes) {
    for (Lane* lane : agent->lanes) std::erase(lane->agents, agent.get());
    agent->lanes.clear();
    agent->known = true;
    for (auto& [key, lane] : lanes_) join(*lane, *agent);
    delist(*agent);
  }
  if (!facts.open) agent->missed = 0;
  if (!facts.open || !facts.there || (facts.occupied && is_offered_a_call(*agent))) withdraw_offer(*agent);
  if (!facts.there) take_back(*agent);
  serve(*agent, now);
}

void Engine::withdraw_offer(Agent& agent) {
  if (!agent.offer || paused_) return;
  Offer& offer = offers_.at(*agent.offer);
  if (std::exchange(offer.ending, true)) return;
  Decision decision{.kind = DecisionKind::Withdraw, .item_id = offer.item_id};
  decision.queue_id = items_.at(offer.item_id)->facts.queue_id;
  decision.agent_id = agent.facts.id;
  decision.offer_id = *agent.offer;
  decisions_.push_back(decision);
}

// All that the agent has in hand waits again, once the facts come back.
// Not a call of somebody whose desk alone is gone: its phone may be alive. Telephony knows, and hands it back itself.
void Engine::take_back(Agent& agent) {
  if (paused_) return;
  for (auto id : agent.held) {
    Item& item = *items_.at(id);
    if (item.channel == voice && agent.known) continue;
    if (item.state != Item::State::InHand || std::exchange(item.taking_back, true)) continue;
    Decision decision{.kind = DecisionKind::HandBack, .item_id = id, .queue_id = item.facts.queue_id};
    decision.agent_id = agent.facts.id;
    decisions_.push_back(decision);
  }
}

void Engine::remove_agent(org::PersonId id, base::Time now) {
  auto found = agents_.find(id);
  if (found == agents_.end()) return;
  Agent& agent = *found->second;
  changed_.insert(id);
  delist(agent);
  for (Lane* lane : agent.lanes) std::erase(lane->agents, &agent);
  agent.lanes.clear();
  agent.known = false;
  withdraw_offer(agent);
  take_back(agent);
  if (agent.held.empty()) agents_.erase(found);
  release_from_waiting_for(id, now);
}

// Who waits for this agent alone waits for anybody now.
void Engine::release_from_waiting_for(org::PersonId id, base::Time now) {
  std::set<Rank> all;
  for (const auto& [key, lane] : lanes_)
    if (key.second == Need{{}, {}, {id}}) all.insert(lane->waiting.begin(), lane->waiting.end());
  for (const Rank& rank : all) {
    Item& item = *items_.at(rank.id);
    displace(item);
    place(item, now);
    serve(item, now);
  }
}

// The item that stands first among all that the agent may serve now.
Engine::Item* Engine::first_for(Agent& agent) {
  Item* first = nullptr;
  for (Lane* lane : agent.lanes) {
    if (!is_free(agent, lane->channel)) continue;
    for (const Rank& rank : lane->waiting) {
      if (first && first->rank() < rank) break;
      Item& item = *items_.at(rank.id);
      if (item.is_passed_on_by(agent.facts.id)) continue;
      first = &item;
      break;
    }
  }
  return first;
}

void Engine::serve(Agent& agent, base::Time now) {
  if (paused_) return;
  delist(agent);
  if (Item* item = first_for(agent))
    offer(*item, agent, now);
  else
    enlist(agent);
}

void Engine::serve(Item& item, base::Time now) {
  if (paused_ || !item.lane) return;
  for (const Turn& turn : item.lane->free) {
    if (item.is_passed_on_by(turn.id)) continue;
    return offer(item, *agents_.at(turn.id), now);
  }
}

// --- offers

void Engine::offer(Item& item, Agent& agent, base::Time now) {
  const QueueRules& rules = queues_.at(item.facts.queue_id)->rules;
  Decision decision{.kind = DecisionKind::Offer, .item_id = item.facts.id, .queue_id = rules.id};
  decision.agent_id = agent.facts.id;
  decision.offer_id = next_offer_id_();
  decision.expires_at = now + rules.offer_for;
  const bool listed = item.lane->free.contains(turn_of(*item.lane, agent));
  decision.reasons = {rules.strategy,
                      static_cast<std::int64_t>(item.stage),
                      static_cast<std::int64_t>(item.lane->free.size()) + (listed ? 0 : 1),
                      now - item.facts.arrived_at,
                      now - agent.facts.idle_since,
                      agent.in_hand(),
                      item.lane->key.second,
                      {}};
  for (const auto& [id, until] : item.passed_on) decision.reasons.passed_on_by.push_back(id);
  decision.seen = take_changed();
  changed_.insert(agent.facts.id);
  displace(item);
  delist(agent);
  item.state = Item::State::Offered;
  item.agent = &agent;
  item.offer = decision.offer_id;
  agent.offer = decision.offer_id;
  ++agent.load[item.channel];
  agent.held.insert(item.facts.id);
  offers_[decision.offer_id] = {item.facts.id, decision.expires_at};
  timers_.insert({decision.expires_at, item.rank(), decision.offer_id});
  decisions_.push_back(decision);
}

AgentPicture Engine::picture_of(org::PersonId id) const {
  AgentPicture picture{.agent_id = id};
  auto found = agents_.find(id);
  if (found == agents_.end() || !found->second->known) return picture;
  const Agent& agent = *found->second;
  picture.signed_in = true;
  picture.ready = agent.facts.open;
  picture.present = agent.facts.there;
  picture.offered = agent.offer.has_value();
  picture.team_id = agent.facts.team_id;
  picture.skills = agent.facts.skills;
  for (std::size_t i = 0; i < channel_count; ++i)
    if (agent.facts.capacity[i] > 0 || agent.load[i] > 0)
      picture.channels.push_back({static_cast<agents::Channel>(i), agent.facts.capacity[i], agent.load[i]});
  picture.in_hand = agent.in_hand();
  picture.idle_since = agent.facts.idle_since;
  picture.occupied = agent.facts.occupied;
  return picture;
}

std::vector<AgentPicture> Engine::take_changed() {
  std::vector<AgentPicture> pictures;
  pictures.reserve(changed_.size());
  for (auto id : changed_) pictures.push_back(picture_of(id));
  changed_.clear();
  return pictures;
}

void Engine::answered(OfferId id, base::Time now) {
  auto found = offers_.find(id);
  if (found == offers_.end()) return;
  Item& item = *items_.at(found->second.item_id);
  Agent& agent = *item.agent;
  timers_.erase({found->second.expires_at, item.rank(), id});
  offers_.erase(found);
  item.state = Item::State::InHand;
  item.offer = {};
  changed_.insert(agent.facts.id);
  agent.offer.reset();
  agent.missed = 0;
  if (!agent.known || !agent.facts.there) take_back(agent);
  serve(agent, now);
}

// Takes the item from its agent, who may be asked for something else then.
void Engine::unload(Item& item, base::Time now) {
  Agent* agent = item.agent;
  if (!agent) return;
  changed_.insert(agent->facts.id);
  item.agent = nullptr;
  item.taking_back = false;
  --agent->load[item.channel];
  agent->held.erase(item.facts.id);
  clear_timer(item);
  if (item.offer) {
    auto found = offers_.find(item.offer);
    timers_.erase({found->second.expires_at, item.rank(), item.offer});
    offers_.erase(found);
    item.offer = {};
    agent->offer.reset();
  } else {
    agent->facts.idle_since = now;
  }
  if (!agent->known && agent->held.empty()) agents_.erase(agent->facts.id);
}

void Engine::ended(OfferId id, Ended how, base::Time now) {
  auto found = offers_.find(id);
  if (found == offers_.end()) return;
  Item& item = *items_.at(found->second.item_id);
  const org::PersonId agent_id = item.agent->facts.id;
  if (how == Ended::Lapsed) ++item.agent->missed;
  if (how == Ended::Lapsed || how == Ended::Declined) {
    item.passed_on[agent_id] = now + pass_on_for;
    if (item.facts.preference && item.facts.preference->agent_id == agent_id) item.facts.preference.reset();
  }
  unload(item, now);
  if (how == Ended::Void)
    items_.erase(item.facts.id);
  else
    wait_again(item, now);
  if (auto agent = agents_.find(agent_id); agent != agents_.end()) serve(*agent->second, now);
}

void Engine::wait_again(Item& item, base::Time now) {
  item.facts.returned = true;
  place(item, now);
  serve(item, now);
}

void Engine::handed_back(WorkItemId id, base::Time now) {
  auto found = items_.find(id);
  if (found == items_.end() || !found->second->agent) return;
  Item& item = *found->second;
  const org::PersonId agent_id = item.agent->facts.id;
  unload(item, now);
  item.facts.preference.reset();
  wait_again(item, now);
  if (auto agent = agents_.find(agent_id); agent != agents_.end()) serve(*agent->second, now);
}

// --- items come and go

Engine::Item& Engine::add_item(const ItemFacts& facts) {
  auto& item = items_[facts.id];
  if (item) throw std::logic_error("a work item enters twice");
  item = std::make_unique<Item>();
  item->facts = facts;
  item->channel = number_of(queues_.at(facts.queue_id)->rules.channel);
  sort_skills(item->facts.skills);
  return *item;
}

void Engine::entered(const ItemFacts& facts, base::Time now) {
  Item& item = add_item(facts);
  place(item, now);
  serve(item, now);
}

void Engine::restore_in_hand(const ItemFacts& facts, org::PersonId agent_id) {
  put_in_hand(add_item(facts), agent_id);
}

void Engine::begun(const ItemFacts& facts, org::PersonId agent_id, base::Time now) {
  Item& item = add_item(facts);
  put_in_hand(item, agent_id);
  Agent& agent = *item.agent;
  if (!agent.known || !agent.facts.there) return take_back(agent);
  if (item.channel == voice) withdraw_offer(agent);
  if (!agent.offer) serve(agent, now);
}

void Engine::put_in_hand(Item& item, org::PersonId agent_id) {
  changed_.insert(agent_id);
  auto& agent = agents_[agent_id];
  if (!agent) {
    agent = std::make_unique<Agent>();
    agent->facts.id = agent_id;
  }
  item.state = Item::State::InHand;
  item.agent = agent.get();
  delist(*agent);
  ++agent->load[item.channel];
  agent->held.insert(item.facts.id);
}

void Engine::taken_over(WorkItemId id, org::PersonId by, base::Time now) {
  auto found = items_.find(id);
  if (found == items_.end() || found->second->state != Item::State::InHand) return;
  Item& item = *found->second;
  const org::PersonId from = item.agent->facts.id;
  if (from == by) return;
  unload(item, now);
  put_in_hand(item, by);
  Agent& agent = *item.agent;
  if (!agent.known || !agent.facts.there) take_back(agent);
  if (item.channel == voice) withdraw_offer(agent);
  for (auto id_of : {from, by})
    if (auto freed = agents_.find(id_of); freed != agents_.end() && !freed->second->offer) serve(*freed->second, now);
}

void Engine::restore_offer(const ItemFacts& facts, OfferId offer_id, org::PersonId agent_id, base::Time expires_at) {
  restore_in_hand(facts, agent_id);
  Item& item = *items_.at(facts.id);
  item.state = Item::State::Offered;
  item.offer = offer_id;
  item.agent->offer = offer_id;
  offers_[offer_id] = {facts.id, expires_at};
  timers_.insert({expires_at, item.rank(), offer_id});
}

void Engine::left(WorkItemId id, base::Time now) {
  auto found = items_.find(id);
  if (found == items_.end()) return;
  Item& item = *found->second;
  std::optional<org::PersonId> freed;
  if (item.agent) freed = item.agent->facts.id;
  displace(item);
  unload(item, now);
  items_.erase(id);
  if (!freed) return;
  if (auto agent = agents_.find(*freed); agent != agents_.end()) serve(*agent->second, now);
}

void Engine::wrapping_up(WorkItemId id, base::Time until) {
  auto found = items_.find(id);
  if (found == items_.end() || found->second->state != Item::State::InHand) return;
  Item& item = *found->second;
  clear_timer(item);
  item.timer = Timer{until, item.rank(), {}};
  timers_.insert(*item.timer);
}

void Engine::moved(const ItemFacts& facts, base::Time now) {
  left(facts.id, now);
  entered(facts, now);
}

// --- time

void Engine::advance(base::Time now) {
  while (!timers_.empty() && timers_.begin()->at <= now) {
    Timer timer = *timers_.begin();
    timers_.erase(timers_.begin());
    if (!timer.offer) {
      on_timer(*items_.at(timer.rank.id), now);
      continue;
    }
    Offer& offer = offers_.at(timer.offer);
    if (std::exchange(offer.ending, true)) continue;
    const Item& item = *items_.at(offer.item_id);
    const QueueRules& rules = queues_.at(item.facts.queue_id)->rules;
    Decision decision{.kind = DecisionKind::Expire, .item_id = item.facts.id, .queue_id = rules.id};
    decision.agent_id = item.agent->facts.id;
    decision.offer_id = timer.offer;
    decision.not_responding = item.agent->missed + 1 >= rules.missed_offers;
    decisions_.push_back(decision);
  }
}

std::optional<base::Time> Engine::next_timer() const {
  if (timers_.empty()) return std::nullopt;
  return timers_.begin()->at;
}

std::vector<Decision> Engine::take_decisions() {
  return std::exchange(decisions_, {});
}

// --- what can be seen

std::size_t Engine::waiting() const {
  std::size_t sum = 0;
  for (const auto& [id, queue] : queues_) sum += queue->line.size();
  return sum;
}

bool Engine::is_full(QueueId id) const {
  auto found = queues_.find(id);
  if (found == queues_.end()) return true;
  const auto most = found->second->rules.most_waiting;
  return most > 0 && found->second->line.size() >= static_cast<std::size_t>(most);
}

std::int64_t Engine::in_hand(org::PersonId id) const {
  auto found = agents_.find(id);
  return found == agents_.end() ? 0 : found->second->in_hand();
}

}  // namespace routing
