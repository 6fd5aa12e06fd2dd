#include "http/certificates.h"

#include <openssl/ssl.h>

#include <stdexcept>

#include "base/log.h"

namespace http {
namespace {

namespace ssl = boost::asio::ssl;
constexpr std::chrono::seconds kLookEvery{1};

}  // namespace

Certificates::Certificates(std::string certificate_file, std::string key_file)
    : certificate_file_(std::move(certificate_file)),
      key_file_(std::move(key_file)),
      certificate_stamp_(stamp_of(certificate_file_)),
      key_stamp_(stamp_of(key_file_)),
      looked_(std::chrono::steady_clock::now()) {
  try {
    context_ = load();
  } catch (const std::exception& error) {
    throw std::runtime_error("The certificate " + certificate_file_ + " and its key " + key_file_ +
                             " cannot be used: " + error.what() + ".");
  }
}

std::shared_ptr<ssl::context> Certificates::current() {
  auto now = std::chrono::steady_clock::now();
  if (now - looked_ < kLookEvery) return context_;
  looked_ = now;
  auto certificate = stamp_of(certificate_file_), key = stamp_of(key_file_);
  if (certificate == certificate_stamp_ && key == key_stamp_) return context_;
  certificate_stamp_ = certificate;
  key_stamp_ = key;
  try {
    context_ = load();
    base::log::info("http", "the certificate {} was read again", certificate_file_);
  } catch (const std::exception& error) {
    base::log::error("http", "the new certificate cannot be used, the old one stays: {}", error.what());
  }
  return context_;
}

Certificates::Stamp Certificates::stamp_of(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return {};
  return {status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec, status.st_size, status.st_ino};
}

std::shared_ptr<ssl::context> Certificates::load() const {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                       ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  auto* native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // idle connections keep less
  SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
  context->use_certificate_chain_file(certificate_file_);
  context->use_private_key_file(key_file_, ssl::context::pem);
  if (SSL_CTX_check_private_key(native) != 1) throw std::runtime_error("the key is not of this certificate");
  return context;
}

}  // namespace http
