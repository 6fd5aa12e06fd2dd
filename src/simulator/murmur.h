#pragma once
// Something like a voice, for callers when words cannot be spoken: vowels of one pitch in
// syllables and phrases, never the same person twice in a row. And how one speaking program
// becomes many people. Pure.

#include <cstdint>
#include <vector>

namespace simulator {

using Samples = std::vector<std::int16_t>;

// Some seconds of it; `voice` says whose.
Samples murmur(int voice);
// The same words by somebody with a higher or deeper voice.
Samples in_voice(const Samples& words, int voice);

}  // namespace simulator
