#pragma once
// Thousands of client connections on one thread: HTTP with one request at a time on each, and
// WebSockets. Callbacks run within turn().

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

class Swarm {
 public:
  using Answered = std::function<void(int status, std::string_view body)>;
  using Heard = std::function<void(std::string_view frame)>;

  explicit Swarm(std::uint16_t port);
  ~Swarm();
  Swarm(const Swarm&) = delete;
  Swarm& operator=(const Swarm&) = delete;

  // Connects from 127.HOST, the three lower bytes of a loopback address; gives the number of the connection.
  std::size_t connect(std::uint32_t host);
  // `headers` are whole lines. Requests of one connection wait for each other.
  void post(std::size_t line, std::string_view path, std::string_view headers, std::string_view body,
            Answered answered);
  // Makes it a WebSocket; throws in turn() when that is refused, or when it is closed later.
  void upgrade(std::size_t line, std::string_view path, std::string_view headers, Heard heard);
  void say(std::size_t line, std::string_view text);
  // Reads what has come, waiting for at most so long for something.
  void turn(int milliseconds);

  std::size_t waiting(std::size_t line) const;

 private:
  struct Line;

  void open(std::size_t number);
  void start(Line& line);
  void write(Line& line, std::string_view bytes);
  void flush(Line& line);
  // False when the server closed it.
  bool read(Line& line);
  bool take_reply(Line& line);
  bool take_frame(Line& line);

  const std::uint16_t port_;
  const std::string host_;
  const int epoll_;
  std::vector<std::unique_ptr<Line>> lines_;
};

}  // namespace bench
