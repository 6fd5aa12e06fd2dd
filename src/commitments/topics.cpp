// The live topics of commitments.

#include <memory>

#include "access/live.h"
#include "commitments/verbs.h"

namespace commitments {
namespace {

// Rows of T within reach, all that `condition` names.
template <class T>
base::Result<std::vector<realtime::Item>> read_rows(db::Transaction& tx, const realtime::Viewer& viewer,
                                                    const std::vector<std::int64_t>* ids, const std::string& from) {
  const org::Actor& actor = org::actor_of(viewer);
  if (auto status = actor.require(view_commitments); !status) return base::pass(status);
  auto reach = actor.within(view_commitments, centre_only, 1);
  auto sql = "SELECT " + db::columns<T>() + " FROM " + from + " AND " + reach.sql;
  if (ids) {
    reach.values.push_back(*ids);
    sql += " AND id {in ?" + std::to_string(reach.values.size()) + '}';
  }
  std::vector<realtime::Item> items;
  for (const auto& object : db::read_rows<T>(tx.query(sql + " ORDER BY id", reach.values)))
    items.push_back({object.id.value, base::to_json(object)});
  return items;
}

class LevelsTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "service_levels"; }
  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    return read_rows<ServiceLevel>(tx, viewer, ids, "service_level WHERE 1 = 1");
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
    return read_rows<Commitment>(tx, viewer, ids, "commitment WHERE stopped_at IS NULL");
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
