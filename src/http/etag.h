#pragma once
// Versions as entity tags (RFC 9110 §8.8.3): "7" in quotes.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"

namespace http {

inline std::string etag(std::int64_t version) {
  return '"' + std::to_string(version) + '"';
}

// The version of an If-Match with one strong tag of ours; empty otherwise.
inline std::optional<std::int64_t> parse_if_match(std::string_view header) {
  if (header.size() < 3 || header.front() != '"' || header.back() != '"') return std::nullopt;
  return base::parse_id(header.substr(1, header.size() - 2));
}

}  // namespace http
