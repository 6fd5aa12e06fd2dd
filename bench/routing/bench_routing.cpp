// What a decision of the distribution costs, with many agents and many who wait, beside a
// distribution that looks at every agent for every item, as polling ones do.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>
#include <string>

#include "routing/engine.h"

namespace {

using namespace routing;
using Monotonic = std::chrono::steady_clock;

struct Size {
  int agents = 10'000, skills = 50, waiting = 100'000, rounds = 20'000;
};

// Agents with three to six of the skills; a queue for each skill, which asks for less with time.
class Centre {
 public:
  explicit Centre(const Size& size) : size_(size), engine_([this] { return OfferId{++last_offer_}; }) {
    for (int i = 1; i <= size.skills; ++i) {
      QueueRules rules;
      rules.id = QueueId{i};
      rules.strategy = Strategy::LongestIdle;
      SkillLevel wanted{agents::SkillId{i}, 5};
      rules.stages = {{std::chrono::seconds{0}, {{wanted}, {}, {}}},
                      {std::chrono::seconds{60}, {{{wanted.skill_id, 2}}, {}, {}}},
                      {std::chrono::seconds{300}, {{{wanted.skill_id, 1}}, {}, {}}}};
      engine_.put_queue(rules, now_);
    }
    for (int i = 1; i <= size.agents; ++i) engine_.put_agent(facts(i), now_);
  }

  Engine& engine() { return engine_; }
  base::Time now() const { return now_; }
  void pass(base::Duration time) { now_ += time; }
  const std::vector<AgentFacts>& agents() const { return agents_; }

  ItemFacts visitor() {
    ItemFacts item;
    item.id = WorkItemId{++last_item_};
    item.queue_id = QueueId{number(1, size_.skills)};
    item.arrived_at = item.queued_at = now_;
    item.advance = std::chrono::seconds{number(0, 5) == 0 ? number(0, 300) : 0};
    return item;
  }
  std::int64_t number(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }

 private:
  AgentFacts facts(int i) {
    AgentFacts facts;
    facts.id = org::PersonId{i};
    for (int skill = 1; skill <= size_.skills; ++skill)
      if (number(1, size_.skills) <= 4) facts.skills.push_back({agents::SkillId{skill}, number(1, 10)});
    facts.capacity[0] = 1;
    facts.open = facts.there = true;
    facts.idle_since = now_;
    agents_.push_back(facts);
    return facts;
  }

  const Size size_;
  std::mt19937 random_{20261122};
  base::Time now_ = base::from_epoch_ms(1'800'000'000'000);
  std::int64_t last_offer_ = 0, last_item_ = 0;
  std::vector<AgentFacts> agents_;
  Engine engine_;
};

class Times {
 public:
  template <class F>
  void take(F action) {
    auto begin = Monotonic::now();
    action();
    microseconds_.push_back(std::chrono::duration<double, std::micro>(Monotonic::now() - begin).count());
  }
  double at(double part) {
    std::sort(microseconds_.begin(), microseconds_.end());
    return microseconds_[static_cast<std::size_t>(part * static_cast<double>(microseconds_.size() - 1))];
  }
  double sum() const {
    double sum = 0;
    for (double time : microseconds_) sum += time;
    return sum;
  }
  void print(std::string_view name) {
    fmt::print("{:44} p50 {:8.1f} us  p99 {:8.1f} us  max {:8.1f} us  {:9.0f}/s\n", name, at(0.5), at(0.99), at(1),
               1e6 * static_cast<double>(microseconds_.size()) / sum());
  }

 private:
  std::vector<double> microseconds_;
};

// Everybody is busy and the line is long: whoever gets free takes the next item, and somebody comes.
double busy(Centre& centre, const Size& size) {
  std::vector<std::pair<WorkItemId, OfferId>> in_hand;
  auto take = [&] {
    for (const auto& decision : centre.engine().take_decisions())
      if (decision.kind == DecisionKind::Offer) in_hand.emplace_back(decision.item_id, decision.offer_id);
  };
  while (centre.engine().waiting() < static_cast<std::size_t>(size.waiting)) {
    centre.engine().entered(centre.visitor(), centre.now());
    centre.pass(base::Duration{5});
    centre.engine().advance(centre.now());
    take();
  }
  for (auto& [item, offer] : in_hand) centre.engine().answered(offer, centre.now());
  Times times;
  for (int i = 0; i < size.rounds; ++i) {
    centre.pass(base::Duration{5});
    auto place = static_cast<std::size_t>(centre.number(0, static_cast<std::int64_t>(in_hand.size()) - 1));
    auto done = in_hand[place].first;
    in_hand[place] = in_hand.back();
    in_hand.pop_back();
    auto before = in_hand.size();
    times.take([&] {
      centre.engine().left(done, centre.now());
      centre.engine().entered(centre.visitor(), centre.now());
      centre.engine().advance(centre.now());
      take();
    });
    for (auto k = before; k < in_hand.size(); ++k) centre.engine().answered(in_hand[k].second, centre.now());
  }
  times.print(fmt::format("{} wait, one ends, one comes", size.waiting));
  return 1e6 * size.rounds / times.sum();
}

// Half of the agents are free: whoever comes is offered at once.
void idle(Centre& centre, const Size& size) {
  Times times;
  std::vector<std::pair<WorkItemId, OfferId>> offered;
  for (int i = 0; i < size.agents / 2; ++i) {
    centre.pass(base::Duration{5});
    times.take([&] {
      centre.engine().entered(centre.visitor(), centre.now());
      centre.engine().advance(centre.now());
    });
    for (const auto& decision : centre.engine().take_decisions())
      offered.emplace_back(decision.item_id, decision.offer_id);
  }
  times.print(fmt::format("{} agents free, one comes", size.agents / 2));
}

// The peer: for each item that comes, every agent is looked at.
double scanning(const Centre& centre, Centre& source, const Size& size) {
  std::vector<bool> free(centre.agents().size(), true);
  Times times;
  for (int i = 0; i < size.rounds / 10; ++i) {
    const auto item = source.visitor();
    times.take([&] {
      std::size_t best = free.size();
      for (std::size_t k = 0; k < free.size(); ++k) {
        if (!free[k]) continue;
        const auto& agent = centre.agents()[k];
        bool fits = std::any_of(agent.skills.begin(), agent.skills.end(), [&](const SkillLevel& skill) {
          return skill.skill_id.value == item.queue_id.value && skill.level >= 5;
        });
        if (fits && (best == free.size() || agent.idle_since < centre.agents()[best].idle_since)) best = k;
      }
      if (best < free.size()) free[best] = false;
    });
    if (i % 2 == 0) free[static_cast<std::size_t>(source.number(0, size.agents - 1))] = true;
  }
  times.print("looking at every agent for each item");
  return 1e6 * (size.rounds / 10) / times.sum();
}

}  // namespace

int main(int count, char** words) {
  Size size;
  if (count > 1) size.waiting = std::atoi(words[1]);
  if (count > 2) size.agents = std::atoi(words[2]);
  fmt::print("{} agents, {} skills, {} waiting\n", size.agents, size.skills, size.waiting);
  Centre free_centre(size);
  idle(free_centre, size);
  const double peer = scanning(free_centre, free_centre, size);
  Centre centre(size);
  const double ours = busy(centre, size);
  fmt::print("ratio to looking at every agent: {:.1f}\n", ours / peer);
}
