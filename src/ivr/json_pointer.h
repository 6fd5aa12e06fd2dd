#pragma once
// Takes single values out of JSON that came from outside. Pure. Private to the module.

#include <optional>
#include <string>
#include <string_view>

namespace ivr {

// "" or begins with "/"; "~" only as "~0" and "~1" (RFC 6901).
bool is_json_pointer(std::string_view pointer);

// The value at `pointer` as a text: a string without its quotes, a number or truth value as
// it is written; empty when there is none there, or it is an object, a list or null.
std::optional<std::string> text_at(std::string_view json, std::string_view pointer);

}  // namespace ivr
