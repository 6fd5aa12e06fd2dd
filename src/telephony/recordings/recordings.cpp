// Verbs on recordings: finding, hearing, holding, deleting.

#include "telephony/recordings/recordings.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "customers/customers.h"
#include "jobs/jobs.h"
#include "keys/keys.h"
#include "telephony/recordings/sound.h"
#include "telephony/recordings/verbs.h"
#include "voice/recording/reader.h"

namespace telephony {
namespace {

using voice::recording::Channel;
using voice::recording::Reader;

constexpr int batch = 200;
constexpr std::int64_t loudest = 1'000;

base::Result<RecordingRow> load(db::Transaction& tx, const org::Actor& actor, org::Right right, voice::RecordingId id) {
  if (auto status = actor.require(right); !status) return base::pass(status);
  auto row = find_recording(tx, id);
  if (!row || !actor.reaches(right, place_of(*row))) return base::not_found();
  return *std::move(row);
}

base::Result<RecordingRow> load_message(db::Transaction& tx, voice::RecordingId id) {
  auto row = find_recording(tx, id);
  if (!row || !row->voicemail) return base::not_found();
  return *std::move(row);
}

std::optional<std::string_view> audited(Recordings::Hearing hearing) {
  return hearing == Recordings::Hearing::Begins ? std::optional<std::string_view>("recording.played") : std::nullopt;
}

void audit(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, std::string_view action,
           const Recording& recording, std::string detail = "") {
  org::audit(tx, platform, actor, {action, "recording", recording.id.value, recording.centre_id, std::move(detail)});
}

void narrow(db::Transaction& tx, const org::Platform& platform, org::ListStatement& list,
            const RecordingFilter& filter) {
  if (filter.from) list.require("started_at >= ?%1", *filter.from);
  if (filter.until) list.require("started_at < ?%1", *filter.until);
  if (filter.centre_id) list.require("centre_id = ?%1", *filter.centre_id);
  if (filter.queue_id) list.require("queue_id = ?%1", *filter.queue_id);
  // Whoever had the call, too, after whom it began with.
  if (filter.agent_id)
    list.require(
        "(agent_id = ?%1 OR EXISTS (SELECT 1 FROM voice_party WHERE voice_party.call_id = call_recording.call_id"
        " AND person_id = ?%1 AND role IN ('agent', 'colleague') AND answered_at IS NOT NULL))",
        *filter.agent_id);
  if (filter.customer_id)
    list.require("customer_id {in ?%1}", customers::Customers::files_of(tx, org::system_actor(), *filter.customer_id)
                                             .value_or(std::vector<customers::CustomerId>{}));
  if (filter.contact_id) list.require("contact_id = ?%1", *filter.contact_id);
  if (const auto digits = digits_of(filter.number); digits.size() == 4)
    list.require("number_tail_index = ?%1", platform.keys.blind_index(digits, tail_purpose));
  else if (!filter.number.empty())
    list.require("number_index = ?%1", platform.keys.blind_index(digits, number_purpose));
  if (filter.min_seconds) list.require("length_ms >= ?%1", *filter.min_seconds * 1'000);
  if (filter.max_seconds) list.require("length_ms <= ?%1", *filter.max_seconds * 1'000);
  if (filter.direction) list.require("direction = ?%1", base::word_of(*filter.direction));
  if (filter.held) list.require("legal_hold = ?%1", std::int64_t{*filter.held});
  if (filter.state)
    list.require("state = ?%1", base::word_of(*filter.state));
  else
    list.require("state IN ('recording', 'kept')");
}

std::vector<std::int64_t> scaled(const std::vector<float>& peaks) {
  std::vector<std::int64_t> values;
  for (auto peak : peaks) values.push_back(std::lround(std::clamp(peak, 0.0F, 1.0F) * loudest));
  return values;
}

std::optional<Reader> open(const org::Platform& platform, const RecordingRow& row, const std::string& path) {
  auto key = platform.keys.open(row.sealed_key, key_context(row.id));
  return key ? Reader::open(path, *key) : std::nullopt;
}

base::Status require_kept(const Recording& recording) {
  if (recording.state == RecordingState::Kept) return {};
  return base::refuse(base::Code::WrongState, "recording_is_" + base::word_of(recording.state));
}

// Without its key nothing can read the file any more, wherever a copy of it may be.
void forget(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, RecordingRow& row,
            DeletionCause cause) {
  row.state = RecordingState::Deleted;
  row.sealed_key.clear();
  row.number.clear();
  row.number_index.clear();
  row.number_tail_index.clear();
  update_recording(tx, row);
  tell(tx, platform.clock.now(), by, row, RecordingDeleted{row.id, cause});
}

}  // namespace

base::Result<org::Page<Recording>> Recordings::recordings(const org::Actor& actor, const RecordingFilter& filter,
                                                          const org::ListQuery& query) {
  if (auto status = actor.require(view_recordings); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<Recording>(), "call_recording", "id",
                            actor.within(view_recordings, recording_place, 1));
    narrow(tx, platform_, list, filter);
    return org::page_of<Recording>(tx, list, query, org::ListStatement::Order::NewestFirst, &db::read_row<Recording>);
  });
}

base::Result<Recording> Recordings::recording(const org::Actor& actor, voice::RecordingId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Recording> {
    auto row = load(tx, actor, view_recordings, id);
    if (!row) return base::pass(row);
    return *std::move(row);
  });
}

base::Result<RecordingPeaks> Recordings::peaks(const org::Actor& actor, voice::RecordingId id, int buckets) {
  return peaks(platform_.database.read([&](db::Transaction& tx) { return load(tx, actor, play_recordings, id); }),
               buckets);
}

base::Result<RecordingPeaks> Recordings::message_peaks(voice::RecordingId id, int buckets) {
  return peaks(platform_.database.read([&](db::Transaction& tx) { return load_message(tx, id); }), buckets);
}

base::Result<RecordingPeaks> Recordings::peaks(base::Result<RecordingRow> row, int buckets) {
  if (!row) return base::pass(row);
  if (auto status = require_kept(*row); !status) return base::pass(status);
  auto reader = open(platform_, *row, path_of(row->file_name));
  if (!reader) return base::refuse(base::Code::WrongState, "recording_is_lost");
  return RecordingPeaks{reader->samples() * 1'000 / samples_a_second, scaled(reader->peaks(Channel::Said, buckets)),
                        scaled(reader->peaks(Channel::Heard, buckets))};
}

base::Result<std::shared_ptr<http::Seekable>> Recordings::sound(const org::Actor& actor, base::Result<RecordingRow> row,
                                                                std::optional<std::string_view> action) {
  if (!row) return base::pass(row);
  if (auto status = require_kept(*row); !status) return base::pass(status);
  auto reader = open(platform_, *row, path_of(row->file_name));
  if (!reader) return base::refuse(base::Code::WrongState, "recording_is_lost");
  if (action) platform_.database.write([&](db::Transaction& tx) { audit(tx, platform_, actor, *action, *row); });
  return wav_of(*std::move(reader));
}

base::Result<std::shared_ptr<http::Seekable>> Recordings::play(const org::Actor& actor, voice::RecordingId id,
                                                               Hearing hearing) {
  return sound(actor,
               platform_.database.read([&](db::Transaction& tx) { return load(tx, actor, play_recordings, id); }),
               audited(hearing));
}

base::Result<std::shared_ptr<http::Seekable>> Recordings::play_message(const org::Actor& actor, voice::RecordingId id,
                                                                       Hearing hearing) {
  return sound(actor, platform_.database.read([&](db::Transaction& tx) { return load_message(tx, id); }),
               audited(hearing));
}

base::Result<std::shared_ptr<http::Seekable>> Recordings::download(const org::Actor& actor, voice::RecordingId id) {
  return sound(actor,
               platform_.database.read([&](db::Transaction& tx) { return load(tx, actor, download_recordings, id); }),
               "recording.downloaded");
}

base::Result<Recording> Recordings::hold(const org::Actor& actor, voice::RecordingId id, const RecordingHold& hold) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Recording> {
    tx.lock("call_recording");
    auto row = load(tx, actor, hold_recordings, id);
    if (!row) return base::pass(row);
    auto status = require_kept(*row);
    if (!status && row->state != RecordingState::Recording) return base::pass(status);
    if (row->legal_hold && row->hold_reason == hold.reason) return *row;
    row->legal_hold = true;
    row->hold_reason = hold.reason;
    update_recording(tx, *row);
    audit(tx, platform_, actor, "recording.held", *row, hold.reason);
    tell(tx, platform_.clock.now(), actor.ref, *row, RecordingHeld{id, true});
    return *row;
  });
}

base::Result<Recording> Recordings::release(const org::Actor& actor, voice::RecordingId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Recording> {
    tx.lock("call_recording");
    auto row = load(tx, actor, hold_recordings, id);
    if (!row) return base::pass(row);
    if (!row->legal_hold) return *row;
    row->legal_hold = false;
    row->hold_reason.clear();
    update_recording(tx, *row);
    audit(tx, platform_, actor, "recording.released", *row);
    tell(tx, platform_.clock.now(), actor.ref, *row, RecordingHeld{id, false});
    return *row;
  });
}

base::Status Recordings::remove(const org::Actor& actor, voice::RecordingId id) {
  auto name = platform_.database.write([&](db::Transaction& tx) -> base::Result<std::string> {
    tx.lock("call_recording");
    auto row = load(tx, actor, delete_recordings, id);
    if (!row) return base::pass(row);
    if (row->legal_hold) return base::refuse(base::Code::WrongState, "recording_is_held");
    if (auto status = require_kept(*row); !status) return base::pass(status);
    forget(tx, platform_, actor.ref, *row, DeletionCause::ByHand);
    audit(tx, platform_, actor, "recording.deleted", *row);
    return row->file_name;
  });
  if (!name) return base::pass(name);
  forget_files({*name});
  return {};
}

base::Result<DeletedRecordings> Recordings::remove_of_customer(const org::Actor& actor, customers::CustomerId id) {
  if (auto status = actor.require(delete_recordings); !status) return base::pass(status);
  std::vector<std::string> names;
  auto result = platform_.database.write([&](db::Transaction& tx) -> base::Result<DeletedRecordings> {
    names.clear();
    tx.lock("call_recording");
    auto files = customers::Customers::files_of(tx, actor, id);
    if (!files) return base::pass(files);
    auto rows = db::read_rows<RecordingRow>(tx.query(
        db::select<RecordingRow>("call_recording") + "WHERE state = 'kept' AND customer_id {in ?1} ORDER BY id",
        *files));
    DeletedRecordings deleted;
    for (auto& row : rows) {
      if (!actor.reaches(delete_recordings, place_of(row))) continue;
      if (row.legal_hold) {
        ++deleted.held;
        continue;
      }
      forget(tx, platform_, actor.ref, row, DeletionCause::CustomerData);
      audit(tx, platform_, actor, "recording.deleted", row);
      names.push_back(row.file_name);
      ++deleted.deleted;
    }
    return deleted;
  });
  forget_files(names);
  return result;
}

std::vector<std::string> Recordings::file_names(db::Transaction& tx) {
  std::vector<std::string> names;
  for (db::Row row : tx.query("SELECT file_name FROM call_recording WHERE state = 'kept' ORDER BY id"))
    names.emplace_back(row.text(0));
  return names;
}

int Recordings::delete_expired() {
  int deleted = 0;
  for (;;) {
    std::vector<std::string> names;
    platform_.database.write([&](db::Transaction& tx) {
      names.clear();
      tx.lock("call_recording");
      for (auto& row : expired_recordings(tx, platform_.clock.now(), batch)) {
        forget(tx, platform_, org::system_actor().ref, row, DeletionCause::Expired);
        names.push_back(row.file_name);
      }
    });
    forget_files(names);
    deleted += static_cast<int>(names.size());
    if (names.size() < batch) return deleted;
  }
}

// One that cannot be removed now is of no use to anybody without its key.
void Recordings::forget_files(const std::vector<std::string>& names) const {
  for (const auto& name : names) {
    std::error_code ignored;
    std::filesystem::remove(path_of(name), ignored);
  }
}

void add_recording_jobs(jobs::Runner& runner, Recordings& recordings) {
  runner.schedule("telephony.delete_expired_recordings", std::chrono::hours{24},
                  [&recordings] { recordings.delete_expired(); });
}

}  // namespace telephony
