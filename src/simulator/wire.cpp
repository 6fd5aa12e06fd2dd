#include "simulator/wire.h"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace simulator {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

constexpr std::chrono::seconds longest_wait{5};
constexpr std::size_t most_waiting = 50;
constexpr std::size_t longest_frame = 256 * 1024;

// 127.64.0.2 to 127.64.0.201: all of them are this machine.
asio::ip::address source_of(std::int64_t visitor, const asio::ip::address& target) {
  if (!target.is_v4()) return target;
  return asio::ip::make_address_v4(0x7f400002u + static_cast<unsigned>(visitor % 200));
}

// From that visitor's address; the connection itself has not begun.
void bind(tcp::socket& socket, const tcp::endpoint& server, std::int64_t visitor) {
  beast::error_code refused;
  socket.open(server.protocol(), refused);
  if (!refused) socket.bind({source_of(visitor, server.address()), 0}, refused);
}

// One live feed. Lives as long as an operation of it is under way; the wire's thread only.
class Line : public std::enable_shared_from_this<Line> {
 public:
  using Heard = std::function<void(std::string)>;

  Line(asio::io_context& io, std::int64_t visitor, Heard heard)
      : stream_(io), visitor_(visitor), heard_(std::move(heard)) {}

  void open(const tcp::endpoint& server, const std::string& host, std::string hello) {
    hello_ = std::move(hello);
    bind(beast::get_lowest_layer(stream_).socket(), server, visitor_);
    beast::get_lowest_layer(stream_).expires_after(longest_wait);
    beast::get_lowest_layer(stream_).async_connect(
        server, [self = shared_from_this(), host](beast::error_code fault) { self->connected(fault, host); });
  }
  void send(std::string text) {
    if (hung_up_ || !open_ || waiting_.size() > most_waiting) return;
    waiting_.push_back(std::move(text));
    if (waiting_.size() == 1) write();
  }
  void hang_up() {
    hung_up_ = true;
    beast::error_code ignored;
    beast::get_lowest_layer(stream_).socket().close(ignored);
  }

 private:
  void connected(beast::error_code fault, const std::string& host) {
    if (fault) return end();
    beast::get_lowest_layer(stream_).expires_never();
    auto timeouts = beast::websocket::stream_base::timeout::suggested(beast::role_type::client);
    stream_.set_option(timeouts);
    stream_.read_message_max(longest_frame);
    stream_.set_option(beast::websocket::stream_base::decorator(
        [host](beast::websocket::request_type& request) { request.set(http::field::origin, "http://" + host); }));
    stream_.async_handshake(host, "/api/v1/webchat/live",
                            [self = shared_from_this()](beast::error_code refused) { self->shook_hands(refused); });
  }
  void shook_hands(beast::error_code fault) {
    if (fault) return end();
    stream_.text(true);
    stream_.async_write(asio::buffer(hello_), [self = shared_from_this()](beast::error_code failed, std::size_t) {
      if (failed) return self->end();
      self->open_ = true;
      self->read();
    });
  }
  void write() {
    stream_.async_write(asio::buffer(waiting_.front()),
                        [self = shared_from_this()](beast::error_code fault, std::size_t) {
                          if (fault) return self->end();
                          self->waiting_.pop_front();
                          if (!self->waiting_.empty()) self->write();
                        });
  }
  void read() {
    stream_.async_read(buffer_, [self = shared_from_this()](beast::error_code fault, std::size_t) {
      if (fault) return self->end();
      auto frame = beast::buffers_to_string(self->buffer_.data());
      self->buffer_.consume(self->buffer_.size());
      if (!self->hung_up_) self->heard_(std::move(frame));
      self->read();
    });
  }
  void end() {
    if (!std::exchange(hung_up_, true)) heard_("");
  }

  beast::websocket::stream<beast::tcp_stream> stream_;
  const std::int64_t visitor_;
  const Heard heard_;
  std::string hello_;
  beast::flat_buffer buffer_;
  std::deque<std::string> waiting_;
  bool open_ = false, hung_up_ = false;
};

// One request and its reply on a connection of its own.
Answered exchange(const tcp::endpoint& server, std::int64_t visitor, const http::request<http::string_body>& request) {
  asio::io_context io;
  beast::tcp_stream stream(io);
  beast::flat_buffer buffer;
  http::response<http::string_body> response;
  Answered answered;
  bind(stream.socket(), server, visitor);
  stream.expires_after(longest_wait);
  auto replied = [&](beast::error_code fault, std::size_t) {
    if (!fault) answered = {static_cast<int>(response.result_int()), std::move(response.body())};
  };
  auto written = [&](beast::error_code fault, std::size_t) {
    if (!fault) http::async_read(stream, buffer, response, replied);
  };
  stream.async_connect(server, [&](beast::error_code fault) {
    if (!fault) http::async_write(stream, request, written);
  });
  io.run();
  return answered;
}

}  // namespace

struct Wire::State {
  State(const std::string& name, std::uint16_t port, Listener given)
      : server(asio::ip::make_address(name), port),
        host(server.address().is_v6() ? fmt::format("[{}]:{}", name, port) : fmt::format("{}:{}", name, port)),
        listener(std::move(given)),
        work(asio::make_work_guard(io)),
        thread([this] { io.run(); }) {}

  const tcp::endpoint server;
  const std::string host;
  const Listener listener;
  asio::io_context io;
  asio::executor_work_guard<asio::io_context::executor_type> work;
  mutable std::mutex mutex;
  std::map<std::int64_t, std::shared_ptr<Line>> lines;  // guarded by mutex
  std::thread thread;
};

Wire::Wire(std::string host, std::uint16_t port, Listener listener)
    : state_(std::make_unique<State>(host, port, std::move(listener))) {}

Wire::~Wire() {
  state_->work.reset();
  asio::post(state_->io, [state = state_.get()] {
    std::lock_guard lock(state->mutex);
    for (auto& [visitor, line] : state->lines) line->hang_up();
  });
  state_->thread.join();
}

Answered Wire::post(std::int64_t visitor, const std::string& path, const std::string& token, const std::string& body) {
  http::request<http::string_body> request{http::verb::post, "/api/v1/webchat" + path, 11};
  request.set(http::field::host, state_->host);
  request.set(http::field::origin, "http://" + state_->host);
  request.set(http::field::connection, "close");
  if (!body.empty()) request.set(http::field::content_type, "application/json");
  if (!token.empty()) request.set(http::field::authorization, "Bearer " + token);
  request.body() = body;
  request.prepare_payload();
  return exchange(state_->server, visitor, request);
}

void Wire::listen(std::int64_t visitor, std::string hello) {
  auto line = std::make_shared<Line>(state_->io, visitor, [state = state_.get(), visitor](std::string frame) {
    state->listener(visitor, std::move(frame));
  });
  {
    std::lock_guard lock(state_->mutex);
    state_->lines[visitor] = line;
  }
  asio::post(state_->io, [state = state_.get(), line, hello = std::move(hello)]() mutable {
    line->open(state->server, state->host, std::move(hello));
  });
}

void Wire::send(std::int64_t visitor, std::string text) {
  std::lock_guard lock(state_->mutex);
  auto found = state_->lines.find(visitor);
  if (found == state_->lines.end()) return;
  asio::post(state_->io, [line = found->second, text = std::move(text)]() mutable { line->send(std::move(text)); });
}

void Wire::hang_up(std::int64_t visitor) {
  std::shared_ptr<Line> line;
  {
    std::lock_guard lock(state_->mutex);
    auto found = state_->lines.find(visitor);
    if (found == state_->lines.end()) return;
    line = std::move(found->second);
    state_->lines.erase(found);
  }
  asio::post(state_->io, [line] { line->hang_up(); });
}

std::size_t Wire::lines() const {
  std::lock_guard lock(state_->mutex);
  return state_->lines.size();
}

}  // namespace simulator
