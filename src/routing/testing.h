#pragma once
// A floor with queues, for tests in any module: agents, the verbs of routing, and a shard
// that is stepped by hand.

#include <string>
#include <vector>

#include "agents/testing.h"
#include "calendars/calendars.h"
#include "events/testing.h"
#include "routing/rights.h"
#include "routing/routing.h"
#include "routing/shard.h"

namespace routing::fixture {

using agents::fixture::need;
using agents::fixture::why;

class Hall {
 public:
  // `rights` are those of further modules.
  explicit Hall(db::Database& database, const std::vector<org::Right>& rights = {})
      : floor(database, with_own(rights)),
        calendars(floor.world.platform),
        routing(floor.world.platform),
        shard(floor.world.platform) {
    calendars.load_packs(YINGDA_SOURCE_DIR "/content");
    floor.agents.set_workload(routing);
  }

  db::Database& database() { return floor.world.platform.database; }
  base::Time now() const { return floor.world.clock.now(); }

  QueueFields fields(const std::string& name) {
    QueueFields queue;
    queue.centre_id = floor.world.north;
    queue.name = name;
    return queue;
  }
  Queue queue(const std::string& name) { return need(routing.create_queue(floor.admin, fields(name))); }

  // Somebody comes; the shard has not heard of it yet.
  WorkItemId visitor(QueueId queue) {
    NewItem item;
    item.queue_id = queue;
    return visitor(item);
  }
  WorkItemId visitor(const NewItem& item) {
    return need(database().write([&](db::Transaction& tx) {
             return Routing::enter(tx, floor.world.platform, org::system_actor().ref, item);
           }))
        .id;
  }
  void leave(WorkItemId id) {
    database().write([&](db::Transaction& tx) { Routing::end(tx, floor.world.platform, org::system_actor().ref, id); });
  }
  WorkItem item(WorkItemId id) {
    return database().read([&](db::Transaction& tx) { return *Routing::find_item(tx, id); });
  }

  // The shard hears of everything and decides until nothing is left to decide.
  void settle() { settle(shard); }
  void settle(Shard& any) {
    do events::wait_until_settled(database());
    while (any.step());
    events::wait_until_settled(database());
    while (any.step()) events::wait_until_settled(database());
  }
  void pass(base::Duration time) {
    floor.world.clock.advance(time);
    floor.agents.tick(now());
    settle();
  }
  // Whoever has been offered the item takes it.
  void answer(WorkItemId id, const org::Actor& agent) {
    need(routing.answer(agent, *item(id).offer_id));
    settle();
  }

  agents::fixture::Floor floor;
  calendars::Calendars calendars;
  Routing routing;
  Shard shard;

 private:
  static std::vector<org::Right> with_own(const std::vector<org::Right>& rights) {
    auto all = routing_rights();
    all.insert(all.end(), rights.begin(), rights.end());
    return all;
  }
};

}  // namespace routing::fixture
