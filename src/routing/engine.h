#pragma once
// The distribution itself: who gets which work item next. Pure: facts and time go in,
// decisions come out; it knows neither database nor channel, and the same facts give the
// same decisions.
//
// An item waits in its queue at a place that never changes: the instant at which it
// arrived, less its advance (a priority of two minutes stands where somebody stands who
// came two minutes earlier, so nobody waits for ever). Items that were taken from an agent
// stand before all others. What an item asks of an agent is a row of stages; the longer it
// waits, the later the stage. Items of a queue that ask the same stand in one lane.
//
// An agent is offered one item at a time, and has at most its capacity of each channel in
// hand. Whoever has a call, from its offer to the end of its wrap-up, is offered nothing else;
// a call may be offered to somebody who has other work, since it can wait while one talks. Decisions are requests: an
// offer may turn out void (the item has left meanwhile), and an offer lapses when the fact comes back. Nothing is taken
// as done that was not said.
//
// Invariants between calls: no item waits in a lane where a free agent is listed, save one
// that this agent passed on; an agent that is offered an item had none waiting before it
// that the agent might serve.
//
// Thread: one, its owner's.

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "routing/rules.h"

namespace routing {

// An agent as the distribution sees it.
struct AgentFacts {
  org::PersonId id;
  std::optional<org::TeamId> team_id;
  std::vector<SkillLevel> skills;                      // by skill
  std::array<std::int64_t, channel_count> capacity{};  // how many at once, by channel
  bool open = false;                                   // ready for work
  bool there = false;     // the desk is connected; who is lost has all work but a call taken back
  bool occupied = false;  // on the phone with somebody of whom nothing is known here: takes no call
  base::Time idle_since;
};

struct ItemFacts {
  WorkItemId id;
  QueueId queue_id;
  base::Time arrived_at;
  base::Time queued_at;  // in this queue; stages count from here
  base::Duration advance{0};
  std::vector<SkillLevel> skills;  // asked beyond what the queue asks
  std::optional<Preference> preference;
  bool returned = false;  // was taken from an agent, so it stands before the others
  std::vector<QueueId> overflowed_from;
};

enum class DecisionKind {
  Offer,     // show the item to the agent, until expires_at
  Expire,    // the offer was not answered in time; `not_responding` tells what becomes of the agent
  Withdraw,  // the agent is not open any more, so the offer ends
  HandBack,  // the agent is lost, so the item it had in hand waits again
  WrapUp,    // the time for wrap-up is over: the item has ended
  Overflow,  // the item goes on to another queue
  Stage,     // the item asks less from now on
};

// Why the offer went to that agent.
struct Reasons {
  Strategy strategy = Strategy::LongestIdle;
  std::int64_t stage = 0;
  std::int64_t candidates = 0;  // free agents who fitted, that one among them
  base::Duration waited{0};
  base::Duration idle{0};
  std::int64_t in_hand = 0;  // of the agent, before the offer
  Need need;                 // what was asked
  std::vector<org::PersonId> passed_on_by;
};

struct Decision {
  DecisionKind kind = DecisionKind::Offer;
  WorkItemId item_id;
  QueueId queue_id;
  org::PersonId agent_id;  // Offer, Expire, Withdraw, HandBack, WrapUp
  OfferId offer_id;        // Offer, Expire, Withdraw
  base::Time expires_at;   // Offer
  Reasons reasons;         // Offer
  // Offer: agents that have changed since the offer before, as they were when it was decided.
  std::vector<AgentPicture> seen;
  bool not_responding = false;
  QueueId to_queue;        // Overflow
  std::int64_t stage = 0;  // Stage
};

class Engine {
 public:
  explicit Engine(std::function<OfferId()> next_offer_id);
  ~Engine();

  // While paused facts are taken in and nothing is decided; for the state that is read at start.
  void pause();
  void resume(base::Time now);

  // Rules of a queue, new or changed; those who wait in it are placed anew.
  void put_queue(const QueueRules& rules, base::Time now);
  // Only one in which nobody waits.
  void remove_queue(QueueId id);

  // An agent that is signed in, new or changed. What it has in hand stays.
  void put_agent(const AgentFacts& facts, base::Time now);
  // Signed out. Items in hand are told by handed_back() or left().
  void remove_agent(org::PersonId id, base::Time now);

  void entered(const ItemFacts& item, base::Time now);
  // The state at start: an item that was offered, or is in an agent's hands.
  void restore_offer(const ItemFacts& item, OfferId offer, org::PersonId agent, base::Time expires_at);
  void restore_in_hand(const ItemFacts& item, org::PersonId agent);
  // An item that an agent began; the agent may be lost by now.
  void begun(const ItemFacts& item, org::PersonId agent, base::Time now);
  // Gone for good: the visitor left, or the work is done, wrap-up included.
  void left(WorkItemId id, base::Time now);
  void answered(OfferId id, base::Time now);
  // The offer ended without an answer. After Lapsed and Declined the agent is not asked again
  // for this item for a while; after Void the item is gone.
  enum class Ended { Lapsed, Declined, Withdrawn, Void };
  void ended(OfferId id, Ended how, base::Time now);
  // The conversation is over; the agent writes it up until then, and left() says when it is done.
  void wrapping_up(WorkItemId id, base::Time until);
  // Taken from the agent who had it in hand: stands before the others again.
  void handed_back(WorkItemId id, base::Time now);
  // Into the hands of another agent, past queue and capacity.
  void taken_over(WorkItemId id, org::PersonId by, base::Time now);
  // Into another queue by somebody's will (a transfer); the item waits anew.
  void moved(const ItemFacts& item, base::Time now);

  // Lets time pass; next_timer() says until when nothing happens by itself.
  void advance(base::Time now);
  std::optional<base::Time> next_timer() const;
  // The decisions since the last call, in their order.
  std::vector<Decision> take_decisions();

  bool knows(WorkItemId id) const { return items_.contains(id); }
  std::size_t waiting() const;
  bool is_full(QueueId id) const;
  std::int64_t in_hand(org::PersonId id) const;

  // How long an agent that passed an item on is not offered it again.
  static constexpr base::Duration pass_on_for{30'000};

 private:
  struct Agent;
  struct Item;
  struct Lane;
  struct Queue;
  struct Offer;

  // The order in which items are served.
  struct Rank {
    bool queued = true;  // false: returned, before the others
    base::Time place;
    WorkItemId id;
    auto operator<=>(const Rank&) const = default;
  };
  // The order in which agents are asked.
  struct Turn {
    std::int64_t key = 0;
    base::Time idle_since;
    org::PersonId id;
    auto operator<=>(const Turn&) const = default;
  };
  struct Timer {
    base::Time at;
    Rank rank;      // of items: who stands first is asked first
    OfferId offer;  // none: the timer of an item that waits, or is wrapped up
    auto operator<=>(const Timer&) const = default;
  };
  using LaneKey = std::pair<QueueId, Need>;

  Lane& lane_of(const Queue& queue, const Need& need);
  void drop_if_unused(Lane& lane);
  void join(Lane& lane, Agent& agent);
  void place(Item& item, base::Time now);
  void displace(Item& item);
  void set_timer(Item& item, base::Time now);
  void clear_timer(Item& item);
  void on_timer(Item& item, base::Time now);
  bool overflow(Item& item, base::Time now);
  void withdraw_offer(Agent& agent);
  void take_back(Agent& agent);
  Need need_of(const Item& item) const;
  void drop_void_preference(Item& item);

  bool is_free(const Agent& agent, std::size_t channel) const;
  bool is_offered_a_call(const Agent& agent) const;
  Turn turn_of(const Lane& lane, const Agent& agent) const;
  void enlist(Agent& agent);
  void delist(Agent& agent);
  void release_from_waiting_for(org::PersonId id, base::Time now);
  Item* first_for(Agent& agent);
  void serve(Agent& agent, base::Time now);
  void serve(Item& item, base::Time now);
  void offer(Item& item, Agent& agent, base::Time now);
  void unload(Item& item, base::Time now);
  void wait_again(Item& item, base::Time now);
  Item& add_item(const ItemFacts& facts);
  void put_in_hand(Item& item, org::PersonId agent);
  AgentPicture picture_of(org::PersonId id) const;
  std::vector<AgentPicture> take_changed();

  std::function<OfferId()> next_offer_id_;
  bool paused_ = false;
  std::map<QueueId, std::unique_ptr<Queue>> queues_;
  std::map<LaneKey, std::unique_ptr<Lane>> lanes_;
  std::map<org::PersonId, std::unique_ptr<Agent>> agents_;
  std::unordered_map<WorkItemId, std::unique_ptr<Item>> items_;
  std::unordered_map<OfferId, Offer> offers_;
  std::set<Timer> timers_;
  std::vector<Decision> decisions_;
  std::set<org::PersonId> changed_;  // since the last offer
};

}  // namespace routing
