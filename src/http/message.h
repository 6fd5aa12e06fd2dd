#pragma once
// HTTP requests and responses as handlers see them: plain data, no library types.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

enum class Method { Get, Head, Post, Put, Patch, Delete, Options };
std::string_view method_word(Method method);

using Header = std::pair<std::string, std::string>;

// A part of multipart/form-data (RFC 7578). Its content is in memory.
struct Part {
  std::string name;
  std::string file_name;     // as sent, cleaned of folders and control characters; "" for a plain field
  std::string content_type;  // as claimed; never trusted
  std::string content;
};

struct Request {
  Method method = Method::Get;
  std::string path;             // decoded, normalised, begins with '/'
  std::string query;            // raw, without '?'
  std::vector<Header> headers;  // in order, names in lower case
  std::string body;
  std::string remote_address;            // of the client (of the proxy's word when one is declared)
  bool secure = false;                   // came over TLS (or the declared proxy says so)
  std::string trace_id;                  // 16 hex digits, made by the server
  std::vector<std::string> path_values;  // values of {…} in the route's pattern, in order

  // First header of that lower-case name, or empty.
  std::string_view header(std::string_view name) const;
  // Decoded value of a query parameter.
  std::optional<std::string> parameter(std::string_view name) const;
  std::vector<std::string> parameters(std::string_view name) const;
  std::optional<std::string> cookie(std::string_view name) const;
};

// A body that is produced while it is sent: `next` gives the next piece, "" at the end.
// Runs on worker threads, one piece at a time.
struct Stream {
  std::function<std::string()> next;
  std::optional<std::int64_t> size;  // known length in bytes; chunked when unknown
};

// A seekable body, for byte ranges (RFC 9110 §14).
struct Seekable {
  std::int64_t size = 0;
  // Bytes [offset, offset + length), at most; runs on worker threads.
  std::function<std::string(std::int64_t offset, std::int64_t length)> read;
};

struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string body;
  std::shared_ptr<Stream> stream;      // instead of body
  std::shared_ptr<Seekable> seekable;  // instead of body; answers Range and If-Range with ETag

  Response& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

// Parses multipart/form-data; empty when malformed or over a limit. At most 100
// parts; part headers at most 8 KiB together.
std::optional<std::vector<Part>> parse_multipart(std::string_view content_type, std::string_view body);

// Percent-decodes; empty on a bad escape or a NUL. '+' is a space only in queries.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);
std::string percent_encode(std::string_view text);

}  // namespace http
