#pragma once
// Service levels and their clocks: what was promised, until when, and whether it was kept.
// Knows neither contacts nor queues, only their ids.
//
// Verbs take the actor first, are thread-safe, block on the database, and refuse with
// Forbidden, NotFound, Stale, Conflict, Invalid. Service levels and clocks stand in a centre.

#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "base/result.h"
#include "commitments/types.h"
#include "db/database.h"

namespace org {
class Api;
}
namespace realtime {
class Hub;
}

namespace commitments {

struct CommitmentFilter {
  std::optional<SubjectId> subject_id;
  std::optional<ServiceLevelId> service_level_id;
  std::optional<CommitmentState> state;
};

class Commitments {
 public:
  explicit Commitments(org::Platform platform) : platform_(platform) {}

  // The packs of `content_folder`/service_levels, into the root centre. Throws
  // std::runtime_error with a sentence.
  void load_packs(const std::string& content_folder);

  base::Result<org::Page<ServiceLevel>> service_levels(const org::Actor& actor, std::optional<org::CentreId> centre,
                                                       const org::ListQuery& query);
  base::Result<ServiceLevel> service_level(const org::Actor& actor, ServiceLevelId id);
  base::Result<ServiceLevel> create_service_level(const org::Actor& actor, const ServiceLevelFields& fields);
  base::Result<ServiceLevel> edit_service_level(const org::Actor& actor, ServiceLevelId id, std::int64_t version,
                                                const ServiceLevelFields& fields);
  // One by which no clock was ever started.
  base::Status delete_service_level(const org::Actor& actor, ServiceLevelId id);

  // Newest first.
  base::Result<org::Page<Commitment>> commitments(const org::Actor& actor, const CommitmentFilter& filter,
                                                  const org::ListQuery& query);
  base::Result<Commitment> commitment(const org::Actor& actor, CommitmentId id);
  base::Result<Explanation> explain(const org::Actor& actor, CommitmentId id);

  // For those who promise something, in their transactions; `at` is when it happened, which may
  // be a little before it is told here.
  //
  // One clock for each active service level of that measure and channel, of the subject's
  // centre or one above, for its queue or all.
  static std::vector<Commitment> start(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                                       const NewClock& clock);
  // What was promised has come true: met when it was not due yet, however late that is told;
  // one that is late stays breached, and tells when it stopped.
  static void stop(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, SubjectId subject,
                   Measure measure, base::Time at);
  // Whoever waited has left. The promise of a first answer was not kept, before it was due too;
  // but who left within the short time that the service level names does not count. The
  // promise of an end is void.
  static void abandon(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, SubjectId subject,
                      base::Time at);
  static void cancel(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, SubjectId subject,
                     base::Time at);
  // Nothing counts while it is paused. A clock that is due already cannot be paused.
  static void pause(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, SubjectId subject,
                    PauseReason reason);
  static void resume(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, SubjectId subject);

  // Warns and breaches. Called about each second by one thread of each node.
  void tick(base::Time now);

  // What was kept in time may be heard of so much later, before it counts as breached.
  static constexpr base::Duration grace{1'000};

 private:
  org::Platform platform_;
};

void add_commitment_endpoints(org::Api& api, Commitments& commitments);
// Topics service_levels, and commitments: those within reach that have not stopped.
void add_commitment_topics(realtime::Hub& hub);

}  // namespace commitments
