#pragma once
// The byte stream of one connection, plain or TLS. Used on its loop's thread only.
// Private to the module.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "http/loop.h"

namespace http {

namespace ssl = boost::asio::ssl;
// With the concrete executor: the type-erased one costs a tenth of the throughput.
using TcpSocket = asio::basic_stream_socket<asio::ip::tcp, Loop::Executor>;

class Transport {
 public:
  // `context` is empty for plain connections; kept alive here when the certificate is replaced.
  Transport(TcpSocket socket, std::shared_ptr<ssl::context> context)
      : socket_(std::move(socket)), context_(std::move(context)) {
    if (context_) tls_.emplace(socket_, *context_);
  }
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  bool secure() const { return tls_.has_value(); }
  TcpSocket& socket() { return socket_; }

  template <class Handler>
  void async_handshake(Handler&& handler) {
    tls_->async_handshake(ssl::stream_base::server, std::forward<Handler>(handler));
  }
  template <class Handler>
  void async_shutdown(Handler&& handler) {
    tls_->async_shutdown(std::forward<Handler>(handler));
  }
  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    tls_ ? tls_->async_read_some(buffers, std::forward<Handler>(handler))
         : socket_.async_read_some(buffers, std::forward<Handler>(handler));
  }
  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    tls_ ? tls_->async_write_some(buffers, std::forward<Handler>(handler))
         : socket_.async_write_some(buffers, std::forward<Handler>(handler));
  }

  // Ends pending operations with an error; the stream stays usable.
  void cancel() {
    boost::system::error_code ignored;
    socket_.cancel(ignored);
  }
  void close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }
  void shutdown_send() {
    boost::system::error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  }

 private:
  TcpSocket socket_;
  std::shared_ptr<ssl::context> context_;
  std::optional<ssl::stream<TcpSocket&>> tls_;
};

}  // namespace http
