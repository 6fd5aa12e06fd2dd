#include "voice/sip/sockets.h"

#include <fmt/format.h>
#include <linux/net_tstamp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include "base/log.h"

namespace voice::sip {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;
using boost::system::error_code;

namespace {

constexpr int batch = 64;
constexpr int socket_buffer = 4 * 1024 * 1024;
constexpr std::size_t written_waiting_max = 512 * 1024;  // of one connection
constexpr std::chrono::seconds connect_time{4};

Instant steady_now() {
  return std::chrono::steady_clock::now();
}

template <class Endpoint>
Endpoint endpoint_of(const Address& address) {
  Endpoint endpoint;
  endpoint.resize(address.length());
  std::memcpy(endpoint.data(), address.socket_address(), address.length());
  return endpoint;
}

template <class Endpoint>
Address address_of(const Endpoint& endpoint) {
  return Address::from(reinterpret_cast<const sockaddr*>(endpoint.data()), static_cast<socklen_t>(endpoint.size()))
      .value_or(Address());
}

// Room for one recvmmsg: payloads, addresses, and the kernel's time stamps.
struct Batch {
  std::array<std::array<char, message_bytes_max>, batch> bytes;
  std::array<sockaddr_storage, batch> from;
  std::array<std::array<char, 128>, batch> control;
  std::array<iovec, batch> pieces;
  std::array<mmsghdr, batch> heads;

  void prepare() {
    for (std::size_t i = 0; i < batch; ++i) {
      pieces[i] = {bytes[i].data(), bytes[i].size()};
      msghdr& head = heads[i].msg_hdr;
      head = {};
      head.msg_name = &from[i];
      head.msg_namelen = sizeof from[i];
      head.msg_iov = &pieces[i];
      head.msg_iovlen = 1;
      head.msg_control = control[i].data();
      head.msg_controllen = control[i].size();
    }
  }

  std::chrono::microseconds waited(std::size_t i) {
    for (cmsghdr* c = CMSG_FIRSTHDR(&heads[i].msg_hdr); c; c = CMSG_NXTHDR(&heads[i].msg_hdr, c)) {
      if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
      timespec came{}, now{};
      std::memcpy(&came, CMSG_DATA(c), sizeof came);
      clock_gettime(CLOCK_REALTIME, &now);
      return std::chrono::microseconds((now.tv_sec - came.tv_sec) * 1'000'000 + (now.tv_nsec - came.tv_nsec) / 1000);
    }
    return {};
  }
};

}  // namespace

class Sockets::Core {
 public:
  Core(asio::io_context& context, SocketSettings settings, Receiver& receiver)
      : context_(context),
        settings_(std::move(settings)),
        receiver_(receiver),
        udp_(context),
        tcp_(context),
        tls_(context),
        resolver_(context),
        sweep_(context),
        room_(std::make_unique<Batch>()) {}

  void listen();
  void send(const Flow& flow, std::string bytes);
  Address local(const Flow& flow);
  void resolve(const std::string& host, std::uint16_t port, std::function<void(std::vector<Address>)> found);
  void flush();
  Address listening() const { return listening_; }
  void stop();

 private:
  class Connection;
  friend class Connection;
  using Stream = asio::ssl::stream<tcp::socket>;

  void listen_udp();
  void listen_tcp(tcp::acceptor& acceptor, const Address& at);
  void wait_udp();
  void read_udp();
  void accept(tcp::acceptor& acceptor, TransportKind kind);
  void take(tcp::socket socket, TransportKind kind);
  std::shared_ptr<Connection> connect(const Flow& flow);
  void sweep_idle();
  void fail_later(const Flow& flow);
  std::shared_ptr<asio::ssl::context> certificate();
  asio::ssl::context& client_context();

  asio::io_context& context_;
  const SocketSettings settings_;
  Receiver& receiver_;
  udp::socket udp_;
  tcp::acceptor tcp_, tls_;
  tcp::resolver resolver_;
  asio::steady_timer sweep_;
  Address listening_;
  std::unique_ptr<Batch> room_;
  std::vector<std::pair<Address, std::string>> to_send_;
  std::unordered_map<std::uint64_t, std::shared_ptr<Connection>> connections_;
  std::unordered_map<std::string, std::size_t> connections_of_;
  std::unordered_map<std::string, std::string> local_ip_;  // towards a remote one
  std::unordered_map<std::string, std::string> names_;     // under which a remote one was looked up: its certificate's
  std::uint64_t last_connection_ = 0;
  std::shared_ptr<asio::ssl::context> certificate_;
  std::unique_ptr<asio::ssl::context> client_;
  timespec certificate_changed_{};
  bool stopped_ = false;
};

// ---- a connection ----

class Sockets::Core::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Core& core, Flow flow, tcp::socket socket, std::shared_ptr<asio::ssl::context> context)
      : core_(core), flow_(flow), context_(std::move(context)), timer_(core.context_) {
    if (flow.kind == TransportKind::Tls)
      secure_ = std::make_unique<Stream>(std::move(socket), *context_);
    else
      plain_ = std::make_unique<tcp::socket>(std::move(socket));
  }

  const Flow& flow() const { return flow_; }
  Instant heard() const { return heard_; }

  void accepted() {
    if (!secure_) return opened();
    limit(std::chrono::seconds(10));
    secure_->async_handshake(Stream::server, [self = shared_from_this()](error_code error) { self->shaken(error); });
  }

  void connect(const std::string& host, bool verifies) {
    limit(connect_time);
    lowest().async_connect(
        endpoint_of<tcp::endpoint>(flow_.remote),
        [self = shared_from_this(), host, verifies](error_code error) { self->connected(error, host, verifies); });
  }

  void send(std::string bytes) {
    waiting_ += bytes.size();
    if (waiting_ > written_waiting_max) return close();
    queue_.push_back(std::move(bytes));
    if (open_ && queue_.size() == 1) write();
  }

  // Ends it; whoever waits on it is told, unless the server itself stops.
  void close() {
    if (std::exchange(closed_, true)) return;
    timer_.cancel();
    error_code ignored;
    lowest().close(ignored);
    core_.connections_.erase(flow_.connection);
    if (auto found = core_.connections_of_.find(flow_.remote.ip());
        found != core_.connections_of_.end() && --found->second == 0)
      core_.connections_of_.erase(found);
    if (!core_.stopped_) core_.fail_later(flow_);
  }

 private:
  tcp::socket& lowest() { return secure_ ? secure_->next_layer() : *plain_; }

  void limit(std::chrono::seconds time) {
    timer_.expires_after(time);
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (!error && !self->open_) self->close();
    });
  }

  void connected(error_code error, const std::string& host, bool verifies) {
    if (error) return close();
    if (!secure_) return opened();
    SSL_set_tlsext_host_name(secure_->native_handle(), host.c_str());
    if (verifies) {
      secure_->set_verify_mode(asio::ssl::verify_peer);
      secure_->set_verify_callback(asio::ssl::host_name_verification(host));
    }
    secure_->async_handshake(Stream::client, [self = shared_from_this()](error_code failed) { self->shaken(failed); });
  }

  void shaken(error_code error) {
    if (error) return close();
    opened();
  }

  void opened() {
    if (closed_) return;
    open_ = true;
    timer_.cancel();
    error_code ignored;
    lowest().set_option(tcp::no_delay(true), ignored);
    read();
    if (!queue_.empty()) write();
  }

  void read() {
    const auto handler = [self = shared_from_this()](error_code error, std::size_t count) { self->took(error, count); };
    if (secure_)
      secure_->async_read_some(asio::buffer(room_), handler);
    else
      plain_->async_read_some(asio::buffer(room_), handler);
  }

  void took(error_code error, std::size_t count) {
    if (error || closed_) return close();
    heard_ = steady_now();
    reader_.feed({room_.data(), count});
    std::expected<Message, Malformed> message;
    for (auto step = reader_.next(message); step != StreamReader::Step::NeedMore; step = reader_.next(message)) {
      if (step == StreamReader::Step::Broken) return close();
      if (step == StreamReader::Step::Ping)
        send("\r\n");
      else
        core_.receiver_.message_came(heard_, std::move(message), flow_);
      if (closed_) return;
    }
    core_.receiver_.turned(heard_);
    if (!closed_) read();
  }

  void write() {
    const auto handler = [self = shared_from_this()](error_code error, std::size_t) { self->wrote(error); };
    if (secure_)
      asio::async_write(*secure_, asio::buffer(queue_.front()), handler);
    else
      asio::async_write(*plain_, asio::buffer(queue_.front()), handler);
  }

  void wrote(error_code error) {
    if (error || closed_) return close();
    waiting_ -= queue_.front().size();
    queue_.pop_front();
    if (!queue_.empty()) write();
  }

  Core& core_;
  const Flow flow_;
  std::shared_ptr<asio::ssl::context> context_;
  std::unique_ptr<tcp::socket> plain_;
  std::unique_ptr<Stream> secure_;
  asio::steady_timer timer_;
  StreamReader reader_;
  std::array<char, 8192> room_;
  std::deque<std::string> queue_;
  std::size_t waiting_ = 0;
  Instant heard_ = steady_now();
  bool open_ = false, closed_ = false;
};

// ---- listening ----

void Sockets::Core::listen() {
  listen_udp();
  listening_ = address_of(udp_.local_endpoint());
  listen_tcp(tcp_, listening_);
  accept(tcp_, TransportKind::Tcp);
  if (!settings_.certificate_file.empty()) {
    if (!certificate()) throw std::runtime_error("SIP over TLS cannot use " + settings_.certificate_file + ".");
    listen_tcp(tls_, listening_.with_port(static_cast<std::uint16_t>(listening_.port() + 1)));
    accept(tls_, TransportKind::Tls);
  }
  sweep_idle();
}

void Sockets::Core::listen_udp() {
  const auto at = endpoint_of<udp::endpoint>(settings_.listen);
  try {
    udp_.open(at.protocol());
    udp_.set_option(udp::socket::receive_buffer_size(socket_buffer));
    udp_.set_option(udp::socket::send_buffer_size(socket_buffer));
    udp_.bind(at);
    udp_.non_blocking(true);
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error(
        fmt::format("SIP cannot listen at {} (UDP): {}. Choose another address with --sip, or end what uses it.",
                    settings_.listen.text(), error.code().message()));
  }
  const int on = 1;
  setsockopt(udp_.native_handle(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  wait_udp();
}

void Sockets::Core::listen_tcp(tcp::acceptor& acceptor, const Address& at) {
  const auto endpoint = endpoint_of<tcp::endpoint>(at);
  try {
    acceptor.open(endpoint.protocol());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen();
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error(
        fmt::format("SIP cannot listen at {} (TCP): {}. Choose another address with --sip, or end what uses it.",
                    at.text(), error.code().message()));
  }
}

void Sockets::Core::wait_udp() {
  udp_.async_wait(udp::socket::wait_read, [this](error_code error) {
    if (error || stopped_) return;
    read_udp();
    wait_udp();
  });
}

void Sockets::Core::read_udp() {
  room_->prepare();
  const int count = recvmmsg(udp_.native_handle(), room_->heads.data(), batch, MSG_DONTWAIT, nullptr);
  const Instant now = steady_now();
  for (std::size_t i = 0; i < static_cast<std::size_t>(std::max(count, 0)); ++i) {
    const mmsghdr& head = room_->heads[i];
    const auto from = Address::from(reinterpret_cast<const sockaddr*>(&room_->from[i]), head.msg_hdr.msg_namelen);
    // What does not fit is larger than any message may be.
    if (!from || (head.msg_hdr.msg_flags & MSG_TRUNC) != 0) continue;
    receiver_.datagram_came(now, {room_->bytes[i].data(), head.msg_len}, {TransportKind::Udp, *from, 0},
                            room_->waited(i));
  }
  receiver_.turned(now);
}

void Sockets::Core::accept(tcp::acceptor& acceptor, TransportKind kind) {
  acceptor.async_accept([this, &acceptor, kind](error_code error, tcp::socket socket) {
    if (stopped_) return;
    if (!error) take(std::move(socket), kind);
    if (!error) return accept(acceptor, kind);
    // Out of descriptors: a moment's pause, so that those in use can end.
    auto pause = std::make_shared<asio::steady_timer>(context_, std::chrono::milliseconds(100));
    pause->async_wait([this, &acceptor, kind, pause](error_code cancelled) {
      if (!cancelled && !stopped_) accept(acceptor, kind);
    });
  });
}

void Sockets::Core::take(tcp::socket socket, TransportKind kind) {
  error_code error;
  const auto remote = socket.remote_endpoint(error);
  if (error || connections_.size() >= settings_.connections_max) return;
  const Address from = address_of(remote);
  if (connections_of_[from.ip()] >= settings_.connections_of_one_max) return;
  auto context = kind == TransportKind::Tls ? certificate() : nullptr;
  if (kind == TransportKind::Tls && !context) return;
  const Flow flow{kind, from, ++last_connection_};
  auto made = std::make_shared<Connection>(*this, flow, std::move(socket), std::move(context));
  ++connections_of_[from.ip()];
  connections_.emplace(flow.connection, made);
  made->accepted();
}

// The certificate, read again when its file has changed.
std::shared_ptr<asio::ssl::context> Sockets::Core::certificate() {
  struct stat file{};
  if (stat(settings_.certificate_file.c_str(), &file) != 0) return certificate_;
  if (certificate_ && file.st_mtim.tv_sec == certificate_changed_.tv_sec &&
      file.st_mtim.tv_nsec == certificate_changed_.tv_nsec)
    return certificate_;
  try {
    auto made = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    made->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    made->use_certificate_chain_file(settings_.certificate_file);
    made->use_private_key_file(settings_.key_file, asio::ssl::context::pem);
    certificate_ = std::move(made);
    certificate_changed_ = file.st_mtim;
  } catch (const boost::system::system_error& error) {
    base::log::error("voice", "The certificate of SIP cannot be used ({}); the one before it stays.",
                     error.code().message());
  }
  return certificate_;
}

asio::ssl::context& Sockets::Core::client_context() {
  if (!client_) {
    client_ = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
    client_->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    error_code ignored;
    client_->set_default_verify_paths(ignored);
  }
  return *client_;
}

// ---- sending ----

void Sockets::Core::send(const Flow& flow, std::string bytes) {
  if (flow.kind == TransportKind::Udp) {
    to_send_.emplace_back(flow.remote, std::move(bytes));
    if (to_send_.size() == batch) flush();
    return;
  }
  if (flow.connection != 0) {
    const auto found = connections_.find(flow.connection);
    if (found == connections_.end()) return fail_later(flow);
    return found->second->send(std::move(bytes));
  }
  for (const auto& [id, it] : connections_)
    if (it->flow().kind == flow.kind && it->flow().remote == flow.remote) return it->send(std::move(bytes));
  connect(flow)->send(std::move(bytes));
}

std::shared_ptr<Sockets::Core::Connection> Sockets::Core::connect(const Flow& flow) {
  std::shared_ptr<asio::ssl::context> context;
  if (flow.kind == TransportKind::Tls) context = {std::shared_ptr<void>(), &client_context()};
  const Flow numbered{flow.kind, flow.remote, ++last_connection_};
  auto made = std::make_shared<Connection>(*this, numbered, tcp::socket(context_), std::move(context));
  ++connections_of_[flow.remote.ip()];
  connections_.emplace(numbered.connection, made);
  const auto name = names_.find(flow.remote.ip());
  made->connect(name == names_.end() ? flow.remote.ip() : name->second, settings_.verifies_peers);
  return made;
}

void Sockets::Core::flush() {
  std::array<mmsghdr, batch> heads;
  std::array<iovec, batch> pieces;
  std::size_t from = 0;
  while (from < to_send_.size()) {
    const std::size_t count = std::min<std::size_t>(batch, to_send_.size() - from);
    for (std::size_t i = 0; i < count; ++i) {
      auto& [address, bytes] = to_send_[from + i];
      pieces[i] = {bytes.data(), bytes.size()};
      heads[i] = {};
      heads[i].msg_hdr.msg_name = const_cast<sockaddr*>(address.socket_address());
      heads[i].msg_hdr.msg_namelen = address.length();
      heads[i].msg_hdr.msg_iov = &pieces[i];
      heads[i].msg_hdr.msg_iovlen = 1;
    }
    // A datagram that the kernel refuses is one that was lost: the transaction repeats it.
    const int sent = sendmmsg(udp_.native_handle(), heads.data(), static_cast<unsigned>(count), MSG_DONTWAIT);
    from += sent > 0 ? static_cast<std::size_t>(sent) : 1;
  }
  to_send_.clear();
}

// Not at once: whoever sends is in the middle of something.
void Sockets::Core::fail_later(const Flow& flow) {
  asio::post(context_, [this, flow] {
    if (stopped_) return;
    const Instant now = steady_now();
    receiver_.flow_failed(now, flow);
    receiver_.turned(now);
  });
}

// ---- addresses ----

Address Sockets::Core::local(const Flow& flow) {
  const std::uint16_t port = static_cast<std::uint16_t>(listening_.port() + (flow.kind == TransportKind::Tls ? 1 : 0));
  if (settings_.advertised && !flow.remote.is_loopback()) return settings_.advertised->with_port(port);
  if (!listening_.is_any()) return listening_.with_port(port);
  std::string& ip = local_ip_[flow.remote.ip()];
  if (ip.empty()) {
    if (local_ip_.size() > 10'000) local_ip_.clear();
    // The route tells; nothing is sent by connecting a datagram socket.
    error_code error;
    udp::socket probe(context_);
    probe.open(endpoint_of<udp::endpoint>(flow.remote).protocol(), error);
    probe.connect(endpoint_of<udp::endpoint>(flow.remote.with_port(9)), error);
    const auto endpoint = probe.local_endpoint(error);
    if (error) return listening_.with_port(port);
    const std::string found = address_of(endpoint).ip();
    local_ip_[flow.remote.ip()] = found;
    return Address::from(found, port).value_or(listening_);
  }
  return Address::from(ip, port).value_or(listening_);
}

void Sockets::Core::resolve(const std::string& host, std::uint16_t port,
                            std::function<void(std::vector<Address>)> found) {
  if (const auto address = Address::from(host, port)) return found({*address});
  resolver_.async_resolve(
      host, std::to_string(port),
      [this, host, found = std::move(found)](error_code error, const tcp::resolver::results_type& results) {
        if (stopped_) return;
        std::vector<Address> addresses;
        if (!error)
          for (const auto& entry : results)
            if (entry.endpoint().address().is_v4() != listening_.is_v6())
              addresses.push_back(address_of(entry.endpoint()));
        found(std::move(addresses));
        receiver_.turned(steady_now());
      });
}

void Sockets::Core::sweep_idle() {
  sweep_.expires_after(std::chrono::seconds(30));
  sweep_.async_wait([this](error_code error) {
    if (error || stopped_) return;
    std::vector<std::shared_ptr<Connection>> idle;
    for (const auto& [id, it] : connections_)
      if (steady_now() - it->heard() > settings_.idle_max) idle.push_back(it);
    for (const auto& it : idle) it->close();
    sweep_idle();
  });
}

void Sockets::Core::stop() {
  stopped_ = true;
  error_code ignored;
  flush();
  udp_.close(ignored);
  tcp_.close(ignored);
  tls_.close(ignored);
  resolver_.cancel();
  sweep_.cancel();
  for (auto all = connections_; const auto& [id, it] : all) it->close();
}

Sockets::Sockets(asio::io_context& context, SocketSettings settings, Receiver& receiver)
    : core_(std::make_unique<Core>(context, std::move(settings), receiver)) {
  core_->listen();
}
Sockets::~Sockets() {
  core_->stop();
}
void Sockets::send(const Flow& flow, std::string bytes) {
  core_->send(flow, std::move(bytes));
}
Address Sockets::local(const Flow& flow) const {
  return core_->local(flow);
}
void Sockets::resolve(const std::string& host, std::uint16_t port, std::function<void(std::vector<Address>)> found) {
  core_->resolve(host, port, std::move(found));
}
void Sockets::flush() {
  core_->flush();
}
Address Sockets::listening() const {
  return core_->listening();
}

}  // namespace voice::sip
