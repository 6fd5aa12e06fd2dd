#include "monitoring/notice_store.h"

#include "access/access.h"
#include "jobs/jobs.h"
#include "monitoring/notice_rules.h"

namespace monitoring {
namespace {

constexpr int deliveries_kept = 50;

}  // namespace

std::vector<ChannelRow> all_channels(db::Transaction& tx) {
  return db::read_rows<ChannelRow>(tx.query(db::select<ChannelRow>("notice_channel") + "ORDER BY id"));
}

std::optional<ChannelRow> find_channel(db::Transaction& tx, NoticeChannelId id) {
  return db::first_row<ChannelRow>(tx.query(db::select<ChannelRow>("notice_channel") + "WHERE id = ?1", id));
}

void insert(db::Transaction& tx, const ChannelRow& row) {
  db::insert_row(tx, "notice_channel", row);
}

void update(db::Transaction& tx, const ChannelRow& row) {
  db::update_row(tx, "notice_channel", row);
}

void erase_channel(db::Transaction& tx, NoticeChannelId id) {
  tx.execute("DELETE FROM notice_delivery WHERE channel_id = ?1", id);
  tx.execute("DELETE FROM notice_channel WHERE id = ?1", id);
}

NoticeChannel to_channel(const ChannelRow& row) {
  return {row, row.id, !row.sealed_secret.empty(), row.version, row.updated_at};
}

void insert(db::Transaction& tx, const NoticeDelivery& row) {
  db::insert_row(tx, "notice_delivery", row);
  tx.execute(
      "DELETE FROM notice_delivery WHERE channel_id = ?1 AND state <> 'waiting' AND NOT (id IN "
      "(SELECT id FROM notice_delivery WHERE channel_id = ?1 ORDER BY id DESC LIMIT ?2))",
      row.channel_id, deliveries_kept);
}

std::optional<NoticeDelivery> find_delivery(db::Transaction& tx, DeliveryId id) {
  return db::first_row<NoticeDelivery>(tx.query(db::select<NoticeDelivery>("notice_delivery") + "WHERE id = ?1", id));
}

void update(db::Transaction& tx, const NoticeDelivery& row) {
  db::update_row(tx, "notice_delivery", row);
}

std::vector<NoticeDelivery> deliveries_of(db::Transaction& tx, NoticeChannelId id) {
  static const std::string sql =
      db::select<NoticeDelivery>("notice_delivery") + "WHERE channel_id = ?1 ORDER BY id DESC LIMIT ?2";
  return db::read_rows<NoticeDelivery>(tx.query(sql, id, deliveries_kept));
}

std::optional<base::Time> last_told(db::Transaction& tx, NoticeChannelId channel, AlarmId alarm) {
  auto rows = tx.query(
      "SELECT created_at FROM notice_delivery WHERE alarm_id = ?1 AND channel_id = ?2 ORDER BY id DESC LIMIT 1", alarm,
      channel);
  if (rows.empty()) return std::nullopt;
  return base::from_epoch_ms(rows[0].integer(0));
}

void enqueue_delivery(db::Transaction& tx, const org::Platform& platform, DeliveryId id, base::Time at) {
  jobs::enqueue(tx, platform.ids, delivery_kind, base::to_json(DeliveryJob{id}), {at, id.text()});
}

void add_delivery(db::Transaction& tx, const org::Platform& platform, NoticeChannelId channel, const AlarmRow& alarm,
                  NoticeOccasion occasion) {
  const auto now = platform.clock.now();
  NoticeDelivery row;
  row.id = platform.ids.make<DeliveryId>();
  row.channel_id = channel;
  row.alarm_id = alarm.id;
  row.source = alarm.source;
  row.occasion = occasion;
  row.created_at = now;
  insert(tx, row);
  enqueue_delivery(tx, platform, row.id, now);
}

void tell_channels(db::Transaction& tx, const org::Platform& platform, const AlarmRow& alarm, NoticeOccasion occasion) {
  for (const auto& channel : all_channels(tx))
    if (is_told(channel, alarm.source, alarm.worst)) add_delivery(tx, platform, channel.id, alarm, occasion);
}

}  // namespace monitoring
