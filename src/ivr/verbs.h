#pragma once
// What the verbs of flows and prompts share. Private to the module.

#include "access/list.h"
#include "ivr/events.h"
#include "ivr/rights.h"
#include "ivr/store.h"

namespace ivr {

inline org::Place place_of(org::CentreId centre) {
  return {centre, {}, {}, {}};
}

// NotFound when absent or out of reach; to look, the own centre is enough.
base::Result<FlowRow> see_flow(db::Transaction& tx, const org::Actor& actor, FlowId id);
base::Result<FlowRow> load_flow(db::Transaction& tx, const org::Actor& actor, org::Right right, FlowId id);

// Audits and tells of a change of a flow.
void record_flow(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const Flow& flow,
                 org::Change change, std::string detail);
// Audits what was done to a flow beyond that: "flow.published".
void audit_flow(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const Flow& flow,
                std::string_view action, std::string detail);

// The faults as those of a body, each at the path of its node.
std::vector<base::Fault> as_faults(const std::vector<GraphFault>& faults);

}  // namespace ivr
