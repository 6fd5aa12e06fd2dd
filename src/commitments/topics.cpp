// The live topics of commitments.

#include <memory>

#include "access/live.h"
#include "commitments/verbs.h"
#include "realtime/items.h"

namespace commitments {
namespace {

// Rows of T within reach for which `condition` holds.
template <class T>
base::Result<std::vector<realtime::Item>> read_rows(db::Transaction& tx, const realtime::Viewer& viewer,
                                                    const std::vector<std::int64_t>* ids, std::string_view table,
                                                    const std::string& condition) {
  auto seen = org::visible(viewer, view_commitments, centre_only, "id", ids);
  if (!seen) return base::pass(seen);
  auto sql = db::select<T>(table) + "WHERE " + condition + " AND " + seen->sql + " ORDER BY id";
  return realtime::items_of(db::read_rows<T>(tx.query(sql, seen->values)));
}

class LevelsTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "service_levels"; }
  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    return read_rows<ServiceLevel>(tx, viewer, ids, "service_level", "1 = 1");
  }
  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == ServiceLevelChanged::type) return {{event.subject_id}, false};
    return {{}, event.type == org::CentreChanged::type};
  }
};

// Clocks that have not stopped, breached ones too; a clock that stops leaves the list.
class CommitmentsTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "commitments"; }
  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    return read_rows<Commitment>(tx, viewer, ids, "commitment", "stopped_at IS NULL");
  }
  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == ServiceLevelChanged::type) return {};
    if (event.type.starts_with("commitments.")) return {{event.subject_id}, false};
    return {{}, event.type == org::CentreChanged::type};
  }
};

}  // namespace

void add_commitment_topics(realtime::Hub& hub) {
  hub.add(std::make_unique<LevelsTopic>());
  hub.add(std::make_unique<CommitmentsTopic>());
}

}  // namespace commitments
