#include "http/header_value.h"

#include <algorithm>

#include "base/text.h"

namespace http {
namespace {

bool tchar(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string_view take_token(std::string_view& text) {
  auto end = std::find_if_not(text.begin(), text.end(), tchar) - text.begin();
  auto token = text.substr(0, static_cast<std::size_t>(end));
  text.remove_prefix(token.size());
  return token;
}

// Takes a quoted string that `text` begins with. A backslash escapes only a quote:
// browsers write file names with unescaped backslashes.
std::optional<std::string> take_quoted(std::string_view& text) {
  std::string out;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return out;
    }
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '"') ++i;
    out.push_back(text[i]);
  }
  return std::nullopt;
}

std::optional<std::string> take_value(std::string_view& text) {
  if (text.starts_with('"')) return take_quoted(text);
  auto token = take_token(text);
  if (token.empty()) return std::nullopt;
  return std::string(token);
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), tchar);
}

bool is_field_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

bool has_token(std::string_view list, std::string_view token) {
  for (std::string_view part : base::split(list, ','))
    if (base::ascii_lower(trim_blanks(part)) == token) return true;
  return false;
}

std::optional<std::string> Parameterised::parameter(std::string_view name) const {
  for (const auto& [key, value] : parameters)
    if (key == name) return value;
  return std::nullopt;
}

std::optional<Parameterised> parse_parameterised(std::string_view text) {
  text = trim_blanks(text);
  Parameterised parsed;
  auto semicolon = std::min(text.find(';'), text.size());
  parsed.word = base::ascii_lower(trim_blanks(text.substr(0, semicolon)));
  if (parsed.word.empty()) return std::nullopt;
  text.remove_prefix(semicolon);
  while (!text.empty()) {
    if (text.front() != ';') return std::nullopt;
    text = trim_blanks(text.substr(1));
    if (text.empty() || text.front() == ';') continue;
    auto name = take_token(text);
    if (name.empty() || !text.starts_with('=')) return std::nullopt;
    text.remove_prefix(1);
    auto value = take_value(text);
    if (!value) return std::nullopt;
    parsed.parameters.emplace_back(base::ascii_lower(name), std::move(*value));
    text = trim_blanks(text);
  }
  return parsed;
}

}  // namespace http
