#pragma once
// The function rights of recordings.

#include <vector>

#include "access/actor.h"

namespace telephony {

inline constexpr org::Right view_recordings{"recordings.view"};  // that there are any, and their marks
inline constexpr org::Right play_recordings{"recordings.play"};
inline constexpr org::Right download_recordings{"recordings.download"};
inline constexpr org::Right hold_recordings{"recordings.hold"};
inline constexpr org::Right delete_recordings{"recordings.delete"};
inline constexpr org::Right edit_retention{"recordings.retention"};

// In the order in which the console shows them.
inline std::vector<org::Right> recording_rights() {
  return {view_recordings, play_recordings, download_recordings, hold_recordings, delete_recordings, edit_retention};
}

}  // namespace telephony
