#pragma once
// The clients: plain sockets and epoll on one thread, so that they cost as little as
// can be of the two cores, and the same for every server.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace bench {

// Keeps `connections` requests under way, each on its own kept-alive connection.
class RequestLoad {
 public:
  // `headers`: whole lines with their ends, besides Host.
  RequestLoad(std::uint16_t port, const std::string& path, const std::string& headers, int connections);
  ~RequestLoad();
  // Replies a second, measured for `span`. Throws when a reply is not 200.
  double run(std::chrono::milliseconds span);
  // Of the last run, in milliseconds.
  double p99() const { return p99_; }

 private:
  struct Peer;
  std::vector<std::unique_ptr<Peer>> peers_;
  std::string request_;
  int epoll_ = -1;
  double p99_ = 0;
};

// Holds `connections` WebSockets; the first one orders, all receive.
class SocketLoad {
 public:
  SocketLoad(std::uint16_t port, const std::string& path, int connections);
  ~SocketLoad();
  // Deliveries a second: rounds of `messages` to every socket, the next when all have come.
  double run(std::chrono::milliseconds span, int messages);

 private:
  void round(int messages);

  std::vector<int> sockets_;
  int epoll_ = -1;
};

}  // namespace bench
