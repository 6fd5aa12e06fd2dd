#pragma once
// The TLS context of new connections: read from the certificate and key files, and
// again when they change. Used on the accepting thread only. Private to the module.

#include <sys/stat.h>

#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <memory>
#include <string>

namespace http {

class Certificates {
 public:
  // Throws std::runtime_error with a sentence when the files cannot be used.
  Certificates(std::string certificate_file, std::string key_file);

  // The context as of now. Looks at the files at most once a second; a pair that
  // cannot be used is logged, and the old one kept.
  std::shared_ptr<boost::asio::ssl::context> current();

 private:
  struct Stamp {
    std::int64_t changed_ns = 0, size = -1;
    std::uint64_t node = 0;
    bool operator==(const Stamp&) const = default;
  };
  static Stamp stamp_of(const std::string& path);
  std::shared_ptr<boost::asio::ssl::context> load() const;

  const std::string certificate_file_, key_file_;
  std::shared_ptr<boost::asio::ssl::context> context_;
  Stamp certificate_stamp_, key_stamp_;
  std::chrono::steady_clock::time_point looked_;
};

}  // namespace http
