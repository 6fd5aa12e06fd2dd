// Verbs on work items and offers: what agents say, and what channels put in.

#include <algorithm>

#include "calendars/calendars.h"
#include "routing/verbs.h"

namespace routing {
namespace {

// Answers that the pace of a queue is reckoned from.
constexpr int pace_samples = 20;

// The agent's own offer.
base::Result<ItemOffer> load_offer(db::Transaction& tx, org::PersonId person, OfferId id) {
  auto offer = find_offer(tx, id);
  if (!offer || offer->agent_id != person) return base::not_found();
  return *offer;
}

// The agent's own item.
base::Result<ItemRow> load_item(db::Transaction& tx, org::PersonId person, WorkItemId id) {
  auto item = find_item_row(tx, id);
  if (!item || item->agent_id != person) return base::not_found();
  return *std::move(item);
}

base::Status require_state(const WorkItem& item, ItemState state) {
  if (item.state == state) return {};
  return base::refuse(base::Code::WrongState, "item_is_" + base::word_of(item.state));
}

base::Result<ItemRow> item_to_transfer(db::Transaction& tx, WorkItemId id) {
  Routing::lock_items(tx);
  auto item = find_item_row(tx, id);
  if (!item) return base::not_found();
  if (auto status = require_state(*item, ItemState::InHand); !status) return base::pass(status);
  return *std::move(item);
}

void transfer(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, ItemRow item, QueueId to,
              std::optional<Preference> preference) {
  const auto from = item.queue_id;
  const auto now = platform.clock.now();
  wait_again(item);
  item.queue_id = to;
  item.queued_at = now;
  item.overflowed_from.clear();
  item.preferred_agent_id.reset();
  if (preference) {
    item.preferred_agent_id = preference->agent_id;
    item.preferred_ms = preference->within.count();
  }
  update(tx, item);
  tell(tx, now, by, item, ItemMoved{item.id, from, to, MoveReason::Transfer, item.preferred_agent_id});
}

// One that comes now; where it stands is not said yet.
ItemRow fresh_item(const org::Platform& platform, const Queue& queue, const NewItem& item) {
  ItemRow row;
  row.id = platform.ids.make<WorkItemId>();
  row.queue_id = queue.id;
  row.centre_id = queue.centre_id;
  row.channel = queue.channel;
  row.arrived_at = row.queued_at = row.place = platform.clock.now();
  row.skills = item.skills;
  return row;
}

// How long the queue takes for each: n answers in the time t until now, so t / n. Unknown
// until it has answered a few.
std::optional<base::Duration> pace_of(db::Transaction& tx, QueueId id, base::Time now) {
  auto answers = last_answers(tx, id, pace_samples);
  if (answers.size() < 2) return std::nullopt;
  return (now - answers.back()) / static_cast<std::int64_t>(answers.size());
}

Standing standing_at(std::int64_t position, std::optional<base::Duration> pace) {
  Standing standing{position, {}};
  if (pace) standing.expected_wait_seconds = std::chrono::duration_cast<std::chrono::seconds>(*pace * position).count();
  return standing;
}

}  // namespace

base::Result<WorkItem> Routing::answer(const org::Actor& actor, OfferId id) {
  auto person = agents::acting_agent(actor);
  if (!person) return base::pass(person);
  return platform_.database.write(
      [&](db::Transaction& tx) { return answer_offer(tx, platform_, actor.ref, id, *person); });
}

base::Status Routing::decline(const org::Actor& actor, OfferId id) {
  auto person = agents::acting_agent(actor);
  if (!person) return base::pass(person);
  return platform_.database.write(
      [&](db::Transaction& tx) { return decline_offer(tx, platform_, actor.ref, id, *person); });
}

base::Result<WorkItem> Routing::answer_offer(db::Transaction& tx, const org::Platform& platform,
                                             const base::ActorRef& by, OfferId id, org::PersonId agent) {
  lock_items(tx);
  auto offer = load_offer(tx, agent, id);
  if (!offer) return base::pass(offer);
  auto item = find_item_row(tx, offer->item_id);
  if (offer->state == OfferState::Answered && item->agent_id == agent) return *item;
  if (offer->state != OfferState::Open) return base::refuse(base::Code::WrongState, "offer_is_over");
  end_offer(tx, platform.clock.now(), by, *item, *offer, OfferState::Answered);
  return *item;
}

base::Status Routing::decline_offer(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                                    OfferId id, org::PersonId agent) {
  lock_items(tx);
  auto offer = load_offer(tx, agent, id);
  if (!offer) return base::pass(offer);
  if (offer->state == OfferState::Declined) return {};
  if (offer->state != OfferState::Open) return base::refuse(base::Code::WrongState, "offer_is_over");
  auto item = find_item_row(tx, offer->item_id);
  end_offer(tx, platform.clock.now(), by, *item, *offer, OfferState::Declined);
  return {};
}

void Routing::hand_back(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, WorkItemId id) {
  lock_items(tx);
  auto item = find_item_row(tx, id);
  if (!item || item->state != ItemState::InHand) return;
  const auto agent = *item->agent_id;
  wait_again(*item);
  item->preferred_agent_id.reset();
  update(tx, *item);
  tell(tx, platform.clock.now(), by, *item, ItemHandedBack{item->id, item->queue_id, agent});
}

base::Result<WorkItem> Routing::finish(const org::Actor& actor, WorkItemId id) {
  auto person = agents::acting_agent(actor);
  if (!person) return base::pass(person);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<WorkItem> {
    lock_items(tx);
    auto item = load_item(tx, *person, id);
    if (!item) return base::pass(item);
    if (item->state == ItemState::Ended) return *item;
    if (auto status = require_state(*item, ItemState::WrapUp); !status) return base::pass(status);
    end_item(tx, platform_.clock.now(), actor.ref, *item, Outcome::Done);
    return *item;
  });
}

base::Result<WorkItem> Routing::extend_wrap_up(const org::Actor& actor, WorkItemId id) {
  auto person = agents::acting_agent(actor);
  if (!person) return base::pass(person);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<WorkItem> {
    lock_items(tx);
    auto item = load_item(tx, *person, id);
    if (!item) return base::pass(item);
    if (auto status = require_state(*item, ItemState::WrapUp); !status) return base::pass(status);
    if (item->extended) return base::refuse(base::Code::WrongState, "wrap_up_extended");
    item->extended = true;
    item->wrap_up_until =
        *item->wrap_up_until + std::chrono::seconds{routing::find_queue(tx, item->queue_id)->wrap_up_seconds};
    update(tx, *item);
    tell(tx, platform_.clock.now(), actor.ref, *item, WrapUpBegun{item->id, item->queue_id, *person});
    return *item;
  });
}

base::Result<std::vector<OwnWork>> Routing::own_work(const org::Actor& actor) {
  auto person = agents::acting_agent(actor);
  if (!person) return base::pass(person);
  return platform_.database.read([&](db::Transaction& tx) { return own_work_of(tx, *person); });
}

Admission Routing::admission(db::Transaction& tx, QueueId id, base::Time now) {
  auto queue = routing::find_queue(tx, id);
  if (!queue || !queue->active) return Admission::Inactive;
  if (queue->emergency) return Admission::Emergency;
  if (queue->calendar_id) {
    auto schedule = calendars::Calendars::schedule(tx, *queue->calendar_id);
    if (schedule && !schedule->is_open(now)) return Admission::Closed;
  }
  if (queue->most_waiting > 0 && count_waiting(tx, id) >= queue->most_waiting) return Admission::Full;
  return Admission::Open;
}

base::Result<WorkItem> Routing::enter(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                                      const NewItem& item) {
  lock_items(tx);
  const auto now = platform.clock.now();
  if (auto open = admission(tx, item.queue_id, now); open != Admission::Open)
    return base::refuse(base::Code::WrongState, "queue_" + base::word_of(open));
  auto queue = routing::find_queue(tx, item.queue_id);
  auto row = fresh_item(platform, *queue, item);
  const base::Duration advance = item.advance + std::chrono::seconds{queue->priority_seconds};
  row.advance_ms = advance.count();
  row.place = now - advance;
  if (item.preference) {
    row.preferred_agent_id = item.preference->agent_id;
    row.preferred_ms = item.preference->within.count();
  }
  insert(tx, row);
  tell(tx, now, by, row, ItemEntered{row.id, row.queue_id, row.channel});
  return row;
}

base::Result<WorkItem> Routing::begin_in_hand(db::Transaction& tx, const org::Platform& platform,
                                              const base::ActorRef& by, const NewItem& item, org::PersonId agent) {
  lock_items(tx);
  auto queue = routing::find_queue(tx, item.queue_id);
  if (!queue) return base::refuse_fault("/queue_id", "no_such_object");
  auto view = agents::Agents::find_agent(tx, agent);
  if (!view || view->state.state == agents::State::SignedOut)
    return base::refuse(base::Code::WrongState, "agent_signed_out");
  auto row = fresh_item(platform, *queue, item);
  row.state = ItemState::InHand;
  row.agent_id = agent;
  row.answered_at = row.arrived_at;
  row.begun = true;
  insert(tx, row);
  tell(tx, row.arrived_at, by, row, ItemBegun{row.id, row.queue_id, row.channel, agent});
  return row;
}

void Routing::release(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, WorkItemId id) {
  lock_items(tx);
  auto item = find_item_row(tx, id);
  if (!item || item->state == ItemState::WrapUp || item->state == ItemState::Ended) return;
  const auto now = platform.clock.now();
  if (item->state == ItemState::Offered)
    end_offer(tx, now, by, *item, *find_offer(tx, *item->offer_id), OfferState::Withdrawn);
  end_item(tx, now, by, *item, Outcome::Released);
}

void Routing::end(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, WorkItemId id) {
  lock_items(tx);
  auto item = find_item_row(tx, id);
  if (!item) return;
  const auto now = platform.clock.now();
  if (item->state == ItemState::Offered)
    end_offer(tx, now, by, *item, *find_offer(tx, *item->offer_id), OfferState::Withdrawn);
  if (item->state == ItemState::Waiting) return end_item(tx, now, by, *item, Outcome::Abandoned);
  if (item->state != ItemState::InHand) return;
  auto wrap_up = std::chrono::seconds{routing::find_queue(tx, item->queue_id)->wrap_up_seconds};
  if (wrap_up.count() == 0) return end_item(tx, now, by, *item, Outcome::Done);
  item->state = ItemState::WrapUp;
  item->wrap_up_until = now + wrap_up;
  update(tx, *item);
  tell(tx, now, by, *item, WrapUpBegun{item->id, item->queue_id, *item->agent_id});
}

base::Status Routing::transfer_to_queue(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                                        WorkItemId id, QueueId to) {
  auto item = item_to_transfer(tx, id);
  if (!item) return base::pass(item);
  auto queue = routing::find_queue(tx, to);
  if (!queue || queue->channel != item->channel) return base::refuse_fault("/queue_id", "no_such_object");
  if (auto open = admission(tx, to, platform.clock.now()); open != Admission::Open)
    return base::refuse(base::Code::WrongState, "queue_" + base::word_of(open));
  transfer(tx, platform, by, *std::move(item), to, {});
  return {};
}

base::Status Routing::transfer_to_agent(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                                        WorkItemId id, org::PersonId to, base::Duration within) {
  auto item = item_to_transfer(tx, id);
  if (!item) return base::pass(item);
  auto agent = agents::Agents::find_agent(tx, to);
  if (!agent || to == item->agent_id) return base::refuse_fault("/agent_id", "no_such_object");
  if (agent->state.state == agents::State::SignedOut) return base::refuse(base::Code::WrongState, "agent_signed_out");
  const auto queue = item->queue_id;
  transfer(tx, platform, by, *std::move(item), queue, Preference{to, within});
  return {};
}

std::optional<WorkItem> Routing::find_item(db::Transaction& tx, WorkItemId id) {
  return find_item_row(tx, id);
}

base::Status Routing::take_over(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                                WorkItemId id, org::PersonId to) {
  auto item = item_to_transfer(tx, id);
  if (!item) return base::pass(item);
  const auto from = *item->agent_id;
  if (from == to) return {};
  auto agent = agents::Agents::find_agent(tx, to);
  if (!agent || agent->state.state == agents::State::SignedOut)
    return base::refuse(base::Code::WrongState, "agent_signed_out");
  item->agent_id = to;
  update(tx, *item);
  tell(tx, platform.clock.now(), by, *item, ItemTakenOver{item->id, item->queue_id, from, to});
  return {};
}

// All changes of items and offers take this lock, so that a row read is the row changed.
void Routing::lock_items(db::Transaction& tx) {
  tx.lock("work_item");
}

std::int64_t Routing::waiting_in(db::Transaction& tx, QueueId id) {
  return count_waiting(tx, id);
}

std::int64_t Routing::held_by(db::Transaction& tx, org::PersonId id) {
  return count_in_hand(tx, id);
}

std::optional<Queue> Routing::find_queue(db::Transaction& tx, QueueId id) {
  return routing::find_queue(tx, id);
}

std::vector<Queue> Routing::active_queues(db::Transaction& tx, agents::Channel channel) {
  std::vector<Queue> queues;
  for (auto& row : all_queues(tx))
    if (row.active && row.channel == channel) queues.push_back(std::move(row));
  std::sort(queues.begin(), queues.end(), [](const Queue& a, const Queue& b) { return a.name < b.name; });
  return queues;
}

std::optional<Standing> Routing::standing(db::Transaction& tx, WorkItemId id, base::Time now) {
  auto item = find_item_row(tx, id);
  if (!item || item->state != ItemState::Waiting) return std::nullopt;
  return standing_at(count_before(tx, *item) + 1, pace_of(tx, item->queue_id, now));
}

std::vector<ItemStanding> Routing::standings(db::Transaction& tx, QueueId id, base::Time now) {
  std::vector<ItemStanding> standings;
  const auto pace = pace_of(tx, id, now);
  for (auto item : line_of(tx, id))
    standings.push_back({item, standing_at(static_cast<std::int64_t>(standings.size()) + 1, pace)});
  return standings;
}

std::int64_t Routing::in_hand(db::Transaction& tx, org::PersonId person) const {
  return count_in_hand(tx, person);
}

}  // namespace routing
