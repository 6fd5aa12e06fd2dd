#include "ivr/templates.h"

#include <algorithm>

namespace ivr {
namespace {

constexpr std::size_t most_bytes = 4'000;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Hands over the text between the variables and the variables, in order.
void each_piece(std::string_view text, const std::function<void(std::string_view)>& plain,
                const std::function<void(std::string_view)>& variable) {
  std::size_t from = 0;
  for (auto at = text.find('{'); at != text.npos; at = text.find('{', at + 1)) {
    auto end = text.find('}', at);
    if (end == text.npos) break;
    auto name = text.substr(at + 1, end - at - 1);
    if (!is_variable_name(name)) continue;
    plain(text.substr(from, at - from));
    variable(name);
    from = end + 1;
  }
  plain(text.substr(from));
}

}  // namespace

bool is_variable_name(std::string_view name) {
  return !name.empty() && name.size() <= 40 && is_letter(name[0]) &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

std::vector<std::string> variables_in(std::string_view text) {
  std::vector<std::string> names;
  each_piece(text, [](std::string_view) {}, [&](std::string_view name) { names.emplace_back(name); });
  return names;
}

std::string fill_in(std::string_view text, const std::function<std::string(std::string_view)>& value) {
  std::string filled;
  auto add = [&](std::string_view piece) {
    if (filled.size() < most_bytes) filled += piece;
  };
  each_piece(text, add, [&](std::string_view name) { add(value(name)); });
  return cut(std::move(filled), most_bytes);
}

std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  text.resize(most);
  return text;
}

}  // namespace ivr
