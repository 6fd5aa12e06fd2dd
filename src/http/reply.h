#pragma once
// Turns a handler's Response into what goes over the wire: preconditions, ranges,
// framing, and the header block. Private to the module; pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "http/range.h"

namespace http {

// What the connection knows and the response does not.
struct ReplyTerms {
  const std::vector<Header>* always = nullptr;
  std::string_view date;
  bool keep_alive = true;
  int minor_version = 1;
};

struct Reply {
  enum class Body { None, Text, Stream, Seekable };

  int status = 200;
  std::string head;  // status line and headers with the empty line
  Body body = Body::None;
  bool chunked = false;      // Stream of unknown length
  bool close = false;        // the connection ends behind it
  std::int64_t offset = 0;   // Seekable: where it begins
  std::int64_t length = -1;  // bytes of the body; -1 unknown
};

// True when every header may stand in a reply: names are tokens, no value can end
// its line, and nothing speaks of framing, which is ours.
bool headers_allowed(const Response& response);

// Applies If-None-Match, Range and If-Range to a 200 answer: it becomes 304, 206 or
// 416, or stays. `range` says which bytes of a 206.
void apply_conditions(const Request& request, Response& response, ByteRange& range);

Reply compose(const Request& request, const Response& response, const ByteRange& range, const ReplyTerms& terms);

}  // namespace http
