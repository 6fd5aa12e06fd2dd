#pragma once
// Requests to servers elsewhere (webhooks). On the calling thread, which it blocks for at
// most `timeout`; follows no redirects; keeps at most `max_answer_bytes` of the answer.

#include <chrono>
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace http {

// Public: no loopback, private or link-local address, whatever the name resolves to.
enum class Reach { Public, Anywhere };

struct Outgoing {
  Method method = Method::Post;
  std::string url;
  std::vector<Header> headers;
  std::string body;
  Reach reach = Reach::Public;
  std::chrono::milliseconds timeout{10'000};
  std::size_t max_answer_bytes = 64 * 1024;
};

struct Answer {
  int status = 0;
  std::string body;
};

// There was no answer: a code ("timed_out"; all of them in curl/transfer.h) and words in English.
struct NoAnswer {
  std::string code;
  std::string text;
};

std::expected<Answer, NoAnswer> send(const Outgoing& request);

// Whether `url` is an http or https address with a host and no user in it.
bool is_web_address(std::string_view url);

}  // namespace http
