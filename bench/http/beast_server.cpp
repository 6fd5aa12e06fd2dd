#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstdio>
#include <memory>

#include "bench/http/reply.h"
#include "bench/http/servers.h"

namespace bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;
using Stream = beast::basic_stream<tcp, asio::io_context::executor_type>;

class Session : public std::enable_shared_from_this<Session> {
 public:
  explicit Session(tcp::socket::rebind_executor<asio::io_context::executor_type>::other socket)
      : stream_(std::move(socket)) {}

  void read() {
    request_ = {};
    beast::http::async_read(stream_, buffer_, request_,
                            [self = shared_from_this()](beast::error_code error, std::size_t) {
                              if (!error) self->reply();
                            });
  }

 private:
  void reply() {
    reply_ = {beast::http::status::ok, 11};
    reply_.set(beast::http::field::content_type, "application/json");
    reply_.body() = kReply;
    reply_.prepare_payload();
    beast::http::async_write(stream_, reply_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error) self->read();
    });
  }

  Stream stream_;
  beast::flat_buffer buffer_;
  beast::http::request<beast::http::string_body> request_;
  beast::http::response<beast::http::string_body> reply_;
};

}  // namespace

void serve_beast() {
  asio::io_context context(1);
  asio::basic_socket_acceptor<tcp, asio::io_context::executor_type> acceptor(
      context, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0));
  std::function<void()> accept = [&] {
    acceptor.async_accept([&](beast::error_code error, auto socket) {
      if (!error) {
        socket.set_option(tcp::no_delay(true));
        std::make_shared<Session>(std::move(socket))->read();
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
