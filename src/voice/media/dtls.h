#pragma once
// DTLS for the keys of SRTP (RFC 5763, RFC 5764), by OpenSSL over datagrams that are passed in
// and out. We are always the server. Media thread; no socket.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "voice/media/types.h"

struct ssl_ctx_st;
struct ssl_st;
struct x509_st;

namespace voice::media {

// Our certificate (ECDSA on P-256, self-signed, new for each object) and what is agreed to.
class DtlsIdentity {
 public:
  // Throws std::runtime_error when OpenSSL refuses.
  DtlsIdentity();
  ~DtlsIdentity();

  // sha-256, upper-case hex with colons, as in SDP.
  const std::string& fingerprint() const { return fingerprint_; }
  ssl_ctx_st* context() const { return context_; }

 private:
  ssl_ctx_st* context_;
  std::string fingerprint_;
};

// sha-256 of a certificate as SDP writes it.
std::string fingerprint_of(const x509_st* certificate);

// One peer's handshake, and what comes after it.
class DtlsSession {
 public:
  enum class State : std::uint8_t { Running, Established, Failed, Closed };
  using Send = std::function<void(std::span<const std::uint8_t>)>;

  DtlsSession(const DtlsIdentity& identity, Send send);
  ~DtlsSession();

  // A datagram of the peer's.
  State receive(std::span<const std::uint8_t> datagram);
  // Sends again what was not answered in time.
  State tick();
  State state() const { return state_; }

  // Once established: whether the peer's certificate is the one that its offer named, compared in
  // constant time; and the keys. None when no profile of SRTP was agreed.
  bool peer_is(const std::string& fingerprint) const;
  struct Keys {
    SrtpKey client, server;
  };
  std::optional<Keys> keys() const;

 private:
  struct Datagrams;
  State advance();

  std::unique_ptr<Datagrams> datagrams_;
  ssl_st* ssl_;
  State state_ = State::Running;
};

}  // namespace voice::media
