#include "http/reply.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <iterator>

#include "base/text.h"
#include "http/header_value.h"

namespace http {
namespace {

constexpr std::array<std::string_view, 7> kOurs{
    "content-length", "transfer-encoding", "connection", "keep-alive", "trailer", "te", "date"};

bool is_ours(std::string_view name) {
  return std::find(kOurs.begin(), kOurs.end(), name) != kOurs.end();
}

const std::string* find_header(const std::vector<Header>& headers, std::string_view lower_name) {
  for (const auto& [name, value] : headers)
    if (name.size() == lower_name.size() && base::ascii_lower(name) == lower_name) return &value;
  return nullptr;
}

bool bodiless(int status) {
  return status == 204 || status == 304;
}

Reply::Body body_of(const Request& request, const Response& response) {
  if (request.method == Method::Head || bodiless(response.status)) return Reply::Body::None;
  if (response.stream) return Reply::Body::Stream;
  if (response.seekable) return Reply::Body::Seekable;
  return Reply::Body::Text;
}

std::int64_t length_of(const Response& response, const ByteRange& range) {
  if (response.stream) return response.stream->size.value_or(-1);
  if (!response.seekable) return static_cast<std::int64_t>(response.body.size());
  return response.status == 206 ? range.length : response.seekable->size;
}

void append_header(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

void append_status(std::string& head, int status) {
  auto reason = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(status)));
  fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", status,
                 std::string_view(reason.data(), reason.size()));
}

void append_framing(Reply& reply, const ReplyTerms& terms) {
  if (reply.length >= 0 && !bodiless(reply.status))
    fmt::format_to(std::back_inserter(reply.head), "Content-Length: {}\r\n", reply.length);
  if (reply.chunked) append_header(reply.head, "Transfer-Encoding", "chunked");
  if (reply.close)
    append_header(reply.head, "Connection", "close");
  else if (terms.minor_version == 0)
    append_header(reply.head, "Connection", "keep-alive");
}

}  // namespace

bool headers_allowed(const Response& response) {
  return std::all_of(response.headers.begin(), response.headers.end(), [](const Header& header) {
    return is_token(header.first) && is_field_value(header.second) && !is_ours(base::ascii_lower(header.first));
  });
}

void apply_conditions(const Request& request, Response& response, ByteRange& range) {
  if (response.status != 200 || (request.method != Method::Get && request.method != Method::Head)) return;
  auto* found = find_header(response.headers, "etag");
  std::string etag = found ? *found : std::string();
  auto if_none_match = request.header("if-none-match");
  if (!if_none_match.empty() && !etag.empty() && lists_etag(if_none_match, etag)) {
    response.status = 304;
    return;
  }
  if (!response.seekable) return;
  response.with("Accept-Ranges", "bytes");
  auto size = response.seekable->size;
  if (request.method != Method::Get || !if_range_holds(request.header("if-range"), etag)) return;
  auto answer = resolve_range(request.header("range"), size, range);
  if (answer == RangeAnswer::Unsatisfiable) {
    response.status = 416;
    response.with("Content-Range", fmt::format("bytes */{}", size));
  } else if (answer == RangeAnswer::Part) {
    response.status = 206;
    response.with("Content-Range", fmt::format("bytes {}-{}/{}", range.offset, range.offset + range.length - 1, size));
  }
}

Reply compose(const Request& request, const Response& response, const ByteRange& range, const ReplyTerms& terms) {
  Reply reply;
  reply.status = response.status;
  reply.body = body_of(request, response);
  reply.length = length_of(response, range);
  reply.offset = response.status == 206 ? range.offset : 0;
  reply.chunked = reply.body == Reply::Body::Stream && reply.length < 0 && terms.minor_version >= 1;
  bool ends_by_close = reply.body == Reply::Body::Stream && reply.length < 0 && !reply.chunked;
  reply.close = !terms.keep_alive || ends_by_close;
  reply.head.reserve(512 + (reply.body == Reply::Body::Text ? response.body.size() : 0));
  append_status(reply.head, response.status);
  append_header(reply.head, "Date", terms.date);
  for (const auto& [name, value] : response.headers) append_header(reply.head, name, value);
  if (terms.always)
    for (const auto& [name, value] : *terms.always)
      if (!find_header(response.headers, base::ascii_lower(name))) append_header(reply.head, name, value);
  append_framing(reply, terms);
  reply.head += "\r\n";
  return reply;
}

}  // namespace http
