#pragma once
// The opening handshake of WebSockets (RFC 6455 §4). Private to the module; pure.

#include <string>
#include <string_view>
#include <vector>

#include "http/request_parser.h"

namespace http {

// Whether the request may become a WebSocket; headers that its refusal needs go into `headers`.
Refusal check_upgrade(const Head& head, const Request& request, std::vector<Header>& headers);

// The value of Sec-WebSocket-Accept for a key.
std::string accept_key(std::string_view key);

// The whole 101 reply.
std::string upgrade_reply(std::string_view key);

}  // namespace http
