#pragma once
// ITU-T G.711, both laws, by tables. Any thread.

#include <cstdint>
#include <span>

#include "voice/media/types.h"

namespace voice::media {

// What a byte sounds like: 256 samples, never -32768.
std::span<const std::int16_t, 256> decoding_table(Codec codec);
// What silence is on the wire.
std::uint8_t silence_byte(Codec codec);

void decode(Codec codec, std::span<const std::uint8_t> bytes, std::int16_t* samples);
void encode(Codec codec, std::span<const std::int16_t> samples, std::uint8_t* bytes);

}  // namespace voice::media
