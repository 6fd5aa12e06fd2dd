#pragma once
// Header values that have a grammar of their own: tokens, lists, parameters
// (RFC 9110 §5.6). Private to the module; pure and thread-safe.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

// A header name or another token: at least one tchar, nothing else.
bool is_token(std::string_view text);
// Free of CR, LF, NUL and other controls but tab, so that it cannot end its line.
bool is_field_value(std::string_view text);
// True when the comma-separated list holds `token`, in any case of letters.
bool has_token(std::string_view list, std::string_view token);

// "form-data; name=\"x\"": the word in lower case, and parameters with lower-case
// names in order. Empty when malformed.
struct Parameterised {
  std::string word;
  std::vector<std::pair<std::string, std::string>> parameters;

  std::optional<std::string> parameter(std::string_view name) const;
};
std::optional<Parameterised> parse_parameterised(std::string_view text);

}  // namespace http
