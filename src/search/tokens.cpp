#include "search/tokens.h"

#include <fmt/format.h>

#include <set>
#include <stdexcept>

#include "base/text.h"
#include "search/search.h"
#include "search/segments.h"

namespace search {
namespace {

void append_places(std::vector<std::string>& places, const Segment& segment) {
  const auto& characters = segment.characters;
  if (characters.size() == 1) places.push_back(characters[0]);
  for (std::size_t i = 0; i + 1 < characters.size(); ++i) places.push_back(characters[i] + characters[i + 1]);
}

// A run of one character at either end of a word of the query may be a part of a
// longer run of the text, whose places are bigrams: it is asked for without place.
bool stands_alone(const std::vector<Segment>& word, std::size_t i) {
  bool at_end = i == 0 || i + 1 == word.size();
  return at_end && word.size() > 1 && word[i].kind == SegmentKind::Run && word[i].characters.size() == 1;
}

void append_phrases(std::vector<Phrase>& phrases, const std::vector<Segment>& word) {
  Phrase phrase;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (stands_alone(word, i))
      phrases.push_back({{word[i].characters[0]}, Ending::Whole});
    else
      append_places(phrase.tokens, word[i]);
  }
  if (phrase.tokens.empty()) return;
  if (word.back().kind == SegmentKind::Word) phrase.ending = Ending::Prefix;
  phrases.push_back(std::move(phrase));
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

}  // namespace

DocumentTokens document_tokens(std::string_view text, std::size_t limit) {
  DocumentTokens tokens;
  std::set<std::string> singles;
  for (const Segment& segment : segments(fold_case(text.substr(0, max_document_bytes)), limit)) {
    append_places(tokens.places, segment);
    if (segment.characters.size() > 1) singles.insert(segment.characters.begin(), segment.characters.end());
  }
  tokens.singles.assign(singles.begin(), singles.end());
  return tokens;
}

std::vector<std::string> tokens(std::string_view text, std::size_t limit) {
  DocumentTokens found = document_tokens(text, limit);
  std::vector<std::string> all = std::move(found.places);
  for (std::string& single : found.singles)
    if (all.size() < limit) all.push_back(std::move(single));
  return all;
}

std::string mark_token(std::string_view mark) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_";
  if (mark.empty() || mark.size() > max_token_bytes || mark.find_first_not_of(allowed) != mark.npos)
    throw std::logic_error(fmt::format("\"{}\" is no mark of a search index", mark));
  return fmt::format("\uE000{}", mark);
}

std::vector<Phrase> query_phrases(std::string_view query) {
  std::vector<Phrase> phrases;
  std::size_t left = max_query_places;
  std::string folded = fold(query.substr(0, max_query_bytes));
  for (std::string_view word : base::split(folded, ' ')) {
    std::vector<Segment> found = segments(word, left);
    for (const Segment& segment : found) left -= segment.characters.size();
    append_phrases(phrases, found);
  }
  return phrases;
}

std::string to_fts5(const DocumentTokens& tokens) {
  return join(tokens.places, " ") + " " + join(tokens.singles, " ");
}

std::string to_tsvector(const DocumentTokens& tokens) {
  std::string literal;
  std::size_t place = 0;
  for (const auto& token : tokens.places) fmt::format_to(std::back_inserter(literal), "'{}':{} ", token, ++place);
  for (const auto& token : tokens.singles) fmt::format_to(std::back_inserter(literal), "'{}' ", token);
  return literal;
}

std::string to_fts5(const std::vector<Phrase>& phrases) {
  std::vector<std::string> parts;
  for (const Phrase& phrase : phrases)
    parts.push_back(fmt::format("\"{}\"{}", join(phrase.tokens, " "), phrase.ending == Ending::Prefix ? " *" : ""));
  return join(parts, " AND ");
}

std::string to_tsquery(const std::vector<Phrase>& phrases) {
  std::vector<std::string> parts;
  for (const Phrase& phrase : phrases)
    parts.push_back(
        fmt::format("('{}'{})", join(phrase.tokens, "' <-> '"), phrase.ending == Ending::Prefix ? ":*" : ""));
  return join(parts, " & ");
}

std::string any_fts5(const std::vector<std::string>& tokens) {
  return fmt::format("(\"{}\")", join(tokens, "\" OR \""));
}

std::string any_tsquery(const std::vector<std::string>& tokens) {
  return fmt::format("('{}')", join(tokens, "' | '"));
}

}  // namespace search
