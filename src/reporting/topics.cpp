// The live topics of reporting.
//
// Figures of queues change by the events that the reader works off, which is later than those
// events are told, and by time alone at the borders of quarter hours and days. So each node
// looks once a second which queues changed, and tells its hub by an event that is in no log.

#include <memory>

#include "access/live.h"
#include "realtime/items.h"
#include "reporting/board.h"
#include "reporting/events.h"
#include "reporting/reporting.h"
#include "reporting/rights.h"

namespace reporting {
namespace {

// Not in the log. Subject: the queue; 0: all.
constexpr std::string_view figures_changed = "reporting.figures_changed";
// Of clocks of other nodes, and of transactions that were on their way.
constexpr base::Duration overlap{2'000};

class FiguresTopic final : public realtime::Topic {
 public:
  explicit FiguresTopic(const base::Clock& clock) : clock_(clock) {}
  std::string_view name() const override { return "queue_figures"; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    auto seen = org::visible_in_centre(viewer, view_reports, "centre_id", "queue_id", ids);
    if (!seen) return base::pass(seen);
    return realtime::items_of(figures_of(tx, *seen, clock_.now()));
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == figures_changed && event.subject_id != 0) return {{event.subject_id}, false};
    return {{}, event.type == figures_changed || event.type == org::CentreChanged::type};
  }

 private:
  const base::Clock& clock_;
};

// Thresholds are no secret: whoever sees boards sees them all.
class ThresholdsTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "board_thresholds"; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    if (auto status = org::actor_of(viewer).require(view_reports); !status) return base::pass(status);
    return realtime::items_of(realtime::only(load_thresholds(tx), ids));
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == ThresholdChanged::type) return {{event.subject_id}, false};
    return {};
  }
};

events::Event told_of(std::int64_t queue, base::Time at) {
  events::Event event;
  event.at = at;
  event.type = figures_changed;
  event.subject_id = queue;
  return event;
}

}  // namespace

std::vector<events::Event> Reporting::changed_figures() {
  const auto now = platform_.clock.now();
  const auto last = std::exchange(looked_at_, now);
  std::vector<events::Event> told;
  if (quarter_of(last) != quarter_of(now)) told.push_back(told_of(0, now));
  platform_.database.read([&](db::Transaction& tx) {
    for (db::Row row : tx.query("SELECT queue_id FROM report_queue_now WHERE changed_at >= ?1", last - overlap))
      told.push_back(told_of(row.integer(0), now));
  });
  return told;
}

void add_report_topics(realtime::Hub& hub, const org::Platform& platform) {
  hub.add(std::make_unique<FiguresTopic>(platform.clock));
  hub.add(std::make_unique<ThresholdsTopic>());
}

}  // namespace reporting
