#pragma once
// Handing a mail to a server (RFC 5321). On the calling thread, which it blocks for at
// most `timeout`.

#include <boost/describe.hpp>
#include <chrono>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

enum class Security { None, StartTls, Tls };
BOOST_DESCRIBE_ENUM(Security, None, StartTls, Tls)

struct Server {
  std::string host;
  std::uint16_t port = 25;
  Security security = Security::None;  // StartTls: required, not only where it is offered
  std::string login, password;         // "": without signing in
};

struct Envelope {
  std::string sender;
  std::vector<std::string> recipients;
};

// A code ("refused", "timed_out"; all of them in curl/transfer.h), and what the server said last, or
// why there was nothing.
struct NotSent {
  std::string code;
  std::string text;
};

// Gives what the server said when it took the message.
std::expected<std::string, NotSent> send(const Server& server, const Envelope& envelope, const std::string& message,
                                         std::chrono::milliseconds timeout = std::chrono::milliseconds{10'000});

// Whether `host` is a name or an address, and nothing else.
bool is_host(std::string_view host);

}  // namespace mail
