#include "curl/transfer.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <new>
#include <stdexcept>

namespace curl {
namespace {

void initialise() {
  static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (done != CURLE_OK) throw std::runtime_error("libcurl cannot be used");
}

struct Network {
  std::uint32_t address;
  int bits;
};
constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}
// The special-purpose networks of IPv4 (RFC 6890).
constexpr std::array special_networks{
    Network{v4(0, 0, 0, 0), 8},      Network{v4(10, 0, 0, 0), 8},     Network{v4(100, 64, 0, 0), 10},
    Network{v4(127, 0, 0, 0), 8},    Network{v4(169, 254, 0, 0), 16}, Network{v4(172, 16, 0, 0), 12},
    Network{v4(192, 0, 0, 0), 24},   Network{v4(192, 0, 2, 0), 24},   Network{v4(192, 88, 99, 0), 24},
    Network{v4(192, 168, 0, 0), 16}, Network{v4(198, 18, 0, 0), 15},  Network{v4(198, 51, 100, 0), 24},
    Network{v4(203, 0, 113, 0), 24}, Network{v4(224, 0, 0, 0), 3}};

bool is_public_v4(std::uint32_t address) {
  for (const auto& network : special_networks)
    if ((address ^ network.address) >> (32 - network.bits) == 0) return false;
  return true;
}

// Of IPv6 only global unicast (2000::/3) without the networks that hold IPv4 addresses
// or documentation: 2001::/23, 2001:db8::/32, 2002::/16, 3fff::/20.
bool is_public_v6(const unsigned char* bytes) {
  if ((bytes[0] & 0xe0) != 0x20) return false;
  if (bytes[0] == 0x20 && bytes[1] == 0x02) return false;
  if (bytes[0] == 0x20 && bytes[1] == 0x01 && (bytes[2] & 0xfe) == 0) return false;
  if (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8) return false;
  return !(bytes[0] == 0x3f && bytes[1] == 0xff && (bytes[2] & 0xf0) == 0);
}

std::string code_of(CURLcode result) {
  switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "not_resolved";
    case CURLE_COULDNT_CONNECT:
      return "not_connected";
    case CURLE_OPERATION_TIMEDOUT:
      return "timed_out";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CACERT_BADFILE:
      return "tls_failed";
    case CURLE_LOGIN_DENIED:
      return "sign_in_refused";
    // What libcurl says when a mail server refuses the sender, a recipient or the message.
    case CURLE_SEND_ERROR:
    case CURLE_REMOTE_ACCESS_DENIED:
    case CURLE_WEIRD_SERVER_REPLY:
      return "refused";
    default:
      return "broken";
  }
}

}  // namespace

bool is_public(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return is_public_v4(ntohl(v4.sin_addr.s_addr));
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 v6{};
  std::memcpy(&v6, &address, sizeof v6);
  return is_public_v6(v6.sin6_addr.s6_addr);
}

Transfer::Transfer(const std::string& url, std::string_view protocols, Reach reach, std::chrono::milliseconds timeout)
    : reach_(reach) {
  initialise();
  handle_.reset(curl_easy_init());
  if (!handle_) throw std::bad_alloc();
  auto* h = handle_.get();
  curl_easy_setopt(h, CURLOPT_URL, url.c_str());
  curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, std::string(protocols).c_str());
  curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(h, CURLOPT_PROXY, "");
  curl_easy_setopt(h, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeout.count()));
  curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, this);
}

curl_socket_t Transfer::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.reach_ == Reach::Public && !is_public(address->addr)) {
    transfer.refused_address_ = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::expected<void, Failure> Transfer::run() {
  std::array<char, CURL_ERROR_SIZE> words{};
  curl_easy_setopt(handle(), CURLOPT_ERRORBUFFER, words.data());
  const auto result = curl_easy_perform(handle());
  curl_easy_setopt(handle(), CURLOPT_ERRORBUFFER, nullptr);
  if (result == CURLE_OK) return {};
  if (refused_address_) return std::unexpected(Failure{"private_address", ""});
  return std::unexpected(Failure{code_of(result), words[0] ? words.data() : curl_easy_strerror(result)});
}

void append(List& list, const std::string& line) {
  auto* longer = curl_slist_append(list.get(), line.c_str());
  if (!longer) throw std::bad_alloc();
  (void)list.release();
  list.reset(longer);
}

}  // namespace curl
