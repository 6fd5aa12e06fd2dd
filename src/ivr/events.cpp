#include "ivr/events.h"

#include "events/events.h"

namespace ivr {

void append_exits(db::Transaction& tx, org::CentreId centre, const std::vector<Taken>& taken) {
  for (const auto& one : taken)
    events::append(tx, {one.at, {}, centre.value, one.flow_id.value},
                   ExitTaken{one.flow_id, one.version, one.node_id, one.exit});
}

}  // namespace ivr
