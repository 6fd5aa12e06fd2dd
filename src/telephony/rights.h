#pragma once
// The function rights of telephony. Who works as an agent answers and calls by that alone.

#include <vector>

#include "access/actor.h"

namespace telephony {

inline constexpr org::Right view_calls{"calls.view"};            // of others
inline constexpr org::Right supervise_calls{"calls.supervise"};  // listen, whisper, barge in, take over, cut
inline constexpr org::Right unmask_calls{"calls.unmask"};        // numbers whole
inline constexpr org::Right pause_recording{"calls.pause_recording"};
inline constexpr org::Right edit_queue_voice{"calls.edit_voice"};  // what queues let their callers hear

// In the order in which the console shows them.
inline std::vector<org::Right> telephony_rights() {
  return {view_calls, supervise_calls, unmask_calls, pause_recording, edit_queue_voice};
}

}  // namespace telephony
