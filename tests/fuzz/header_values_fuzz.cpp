// The small grammars: queries, cookies, escapes, ranges, entity tags, parameters, targets.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "http/etag.h"
#include "http/header_value.h"
#include "http/message.h"
#include "http/query.h"
#include "http/range.h"
#include "http/target.h"

namespace {

void check_range(std::string_view text, std::int64_t size) {
  http::ByteRange range;
  if (http::resolve_range(text, size, range) != http::RangeAnswer::Part) return;
  if (range.offset < 0 || range.length <= 0 || range.offset + range.length > size) std::abort();
}

void check_target(std::string_view text) {
  auto target = http::parse_target(text, "localhost");
  if (!target || target->path == "*") return;
  if (!target->path.starts_with('/') || !base::valid_utf8(target->path)) std::abort();
  for (const auto& segment : target->segments)
    if (segment == ".." || segment == "." || segment.find('/') != segment.npos) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  if (http::percent_decode(http::percent_encode(text), true).value_or("") != text && text.find('\0') == text.npos)
    std::abort();
  http::Request request;
  request.query = text;
  request.headers.emplace_back("cookie", text);
  request.parameters("a");
  request.cookie("session");
  for (std::int64_t length : {std::int64_t{0}, std::int64_t{10}, std::int64_t{INT64_MAX}}) check_range(text, length);
  check_target(text);
  http::parse_host(text);
  http::parse_if_match(text);
  http::lists_etag(text, "\"7\"");
  http::has_token(text, "upgrade");
  http::parse_parameterised(text);
  return 0;
}
