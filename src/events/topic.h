#pragma once
// Private to events.

#include <string_view>

namespace events {

// Woken after the commit of every transaction that appended.
inline constexpr std::string_view wake_topic = "events";

}  // namespace events
