#include "wording/folded_text.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <string>

#include "search/search.h"

namespace wording {
namespace {

void append_utf8(std::string& out, char32_t c) {
  char bytes[4];
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, c);
  out.append(bytes, static_cast<std::size_t>(length));
}

// The letters that one code point folds to. The ranges passed over quickly fold to
// themselves or by a fixed distance; they are nearly all of Chinese and English text.
std::u32string fold_letter(char32_t c) {
  if (c >= U'A' && c <= U'Z') return {c + (U'a' - U'A')};
  if (c < 0x80 || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3001 && c <= 0x303F) || c >= 0x1F000) return {c};
  if (c >= 0xFF01 && c <= 0xFF5E) return fold_letter(c - 0xFEE0);
  std::string utf8;
  append_utf8(utf8, c);
  return code_points(search::fold(utf8));
}

class Folder {
 public:
  void add(char32_t c, Place place) {
    if (c == U'\n' || c == U'\r') {
      append(U'\n', place);
      space_ = false;
    } else if (u_isUWhiteSpace(static_cast<UChar32>(c))) {
      space_ = !text.letters.empty();
    } else {
      for (char32_t letter : fold_letter(c)) add_letter(letter, place);
    }
  }
  FoldedText text;

 private:
  void add_letter(char32_t letter, Place place) {
    if (space_ && !is_cjk(letter) && !is_cjk(text.letters.back()) && text.letters.back() != U'\n')
      append(U' ', {place.begin, place.begin});
    space_ = false;
    append(letter, place);
  }
  void append(char32_t letter, Place place) {
    text.letters.push_back(letter);
    text.places.push_back(place);
  }

  bool space_ = false;
};

}  // namespace

std::u32string code_points(std::string_view utf8) {
  std::u32string points;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
  auto size = static_cast<std::int32_t>(utf8.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes, at, size, c);
    points.push_back(static_cast<char32_t>(c));
  }
  return points;
}

std::int64_t utf16_length(std::string_view utf8) {
  std::int64_t length = 0;
  for (char32_t c : code_points(utf8)) length += utf16_length(c);
  return length;
}

FoldedText fold_text(std::string_view utf8) {
  Folder folder;
  std::int64_t at = 0;
  for (char32_t c : code_points(utf8)) {
    Place place{at, at + utf16_length(c)};
    folder.add(c, place);
    at = place.end;
  }
  return std::move(folder.text);
}

bool is_cjk(char32_t c) {
  return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

bool is_ascii_word(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9');
}

bool ends_sentence(const std::u32string& letters, std::size_t at) {
  char32_t c = letters[at];
  if (c == U'。' || c == U'!' || c == U'?' || c == U';' || c == U'\n') return true;
  // A full stop ends a sentence only before a gap: 2.5 is one number.
  return c == U'.' && (at + 1 == letters.size() || letters[at + 1] == U' ' || letters[at + 1] == U'\n');
}

}  // namespace wording
