#include "voice/media/dtls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>

namespace voice::media {
namespace {

// What passes any network (RFC 8831, 5): larger flights are sent in pieces.
constexpr long datagram_size = 1200;
constexpr long certificate_days = 365;
constexpr const char* profiles = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80";
constexpr const char* exporter_label = "EXTRACTOR-dtls_srtp";

template <auto free_it>
struct Free {
  template <class T>
  void operator()(T* object) const {
    free_it(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;

[[noreturn]] void refuse() {
  throw std::runtime_error("OpenSSL made no certificate for browsers' calls");
}

Certificate make_certificate(EVP_PKEY* key) {
  Certificate made(X509_new());
  if (!made) refuse();
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), (std::uint64_t{randombytes_random()} << 31) | 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -86400);  // clocks differ
  X509_gmtime_adj(X509_getm_notAfter(made.get()), certificate_days * 86400);
  X509_NAME* name = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("yingda"), -1, -1, 0);
  X509_set_issuer_name(made.get(), name);
  if (X509_set_pubkey(made.get(), key) != 1 || X509_sign(made.get(), key, EVP_sha256()) == 0) refuse();
  return made;
}

// Any certificate: it is compared with the offer's fingerprint afterwards.
int accept_any(int, X509_STORE_CTX*) {
  return 1;
}

}  // namespace

std::string fingerprint_of(const x509_st* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned length = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &length) != 1) return {};
  constexpr char hex[] = "0123456789ABCDEF";
  std::string made;
  for (unsigned i = 0; i < length; ++i) {
    if (i > 0) made += ':';
    made += hex[digest[i] >> 4];
    made += hex[digest[i] & 15];
  }
  return made;
}

DtlsIdentity::DtlsIdentity() : context_(SSL_CTX_new(DTLS_server_method())) {
  const Key key(EVP_EC_gen("P-256"));
  if (context_ == nullptr || !key) refuse();
  const Certificate certificate = make_certificate(key.get());
  fingerprint_ = fingerprint_of(certificate.get());
  SSL_CTX_set_min_proto_version(context_, DTLS1_2_VERSION);
  SSL_CTX_set_options(context_, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_verify(context_, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
  if (SSL_CTX_use_certificate(context_, certificate.get()) != 1 || SSL_CTX_use_PrivateKey(context_, key.get()) != 1 ||
      SSL_CTX_set_tlsext_use_srtp(context_, profiles) != 0)  // 0 is success here
    refuse();
}

DtlsIdentity::~DtlsIdentity() {
  SSL_CTX_free(context_);
}

// What OpenSSL takes for a socket: reads give the datagram in hand, writes are sent at once.
struct DtlsSession::Datagrams {
  Send send;
  std::span<const std::uint8_t> in_hand;

  static Datagrams& of(BIO* bio) { return *static_cast<Datagrams*>(BIO_get_data(bio)); }
  static int read(BIO* bio, char* to, int size) {
    auto& in_hand = of(bio).in_hand;
    BIO_clear_retry_flags(bio);
    if (in_hand.empty()) {
      BIO_set_retry_read(bio);
      return -1;
    }
    const std::size_t count = std::min(in_hand.size(), static_cast<std::size_t>(std::max(size, 0)));
    std::copy_n(in_hand.begin(), count, to);
    in_hand = {};
    return static_cast<int>(count);
  }
  static int write(BIO* bio, const char* from, int size) {
    BIO_clear_retry_flags(bio);
    of(bio).send({reinterpret_cast<const std::uint8_t*>(from), static_cast<std::size_t>(size)});
    return size;
  }
  static long control(BIO*, int command, long, void*) {
    switch (command) {
      case BIO_CTRL_FLUSH:
      case BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT:
        return 1;
      case BIO_CTRL_DGRAM_QUERY_MTU:
      case BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
        return datagram_size;
      default:
        return 0;
    }
  }
  static const BIO_METHOD* method() {
    static BIO_METHOD* const made = [] {
      BIO_METHOD* one = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "datagrams in memory");
      BIO_meth_set_read(one, read);
      BIO_meth_set_write(one, write);
      BIO_meth_set_ctrl(one, control);
      return one;
    }();
    return made;
  }
};

DtlsSession::DtlsSession(const DtlsIdentity& identity, Send send)
    : datagrams_(std::make_unique<Datagrams>(std::move(send), std::span<const std::uint8_t>{})),
      ssl_(SSL_new(identity.context())) {
  BIO* bio = ssl_ == nullptr ? nullptr : BIO_new(Datagrams::method());
  if (bio == nullptr) {
    SSL_free(ssl_);
    throw std::bad_alloc();
  }
  BIO_set_data(bio, datagrams_.get());
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_, bio, bio);
  SSL_set_accept_state(ssl_);
  DTLS_set_link_mtu(ssl_, datagram_size);
}

DtlsSession::~DtlsSession() {
  SSL_free(ssl_);
}

DtlsSession::State DtlsSession::advance() {
  ERR_clear_error();
  char nothing[64];
  // Once established there is nothing to read but alerts, and handshake that was repeated.
  const int done = state_ == State::Established ? SSL_read(ssl_, nothing, sizeof nothing) : SSL_do_handshake(ssl_);
  const int error = done > 0 ? SSL_ERROR_NONE : SSL_get_error(ssl_, done);
  if (error == SSL_ERROR_NONE)
    state_ = State::Established;
  else if (error == SSL_ERROR_ZERO_RETURN)
    state_ = State::Closed;
  else if (error != SSL_ERROR_WANT_READ)
    state_ = state_ == State::Established ? State::Closed : State::Failed;
  return state_;
}

DtlsSession::State DtlsSession::receive(std::span<const std::uint8_t> datagram) {
  if (state_ == State::Failed || state_ == State::Closed) return state_;
  datagrams_->in_hand = datagram;
  advance();
  datagrams_->in_hand = {};
  return state_;
}

DtlsSession::State DtlsSession::tick() {
  if (state_ != State::Running) return state_;
  ERR_clear_error();
  if (DTLSv1_handle_timeout(ssl_) < 0) state_ = State::Failed;
  return state_;
}

bool DtlsSession::peer_is(const std::string& fingerprint) const {
  const Certificate certificate(SSL_get1_peer_certificate(ssl_));
  if (!certificate) return false;
  const std::string theirs = fingerprint_of(certificate.get());
  std::string named = fingerprint;
  for (char& letter : named) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return !theirs.empty() && theirs.size() == named.size() &&
         sodium_memcmp(theirs.data(), named.data(), named.size()) == 0;
}

std::optional<DtlsSession::Keys> DtlsSession::keys() const {
  const SRTP_PROTECTION_PROFILE* profile = SSL_get_selected_srtp_profile(ssl_);
  if (profile == nullptr) return std::nullopt;
  const bool gcm = profile->id == SRTP_AEAD_AES_128_GCM;
  const std::size_t key = 16, salt = gcm ? 12 : 14;
  std::string material(2 * (key + salt), '\0');
  if (SSL_export_keying_material(ssl_, reinterpret_cast<unsigned char*>(material.data()), material.size(),
                                 exporter_label, 19, nullptr, 0, 0) != 1)
    return std::nullopt;
  // RFC 5764, 4.2: both keys, then both salts, the client's first.
  const SrtpSuite suite = gcm ? SrtpSuite::AeadAes128Gcm : SrtpSuite::AesCm128HmacSha1_80;
  const auto part = [&](std::size_t at, std::size_t size) { return material.substr(at, size); };
  Keys made{{suite, part(0, key) + part(2 * key, salt)}, {suite, part(key, key) + part(2 * key + salt, salt)}};
  sodium_memzero(material.data(), material.size());
  return made;
}

}  // namespace voice::media
