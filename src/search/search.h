#pragma once
// Full-text search with tokens of our own, the same on both databases: NFKC case
// folding, then ICU words for alphabetic scripts, single characters and bigrams for
// CJK. SQLite keeps them in FTS5, PostgreSQL in a tsvector with a GIN index.
//
// A query of one CJK character is that token; of several, a phrase of bigrams; Latin
// words match as prefixes; several words must all match.

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"

namespace search {

// NFKC, case folded, white space collapsed: for equality of names and words.
std::string fold(std::string_view text);

// The tokens of a text, at most `limit`: those of its places in order (words, symbols, bigrams of
// CJK runs), then each single character of the longer runs once. They hold only letters, marks, digits and emoji.
std::vector<std::string> tokens(std::string_view text, std::size_t limit = 10'000);

// One index over ids, in a table that a migration made with the markers
// "-- search index NAME" (see docs/storage.md). Stateless; all calls are in a transaction.
class Index {
 public:
  explicit constexpr Index(std::string_view table) : table_(table) {}

  // Sets the text of `id`, replacing what it had. `marks` are words of the program
  // ("centre_7": a-z, 0-9 and _), by which newest() narrows; no text or query meets them.
  void put(db::Transaction& tx, std::int64_t id, std::string_view text,
           const std::vector<std::string>& marks = {}) const;
  void remove(db::Transaction& tx, std::int64_t id) const;

  // The condition "id is among the matches of `query`", to be put into a larger
  // statement after the name of its id column: "c.id " + clause. `parameter` is the
  // number of the ?N that value is bound to. Empty when the query has no token. Reads
  // all matches: for lists that are sorted or counted otherwise than newest().
  struct Match {
    std::string clause;
    db::Value value;
  };
  std::optional<Match> match(db::Engine engine, std::string_view query, int parameter) const;

  // The newest matches, by falling id, that fulfil a condition on their row: fast
  // however common the word, because it stops as soon as it has found enough. The
  // condition decides; marks only spare looking at what it would refuse, and put() must
  // have been given them. With marks the query may be empty: all that bears them.
  struct Newest {
    std::string_view query;
    std::string_view table;                       // whose rows have these ids; named c in `condition`
    std::string_view condition = "1 = 1";         // "c.centre_id {in ?4}": own parameters begin with ?4
    std::vector<db::Value> values;                // of ?4 and so on
    std::vector<std::vector<std::string>> marks;  // one of each list; lists beyond max_marks are passed over
    std::int64_t before = std::numeric_limits<std::int64_t>::max();
    int limit = 50;
  };
  static constexpr std::size_t max_marks = 64;
  // Empty when the query has no token, or there is neither a query nor a mark.
  std::optional<std::vector<std::int64_t>> newest(db::Transaction& tx, const Newest& wanted) const;

 private:
  std::string_view table_;
};

}  // namespace search
