#include "voice/media/g711.h"

#include <array>
#include <bit>

namespace voice::media {
namespace {

// A-law has 13 bits, mu-law 14: the tables are indexed by what is left of a sample.
constexpr int alaw_bits = 13, ulaw_bits = 14;
constexpr int ulaw_bias = 132, ulaw_clip = 32635;

constexpr std::int16_t alaw_sound(std::uint8_t byte) {
  byte ^= 0x55;
  const int segment = (byte & 0x70) >> 4;
  int magnitude = ((byte & 0x0f) << 4) + 8;
  if (segment > 0) magnitude = (magnitude + 0x100) << (segment - 1);
  return static_cast<std::int16_t>(byte & 0x80 ? magnitude : -magnitude);
}

constexpr std::int16_t ulaw_sound(std::uint8_t byte) {
  byte = static_cast<std::uint8_t>(~byte);
  const int magnitude = ((((byte & 0x0f) << 3) + ulaw_bias) << ((byte & 0x70) >> 4)) - ulaw_bias;
  return static_cast<std::int16_t>(byte & 0x80 ? -magnitude : magnitude);
}

constexpr std::uint8_t alaw_byte(int sample) {
  const std::uint8_t mask = sample >= 0 ? 0xd5 : 0x55;
  const auto magnitude = static_cast<unsigned>(sample >= 0 ? sample : -sample - 1) >> 3;
  const int segment = magnitude < 32 ? 0 : std::bit_width(magnitude) - 5;
  const unsigned step = segment < 2 ? magnitude >> 1 : magnitude >> segment;
  return static_cast<std::uint8_t>((segment << 4 | (step & 0x0f)) ^ mask);
}

constexpr std::uint8_t ulaw_byte(int sample) {
  const std::uint8_t sign = sample < 0 ? 0x80 : 0;
  int magnitude = sample < 0 ? -sample : sample;
  if (magnitude > ulaw_clip) magnitude = ulaw_clip;
  magnitude += ulaw_bias;
  const int segment = std::bit_width(static_cast<unsigned>(magnitude)) - 8;
  return static_cast<std::uint8_t>(~(sign | segment << 4 | ((magnitude >> (segment + 3)) & 0x0f)));
}

template <int bits, class Byte>
constexpr auto make_encoding(Byte byte_of) {
  std::array<std::uint8_t, 1 << bits> table{};
  constexpr int step = 1 << (16 - bits);
  for (int i = 0; i < 1 << bits; ++i) {
    const int lowest = (i - (1 << (bits - 1))) * step;
    table[i] = byte_of(lowest < 0 ? lowest + step - 1 : lowest);  // of each step, what is nearest to zero
  }
  return table;
}

template <class Sound>
constexpr auto make_decoding(Sound sound_of) {
  std::array<std::int16_t, 256> table{};
  for (int i = 0; i < 256; ++i) table[i] = sound_of(static_cast<std::uint8_t>(i));
  return table;
}

const auto alaw_decoding = make_decoding(alaw_sound), ulaw_decoding = make_decoding(ulaw_sound);
const auto alaw_encoding = make_encoding<alaw_bits>(alaw_byte);
const auto ulaw_encoding = make_encoding<ulaw_bits>(ulaw_byte);

template <int bits>
void encode_by(const std::array<std::uint8_t, 1 << bits>& table, std::span<const std::int16_t> samples,
               std::uint8_t* bytes) {
  for (const std::int16_t sample : samples) *bytes++ = table[(sample + 32768) >> (16 - bits)];
}

}  // namespace

std::span<const std::int16_t, 256> decoding_table(Codec codec) {
  return codec == Codec::Pcma ? alaw_decoding : ulaw_decoding;
}

std::uint8_t silence_byte(Codec codec) {
  return codec == Codec::Pcma ? 0xd5 : 0xff;
}

void decode(Codec codec, std::span<const std::uint8_t> bytes, std::int16_t* samples) {
  const auto table = decoding_table(codec);
  for (const std::uint8_t byte : bytes) *samples++ = table[byte];
}

void encode(Codec codec, std::span<const std::int16_t> samples, std::uint8_t* bytes) {
  if (codec == Codec::Pcma)
    encode_by<alaw_bits>(alaw_encoding, samples, bytes);
  else
    encode_by<ulaw_bits>(ulaw_encoding, samples, bytes);
}

}  // namespace voice::media
