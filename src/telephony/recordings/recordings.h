#pragma once
// Recordings of calls: a row for each with its own key, a sealed file that the voice engine
// writes, who may hear it, and when it is deleted.
//
// Verbs take the actor first, are thread-safe, block on the database and on files, and refuse
// with Forbidden, NotFound, Stale, Conflict, WrongState, Invalid. A recording stands in its
// centre and where its agent stood.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "base/result.h"
#include "telephony/recordings/types.h"

namespace http {
struct Seekable;
}
namespace jobs {
class Runner;
}
namespace org {
class Api;
}

namespace telephony {

struct RecordingRow;
class Telephony;

struct RecordingFilter {
  std::optional<base::Time> from, until;  // of the beginning; until is not included
  std::optional<org::CentreId> centre_id;
  std::optional<routing::QueueId> queue_id;
  std::optional<org::PersonId> agent_id;
  std::optional<customers::CustomerId> customer_id;  // with the files that went into that one
  std::optional<contacts::ContactId> contact_id;
  std::string number;  // whole, or its last four digits
  std::optional<std::int64_t> min_seconds, max_seconds;
  std::optional<contacts::Direction> direction;
  std::optional<RecordingState> state;  // none: those that can be heard, and that run
  std::optional<bool> held;
};

class Recordings {
 public:
  // `folder` is where the files lie, in the data folder.
  Recordings(org::Platform platform, std::string folder) : platform_(platform), folder_(std::move(folder)) {}

  // ---- for telephony, in its transactions ----

  // The row and the file's folder; the engine makes the file.
  RecordingFile begin(db::Transaction& tx, const NewRecording& recording);
  // Nothing when it does not run any more.
  static void mark(db::Transaction& tx, voice::RecordingId id, MarkKind kind, std::int64_t at_ms);
  void end(db::Transaction& tx, voice::RecordingId id, std::int64_t length_ms, std::int64_t bytes);
  // What a killed server left running is as long as its file; once, before telephony starts.
  void close_broken();

  // ---- for people ----

  // Newest first.
  base::Result<org::Page<Recording>> recordings(const org::Actor& actor, const RecordingFilter& filter,
                                                const org::ListQuery& query);
  base::Result<Recording> recording(const org::Actor& actor, voice::RecordingId id);
  base::Result<RecordingPeaks> peaks(const org::Actor& actor, voice::RecordingId id, int buckets);
  // As a WAV file, two channels of 16 bit. Audited, unless it goes on with what is being heard.
  enum class Hearing { Begins, GoesOn };
  base::Result<std::shared_ptr<http::Seekable>> play(const org::Actor& actor, voice::RecordingId id, Hearing hearing);
  base::Result<std::shared_ptr<http::Seekable>> download(const org::Actor& actor, voice::RecordingId id);
  // A message that a caller left, for whom telephony lets hear it; nothing else is found so.
  base::Result<RecordingPeaks> message_peaks(voice::RecordingId id, int buckets);
  base::Result<std::shared_ptr<http::Seekable>> play_message(const org::Actor& actor, voice::RecordingId id,
                                                             Hearing hearing);
  base::Result<Recording> hold(const org::Actor& actor, voice::RecordingId id, const RecordingHold& hold);
  base::Result<Recording> release(const org::Actor& actor, voice::RecordingId id);
  // Not while it runs or is held.
  base::Status remove(const org::Actor& actor, voice::RecordingId id);
  // All within reach that are not held.
  base::Result<DeletedRecordings> remove_of_customer(const org::Actor& actor, customers::CustomerId id);

  base::Result<org::Page<Retention>> retentions(const org::Actor& actor, const org::ListQuery& query);
  base::Result<Retention> retention(const org::Actor& actor, RetentionId id);
  base::Result<Retention> create_retention(const org::Actor& actor, const RetentionFields& fields);
  base::Result<Retention> edit_retention(const org::Actor& actor, RetentionId id, std::int64_t version,
                                         const RetentionFields& fields);
  base::Status delete_retention(const org::Actor& actor, RetentionId id);

  // Of all that can be heard, below the folder; for backups.
  static std::vector<std::string> file_names(db::Transaction& tx);

  // Deletes what has expired; gives how many. Run each night.
  int delete_expired();

  static constexpr std::int64_t default_days = 180;

 private:
  base::Result<std::shared_ptr<http::Seekable>> sound(const org::Actor& actor, base::Result<RecordingRow> row,
                                                      std::optional<std::string_view> action);
  base::Result<RecordingPeaks> peaks(base::Result<RecordingRow> row, int buckets);
  base::Result<Retention> save_retention(const org::Actor& actor, std::optional<RetentionId> id, std::int64_t version,
                                         const RetentionFields& fields);
  std::string path_of(const std::string& name) const { return folder_ + '/' + name; }
  void forget_files(const std::vector<std::string>& names) const;

  org::Platform platform_;
  std::string folder_;
};

// With the sound of messages that were left.
void add_recording_endpoints(org::Api& api, Recordings& recordings, Telephony& telephony);
void add_recording_jobs(jobs::Runner& runner, Recordings& recordings);

}  // namespace telephony
