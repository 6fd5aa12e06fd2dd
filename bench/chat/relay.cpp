#include <fmt/format.h>

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <cstdio>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>

#include "bench/chat/servers.h"

namespace bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using Executor = asio::io_context::executor_type;
using Tcp = asio::ip::tcp;
using Connection = asio::basic_stream_socket<Tcp, Executor>;
using Request = beast::http::request<beast::http::string_body>;

// What stands between `mark` and the next quotation mark or slash.
std::string_view behind(std::string_view text, std::string_view mark) {
  auto at = text.find(mark);
  if (at == text.npos) return {};
  text.remove_prefix(at + mark.size());
  return text.substr(0, text.find_first_of("\"/"));
}

class Socket : public std::enable_shared_from_this<Socket> {
 public:
  using Board = std::unordered_map<std::string, std::shared_ptr<Socket>>;

  Socket(Connection connection, Board& board) : stream_(std::move(connection)), board_(board) {}

  void accept(const Request& request) {
    prefix_ = request.target().ends_with("/webchat/live") ? "v" : "a";
    stream_.async_accept(request, [self = shared_from_this()](beast::error_code error) {
      if (!error) self->read();
    });
  }

  void send(std::shared_ptr<const std::string> frame) {
    waiting_.push_back(std::move(frame));
    if (waiting_.size() == 1) write();
  }

 private:
  void read() {
    stream_.async_read(buffer_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (error) return;
      auto text = beast::buffers_to_string(self->buffer_.data());
      if (auto id = behind(text, R"("chat_id":")"); !id.empty()) {
        self->board_[self->prefix_ + std::string(id)] = self;
        self->send(std::make_shared<const std::string>(R"({"kind":"chat"})"));
      }
      self->buffer_.clear();
      self->read();
    });
  }
  void write() {
    stream_.text(true);
    stream_.async_write(asio::buffer(*waiting_.front()),
                        [self = shared_from_this()](beast::error_code error, std::size_t) {
                          if (error) return;
                          self->waiting_.pop_front();
                          if (!self->waiting_.empty()) self->write();
                        });
  }

  beast::websocket::stream<Connection> stream_;
  beast::flat_buffer buffer_;
  std::deque<std::shared_ptr<const std::string>> waiting_;
  std::string prefix_;
  Board& board_;
};

// Frames as long as ours.
std::shared_ptr<const std::string> frame(std::string_view head, std::string_view text, std::size_t filling) {
  return std::make_shared<const std::string>(
      fmt::format(R"({{{},"filling":"{}","seq":1,"text":"{}"}})", head, std::string(filling, 'x'), text));
}

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Connection connection, Socket::Board& board) : connection_(std::move(connection)), board_(board) {}

  void read() {
    request_ = {};
    beast::http::async_read(connection_, buffer_, request_,
                            [self = shared_from_this()](beast::error_code error, std::size_t) {
                              if (!error) self->handle();
                            });
  }

 private:
  void handle() {
    if (beast::websocket::is_upgrade(request_))
      return std::make_shared<Socket>(std::move(connection_), board_)->accept(request_);
    const std::string chat(behind(request_.target(), "/chats/"));
    const auto text = behind(request_.body(), R"("text":")");
    if (auto to = board_.find("v" + chat); to != board_.end())
      to->second->send(frame(R"("kind":"message")", text, 250));
    if (auto to = board_.find("a" + chat); to != board_.end())
      to->second->send(frame(R"("topic":"my_chat_messages")", text, 400));
    reply_ = {beast::http::status::ok, 11};
    reply_.body().assign(250, 'x');
    reply_.prepare_payload();
    beast::http::async_write(connection_, reply_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error) self->read();
    });
  }

  Connection connection_;
  beast::flat_buffer buffer_;
  Request request_;
  beast::http::response<beast::http::string_body> reply_;
  Socket::Board& board_;
};

}  // namespace

void serve_relay() {
  asio::io_context context(1);
  Socket::Board board;
  asio::basic_socket_acceptor<Tcp, Executor> acceptor(context, Tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0));
  std::function<void()> accept = [&] {
    acceptor.async_accept([&](beast::error_code error, Connection connection) {
      if (!error) {
        connection.set_option(Tcp::no_delay(true));
        std::make_shared<Session>(std::move(connection), board)->read();
      }
      accept();
    });
  };
  accept();
  std::printf("%u\n", acceptor.local_endpoint().port());
  std::fflush(stdout);
  context.run();
}

}  // namespace bench
