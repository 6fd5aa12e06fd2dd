// The primitives of keys.h: random bytes, hex, digests.

#include <sodium.h>

#include <stdexcept>

#include "keys/aead.h"
#include "keys/keys.h"
#include "keys/sodium_ready.h"

namespace keys {

void sodium_ready() {
  static const int state = sodium_init();
  if (state < 0) throw std::runtime_error("libsodium cannot start: the system's random generator is missing.");
}

std::string random_bytes(std::size_t count) {
  sodium_ready();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string random_token() {
  return to_base64url(random_bytes(16));
}

std::string hex(std::string_view bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  text.pop_back();
  return text;
}

std::optional<std::string> unhex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes(text.size() / 2, '\0');
  std::size_t written = 0;
  const char* end = nullptr;
  int bad = sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(),
                           nullptr, &written, &end);
  if (bad != 0 || written != bytes.size() || end != text.data() + text.size()) return std::nullopt;
  return bytes;
}

std::string digest(std::string_view bytes) {
  return keyed_digest(bytes, {}, 32);
}

bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace keys
