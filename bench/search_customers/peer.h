#pragma once
// The same texts in one column, found by what the database brings along: SQLite's FTS5 with
// its trigram tokenizer through the bare C API, PostgreSQL's pg_trgm. No rights, no files, no
// identities; a page is its texts. Below three characters trigrams are blind, and LIKE reads on.

#include <functional>
#include <memory>
#include <string>

#include "db/database.h"

namespace bench {

// Gives the texts of a page by falling number, and counts up to 1,001; returns the page's size.
using Peer = std::function<std::int64_t(const std::string& words)>;

// `path` is a file of its own, filled when it is not there.
Peer sqlite_peer(const std::string& path, std::int64_t files);
// In tables of its own in `database`.
Peer postgres_peer(db::Database& database, std::int64_t files);

}  // namespace bench
