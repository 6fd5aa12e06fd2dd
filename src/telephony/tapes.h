#pragma once
// The recordings of calls as the exchange knows them: rows and files are kept by Recordings.
//
// Thread: the exchange's.

#include <string>

#include "access/access.h"
#include "telephony/exchange.h"
#include "telephony/recordings/recordings.h"

namespace telephony {

class KeptTapes final : public Tapes {
 public:
  KeptTapes(org::Platform platform, Recordings& recordings) : platform_(platform), recordings_(recordings) {}

  Tape begin(db::Transaction& tx, const KeptCall& call, voice::RecordingId id, bool voicemail) override;
  void mark(db::Transaction& tx, voice::RecordingId id, const std::string& kind, std::int64_t at_ms) override;
  void end(db::Transaction& tx, voice::RecordingId id, std::int64_t length_ms, std::int64_t bytes) override;

 private:
  org::Platform platform_;
  Recordings& recordings_;
};

}  // namespace telephony
