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

}  // namespace

void Index::put(db::Transaction& tx, std::int64_t id, std::string_view text) const {
  DocumentTokens tokens = document_tokens(text, max_document_places);
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

}  // namespace search
