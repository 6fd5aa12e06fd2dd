#include "voice/recording/file_format.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace voice::recording {
namespace {

constexpr std::array<std::uint8_t, 8> magic{'Y', 'D', 'R', 'E', 'C', 0, 0, 1};
constexpr std::size_t salt_size = 24;
constexpr std::uint32_t last_bit = 0x80000000;
constexpr std::uint64_t number_of_header = std::numeric_limits<std::uint64_t>::max();

static_assert(header_size == magic.size() + salt_size + tag_size);
static_assert(tag_size == crypto_aead_chacha20poly1305_ietf_ABYTES);
static_assert(key_size == crypto_aead_chacha20poly1305_ietf_KEYBYTES);

using Nonce = std::array<std::uint8_t, crypto_aead_chacha20poly1305_ietf_NPUBBYTES>;

Nonce nonce_of(std::uint64_t number) {
  Nonce made{};
  for (std::size_t i = 0; i < 8; ++i) made[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return made;
}

}  // namespace

Seal::~Seal() {
  sodium_memzero(key_.data(), key_.size());
}

void Seal::derive(const std::string& key) {
  crypto_generichash(key_.data(), key_.size(), header_.data() + magic.size(), salt_size,
                     reinterpret_cast<const unsigned char*>(key.data()), key.size());
}

std::optional<Seal> Seal::make(const std::string& key) {
  if (sodium_init() < 0 || key.size() != key_size) return std::nullopt;
  Seal made;
  std::copy(magic.begin(), magic.end(), made.header_.begin());
  randombytes_buf(made.header_.data() + magic.size(), salt_size);
  made.derive(key);
  constexpr std::size_t before = magic.size() + salt_size;
  crypto_aead_chacha20poly1305_ietf_encrypt(made.header_.data() + before, nullptr, nullptr, 0, made.header_.data(),
                                            before, nullptr, nonce_of(number_of_header).data(), made.key_.data());
  return made;
}

std::optional<Seal> Seal::open(std::span<const std::uint8_t> header, const std::string& key) {
  if (sodium_init() < 0 || key.size() != key_size || header.size() < header_size) return std::nullopt;
  if (!std::equal(magic.begin(), magic.end(), header.begin())) return std::nullopt;
  Seal made;
  std::copy_n(header.begin(), header_size, made.header_.begin());
  made.derive(key);
  constexpr std::size_t before = magic.size() + salt_size;
  if (crypto_aead_chacha20poly1305_ietf_decrypt(nullptr, nullptr, nullptr, made.header_.data() + before, tag_size,
                                                made.header_.data(), before, nonce_of(number_of_header).data(),
                                                made.key_.data()) != 0)
    return std::nullopt;
  return made;
}

std::vector<std::uint8_t> Seal::associated(std::span<const std::uint8_t> head) const {
  std::vector<std::uint8_t> made(header_.begin(), header_.end());
  made.insert(made.end(), head.begin(), head.begin() + frame_head_size);
  return made;
}

std::vector<std::uint8_t> Seal::seal(std::uint64_t number, std::span<const std::uint8_t> samples,
                                     FramePlace place) const {
  const std::uint32_t head =
      static_cast<std::uint32_t>(samples.size() / 2) | (place == FramePlace::Last ? last_bit : 0);
  std::vector<std::uint8_t> made(frame_head_size + samples.size() + tag_size);
  for (std::size_t i = 0; i < frame_head_size; ++i) made[i] = static_cast<std::uint8_t>(head >> (8 * i));
  const auto with = associated(made);
  crypto_aead_chacha20poly1305_ietf_encrypt(made.data() + frame_head_size, nullptr, samples.data(), samples.size(),
                                            with.data(), with.size(), nullptr, nonce_of(number).data(), key_.data());
  return made;
}

std::optional<FrameHead> read_frame_head(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < frame_head_size) return std::nullopt;
  std::uint32_t head = 0;
  for (std::size_t i = 0; i < frame_head_size; ++i) head |= static_cast<std::uint32_t>(bytes[i]) << (8 * i);
  const FrameHead made{head & ~last_bit, (head & last_bit) != 0};
  if (made.samples > samples_in_frame || (!made.last && made.samples != samples_in_frame)) return std::nullopt;
  return made;
}

std::optional<std::vector<std::uint8_t>> Seal::open_frame(std::uint64_t number,
                                                          std::span<const std::uint8_t> frame) const {
  const auto head = read_frame_head(frame);
  if (!head || frame.size() != head->size()) return std::nullopt;
  std::vector<std::uint8_t> made(2 * head->samples);
  const auto with = associated(frame);
  if (crypto_aead_chacha20poly1305_ietf_decrypt(made.data(), nullptr, nullptr, frame.data() + frame_head_size,
                                                frame.size() - frame_head_size, with.data(), with.size(),
                                                nonce_of(number).data(), key_.data()) != 0)
    return std::nullopt;
  return made;
}

}  // namespace voice::recording
