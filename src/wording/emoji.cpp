#include "wording/emoji.h"

#include <unicode/uchar.h>

namespace wording {
namespace {

constexpr char32_t joiner = 0x200D, picture_selector = 0xFE0F, keycap = 0x20E3;

bool has(char32_t c, UProperty property) {
  return u_hasBinaryProperty(static_cast<UChar32>(c), property);
}

bool is_flag_letter(char32_t c) {
  return has(c, UCHAR_REGIONAL_INDICATOR);
}

// Whether an emoji begins at `at`: shown as a picture by itself, or made one by what follows.
bool begins(const std::u32string& text, std::size_t at) {
  if (text[at] >= 0x3400 && text[at] <= 0x9FFF) return false;  // nearly all letters of Chinese
  if (has(text[at], UCHAR_EMOJI_PRESENTATION)) return true;
  return at + 1 < text.size() && text[at + 1] == picture_selector && has(text[at], UCHAR_EMOJI);
}

bool belongs(char32_t c) {
  return c == picture_selector || c == keycap || has(c, UCHAR_EMOJI_MODIFIER) || (c >= 0xE0020 && c <= 0xE007F);
}

// The end of the emoji at `at` (Unicode TS 51, emoji sequences).
std::size_t end_of(const std::u32string& text, std::size_t at) {
  if (is_flag_letter(text[at])) return at + (at + 1 < text.size() && is_flag_letter(text[at + 1]) ? 2 : 1);
  auto end = at + 1;
  while (end < text.size()) {
    bool joined = text[end] == joiner && end + 1 < text.size() && has(text[end + 1], UCHAR_EXTENDED_PICTOGRAPHIC);
    if (!joined && !belongs(text[end])) break;
    end += joined ? 2 : 1;
  }
  return end;
}

}  // namespace

std::vector<Place> find_emoji(std::string_view utf8) {
  auto text = code_points(utf8);
  std::vector<Place> found;
  std::int64_t units = 0;
  for (std::size_t at = 0; at < text.size();) {
    bool emoji = begins(text, at);
    auto end = emoji ? end_of(text, at) : at + 1;
    auto begin_units = units;
    for (; at < end; ++at) units += utf16_length(text[at]);
    if (emoji) found.push_back({begin_units, units});
  }
  return found;
}

}  // namespace wording
