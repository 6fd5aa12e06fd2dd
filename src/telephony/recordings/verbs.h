#pragma once
// What the verbs of recordings share. Private to the module.

#include <string>
#include <string_view>

#include "events/events.h"
#include "telephony/recordings/events.h"
#include "telephony/recordings/rights.h"
#include "telephony/recordings/store.h"
#include "telephony/store.h"

namespace telephony {

inline constexpr std::string_view number_purpose = "call_recording.number", tail_purpose = "call_recording.number_tail";
inline constexpr std::int64_t samples_a_second = 8'000;

inline org::Place place_of(const Recording& recording) {
  return {recording.centre_id, recording.department_id, recording.team_id, recording.agent_id};
}

// Of the sealed key.
std::string key_context(voice::RecordingId id);

template <class E>
void tell(db::Transaction& tx, base::Time at, const base::ActorRef& by, const Recording& recording, const E& event) {
  events::append(tx, {at, by, recording.centre_id.value, recording.id.value}, event);
}

}  // namespace telephony
