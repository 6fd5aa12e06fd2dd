#include "http/client.h"

#include "curl/transfer.h"

namespace http {
namespace {

struct Received {
  std::string bytes;
  std::size_t most;
};

// Takes what fits and says that it took all: the rest of a long answer is of no use.
std::size_t receive(char* data, std::size_t, std::size_t size, void* received) {
  auto& [bytes, most] = *static_cast<Received*>(received);
  bytes.append(data, std::min(size, most - bytes.size()));
  return size;
}

}  // namespace

std::expected<Answer, NoAnswer> send(const Outgoing& request) {
  curl::Transfer transfer(request.url, "http,https",
                          request.reach == Reach::Public ? curl::Reach::Public : curl::Reach::Anywhere,
                          request.timeout);
  auto* h = transfer.handle();
  const std::string method(method_word(request.method));
  curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, method.c_str());
  if (request.method != Method::Get) {
    curl_easy_setopt(h, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  curl::List headers;
  for (const auto& [name, value] : request.headers) curl::append(headers, name + ": " + value);
  curl::append(headers, "Expect:");  // no waiting for 100 Continue
  curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers.get());
  Received received{{}, request.max_answer_bytes};
  curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, &receive);
  curl_easy_setopt(h, CURLOPT_WRITEDATA, &received);
  if (auto done = transfer.run(); !done)
    return std::unexpected(NoAnswer{std::move(done.error().code), std::move(done.error().text)});
  long status = 0;
  curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
  return Answer{static_cast<int>(status), std::move(received.bytes)};
}

bool is_web_address(std::string_view url) {
  struct Free {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
  };
  std::unique_ptr<CURLU, Free> parsed(curl_url());
  if (!parsed || url.find_first_of(" \t\r\n") != std::string_view::npos) return false;
  if (curl_url_set(parsed.get(), CURLUPART_URL, std::string(url).c_str(), 0) != CURLUE_OK) return false;
  auto part = [&](CURLUPart which) -> std::string {
    char* text = nullptr;
    if (curl_url_get(parsed.get(), which, &text, 0) != CURLUE_OK) return "";
    std::string value(text);
    curl_free(text);
    return value;
  };
  const auto scheme = part(CURLUPART_SCHEME);
  return (scheme == "http" || scheme == "https") && !part(CURLUPART_HOST).empty() && part(CURLUPART_USER).empty() &&
         part(CURLUPART_PASSWORD).empty();
}

}  // namespace http
