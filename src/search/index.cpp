#include <fmt/format.h>

#include "search/search.h"
#include "search/tokens.h"

namespace search {
namespace {

// FTS5 has neither upsert nor a cheap update, and most edits leave the searched text alone.
void put_sqlite(db::Transaction& tx, std::string_view table, std::int64_t id, const std::string& tokens) {
  db::Rows before = tx.query(fmt::format("SELECT tokens FROM {} WHERE rowid = ?1", table), id);
  if (!before.empty() && before[0].text(0) == tokens) return;
  if (!before.empty()) tx.execute(fmt::format("DELETE FROM {} WHERE rowid = ?1", table), id);
  tx.execute(fmt::format("INSERT INTO {} (rowid, tokens) VALUES (?1, ?2)", table), id, tokens);
}

void put_postgres(db::Transaction& tx, std::string_view table, std::int64_t id, const std::string& tokens) {
  tx.execute(fmt::format("INSERT INTO {0} (id, tokens) VALUES (?1, CAST(?2 AS tsvector)) ON CONFLICT (id) DO UPDATE "
                         "SET tokens = excluded.tokens WHERE {0}.tokens <> excluded.tokens",
                         table),
             id, tokens);
}

std::vector<std::string> mark_tokens(const std::vector<std::string>& marks) {
  std::vector<std::string> tokens;
  for (const std::string& mark : marks) tokens.push_back(mark_token(mark));
  return tokens;
}

// The query with its marks, in the language of the engine; empty when there are neither.
std::string expression(db::Engine engine, const std::vector<Phrase>& phrases,
                       const std::vector<std::vector<std::string>>& marks) {
  bool sqlite = engine == db::Engine::Sqlite;
  std::string text = sqlite ? to_fts5(phrases) : to_tsquery(phrases);
  for (const auto& list : marks) {
    if (list.empty() || list.size() > Index::max_marks) continue;
    if (!text.empty()) text += sqlite ? " AND " : " & ";
    text += sqlite ? any_fts5(mark_tokens(list)) : any_tsquery(mark_tokens(list));
  }
  return text;
}

// FTS5 gives matches by falling rowid without collecting them first. CROSS JOIN keeps
// the order of the tables.
constexpr std::string_view stream_sqlite =
    "SELECT s.rowid FROM {0} s CROSS JOIN {1} c ON c.id = s.rowid WHERE s.{0} MATCH ?1 AND s.rowid < ?2 AND ({2}) "
    "ORDER BY s.rowid DESC LIMIT ?3";

// GIN can only collect all matches, at about 3 µs each, while trying the newest rows
// one after the other costs .3 µs each. So the newest few are tried first; if they show
// the words to be common, more of them; else GIN.
constexpr int first_walk_rows = 1'000, second_walk_rows = 10'000;
// OFFSET 0 keeps the planner from turning the steps round: rows are tried by falling
// id, and those of the table are looked up one after the other, until there are enough.
constexpr std::string_view walk_postgres =
    "SELECT s.id FROM (SELECT id FROM (SELECT id, tokens FROM {0} WHERE id < ?2 ORDER BY id DESC LIMIT {3}) w "
    "WHERE tokens @@ CAST(?1 AS tsquery) OFFSET 0) s "
    "CROSS JOIN LATERAL (SELECT * FROM {1} WHERE id = s.id OFFSET 0) c WHERE {2} ORDER BY s.id DESC LIMIT ?3";
constexpr std::string_view collect_postgres =
    "WITH m AS MATERIALIZED (SELECT id FROM {0} WHERE tokens @@ CAST(?1 AS tsquery)), "
    "n AS MATERIALIZED (SELECT id FROM m WHERE id < ?2 ORDER BY id DESC) "
    "SELECT n.id FROM n CROSS JOIN LATERAL (SELECT * FROM {1} WHERE id = n.id OFFSET 0) c WHERE {2} LIMIT ?3";

std::vector<std::int64_t> ids_of(const db::Rows& rows) {
  std::vector<std::int64_t> ids;
  for (db::Row row : rows) ids.push_back(row.integer(0));
  return ids;
}

std::vector<std::int64_t> newest_postgres(db::Transaction& tx, std::string_view index, const Index::Newest& wanted,
                                          const std::vector<db::Value>& values) {
  auto walk = [&](int rows) {
    return ids_of(tx.query(fmt::format(walk_postgres, index, wanted.table, wanted.condition, rows), values));
  };
  const auto enough = static_cast<std::size_t>(wanted.limit);
  auto ids = walk(first_walk_rows);
  bool common = ids.size() * second_walk_rows >= enough * first_walk_rows;
  if (ids.size() < enough && common) ids = walk(second_walk_rows);
  if (ids.size() >= enough) return ids;
  return ids_of(tx.query(fmt::format(collect_postgres, index, wanted.table, wanted.condition), values));
}

}  // namespace

void Index::put(db::Transaction& tx, std::int64_t id, std::string_view text,
                const std::vector<std::string>& marks) const {
  DocumentTokens tokens = document_tokens(text, max_document_places);
  for (std::string& mark : mark_tokens(marks)) tokens.singles.push_back(std::move(mark));
  if (tx.engine() == db::Engine::Sqlite)
    put_sqlite(tx, table_, id, to_fts5(tokens));
  else
    put_postgres(tx, table_, id, to_tsvector(tokens));
}

void Index::remove(db::Transaction& tx, std::int64_t id) const {
  std::string_view column = tx.engine() == db::Engine::Sqlite ? "rowid" : "id";
  tx.execute(fmt::format("DELETE FROM {} WHERE {} = ?1", table_, column), id);
}

std::optional<Index::Match> Index::match(db::Engine engine, std::string_view query, int parameter) const {
  std::vector<Phrase> phrases = query_phrases(query);
  if (phrases.empty()) return std::nullopt;
  if (engine == db::Engine::Sqlite)
    return Match{fmt::format("IN (SELECT rowid FROM {0} WHERE {0} MATCH ?{1})", table_, parameter), to_fts5(phrases)};
  return Match{fmt::format("IN (SELECT id FROM {} WHERE tokens @@ CAST(?{} AS tsquery))", table_, parameter),
               to_tsquery(phrases)};
}

std::optional<std::vector<std::int64_t>> Index::newest(db::Transaction& tx, const Newest& wanted) const {
  std::vector<Phrase> phrases = query_phrases(wanted.query);
  if (phrases.empty() && !wanted.query.empty()) return std::nullopt;
  std::string words = expression(tx.engine(), phrases, wanted.marks);
  if (words.empty()) return std::nullopt;
  std::vector<db::Value> values{std::move(words), wanted.before, std::int64_t{wanted.limit}};
  values.insert(values.end(), wanted.values.begin(), wanted.values.end());
  if (tx.engine() == db::Engine::Postgres) return newest_postgres(tx, table_, wanted, values);
  return ids_of(tx.query(fmt::format(stream_sqlite, table_, wanted.table, wanted.condition), values));
}

}  // namespace search
