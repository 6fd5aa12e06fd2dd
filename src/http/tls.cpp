#include "http/tls.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace http {
namespace {

template <class T, void (*free)(T*)>
struct Free {
  void operator()(T* object) const { free(object); }
};
void free_bio(BIO* bio) {
  BIO_free_all(bio);
}

using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509, X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION, X509_EXTENSION_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO, free_bio>>;
using Number = std::unique_ptr<BIGNUM, Free<BIGNUM, BN_free>>;

constexpr long kDays = 825;  // browsers refuse longer ones

template <class T>
T checked(T value, const char* what) {
  if (!value) throw std::runtime_error(std::string("Cannot make a certificate: ") + what + " failed.");
  return value;
}

bool is_address(const std::string& name) {
  unsigned char parsed[16];
  return inet_pton(AF_INET, name.c_str(), parsed) == 1 || inet_pton(AF_INET6, name.c_str(), parsed) == 1;
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string list = "DNS:localhost,IP:127.0.0.1,IP:::1";
  for (const auto& name : names) {
    if (name.empty() || name.find_first_of(",\n\\") != name.npos)
      throw std::runtime_error("Cannot make a certificate for the name '" + name + "'.");
    list += (is_address(name) ? ",IP:" : ",DNS:") + name;
  }
  return list;
}

void extend(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  Extension extension(checked(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()), "an extension"));
  checked(X509_add_ext(certificate, extension.get(), -1), "an extension");
}

void set_serial(X509* certificate) {
  Number serial(checked(BN_new(), "the serial number"));
  checked(BN_rand(serial.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY), "the serial number");
  checked(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)), "the serial number");
}

Certificate sign(EVP_PKEY* key, const std::vector<std::string>& names) {
  Certificate certificate(checked(X509_new(), "X509_new"));
  auto* c = certificate.get();
  X509_set_version(c, X509_VERSION_3);
  set_serial(c);
  X509_gmtime_adj(X509_getm_notBefore(c), -3600);  // clocks of clients may be late
  X509_gmtime_adj(X509_getm_notAfter(c), kDays * 24 * 3600 - 3600);
  auto* name = X509_get_subject_name(c);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>("Yingda"), -1, -1, 0);
  X509_set_issuer_name(c, name);
  X509_set_pubkey(c, key);
  extend(c, NID_subject_alt_name, alternative_names(names));
  extend(c, NID_basic_constraints, "critical,CA:FALSE");
  extend(c, NID_key_usage, "critical,digitalSignature");
  extend(c, NID_ext_key_usage, "serverAuth");
  checked(X509_sign(c, key, EVP_sha256()), "signing");
  return certificate;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  auto size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

void write_file(const std::string& path, const std::string& text, mode_t mode) {
  auto temporary = path + ".new";
  ::unlink(temporary.c_str());
  int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  bool good = file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  int error = errno;
  if (file >= 0) good = ::fsync(file) == 0 && ::close(file) == 0 && good;
  if (!good || ::rename(temporary.c_str(), path.c_str()) != 0)
    throw std::runtime_error("Cannot write " + path + ": " + std::strerror(good ? errno : error) + ".");
}

}  // namespace

void make_self_signed(const std::string& certificate_path, const std::string& key_path,
                      const std::vector<std::string>& names) {
  Key key(checked(EVP_EC_gen("P-256"), "the key"));
  auto certificate = sign(key.get(), names);
  Bio key_text(checked(BIO_new(BIO_s_mem()), "memory")), certificate_text(checked(BIO_new(BIO_s_mem()), "memory"));
  checked(PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr), "the key");
  checked(PEM_write_bio_X509(certificate_text.get(), certificate.get()), "the certificate");
  write_file(key_path, text_of(key_text.get()), 0600);
  write_file(certificate_path, text_of(certificate_text.get()), 0644);
}

base::Time certificate_end(const std::string& certificate_path) {
  Bio file(BIO_new_file(certificate_path.c_str(), "r"));
  Certificate certificate(file ? PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr) : nullptr);
  std::tm end{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1)
    throw std::runtime_error("Cannot read the certificate " + certificate_path + ".");
  return std::chrono::time_point_cast<base::Duration>(std::chrono::system_clock::from_time_t(timegm(&end)));
}

}  // namespace http
