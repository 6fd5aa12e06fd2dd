// The live topics of routing: the deltas of a random day give what a fresh read gives.

#include <gtest/gtest.h>

#include <random>

#include "access/live_testing.h"
#include "routing/testing.h"
#include "tests/support/databases.h"

namespace routing {
namespace {

using namespace std::chrono_literals;
using agents::fixture::Floor;
using fixture::Hall;
using fixture::need;

class RoutingTopics : public support::StoreTest {
 protected:
  RoutingTopics() { add_routing_topics(consoles.hub()); }

  void settle() {
    hall.settle();
    consoles.tell();
  }
  void compare() {
    hall.settle();
    consoles.compare();
  }

  Hall hall{database()};
  org::fixture::Consoles consoles{hall.floor.world, {"queues", "queue_loads", "agent_loads", "my_work"}};
};

TEST_P(RoutingTopics, TheDeltasOfARandomDayGiveWhatAFreshReadGives) {
  std::mt19937 random(20261122);
  auto pick = [&](std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random); };
  std::vector<org::Actor> agents;
  for (std::string login : {"li", "wang", "zhao"}) {
    agents.push_back(hall.floor.ready_agent(login));
    consoles.open(login);
  }
  hall.floor.supervisor("north", org::Scope::Centre);
  consoles.open("north");
  consoles.open("admin");
  std::vector<Queue> queues{hall.queue("一"), hall.queue("二")};
  auto voice = hall.fields("热线");
  voice.channel = agents::Channel::Voice;
  queues.push_back(need(hall.routing.create_queue(hall.floor.admin, voice)));
  std::vector<WorkItemId> items;
  for (int step = 0; step < 150 && !HasFailure(); ++step) {
    auto& agent = agents[pick(agents.size())];
    const auto person = Floor::id_of(agent);
    auto mine = database().read([&](db::Transaction& tx) {
      std::vector<WorkItem> held;
      for (auto id : items)
        if (auto item = Routing::find_item(tx, id); item->agent_id == person && item->state != ItemState::Ended)
          held.push_back(*item);
      return held;
    });
    switch (pick(12)) {
      case 0:
      case 1:
      case 2:
        items.push_back(hall.visitor(queues[pick(queues.size())].id));
        break;
      case 3:
        if (!items.empty()) hall.leave(items[pick(items.size())]);
        break;
      case 4:
        hall.pass(std::chrono::seconds{pick(20)});
        break;
      case 5:
        need(hall.floor.agents.set_readiness(agent, {true, {}}));
        break;
      case 6:
        if (pick(3) == 0) {
          auto& queue = queues[pick(queues.size())];
          queue.emergency = false;
          queue.wrap_up_seconds = static_cast<std::int64_t>(pick(3)) * 10;
          queue = need(hall.routing.edit_queue(hall.floor.admin, queue.id, queue.version, queue));
        }
        break;
      case 7:
        if (!mine.empty())
          database().write([&](db::Transaction& tx) {
            Routing::release(tx, hall.floor.world.platform, agent.ref, mine[pick(mine.size())].id);
          });
        break;
      case 8:
        (void)database().write([&](db::Transaction& tx) {
          auto begun =
              Routing::begin_in_hand(tx, hall.floor.world.platform, agent.ref, {.queue_id = queues[2].id}, person);
          if (begun) items.push_back(begun->id);
          agents::Agents::set_occupied(tx, hall.floor.world.platform, person, pick(2) == 0);
        });
        break;
      default:
        for (const auto& item : mine) {
          if (item.state == ItemState::Offered)
            pick(4) == 0 ? (void)hall.routing.decline(agent, *item.offer_id)
                         : (void)hall.routing.answer(agent, *item.offer_id);
          else if (item.state == ItemState::WrapUp)
            need(hall.routing.finish(agent, item.id));
          else if (pick(4) == 0)
            (void)database().write([&](db::Transaction& tx) {
              return Routing::transfer_to_queue(tx, hall.floor.world.platform, agent.ref, item.id, queues[0].id);
            });
        }
    }
    if (pick(3) == 0) settle();
    if (step % 10 == 9) compare();
  }
  EXPECT_GT(consoles.compared("my_work"), 10u);
  EXPECT_GT(consoles.compared("agent_loads"), 10u);
}

YINGDA_ON_BOTH_ENGINES(RoutingTopics);

}  // namespace
}  // namespace routing
