#pragma once
// All SQL of recordings. Private to the module.

#include "access/list.h"
#include "db/database.h"
#include "db/rows.h"
#include "telephony/recordings/recordings.h"

namespace telephony {

struct RecordingRow : Recording {
  std::string file_name;   // below the folder
  std::string sealed_key;  // "" once deleted, so that nothing can read the file any more
  std::string number_index, number_tail_index;
};
BOOST_DESCRIBE_STRUCT(RecordingRow, (Recording), (file_name, sealed_key, number_index, number_tail_index))

inline constexpr org::PlaceColumns recording_place{"centre_id", "department_id", "team_id", "agent_id"};

std::optional<RecordingRow> find_recording(db::Transaction& tx, voice::RecordingId id);
std::vector<RecordingRow> running_recordings(db::Transaction& tx);
std::vector<RecordingRow> expired_recordings(db::Transaction& tx, base::Time now, int limit);
void insert_recording(db::Transaction& tx, const RecordingRow& row);
void update_recording(db::Transaction& tx, const RecordingRow& row);

std::optional<Retention> find_retention(db::Transaction& tx, RetentionId id);
std::vector<Retention> all_retentions(db::Transaction& tx);
// How long a recording of the queue is kept.
std::int64_t days_of(db::Transaction& tx, org::CentreId centre, std::optional<routing::QueueId> queue);
// After a rule has changed.
void expire_anew(db::Transaction& tx);

}  // namespace telephony
