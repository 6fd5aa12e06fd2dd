// Folding, tokens and queries: of any bytes, tokens are short, bounded in number and
// free of every sign that means something to FTS5 or tsquery; folding twice is folding once.

#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "search/search.h"
#include "search/tokens.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_token(const std::string& token) {
  require(!token.empty() && token.size() <= 64 && base::valid_utf8(token));
  for (char c : token) {
    bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    require(plain);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  if (base::valid_utf8(text)) {
    std::string folded = search::fold(text);
    require(search::fold(folded) == folded);
  }
  auto tokens = search::tokens(text, 100);
  require(tokens.size() <= 100);
  for (const auto& token : tokens) check_token(token);
  std::size_t places = 0;
  for (const auto& phrase : search::query_phrases(text)) {
    require(!phrase.tokens.empty());
    for (const auto& token : phrase.tokens) check_token(token);
    places += phrase.tokens.size();
  }
  require(places <= search::max_query_places);
  return 0;
}
