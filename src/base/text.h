#pragma once
// Text: UTF-8 throughout.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

bool valid_utf8(std::string_view text);
// Code points of valid UTF-8.
std::size_t length_utf8(std::string_view text);
// The first `count` code points.
std::string_view head_utf8(std::string_view text, std::size_t count);
// Without outer white space (ASCII, no-break and ideographic).
std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
// The name in the reader's language: the Chinese one where there is no English one.
const std::string& local_name(std::string_view language, const std::string& name, const std::string& name_en);
// ASCII letters in lower case; other bytes as they are.
std::string ascii_lower(std::string_view text);

}  // namespace base
