// Bytes of a connection, as the server would read its first request: must be read the
// same whole and in pieces, and never beyond what was given.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/head_scanner.h"
#include "http/request_parser.h"
#include "http/target.h"

namespace {

struct Outcome {
  int status = 0;
  bool done = false;
  std::size_t taken = 0;
  std::string body, target;

  bool operator==(const Outcome&) const = default;
};

Outcome read_request(std::string_view bytes, std::size_t piece) {
  Outcome outcome;
  http::HeadScanner scanner(4'096, 1'024);
  std::size_t head = 0, given = 0;
  while (head == 0 && given < bytes.size() && !scanner.refusal()) {
    given = std::min(given + piece, bytes.size());
    head = scanner.scan(bytes.substr(0, given));
  }
  outcome.status = scanner.refusal().status;
  if (head == 0) return outcome;
  http::Request request;
  http::RequestParser parser(request);
  outcome.status = parser.read_head(bytes.substr(0, head)).status;
  if (outcome.status != 0) return outcome;
  outcome.target = parser.head().target;
  if (auto target = http::parse_target(parser.head().target, parser.head().host)) outcome.target += target->path;
  http::parse_host(parser.head().host);
  parser.limit_body(10'000);
  if (parser.head().content_length.value_or(0) > 10'000) return outcome;
  std::size_t begin = head;
  given = std::max(given, head);
  while (!parser.done() && outcome.status == 0) {
    std::size_t taken = 0;
    if (given > begin) outcome.status = parser.read_body(bytes.substr(begin, given - begin), taken).status;
    begin += taken;
    if (given == bytes.size()) break;
    given = std::min(given + piece, bytes.size());
  }
  outcome.done = parser.done();
  outcome.taken = outcome.done ? begin : 0;
  outcome.body = outcome.done ? request.body : "";
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 8'000) return 0;  // below what a header may have in all
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto whole = read_request(bytes, bytes.size() + 1);
  for (std::size_t piece : {std::size_t{1}, std::size_t{7}})
    if (!(read_request(bytes, piece) == whole)) std::abort();
  return 0;
}
