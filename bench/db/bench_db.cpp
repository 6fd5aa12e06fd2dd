// What the layer of src/db costs: durable writes and selects by key through it, beside
// the same through sqlite3 and libpq alone, in turns in the same run.

#include <fmt/core.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "db/database.h"
#include "tests/support/postgres_cluster.h"

namespace {

constexpr int rounds = 11;
constexpr std::chrono::milliseconds round_time{400};
constexpr std::int64_t known_rows = 100'000;
const std::string body(200, 'x');

// Ids for new rows; those up to known_rows are there from the start.
std::atomic<std::int64_t> next_id{known_rows + 1};

std::int64_t known_id() {
  thread_local std::minstd_rand random(std::random_device{}());
  return 1 + static_cast<std::int64_t>(random() % known_rows);
}

void require(bool done, const char* what) {
  if (!done) throw std::runtime_error(what);
}

// One thing to measure: makes, for each thread, the function that is called over and over.
struct Contestant {
  std::string name;
  std::function<std::function<void()>()> prepare;
};

double calls_per_second(const Contestant& contestant, int threads) {
  std::atomic<bool> running{true};
  std::atomic<std::int64_t> calls{0};
  std::vector<std::function<void()>> work;
  for (int t = 0; t < threads; ++t) work.push_back(contestant.prepare());
  auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> running_threads;
  for (auto& call : work)
    running_threads.emplace_back([&] {
      std::int64_t mine = 0;
      for (; running; ++mine) call();
      calls += mine;
    });
  std::this_thread::sleep_for(round_time);
  running = false;
  for (auto& thread : running_threads) thread.join();
  std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  return static_cast<double>(calls) / taken.count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void compare(const std::string& title, int threads, const Contestant& bare, const Contestant& ours) {
  std::vector<double> bare_rates, our_rates;
  for (int i = 0; i < rounds; ++i) {
    bare_rates.push_back(calls_per_second(bare, threads));
    our_rates.push_back(calls_per_second(ours, threads));
  }
  double bare_rate = median(bare_rates), our_rate = median(our_rates);
  fmt::print("{:<28} {:>7} {:>12.0f} {:>12.0f} {:>7.2f}\n", title, threads, bare_rate, our_rate, our_rate / bare_rate);
  std::fflush(stdout);
}

void make_rows(db::Database& database, std::string_view types) {
  database.write([&](db::Transaction& tx) {
    tx.execute(types);
    for (std::int64_t id = 1; id <= known_rows; ++id)
      tx.execute("INSERT INTO item (id, count, body) VALUES (?1, ?2, ?3)", id, id % 97, body);
  });
}

Contestant our_writes(db::Database& database) {
  return {"ours", [&] {
            return [&] {
              database.write([&](db::Transaction& tx) {
                tx.execute("INSERT INTO item (id, count, body) VALUES (?1, ?2, ?3)", next_id++, 5, body);
              });
            };
          }};
}

Contestant our_selects(db::Database& database) {
  return {"ours", [&] {
            return [&] {
              auto rows = database.read([&](db::Transaction& tx) {
                return tx.query("SELECT id, count, body FROM item WHERE id = ?1", known_id());
              });
              require(rows.size() == 1 && rows[0].text(2).size() == body.size(), "a row is missing");
            };
          }};
}

struct BareSqlite {
  explicit BareSqlite(const std::string& path) {
    sqlite3* opened = nullptr;
    require(sqlite3_open(path.c_str(), &opened) == SQLITE_OK, "sqlite3_open");
    connection.reset(opened, sqlite3_close_v2);
    sqlite3_busy_timeout(opened, 10'000);
    run("PRAGMA journal_mode = WAL");
    run("PRAGMA synchronous = FULL");
    insert = compile("INSERT INTO item (id, count, body) VALUES (?1, ?2, ?3)");
    select = compile("SELECT id, count, body FROM item WHERE id = ?1");
    begin = compile("BEGIN IMMEDIATE");
    commit = compile("COMMIT");
  }
  void run(const char* sql) {
    require(sqlite3_exec(connection.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
  }
  std::shared_ptr<sqlite3_stmt> compile(const char* sql) {
    sqlite3_stmt* made = nullptr;
    require(sqlite3_prepare_v3(connection.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr) == SQLITE_OK, sql);
    return {made, sqlite3_finalize};
  }
  static void step(sqlite3_stmt* statement) {
    require(sqlite3_step(statement) == SQLITE_DONE, "sqlite3_step");
    sqlite3_reset(statement);
  }
  void write() {
    step(begin.get());
    sqlite3_bind_int64(insert.get(), 1, next_id++);
    sqlite3_bind_int64(insert.get(), 2, 5);
    sqlite3_bind_text(insert.get(), 3, body.data(), static_cast<int>(body.size()), SQLITE_STATIC);
    step(insert.get());
    step(commit.get());
  }
  void read() {
    sqlite3_bind_int64(select.get(), 1, known_id());
    require(sqlite3_step(select.get()) == SQLITE_ROW, "a row is missing");
    std::string found(reinterpret_cast<const char*>(sqlite3_column_text(select.get(), 2)));
    require(found.size() == body.size(), "a row is missing");
    sqlite3_reset(select.get());
  }

  std::shared_ptr<sqlite3> connection;
  std::shared_ptr<sqlite3_stmt> insert, select, begin, commit;
};

// Threads take turns at one connection, which is the fastest that SQLite allows without grouping.
Contestant bare_sqlite_writes(const std::string& path) {
  auto connection = std::make_shared<BareSqlite>(path);
  auto turn = std::make_shared<std::mutex>();
  return {"bare", [=] {
            return [=] {
              std::lock_guard lock(*turn);
              connection->write();
            };
          }};
}

Contestant bare_sqlite_selects(const std::string& path) {
  return {"bare", [=] {
            auto connection = std::make_shared<BareSqlite>(path);
            return [=] { connection->read(); };
          }};
}

struct BarePostgres {
  explicit BarePostgres(const std::string& url) : connection(PQconnectdb(url.c_str()), PQfinish) {
    require(PQstatus(connection.get()) == CONNECTION_OK, "PQconnectdb");
    prepare("insert", "INSERT INTO item (id, count, body) VALUES ($1, $2, $3)");
    prepare("select", "SELECT id, count, body FROM item WHERE id = $1");
  }
  void prepare(const char* name, const char* sql) {
    PGresult* result = PQprepare(connection.get(), name, sql, 0, nullptr);
    require(PQresultStatus(result) == PGRES_COMMAND_OK, "PQprepare");
    PQclear(result);
  }
  void write() {
    std::string id = std::to_string(next_id++);
    const char* values[] = {id.c_str(), "5", body.c_str()};
    PGresult* result = PQexecPrepared(connection.get(), "insert", 3, values, nullptr, nullptr, 0);
    require(PQresultStatus(result) == PGRES_COMMAND_OK, "insert");
    PQclear(result);
  }
  void read() {
    std::string id = std::to_string(known_id());
    const char* values[] = {id.c_str()};
    PGresult* result = PQexecPrepared(connection.get(), "select", 1, values, nullptr, nullptr, 0);
    require(PQntuples(result) == 1, "a row is missing");
    std::string found(PQgetvalue(result, 0, 2));
    require(found.size() == body.size(), "a row is missing");
    PQclear(result);
  }
  void read_in_transaction() {
    run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    read();
    run("COMMIT");
  }
  void run(const char* sql) {
    PGresult* result = PQexec(connection.get(), sql);
    require(PQresultStatus(result) == PGRES_COMMAND_OK, sql);
    PQclear(result);
  }
  std::shared_ptr<pg_conn> connection;
};

Contestant bare_postgres(const std::string& url, void (BarePostgres::*call)()) {
  return {"bare", [=] {
            auto connection = std::make_shared<BarePostgres>(url);
            return [=] { (*connection.*call)(); };
          }};
}

void bench_sqlite() {
  std::string folder = "/tmp/yingda-bench-XXXXXX";
  require(::mkdtemp(folder.data()) != nullptr, "mkdtemp");
  {
    std::string path = folder + "/bench.sqlite";
    auto database = db::open_sqlite({.path = path});
    make_rows(*database,
              "CREATE TABLE item (id INTEGER PRIMARY KEY, count INTEGER NOT NULL, body TEXT NOT NULL) STRICT");
    for (int threads : {1, 16})
      compare("SQLite durable insert", threads, bare_sqlite_writes(path), our_writes(*database));
    for (int threads : {1, 4})
      compare("SQLite select by key", threads, bare_sqlite_selects(path), our_selects(*database));
  }
  std::filesystem::remove_all(folder);
}

void bench_postgres() {
  support::PostgresCluster cluster(support::PostgresCluster::Sync::On);
  std::string url = cluster.url("postgres");
  auto database = db::open_postgres({.url = url, .connections = 16});
  make_rows(*database, "CREATE TABLE item (id BIGINT PRIMARY KEY, count BIGINT NOT NULL, body TEXT NOT NULL)");
  for (int threads : {1, 16})
    compare("PostgreSQL durable insert", threads, bare_postgres(url, &BarePostgres::write), our_writes(*database));
  for (int threads : {1, 4}) {
    compare("PostgreSQL select by key", threads, bare_postgres(url, &BarePostgres::read), our_selects(*database));
    compare("  in a snapshot, as ours is", threads, bare_postgres(url, &BarePostgres::read_in_transaction),
            our_selects(*database));
  }
}

}  // namespace

// One engine when named, else both.
int main(int count, char** words) {
  std::string only = count > 1 ? words[1] : "";
  fmt::print("{:<28} {:>7} {:>12} {:>12} {:>7}\n", "per second", "threads", "bare", "ours", "ratio");
  if (only != "postgres") bench_sqlite();
  if (only != "sqlite") bench_postgres();
}
