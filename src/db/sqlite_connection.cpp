#include "db/sqlite_connection.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <stdexcept>

#include "db/errors.h"

namespace db {
namespace {

constexpr std::size_t max_statements = 500;
// Another process (a backup, the command line) may hold the write lock meanwhile.
constexpr int busy_wait_ms = 10'000;
// Bounds memory: one writer and four readers stay below 24 MB of pages.
constexpr int writer_cache_kib = 8'192;
constexpr int reader_cache_kib = 4'096;

Value read_cell(sqlite3_stmt* statement, int column) {
  auto size = [&] { return static_cast<std::size_t>(sqlite3_column_bytes(statement, column)); };
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      return std::string(text, size());
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
      return bytes ? Blob{std::string(bytes, size())} : Blob{};
    }
    default:
      return std::monostate{};
  }
}

// The part of `sql` after white space and comments.
std::string_view past_comments(std::string_view sql) {
  while (!sql.empty()) {
    if (sql.front() == ' ' || sql.front() == '\n' || sql.front() == '\t' || sql.front() == '\r' || sql.front() == ';') {
      sql.remove_prefix(1);
    } else if (sql.starts_with("--") || sql.starts_with("/*")) {
      sql.remove_prefix(skip_quoted(sql, 0));
    } else {
      break;
    }
  }
  return sql;
}

}  // namespace

void SqliteConnection::Closer::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}
void SqliteConnection::Finalizer::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

// One use of a prepared statement: it is reset whatever happens, as an unfinished
// statement would keep its snapshot.
class SqliteConnection::Run {
 public:
  Run(SqliteConnection& owner, std::string_view sql, const std::vector<Value>& parameters)
      : owner_(owner), prepared_(owner.prepare(sql)) {
    check_parameters(prepared_.sql, parameters);
    for (std::size_t i = 0; i < parameters.size(); ++i)
      owner_.bind(statement(), static_cast<int>(i) + 1, parameters[i]);
  }
  ~Run() {
    sqlite3_reset(statement());
    sqlite3_clear_bindings(statement());
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  sqlite3_stmt* statement() const { return prepared_.statement.get(); }
  bool step() {
    int code = sqlite3_step(statement());
    if (code != SQLITE_ROW && code != SQLITE_DONE) owner_.fail(code);
    return code == SQLITE_ROW;
  }

 private:
  SqliteConnection& owner_;
  Prepared& prepared_;
};

SqliteConnection::SqliteConnection(const Options& options)
    : path_(options.path), access_(options.access), statements_(max_statements) {
  sqlite3* opened = nullptr;
  int code = sqlite3_open_v2(options.path.c_str(), &opened,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  connection_.reset(opened);
  if (code != SQLITE_OK)
    throw Failure(fmt::format("the database file {} cannot be opened: {}", options.path, sqlite3_errstr(code)));
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_timeout(opened, busy_wait_ms);
  configure(options);
}

void SqliteConnection::configure(const Options& options) {
  bool writes = options.access == Access::Write;
  run_script("PRAGMA journal_mode = WAL");
  run_script(options.full_sync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF");
  run_script(options.foreign_keys ? "PRAGMA foreign_keys = ON" : "PRAGMA foreign_keys = OFF");
  run_script(fmt::format("PRAGMA cache_size = -{}", writes ? writer_cache_kib : reader_cache_kib));
  run_script("PRAGMA temp_store = MEMORY");
  run_script("PRAGMA trusted_schema = OFF");
  // The log is copied into the file every 4 MB; after a long reader it may have
  // grown, and is then cut back to 32 MB.
  run_script("PRAGMA wal_autocheckpoint = 1000");
  run_script("PRAGMA journal_size_limit = 33554432");
  if (!writes) run_script("PRAGMA query_only = ON");
}

Rows SqliteConnection::query(std::string_view sql, const std::vector<Value>& parameters) {
  Run run(*this, sql, parameters);
  Rows rows;
  int width = sqlite3_column_count(run.statement());
  rows.columns.reserve(static_cast<std::size_t>(width));
  for (int i = 0; i < width; ++i) rows.columns.emplace_back(sqlite3_column_name(run.statement(), i));
  while (run.step())
    for (int i = 0; i < width; ++i) rows.cells.push_back(read_cell(run.statement(), i));
  return rows;
}

// sqlite3_changes() keeps the count of an earlier statement when this one changes no
// table; the total tells whether it did.
std::int64_t SqliteConnection::execute(std::string_view sql, const std::vector<Value>& parameters) {
  Run run(*this, sql, parameters);
  auto before = sqlite3_total_changes64(connection_.get());
  while (run.step()) {
  }
  return sqlite3_total_changes64(connection_.get()) == before ? 0 : sqlite3_changes64(connection_.get());
}

void SqliteConnection::run_script(std::string_view sql) {
  while (!(sql = past_comments(sql)).empty()) {
    auto statement = compile(sql, sql, 0);
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) code = sqlite3_step(statement.get());
    if (code != SQLITE_DONE) fail(code);
  }
}

bool SqliteConnection::in_transaction() const {
  return sqlite3_get_autocommit(connection_.get()) == 0;
}

bool SqliteConnection::owes_foreign_keys() const {
  int owed = 0, highest = 0;
  sqlite3_db_status(connection_.get(), SQLITE_DBSTATUS_DEFERRED_FKS, &owed, &highest, 0);
  return owed != 0;
}

SqliteConnection::Prepared& SqliteConnection::prepare(std::string_view sql) {
  if (Prepared* known = statements_.find(sql)) return *known;
  EngineSql engine_sql = to_engine_sql(sql, Engine::Sqlite);
  std::string_view rest;
  auto statement = compile(engine_sql.text, rest, SQLITE_PREPARE_PERSISTENT);
  if (!statement || !past_comments(rest).empty())
    throw std::logic_error(fmt::format("not exactly one statement: {}", sql));
  statements_.make_room();
  return statements_.add(sql, Prepared{std::move(engine_sql), std::move(statement)});
}

std::unique_ptr<sqlite3_stmt, SqliteConnection::Finalizer> SqliteConnection::compile(std::string_view sql,
                                                                                     std::string_view& rest,
                                                                                     unsigned flags) {
  sqlite3_stmt* compiled = nullptr;
  const char* tail = nullptr;
  check(sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()), flags, &compiled, &tail));
  rest = sql.substr(static_cast<std::size_t>(tail - sql.data()));
  return std::unique_ptr<sqlite3_stmt, Finalizer>(compiled);
}

// The parameters outlive the statement's run, so that nothing is copied; only the
// text of a list is made here.
void SqliteConnection::bind(sqlite3_stmt* statement, int number, const Value& value) {
  struct Binder {
    sqlite3_stmt* statement;
    int number;
    const Value& value;
    int text(const std::string& t, void (*lifetime)(void*)) const {
      return sqlite3_bind_text64(statement, number, t.data(), t.size(), lifetime, SQLITE_UTF8);
    }
    int operator()(std::monostate) const { return sqlite3_bind_null(statement, number); }
    int operator()(std::int64_t v) const { return sqlite3_bind_int64(statement, number, v); }
    int operator()(double v) const { return sqlite3_bind_double(statement, number, v); }
    int operator()(const std::string& v) const { return text(v, SQLITE_STATIC); }
    int operator()(const Blob& v) const {
      return sqlite3_bind_blob64(statement, number, v.bytes.data(), v.bytes.size(), SQLITE_STATIC);
    }
    int operator()(const IntegerList&) const { return text(list_text(value, Engine::Sqlite), SQLITE_TRANSIENT); }
    int operator()(const TextList&) const { return text(list_text(value, Engine::Sqlite), SQLITE_TRANSIENT); }
  };
  check(std::visit(Binder{statement, number, value}, value));
}

void SqliteConnection::check(int code) const {
  if (code != SQLITE_OK) fail(code);
}

void SqliteConnection::fail(int code) const {
  using Which = ConstraintViolation::Which;
  std::string said = sqlite3_errmsg(connection_.get());
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      throw ConstraintViolation(Which::Unique, said);
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      throw ConstraintViolation(Which::ForeignKey, said);
    case SQLITE_CONSTRAINT_NOTNULL:
      throw ConstraintViolation(Which::NotNull, said);
    case SQLITE_CONSTRAINT_CHECK:
      throw ConstraintViolation(Which::Check, said);
  }
  int primary = code & 0xff;
  bool programs_fault = primary == SQLITE_ERROR || primary == SQLITE_CONSTRAINT || primary == SQLITE_MISUSE ||
                        primary == SQLITE_RANGE || primary == SQLITE_MISMATCH || primary == SQLITE_TOOBIG ||
                        (primary == SQLITE_READONLY && access_ == Access::Read);
  if (programs_fault) throw std::logic_error(fmt::format("SQLite refused a statement: {}", said));
  throw Failure(fmt::format("the database {} failed: {} ({})", path_, said, code));
}

}  // namespace db
