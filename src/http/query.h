#pragma once
// The small grammars inside a request: query parameters, cookies, method words.
// Private to the module; pure and thread-safe.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace http {

// The method of a word as it stands on the request line; empty when we know none.
std::optional<Method> method_of(std::string_view word);

// Visits the decoded parameters in order, leaving out those that cannot be decoded
// into UTF-8. False when there was such a one.
bool each_parameter(std::string_view query, const std::function<void(std::string, std::string)>& visit);

// The value of a cookie in a Cookie header, without its quotes.
std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name);

}  // namespace http
