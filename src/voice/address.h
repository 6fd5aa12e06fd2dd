#pragma once
// An IP address with a port, of either family, as a plain value.

#include <netinet/in.h>
#include <sys/socket.h>

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace voice {

class Address {
 public:
  // 0.0.0.0, port 0.
  Address() { storage_.any.sa_family = AF_INET; }
  // Copies a socket's address; what is neither IPv4 nor IPv6 gives none.
  static std::optional<Address> from(const sockaddr* address, socklen_t length);
  // Reads "192.0.2.1" or "2001:db8::1", without brackets; never asks a name server.
  static std::optional<Address> from(std::string_view ip, std::uint16_t port);

  bool is_v6() const { return storage_.any.sa_family == AF_INET6; }
  std::uint16_t port() const;
  Address with_port(std::uint16_t port) const;
  // "192.0.2.1", "2001:db8::1".
  std::string ip() const;
  // As in a URI: "192.0.2.1:5060", "[2001:db8::1]:5060".
  std::string text() const;
  bool is_loopback() const;
  // 0.0.0.0 or ::, which a listener binds to and nobody can be reached at.
  bool is_any() const;
  bool same_ip(const Address& other) const;

  const sockaddr* socket_address() const { return &storage_.any; }
  socklen_t length() const { return is_v6() ? sizeof(sockaddr_in6) : sizeof(sockaddr_in); }

  // By family, address and port.
  std::strong_ordering operator<=>(const Address& other) const;
  bool operator==(const Address& other) const { return (*this <=> other) == 0; }

 private:
  union Storage {
    sockaddr_in6 v6{};
    sockaddr_in v4;
    sockaddr any;
  } storage_;
};

}  // namespace voice

template <>
struct std::hash<voice::Address> {
  std::size_t operator()(const voice::Address& address) const noexcept;
};
