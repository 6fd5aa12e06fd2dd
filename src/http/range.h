#pragma once
// Byte ranges and entity tags of requests (RFC 9110 §13 and §14). Private to the module; pure.

#include <cstdint>
#include <optional>
#include <string_view>

namespace http {

struct ByteRange {
  std::int64_t offset = 0;
  std::int64_t length = 0;
};

enum class RangeAnswer { Whole, Part, Unsatisfiable };

// What a Range header asks of a body of `size` bytes. Several ranges, other units
// and malformed headers are answered with the whole.
RangeAnswer resolve_range(std::string_view header, std::int64_t size, ByteRange& range);

// True when a list of If-None-Match or If-Match holds `etag` or is "*"; weak comparison.
bool lists_etag(std::string_view list, std::string_view etag);

// True when If-Range is absent or names `etag` strongly. Dates never match: we send none.
bool if_range_holds(std::string_view if_range, std::string_view etag);

}  // namespace http
