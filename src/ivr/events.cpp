#include "ivr/events.h"

#include "events/events.h"

namespace ivr {

void append_exits(db::Transaction& tx, org::CentreId centre, std::int64_t call_id, const std::vector<Taken>& taken) {
  for (const auto& one : taken)
    events::append(tx, {one.at, {}, centre.value, one.flow_id.value},
                   ExitTaken{one.flow_id, one.version, one.node_id, one.exit, call_id});
}

void append_walk_end(db::Transaction& tx, org::CentreId centre, base::Time at, const WalkEnded& ended) {
  events::append(tx, {at, {}, centre.value, ended.flow_id.value}, ended);
}

}  // namespace ivr
