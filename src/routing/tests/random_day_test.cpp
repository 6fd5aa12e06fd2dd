// A day of chance, held against what the distribution promises, event by event. Facts come
// back late and in any order that a database would allow; the same seed gives the same day.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "routing/engine.h"

namespace routing {
namespace {

using namespace std::chrono_literals;

constexpr auto chat = agents::Channel::Webchat, voice = agents::Channel::Voice;
constexpr int agent_count = 30;
constexpr int skill_count = 6;
constexpr auto day = 12h;

class Day {
 public:
  explicit Day(unsigned seed) : random_(seed), engine_([this] { return OfferId{++last_offer_}; }) {
    make_queues();
    for (int i = 1; i <= agent_count; ++i) make_agent(org::PersonId{i});
  }

  // Arrivals stop at the end of the day; then everybody is served by those who stay.
  void run() {
    later(0s, [this] { arrive(); });
    for (int i = 1; i <= agent_count; ++i) later(seconds(0, 3'000), [this, i] { shift(org::PersonId{i}); });
    const base::Time end = now_ + day + 8h;
    while (now_ < end && !::testing::Test::HasFailure()) step();
    for (const auto& [id, item] : items_) EXPECT_TRUE(item.ended) << "item " << id.value << " was never served";
    EXPECT_GT(items_.size(), 2'000U);
    EXPECT_GT(served_, 1'500);
    EXPECT_GT(calls_beside_chats_, 20);
    EXPECT_GT(begun_, 20);
  }
  const std::vector<std::string>& diary() const { return diary_; }

 private:
  struct Agent {
    AgentFacts facts;
    bool on_shift = false;
    std::optional<OfferId> offer;
    std::set<WorkItemId> in_hand;
  };
  struct Item {
    ItemFacts facts;
    std::size_t stage = 0;
    bool waiting = false, ended = false;
    std::optional<OfferId> offer;
    std::optional<org::PersonId> agent;
    std::map<org::PersonId, base::Time> passed_on;
  };

  std::int64_t number(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }
  base::Duration seconds(std::int64_t low, std::int64_t high) {
    return base::Duration{number(low * 1000, high * 1000)};
  }
  bool chance(int percent) { return number(1, 100) <= percent; }

  void later(base::Duration in, std::function<void()> what) { agenda_.emplace(now_ + in, std::move(what)); }

  void make_queues() {
    for (int i = 1; i <= skill_count; ++i) {
      QueueRules rules;
      rules.id = QueueId{i};
      rules.channel = i % 3 == 2 ? voice : chat;
      rules.strategy = static_cast<Strategy>(i % 3);
      SkillLevel wanted{agents::SkillId{i}, 4};
      rules.stages = {{0s, {{wanted}, {}, {}}}, {60s, {{{wanted.skill_id, 1}}, {}, {}}}, {180s, {}}};
      rules.missed_offers = 1 + i % 2;
      if (i % 3 == 0) rules.overflow = OverflowRule{120s, QueueId{1 + i % skill_count}};
      rules_[rules.id] = rules;
      engine_.put_queue(rules, now_);
      hear();
    }
  }
  void make_agent(org::PersonId id) {
    Agent& agent = agents_[id];
    agent.facts.id = id;
    agent.facts.team_id = org::TeamId{1 + id.value % 3};
    for (int skill = 1; skill <= skill_count; ++skill)
      if (chance(40)) agent.facts.skills.push_back({agents::SkillId{skill}, number(1, 6)});
    agent.facts.capacity[0] = number(1, 3);
    agent.facts.capacity[static_cast<std::size_t>(voice)] = 1;
  }

  // One thing happens: the next of the agenda or the next timer of the engine.
  void step() {
    auto timer = engine_.next_timer();
    const bool is_timer = timer && (agenda_.empty() || *timer <= agenda_.begin()->first);
    if (!is_timer && agenda_.empty()) {
      now_ = now_ + 24h;
      return;
    }
    now_ = std::max(now_, is_timer ? *timer : agenda_.begin()->first);
    if (is_timer) {
      engine_.advance(now_);
      hear();
    } else {
      auto what = std::move(agenda_.begin()->second);
      agenda_.erase(agenda_.begin());
      what();
    }
    nobody_waits_for_a_free_agent();
  }

  // Decisions are taken note of one call after the other, as each sees what was before it.
  void hear() {
    for (const auto& decision : engine_.take_decisions()) decided(decision);
  }

  // --- what people do

  void arrive() {
    if (now_ - start_ < day) later(seconds(1, 30), [this] { arrive(); });
    WorkItemId id{++last_item_};
    Item& item = items_[id];
    item.facts.id = id;
    item.facts.queue_id = QueueId{number(1, skill_count)};
    item.facts.arrived_at = item.facts.queued_at = now_;
    item.facts.advance = chance(20) ? seconds(30, 300) : 0s;
    if (chance(10)) item.facts.skills = {{agents::SkillId{number(1, skill_count)}, 1}};
    if (chance(10)) item.facts.preference = Preference{org::PersonId{number(1, agent_count)}, 45s};
    item.waiting = true;
    forget_absent_preference(item);
    engine_.entered(item.facts, now_);
    hear();
    if (chance(15)) later(seconds(1, 900), [this, id] { give_up(id); });
  }
  void give_up(WorkItemId id) {
    Item& item = items_.at(id);
    if (item.ended || (item.agent && !item.offer)) return;
    end(item);
  }
  void end(Item& item) {
    EXPECT_FALSE(item.ended);
    item.ended = true;
    item.waiting = false;
    release(item);
    engine_.left(item.facts.id, now_);
    hear();
  }
  void release(Item& item) {
    if (item.agent) {
      agents_.at(*item.agent).in_hand.erase(item.facts.id);
      if (item.offer) agents_.at(*item.agent).offer.reset();
    }
    item.agent.reset();
    item.offer.reset();
  }

  // Comes and goes, with breaks; is lost now and then. The last shift is always kept up,
  // with those who know everything among them.
  void shift(org::PersonId id) {
    Agent& agent = agents_.at(id);
    if (now_ - start_ >= day && agent.on_shift && agent.facts.open) return;
    if (!agent.on_shift) {
      agent.on_shift = true;
      agent.facts.open = agent.facts.there = true;
    } else if (chance(10)) {
      return lose(agent);
    } else if (chance(20)) {
      agent.facts.open = false;
    } else {
      agent.facts.open = true;
      if (chance(10)) agent.facts.capacity[0] = number(1, 3);
      agent.facts.occupied = chance(10);
      if (chance(20) && load(agent, voice) == 0) begin(agent);
    }
    agent.facts.idle_since = now_;
    engine_.put_agent(agent.facts, now_);
    hear();
    later(seconds(60, 1'800), [this, id] { shift(id); });
  }
  // The agent calls somebody.
  void begin(Agent& agent) {
    WorkItemId id{++last_item_};
    Item& item = items_[id];
    item.facts.id = id;
    item.facts.queue_id = QueueId{2};
    item.facts.arrived_at = item.facts.queued_at = now_;
    item.agent = agent.facts.id;
    agent.in_hand.insert(id);
    ++begun_;
    engine_.begun(item.facts, agent.facts.id, now_);
    hear();
    talk(id, agent.facts.id);
  }
  void talk(WorkItemId id, org::PersonId agent) {
    later(seconds(20, 400), [this, id, agent] {
      Item& done = items_.at(id);
      if (done.ended || done.agent != agent || done.offer) return;
      ++served_;
      end(done);
    });
  }
  void lose(Agent& agent) {
    agent.on_shift = agent.facts.open = agent.facts.there = false;
    for (auto& [id, item] : items_)
      if (item.waiting) forget_absent_preference(item);
    if (chance(50)) {
      engine_.put_agent(agent.facts, now_);
      hear();
    }
    engine_.remove_agent(agent.facts.id, now_);
    hear();
    later(seconds(30, 600), [this, id = agent.facts.id] { shift(id); });
  }
  void come_back(Item& item, Engine::Ended how) {
    const OfferId offer = *item.offer;
    const org::PersonId agent = *item.agent;
    if (how == Engine::Ended::Lapsed || how == Engine::Ended::Declined)
      item.passed_on[agent] = now_ + Engine::pass_on_for;
    release(item);
    item.waiting = true;
    item.facts.returned = true;
    if (item.passed_on.contains(agent) && item.facts.preference && item.facts.preference->agent_id == agent)
      item.facts.preference.reset();
    forget_absent_preference(item);
    engine_.ended(offer, how, now_);
    hear();
  }
  void forget_absent_preference(Item& item) {
    if (item.facts.preference && !agents_.at(item.facts.preference->agent_id).on_shift) item.facts.preference.reset();
  }

  // --- what the engine decides

  void decided(const Decision& decision) {
    diary_.push_back(std::to_string(base::epoch_ms(now_)) + ' ' + std::to_string(static_cast<int>(decision.kind)) +
                     ' ' + std::to_string(decision.item_id.value) + ' ' + std::to_string(decision.agent_id.value));
    Item& item = items_.at(decision.item_id);
    if (item.ended) return;  // the fact and the decision crossed
    if (decision.kind == DecisionKind::Offer) return offered(item, decision);
    if (decision.kind == DecisionKind::Expire) return later(seconds(0, 1), [this, decision] { expire(decision); });
    if (decision.kind == DecisionKind::Withdraw)
      return later(seconds(0, 1), [this, decision] {
        Item& offered = items_.at(decision.item_id);
        if (still(offered, decision.offer_id)) come_back(offered, Engine::Ended::Withdrawn);
      });
    if (decision.kind == DecisionKind::HandBack) return later(seconds(0, 1), [this, decision] { hand_back(decision); });
    if (decision.kind == DecisionKind::Stage) {
      item.stage = static_cast<std::size_t>(decision.stage);
      return;
    }
    item.facts.overflowed_from.push_back(item.facts.queue_id);
    item.facts.queue_id = decision.to_queue;
    item.facts.queued_at = now_;
    item.facts.preference.reset();
  }

  void offered(Item& item, const Decision& decision) {
    Agent& agent = agents_.at(decision.agent_id);
    EXPECT_TRUE(item.waiting);
    EXPECT_TRUE(agent.on_shift && agent.facts.open);
    EXPECT_FALSE(agent.offer) << "one offer at a time";
    EXPECT_TRUE(is_free(agent, channel_of(item))) << "over capacity";
    calls_beside_chats_ += channel_of(item) == voice && load(agent, chat) > 0;
    EXPECT_TRUE(may_serve(agent, item)) << "item " << item.facts.id.value << " agent " << agent.facts.id.value;
    item.waiting = false;
    item.offer = agent.offer = decision.offer_id;
    item.agent = decision.agent_id;
    agent.in_hand.insert(item.facts.id);
    nobody_stood_before(item, agent);
    const WorkItemId id = item.facts.id;
    const OfferId offer = decision.offer_id;
    if (chance(85)) return later(seconds(0, 14), [this, id, offer] { answer(id, offer); });
    if (chance(40)) return later(seconds(0, 14), [this, id, offer] { decline(id, offer); });
  }
  bool still(const Item& item, OfferId offer) const { return item.offer == offer; }
  void answer(WorkItemId id, OfferId offer) {
    Item& item = items_.at(id);
    if (!still(item, offer)) return;
    agents_.at(*item.agent).offer.reset();
    item.offer.reset();
    engine_.answered(offer, now_);
    hear();
    talk(id, *item.agent);
  }
  void decline(WorkItemId id, OfferId offer) {
    Item& item = items_.at(id);
    if (still(item, offer)) come_back(item, Engine::Ended::Declined);
  }
  void hand_back(const Decision& decision) {
    Item& item = items_.at(decision.item_id);
    if (item.ended || item.agent != decision.agent_id || item.offer) return;
    release(item);
    item.waiting = true;
    item.facts.returned = true;
    item.facts.preference.reset();
    engine_.handed_back(decision.item_id, now_);
    hear();
  }
  // The database says whether it was too late.
  void expire(const Decision& decision) {
    Item& item = items_.at(decision.item_id);
    if (!still(item, decision.offer_id)) return;
    Agent& agent = agents_.at(decision.agent_id);
    if (decision.not_responding) {
      agent.facts.open = false;
      engine_.put_agent(agent.facts, now_);
      hear();
    }
    come_back(item, Engine::Ended::Lapsed);
  }

  // --- what is promised

  agents::Channel channel_of(const Item& item) const { return rules_.at(item.facts.queue_id).channel; }
  std::int64_t load(const Agent& agent, agents::Channel channel) const {
    return std::count_if(agent.in_hand.begin(), agent.in_hand.end(),
                         [&](WorkItemId id) { return channel_of(items_.at(id)) == channel; });
  }
  // A call asks for the whole agent.
  bool is_free(const Agent& agent, agents::Channel channel) const {
    if (!agent.on_shift || !agent.facts.open || agent.offer || load(agent, voice) > 0) return false;
    if (channel == voice && agent.facts.occupied) return false;
    return load(agent, channel) < agent.facts.capacity[static_cast<std::size_t>(channel)];
  }

  // Reckoned here again, plainly, from the rules.
  bool may_serve(const Agent& agent, const Item& item) const {
    const auto waited = now_ - item.facts.queued_at;
    if (prefers_another(agent, item, waited)) return false;
    const bool preferred = item.facts.preference && waited < item.facts.preference->within &&
                           item.facts.preference->agent_id == agent.facts.id;
    auto passed = item.passed_on.find(agent.facts.id);
    if (passed != item.passed_on.end() && passed->second > now_) return false;
    if (preferred) return true;
    const Stage* stage = nullptr;
    for (const auto& candidate : rules_.at(item.facts.queue_id).stages)
      if (candidate.after <= waited) stage = &candidate;
    return has_all(agent, stage->need.skills) && has_all(agent, item.facts.skills);
  }
  bool prefers_another(const Agent& agent, const Item& item, base::Duration waited) const {
    const auto& preference = item.facts.preference;
    return preference && waited < preference->within && preference->agent_id != agent.facts.id;
  }
  static bool has_all(const Agent& agent, const std::vector<SkillLevel>& wanted) {
    for (const auto& skill : wanted) {
      bool has = false;
      for (const auto& own : agent.facts.skills)
        has = has || (own.skill_id == skill.skill_id && own.level >= skill.level);
      if (!has) return false;
    }
    return true;
  }
  static auto place_of(const Item& item) {
    return std::make_tuple(!item.facts.returned, item.facts.arrived_at - item.facts.advance, item.facts.id);
  }
  // Items whose stage changes in this very instant have not been asked about yet.
  bool is_between_stages(const Item& item) const {
    const auto waited = now_ - item.facts.queued_at;
    for (const auto& stage : rules_.at(item.facts.queue_id).stages)
      if (stage.after == waited) return true;
    const auto& preference = item.facts.preference;
    if (preference && waited == preference->within) return true;
    for (const auto& [agent, until] : item.passed_on)
      if (until == now_) return true;
    return false;
  }
  void nobody_stood_before(const Item& offered, const Agent& agent) {
    for (const auto& [id, item] : items_) {
      if (!item.waiting || is_between_stages(item) || !may_serve(agent, item)) continue;
      if (!could_be_asked(agent, item, offered)) continue;
      EXPECT_GT(place_of(item), place_of(offered)) << "item " << id.value << " stood before " << offered.facts.id.value;
    }
  }
  // Whether the agent had room for the item before it was offered the other one.
  bool could_be_asked(Agent agent, const Item& item, const Item& offered) const {
    agent.in_hand.erase(offered.facts.id);
    agent.offer.reset();
    return is_free(agent, channel_of(item));
  }
  void nobody_waits_for_a_free_agent() {
    for (const auto& [agent_id, agent] : agents_) {
      if (!is_free(agent, chat) && !is_free(agent, voice)) continue;
      for (const auto& [id, item] : items_) {
        if (!item.waiting || is_between_stages(item) || !is_free(agent, channel_of(item))) continue;
        EXPECT_FALSE(may_serve(agent, item))
            << "item " << id.value << " waits while agent " << agent_id.value << " is free";
      }
    }
  }

  std::mt19937 random_;
  const base::Time start_ = base::from_epoch_ms(1'800'000'000'000);
  base::Time now_ = start_;
  std::int64_t last_offer_ = 0, last_item_ = 0, served_ = 0, calls_beside_chats_ = 0, begun_ = 0;
  Engine engine_;
  std::map<QueueId, QueueRules> rules_;
  std::map<org::PersonId, Agent> agents_;
  std::map<WorkItemId, Item> items_;
  std::multimap<base::Time, std::function<void()>> agenda_;
  std::vector<std::string> diary_;
};

class RandomDay : public ::testing::TestWithParam<unsigned> {};

TEST_P(RandomDay, KeepsEveryPromiseAndEndsEveryItemOnce) {
  Day day(GetParam());
  day.run();
}
INSTANTIATE_TEST_SUITE_P(Seeds, RandomDay, ::testing::Values(1, 2, 3, 4, 5, 6));

TEST(RandomDay, TheSameSeedGivesTheSameDay) {
  Day one(42), two(42);
  one.run();
  two.run();
  EXPECT_GT(one.diary().size(), 1'000U);
  EXPECT_EQ(one.diary(), two.diary());
}

}  // namespace
}  // namespace routing
