#include "voice/media/ports.h"

#include <netinet/ip.h>
#include <sodium.h>
#include <sys/socket.h>

#include <algorithm>

namespace voice::media {
namespace {

constexpr int expedited_forwarding = 0xb8;  // RFC 3246, in the upper six bits

}  // namespace

void stamp_arrivals(const base::Descriptor& socket) {
  const int on = 1;
  setsockopt(socket.number(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
}

base::Descriptor bind_udp(const Address& address) {
  const int family = address.is_v6() ? AF_INET6 : AF_INET;
  base::Descriptor made(socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!made || bind(made.number(), address.socket_address(), address.length()) != 0) return base::Descriptor{};
  if (address.is_v6())
    setsockopt(made.number(), IPPROTO_IPV6, IPV6_TCLASS, &expedited_forwarding, sizeof expedited_forwarding);
  else
    setsockopt(made.number(), IPPROTO_IP, IP_TOS, &expedited_forwarding, sizeof expedited_forwarding);
  stamp_arrivals(made);
  return made;
}

PortAllocator::PortAllocator(const Settings& settings)
    : local_(settings.local),
      first_(static_cast<std::uint16_t>(settings.first_port + settings.first_port % 2)),
      pairs_(settings.last_port > first_ ? (settings.last_port - first_ + 1U) / 2 : 0),
      next_(pairs_ > 0 ? randombytes_uniform(pairs_) : 0) {}

std::uint16_t PortAllocator::next_pair() {
  const std::lock_guard lock(mutex_);
  const std::uint32_t pair = next_;
  next_ = (next_ + 1) % pairs_;
  return static_cast<std::uint16_t>(first_ + 2 * pair);
}

base::Result<Ports> PortAllocator::allocate() {
  for (std::uint32_t tried = 0; tried < pairs_; ++tried) {
    const std::uint16_t port = next_pair();
    Ports made{bind_udp(local_.with_port(port)), base::Descriptor{}, port};
    if (!made.rtp) continue;
    made.rtcp = bind_udp(local_.with_port(static_cast<std::uint16_t>(port + 1)));
    if (made.rtcp) return made;
  }
  return base::refuse(base::Code::Unavailable, "unavailable");
}

}  // namespace voice::media
