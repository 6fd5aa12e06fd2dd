#include "db/postgres_connection.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <stdexcept>

#include "base/log.h"

namespace db {
namespace {

constexpr std::size_t max_statements = 500;

// pg_type.h of the server is not installed with libpq; these numbers never change.
constexpr unsigned bool_type = 16, bytea_type = 17, int8_type = 20, int2_type = 21, int4_type = 23, oid_type = 26,
                   float4_type = 700, float8_type = 701, numeric_type = 1700, xid8_type = 5069;

// Before the URL, so that the URL may say otherwise. A peer that vanished is noticed
// within about half a minute.
constexpr std::array<std::pair<const char*, const char*>, 7> defaults{{
    {"connect_timeout", "5"},
    {"keepalives_idle", "10"},
    {"keepalives_interval", "5"},
    {"keepalives_count", "3"},
    {"tcp_user_timeout", "30000"},
    {"application_name", "yingda"},
    {"client_encoding", "UTF8"},
}};

// What the meaning of our statements and the promise of durability rest on. A value of
// synchronous_commit above "on" is left: the administrator asked for more.
constexpr const char* session_settings =
    "SET standard_conforming_strings = on; SET bytea_output = hex; SET extra_float_digits = 1;"
    "SET timezone = 'UTC'; SET default_transaction_isolation = 'read committed';"
    "SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s';"
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') IN ('off', 'local')";

// Names of statements that every connection has prepared.
constexpr const char* begin_read = "begin_read";
constexpr const char* begin_write = "begin_write";

pg_conn* connect(const std::string& url) {
  std::vector<const char*> keys, values;
  for (const auto& [key, value] : defaults) {
    keys.push_back(key);
    values.push_back(value);
  }
  keys.insert(keys.end(), {"dbname", nullptr});
  values.insert(values.end(), {url.c_str(), nullptr});
  return PQconnectdbParams(keys.data(), values.data(), 1);
}

void ignore_notice(void*, const PGresult*) {}

std::string trimmed(const char* said) {
  std::string text = said ? said : "";
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

template <class Number>
Number parse(std::string_view text) {
  Number number{};
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size())
    throw std::logic_error(fmt::format("PostgreSQL gave a number out of range: {}", text));
  return number;
}

// A sum of integers is a numeric without a point: it stays an integer, as on SQLite.
Value read_numeric(std::string_view text) {
  if (text.find_first_not_of("-0123456789") == text.npos) return parse<std::int64_t>(text);
  return parse<double>(text);
}

int hex_digit(char c) {
  return c <= '9' ? c - '0' : c - 'a' + 10;
}

// "\x" and two digits a byte (bytea_output = hex).
Blob read_bytea(std::string_view text) {
  Blob blob;
  blob.bytes.reserve(text.size() / 2);
  for (std::size_t i = 2; i + 1 < text.size(); i += 2)
    blob.bytes += static_cast<char>(hex_digit(text[i]) << 4 | hex_digit(text[i + 1]));
  return blob;
}

Value read_cell(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column)) return std::monostate{};
  std::string_view text(PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column)));
  switch (PQftype(result, column)) {
    case bool_type:
      return std::int64_t{text == "t"};
    case int2_type:
    case int4_type:
    case int8_type:
    case oid_type:
    case xid8_type:
      return parse<std::int64_t>(text);
    case float4_type:
    case float8_type:
      return parse<double>(text);
    case numeric_type:
      return read_numeric(text);
    case bytea_type:
      return read_bytea(text);
    default:
      return std::string(text);
  }
}

std::string text_of(double number) {
  std::array<char, 32> digits;
  auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return std::string(digits.data(), end);
}

std::string sqlstate(const PGresult* result) {
  const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  return state ? state : "";
}

std::optional<ConstraintViolation::Which> violated(const std::string& state) {
  using Which = ConstraintViolation::Which;
  if (state == "23505" || state == "23P01") return Which::Unique;
  if (state == "23503") return Which::ForeignKey;
  if (state == "23502") return Which::NotNull;
  if (state == "23514") return Which::Check;
  return std::nullopt;
}

// Serialization failure, deadlock; the server is shutting down or starting.
bool retryable(const std::string& state) {
  return state == "40001" || state == "40P01" || state == "57P01" || state == "57P02" || state == "57P03" ||
         state == "25P03" || state.starts_with("08");
}

// Wrong SQL (42), wrong data for it (22), a feature that is not there (0A), a change
// in a reading transaction (25006).
bool programs_fault(const std::string& state) {
  return state.starts_with("42") || state.starts_with("22") || state.starts_with("0A") || state == "25006";
}

// PostgreSQL takes any bytes for a text, and text for bytes; SQLite's STRICT tables do not.
void check_kind(const Value& value, unsigned type, const EngineSql& sql) {
  bool null = std::holds_alternative<std::monostate>(value);
  if (!null && std::holds_alternative<Blob>(value) != (type == bytea_type))
    throw std::logic_error(fmt::format("bytes are bound where others stand, or others for bytes: {}", sql.text));
}

}  // namespace

void PostgresConnection::Closer::operator()(pg_conn* connection) const {
  PQfinish(connection);
}
void PostgresConnection::Clearer::operator()(pg_result* result) const {
  PQclear(result);
}

// Parameters in the form that libpq wants: all as text, but bytes as they are.
struct PostgresConnection::Bound {
  Bound(const Prepared& prepared, const std::vector<Value>& parameters) {
    made.reserve(parameters.size());
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      check_kind(parameters[i], prepared.types[i], prepared.sql);
      add(parameters[i]);
    }
  }

  void add(const Value& value) {
    if (std::holds_alternative<std::monostate>(value)) return add(nullptr, 0, 0);
    if (const auto* text = std::get_if<std::string>(&value)) return add(text->data(), text->size(), 0);
    if (const auto* blob = std::get_if<Blob>(&value)) return add(blob->bytes.data(), blob->bytes.size(), 1);
    made.push_back(text_form(value));
    add(made.back().data(), made.back().size(), 0);
  }
  void add(const char* data, std::size_t size, int format) {
    values.push_back(data);
    lengths.push_back(static_cast<int>(size));
    formats.push_back(format);
  }
  static std::string text_form(const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
    if (const auto* number = std::get_if<double>(&value)) return text_of(*number);
    return list_text(value, Engine::Postgres);
  }

  std::vector<std::string> made;  // reserved, so that pointers into it hold
  std::vector<const char*> values;
  std::vector<int> lengths, formats;
  int count() const { return static_cast<int>(values.size()); }
};

PostgresConnection::PostgresConnection(const std::string& url)
    : connection_(connect(url)), statements_(max_statements) {
  if (PQstatus(handle()) != CONNECTION_OK)
    throw RetryableFailure("PostgreSQL cannot be reached: " + trimmed(PQerrorMessage(handle())));
  PQsetNoticeReceiver(handle(), ignore_notice, nullptr);
  run_script(session_settings);
  prepare_named(begin_read, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  prepare_named(begin_write, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
}

bool PostgresConnection::usable() const {
  return !broken_ && PQstatus(handle()) == CONNECTION_OK;
}

void PostgresConnection::begin(Access access) {
  pending_begin_ = access == Access::Write ? begin_write : begin_read;
}

Rows PostgresConnection::query(std::string_view sql, const std::vector<Value>& parameters) {
  Result result = run(sql, parameters);
  Rows rows;
  int width = PQnfields(result.get()), height = PQntuples(result.get());
  for (int i = 0; i < width; ++i) rows.columns.emplace_back(PQfname(result.get(), i));
  rows.cells.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int row = 0; row < height; ++row)
    for (int column = 0; column < width; ++column) rows.cells.push_back(read_cell(result.get(), row, column));
  return rows;
}

std::int64_t PostgresConnection::execute(std::string_view sql, const std::vector<Value>& parameters) {
  Result result = run(sql, parameters);
  std::string_view changed = PQcmdTuples(result.get());
  bool reads = std::string_view(PQcmdStatus(result.get())).starts_with("SELECT");
  return changed.empty() || reads ? 0 : parse<std::int64_t>(changed);
}

PostgresConnection::Result PostgresConnection::run(std::string_view sql, const std::vector<Value>& parameters) {
  drain();
  Prepared& prepared = prepare(sql);
  check_parameters(prepared.sql, parameters);
  Bound bound(prepared, parameters);
  return pending_begin_ ? run_with_begin(prepared, bound) : run_prepared(prepared, bound);
}

// Preparing first and without a transaction of its own tells the types of the
// parameters, at the price of two round trips for each statement of a connection.
PostgresConnection::Prepared& PostgresConnection::prepare(std::string_view sql) {
  if (Prepared* known = statements_.find(sql)) return *known;
  forget_oldest();
  Prepared made{to_engine_sql(sql, Engine::Postgres), fmt::format("s{}", ++prepared_), {}};
  prepare_named(made.name.c_str(), made.sql.text.c_str());
  Result described = checked(Result(PQdescribePrepared(handle(), made.name.c_str())));
  for (int i = 0; i < PQnparams(described.get()); ++i) made.types.push_back(PQparamtype(described.get(), i));
  made.sql.lists.resize(made.types.size());
  return statements_.add(sql, std::move(made));
}

void PostgresConnection::prepare_named(const char* name, const char* sql) {
  checked(Result(PQprepare(handle(), name, sql, 0, nullptr)));
}

void PostgresConnection::forget_oldest() {
  if (auto oldest = statements_.make_room())
    checked(Result(PQexec(handle(), fmt::format("DEALLOCATE {}", oldest->name).c_str())));
}

PostgresConnection::Result PostgresConnection::run_prepared(const Prepared& prepared, const Bound& bound) {
  return checked(Result(PQexecPrepared(handle(), prepared.name.c_str(), bound.count(), bound.values.data(),
                                       bound.lengths.data(), bound.formats.data(), 0)));
}

// A pipeline of BEGIN and the statement. Whatever it gives is read to its end before
// anything is thrown, so that the connection is in order again.
PostgresConnection::Result PostgresConnection::run_with_begin(const Prepared& prepared, const Bound& bound) {
  const char* begin = std::exchange(pending_begin_, nullptr);
  open_ = true;
  bool sent = PQenterPipelineMode(handle()) == 1 &&
              PQsendQueryPrepared(handle(), begin, 0, nullptr, nullptr, nullptr, 0) == 1 &&
              PQsendQueryPrepared(handle(), prepared.name.c_str(), bound.count(), bound.values.data(),
                                  bound.lengths.data(), bound.formats.data(), 0) == 1 &&
              PQpipelineSync(handle()) == 1;
  if (!sent) fail(nullptr);
  Result began = next_result();
  Result result = next_result();
  Result synced(PQgetResult(handle()));
  if (PQexitPipelineMode(handle()) != 1) fail(nullptr);
  checked(std::move(began));
  return checked(std::move(result));
}

// In a pipeline the results of one command end with a null.
PostgresConnection::Result PostgresConnection::next_result() {
  Result result(PQgetResult(handle()));
  while (PGresult* more = PQgetResult(handle())) PQclear(more);
  return result;
}

void PostgresConnection::drain() {
  if (!std::exchange(unread_, false)) return;
  while (PGresult* result = PQgetResult(handle())) {
    bool committed = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    if (!committed) fail(nullptr);
  }
}

void PostgresConnection::commit() {
  pending_begin_ = nullptr;
  if (!std::exchange(open_, false)) return;
  Result result(PQexec(handle(), "COMMIT"));
  if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) return;
  if (usable()) fail(result.get());
  throw Failure("the connection to PostgreSQL was lost during a commit; the change may have been made or not");
}

void PostgresConnection::end_read() {
  pending_begin_ = nullptr;
  if (!std::exchange(open_, false)) return;
  unread_ = PQsendQuery(handle(), "COMMIT") == 1;
  broken_ |= !unread_;
}

void PostgresConnection::rollback() noexcept {
  pending_begin_ = nullptr;
  if (!std::exchange(open_, false) || !usable()) return;
  Result result(PQexec(handle(), "ROLLBACK"));
  broken_ |= PQresultStatus(result.get()) != PGRES_COMMAND_OK;
}

void PostgresConnection::run_script(const std::string& sql) {
  drain();
  checked(Result(PQexec(handle(), sql.c_str())));
}

PostgresConnection::Result PostgresConnection::checked(Result result) {
  auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) fail(result.get());
  return result;
}

// The message without its detail: the detail quotes values, which may be personal data.
void PostgresConnection::fail(const pg_result* result) {
  std::string state = sqlstate(result);
  const char* primary = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr;
  std::string said = primary ? primary : trimmed(PQerrorMessage(handle()));
  if (auto which = violated(state)) throw ConstraintViolation(*which, said);
  bool stale_plan = state == "0A000" && said.find("cached plan") != said.npos;
  broken_ |= state.empty() || stale_plan || PQstatus(handle()) != CONNECTION_OK;
  if (broken_ || retryable(state)) throw RetryableFailure("PostgreSQL: " + said);
  if (programs_fault(state))
    throw std::logic_error(fmt::format("PostgreSQL refused a statement: {} ({})", said, state));
  throw Failure(fmt::format("PostgreSQL: {} ({})", said, state));
}

}  // namespace db
