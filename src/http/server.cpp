#include "http/server.h"

#include <algorithm>
#include <stdexcept>

#include "base/log.h"
#include "http/certificates.h"
#include "http/connection.h"
#include "http/core.h"
#include "http/loop.h"
#include "http/transport.h"

namespace http {
namespace {

using Error = boost::system::error_code;
using std::chrono::milliseconds;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Loop::Executor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Loop::Executor>;

// Connections beyond the limit that are still let in, to be told so with a 503.
constexpr std::size_t kOverflow = 100;
// When no descriptor is left, accepting again at once would only spin.
constexpr milliseconds kAcceptPause{100};

// Fine enough for the shortest limit, coarse enough to cost nothing.
milliseconds tick_of(const Limits& limits, milliseconds shortest_ping) {
  auto shortest = std::min({limits.header_timeout, limits.body_timeout, limits.idle_timeout, shortest_ping});
  return std::clamp(shortest / 8, milliseconds(5), milliseconds(500));
}

Admission::Address address_of(const asio::ip::tcp::endpoint& endpoint) {
  Admission::Address key{};
  auto address = endpoint.address();
  if (address.is_v6() && !address.to_v6().is_v4_mapped()) {
    auto bytes = address.to_v6().to_bytes();
    std::copy_n(bytes.begin(), key.size(), key.begin());
    return key;
  }
  auto v4 = address.is_v4() ? address.to_v4() : asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  auto bytes = v4.to_bytes();
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

}  // namespace

struct Server::State {
  explicit State(Options given) : core(std::move(given)) {}

  struct Door {
    Acceptor acceptor;
    Timer pause;
    bool tls;
  };

  Core core;
  std::vector<std::unique_ptr<Loop>> loops;  // the first one accepts
  std::vector<std::unique_ptr<Door>> doors;
  std::unique_ptr<Certificates> certificates;
  std::vector<std::uint16_t> ports;
  std::size_t next_loop = 0;
  milliseconds shortest_ping = milliseconds::max();
  bool started = false, ended = false;

  void open_door(const Listener& listener);
  void accept(Door& door);
  void welcome(Door& door, TcpSocket socket, Loop& loop);
  void close_doors();
  void end(milliseconds grace);
};

void Server::State::open_door(const Listener& listener) {
  auto& loop = *loops.front();
  auto door = std::make_unique<Door>(Acceptor(loop.context()), Timer(loop.context()), listener.tls);
  try {
    asio::ip::tcp::resolver resolver(loop.context());
    auto found = resolver.resolve(listener.host, std::to_string(listener.port), asio::ip::tcp::resolver::passive);
    auto endpoint = found.begin()->endpoint();
    door->acceptor.open(endpoint.protocol());
    door->acceptor.set_option(asio::socket_base::reuse_address(true));
    door->acceptor.bind(endpoint);
    door->acceptor.listen(1024);
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("Cannot listen on " + listener.host + " port " + std::to_string(listener.port) + ": " +
                             error.code().message() + ".");
  }
  ports.push_back(door->acceptor.local_endpoint().port());
  doors.push_back(std::move(door));
}

void Server::State::accept(Door& door) {
  auto& loop = *loops[next_loop++ % loops.size()];
  door.acceptor.async_accept(loop.context(), [this, &door, &loop](const Error& error, TcpSocket socket) {
    if (core.draining || error == asio::error::operation_aborted) return;
    if (!error) {
      welcome(door, std::move(socket), loop);
      return accept(door);
    }
    base::log::warning("http", "cannot accept a connection: {}", error.message());
    door.pause.expires_after(kAcceptPause);
    door.pause.async_wait([this, &door](const Error& stopped) {
      if (!stopped) accept(door);
    });
  });
}

void Server::State::welcome(Door& door, TcpSocket socket, Loop& loop) {
  Error error;
  auto peer = socket.remote_endpoint(error);
  if (error) return;
  auto limits = core.options.limits;
  // All clients of a proxy come from its one address.
  if (peer.address().to_string() == core.options.trusted_proxy) limits.max_connections_per_address = SIZE_MAX;
  bool within = false;
  auto place = core.admission.admit(address_of(peer), limits, within);
  if (static_cast<std::size_t>(core.admission.count()) > limits.max_connections + kOverflow) return;
  auto admitted = within ? Connection::Admitted::Yes : Connection::Admitted::OnlyToHearNo;
  auto transport = std::make_unique<Transport>(std::move(socket), door.tls ? certificates->current() : nullptr);
  auto connection = std::make_shared<Connection>(core, loop, std::move(transport), std::move(place), admitted);
  loop.post([connection = std::move(connection)] { connection->start(); });
}

void Server::State::close_doors() {
  loops.front()->post([this] {
    for (auto& door : doors) {
      Error ignored;
      door->acceptor.close(ignored);
      door->pause.cancel();
    }
  });
}

void Server::State::end(milliseconds grace) {
  if (!started || ended) return;
  ended = true;
  core.draining = true;
  close_doors();
  if (grace > milliseconds(0)) {
    for (auto& loop : loops) loop->post([&loop = *loop] { loop.drain(); });
    core.admission.wait_until_empty(grace);
  }
  // In this order: a worker may still post to a loop, never the other way about.
  core.workers.stop();
  for (auto& loop : loops) loop->stop();
}

Server::Server(Options options) : state_(std::make_unique<State>(std::move(options))) {}

Server::~Server() {
  state_->end(milliseconds(0));
}

void Server::add(Route route) {
  state_->core.router.add(std::move(route));
}
void Server::add(SocketRoute route) {
  state_->shortest_ping = std::min(state_->shortest_ping, route.ping);
  state_->core.router.add(std::move(route));
}
void Server::set_fallback(Handler handler) {
  state_->core.fallback = std::move(handler);
}

void Server::start() {
  auto& core = state_->core;
  const auto& options = core.options;
  for (const auto& name : options.hosts) core.hosts.add(name);
  for (int i = 0; i < std::max(1, options.io_threads); ++i)
    state_->loops.push_back(std::make_unique<Loop>(tick_of(options.limits, state_->shortest_ping)));
  for (const auto& listener : options.listeners) {
    core.hosts.add(listener.host);
    if (listener.tls && !state_->certificates)
      state_->certificates = std::make_unique<Certificates>(options.certificate_file, options.key_file);
    state_->open_door(listener);
  }
  state_->started = true;
  core.workers.start(std::max(1, options.worker_threads));
  for (auto& door : state_->doors) state_->accept(*door);
  for (auto& loop : state_->loops) loop->start();
}

std::uint16_t Server::port(std::size_t index) const {
  return state_->ports.at(index);
}

void Server::drain(milliseconds grace) {
  state_->end(std::max(grace, milliseconds(1)));
}

Server::Counts Server::counts() const {
  const auto& core = state_->core;
  return {core.admission.count(), core.sockets.load(), static_cast<std::int64_t>(core.workers.waiting()),
          core.requests.load()};
}

}  // namespace http
