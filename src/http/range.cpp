#include "http/range.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace http {
namespace {

// Digits only, within 63 bits.
std::optional<std::int64_t> parse_position(std::string_view text) {
  std::int64_t value = 0;
  if (text.empty() || text.find_first_not_of("0123456789") != text.npos) return std::nullopt;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{}) return value;
  return INT64_MAX;  // beyond any body
}

std::string_view without_weakness(std::string_view etag) {
  return etag.starts_with("W/") ? etag.substr(2) : etag;
}

}  // namespace

RangeAnswer resolve_range(std::string_view header, std::int64_t size, ByteRange& range) {
  if (base::ascii_lower(header.substr(0, 6)) != "bytes=") return RangeAnswer::Whole;
  auto spec = base::trim(header.substr(6));
  auto dash = spec.find('-');
  if (dash == spec.npos || spec.find(',') != spec.npos) return RangeAnswer::Whole;
  auto first = parse_position(spec.substr(0, dash)), last = parse_position(spec.substr(dash + 1));
  if ((dash > 0 && !first) || (dash + 1 < spec.size() && !last) || (!first && !last)) return RangeAnswer::Whole;
  if (!first) {  // the last so many bytes
    if (*last == 0 || size == 0) return RangeAnswer::Unsatisfiable;
    range.length = std::min(*last, size);
    range.offset = size - range.length;
    return RangeAnswer::Part;
  }
  if (last && *last < *first) return RangeAnswer::Whole;
  if (*first >= size) return RangeAnswer::Unsatisfiable;
  range.offset = *first;
  range.length = std::min(last.value_or(size - 1), size - 1) - *first + 1;
  return RangeAnswer::Part;
}

bool lists_etag(std::string_view list, std::string_view etag) {
  if (base::trim(list) == "*") return true;
  if (etag.empty()) return false;
  for (std::string_view item : base::split(list, ','))
    if (without_weakness(base::trim(item)) == without_weakness(etag)) return true;
  return false;
}

bool if_range_holds(std::string_view if_range, std::string_view etag) {
  return if_range.empty() || (if_range == etag && !etag.starts_with("W/"));
}

}  // namespace http
