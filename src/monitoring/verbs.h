#pragma once
// What the verbs of monitoring share. Private to the module.

#include "events/events.h"
#include "monitoring/events.h"
#include "monitoring/monitoring.h"
#include "monitoring/rights.h"
#include "monitoring/store.h"

namespace monitoring {

// Forbidden unless the actor edits the monitoring of the whole installation.
inline base::Status require_edit(const org::Actor& actor) {
  if (auto status = actor.require(edit_monitoring); !status) return status;
  if (!actor.reaches_all(edit_monitoring)) return base::refuse(base::Code::Forbidden, "monitoring_needs_whole_tree");
  return {};
}

// Whether the actor sees what is of the whole installation.
inline bool sees_installation(db::Transaction& tx, const org::Actor& actor) {
  return actor.reaches(view_monitoring, {root_centre(tx), {}, {}, {}});
}

}  // namespace monitoring
