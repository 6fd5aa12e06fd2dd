#include "routing/shard.h"

#include "agents/events.h"
#include "base/log.h"
#include "routing/verbs.h"

namespace routing {
namespace {

constexpr int batch = 1'000;
// How often a node that does not decide asks whether it should, and one whose database failed tries again.
constexpr base::Duration retry_pause{1'000};

const base::ActorRef nobody{};

void tell_seen(db::Transaction& tx, base::Time now, const std::vector<AgentPicture>& seen) {
  for (const auto& picture : seen) events::append(tx, {now, nobody, 0, picture.agent_id.value}, AgentSeen{picture});
}

}  // namespace

Shard::Shard(org::Platform platform) : platform_(platform), seen_ms_(base::epoch_ms(platform.clock.now())) {}

Shard::~Shard() {
  stop();
}

void Shard::start() {
  thread_ = std::thread([this] { run(); });
}

void Shard::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Shard::wake() {
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

// Decides until it is stopped; what the database cannot do now is tried again.
void Shard::run() {
  for (;;) {
    {
      std::lock_guard lock(mutex_);
      if (stopping_) break;
    }
    try {
      while (step()) {
      }
    } catch (const std::exception& fault) {
      base::log::error("routing", "the shard begins anew: {}", fault.what());
      forget();
    }
    wait();
  }
  if (!is_owner()) return;
  try {
    platform_.database.write([&](db::Transaction& tx) { release_shard(tx, epoch_); });
  } catch (const std::exception& fault) {
    base::log::warning("routing", "the lease of the shard runs out by itself: {}", fault.what());
  }
}

void Shard::wait() {
  std::unique_lock lock(mutex_);
  auto due = next_due().value_or(platform_.clock.now() + lease / 3);
  auto pause = std::clamp(due - platform_.clock.now(), base::Duration{0}, base::Duration{lease / 3});
  changed_.wait_for(lock, pause, [&] { return woken_ || stopping_; });
  woken_ = false;
}

std::optional<base::Time> Shard::next_due() const {
  if (!is_owner()) return try_again_;
  auto renewal = lease_until_ - lease * 2 / 3;
  auto timer = engine_->next_timer();
  return timer ? std::min(*timer, renewal) : renewal;
}

void Shard::forget() {
  epoch_ = shown_epoch_ = 0;
  engine_.reset();
  try_again_ = platform_.clock.now() + retry_pause;
}

Shard::Life Shard::life() const {
  const auto decided = decided_ms_.load();
  return {shown_epoch_, base::from_epoch_ms(seen_ms_),
          decided ? std::optional(base::from_epoch_ms(decided)) : std::nullopt};
}

bool Shard::step() {
  const auto decided = advance();
  const auto now = base::epoch_ms(platform_.clock.now());
  shown_epoch_ = epoch_;
  seen_ms_ = now;
  if (decided) decided_ms_ = now;
  return decided;
}

bool Shard::advance() {
  const auto now = platform_.clock.now();
  if (!is_owner() && (now < try_again_ || !take_over())) return false;
  read_facts();
  engine_->advance(now);
  auto decisions = engine_->take_decisions();
  const bool renews = now >= lease_until_ - lease * 2 / 3;
  if (decisions.empty() && !renews) return false;
  if (commit(decisions)) return !decisions.empty();
  base::log::warning("routing", "another node decides now");
  forget();
  return false;
}

// The rows are read at one moment with the place in the log; what is read again from the
// log changes nothing.
bool Shard::take_over() {
  const auto now = platform_.clock.now();
  auto epoch = platform_.database.write([&](db::Transaction& tx) {
    auto taken = take_shard(tx, platform_.node, now, now + lease);
    if (taken) events::append(tx, {now, nobody, 0, 0}, ShardBegan{*taken});
    return taken;
  });
  if (!epoch) {
    try_again_ = now + retry_pause;
    return false;
  }
  auto engine = std::make_unique<Engine>([this] { return platform_.ids.make<OfferId>(); });
  platform_.database.read([&](db::Transaction& tx) {
    position_ = events::end(tx);
    restore(tx, *engine, now);
  });
  engine->resume(now);
  engine_ = std::move(engine);
  epoch_ = *epoch;
  lease_until_ = now + lease;
  return true;
}

void Shard::read_facts() {
  for (;;) {
    auto read = platform_.database.read([&](db::Transaction& tx) {
      auto events = events::read_after(tx, position_, batch);
      for (const auto& event : events) {
        apply(tx, event);
        position_ = event.position;
      }
      return events.size();
    });
    if (read < batch) return;
  }
}

// Facts tell what to look at; rows tell how it is. A row may be ahead of the event, never behind.
void Shard::apply(db::Transaction& tx, const events::Event& event) {
  const auto now = platform_.clock.now();
  if (event.type == agents::StateChanged::type || event.type == agents::PresenceChanged::type ||
      event.type == agents::OccupiedChanged::type || event.type == agents::AgentChanged::type ||
      event.type == org::PersonChanged::type)
    return apply_agent(tx, org::PersonId{event.subject_id});
  if (event.type == QueueChanged::type) return apply_queue(tx, QueueId{event.subject_id});
  const WorkItemId id{event.subject_id};
  if (event.type == ItemEntered::type) {
    if (engine_->knows(id)) return;
    if (auto item = find_item_row(tx, id); item && item->state == ItemState::Waiting)
      engine_->entered(facts_of(*item), now);
  } else if (event.type == ItemBegun::type) {
    if (engine_->knows(id)) return;
    if (auto item = find_item_row(tx, id); item && item->agent_id && item->state != ItemState::Ended)
      engine_->begun(facts_of(*item), *item->agent_id, now);
  } else if (event.type == ItemMoved::type) {
    auto moved = event.as<ItemMoved>();
    if (moved.reason == MoveReason::Overflow) return;  // told by ourselves
    if (auto item = find_item_row(tx, id); item && item->state == ItemState::Waiting)
      engine_->moved(facts_of(*item), now);
  } else if (event.type == OfferEnded::type) {
    auto ended = event.as<OfferEnded>();
    if (ended.how == OfferState::Answered) return engine_->answered(ended.offer_id, now);
    engine_->ended(ended.offer_id,
                   ended.how == OfferState::Lapsed     ? Engine::Ended::Lapsed
                   : ended.how == OfferState::Declined ? Engine::Ended::Declined
                                                       : Engine::Ended::Withdrawn,
                   now);
  } else if (event.type == ItemHandedBack::type) {
    engine_->handed_back(id, now);
  } else if (event.type == ItemTakenOver::type) {
    if (auto item = find_item_row(tx, id); item && item->state == ItemState::InHand)
      engine_->taken_over(id, *item->agent_id, now);
  } else if (event.type == WrapUpBegun::type) {
    if (auto item = find_item_row(tx, id); item && item->wrap_up_until) engine_->wrapping_up(id, *item->wrap_up_until);
  } else if (event.type == ItemEnded::type) {
    engine_->left(id, now);
  }
}

void Shard::apply_agent(db::Transaction& tx, org::PersonId id) {
  auto agent = agents::Agents::find_agent(tx, id);
  const auto now = platform_.clock.now();
  if (agent && agent->state.state != agents::State::SignedOut)
    engine_->put_agent(facts_of(*agent), now);
  else
    engine_->remove_agent(id, now);
}

void Shard::apply_queue(db::Transaction& tx, QueueId id) {
  if (auto queue = find_queue(tx, id))
    engine_->put_queue(rules_of(*queue), platform_.clock.now());
  else
    engine_->remove_queue(id);
}

// False when the lease was lost; then nothing is written. The lock comes before the first
// write, which numbers the transaction: so the log has the events of an item in their order.
bool Shard::commit(const std::vector<Decision>& decisions) {
  const auto until = platform_.clock.now() + lease;
  void_offers_.clear();
  bool held = platform_.database.write([&](db::Transaction& tx) {
    if (!decisions.empty()) tx.lock("work_item");
    if (!hold_shard(tx, epoch_, until)) return false;
    for (const auto& decision : decisions) write(tx, decision);
    return true;
  });
  if (!held) return false;
  lease_until_ = until;
  for (auto offer : void_offers_) engine_->ended(offer, Engine::Ended::Void, platform_.clock.now());
  return true;
}

void Shard::write(db::Transaction& tx, const Decision& decision) {
  switch (decision.kind) {
    case DecisionKind::Offer:
      return write_offer(tx, decision);
    case DecisionKind::Expire:
    case DecisionKind::Withdraw:
      return write_end_of_offer(tx, decision);
    default:
      return write_of_item(tx, decision);
  }
}

// The item may have left, or have been moved, since the facts were read.
void Shard::write_offer(db::Transaction& tx, const Decision& decision) {
  tell_seen(tx, platform_.clock.now(), decision.seen);
  auto item = find_item_row(tx, decision.item_id);
  if (!item || item->state != ItemState::Waiting || item->queue_id != decision.queue_id) {
    void_offers_.push_back(decision.offer_id);
    return;
  }
  const auto now = platform_.clock.now();
  const auto& why = decision.reasons;
  item->state = ItemState::Offered;
  item->agent_id = decision.agent_id;
  item->offer_id = decision.offer_id;
  update(tx, *item);
  ItemOffer offer{decision.offer_id, item->id,   item->queue_id,      decision.agent_id,
                  OfferState::Open,  now,        decision.expires_at, {},
                  why.strategy,      why.stage,  why.candidates,      why.waited.count(),
                  why.idle.count(),  why.in_hand};
  insert(tx, offer);
  tell(tx, now, nobody, *item,
       OfferMade{item->id, offer.id, item->queue_id, offer.agent_id, why.strategy, why.stage, why.candidates,
                 offer.waited_ms, offer.idle_ms, why.in_hand, why.need.skills, why.need.teams,
                 why.need.agents.empty() ? std::nullopt : std::optional(why.need.agents.front()), why.passed_on_by});
}

// The agent may have answered in the meantime.
void Shard::write_end_of_offer(db::Transaction& tx, const Decision& decision) {
  auto offer = find_offer(tx, decision.offer_id);
  if (!offer || offer->state != OfferState::Open) return;
  auto item = find_item_row(tx, decision.item_id);
  const auto how = decision.kind == DecisionKind::Expire ? OfferState::Lapsed : OfferState::Withdrawn;
  end_offer(tx, platform_.clock.now(), nobody, *item, *offer, how);
  if (decision.not_responding) agents::Agents::set_not_responding(tx, platform_, decision.agent_id);
}

void Shard::write_of_item(db::Transaction& tx, const Decision& decision) {
  auto item = find_item_row(tx, decision.item_id);
  if (!item) return;
  const auto now = platform_.clock.now();
  if (decision.kind == DecisionKind::Stage && item->state == ItemState::Waiting) {
    tell(tx, now, nobody, *item, StageReached{item->id, item->queue_id, decision.stage});
  } else if (decision.kind == DecisionKind::Overflow && item->state == ItemState::Waiting &&
             item->queue_id == decision.queue_id) {
    item->overflowed_from.push_back(item->queue_id);
    item->queue_id = decision.to_queue;
    item->queued_at = now;
    item->preferred_agent_id.reset();
    update(tx, *item);
    tell(tx, now, nobody, *item, ItemMoved{item->id, decision.queue_id, decision.to_queue, MoveReason::Overflow, {}});
  } else if (decision.kind == DecisionKind::HandBack && item->state == ItemState::InHand &&
             item->agent_id == decision.agent_id) {
    wait_again(*item);
    item->preferred_agent_id.reset();
    update(tx, *item);
    tell(tx, now, nobody, *item, ItemHandedBack{item->id, item->queue_id, decision.agent_id});
  } else if (item->state == ItemState::WrapUp && item->agent_id == decision.agent_id) {
    // The agent may have asked for more time; one who is lost has no more use for it.
    const bool over = decision.kind == DecisionKind::WrapUp && *item->wrap_up_until <= now;
    if (over || decision.kind == DecisionKind::HandBack) end_item(tx, now, nobody, *item, Outcome::Done);
  }
}

}  // namespace routing
