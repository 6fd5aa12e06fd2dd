#pragma once
// XChaCha20-Poly1305 with a random nonce before the sealed bytes. Private to keys.

#include <optional>
#include <string>
#include <string_view>

namespace keys {

// nonce (24) + cipher text + tag (16). `context` is authenticated, not kept.
std::string seal_bytes(std::string_view plain, std::string_view context, std::string_view key);
// Empty when altered, or of another key or context.
std::optional<std::string> open_bytes(std::string_view sealed, std::string_view context, std::string_view key);

std::string to_base64url(std::string_view bytes);
// Empty unless `text` is the one spelling of its bytes.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace keys
