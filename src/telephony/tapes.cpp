#include "telephony/tapes.h"

#include "keys/keys.h"
#include "telephony/store.h"

namespace telephony {

Tapes::Tape KeptTapes::begin(db::Transaction& tx, const KeptCall& call, voice::RecordingId id, bool voicemail) {
  NewRecording fresh;
  fresh.id = id;
  fresh.centre_id = call.centre_id;
  fresh.contact_id = call.contact_id;
  fresh.call_id = call.id;
  fresh.queue_id = call.queue_id;
  fresh.customer_id = call.customer_id;
  fresh.agent_id = call.agent_id;
  const bool is_out = call.kind == CallKind::Outbound;
  fresh.direction = is_out ? contacts::Direction::Outbound : contacts::Direction::Inbound;
  fresh.voicemail = voicemail;
  fresh.number = platform_.keys.open(call.number, number_context).value_or("");
  fresh.masked = call.masked;
  auto file = recordings_.begin(tx, fresh);
  return {std::move(file.path), std::move(file.key)};
}

void KeptTapes::mark(db::Transaction& tx, voice::RecordingId id, const std::string& kind, std::int64_t at_ms) {
  if (const auto known = base::from_word<MarkKind>(kind)) Recordings::mark(tx, id, *known, at_ms);
}

void KeptTapes::end(db::Transaction& tx, voice::RecordingId id, std::int64_t length_ms, std::int64_t bytes) {
  recordings_.end(tx, id, length_ms, bytes);
}

}  // namespace telephony
