#include "voice/engine.h"

#include <ifaddrs.h>
#include <net/if.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <mutex>
#include <thread>

#include "voice/sip/signalling.h"
#include "voice/sip/sockets.h"

namespace voice {

namespace asio = boost::asio;
using sip::Instant;

namespace {

sip::SignallingSettings signalling_settings(const EngineSettings& settings) {
  sip::SignallingSettings made;
  made.realm = settings.realm;
  if (settings.asks_sha256) made.digests = {sip::DigestAlgorithm::Sha256, sip::DigestAlgorithm::Md5};
  made.legs_max = settings.legs_max;
  if (!settings.media.local.is_any()) made.session.media_address = settings.media.local;
  if (settings.advertised) made.session.media_address = settings.advertised;
  return made;
}

sip::SocketSettings socket_settings(const EngineSettings& settings) {
  sip::SocketSettings made;
  made.listen = settings.sip;
  made.certificate_file = settings.certificate_file;
  made.key_file = settings.key_file;
  made.verifies_peers = settings.verifies_trunks;
  made.advertised = settings.advertised;
  return made;
}

// The IPv4 addresses of this machine, the loopback last.
std::vector<Address> addresses_of_machine(std::uint16_t port) {
  std::vector<Address> found;
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return found;
  for (const ifaddrs* it = all; it; it = it->ifa_next)
    if (it->ifa_addr && it->ifa_addr->sa_family == AF_INET && (it->ifa_flags & IFF_UP) != 0)
      if (const auto address = Address::from(it->ifa_addr, sizeof(sockaddr_in)))
        found.push_back(address->with_port(port));
  freeifaddrs(all);
  std::ranges::sort(found, {}, [](const Address& address) { return std::pair(address.is_loopback(), address); });
  return found;
}

}  // namespace

// The signalling loop: one thread that runs the sockets and Signalling.
class NetworkEngine::Core final : private sip::Receiver, private sip::MediaGate {
 public:
  Core(const EngineSettings& settings, std::function<std::int64_t()> make_id, std::function<void(Event)> tell)
      : plane_(settings.media, [tell](media::Event event) { tell(std::move(event)); }),
        candidates_(candidates(settings, plane_.browser_port())),
        timer_(context_),
        sockets_(context_, socket_settings(settings), *this),
        signalling_(
            signalling_settings(settings), sockets_, *this, sockets_, [make_id] { return LegId{make_id()}; },
            [tell](Event event) { tell(std::move(event)); }),
        thread_([this] { context_.run(); }) {}

  ~Core() override {
    context_.stop();
    thread_.join();
  }

  using Command = std::variant<SignallingCommand, media::Command>;

  void take(Command command) {
    const std::lock_guard lock(mutex_);
    commands_.push_back(std::move(command));
    // Many commands between two turns of the loop cost one waking.
    if (!std::exchange(woken_, true)) asio::post(context_, [this] { take_commands(); });
  }
  Address listening() const { return sockets_.listening(); }
  Pulse pulse() {
    asio::post(context_, [this] {
      legs_ = signalling_.legs();
      seen_at_ = std::chrono::steady_clock::now();
    });
    return {legs_, seen_at_, plane_.pulse()};
  }

 private:
  void take_commands() {
    std::deque<Command> taken;
    {
      const std::lock_guard lock(mutex_);
      taken.swap(commands_);
      woken_ = false;
    }
    const Instant now = std::chrono::steady_clock::now();
    for (auto& command : taken) {
      if (auto* media = std::get_if<media::Command>(&command))
        plane_.post(std::move(*media));
      else
        signalling_.command(now, std::move(std::get<SignallingCommand>(command)));
    }
    turned(now);
  }

  // Receiver
  void datagram_came(Instant now, std::string_view bytes, const sip::Flow& flow,
                     std::chrono::microseconds waited) override {
    if (waited > overload_delay) overloaded_until_ = now + overload_pause;
    signalling_.set_overloaded(now < overloaded_until_);
    signalling_.datagram_came(now, bytes, flow);
  }
  void message_came(Instant now, std::expected<sip::Message, sip::Malformed>&& message,
                    const sip::Flow& flow) override {
    signalling_.message_came(now, std::move(message), flow);
  }
  void flow_failed(Instant now, const sip::Flow& flow) override { signalling_.flow_failed(now, flow); }
  void turned(Instant now) override {
    signalling_.run(now);
    sockets_.flush();
    schedule();
  }

  // MediaGate
  base::Result<media::Ports> allocate_ports() override { return plane_.allocate_ports(); }
  void post(media::Command command) override { plane_.post(std::move(command)); }

  sip::BrowserHost browser_host() const override { return {candidates_, plane_.fingerprint()}; }

  // Where browsers may send to: the address we advertise, else that of the plane, else every one of the machine.
  static std::vector<Address> candidates(const EngineSettings& settings, std::uint16_t port) {
    std::vector<Address> found;
    if (settings.advertised) found.push_back(settings.advertised->with_port(port));
    if (!settings.media.local.is_any()) found.push_back(settings.media.local.with_port(port));
    if (found.empty()) found = addresses_of_machine(port);
    return found;
  }

  void schedule() {
    const auto next = signalling_.next();
    if (!next || next == scheduled_) return;
    scheduled_ = next;
    timer_.expires_at(*next);
    timer_.async_wait([this](boost::system::error_code error) {
      if (error) return;
      scheduled_.reset();
      turned(std::chrono::steady_clock::now());
    });
  }

  media::Plane plane_;
  const std::vector<Address> candidates_;
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
  asio::steady_timer timer_;
  std::optional<Instant> scheduled_;
  Instant overloaded_until_{};
  sip::Sockets sockets_;
  sip::Signalling signalling_;
  std::atomic<std::size_t> legs_ = 0;
  std::atomic<Instant> seen_at_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::deque<Command> commands_;
  bool woken_ = false;
  std::thread thread_;
};

NetworkEngine::NetworkEngine(EngineSettings settings, std::function<std::int64_t()> make_id,
                             std::function<void(Event)> tell)
    : core_(std::make_unique<Core>(settings, std::move(make_id), std::move(tell))) {}
NetworkEngine::~NetworkEngine() = default;

void NetworkEngine::post(SignallingCommand command) {
  core_->take(std::move(command));
}
void NetworkEngine::post(media::Command command) {
  core_->take(std::move(command));
}
Address NetworkEngine::listening() const {
  return core_->listening();
}
NetworkEngine::Pulse NetworkEngine::pulse() const {
  return core_->pulse();
}

}  // namespace voice
