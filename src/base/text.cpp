#include "base/text.h"

#include <unicode/utf8.h>

#include <array>

namespace base {
namespace {

constexpr std::array<std::string_view, 9> white_space{" ", "\t", "\n", "\r", "\v", "\f", "\u00a0", "\u3000", "\ufeff"};

bool cut_front(std::string_view& text) {
  for (auto space : white_space)
    if (text.starts_with(space)) {
      text.remove_prefix(space.size());
      return true;
    }
  return false;
}

bool cut_back(std::string_view& text) {
  for (auto space : white_space)
    if (text.ends_with(space)) {
      text.remove_suffix(space.size());
      return true;
    }
  return false;
}

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

}  // namespace

bool valid_utf8(std::string_view text) {
  auto length = static_cast<std::int32_t>(text.size());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(bytes, i, length, c);
    if (c < 0) return false;
  }
  return true;
}

std::size_t length_utf8(std::string_view text) {
  std::size_t count = 0;
  for (char c : text) count += !continues(c);
  return count;
}

std::string_view head_utf8(std::string_view text, std::size_t count) {
  std::size_t i = 0;
  for (; i < text.size(); ++i)
    if (!continues(text[i]) && count-- == 0) break;
  return text.substr(0, i);
}

std::string_view trim(std::string_view text) {
  while (cut_front(text)) {
  }
  while (cut_back(text)) {
  }
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  while (true) {
    auto end = text.find(separator);
    pieces.push_back(text.substr(0, end));
    if (end == text.npos) return pieces;
    text.remove_prefix(end + 1);
  }
}

const std::string& local_name(std::string_view language, const std::string& name, const std::string& name_en) {
  return language == "en" && !name_en.empty() ? name_en : name;
}

std::string ascii_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

}  // namespace base
