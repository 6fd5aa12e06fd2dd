#include "voice/address.h"

#include <arpa/inet.h>

#include <cstring>

namespace voice {

std::optional<Address> Address::from(const sockaddr* address, socklen_t length) {
  Address made;
  if (address->sa_family == AF_INET && length >= sizeof(sockaddr_in))
    std::memcpy(&made.storage_.v4, address, sizeof(sockaddr_in));
  else if (address->sa_family == AF_INET6 && length >= sizeof(sockaddr_in6))
    std::memcpy(&made.storage_.v6, address, sizeof(sockaddr_in6));
  else
    return std::nullopt;
  return made;
}

std::optional<Address> Address::from(std::string_view ip, std::uint16_t port) {
  const std::string text(ip);
  Address made;
  if (inet_pton(AF_INET, text.c_str(), &made.storage_.v4.sin_addr) == 1) {
    made.storage_.v4.sin_family = AF_INET;
    return made.with_port(port);
  }
  made.storage_.v6 = {};
  if (inet_pton(AF_INET6, text.c_str(), &made.storage_.v6.sin6_addr) != 1) return std::nullopt;
  made.storage_.v6.sin6_family = AF_INET6;
  return made.with_port(port);
}

std::uint16_t Address::port() const {
  return ntohs(is_v6() ? storage_.v6.sin6_port : storage_.v4.sin_port);
}

Address Address::with_port(std::uint16_t port) const {
  Address made = *this;
  if (is_v6())
    made.storage_.v6.sin6_port = htons(port);
  else
    made.storage_.v4.sin_port = htons(port);
  return made;
}

std::string Address::ip() const {
  char text[INET6_ADDRSTRLEN] = {};
  if (is_v6())
    inet_ntop(AF_INET6, &storage_.v6.sin6_addr, text, sizeof text);
  else
    inet_ntop(AF_INET, &storage_.v4.sin_addr, text, sizeof text);
  return text;
}

std::string Address::text() const {
  return (is_v6() ? "[" + ip() + "]" : ip()) + ":" + std::to_string(port());
}

bool Address::is_loopback() const {
  if (is_v6()) return IN6_IS_ADDR_LOOPBACK(&storage_.v6.sin6_addr);
  return ntohl(storage_.v4.sin_addr.s_addr) >> 24 == 127;
}

bool Address::is_any() const {
  if (is_v6()) return IN6_IS_ADDR_UNSPECIFIED(&storage_.v6.sin6_addr);
  return storage_.v4.sin_addr.s_addr == 0;
}

bool Address::same_ip(const Address& other) const {
  return with_port(0) == other.with_port(0);
}

std::strong_ordering Address::operator<=>(const Address& other) const {
  if (is_v6() != other.is_v6()) return is_v6() <=> other.is_v6();
  const int order = is_v6() ? std::memcmp(&storage_.v6.sin6_addr, &other.storage_.v6.sin6_addr, sizeof(in6_addr))
                            : std::memcmp(&storage_.v4.sin_addr, &other.storage_.v4.sin_addr, sizeof(in_addr));
  return order != 0 ? order <=> 0 : port() <=> other.port();
}

}  // namespace voice

std::size_t std::hash<voice::Address>::operator()(const voice::Address& address) const noexcept {
  const auto* any = address.socket_address();
  const std::string_view bytes =
      address.is_v6()
          ? std::string_view(reinterpret_cast<const char*>(&reinterpret_cast<const sockaddr_in6*>(any)->sin6_addr), 16)
          : std::string_view(reinterpret_cast<const char*>(&reinterpret_cast<const sockaddr_in*>(any)->sin_addr), 4);
  return std::hash<std::string_view>{}(bytes) * 31 + address.port();
}
