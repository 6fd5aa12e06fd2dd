// The live topics of routing: the deltas of a random day give what a fresh read gives.

#include <gtest/gtest.h>

#include <random>

#include "access/live.h"
#include "realtime/testing.h"
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
  using Browser = realtime::fixture::Browser;
  struct Watcher {
    std::string login;
    std::shared_ptr<Browser> browser;
  };

  RoutingTopics() {
    add_routing_topics(hub);
    hub.start();
  }
  ~RoutingTopics() override { hub.stop(); }

  std::shared_ptr<Browser> open(const std::string& login) {
    auto browser = std::make_shared<Browser>(++last_socket);
    auto actor = hall.floor.world.actor(login);
    hub.attach(browser, std::make_shared<org::LiveViewer>(hall.floor.world.access, messages, actor));
    for (auto topic : topics)
      hub.received(browser->id(), R"({"op":"subscribe","topic":")" + std::string(topic) + "\"}");
    return browser;
  }
  void settle() {
    hall.settle();
    events::wait_until_settled(database());
    auto batch = database().read([&](db::Transaction& tx) { return events::read_after(tx, position, 10'000); });
    if (!batch.empty()) {
      position = batch.back().position;
      hub.changed(batch);
    }
    hub.settle();
  }
  void compare(const std::vector<Watcher>& watchers) {
    settle();
    for (const auto& watcher : watchers) {
      auto fresh = open(watcher.login);
      hub.settle();
      for (auto topic : topics) EXPECT_EQ(watcher.browser->items(topic), fresh->items(topic)) << watcher.login << topic;
      compared += watcher.browser->items("my_work").value_or(Browser::Items{}).size();
      loads += watcher.browser->items("agent_loads").value_or(Browser::Items{}).size();
      hub.detach(fresh->id());
    }
  }

  static constexpr std::array topics{"queues", "queue_loads", "agent_loads", "my_work"};
  Hall hall{database()};
  base::Messages messages = base::Messages::load(YINGDA_SOURCE_DIR "/content/messages");
  realtime::Hub hub{database()};
  events::Position position;
  std::int64_t last_socket = 0;
  std::size_t compared = 0, loads = 0;
};

TEST_P(RoutingTopics, TheDeltasOfARandomDayGiveWhatAFreshReadGives) {
  std::mt19937 random(20261122);
  auto pick = [&](std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random); };
  std::vector<org::Actor> agents;
  std::vector<Watcher> watchers;
  for (std::string login : {"li", "wang", "zhao"}) {
    agents.push_back(hall.floor.ready_agent(login));
    watchers.push_back({login, open(login)});
  }
  hall.floor.supervisor("north", org::Scope::Centre);
  watchers.push_back({"north", open("north")});
  watchers.push_back({"admin", open("admin")});
  std::vector<Queue> queues{hall.queue("一"), hall.queue("二")};
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
    switch (pick(10)) {
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
    if (step % 10 == 9) compare(watchers);
  }
  EXPECT_GT(compared, 10u);
  EXPECT_GT(loads, 10u);
}

YINGDA_ON_BOTH_ENGINES(RoutingTopics);

}  // namespace
}  // namespace routing
