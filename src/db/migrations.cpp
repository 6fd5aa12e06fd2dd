#include "db/migrations.h"

#include <fmt/format.h>
#include <sodium.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <stdexcept>

#include "base/text.h"
#include "base/time.h"
#include "db/errors.h"
#include "db/portable_sql.h"
#include "db/schema.h"

namespace db {
namespace {

struct Token {
  std::string_view name, sqlite, postgres;
};
// Text on PostgreSQL is compared and ordered by its bytes, as SQLite does, whatever
// the locale of the cluster.
constexpr std::array<Token, 8> tokens{{
    {"{id}", "INTEGER", "BIGINT"},
    {"{int}", "INTEGER", "BIGINT"},
    {"{bool}", "INTEGER", "SMALLINT"},
    {"{ms}", "INTEGER", "BIGINT"},
    {"{real}", "REAL", "DOUBLE PRECISION"},
    {"{text}", "TEXT", "TEXT COLLATE \"C\""},
    {"{json}", "TEXT", "TEXT COLLATE \"C\""},
    {"{blob}", "BLOB", "BYTEA"},
}};

// Tokens of our own making reach the index; only the space divides them. SQLite's
// "ascii" takes every byte from 128 on for part of a token, and these signs besides.
constexpr std::string_view sqlite_index =
    "CREATE VIRTUAL TABLE {0} USING fts5(tokens, "
    "tokenize = \"ascii tokenchars '!\"\"#$%&()*+,-./:;<=>?@[\\]^_`{{|}}~'''\");";
constexpr std::string_view postgres_index =
    "CREATE TABLE {0} (id BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL);\n"
    "CREATE INDEX {0}_tokens ON {0} USING GIN (tokens);";

constexpr std::string_view only_mark = "-- only ";
constexpr std::string_view end_mark = "-- end";
constexpr std::string_view index_mark = "-- search index ";

[[noreturn]] void unreadable(const Migration& migration, std::string_view why) {
  throw SchemaError(fmt::format("Migration {} cannot be read: {}.", migration.name, why));
}

std::string index_sql(std::string_view name, Engine engine) {
  return engine == Engine::Sqlite ? fmt::format(sqlite_index, name) : fmt::format(postgres_index, name);
}

Engine engine_named(std::string_view word, const Migration& migration) {
  if (word == "sqlite") return Engine::Sqlite;
  if (word == "postgres") return Engine::Postgres;
  unreadable(migration, fmt::format("\"-- only {}\" names no engine", word));
}

// Drops the lines meant for the other engine, and puts search indexes in place of their marks.
std::string select_lines(const Migration& migration, Engine engine) {
  std::string out;
  std::optional<Engine> only;
  for (std::string_view line : base::split(migration.sql, '\n')) {
    std::string_view bare = base::trim(line);
    if (bare.starts_with(only_mark)) {
      if (only) unreadable(migration, "\"-- only\" stands within \"-- only\"");
      only = engine_named(bare.substr(only_mark.size()), migration);
    } else if (bare == end_mark) {
      if (!only) unreadable(migration, "\"-- end\" stands without \"-- only\"");
      only.reset();
    } else if (!only || *only == engine) {
      out += bare.starts_with(index_mark) ? index_sql(bare.substr(index_mark.size()), engine) : std::string(line);
      out += '\n';
    }
  }
  if (only) unreadable(migration, "\"-- only\" has no \"-- end\"");
  return out;
}

std::string_view token_sql(std::string_view name, const Migration& migration, Engine engine) {
  auto token = std::find_if(tokens.begin(), tokens.end(), [&](const Token& t) { return t.name == name; });
  if (token == tokens.end()) unreadable(migration, fmt::format("{} is not a type", name));
  return engine == Engine::Sqlite ? token->sqlite : token->postgres;
}

// The token at `at`, with its braces; empty when none stands there ({} and {"a":1} are none).
std::string_view token_at(std::string_view sql, std::size_t at) {
  auto end = sql.find_first_not_of("abcdefghijklmnopqrstuvwxyz", at + 1);
  bool token = end != sql.npos && end > at + 1 && sql[end] == '}';
  return token ? sql.substr(at, end + 1 - at) : std::string_view();
}

std::string replace_tokens(const std::string& sql, const Migration& migration, Engine engine) {
  std::string out;
  for (std::size_t at = 0; at < sql.size();) {
    std::size_t past = skip_quoted(sql, at);
    std::string_view token = past == at && sql[at] == '{' ? token_at(sql, at) : std::string_view();
    if (!token.empty()) {
      out += token_sql(token, migration, engine);
      at += token.size();
    } else {
      past = std::max(past, at + 1);
      out.append(sql, at, past - at);
      at = past;
    }
  }
  return out;
}

// Past comments and white space before a statement.
std::string_view statement_of(std::string_view sql) {
  for (sql = base::trim(sql); sql.starts_with("--") || sql.starts_with("/*"); sql = base::trim(sql))
    sql.remove_prefix(skip_quoted(sql, 0));
  return sql;
}

bool makes_plain_table(std::string_view statement) {
  std::string_view bare = base::trim(statement_of(statement));
  if (bare.ends_with(';')) bare.remove_suffix(1);
  return base::ascii_lower(bare.substr(0, 13)) == "create table " && base::trim(bare).ends_with(')');
}

// SQLite holds a column to its type only in STRICT tables, so every table is one.
std::string with_strict_tables(const std::string& sql) {
  std::string out, statement;
  for (char c : sql) {
    statement += c;
    if (c != ';' || !sqlite3_complete(statement.c_str())) continue;
    if (makes_plain_table(statement)) statement.insert(statement.size() - 1, " STRICT");
    out += statement;
    statement.clear();
  }
  return out + statement;
}

// Equal to what `sha256sum migrations/NAME.sql` prints.
std::string checksum_of(const Migration& migration) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(migration.sql.data()), migration.sql.size());
  std::string hex;
  for (unsigned char byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

const Migration& find_applied(const std::vector<Migration>& migrations, const std::string& name) {
  auto found = std::find_if(migrations.begin(), migrations.end(), [&](const Migration& m) { return m.name == name; });
  if (found == migrations.end())
    throw SchemaError(
        fmt::format("The database was used by a newer version of Yingda: its migration {} is unknown to this one. "
                    "Start that version again, or restore the backup made before the upgrade.",
                    name));
  return *found;
}

void require_unaltered(const Migration& migration, const std::string& applied_checksum) {
  if (checksum_of(migration) != applied_checksum)
    throw SchemaError(
        fmt::format("Migration {} differs from the one that was applied to this database. Install an unaltered "
                    "version of Yingda; a change of the schema goes into a new migration.",
                    migration.name));
}

}  // namespace

std::string sql_for(const Migration& migration, Engine engine) {
  std::string sql = replace_tokens(select_lines(migration, engine), migration, engine);
  return engine == Engine::Sqlite ? with_strict_tables(sql) : sql;
}

std::string schema_table_sql(Engine engine) {
  static const Migration table{
      "schema",
      "CREATE TABLE IF NOT EXISTS schema_migration (\n"
      "  name {text} NOT NULL PRIMARY KEY, checksum {text} NOT NULL, applied_at {ms} NOT NULL);"};
  return sql_for(table, engine);
}

std::vector<Value> record_of(const Migration& migration) {
  return {to_value(migration.name), to_value(checksum_of(migration)), to_value(base::SystemClock().now())};
}

std::vector<const Migration*> pending_migrations(const std::vector<Migration>& migrations, const Rows& applied) {
  std::map<std::string, std::string> checksums;
  for (Row row : applied) {
    require_unaltered(find_applied(migrations, row.text(0)), row.text(1));
    checksums.emplace(row.text(0), row.text(1));
  }
  std::vector<const Migration*> pending;
  for (const Migration& migration : migrations)
    if (!checksums.contains(migration.name)) pending.push_back(&migration);
  return pending;
}

void apply_named(const Migration& migration, const std::function<void()>& apply) {
  try {
    apply();
  } catch (const std::logic_error& refused) {
    throw SchemaError(fmt::format("Migration {} failed and was undone: {}", migration.name, refused.what()));
  } catch (const ConstraintViolation& refused) {
    throw SchemaError(fmt::format("Migration {} failed and was undone: {}", migration.name, refused.what()));
  }
}

}  // namespace db
