#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <stdexcept>

#include "search/search.h"
#include "search/segments.h"

namespace search {
namespace {

const icu::Normalizer2& case_fold() {
  static const icu::Normalizer2* const instance = [] {
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* found = icu::Normalizer2::getNFKCCasefoldInstance(error);
    if (U_FAILURE(error)) throw std::runtime_error("ICU has no NFKC case folding; is libicu whole?");
    return found;
  }();
  return *instance;
}

bool is_plain(char c) {
  return (c >= ' ' && c < 'A') || (c > 'Z' && c <= '~') || c == '\n' || c == '\t';
}

}  // namespace

std::string fold_case(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  std::string folded;
  icu::StringByteSink<std::string> sink(&folded);
  UErrorCode error = U_ZERO_ERROR;
  case_fold().normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr, error);
  if (U_FAILURE(error)) throw std::bad_alloc();
  return folded;
}

std::string fold(std::string_view text) {
  std::string folded = fold_case(text), collapsed;
  const auto* bytes = reinterpret_cast<const uint8_t*>(folded.data());
  int32_t size = static_cast<int32_t>(folded.size());
  bool space = false;
  for (int32_t at = 0, begin = 0; at < size; begin = at) {
    UChar32 c;
    U8_NEXT_OR_FFFD(bytes, at, size, c);
    if (u_isUWhiteSpace(c)) {
      space = !collapsed.empty();
      continue;
    }
    if (space) collapsed += ' ';
    space = false;
    collapsed.append(folded, static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
  }
  return collapsed;
}

}  // namespace search
