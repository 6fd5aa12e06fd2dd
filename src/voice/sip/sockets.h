#pragma once
// The sockets of signalling: one for UDP, listeners for TCP and TLS, and their connections.
// Datagrams are read and written in batches. What arrives goes to the Receiver; what cannot be
// sent, and connections that end, are told as failed flows.

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "voice/sip/message.h"
#include "voice/sip/resolver.h"
#include "voice/sip/timers.h"
#include "voice/sip/transport.h"

namespace voice::sip {

struct SocketSettings {
  Address listen;                          // UDP and TCP; TLS on the next port
  std::string certificate_file, key_file;  // PEM; "" for no TLS. Read again when they change.
  bool verifies_peers = true;              // of trunks over TLS, by the system's authorities
  std::optional<Address> advertised;       // behind a translator: our address as the world sees it
  std::size_t connections_max = 4000;
  std::size_t connections_of_one_max = 100;
  std::chrono::seconds idle_max{900};
};

// Thread: the signalling loop.
class Receiver {
 public:
  virtual ~Receiver() = default;
  // `waited`: how long it lay in the kernel before it was read.
  virtual void datagram_came(Instant now, std::string_view bytes, const Flow& flow,
                             std::chrono::microseconds waited) = 0;
  virtual void message_came(Instant now, std::expected<Message, Malformed>&& message, const Flow& flow) = 0;
  virtual void flow_failed(Instant now, const Flow& flow) = 0;
  // A batch is over: timers may be due, and what was said may be sent.
  virtual void turned(Instant now) = 0;
};

// Thread: the signalling loop, which runs `context`.
class Sockets final : public Transport, public Resolver {
 public:
  // Throws std::runtime_error with a sentence when it cannot listen.
  Sockets(boost::asio::io_context& context, SocketSettings settings, Receiver& receiver);
  ~Sockets() override;

  void send(const Flow& flow, std::string bytes) override;
  Address local(const Flow& flow) const override;
  void resolve(const std::string& host, std::uint16_t port, std::function<void(std::vector<Address>)> found) override;
  // Sends the datagrams that have been said since the last time.
  void flush();
  // Where it listens; the port that the system chose when 0 was asked for.
  Address listening() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace voice::sip
