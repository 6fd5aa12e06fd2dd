#include "routing/store.h"

namespace routing {
namespace {

constexpr std::int64_t the_shard = 1;

}  // namespace

std::optional<QueueRow> find_queue(db::Transaction& tx, QueueId id) {
  return db::first_row<QueueRow>(tx.query(db::select<QueueRow>("queue") + "WHERE id = ?1", id));
}

std::vector<QueueRow> all_queues(db::Transaction& tx) {
  return db::read_rows<QueueRow>(tx.query(db::select<QueueRow>("queue") + "ORDER BY id"));
}

bool name_is_taken(db::Transaction& tx, const QueueRow& row) {
  auto rows = tx.query("SELECT 1 FROM queue WHERE centre_id = ?1 AND name_fold = ?2 AND id <> ?3", row.centre_id,
                       row.name_fold, row.id);
  return !rows.empty();
}

bool has_items(db::Transaction& tx, QueueId id) {
  return !tx.query("SELECT 1 FROM work_item WHERE queue_id = ?1 LIMIT 1", id).empty() ||
         !tx.query("SELECT 1 FROM work_offer WHERE queue_id = ?1 LIMIT 1", id).empty();
}

bool is_in_use(db::Transaction& tx, QueueId id) {
  return !tx.query("SELECT 1 FROM work_item WHERE queue_id = ?1 AND state <> 'ended' LIMIT 1", id).empty() ||
         !tx.query("SELECT 1 FROM queue WHERE overflow_queue_id = ?1 LIMIT 1", id).empty();
}

void insert(db::Transaction& tx, const QueueRow& row) {
  db::insert_row(tx, "queue", row);
}

void update(db::Transaction& tx, const QueueRow& row) {
  db::update_row(tx, "queue", row);
}

void erase(db::Transaction& tx, QueueId id) {
  tx.execute("DELETE FROM queue WHERE id = ?1", id);
}

std::vector<QueueLoad> loads_of(db::Transaction& tx, const org::Condition& reach) {
  auto sql =
      "SELECT queue.id AS id, count(CASE WHEN i.state = 'waiting' THEN 1 END) AS waiting, "
      "count(CASE WHEN i.state = 'offered' THEN 1 END) AS offered, "
      "count(CASE WHEN i.state = 'in_hand' THEN 1 END) AS in_hand, "
      "count(CASE WHEN i.state = 'wrap_up' THEN 1 END) AS wrapping_up, "
      "min(CASE WHEN i.state = 'waiting' THEN i.arrived_at END) AS longest_since "
      "FROM queue LEFT JOIN work_item i ON i.queue_id = queue.id AND i.state <> 'ended' WHERE " +
      reach.sql + " GROUP BY queue.id ORDER BY queue.id";
  return db::read_rows<QueueLoad>(tx.query(sql, reach.values));
}

std::vector<AgentLoad> agent_loads_of(db::Transaction& tx, const org::Condition& reach) {
  auto sql =
      "SELECT p.id AS id, count(CASE WHEN i.state = 'offered' THEN 1 END) AS offered, "
      "count(CASE WHEN i.state = 'in_hand' THEN 1 END) AS in_hand, "
      "count(CASE WHEN i.state = 'wrap_up' THEN 1 END) AS wrapping_up, "
      "count(CASE WHEN i.state = 'in_hand' AND i.channel = 'voice' THEN 1 END) AS calls "
      "FROM work_item i JOIN person p ON p.id = i.agent_id WHERE i.state <> 'ended' AND " +
      reach.sql + " GROUP BY p.id ORDER BY p.id";
  return db::read_rows<AgentLoad>(tx.query(sql, reach.values));
}

std::optional<ItemRow> find_item_row(db::Transaction& tx, WorkItemId id) {
  return db::first_row<ItemRow>(tx.query(db::select<ItemRow>("work_item") + "WHERE id = ?1", id));
}

std::vector<ItemRow> open_items(db::Transaction& tx) {
  return db::read_rows<ItemRow>(tx.query(db::select<ItemRow>("work_item") + "WHERE state <> 'ended' ORDER BY id"));
}

std::vector<ItemRow> items_of_agent(db::Transaction& tx, org::PersonId id) {
  return db::read_rows<ItemRow>(
      tx.query(db::select<ItemRow>("work_item") + "WHERE agent_id = ?1 AND state <> 'ended' ORDER BY id", id));
}

std::vector<OwnWork> own_work_of(db::Transaction& tx, org::PersonId id) {
  std::vector<OwnWork> work;
  for (const auto& item : items_of_agent(tx, id)) {
    auto queue = find_queue(tx, item.queue_id);
    auto& own = work.emplace_back(OwnWork{item, queue->name, queue->name_en, {}, {}, item.extended});
    auto offer = item.offer_id ? find_offer(tx, *item.offer_id) : std::nullopt;
    if (!offer) continue;
    own.offered_at = offer->offered_at;
    own.offer_expires_at = offer->expires_at;
  }
  return work;
}

void insert(db::Transaction& tx, const ItemRow& row) {
  db::insert_row(tx, "work_item", row);
}

void update(db::Transaction& tx, const ItemRow& row) {
  db::update_row(tx, "work_item", row);
}

std::int64_t count_waiting(db::Transaction& tx, QueueId id) {
  return tx.query("SELECT count(*) FROM work_item WHERE queue_id = ?1 AND state = 'waiting'", id)[0].integer(0);
}

std::int64_t count_before(db::Transaction& tx, const ItemRow& item) {
  auto rows = tx.query(
      "SELECT count(*) FROM work_item WHERE queue_id = ?1 AND state = 'waiting' AND (returned > ?2 OR "
      "(returned = ?2 AND (place < ?3 OR (place = ?3 AND id < ?4))))",
      item.queue_id, item.returned, item.place, item.id);
  return rows[0].integer(0);
}

std::vector<WorkItemId> line_of(db::Transaction& tx, QueueId id) {
  std::vector<WorkItemId> line;
  auto rows = tx.query(
      "SELECT id FROM work_item WHERE queue_id = ?1 AND state = 'waiting' ORDER BY returned DESC, place, id", id);
  for (db::Row row : rows) line.push_back(WorkItemId{row.integer(0)});
  return line;
}

std::vector<base::Time> last_answers(db::Transaction& tx, QueueId id, int limit) {
  std::vector<base::Time> answers;
  auto rows = tx.query(
      "SELECT answered_at FROM work_item WHERE queue_id = ?1 AND answered_at IS NOT NULL AND begun = 0 "
      "ORDER BY answered_at DESC LIMIT ?2",
      id, limit);
  for (db::Row row : rows) answers.push_back(base::from_epoch_ms(row.integer(0)));
  return answers;
}

std::int64_t count_in_hand(db::Transaction& tx, org::PersonId id) {
  auto rows = tx.query("SELECT count(*) FROM work_item WHERE agent_id = ?1 AND state IN ('in_hand', 'wrap_up')", id);
  return rows[0].integer(0);
}

std::optional<ItemOffer> find_offer(db::Transaction& tx, OfferId id) {
  return db::first_row<ItemOffer>(tx.query(db::select<ItemOffer>("work_offer") + "WHERE id = ?1", id));
}

std::vector<ItemOffer> offers_of(db::Transaction& tx, WorkItemId id) {
  return db::read_rows<ItemOffer>(tx.query(db::select<ItemOffer>("work_offer") + "WHERE item_id = ?1 ORDER BY id", id));
}

void insert(db::Transaction& tx, const ItemOffer& offer) {
  db::insert_row(tx, "work_offer", offer);
}

void update(db::Transaction& tx, const ItemOffer& offer) {
  db::update_row(tx, "work_offer", offer);
}

std::optional<std::int64_t> take_shard(db::Transaction& tx, int node, base::Time now, base::Time until) {
  auto taken = tx.execute(
      "UPDATE routing_shard SET node = ?1, epoch = epoch + 1, lease_until = ?2 "
      "WHERE id = ?3 AND (node = ?1 OR lease_until < ?4)",
      node, until, the_shard, now);
  if (taken == 0) return std::nullopt;
  return tx.query("SELECT epoch FROM routing_shard WHERE id = ?1", the_shard)[0].integer(0);
}

bool hold_shard(db::Transaction& tx, std::int64_t epoch, base::Time until) {
  return tx.execute("UPDATE routing_shard SET lease_until = ?1 WHERE id = ?2 AND epoch = ?3", until, the_shard,
                    epoch) == 1;
}

void release_shard(db::Transaction& tx, std::int64_t epoch) {
  tx.execute("UPDATE routing_shard SET lease_until = 0 WHERE id = ?1 AND epoch = ?2", the_shard, epoch);
}

}  // namespace routing
