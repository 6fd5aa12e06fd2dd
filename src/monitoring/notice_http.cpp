// The endpoints of notices.

#include "monitoring/notices.h"
#include "monitoring/rights.h"

namespace monitoring {

using org::Call;
using org::Items;

void add_notice_endpoints(org::Api& api, Notices& notices) {
  const auto key = edit_monitoring.key;
  api.get("/notice-channels", {"list_notice_channels", "All channels; their secrets are not shown.", key, {}},
          [&](const Call& call) { return org::items_of(notices.channels(call.actor)); });
  api.get("/notice-channels/{id}", {"get_notice_channel", "One, with its version as ETag.", key, {}},
          [&](const Call& call) -> base::Result<NoticeChannel> {
            auto id = call.id<NoticeChannelId>();
            if (!id) return base::pass(id);
            return notices.channel(call.actor, *id);
          });
  api.create<NoticeChannelFields>(
      "/notice-channels", {"create_notice_channel", "Makes one.", key, {}},
      [&](const Call& call, const NoticeChannelFields& body) { return notices.create_channel(call.actor, body); });
  api.edit<NoticeChannelFields>(
      "/notice-channels/{id}", {"edit_notice_channel", "Replaces one; without `secret` the old one stays.", key, {}},
      [&](const Call& call, std::int64_t version, const NoticeChannelFields& body) -> base::Result<NoticeChannel> {
        auto id = call.id<NoticeChannelId>();
        if (!id) return base::pass(id);
        return notices.edit_channel(call.actor, *id, version, body);
      });
  api.remove("/notice-channels/{id}", {"delete_notice_channel", "Deletes one with its log.", key, {}},
             [&](const Call& call) -> base::Status {
               auto id = call.id<NoticeChannelId>();
               if (!id) return base::pass(id);
               return notices.delete_channel(call.actor, *id);
             });
  api.get("/notice-channels/{id}/deliveries",
          {"list_notice_deliveries", "What it told lately: the newest 50.", key, {}},
          [&](const Call& call) -> base::Result<Items<NoticeDelivery>> {
            auto id = call.id<NoticeChannelId>();
            if (!id) return base::pass(id);
            return org::items_of(notices.deliveries(call.actor, *id));
          });
  api.act("/notice-channels/{id}/tests",
          {"test_notice_channel", "Sends a notice at once and tells what the other server said.", key, {}},
          [&](const Call& call) -> base::Result<NoticeTest> {
            auto id = call.id<NoticeChannelId>();
            if (!id) return base::pass(id);
            return notices.test(call.actor, *id);
          });
}

}  // namespace monitoring
