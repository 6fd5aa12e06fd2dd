#include "telephony/tapes.h"

#include <fmt/chrono.h>

#include <filesystem>

#include "base/id.h"

namespace telephony {

std::string tape_path(voice::RecordingId id) {
  const auto day = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(base::made_at(id.value)));
  return fmt::format("{:04}/{:02}/{:02}/{}.ydr", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()), id.value);
}

std::string tape_key(const keys::KeyRing& keys, voice::RecordingId id) {
  return keys.derive("recording." + id.text());
}

Tapes::Tape FolderTapes::begin(db::Transaction&, const KeptCall&, voice::RecordingId id, bool) {
  const std::filesystem::path path = std::filesystem::path(folder_) / tape_path(id);
  std::filesystem::create_directories(path.parent_path());
  return {path.string(), tape_key(platform_.keys, id)};
}

void FolderTapes::mark(db::Transaction&, voice::RecordingId, const std::string&, std::int64_t) {}

void FolderTapes::end(db::Transaction&, voice::RecordingId, std::int64_t, std::int64_t) {}

}  // namespace telephony
