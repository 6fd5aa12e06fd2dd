#pragma once
// All SQL of notices. Private to the module.

#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "db/rows.h"
#include "monitoring/notice_types.h"
#include "monitoring/store.h"

namespace monitoring {

struct ChannelRow : NoticeChannelSettings {
  NoticeChannelId id;
  std::string sealed_secret;  // "" none
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(ChannelRow, (NoticeChannelSettings), (id, sealed_secret, version, updated_at))

std::vector<ChannelRow> all_channels(db::Transaction& tx);
std::optional<ChannelRow> find_channel(db::Transaction& tx, NoticeChannelId id);
void insert(db::Transaction& tx, const ChannelRow& row);
void update(db::Transaction& tx, const ChannelRow& row);
// With its deliveries.
void erase_channel(db::Transaction& tx, NoticeChannelId id);
NoticeChannel to_channel(const ChannelRow& row);

// Keeps the newest of the channel and those that wait.
void insert(db::Transaction& tx, const NoticeDelivery& row);
std::optional<NoticeDelivery> find_delivery(db::Transaction& tx, DeliveryId id);
void update(db::Transaction& tx, const NoticeDelivery& row);
std::vector<NoticeDelivery> deliveries_of(db::Transaction& tx, NoticeChannelId id);
// When the channel last told of the alarm.
std::optional<base::Time> last_told(db::Transaction& tx, NoticeChannelId channel, AlarmId alarm);

// Puts a delivery of `alarm` and its job into every channel that tells such alarms.
void tell_channels(db::Transaction& tx, const org::Platform& platform, const AlarmRow& alarm, NoticeOccasion occasion);
void enqueue_delivery(db::Transaction& tx, const org::Platform& platform, DeliveryId id, base::Time at);
void add_delivery(db::Transaction& tx, const org::Platform& platform, NoticeChannelId channel, const AlarmRow& alarm,
                  NoticeOccasion occasion);

struct DeliveryJob {
  DeliveryId delivery_id;
};
BOOST_DESCRIBE_STRUCT(DeliveryJob, (), (delivery_id))
inline constexpr std::string_view delivery_kind = "monitoring.deliver";

}  // namespace monitoring
