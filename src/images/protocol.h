#pragma once
// Between the server and yingda-images: the picture goes in as its input, its type as its
// only argument; out comes "TYPE WIDTH HEIGHT\n" and the new picture. Private to the module.

namespace images {

// Exit codes besides 0.
inline constexpr int exit_unreadable = 1;
inline constexpr int exit_too_large = 2;

}  // namespace images
