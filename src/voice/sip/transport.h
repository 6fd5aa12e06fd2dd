#pragma once
// What carries messages, as the layers above see it: a flow to a peer. The sockets are
// in sip/sockets.h; tests have a transport of their own.

#include <cstdint>
#include <string>
#include <string_view>

#include "voice/address.h"
#include "voice/types.h"

namespace voice::sip {

// "UDP", as in Via (RFC 3261 §20.42); "udp", as in a URI's transport parameter.
std::string_view via_word(TransportKind kind);
std::string_view uri_word(TransportKind kind);
inline bool is_reliable(TransportKind kind) {
  return kind != TransportKind::Udp;
}

// The way to a peer: over UDP its address; over TCP and TLS one connection.
struct Flow {
  TransportKind kind = TransportKind::Udp;
  Address remote;
  // Number of the connection; 0: any that leads to `remote`, opened when there is none.
  std::uint64_t connection = 0;

  bool operator==(const Flow&) const = default;
};

// Thread: the signalling loop.
class Transport {
 public:
  virtual ~Transport() = default;
  // Sends as soon as it can. What cannot be sent is told by whoever owns the transport (flow_failed).
  virtual void send(const Flow& flow, std::string bytes) = 0;
  // Our address as a peer of `flow` should write it into its requests: host and port of Via and Contact.
  virtual Address local(const Flow& flow) const = 0;
};

}  // namespace voice::sip
