#pragma once
// A browser's side of a call: ICE checks, DTLS as client, SRTP. By OpenSSL and by hand, so that
// it shares no code with what it tests but the packets of sound.

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "voice/media/bytes.h"
#include "voice/media/dtls.h"
#include "voice/media/srtp.h"
#include "voice/tests/sound.h"

namespace voice::media::testing {

using Bytes = std::vector<std::uint8_t>;

inline std::uint32_t crc32_of(const Bytes& bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

// A STUN message, attribute by attribute (RFC 5389).
class StunMessage {
 public:
  explicit StunMessage(std::uint16_t type = 0x0001, std::uint8_t transaction = 7) : bytes_(20) {
    put16(&bytes_[0], type);
    put32(&bytes_[4], 0x2112a442);
    std::fill_n(bytes_.begin() + 8, 12, transaction);
  }
  StunMessage& add(std::uint16_t type, const Bytes& value) {
    const std::size_t at = bytes_.size();
    bytes_.resize(at + 4 + (value.size() + 3) / 4 * 4);
    put16(&bytes_[at], type);
    put16(&bytes_[at + 2], static_cast<std::uint16_t>(value.size()));
    std::copy(value.begin(), value.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(at) + 4);
    return length(0);
  }
  StunMessage& user(const std::string& name) { return add(0x0006, Bytes(name.begin(), name.end())); }
  StunMessage& integrity(const std::string& password) {
    length(24);
    Bytes digest(20);
    unsigned size = 20;
    HMAC(EVP_sha1(), password.data(), static_cast<int>(password.size()), bytes_.data(), bytes_.size(), digest.data(),
         &size);
    return add(0x0008, digest);
  }
  StunMessage& fingerprint() {
    length(8);
    Bytes value(4);
    put32(value.data(), crc32_of(bytes_) ^ 0x5354554e);
    return add(0x8028, value);
  }
  const Bytes& bytes() const { return bytes_; }

 private:
  StunMessage& length(std::size_t more) {
    put16(&bytes_[2], static_cast<std::uint16_t>(bytes_.size() - 20 + more));
    return *this;
  }
  Bytes bytes_;
};

// What the value of an attribute is; empty when it is not there.
inline std::optional<Bytes> stun_attribute(const Bytes& message, std::uint16_t type) {
  for (std::size_t at = 20; at + 4 <= message.size();) {
    const std::size_t size = get16(&message[at + 2]);
    if (at + 4 + size > message.size()) return std::nullopt;
    const auto value = message.begin() + static_cast<std::ptrdiff_t>(at) + 4;
    if (get16(&message[at]) == type) return Bytes(value, value + static_cast<std::ptrdiff_t>(size));
    at += 4 + (size + 3) / 4 * 4;
  }
  return std::nullopt;
}
inline int stun_error(const Bytes& message) {
  const auto error = stun_attribute(message, 0x0009);
  return error && error->size() >= 4 ? (*error)[2] * 100 + (*error)[3] : 0;
}

class FakeBrowser {
 public:
  explicit FakeBrowser(const char* srtp = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80")
      : context_(SSL_CTX_new(DTLS_client_method())) {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    fingerprint = fingerprint_of(certificate);
    SSL_CTX_use_certificate(context_, certificate);
    SSL_CTX_use_PrivateKey(context_, key);
    X509_free(certificate);
    EVP_PKEY_free(key);
    SSL_CTX_set_verify(context_, SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_options(context_, SSL_OP_NO_QUERY_MTU);
    if (srtp != nullptr) SSL_CTX_set_tlsext_use_srtp(context_, srtp);
    ssl_ = SSL_new(context_);
    in_ = BIO_new(BIO_s_mem());
    out_ = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(in_, -1);
    SSL_set_bio(ssl_, in_, out_);
    SSL_set_connect_state(ssl_);
    DTLS_set_link_mtu(ssl_, 1200);
  }
  ~FakeBrowser() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }
  FakeBrowser(const FakeBrowser&) = delete;
  FakeBrowser& operator=(const FakeBrowser&) = delete;

  std::string fingerprint;
  std::string user = "browser", other_user = "ours", password = "twenty-four characters..";

  Bytes check(bool nominates = true) const {
    StunMessage made;
    made.user(other_user + ":" + user).add(0x802a, Bytes(8, 1)).add(0x0024, Bytes(4, 1));
    if (nominates) made.add(0x0025, {});
    return made.integrity(password).fingerprint().bytes();
  }
  // A datagram of DTLS came (or none, at first): what is to be sent, record by record.
  std::vector<Bytes> handshake(const Bytes& datagram = {}) {
    if (!datagram.empty()) BIO_write(in_, datagram.data(), static_cast<int>(datagram.size()));
    SSL_do_handshake(ssl_);
    std::vector<Bytes> records;
    Bytes all(static_cast<std::size_t>(BIO_pending(out_)));
    if (!all.empty()) BIO_read(out_, all.data(), static_cast<int>(all.size()));
    for (std::size_t at = 0; at + 13 <= all.size();) {
      const std::size_t size = 13 + std::size_t{get16(&all[at + 11])};
      const auto from = all.begin() + static_cast<std::ptrdiff_t>(at);
      records.emplace_back(from, from + static_cast<std::ptrdiff_t>(size));
      at += size;
    }
    return records;
  }
  bool connected() const { return SSL_is_init_finished(ssl_) == 1; }
  std::string certificate_of_server() const {
    X509* certificate = SSL_get1_peer_certificate(ssl_);
    const std::string made = certificate == nullptr ? "" : fingerprint_of(certificate);
    X509_free(certificate);
    return made;
  }
  // Once connected.
  void take_keys() {
    const bool gcm = SSL_get_selected_srtp_profile(ssl_)->id == SRTP_AEAD_AES_128_GCM;
    const std::size_t salt = gcm ? 12 : 14;
    std::string m(2 * (16 + salt), '\0');
    SSL_export_keying_material(ssl_, reinterpret_cast<unsigned char*>(m.data()), m.size(), "EXTRACTOR-dtls_srtp", 19,
                               nullptr, 0, 0);
    const SrtpSuite suite = gcm ? SrtpSuite::AeadAes128Gcm : SrtpSuite::AesCm128HmacSha1_80;
    sender.emplace(SrtpKey{suite, m.substr(0, 16) + m.substr(32, salt)});
    receiver.emplace(SrtpKey{suite, m.substr(16, 16) + m.substr(32 + salt, salt)});
  }
  Bytes sealed(Bytes packet) {
    const std::size_t length = packet.size();
    packet.resize(length + srtp_overhead);
    packet.resize(sender->protect_rtp(packet, length));
    return packet;
  }
  Bytes opened(Bytes packet) {
    packet.resize(receiver->open_rtp(packet));
    return packet;
  }

  std::optional<SrtpSender> sender;
  std::optional<SrtpReceiver> receiver;

 private:
  SSL_CTX* context_;
  SSL* ssl_;
  BIO *in_, *out_;
};

}  // namespace voice::media::testing
