#pragma once
// Migrations: files of migrations/, compiled into the program in the order of their
// names (UTC stamp first, "20261121T2215_access.sql"), forward only.
//
// A file is SQL with type tokens: {id} {bool} {ms} {json} {blob} {text} {int} {real};
// lines between "-- only sqlite" or "-- only postgres" and "-- end" count for that engine.
// Tables of SQLite become STRICT by themselves. "-- search index NAME" makes the table
// of a full-text index (search/search.h).

#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"

namespace db {

struct Migration {
  std::string name;  // file name without .sql
  std::string sql;
};

// Those of the source tree, made at build time.
const std::vector<Migration>& shipped_migrations();

// The statements of `migration` for `engine`, tokens replaced. Throws SchemaError on an unknown token.
std::string sql_for(const Migration& migration, Engine engine);

}  // namespace db
