#include "http/handshake.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "http/header_value.h"

namespace http {
namespace {

bool base64_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

// Sixteen bytes in base64: 22 digits and two pads.
bool is_key(std::string_view key) {
  return key.size() == 24 && key.ends_with("==") && std::all_of(key.begin(), key.end() - 2, base64_char);
}

}  // namespace

Refusal check_upgrade(const Head& head, const Request& request, std::vector<Header>& headers) {
  bool asks = has_token(request.header("upgrade"), "websocket") && has_token(request.header("connection"), "upgrade");
  bool knows = request.header("sec-websocket-version") == "13";
  if (head.minor_version == 0 || !asks || !knows) {
    headers.emplace_back("Upgrade", "websocket");
    headers.emplace_back("Sec-WebSocket-Version", "13");
    return kUpgradeRequired;
  }
  auto is_key_name = [](const Header& header) { return header.first == "sec-websocket-key"; };
  bool one_key = std::count_if(request.headers.begin(), request.headers.end(), is_key_name) == 1;
  return one_key && is_key(request.header("sec-websocket-key")) && !head.has_body() ? Refusal{} : kBadRequest;
}

std::string accept_key(std::string_view key) {
  std::string text(key);
  text += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::array<unsigned char, 4 * ((SHA_DIGEST_LENGTH + 2) / 3) + 1> encoded{};
  auto size = EVP_EncodeBlock(encoded.data(), digest.data(), SHA_DIGEST_LENGTH);
  return {encoded.begin(), encoded.begin() + size};
}

std::string upgrade_reply(std::string_view key) {
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
         accept_key(key) + "\r\n\r\n";
}

}  // namespace http
