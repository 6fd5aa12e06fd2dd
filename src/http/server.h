#pragma once
// The HTTP/1.1 and WebSocket server on Boost.Beast, callback style.
//
// I/O runs on a few threads of its own; handlers run on the worker pool and may
// block. All limits below are enforced before a handler sees anything, and each
// violation has its exact reply. Routes are fixed before start().

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace http {

using Handler = std::function<Response(Request&)>;

enum class Body { None, Small, Upload };  // none at all; up to max_body_bytes; up to max_upload_bytes

// One route. A pattern has literal segments and {name}; the most literal one wins.
struct Route {
  Method method;
  std::string pattern;
  Handler handler;
  Body body = Body::None;
  bool any_host = false;  // answered whatever Host says (health checks)
};

// One WebSocket, as the application sees it. All calls are thread-safe.
class Socket {
 public:
  virtual ~Socket() = default;
  // Queues a text frame that may be shared with other sockets. Several frames that
  // wait are joined into one write. A reader whose queue passes the limit is closed (1013).
  virtual void send(std::shared_ptr<const std::string> frame) = 0;
  // Closes with a code of RFC 6455 §7.4 and a reason of at most 120 bytes.
  virtual void close(int code, std::string reason) = 0;
  virtual std::int64_t id() const = 0;
};

// What the application does with the WebSockets of one path. Callbacks come on I/O
// threads, in order per socket, and must not block.
struct SocketRoute {
  std::string path;
  // Decides on the worker pool whether to accept; a Response refuses the upgrade.
  // May keep what it learnt in `context`.
  std::function<std::optional<Response>(Request&, std::shared_ptr<void>& context)> authorize;
  std::function<void(std::shared_ptr<Socket>, std::shared_ptr<void> context)> opened;
  std::function<void(Socket&, std::string text)> received;
  std::function<void(Socket&)> closed;
  std::size_t max_message_bytes = 64 * 1024;
  // After this long without a byte from the peer it is pinged; after twice that long its
  // connection counts as dead and is closed.
  std::chrono::milliseconds ping{20'000};
  // Sent as text each `ping`, since a page in a browser does not see pings: what hears
  // nothing for longer has lost us. Empty: nothing is sent.
  std::string beat;
};

struct Listener {
  std::string host;        // address to bind
  std::uint16_t port = 0;  // 0: any free one; see Server::port
  bool tls = false;
};

struct Limits {
  std::size_t max_header_bytes = 16 * 1024;
  std::size_t max_body_bytes = 1024 * 1024;
  std::size_t max_upload_bytes = 64 * 1024 * 1024;
  std::size_t max_bodies_bytes = 512 * 1024 * 1024;  // of all requests in hand together; then 503
  std::size_t max_target_bytes = 8 * 1024;
  std::size_t max_connections = 10'000;
  std::size_t max_connections_per_address = 2'000;
  std::size_t max_waiting_requests = 1'000;          // for the worker pool; then 503
  std::chrono::milliseconds header_timeout{10'000};  // whole header, from the first byte (slow-loris)
  std::chrono::milliseconds body_timeout{30'000};    // without progress
  std::int64_t min_body_bytes_per_second = 256;      // over the whole body, after 5 s
  std::chrono::milliseconds idle_timeout{60'000};    // between requests
  std::size_t max_socket_queue_bytes = 1024 * 1024;
};

struct Options {
  std::vector<Listener> listeners;
  std::vector<std::string>
      hosts;                  // names that Host may carry besides the listeners' own; empty with any_host routes only
  std::string trusted_proxy;  // address of a proxy whose X-Forwarded-For/-Proto count; "" none
  std::string certificate_file;  // PEM, for TLS; read again when it changes
  std::string key_file;
  int io_threads = 2;
  int worker_threads = 8;
  Limits limits;
  // Headers for every response (content policy …), unless a handler sets its own; and
  // how errors of the server itself (404, 431 …) are written: status, key of the
  // message, the request as far as it was read. May be called on I/O threads: must not block.
  std::vector<Header> always;
  std::function<Response(int status, std::string_view key, const Request&)> error_page;
  // After each response, on an I/O thread, for metrics and the log: the route's pattern
  // ("" for none), seconds from the last byte in to the last handed over. Must not block.
  std::function<void(const Request&, std::string_view route, int status, double seconds)> finished;
};

class Server {
 public:
  explicit Server(Options options);
  ~Server();  // stops at once

  void add(Route route);
  void add(SocketRoute route);
  // What no route takes, by GET or HEAD: the console's files.
  void set_fallback(Handler handler);

  // Binds and listens; throws std::runtime_error with a sentence when it cannot.
  void start();
  // The port that listener `index` got.
  std::uint16_t port(std::size_t index) const;
  // Stops accepting, lets requests in hand end for at most `grace`, closes sockets
  // with 1012, joins all threads.
  void drain(std::chrono::milliseconds grace);

  struct Counts {
    std::int64_t connections = 0, sockets = 0, waiting = 0, requests = 0;
  };
  Counts counts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Serves files of `folder` (built console): content types, ETag, long caching for
// hashed names under assets/, index.html for paths without a dot, pre-compressed .gz
// and .br neighbours by Accept-Encoding. Never leaves the folder.
Handler static_files(std::string folder);

}  // namespace http
