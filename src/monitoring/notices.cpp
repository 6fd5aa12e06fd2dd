// The verbs on channels of notice.

#include "monitoring/notices.h"

#include "content/record.h"
#include "monitoring/notice_rules.h"
#include "monitoring/notice_store.h"
#include "monitoring/sealing.h"
#include "monitoring/verbs.h"

namespace monitoring {
namespace {

constexpr std::size_t most_channels = 50;

void changed(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, NoticeChannelId id,
             org::Change change, std::string detail) {
  content::record(tx, platform, actor, {"notice_channel", id.value, {}}, change, std::move(detail),
                  NoticeChannelChanged{id, change});
}

std::string detail_of_edit(const ChannelRow& before, const NoticeChannelFields& after) {
  auto detail = org::changed_fields<NoticeChannelSettings>(before, after);
  if (after.secret) detail += detail.empty() ? "secret" : ", secret";
  return detail;
}

}  // namespace

base::Result<std::vector<NoticeChannel>> Notices::channels(const org::Actor& actor) {
  if (auto status = require_edit(actor); !status) return base::pass(status);
  return platform_.database.read([](db::Transaction& tx) {
    std::vector<NoticeChannel> channels;
    for (const auto& row : all_channels(tx)) channels.push_back(to_channel(row));
    return channels;
  });
}

base::Result<NoticeChannel> Notices::channel(const org::Actor& actor, NoticeChannelId id) {
  if (auto status = require_edit(actor); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<NoticeChannel> {
    auto row = find_channel(tx, id);
    if (!row) return base::not_found();
    return to_channel(*row);
  });
}

base::Result<NoticeChannel> Notices::create_channel(const org::Actor& actor, const NoticeChannelFields& fields) {
  if (auto status = require_edit(actor); !status) return base::pass(status);
  if (auto faults = check_channel(fields, nullptr); !faults.empty()) return base::refuse_faults(std::move(faults));
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<NoticeChannel>(tx, platform_, actor, [&]() -> base::Result<NoticeChannel> {
      tx.lock("notice_channel");
      if (all_channels(tx).size() >= most_channels)
        return base::refuse(base::Code::WrongState, "too_many_channels", {{"limit", std::to_string(most_channels)}});
      ChannelRow row{fields, platform_.ids.make<NoticeChannelId>(), "", 1, platform_.clock.now()};
      row.sealed_secret = seal_secret(platform_.keys, row.id, fields.secret.value_or(""));
      insert(tx, row);
      changed(tx, platform_, actor, row.id, org::Change::Created, fields.name);
      return to_channel(row);
    });
  });
}

base::Result<NoticeChannel> Notices::edit_channel(const org::Actor& actor, NoticeChannelId id, std::int64_t version,
                                                  const NoticeChannelFields& fields) {
  if (auto status = require_edit(actor); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<NoticeChannel> {
    tx.lock("notice_channel");
    auto stored = find_channel(tx, id);
    if (!stored) return base::not_found();
    if (auto status = org::check_version(stored->version, version); !status) return base::pass(status);
    const auto shown = to_channel(*stored);
    if (auto faults = check_channel(fields, &shown); !faults.empty()) return base::refuse_faults(std::move(faults));
    ChannelRow row{fields, id, stored->sealed_secret, version + 1, platform_.clock.now()};
    if (fields.secret) row.sealed_secret = seal_secret(platform_.keys, id, *fields.secret);
    update(tx, row);
    changed(tx, platform_, actor, id, org::Change::Edited, detail_of_edit(*stored, fields));
    return to_channel(row);
  });
}

base::Status Notices::delete_channel(const org::Actor& actor, NoticeChannelId id) {
  if (auto status = require_edit(actor); !status) return status;
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    tx.lock("notice_channel");
    auto stored = find_channel(tx, id);
    if (!stored) return base::not_found();
    erase_channel(tx, id);
    changed(tx, platform_, actor, id, org::Change::Deleted, stored->name);
    return {};
  });
}

base::Result<std::vector<NoticeDelivery>> Notices::deliveries(const org::Actor& actor, NoticeChannelId id) {
  if (auto status = require_edit(actor); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<std::vector<NoticeDelivery>> {
    if (!find_channel(tx, id)) return base::not_found();
    return deliveries_of(tx, id);
  });
}

void Notices::remind() {
  platform_.database.write([&](db::Transaction& tx) {
    const auto now = platform_.clock.now();
    const auto channels = all_channels(tx);
    for (const auto& alarm : open_alarms(tx)) {
      if (alarm.severity != Severity::Critical || alarm.acknowledged_at) continue;
      for (const auto& channel : channels) {
        if (channel.repeat_minutes == 0 || !is_told(channel, alarm.source, alarm.worst)) continue;
        const auto told = last_told(tx, channel.id, alarm.id).value_or(alarm.changed_at);
        if (now - told < std::chrono::minutes{channel.repeat_minutes}) continue;
        add_delivery(tx, platform_, channel.id, alarm, NoticeOccasion::Reminded);
      }
    }
  });
}

}  // namespace monitoring
