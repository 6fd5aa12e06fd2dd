#pragma once
// The tokens of a document and of a query. Private to search.
//
// A document has places: one token after the other, where a run of CJK characters
// gives its bigrams (a run of one character that character). Beside them, without
// place, stand the single characters of the longer runs, so that a query of one
// character finds them. A query is phrases over the places that must all match.

#include <string>
#include <string_view>
#include <vector>

namespace search {

struct DocumentTokens {
  std::vector<std::string> places;
  std::vector<std::string> singles;  // each once, in no place
};

// The token of a mark: it begins with a private-use character, which no text gives.
// Throws std::logic_error when it holds other than a-z, 0-9 and _.
std::string mark_token(std::string_view mark);

// PostgreSQL counts places to 16,383; what comes after this many characters and words is not found.
inline constexpr std::size_t max_document_places = 10'000;
inline constexpr std::size_t max_document_bytes = 1'048'576;
inline constexpr std::size_t max_query_places = 64;
inline constexpr std::size_t max_query_bytes = 1'024;

DocumentTokens document_tokens(std::string_view text, std::size_t limit);

enum class Ending { Whole, Prefix };

// Tokens at consecutive places, the last one perhaps only begun.
struct Phrase {
  std::vector<std::string> tokens;
  Ending ending = Ending::Whole;
};

std::vector<Phrase> query_phrases(std::string_view query);

// What FTS5's tokenizer "ascii" keeps whole: tokens parted by spaces.
std::string to_fts5(const DocumentTokens& tokens);
// A tsvector literal.
std::string to_tsvector(const DocumentTokens& tokens);
// Query expressions of FTS5 and of tsquery.
std::string to_fts5(const std::vector<Phrase>& phrases);
std::string to_tsquery(const std::vector<Phrase>& phrases);
// The same for "any of these tokens".
std::string any_fts5(const std::vector<std::string>& tokens);
std::string any_tsquery(const std::vector<std::string>& tokens);

}  // namespace search
