#include "bench/chat/swarm.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace bench {
namespace {

constexpr int text_frame = 1, close_frame = 8, ping_frame = 9, pong_frame = 10;

// A client's frame: masked, with a mask of zeros.
std::string frame_of(int kind, std::string_view text) {
  std::string frame{static_cast<char>(0x80 | kind)};
  if (text.size() < 126) {
    frame += static_cast<char>(0x80 | text.size());
  } else {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(text.size() >> 8);
    frame += static_cast<char>(text.size() & 0xff);
  }
  return frame.append(4, '\0').append(text);
}

std::size_t content_length(std::string_view header) {
  constexpr std::string_view name = "content-length:";
  for (std::size_t at = 0; (at = header.find("\r\n", at)) != header.npos;) {
    at += 2;
    if (header.size() - at > name.size() && ::strncasecmp(header.data() + at, name.data(), name.size()) == 0)
      return std::stoul(std::string(header.substr(at + name.size(), 20)));
  }
  return 0;
}

}  // namespace

struct Swarm::Line {
  struct Ask {
    std::string request;
    Answered answered;
  };
  int socket = -1;
  std::uint32_t host = 0;
  bool is_feed = false, is_opening = false, wants_room = false;
  std::string in, out;
  std::string later;     // said before the feed is open
  std::deque<Ask> asks;  // the first is under way
  Heard heard;
};

Swarm::Swarm(std::uint16_t port)
    : port_(port), host_(fmt::format("127.0.0.1:{}", port)), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}

Swarm::~Swarm() {
  for (auto& line : lines_) ::close(line->socket);
  ::close(epoll_);
}

std::size_t Swarm::connect(std::uint32_t host) {
  lines_.push_back(std::make_unique<Line>());
  lines_.back()->host = host;
  open(lines_.size() - 1);
  return lines_.size() - 1;
}

void Swarm::open(std::size_t number) {
  Line& line = *lines_[number];
  line.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in from{}, to{};
  from.sin_family = to.sin_family = AF_INET;
  from.sin_addr.s_addr = htonl((127u << 24) | line.host);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  to.sin_port = htons(port_);
  if (::bind(line.socket, reinterpret_cast<sockaddr*>(&from), sizeof from) != 0 ||
      ::connect(line.socket, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
    throw std::runtime_error("cannot connect");
  int one = 1;
  ::setsockopt(line.socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  epoll_event event{.events = EPOLLIN, .data = {.u64 = number}};
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, line.socket, &event);
}

std::size_t Swarm::waiting(std::size_t line) const {
  return lines_[line]->asks.size();
}

void Swarm::post(std::size_t number, std::string_view path, std::string_view headers, std::string_view body,
                 Answered answered) {
  Line& line = *lines_[number];
  line.asks.push_back(
      {fmt::format("POST {} HTTP/1.1\r\nHost: {}\r\nOrigin: http://{}\r\nContent-Type: application/json\r\n"
                   "Content-Length: {}\r\n{}\r\n{}",
                   path, host_, host_, body.size(), headers, body),
       std::move(answered)});
  if (line.asks.size() == 1) start(line);
}

void Swarm::start(Line& line) {
  write(line, line.asks.front().request);
}

void Swarm::upgrade(std::size_t number, std::string_view path, std::string_view headers, Heard heard) {
  Line& line = *lines_[number];
  line.is_feed = line.is_opening = true;
  line.heard = std::move(heard);
  write(line,
        fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nOrigin: http://{}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{}\r\n",
                    path, host_, host_, headers));
}

void Swarm::say(std::size_t number, std::string_view text) {
  Line& line = *lines_[number];
  if (line.is_opening)
    line.later += frame_of(text_frame, text);
  else
    write(line, frame_of(text_frame, text));
}

void Swarm::write(Line& line, std::string_view bytes) {
  line.out += bytes;
  flush(line);
}

void Swarm::flush(Line& line) {
  if (line.out.empty()) return;
  auto sent = ::send(line.socket, line.out.data(), line.out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0 && errno != EAGAIN) throw std::runtime_error("the server closed a connection");
  if (sent > 0) line.out.erase(0, static_cast<std::size_t>(sent));
  if (line.wants_room == !line.out.empty()) return;
  line.wants_room = !line.out.empty();
  for (std::size_t i = 0; i < lines_.size(); ++i)
    if (lines_[i].get() == &line) {
      epoll_event event{.events = EPOLLIN | (line.wants_room ? EPOLLOUT : 0u), .data = {.u64 = i}};
      ::epoll_ctl(epoll_, EPOLL_CTL_MOD, line.socket, &event);
    }
}

void Swarm::turn(int milliseconds) {
  std::array<epoll_event, 512> events;
  int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), milliseconds);
  for (int i = 0; i < count; ++i) {
    Line& line = *lines_[events[static_cast<std::size_t>(i)].data.u64];
    if (events[static_cast<std::size_t>(i)].events & EPOLLOUT) flush(line);
    if (!(events[static_cast<std::size_t>(i)].events & ~static_cast<std::uint32_t>(EPOLLOUT)) || read(line)) continue;
    // The server may close what was idle for long.
    if (line.is_feed || !line.asks.empty()) throw std::runtime_error("the server closed a connection");
    ::close(line.socket);
    open(events[static_cast<std::size_t>(i)].data.u64);
  }
}

bool Swarm::read(Line& line) {
  std::array<char, 64 * 1024> room;
  auto size = ::recv(line.socket, room.data(), room.size(), MSG_DONTWAIT);
  if (size < 0 && errno == EAGAIN) return true;
  if (size <= 0) return false;
  line.in.append(room.data(), static_cast<std::size_t>(size));
  while (line.is_feed && !line.is_opening ? take_frame(line) : take_reply(line)) {
  }
  return true;
}

bool Swarm::take_reply(Line& line) {
  auto end = line.in.find("\r\n\r\n");
  if (end == line.in.npos) return false;
  const std::string_view header(line.in.data(), end + 2);
  const int status = std::stoi(std::string(header.substr(9, 3)));
  if (line.is_opening) {
    if (status != 101) throw std::runtime_error(fmt::format("a feed was refused with {}", status));
    line.is_opening = false;
    line.in.erase(0, end + 4);
    write(line, std::exchange(line.later, {}));
    return true;
  }
  const auto length = status == 204 ? 0 : content_length(header);
  if (line.in.size() < end + 4 + length) return false;
  const std::string body = line.in.substr(end + 4, length);
  line.in.erase(0, end + 4 + length);
  auto answered = std::move(line.asks.front().answered);
  line.asks.pop_front();
  if (!line.asks.empty()) start(line);
  answered(status, body);
  return true;
}

bool Swarm::take_frame(Line& line) {
  auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(line.in[at])); };
  if (line.in.size() < 2) return false;
  std::size_t head = 2, length = byte(1);
  if (length >= 126) {
    head = length == 126 ? 4 : 10;
    if (line.in.size() < head) return false;
    length = 0;
    for (std::size_t i = 2; i < head; ++i) length = length << 8 | byte(i);
  }
  if (line.in.size() < head + length) return false;
  const auto kind = static_cast<int>(byte(0) & 0x0f);
  const std::string text = line.in.substr(head, length);
  line.in.erase(0, head + length);
  if (kind == close_frame)
    throw std::runtime_error("the server closed a feed: " + text.substr(std::min<std::size_t>(2, text.size())));
  if (kind == ping_frame) write(line, frame_of(pong_frame, text));
  if (kind == text_frame) line.heard(text);
  return true;
}

}  // namespace bench
