#pragma once
// The words of commitments: service levels (what is promised), and commitments (a promise to
// one subject, with its clock). Subjects and queues are known by their ids alone, so that
// whoever has something to promise stands above.

#include <optional>
#include <string>
#include <vector>

#include "access/types.h"
#include "agents/types.h"
#include "base/describe.h"
#include "calendars/types.h"

namespace commitments {

using ServiceLevelId = base::Id<struct ServiceLevelTag>;
using CommitmentId = base::Id<struct CommitmentTag>;
// What the promise is about: a contact.
using SubjectId = base::Id<struct CommitmentSubjectTag>;
using LineId = base::Id<struct CommitmentQueueTag>;

// FirstAnswer: from the arrival until an agent answers. Handling: until the conversation is over.
enum class Measure { FirstAnswer, Handling };
BOOST_DESCRIBE_ENUM(Measure, FirstAnswer, Handling)

// What is promised to contacts of a channel in a centre and all below it.
struct ServiceLevelFields {
  org::CentreId centre_id;
  std::string name;
  std::string name_en;
  Measure measure = Measure::FirstAnswer;
  agents::Channel channel{};
  std::vector<LineId> queue_ids;  // none: all queues
  std::int64_t target_seconds = 30;
  std::int64_t goal_percent = 80;                    // of the contacts should be within the target
  std::int64_t warn_percent = 75;                    // of the target has passed: time to look
  std::int64_t short_abandon_seconds = 5;            // who leaves sooner does not count
  std::optional<calendars::CalendarId> calendar_id;  // only its open time counts; none: around the clock
  bool active = true;                                // no clocks are started by an inactive one
};
BOOST_DESCRIBE_STRUCT(ServiceLevelFields, (),
                      (centre_id, name, name_en, measure, channel, queue_ids, target_seconds, goal_percent,
                       warn_percent, short_abandon_seconds, calendar_id, active))
constexpr auto limits_of(const ServiceLevelFields*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "name_en", .max_length = 100},
                    base::Limit{.field = "queue_ids", .max_items = 200},
                    base::Limit{.field = "target_seconds", .minimum = 1, .maximum = 2'592'000},
                    base::Limit{.field = "goal_percent", .minimum = 1, .maximum = 100},
                    base::Limit{.field = "warn_percent", .minimum = 1, .maximum = 100},
                    base::Limit{.field = "short_abandon_seconds", .minimum = 0, .maximum = 300}};
}

struct ServiceLevel : ServiceLevelFields {
  ServiceLevelId id;
  std::string key;  // of one that shipped; "" for one's own
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(ServiceLevel, (ServiceLevelFields), (id, key, version, updated_at))

// Breached: it was not kept in time, whether it has stopped by now or not.
enum class CommitmentState { Running, Paused, Met, Breached, Cancelled };
BOOST_DESCRIBE_ENUM(CommitmentState, Running, Paused, Met, Breached, Cancelled)

// Why a clock stands still.
enum class PauseReason { WaitsForCustomer, WaitsForOthers, Suspended };
BOOST_DESCRIBE_ENUM(PauseReason, WaitsForCustomer, WaitsForOthers, Suspended)

// What was promised is kept as it was then: later edits of the service level or the calendar
// do not move a clock that runs.
struct Commitment {
  CommitmentId id;
  ServiceLevelId service_level_id;
  Measure measure = Measure::FirstAnswer;
  SubjectId subject_id;
  org::CentreId centre_id;
  std::optional<LineId> queue_id;
  std::optional<calendars::CalendarId> calendar_id;
  std::int64_t target_ms = 0;
  base::Time started_at;
  base::Time due_at;  // while paused: as it would have been
  base::Time warn_at;
  std::optional<base::Time> paused_at;
  std::optional<PauseReason> pause_reason;
  std::optional<std::int64_t> remaining_ms;  // while paused
  std::optional<base::Time> stopped_at;
  CommitmentState state = CommitmentState::Running;
  bool warned = false;
  bool abandoned = false;  // stopped because whoever waited left
};
BOOST_DESCRIBE_STRUCT(Commitment, (),
                      (id, service_level_id, measure, subject_id, centre_id, queue_id, calendar_id, target_ms,
                       started_at, due_at, warn_at, paused_at, pause_reason, remaining_ms, stopped_at, state, warned,
                       abandoned))

struct NewClock {
  Measure measure = Measure::FirstAnswer;
  SubjectId subject_id;
  org::CentreId centre_id;
  agents::Channel channel{};
  std::optional<LineId> queue_id;
  base::Time started_at;
};

struct Pause {
  PauseReason reason = PauseReason::Suspended;
  base::Time from;
  std::optional<base::Time> until;
};
BOOST_DESCRIBE_STRUCT(Pause, (), (reason, from, until))

// A stretch that the clock counts, and what it has counted at its end.
struct CountedStretch {
  base::Time begins_at;
  base::Time ends_at;
  std::int64_t counted_ms = 0;
  std::int64_t sum_ms = 0;
};
BOOST_DESCRIBE_STRUCT(CountedStretch, (), (begins_at, ends_at, counted_ms, sum_ms))

// Why it is due then: the stretches add up to the target, and the last one ends when it is due.
struct Explanation {
  CommitmentId id;
  base::Time started_at;
  std::int64_t target_ms = 0;
  std::optional<calendars::CalendarId> calendar_id;
  std::vector<CountedStretch> stretches;  // while paused: up to the pause
  std::vector<Pause> pauses;
  std::optional<base::Time> due_at;  // none while paused
};
BOOST_DESCRIBE_STRUCT(Explanation, (), (id, started_at, target_ms, calendar_id, stretches, pauses, due_at))

}  // namespace commitments
