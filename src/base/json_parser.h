#pragma once
// Private to base: text to Boost.JSON values, with repeated keys noticed (Boost.JSON
// keeps the last one silently).

#include <boost/json/value.hpp>
#include <string_view>

#include "base/result.h"

namespace base {

inline constexpr std::size_t max_json_depth = 32;

// BadRequest "malformed_json" with the field "offset", or Invalid with duplicate_field
// or too_deep faults.
Result<boost::json::value> parse_json(std::string_view text);

// The JSON text of a value, doubles in their shortest form.
void write_value(std::string& out, const boost::json::value& value);

}  // namespace base
