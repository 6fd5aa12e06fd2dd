#pragma once
// Where recordings lie: one sealed file each, in a folder of its day, with a key of its own.
//
// Thread: the exchange's.

#include <string>

#include "access/access.h"
#include "telephony/exchange.h"

namespace telephony {

class FolderTapes final : public Tapes {
 public:
  // `folder` is made when it is first needed.
  FolderTapes(org::Platform platform, std::string folder) : platform_(platform), folder_(std::move(folder)) {}

  Tape begin(db::Transaction& tx, const KeptCall& call, voice::RecordingId id, bool voicemail) override;
  void mark(db::Transaction& tx, voice::RecordingId id, const std::string& kind, std::int64_t at_ms) override;
  void end(db::Transaction& tx, voice::RecordingId id, std::int64_t length_ms, std::int64_t bytes) override;

 private:
  org::Platform platform_;
  std::string folder_;
};

// "2026/11/22/ID.ydr", of the UTC day on which the id was made.
std::string tape_path(voice::RecordingId id);
// 32 bytes.
std::string tape_key(const keys::KeyRing& keys, voice::RecordingId id);

}  // namespace telephony
