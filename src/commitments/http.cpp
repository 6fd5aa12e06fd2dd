// The endpoints of commitments.

#include "access/api.h"
#include "commitments/commitments.h"
#include "commitments/rights.h"

namespace commitments {
namespace {

using org::Api;
using org::Call;
using org::ListQuery;

void add_levels(Api& api, Commitments& commitments) {
  api.list("/service-levels",
           {"list_service_levels",
            "What is promised, within reach, oldest first.",
            view_commitments.key,
            {{"centre_id", "Only those of this centre."}}},
           [&](const Call& call, const ListQuery& query) -> base::Result<org::Page<ServiceLevel>> {
             auto centre = call.id_parameter<org::CentreId>("centre_id");
             if (!centre) return base::pass(centre);
             return commitments.service_levels(call.actor, *centre, query);
           });
  api.get("/service-levels/{id}", {"get_service_level", "One, with its version as ETag.", view_commitments.key, {}},
          [&](const Call& call) -> base::Result<ServiceLevel> {
            auto id = call.id<ServiceLevelId>();
            if (!id) return base::pass(id);
            return commitments.service_level(call.actor, *id);
          });
  api.create<ServiceLevelFields>(
      "/service-levels", {"create_service_level", "Makes one; it counts from now on.", edit_commitments.key, {}},
      [&](const Call& call, const ServiceLevelFields& body) {
        return commitments.create_service_level(call.actor, body);
      });
  api.edit<ServiceLevelFields>(
      "/service-levels/{id}",
      {"edit_service_level",
       "Replaces one; clocks that run are not moved. If-Match names the version that was seen.",
       edit_commitments.key,
       {}},
      [&](const Call& call, std::int64_t version, const ServiceLevelFields& body) -> base::Result<ServiceLevel> {
        auto id = call.id<ServiceLevelId>();
        if (!id) return base::pass(id);
        return commitments.edit_service_level(call.actor, *id, version, body);
      });
  api.remove("/service-levels/{id}",
             {"delete_service_level", "Deletes one by which no clock was ever started.", edit_commitments.key, {}},
             [&](const Call& call) -> base::Status {
               auto id = call.id<ServiceLevelId>();
               if (!id) return base::pass(id);
               return commitments.delete_service_level(call.actor, *id);
             });
}

void add_clocks(Api& api, Commitments& commitments) {
  api.list("/commitments",
           {"list_commitments",
            "The clocks within reach, newest first.",
            view_commitments.key,
            {{"subject_id", "Only of this contact."},
             {"service_level_id", "Only by this service level."},
             {"state", "running, paused, met, breached or cancelled"}}},
           [&](const Call& call, const ListQuery& query) -> base::Result<org::Page<Commitment>> {
             auto subject = call.id_parameter<SubjectId>("subject_id");
             if (!subject) return base::pass(subject);
             auto level = call.id_parameter<ServiceLevelId>("service_level_id");
             if (!level) return base::pass(level);
             auto state = call.choice_parameter<CommitmentState>("state");
             if (!state) return base::pass(state);
             return commitments.commitments(call.actor, {*subject, *level, *state}, query);
           });
  api.get("/commitments/{id}", {"get_commitment", "One clock.", view_commitments.key, {}},
          [&](const Call& call) -> base::Result<Commitment> {
            auto id = call.id<CommitmentId>();
            if (!id) return base::pass(id);
            return commitments.commitment(call.actor, *id);
          });
  api.get("/commitments/{id}/explanation",
          {"explain_commitment",
           "Why it is due then: from the start, each open stretch that counts.",
           view_commitments.key,
           {}},
          [&](const Call& call) -> base::Result<Explanation> {
            auto id = call.id<CommitmentId>();
            if (!id) return base::pass(id);
            return commitments.explain(call.actor, *id);
          });
}

}  // namespace

void add_commitment_endpoints(Api& api, Commitments& commitments) {
  add_levels(api, commitments);
  add_clocks(api, commitments);
}

}  // namespace commitments
