#include "keys/aead.h"

#include <sodium.h>

#include "keys/keys.h"

namespace keys {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr int base64_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* octets(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

}  // namespace

std::string seal_bytes(std::string_view plain, std::string_view context, std::string_view key) {
  std::string sealed = random_bytes(nonce_bytes);
  sealed.resize(nonce_bytes + plain.size() + tag_bytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(octets(sealed) + nonce_bytes, nullptr, octets(plain), plain.size(),
                                             octets(context), context.size(), nullptr, octets(sealed), octets(key));
  return sealed;
}

std::optional<std::string> open_bytes(std::string_view sealed, std::string_view context, std::string_view key) {
  if (sealed.size() < nonce_bytes + tag_bytes) return std::nullopt;
  std::string plain(sealed.size() - nonce_bytes - tag_bytes, '\0');
  int bad = crypto_aead_xchacha20poly1305_ietf_decrypt(octets(plain), nullptr, nullptr, octets(sealed) + nonce_bytes,
                                                       sealed.size() - nonce_bytes, octets(context), context.size(),
                                                       octets(sealed), octets(key));
  if (bad != 0) return std::nullopt;
  return plain;
}

std::string keyed_digest(std::string_view bytes, std::string_view key, std::size_t size) {
  std::string out(size, '\0');
  crypto_generichash(octets(out), out.size(), octets(bytes), bytes.size(), octets(key), key.size());
  return out;
}

std::string to_base64url(std::string_view bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), base64_variant), '\0');
  sodium_bin2base64(text.data(), text.size(), octets(bytes), bytes.size(), base64_variant);
  text.pop_back();  // the terminating NUL
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  std::size_t written = 0;
  const char* end = nullptr;
  int bad =
      sodium_base642bin(octets(bytes), bytes.size(), text.data(), text.size(), nullptr, &written, &end, base64_variant);
  if (bad != 0 || end != text.data() + text.size()) return std::nullopt;
  bytes.resize(written);
  return bytes;
}

}  // namespace keys
