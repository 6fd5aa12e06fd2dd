#pragma once
// What commitments tells in the event log: ids and figures only. The subject is the
// commitment, except of ServiceLevelChanged.

#include <string_view>

#include "access/events.h"
#include "commitments/types.h"

namespace commitments {

// Subject: the service level.
struct ServiceLevelChanged {
  static constexpr std::string_view type = "commitments.service_level_changed";
  ServiceLevelId service_level_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(ServiceLevelChanged, (), (service_level_id, change))

struct CommitmentStarted {
  static constexpr std::string_view type = "commitments.started";
  CommitmentId commitment_id;
  ServiceLevelId service_level_id;
  Measure measure = Measure::FirstAnswer;
  SubjectId subject_id;
  std::optional<LineId> queue_id;
  base::Time due_at;
};
BOOST_DESCRIBE_STRUCT(CommitmentStarted, (), (commitment_id, service_level_id, measure, subject_id, queue_id, due_at))

struct CommitmentWarned {
  static constexpr std::string_view type = "commitments.warned";
  CommitmentId commitment_id;
  SubjectId subject_id;
  base::Time due_at;
};
BOOST_DESCRIBE_STRUCT(CommitmentWarned, (), (commitment_id, subject_id, due_at))

// Its time is over, or whoever waited has left.
struct CommitmentBreached {
  static constexpr std::string_view type = "commitments.breached";
  CommitmentId commitment_id;
  ServiceLevelId service_level_id;
  SubjectId subject_id;
  std::optional<LineId> queue_id;
  base::Time due_at;
  bool abandoned = false;
};
BOOST_DESCRIBE_STRUCT(CommitmentBreached, (),
                      (commitment_id, service_level_id, subject_id, queue_id, due_at, abandoned))

// Kept in time. It may follow CommitmentBreached, when it was heard of late.
struct CommitmentMet {
  static constexpr std::string_view type = "commitments.met";
  CommitmentId commitment_id;
  ServiceLevelId service_level_id;
  SubjectId subject_id;
  std::optional<LineId> queue_id;
  std::int64_t after_ms = 0;  // since it started, open or not
};
BOOST_DESCRIBE_STRUCT(CommitmentMet, (), (commitment_id, service_level_id, subject_id, queue_id, after_ms))

// One that was breached has come true after all, or whoever waited has left.
struct CommitmentStoppedLate {
  static constexpr std::string_view type = "commitments.stopped_late";
  CommitmentId commitment_id;
  SubjectId subject_id;
  std::int64_t late_ms = 0;  // since it was due, open or not
};
BOOST_DESCRIBE_STRUCT(CommitmentStoppedLate, (), (commitment_id, subject_id, late_ms))

struct CommitmentCancelled {
  static constexpr std::string_view type = "commitments.cancelled";
  CommitmentId commitment_id;
  ServiceLevelId service_level_id;
  SubjectId subject_id;
};
BOOST_DESCRIBE_STRUCT(CommitmentCancelled, (), (commitment_id, service_level_id, subject_id))

struct CommitmentPaused {
  static constexpr std::string_view type = "commitments.paused";
  CommitmentId commitment_id;
  SubjectId subject_id;
  PauseReason reason = PauseReason::Suspended;
  std::int64_t remaining_ms = 0;
};
BOOST_DESCRIBE_STRUCT(CommitmentPaused, (), (commitment_id, subject_id, reason, remaining_ms))

struct CommitmentResumed {
  static constexpr std::string_view type = "commitments.resumed";
  CommitmentId commitment_id;
  SubjectId subject_id;
  base::Time due_at;
};
BOOST_DESCRIBE_STRUCT(CommitmentResumed, (), (commitment_id, subject_id, due_at))

}  // namespace commitments
