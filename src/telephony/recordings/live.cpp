// What telephony calls while calls go on.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/log.h"
#include "keys/keys.h"
#include "telephony/recordings/verbs.h"
#include "voice/recording/reader.h"

namespace telephony {
namespace {

namespace fs = std::filesystem;

constexpr base::ActorRef nobody{};
constexpr std::int64_t ms_a_day = 86'400'000;

// "2026/11/22/ID.ydrec", by the date of UTC.
std::string file_name(voice::RecordingId id, base::Time at) {
  auto day = base::to_rfc3339(at).substr(0, 10);
  std::replace(day.begin(), day.end(), '-', '/');
  return day + '/' + id.text() + ".ydrec";
}

void put_number(RecordingRow& row, const keys::KeyRing& keys, const NewRecording& recording) {
  row.number = recording.masked;
  const auto digits = digits_of(recording.number);
  if (digits.size() < 4) return;
  row.number_index = keys.blind_index(digits, number_purpose);
  row.number_tail_index = keys.blind_index(digits.substr(digits.size() - 4), tail_purpose);
}

void finish(db::Transaction& tx, const org::Platform& platform, RecordingRow& row) {
  row.state = row.bytes > 0 && row.length_ms > 0 ? RecordingState::Kept : RecordingState::Lost;
  row.expires_at = *row.ended_at + base::Duration{days_of(tx, row.centre_id, row.queue_id) * ms_a_day};
  update_recording(tx, row);
  tell(tx, platform.clock.now(), nobody, row, RecordingEnded{row.id, row.state, row.length_ms});
}

}  // namespace

std::string key_context(voice::RecordingId id) {
  return "call_recording.key." + id.text();
}

RecordingFile Recordings::begin(db::Transaction& tx, const NewRecording& recording) {
  RecordingRow row;
  row.id = recording.id;
  row.centre_id = recording.centre_id;
  row.contact_id = recording.contact_id;
  row.call_id = recording.call_id;
  row.queue_id = recording.queue_id;
  row.customer_id = recording.customer_id;
  row.agent_id = recording.agent_id;
  if (const auto place = row.agent_id ? org::Access::person_place(tx, *row.agent_id) : std::nullopt) {
    row.team_id = place->team_id;
    row.department_id = place->department_id;
  }
  row.direction = recording.direction;
  row.party = recording.party;
  row.voicemail = recording.voicemail;
  put_number(row, platform_.keys, recording);
  row.started_at = platform_.clock.now();
  row.file_name = file_name(row.id, row.started_at);
  const auto key = keys::random_bytes(keys::key_bytes);
  row.sealed_key = platform_.keys.seal(key, key_context(row.id));
  fs::create_directories(fs::path(path_of(row.file_name)).parent_path());
  insert_recording(tx, row);
  tell(tx, row.started_at, nobody, row, RecordingBegun{row.id, row.contact_id, row.agent_id});
  return {path_of(row.file_name), key};
}

void Recordings::mark(db::Transaction& tx, voice::RecordingId id, MarkKind kind, std::int64_t at_ms) {
  auto row = find_recording(tx, id);
  if (!row || row->state != RecordingState::Recording) return;
  row->marks.push_back({std::max<std::int64_t>(0, at_ms), kind});
  update_recording(tx, *row);
}

void Recordings::end(db::Transaction& tx, voice::RecordingId id, std::int64_t length_ms, std::int64_t bytes) {
  auto row = find_recording(tx, id);
  if (!row || row->state != RecordingState::Recording) return;
  row->ended_at = platform_.clock.now();
  row->length_ms = length_ms;
  row->bytes = bytes;
  finish(tx, platform_, *row);
}

void Recordings::close_broken() {
  const auto running = platform_.database.read([](db::Transaction& tx) { return running_recordings(tx); });
  for (auto row : running) {
    const auto path = path_of(row.file_name);
    auto key = platform_.keys.open(row.sealed_key, key_context(row.id));
    auto reader = key ? voice::recording::Reader::open(path, *key) : std::nullopt;
    std::error_code missing;
    const auto size = fs::file_size(path, missing);
    row.length_ms = reader ? reader->samples() * 1'000 / samples_a_second : 0;
    row.bytes = missing ? 0 : static_cast<std::int64_t>(size);
    row.ended_at = row.started_at + base::Duration{row.length_ms};
    platform_.database.write([&](db::Transaction& tx) {
      auto now = find_recording(tx, row.id);
      if (now && now->state == RecordingState::Recording) finish(tx, platform_, row);
    });
    base::log::warning("telephony", "a recording of a server that was killed is {} s long", row.length_ms / 1'000);
  }
}

}  // namespace telephony
