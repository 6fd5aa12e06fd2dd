// The live topics of monitoring.

#include <memory>

#include "access/events.h"
#include "access/live.h"
#include "monitoring/notice_store.h"
#include "monitoring/verbs.h"
#include "realtime/items.h"

namespace monitoring {
namespace {

// Open alarms; one that ends leaves the list.
class AlarmsTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "alarms"; }
  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    auto seen = org::visible(viewer, view_monitoring, centre_only, "id", ids);
    if (!seen) return base::pass(seen);
    auto sql = db::select<AlarmRow>("alarm") + "WHERE ended_at IS NULL AND " + seen->sql + " ORDER BY id";
    std::vector<Alarm> alarms;
    for (const auto& row : db::read_rows<AlarmRow>(tx.query(sql, seen->values))) alarms.push_back(to_alarm(tx, row));
    return realtime::items_of(alarms);
  }
  realtime::Touched touched(const events::Event& event) const override {
    if (event.type.starts_with("monitoring.alarm_")) return {{event.subject_id}, false};
    return {{}, event.type == org::CentreChanged::type};
  }
};

class ThresholdsTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "probe_thresholds"; }
  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    const auto& actor = org::actor_of(viewer);
    if (auto status = actor.require(view_monitoring); !status) return base::pass(status);
    if (!sees_installation(tx, actor)) return std::vector<realtime::Item>{};
    return realtime::items_of(realtime::only(all_thresholds(tx), ids));
  }
  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == ThresholdChanged::type) return {{event.subject_id}, false};
    return {{}, event.type == org::CentreChanged::type};
  }
};

// For those who may edit them.
class ChannelsTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "notice_channels"; }
  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    if (auto status = require_edit(org::actor_of(viewer)); !status) return base::pass(status);
    std::vector<NoticeChannel> channels;
    for (const auto& row : realtime::only(all_channels(tx), ids)) channels.push_back(to_channel(row));
    return realtime::items_of(channels);
  }
  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == NoticeChannelChanged::type) return {{event.subject_id}, false};
    return {{}, event.type == org::CentreChanged::type};
  }
};

}  // namespace

void add_monitoring_topics(realtime::Hub& hub) {
  hub.add(std::make_unique<ThresholdsTopic>());
  hub.add(std::make_unique<ChannelsTopic>());
  hub.add(std::make_unique<AlarmsTopic>());
}

}  // namespace monitoring
