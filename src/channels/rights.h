#pragma once
// The function rights of channels.

#include <vector>

#include "access/actor.h"

namespace channels {

inline constexpr org::Right view_chats{"chats.view"};            // transcripts of others
inline constexpr org::Right supervise_chats{"chats.supervise"};  // read along, whisper, take over
inline constexpr org::Right view_sites{"sites.view"};
inline constexpr org::Right edit_sites{"sites.edit"};
inline constexpr org::Right edit_replies{"replies.edit"};  // canned replies that are shared

// In the order in which the console shows them.
inline std::vector<org::Right> channel_rights() {
  return {view_chats, supervise_chats, view_sites, edit_sites, edit_replies};
}

}  // namespace channels
