// The live topics of flows, prompts and emergencies: tables within the viewer's reach.

#include <memory>

#include "access/live.h"
#include "ivr/verbs.h"
#include "realtime/hub.h"
#include "realtime/items.h"

namespace ivr {
namespace {

// The columns of T of one table; an event of type `event` touches the item that is its subject.
template <class T>
class TableTopic final : public realtime::Topic {
 public:
  TableTopic(std::string_view name, std::string_view table, std::string_view centre, std::string_view event)
      : name_(name), select_(db::select<T>(table)), centre_(centre), event_(event) {}

  std::string_view name() const override { return name_; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    auto seen = org::visible_in_centre(viewer, view_flows, centre_, "id", ids);
    if (!seen) return base::pass(seen);
    return realtime::items_of(
        db::read_rows<T>(tx.query(select_ + "WHERE " + seen->sql + " ORDER BY id", seen->values)));
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == event_) return {{event.subject_id}, false};
    return {{}, event.type == org::CentreChanged::type};
  }

 private:
  const std::string_view name_;
  const std::string select_;
  const std::string_view centre_;
  const std::string_view event_;
};

}  // namespace

void add_flow_topics(realtime::Hub& hub) {
  hub.add(std::make_unique<TableTopic<FlowSummary>>("ivr_flows", "ivr_flow", "centre_id", FlowChanged::type));
  hub.add(std::make_unique<TableTopic<Prompt>>("ivr_prompts", "ivr_prompt", "centre_id", PromptChanged::type));
  hub.add(
      std::make_unique<TableTopic<CentreEmergency>>("ivr_emergencies", "ivr_emergency", "id", EmergencyChanged::type));
}

}  // namespace ivr
