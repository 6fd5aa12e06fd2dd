#include "peer.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <filesystem>
#include <stdexcept>
#include <vector>

#include "base/text.h"
#include "town.h"

namespace bench {
namespace {

constexpr int page = 50;
constexpr int most = 1'001;

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (std::string_view word : base::split(text, ' ')) words.emplace_back(word);
  return words;
}

std::size_t characters(const std::string& word) {
  std::size_t count = 0;
  for (char c : word) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count;
}

class BareSqlite {
 public:
  explicit BareSqlite(const std::string& path) {
    sqlite3* opened = nullptr;
    require(sqlite3_open(path.c_str(), &opened) == SQLITE_OK, "sqlite3_open");
    connection_.reset(opened, sqlite3_close_v2);
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA mmap_size = 0");
  }
  void fill(std::int64_t files) {
    run("BEGIN; CREATE VIRTUAL TABLE plain USING fts5(words, tokenize = 'trigram')");
    auto insert = compile("INSERT INTO plain (rowid, words) VALUES (?1, ?2)");
    Writer writer;
    for (std::int64_t id = 1; id <= files; ++id) {
      auto text = plain_text(writer.next());
      sqlite3_bind_int64(insert.get(), 1, id);
      bind(insert.get(), 2, text);
      require(sqlite3_step(insert.get()) == SQLITE_DONE, "insert");
      sqlite3_reset(insert.get());
    }
    run("COMMIT");
  }
  std::int64_t ask(const std::string& text) {
    std::string match, where;
    std::vector<std::string> patterns;
    for (const auto& word : words_of(text)) {
      if (characters(word) >= 3)
        match += (match.empty() ? "\"" : " AND \"") + word + "\"";
      else
        patterns.push_back("%" + word + "%");
    }
    if (!match.empty()) where = "plain MATCH ?1";
    for (std::size_t i = 0; i < patterns.size(); ++i)
      where += fmt::format("{}+words LIKE ?{}", where.empty() ? "" : " AND ", i + 2);
    auto select =
        compile(fmt::format("SELECT rowid FROM plain WHERE {} ORDER BY rowid DESC LIMIT {}", where, most).c_str());
    if (!match.empty()) bind(select.get(), 1, match);
    for (std::size_t i = 0; i < patterns.size(); ++i) bind(select.get(), static_cast<int>(i + 2), patterns[i]);
    std::vector<std::int64_t> found;
    while (sqlite3_step(select.get()) == SQLITE_ROW) found.push_back(sqlite3_column_int64(select.get(), 0));
    found.resize(std::min<std::size_t>(found.size(), page));
    auto read = compile("SELECT words FROM plain WHERE rowid = ?1");
    for (auto id : found) {
      sqlite3_bind_int64(read.get(), 1, id);
      require(sqlite3_step(read.get()) == SQLITE_ROW && sqlite3_column_bytes(read.get(), 0) > 0, "select");
      sqlite3_reset(read.get());
    }
    return static_cast<std::int64_t>(found.size());
  }

 private:
  static void require(bool done, const char* what) {
    if (!done) throw std::runtime_error(what);
  }
  static void bind(sqlite3_stmt* statement, int number, const std::string& text) {
    sqlite3_bind_text(statement, number, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  }
  void run(const char* sql) {
    require(sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
  }
  std::shared_ptr<sqlite3_stmt> compile(const char* sql) {
    sqlite3_stmt* made = nullptr;
    require(sqlite3_prepare_v2(connection_.get(), sql, -1, &made, nullptr) == SQLITE_OK, sql);
    return {made, sqlite3_finalize};
  }

  std::shared_ptr<sqlite3> connection_;
};

}  // namespace

Peer sqlite_peer(const std::string& path, std::int64_t files) {
  bool there = std::filesystem::exists(path);
  auto peer = std::make_shared<BareSqlite>(path);
  if (!there) peer->fill(files);
  return [peer](const std::string& text) { return peer->ask(text); };
}

Peer postgres_peer(db::Database& database, std::int64_t files) {
  Writer writer;
  database.write([](db::Transaction& tx) {
    tx.execute("CREATE TABLE plain (id BIGINT PRIMARY KEY, words TEXT NOT NULL)");
    tx.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm");
  });
  for (std::int64_t id = 1; id <= files;)
    database.write([&](db::Transaction& tx) {
      for (int i = 0; i < 5'000 && id <= files; ++i, ++id)
        tx.execute("INSERT INTO plain (id, words) VALUES (?1, ?2)", id, plain_text(writer.next()));
    });
  database.write([](db::Transaction& tx) {
    tx.execute("CREATE INDEX plain_words ON plain USING GIN (words gin_trgm_ops)");
    tx.execute("ANALYZE plain");
  });
  return [&database](const std::string& text) {
    return database.read([&](db::Transaction& tx) {
      std::string where;
      std::vector<db::Value> patterns;
      for (const auto& word : words_of(text)) {
        patterns.push_back(db::to_value("%" + word + "%"));
        where += fmt::format("{}words LIKE ?{}", where.empty() ? "" : " AND ", patterns.size());
      }
      auto ids =
          tx.query(fmt::format("SELECT id FROM plain WHERE {} ORDER BY id DESC LIMIT {}", where, most), patterns);
      std::vector<std::int64_t> found;
      for (db::Row row : ids)
        if (found.size() < page) found.push_back(row.integer(0));
      return static_cast<std::int64_t>(tx.query("SELECT words FROM plain WHERE id {in ?1}", found).size());
    });
  };
}

}  // namespace bench
