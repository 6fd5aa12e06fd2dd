#pragma once
// One exchange with a server elsewhere, by libcurl: what http::send and mail::send have in
// common. On the calling thread, which it blocks; bounded in time; no redirects, no proxy
// of the environment, certificates are checked.

#include <curl/curl.h>

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

struct sockaddr;

namespace curl {

// Whom a transfer may connect to. What is not public: loopback, private and link-local
// networks, multicast … The address is looked at when it is connected to, so that a name
// which points elsewhere the next moment gains nothing.
enum class Reach { Public, Anywhere };

// Why it failed: a code ("not_resolved", "not_connected", "private_address", "tls_failed",
// "timed_out", "sign_in_refused", "refused", "broken"), and libcurl's words.
struct Failure {
  std::string code;
  std::string text;
};

class Transfer {
 public:
  Transfer(const std::string& url, std::string_view protocols, Reach reach, std::chrono::milliseconds timeout);

  CURL* handle() { return handle_.get(); }
  std::expected<void, Failure> run();

 private:
  struct Free {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);

  std::unique_ptr<CURL, Free> handle_;
  const Reach reach_;
  bool refused_address_ = false;
};

// Lines or values that libcurl copies from; freed with it.
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;
void append(List& list, const std::string& line);

// Whether an address is one of the internet at large.
bool is_public(const sockaddr& address);

}  // namespace curl
