#pragma once
// How a text falls into segments: words, runs of CJK characters, and symbols. Private to search.
//
// A segment holds only letters, marks, digits and emoji, never white space,
// punctuation or a quote, so its tokens need no escaping in any query language.

#include <string>
#include <string_view>
#include <vector>

namespace search {

enum class SegmentKind { Word, Run, Symbol };

struct Segment {
  SegmentKind kind;
  std::vector<std::string> characters;  // of a Run, one each; else the whole as one, cut at max_token_bytes
};

// PostgreSQL refuses lexemes of 2 KiB and a tsvector of 1 MiB; this keeps both far away.
inline constexpr std::size_t max_token_bytes = 64;

// NFKC with case folding, white space as it is: line breaks part fields.
std::string fold_case(std::string_view text);

// The segments of what fold_case() gave, at most `limit` characters of runs, words and
// symbols together. A run goes on over spaces, not over line breaks.
std::vector<Segment> segments(std::string_view folded, std::size_t limit);

}  // namespace search
