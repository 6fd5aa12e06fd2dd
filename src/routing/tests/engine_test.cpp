// Stories of the distribution, in time that is passed in.

#include "routing/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>

namespace routing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto chat = agents::Channel::Webchat, voice = agents::Channel::Voice;
const agents::SkillId chinese{1}, english{2}, billing{3};
const org::TeamId north{1}, south{2};

// A centre whose facts come back at once: what is decided is done.
class Centre {
 public:
  Centre() : engine_([this] { return OfferId{++last_offer_}; }) {}

  base::Time now() const { return now_; }
  Engine& engine() { return engine_; }

  QueueId queue(std::vector<Stage> stages, Strategy strategy = Strategy::LongestIdle, agents::Channel channel = chat) {
    QueueRules rules;
    rules.id = QueueId{++last_queue_};
    rules.channel = channel;
    rules.strategy = strategy;
    rules.stages = std::move(stages);
    engine_.put_queue(rules, now_);
    rules_[rules.id] = rules;
    return rules.id;
  }
  void change(QueueId id, const std::function<void(QueueRules&)>& edit) {
    edit(rules_.at(id));
    engine_.put_queue(rules_.at(id), now_);
  }

  org::PersonId agent(std::vector<SkillLevel> skills = {}, std::int64_t chats = 1,
                      std::optional<org::TeamId> team = {}) {
    AgentFacts facts;
    facts.id = org::PersonId{++last_agent_};
    facts.skills = std::move(skills);
    facts.team_id = team;
    facts.capacity[0] = chats;
    facts.capacity[static_cast<std::size_t>(voice)] = 1;
    facts.open = facts.there = true;
    facts.idle_since = now_;
    agents_[facts.id] = facts;
    engine_.put_agent(facts, now_);
    return facts.id;
  }
  void set_open(org::PersonId id, bool open) {
    agents_.at(id).open = open;
    agents_.at(id).idle_since = now_;
    engine_.put_agent(agents_.at(id), now_);
  }
  void set_occupied(org::PersonId id, bool occupied) {
    agents_.at(id).occupied = occupied;
    engine_.put_agent(agents_.at(id), now_);
  }
  // The agent calls somebody on behalf of the queue.
  WorkItemId begin(QueueId queue, org::PersonId agent) {
    ItemFacts item;
    item.id = WorkItemId{++last_item_};
    item.queue_id = queue;
    item.arrived_at = item.queued_at = now_;
    engine_.begun(item, agent, now_);
    return item.id;
  }
  void lose(org::PersonId id) {
    agents_.at(id).there = false;
    engine_.put_agent(agents_.at(id), now_);
  }
  void sign_out(org::PersonId id) { engine_.remove_agent(id, now_); }

  WorkItemId visitor(
      QueueId queue, const std::function<void(ItemFacts&)>& edit = [](ItemFacts&) {}) {
    ItemFacts item;
    item.id = WorkItemId{++last_item_};
    item.queue_id = queue;
    item.arrived_at = item.queued_at = now_;
    edit(item);
    engine_.entered(item, now_);
    return item.id;
  }

  void pass(base::Duration time) {
    const base::Time until = now_ + time;
    while (auto next = engine_.next_timer()) {
      if (*next > until) break;
      now_ = std::max(now_, *next);
      engine_.advance(now_);
    }
    now_ = until;
    engine_.advance(now_);
  }

  // The decisions since the last call, as sentences.
  std::vector<std::string> told() {
    std::vector<std::string> told;
    for (const auto& decision : engine_.take_decisions()) {
      auto item = std::to_string(decision.item_id.value), agent = std::to_string(decision.agent_id.value);
      switch (decision.kind) {
        case DecisionKind::Offer:
          offers_[decision.item_id] = decision;
          told.push_back("item " + item + " to agent " + agent);
          break;
        case DecisionKind::Expire:
          told.push_back("agent " + agent + " missed item " + item +
                         (decision.not_responding ? ", not responding" : ""));
          break;
        case DecisionKind::Withdraw:
          told.push_back("item " + item + " withdrawn from agent " + agent);
          break;
        case DecisionKind::HandBack:
          told.push_back("item " + item + " taken back from agent " + agent);
          break;
        case DecisionKind::WrapUp:
          told.push_back("item " + item + " wrapped up");
          break;
        case DecisionKind::Overflow:
          told.push_back("item " + item + " to queue " + std::to_string(decision.to_queue.value));
          break;
        case DecisionKind::Stage:
          told.push_back("item " + item + " at stage " + std::to_string(decision.stage));
          break;
      }
    }
    return told;
  }
  const Decision& offer_of(WorkItemId item) const { return offers_.at(item); }
  void answer(WorkItemId item) { engine_.answered(offers_.at(item).offer_id, now_); }
  void end(WorkItemId item, Engine::Ended how) { engine_.ended(offers_.at(item).offer_id, how, now_); }
  void leave(WorkItemId item) { engine_.left(item, now_); }

 private:
  base::Time now_ = base::from_epoch_ms(1'800'000'000'000);
  std::int64_t last_offer_ = 0, last_queue_ = 0, last_agent_ = 0, last_item_ = 0;
  Engine engine_;
  std::map<QueueId, QueueRules> rules_;
  std::map<org::PersonId, AgentFacts> agents_;
  std::map<WorkItemId, Decision> offers_;
};

TEST(Engine, AnItemGoesToTheAgentWhoWasIdleLongest) {
  Centre centre;
  auto queue = centre.queue({});
  centre.agent();
  centre.pass(5s);
  centre.agent();
  centre.pass(5s);
  centre.visitor(queue);
  centre.visitor(queue);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 1", "item 2 to agent 2"));
  EXPECT_EQ(centre.offer_of(WorkItemId{1}).reasons.candidates, 2);
  EXPECT_EQ(centre.offer_of(WorkItemId{1}).reasons.idle, 10s);
  EXPECT_EQ(centre.offer_of(WorkItemId{2}).reasons.candidates, 1);
}

TEST(Engine, WorkThatEndsMakesAnAgentTheLastInTurn) {
  Centre centre;
  auto queue = centre.queue({});
  centre.agent();
  centre.agent();
  auto first = centre.visitor(queue);
  centre.told();
  centre.answer(first);
  centre.pass(60s);
  centre.leave(first);
  centre.visitor(queue);
  centre.visitor(queue);
  EXPECT_THAT(centre.told(), ElementsAre("item 2 to agent 2", "item 3 to agent 1"));
}

TEST(Engine, WhoHasACallIsOfferedNothingElseUntilItIsWrittenUp) {
  Centre centre;
  auto chats = centre.queue({}), calls = centre.queue({}, Strategy::LongestIdle, voice);
  centre.agent({}, 3);
  auto call = centre.visitor(calls);
  centre.visitor(chats);
  centre.visitor(calls);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 1"));
  centre.answer(call);
  EXPECT_THAT(centre.told(), IsEmpty());
  centre.engine().wrapping_up(call, centre.now() + 30s);
  centre.pass(30s);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 wrapped up"));
  centre.leave(call);
  EXPECT_THAT(centre.told(), ElementsAre("item 2 to agent 1"));
}

TEST(Engine, ACallIsOfferedToWhomHasChats) {
  Centre centre;
  auto chats = centre.queue({}), calls = centre.queue({}, Strategy::LongestIdle, voice);
  centre.agent({}, 3);
  centre.answer((centre.visitor(chats), centre.told(), WorkItemId{1}));
  centre.answer((centre.visitor(chats), centre.told(), WorkItemId{2}));
  centre.visitor(calls);
  EXPECT_THAT(centre.told(), ElementsAre("item 3 to agent 1"));
  centre.answer(WorkItemId{3});
  centre.leave(WorkItemId{1});
  centre.visitor(chats);
  EXPECT_THAT(centre.told(), IsEmpty()) << "no more chats during the call";
  centre.leave(WorkItemId{3});
  EXPECT_THAT(centre.told(), ElementsAre("item 4 to agent 1"));
}

TEST(Engine, WhoIsOnThePhoneElsewhereIsGivenChatsAndNoCalls) {
  Centre centre;
  auto chats = centre.queue({}), calls = centre.queue({}, Strategy::LongestIdle, voice);
  auto agent = centre.agent({}, 3);
  centre.visitor(calls);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 1"));
  centre.set_occupied(agent, true);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 withdrawn from agent 1"));
  centre.end(WorkItemId{1}, Engine::Ended::Withdrawn);
  centre.visitor(chats);
  EXPECT_THAT(centre.told(), ElementsAre("item 2 to agent 1"));
  centre.answer(WorkItemId{2});
  centre.told();
  centre.set_occupied(agent, false);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 1"));
}

TEST(Engine, ACallThatAnAgentBeginsIsItsOwnAtOnce) {
  Centre centre;
  auto chats = centre.queue({}), calls = centre.queue({}, Strategy::LongestIdle, voice);
  auto agent = centre.agent({}, 3);
  centre.visitor(chats);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 1"));
  auto call = centre.begin(calls, agent);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 withdrawn from agent 1"));
  centre.end(WorkItemId{1}, Engine::Ended::Withdrawn);
  centre.visitor(calls);
  EXPECT_THAT(centre.told(), IsEmpty());
  EXPECT_EQ(centre.engine().in_hand(agent), 1);
  centre.leave(call);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 1")) << "what was taken back stands first";
}

TEST(Engine, ACallStaysWithAnAgentWhoseDeskAloneIsLost) {
  Centre centre;
  auto calls = centre.queue({}, Strategy::LongestIdle, voice);
  auto agent = centre.agent();
  auto call = centre.begin(calls, agent);
  centre.lose(agent);
  EXPECT_THAT(centre.told(), IsEmpty()) << "its phone may be alive";
  centre.sign_out(agent);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 taken back from agent 1"));
  centre.engine().handed_back(call, centre.now());
  centre.agent();
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 2"));
}

TEST(Engine, TheLeastBusyIsAskedFirstWhereTheQueueSaysSo) {
  Centre centre;
  auto queue = centre.queue({}, Strategy::LeastBusy);
  centre.agent({}, 3);
  auto first = centre.visitor(queue);
  centre.told();
  centre.answer(first);
  centre.pass(60s);
  centre.agent({}, 3);
  centre.visitor(queue);
  EXPECT_THAT(centre.told(), ElementsAre("item 2 to agent 2"));
}

TEST(Engine, TheBestSkilledIsAskedFirstWhereTheQueueSaysSo) {
  Centre centre;
  auto queue = centre.queue({{0s, {{{english, 2}}, {}, {}}}}, Strategy::BestSkilled);
  centre.agent({{english, 3}});
  centre.agent({{english, 9}});
  centre.agent({{english, 1}});
  centre.visitor(queue);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 2"));
}

TEST(Engine, SkillsTeamsAndTheItemsOwnNeedsAreAskedFor) {
  Centre centre;
  auto queue = centre.queue({{0s, {{{chinese, 3}}, {north}, {}}}});
  centre.agent({{chinese, 5}}, 1, south);
  centre.agent({{chinese, 2}}, 1, north);
  centre.agent({{chinese, 3}}, 1, north);
  centre.agent({{chinese, 5}, {billing, 1}}, 1, north);
  centre.visitor(queue, [](ItemFacts& item) { item.skills = {{billing, 1}}; });
  centre.visitor(queue);
  centre.visitor(queue);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 4", "item 2 to agent 3"));
}

TEST(Engine, NobodyHasMoreInHandThanTheCapacityAndOneOfferAtATime) {
  Centre centre;
  auto queue = centre.queue({});
  auto agent = centre.agent({}, 2);
  for (int i = 0; i < 4; ++i) centre.visitor(queue);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 1"));
  centre.answer(WorkItemId{1});
  EXPECT_THAT(centre.told(), ElementsAre("item 2 to agent 1"));
  centre.answer(WorkItemId{2});
  EXPECT_THAT(centre.told(), IsEmpty());
  EXPECT_EQ(centre.engine().in_hand(agent), 2);
  centre.leave(WorkItemId{1});
  EXPECT_THAT(centre.told(), ElementsAre("item 3 to agent 1"));
}

TEST(Engine, APriorityStandsWhereSomebodyStandsWhoCameEarlier) {
  Centre centre;
  auto queue = centre.queue({});
  centre.visitor(queue);
  centre.pass(90s);
  centre.visitor(queue, [](ItemFacts& item) { item.advance = 60s; });
  centre.visitor(queue, [](ItemFacts& item) { item.advance = 120s; });
  centre.agent({}, 3);
  centre.answer(WorkItemId{(centre.told(), 3)});
  centre.told();
  centre.answer(WorkItemId{1});
  EXPECT_THAT(centre.told(), ElementsAre("item 2 to agent 1"));
}

TEST(Engine, AnAgentTakesTheFirstOfAllQueuesThatItMayServe) {
  Centre centre;
  auto chinese_queue = centre.queue({{0s, {{{chinese, 1}}, {}, {}}}});
  auto english_queue = centre.queue({{0s, {{{english, 1}}, {}, {}}}});
  auto billing_queue = centre.queue({{0s, {{{billing, 1}}, {}, {}}}});
  centre.visitor(billing_queue);
  centre.pass(1s);
  centre.visitor(english_queue);
  centre.pass(1s);
  centre.visitor(chinese_queue);
  centre.agent({{chinese, 1}, {english, 1}});
  EXPECT_THAT(centre.told(), ElementsAre("item 2 to agent 1"));
}

TEST(Engine, AnItemAsksLessTheLongerItWaits) {
  Centre centre;
  auto queue = centre.queue({{0s, {{{english, 5}}, {}, {}}}, {20s, {{{english, 2}}, {}, {}}}, {60s, {}}});
  centre.agent({{english, 3}});
  centre.agent();
  centre.visitor(queue);
  centre.visitor(queue);
  centre.pass(19s);
  EXPECT_THAT(centre.told(), IsEmpty());
  centre.pass(1s);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 at stage 1", "item 1 to agent 1", "item 2 at stage 1"));
  EXPECT_EQ(centre.offer_of(WorkItemId{1}).reasons.stage, 1);
  centre.answer(WorkItemId{1});
  centre.pass(40s);
  EXPECT_THAT(centre.told(), ElementsAre("item 2 at stage 2", "item 2 to agent 2"));
}

TEST(Engine, AnOfferThatIsNotAnsweredReturnsToTheHeadOfItsQueue) {
  Centre centre;
  auto queue = centre.queue({});
  centre.agent();
  centre.visitor(queue);
  centre.pass(1s);
  centre.visitor(queue, [](ItemFacts& item) { item.advance = 10min; });
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 1"));
  centre.pass(14s);
  EXPECT_THAT(centre.told(), ElementsAre("agent 1 missed item 1, not responding"));
  centre.pass(60s);
  EXPECT_THAT(centre.told(), IsEmpty()) << "nothing is taken as done before the fact comes back";
  centre.set_open(org::PersonId{1}, false);
  centre.end(WorkItemId{1}, Engine::Ended::Lapsed);
  EXPECT_THAT(centre.told(), IsEmpty());
  centre.agent();
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 2"));
}

TEST(Engine, WhoMayMissOneIsOfferedOthersAndThisOneOnlyAfterAWhile) {
  Centre centre;
  auto queue = centre.queue({});
  centre.change(queue, [](QueueRules& rules) { rules.missed_offers = 2; });
  centre.agent();
  centre.visitor(queue);
  centre.visitor(queue);
  centre.pass(15s);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 1", "agent 1 missed item 1"));
  centre.end(WorkItemId{1}, Engine::Ended::Lapsed);
  EXPECT_THAT(centre.told(), ElementsAre("item 2 to agent 1"));
  centre.leave(WorkItemId{2});
  EXPECT_THAT(centre.told(), IsEmpty());
  centre.pass(Engine::pass_on_for);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 1"));
  centre.pass(15s);
  EXPECT_THAT(centre.told(), ElementsAre("agent 1 missed item 1, not responding"));
}

TEST(Engine, ADeclinedItemGoesToTheNextAgent) {
  Centre centre;
  auto queue = centre.queue({});
  centre.agent();
  centre.agent();
  centre.visitor(queue);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 1"));
  centre.end(WorkItemId{1}, Engine::Ended::Declined);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 2"));
}

TEST(Engine, AnOfferThatWasVoidFreesTheAgentAndTheItemIsGone) {
  Centre centre;
  auto queue = centre.queue({});
  centre.agent();
  auto gone = centre.visitor(queue);
  centre.visitor(queue);
  centre.told();
  centre.end(gone, Engine::Ended::Void);
  EXPECT_THAT(centre.told(), ElementsAre("item 2 to agent 1"));
  EXPECT_EQ(centre.engine().waiting(), 0U);
}

TEST(Engine, ThePreferredAgentIsWaitedForThenAnybody) {
  Centre centre;
  auto queue = centre.queue({});
  auto mine = centre.agent();
  auto busy = centre.visitor(queue);
  centre.told();
  centre.answer(busy);
  centre.agent();
  centre.visitor(queue, [&](ItemFacts& item) { item.preference = Preference{mine, 30s}; });
  EXPECT_THAT(centre.told(), IsEmpty());
  centre.pass(30s);
  EXPECT_THAT(centre.told(), ElementsAre("item 2 at stage 0", "item 2 to agent 2"));
}

TEST(Engine, APreferredAgentWhoIsNotThereOrLeavesIsNotWaitedFor) {
  Centre centre;
  auto queue = centre.queue({});
  centre.agent();
  centre.visitor(queue, [&](ItemFacts& item) { item.preference = Preference{org::PersonId{99}, 30s}; });
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 1"));
  centre.answer(WorkItemId{1});
  auto second = centre.agent();
  centre.visitor(queue, [&](ItemFacts& item) { item.preference = Preference{org::PersonId{1}, 30s}; });
  EXPECT_THAT(centre.told(), IsEmpty());
  centre.sign_out(org::PersonId{1});
  EXPECT_THAT(centre.told(), ElementsAre("item 1 taken back from agent 1", "item 2 to agent 2"));
  EXPECT_EQ(centre.engine().in_hand(second), 1);
}

TEST(Engine, ItemsGoOnToAnotherQueueInTimeAndNeverInCircles) {
  Centre centre;
  auto first = centre.queue({{0s, {{{english, 1}}, {}, {}}}});
  auto second = centre.queue({{0s, {{{billing, 1}}, {}, {}}}});
  centre.change(first, [&](QueueRules& rules) { rules.overflow = {{60s, second}}; });
  centre.change(second, [&](QueueRules& rules) { rules.overflow = {{60s, first}}; });
  centre.visitor(first);
  centre.pass(60s);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to queue 2"));
  centre.pass(300s);
  EXPECT_THAT(centre.told(), IsEmpty());
  centre.agent({{billing, 1}});
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 1"));
}

TEST(Engine, AFullQueueIsNotOverflowedInto) {
  Centre centre;
  auto first = centre.queue({});
  auto second = centre.queue({});
  centre.change(first, [&](QueueRules& rules) { rules.overflow = {{60s, second}}; });
  centre.change(second, [&](QueueRules& rules) { rules.most_waiting = 1; });
  auto there = centre.visitor(second);
  EXPECT_TRUE(centre.engine().is_full(second));
  centre.visitor(first);
  centre.pass(65s);
  EXPECT_THAT(centre.told(), IsEmpty());
  centre.leave(there);
  centre.pass(10s);
  EXPECT_THAT(centre.told(), ElementsAre("item 2 to queue 2"));
}

TEST(Engine, WorkOfAnAgentWhoWasLostStandsBeforeAllOthers) {
  Centre centre;
  auto queue = centre.queue({});
  auto agent = centre.agent();
  centre.visitor(queue, [](ItemFacts& item) { item.advance = 10min; });
  auto mine = centre.visitor(queue);
  centre.told();
  centre.leave(WorkItemId{1});
  centre.told();
  centre.answer(mine);
  centre.visitor(queue, [](ItemFacts& item) { item.advance = 20min; });
  centre.lose(agent);
  centre.told();
  centre.engine().handed_back(mine, centre.now());
  centre.agent();
  EXPECT_THAT(centre.told(), ElementsAre("item 2 to agent 2"));
}

TEST(Engine, WhatIsTakenOverFreesOneAgentAndBindsTheOther) {
  Centre centre;
  auto queue = centre.queue({});
  auto agent = centre.agent();
  auto first = centre.visitor(queue);
  centre.told();
  centre.answer(first);
  auto supervisor = centre.agent({}, 1);
  centre.set_open(supervisor, false);
  centre.engine().taken_over(first, supervisor, centre.now());
  EXPECT_EQ(centre.engine().in_hand(agent), 0);
  EXPECT_EQ(centre.engine().in_hand(supervisor), 1);
  centre.set_open(supervisor, true);  // has as many as it may have
  centre.visitor(queue);
  EXPECT_THAT(centre.told(), ElementsAre("item 2 to agent 1"));
  // Told twice it is one; of what nobody has in hand it says nothing.
  centre.engine().taken_over(first, supervisor, centre.now());
  centre.engine().taken_over(WorkItemId{99}, supervisor, centre.now());
  EXPECT_EQ(centre.engine().in_hand(supervisor), 1);
  centre.engine().left(first, centre.now());
  centre.visitor(queue);
  EXPECT_THAT(centre.told(), ElementsAre("item 3 to agent 2"));
}

TEST(Engine, WhoTookOverAndIsGoneGivesItBack) {
  Centre centre;
  auto queue = centre.queue({});
  centre.agent();
  auto item = centre.visitor(queue);
  centre.told();
  centre.answer(item);
  auto supervisor = centre.agent();
  centre.sign_out(supervisor);
  centre.engine().taken_over(item, supervisor, centre.now());
  auto decisions = centre.engine().take_decisions();
  ASSERT_EQ(decisions.size(), 1u);
  EXPECT_EQ(decisions[0].kind, DecisionKind::HandBack);
  EXPECT_EQ(decisions[0].agent_id, supervisor);
}

TEST(Engine, AChangedQueueIsServedByItsNewRules) {
  Centre centre;
  auto queue = centre.queue({{0s, {{{english, 1}}, {}, {}}}});
  centre.agent();
  centre.visitor(queue);
  centre.pass(5s);
  EXPECT_THAT(centre.told(), IsEmpty());
  centre.change(queue, [](QueueRules& rules) { rules.stages = {{}}; });
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 1"));
}

TEST(Engine, AChangedAgentIsAskedByItsNewSkillsAndCapacity) {
  Centre centre;
  auto queue = centre.queue({{0s, {{{english, 1}}, {}, {}}}});
  AgentFacts facts;
  facts.id = org::PersonId{7};
  facts.capacity[0] = 1;
  facts.open = facts.there = true;
  centre.engine().put_agent(facts, centre.now());
  centre.visitor(queue);
  centre.visitor(queue);
  EXPECT_THAT(centre.told(), IsEmpty());
  facts.skills = {{english, 1}};
  centre.engine().put_agent(facts, centre.now());
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 7"));
  centre.answer(WorkItemId{1});
  facts.capacity[0] = 2;
  centre.engine().put_agent(facts, centre.now());
  EXPECT_THAT(centre.told(), ElementsAre("item 2 to agent 7"));
}

TEST(Engine, WhatWasReadAtStartIsGoneOnWith) {
  Centre centre;
  auto& engine = centre.engine();
  engine.pause();
  auto queue = centre.queue({});
  auto item = [&](std::int64_t id, base::Duration waited) {
    return ItemFacts{WorkItemId{id}, queue, centre.now() - waited, centre.now() - waited, 0s, {}, {}, false, {}};
  };
  engine.restore_in_hand(item(1, 300s), org::PersonId{1});
  engine.restore_offer(item(2, 200s), OfferId{50}, org::PersonId{2}, centre.now() + 5s);
  engine.entered(item(4, 10s), centre.now());
  engine.entered(item(3, 20s), centre.now());
  centre.agent({}, 1);
  centre.agent({}, 1);
  centre.agent({}, 1);
  EXPECT_THAT(centre.told(), IsEmpty());
  engine.resume(centre.now());
  EXPECT_THAT(centre.told(), ElementsAre("item 3 to agent 3"));
  centre.pass(5s);
  EXPECT_THAT(centre.told(), ElementsAre("agent 2 missed item 2, not responding"));
  engine.left(WorkItemId{1}, centre.now());
  EXPECT_THAT(centre.told(), ElementsAre("item 4 to agent 1"));
}

TEST(Engine, AnAgentWhoIsNotReadyAnyMoreLosesTheOfferButNotTheWorkInHand) {
  Centre centre;
  auto queue = centre.queue({});
  auto agent = centre.agent({}, 2);
  auto mine = centre.visitor(queue);
  centre.told();
  centre.answer(mine);
  centre.visitor(queue);
  centre.told();
  centre.set_open(agent, false);
  EXPECT_THAT(centre.told(), ElementsAre("item 2 withdrawn from agent 1"));
  centre.set_open(agent, false);
  EXPECT_THAT(centre.told(), IsEmpty()) << "said once";
  centre.end(WorkItemId{2}, Engine::Ended::Withdrawn);
  EXPECT_EQ(centre.engine().in_hand(agent), 1);
  EXPECT_EQ(centre.engine().waiting(), 1U);
}

TEST(Engine, AllThatALostAgentHeldIsTakenBack) {
  Centre centre;
  auto queue = centre.queue({});
  auto agent = centre.agent({}, 2);
  centre.visitor(queue);
  centre.told();
  centre.answer(WorkItemId{1});
  centre.visitor(queue);
  centre.told();
  centre.lose(agent);
  EXPECT_THAT(centre.told(), ElementsAre("item 2 withdrawn from agent 1", "item 1 taken back from agent 1"));
  centre.agent();
  centre.end(WorkItemId{2}, Engine::Ended::Withdrawn);
  EXPECT_THAT(centre.told(), ElementsAre("item 2 to agent 2"));
  centre.engine().handed_back(WorkItemId{1}, centre.now());
  centre.answer(WorkItemId{2});
  centre.leave(WorkItemId{2});
  EXPECT_THAT(centre.told(), ElementsAre("item 1 to agent 2"));
}

TEST(Engine, AnAnswerThatCrossedTheLossIsTakenBackToo) {
  Centre centre;
  auto queue = centre.queue({});
  auto agent = centre.agent();
  centre.visitor(queue);
  centre.told();
  centre.sign_out(agent);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 withdrawn from agent 1"));
  centre.answer(WorkItemId{1});
  EXPECT_THAT(centre.told(), ElementsAre("item 1 taken back from agent 1"));
}

TEST(Engine, WrapUpHoldsTheAgentUntilItsTimeIsOver) {
  Centre centre;
  auto queue = centre.queue({});
  centre.agent();
  centre.visitor(queue);
  centre.visitor(queue);
  centre.told();
  centre.answer(WorkItemId{1});
  centre.engine().wrapping_up(WorkItemId{1}, centre.now() + 30s);
  centre.pass(10s);
  centre.engine().wrapping_up(WorkItemId{1}, centre.now() + 30s);
  centre.pass(29s);
  EXPECT_THAT(centre.told(), IsEmpty());
  centre.pass(1s);
  EXPECT_THAT(centre.told(), ElementsAre("item 1 wrapped up"));
  centre.leave(WorkItemId{1});
  EXPECT_THAT(centre.told(), ElementsAre("item 2 to agent 1"));
}

}  // namespace
}  // namespace routing
