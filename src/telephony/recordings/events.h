#pragma once
// What recordings tell in the event log: ids and figures, no personal data. The subject is the
// recording, except of RetentionChanged.

#include <string_view>

#include "access/events.h"
#include "telephony/recordings/types.h"

namespace telephony {

struct RecordingBegun {
  static constexpr std::string_view type = "telephony.recording_begun";
  voice::RecordingId recording_id;
  std::optional<contacts::ContactId> contact_id;
  std::optional<org::PersonId> agent_id;
};
BOOST_DESCRIBE_STRUCT(RecordingBegun, (), (recording_id, contact_id, agent_id))

// `state` is Kept or Lost.
struct RecordingEnded {
  static constexpr std::string_view type = "telephony.recording_ended";
  voice::RecordingId recording_id;
  RecordingState state = RecordingState::Kept;
  std::int64_t length_ms = 0;
};
BOOST_DESCRIBE_STRUCT(RecordingEnded, (), (recording_id, state, length_ms))

enum class DeletionCause { Expired, ByHand, CustomerData };
BOOST_DESCRIBE_ENUM(DeletionCause, Expired, ByHand, CustomerData)

struct RecordingDeleted {
  static constexpr std::string_view type = "telephony.recording_deleted";
  voice::RecordingId recording_id;
  DeletionCause cause = DeletionCause::Expired;
};
BOOST_DESCRIBE_STRUCT(RecordingDeleted, (), (recording_id, cause))

// A hold began or ended.
struct RecordingHeld {
  static constexpr std::string_view type = "telephony.recording_held";
  voice::RecordingId recording_id;
  bool held = false;
};
BOOST_DESCRIBE_STRUCT(RecordingHeld, (), (recording_id, held))

// Subject: the rule.
struct RetentionChanged {
  static constexpr std::string_view type = "telephony.retention_changed";
  RetentionId retention_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(RetentionChanged, (), (retention_id, change))

}  // namespace telephony
