#pragma once
// Sound of telephones: 8,000 samples a second, mono, 16 bits. Files of people and of the
// speaking program are brought to that form. Pure; private to the module.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ivr {

inline constexpr std::size_t most_upload_bytes = 20 * 1024 * 1024;
inline constexpr int most_sound_seconds = 600;

using Samples = std::vector<std::int16_t>;

// WAV, MP3, Ogg (Vorbis, Opus) or FLAC, at any rate, its channels mixed. UnsupportedMedia
// "sound_unreadable", TooLarge "sound_too_long", Invalid for silence.
base::Result<Samples> decode(std::string_view file);

// Brings speech to one loudness (-20 dB below full scale where somebody speaks), without
// clipping; silence stays.
void normalise(Samples& samples);

// A WAV file of these samples, and back (only of what to_wav() made).
std::string to_wav(const Samples& samples);
Samples from_wav(std::string_view wav);

inline std::int64_t milliseconds_of(const Samples& samples) {
  return static_cast<std::int64_t>(samples.size()) / 8;
}

}  // namespace ivr
