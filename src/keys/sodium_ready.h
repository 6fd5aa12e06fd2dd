#pragma once

namespace keys {

// Starts libsodium once; call before anything that needs randomness or its chosen
// implementations. Throws std::runtime_error when the system has no randomness.
void sodium_ready();

}  // namespace keys
