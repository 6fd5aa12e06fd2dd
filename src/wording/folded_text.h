#pragma once
// A text as phrases are compared with it: case and width folded (NFKC), white space
// dropped where it touches CJK and single elsewhere, each letter with its place in the
// original. Pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wording {

// Part of the original, in UTF-16 code units.
struct Place {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

struct FoldedText {
  std::u32string letters;
  std::vector<Place> places;  // of each letter
};

FoldedText fold_text(std::string_view utf8);

std::u32string code_points(std::string_view utf8);
inline std::int64_t utf16_length(char32_t c) {
  return c > 0xFFFF ? 2 : 1;
}
std::int64_t utf16_length(std::string_view utf8);

bool is_cjk(char32_t c);
bool is_ascii_word(char32_t c);
// 。！？； and their like, and the end of a line.
bool ends_sentence(const std::u32string& letters, std::size_t at);

}  // namespace wording
