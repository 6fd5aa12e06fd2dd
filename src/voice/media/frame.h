#pragma once
// Sound as the media plane handles it, and the time that it is told.

#include <array>
#include <chrono>
#include <cstdint>

#include "voice/media/types.h"

namespace voice::media {

// Monotonic: a step of the wall clock moves nothing here.
using Moment = std::chrono::steady_clock::time_point;

// 20 ms of sound.
using Samples = std::array<std::int16_t, samples_per_frame>;

inline std::int16_t saturated(std::int32_t sample) {
  return static_cast<std::int16_t>(sample > 32767 ? 32767 : sample < -32768 ? -32768 : sample);
}

}  // namespace voice::media
