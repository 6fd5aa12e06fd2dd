#pragma once
// All SQL of routing. Private to the module.

#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "db/rows.h"
#include "routing/routing.h"

namespace routing {

struct QueueRow : Queue {
  std::string name_fold;
};
BOOST_DESCRIBE_STRUCT(QueueRow, (Queue), (name_fold))

struct ItemRow : WorkItem {
  base::Time place;
  bool extended = false;  // its wrap-up, once
  bool begun = false;     // in an agent's hands; it never waited
};
BOOST_DESCRIBE_STRUCT(ItemRow, (WorkItem), (place, extended, begun))

// Where an agent stands, in agent_loads_of().
inline constexpr org::PlaceColumns load_place{"p.centre_id", "p.department_id", "p.team_id", "p.id"};
inline constexpr org::PlaceColumns queue_place{"centre_id", "", "", ""};

std::optional<QueueRow> find_queue(db::Transaction& tx, QueueId id);
std::vector<QueueRow> all_queues(db::Transaction& tx);
bool name_is_taken(db::Transaction& tx, const QueueRow& row);
// Whether items are in it that have not ended, or queues overflow into it.
bool is_in_use(db::Transaction& tx, QueueId id);
bool has_items(db::Transaction& tx, QueueId id);
void insert(db::Transaction& tx, const QueueRow& row);
void update(db::Transaction& tx, const QueueRow& row);
void erase(db::Transaction& tx, QueueId id);
std::vector<QueueLoad> loads_of(db::Transaction& tx, const org::Condition& reach);
// Of whoever is within reach and has anything.
std::vector<AgentLoad> agent_loads_of(db::Transaction& tx, const org::Condition& reach);

std::optional<ItemRow> find_item_row(db::Transaction& tx, WorkItemId id);
// All that have not ended, by id.
std::vector<ItemRow> open_items(db::Transaction& tx);
std::vector<ItemRow> items_of_agent(db::Transaction& tx, org::PersonId id);
std::vector<OwnWork> own_work_of(db::Transaction& tx, org::PersonId id);
void insert(db::Transaction& tx, const ItemRow& row);
void update(db::Transaction& tx, const ItemRow& row);
std::int64_t count_waiting(db::Transaction& tx, QueueId id);
std::int64_t count_before(db::Transaction& tx, const ItemRow& item);
// Those that wait in the queue, in the order in which they are served.
std::vector<WorkItemId> line_of(db::Transaction& tx, QueueId id);
// When the last `limit` items of the queue were answered, newest first.
std::vector<base::Time> last_answers(db::Transaction& tx, QueueId id, int limit);
std::int64_t count_in_hand(db::Transaction& tx, org::PersonId id);

std::optional<ItemOffer> find_offer(db::Transaction& tx, OfferId id);
std::vector<ItemOffer> offers_of(db::Transaction& tx, WorkItemId id);
void insert(db::Transaction& tx, const ItemOffer& offer);
void update(db::Transaction& tx, const ItemOffer& offer);

// The lease of the shard. take_shard() gives the new epoch when the lease was free, had run
// out, or was this node's; hold_shard() prolongs it, and is false when it is lost.
std::optional<std::int64_t> take_shard(db::Transaction& tx, int node, base::Time now, base::Time until);
bool hold_shard(db::Transaction& tx, std::int64_t epoch, base::Time until);
void release_shard(db::Transaction& tx, std::int64_t epoch);

}  // namespace routing
