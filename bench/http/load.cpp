#include "bench/http/load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kFrame = 4 + 180;  // head and payload of one message

int connect_to(std::uint16_t port) {
  int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) throw std::runtime_error("cannot connect");
  int one = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return socket;
}

void watch(int epoll, int socket, std::uint64_t key) {
  epoll_event event{.events = EPOLLIN, .data = {.u64 = key}};
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
}

void send_all(int socket, const std::string& text) {
  if (::send(socket, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error("cannot send");
}

// Reads a whole header and gives what came behind it.
std::string read_header(int socket, std::string& rest) {
  std::string text;
  std::array<char, 4096> room;
  while (text.find("\r\n\r\n") == text.npos) {
    auto size = ::recv(socket, room.data(), room.size(), 0);
    if (size <= 0) throw std::runtime_error("the server closed");
    text.append(room.data(), static_cast<std::size_t>(size));
  }
  auto end = text.find("\r\n\r\n") + 4;
  rest = text.substr(end);
  return text.substr(0, end);
}

}  // namespace

struct RequestLoad::Peer {
  int socket = -1;
  std::size_t expected = 0, received = 0;  // bytes of one reply, which are always as many
  Clock::time_point sent;
};

RequestLoad::RequestLoad(std::uint16_t port, const std::string& path, const std::string& headers, int connections)
    : request_("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n"),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  for (int i = 0; i < connections; ++i) {
    auto peer = std::make_unique<Peer>();
    peer->socket = connect_to(port);
    send_all(peer->socket, request_);
    std::string rest;
    auto header = read_header(peer->socket, rest);
    if (!header.starts_with("HTTP/1.1 200")) throw std::runtime_error("not answered with 200: " + header);
    auto length = header.find("ontent-Length: ");
    if (length == header.npos) throw std::runtime_error("a reply without a length");
    auto body = std::stoul(header.substr(length + 15));
    std::array<char, 4096> room;
    for (auto got = rest.size(); got < body;) {
      auto size = ::recv(peer->socket, room.data(), room.size(), 0);
      if (size <= 0) throw std::runtime_error("the server closed");
      got += static_cast<std::size_t>(size);
    }
    peer->expected = header.size() + body;
    watch(epoll_, peer->socket, static_cast<std::uint64_t>(i));
    peers_.push_back(std::move(peer));
  }
}

RequestLoad::~RequestLoad() {
  for (auto& peer : peers_) ::close(peer->socket);
  ::close(epoll_);
}

double RequestLoad::run(std::chrono::milliseconds span) {
  std::vector<double> waits;
  std::array<char, 16 * 1024> room;
  std::array<epoll_event, 64> events;
  auto began = Clock::now(), end = began + span;
  auto ask = [&](Peer& peer) {
    peer.received = 0;
    peer.sent = Clock::now();
    send_all(peer.socket, request_);
  };
  for (auto& peer : peers_) ask(*peer);
  std::size_t under_way = peers_.size();
  while (under_way > 0) {
    int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 5'000);
    if (count <= 0) throw std::runtime_error("the server does not answer");
    for (int i = 0; i < count; ++i) {
      auto& peer = *peers_[events[static_cast<std::size_t>(i)].data.u64];
      auto size = ::recv(peer.socket, room.data(), room.size(), 0);
      if (size <= 0) throw std::runtime_error("the server closed");
      if (peer.received == 0 && std::strncmp(room.data(), "HTTP/1.1 200", 12) != 0) throw std::runtime_error("not 200");
      peer.received += static_cast<std::size_t>(size);
      if (peer.received < peer.expected) continue;
      auto now = Clock::now();
      waits.push_back(std::chrono::duration<double, std::milli>(now - peer.sent).count());
      if (now < end)
        ask(peer);
      else
        --under_way;
    }
  }
  std::chrono::duration<double> took = Clock::now() - began;
  std::sort(waits.begin(), waits.end());
  p99_ = waits[waits.size() * 99 / 100];
  return static_cast<double>(waits.size()) / took.count();
}

SocketLoad::SocketLoad(std::uint16_t port, const std::string& path, int connections)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  const std::string request = "GET " + path +
                              " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                              "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  for (int i = 0; i < connections; ++i) {
    int socket = connect_to(port);
    send_all(socket, request);
    std::string rest;
    if (!read_header(socket, rest).starts_with("HTTP/1.1 101") || !rest.empty())
      throw std::runtime_error("the upgrade was refused");
    watch(epoll_, socket, static_cast<std::uint64_t>(socket));
    sockets_.push_back(socket);
  }
}

SocketLoad::~SocketLoad() {
  for (int socket : sockets_) ::close(socket);
  ::close(epoll_);
}

void SocketLoad::round(int messages) {
  auto order = "round " + std::to_string(messages);
  std::string frame{static_cast<char>(0x81), static_cast<char>(0x80 | order.size()), 0, 0, 0, 0};
  send_all(sockets_.front(), frame + order);
  std::array<char, 64 * 1024> room;
  std::array<epoll_event, 256> events;
  for (auto left = kFrame * static_cast<std::size_t>(messages) * sockets_.size(); left > 0;) {
    int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 5'000);
    if (count <= 0) throw std::runtime_error("messages are missing");
    for (int i = 0; i < count; ++i) {
      auto size = ::recv(static_cast<int>(events[static_cast<std::size_t>(i)].data.u64), room.data(), room.size(), 0);
      if (size <= 0 || static_cast<std::size_t>(size) > left) throw std::runtime_error("not what was ordered");
      left -= static_cast<std::size_t>(size);
    }
  }
}

double SocketLoad::run(std::chrono::milliseconds span, int messages) {
  std::size_t rounds = 0;
  auto began = Clock::now(), end = began + span;
  for (; Clock::now() < end; ++rounds) round(messages);
  std::chrono::duration<double> took = Clock::now() - began;
  return static_cast<double>(rounds * sockets_.size() * static_cast<std::size_t>(messages)) / took.count();
}

}  // namespace bench
