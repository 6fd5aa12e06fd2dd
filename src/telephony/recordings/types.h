#pragma once
// The words of recordings: what of a call was kept, what happened in it, how long it is kept.

#include <optional>
#include <string>
#include <vector>

#include "access/types.h"
#include "base/describe.h"
#include "contacts/types.h"
#include "customers/types.h"
#include "routing/types.h"
#include "telephony/types.h"
#include "voice/ids.h"

namespace telephony {

using RetentionId = base::Id<struct RecordingRetentionTag>;

// Recording: it runs. Kept: it can be heard. Deleted: by hand, with the customer's data, or when
// its time was over. Lost: nothing of it was left on the disk.
enum class RecordingState { Recording, Kept, Deleted, Lost };
BOOST_DESCRIBE_ENUM(RecordingState, Recording, Kept, Deleted, Lost)

// What is heard on the left; the right is what that party heard.
enum class RecordedParty { Customer, Agent };
BOOST_DESCRIBE_ENUM(RecordedParty, Customer, Agent)

// Between Pause and GoOn nothing is recorded, between Hold and Resume the party hears music.
enum class MarkKind { Hold, Resume, Pause, GoOn, Transfer, Consult, Conference };
BOOST_DESCRIBE_ENUM(MarkKind, Hold, Resume, Pause, GoOn, Transfer, Consult, Conference)

struct RecordingMark {
  std::int64_t at_ms = 0;  // since the beginning
  MarkKind kind = MarkKind::Hold;
};
BOOST_DESCRIBE_STRUCT(RecordingMark, (), (at_ms, kind))

// Where the agent stood when it began; a recording stands there.
struct Recording {
  voice::RecordingId id;
  org::CentreId centre_id;
  std::optional<contacts::ContactId> contact_id;
  CallId call_id;
  std::optional<routing::QueueId> queue_id;
  std::optional<customers::CustomerId> customer_id;
  std::optional<org::PersonId> agent_id;
  std::optional<org::TeamId> team_id;
  std::optional<org::DepartmentId> department_id;
  contacts::Direction direction = contacts::Direction::Inbound;
  RecordedParty party = RecordedParty::Customer;
  bool voicemail = false;
  std::string number;  // of the customer, masked
  base::Time started_at;
  std::optional<base::Time> ended_at;
  std::int64_t length_ms = 0;
  std::int64_t bytes = 0;
  std::vector<RecordingMark> marks;
  bool legal_hold = false;
  std::string hold_reason;
  std::optional<base::Time> expires_at;
  RecordingState state = RecordingState::Recording;
};
BOOST_DESCRIBE_STRUCT(Recording, (),
                      (id, centre_id, contact_id, call_id, queue_id, customer_id, agent_id, team_id, department_id,
                       direction, party, voicemail, number, started_at, ended_at, length_ms, bytes, marks, legal_hold,
                       hold_reason, expires_at, state))

// A call that is recorded from now on.
struct NewRecording {
  voice::RecordingId id;
  org::CentreId centre_id;
  std::optional<contacts::ContactId> contact_id;
  CallId call_id;
  std::optional<routing::QueueId> queue_id;
  std::optional<customers::CustomerId> customer_id;
  std::optional<org::PersonId> agent_id;
  contacts::Direction direction = contacts::Direction::Inbound;
  RecordedParty party = RecordedParty::Customer;
  bool voicemail = false;
  std::string number;  // of the customer, whole; "" when it is not known
  std::string masked;
};

// For the voice engine's StartRecording.
struct RecordingFile {
  std::string path;
  std::string key;
};

// Loudest sample of each of equal stretches, 0 to 1000.
struct RecordingPeaks {
  std::int64_t length_ms = 0;
  std::vector<std::int64_t> said, heard;  // by the party, left; what it heard, right
};
BOOST_DESCRIBE_STRUCT(RecordingPeaks, (), (length_ms, said, heard))

// Why a recording must not be deleted.
struct RecordingHold {
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(RecordingHold, (), (reason))
constexpr auto limits_of(const RecordingHold*) {
  return std::array{base::Limit{.field = "reason", .min_length = 1, .max_length = 200}};
}

struct DeletedRecordings {
  std::int64_t deleted = 0;
  std::int64_t held = 0;  // they stay
};
BOOST_DESCRIBE_STRUCT(DeletedRecordings, (), (deleted, held))

// How long recordings of a queue are kept, or of a centre and those below it. That of the queue
// counts, else that of the nearest centre, else the default.
struct RetentionFields {
  org::CentreId centre_id;
  std::optional<routing::QueueId> queue_id;  // of that centre
  std::int64_t days = 180;
};
BOOST_DESCRIBE_STRUCT(RetentionFields, (), (centre_id, queue_id, days))
constexpr auto limits_of(const RetentionFields*) {
  return std::array{base::Limit{.field = "days", .minimum = 1, .maximum = 3'650}};
}

struct Retention : RetentionFields {
  RetentionId id;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Retention, (RetentionFields), (id, version, updated_at))

}  // namespace telephony
