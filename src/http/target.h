#pragma once
// The request target and the Host: what is asked for, and of whom (RFC 9112 §3.2,
// RFC 3986). Private to the module; pure.

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace http {

// A target in origin form, taken apart and decoded.
struct Target {
  std::string path;                   // "/a/b", or "*" of OPTIONS
  std::vector<std::string> segments;  // {"a", "b"}; {""} for "/"
  std::string query;                  // raw
};

// Empty when the target is malformed, or when decoding would make another path of it:
// encoded slashes, dot segments, control characters, bytes that are not UTF-8. A target
// in absolute form must name the host of the Host header.
std::optional<Target> parse_target(std::string_view raw, std::string_view host);

// The name or address of a Host header, in lower case and without the port; empty when malformed.
std::optional<std::string> parse_host(std::string_view host);

// The names that a request may address us by. A page of a foreign name whose DNS
// answer points at us (DNS rebinding) is not among them.
class HostNames {
 public:
  void add(std::string_view name);
  // `host` as parse_host gives it; `local_address` is where the connection arrived.
  bool contains(const std::string& host, std::string_view local_address) const;

 private:
  std::set<std::string, std::less<>> names_{"localhost", "127.0.0.1", "[::1]"};
};

}  // namespace http
