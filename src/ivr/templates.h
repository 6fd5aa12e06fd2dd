#pragma once
// Texts with variables: "{name}" is replaced, everything else stays, so that the braces of a
// JSON body mean themselves. Pure. Private to the module.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ivr {

// A letter or underscore, then letters, digits and underscores; at most 40.
bool is_variable_name(std::string_view name);

// The names in `text`, in order.
std::vector<std::string> variables_in(std::string_view text);

// `text` with each variable replaced by what `value` says, at most 4,000 bytes of UTF-8.
std::string fill_in(std::string_view text, const std::function<std::string(std::string_view)>& value);

// At most `most` bytes, cut between characters.
std::string cut(std::string text, std::size_t most);

}  // namespace ivr
