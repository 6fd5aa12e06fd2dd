// Search for customers in a list of a million that do not exist, on both databases,
// against FTS5's trigrams, PostgreSQL's pg_trgm and LIKE. See README.md.
//
//   bench_search ROWS [sqlite] [postgres] [postgres://…]

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/search/corpus.h"
#include "db/database.h"
#include "db/migrations.h"
#include "search/search.h"
#include "tests/support/databases.h"

namespace bench {
namespace {

constexpr search::Index customer_search{"customer_search"};
constexpr std::string_view in_centres = "c.centre_id {in ?4}";
constexpr int page = 50;

std::string mark_of(std::int64_t centre) {
  return fmt::format("centre_{}", centre);
}

// The trigger of a peer's index is its own, so that each is filled in one statement.
const db::Migration schema{"bench",
                           "CREATE TABLE customer (id {id} NOT NULL PRIMARY KEY, centre_id {id} NOT NULL,\n"
                           "  words {text} NOT NULL);\n"
                           "CREATE INDEX customer_centre ON customer (centre_id, id);\n"
                           "-- search index customer_search\n"
                           "-- only sqlite\n"
                           "CREATE VIRTUAL TABLE customer_trigram USING fts5(words, tokenize = 'trigram');\n"
                           "-- end\n"
                           "-- only postgres\n"
                           "CREATE EXTENSION pg_trgm;\n"
                           "DROP INDEX customer_search_tokens;\n"
                           "-- end\n"};

void load(db::Database& database, std::int64_t rows) {
  Corpus corpus(1);
  for (std::int64_t done = 0; done < rows; done += 5'000) {
    std::vector<Customer> part;
    for (std::int64_t i = done; i < std::min(rows, done + 5'000); ++i) part.push_back(corpus.next());
    database.write([&](db::Transaction& tx) {
      for (const Customer& customer : part) {
        tx.execute("INSERT INTO customer (id, centre_id, words) VALUES (?1, ?2, ?3)", customer.id, customer.centre_id,
                   customer.text());
        customer_search.put(tx, customer.id, customer.text(), {mark_of(customer.centre_id)});
      }
    });
  }
}

void finish_load(db::Database& database) {
  database.write([&](db::Transaction& tx) {
    if (tx.engine() == db::Engine::Sqlite) {
      tx.execute("INSERT INTO customer_trigram (rowid, words) SELECT id, words FROM customer");
    } else {
      tx.execute("CREATE INDEX customer_search_tokens ON customer_search USING GIN (tokens)");
      tx.execute("CREATE INDEX customer_trigram ON customer USING GIN (words gin_trgm_ops)");
    }
    tx.execute("ANALYZE");
  });
}

// Milliseconds of CPU: of this thread, or of the server process that answers `tx`.
// The wall clock of a machine that others use says little.
class CpuClock {
 public:
  explicit CpuClock(db::Transaction& tx) {
    if (tx.engine() == db::Engine::Postgres)
      statistics_ = fmt::format("/proc/{}/schedstat", tx.query("SELECT pg_backend_pid()")[0].integer(0));
  }
  double now() const {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    double milliseconds = static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    double nanoseconds = 0;
    if (!statistics_.empty()) std::ifstream(statistics_) >> nanoseconds;
    return milliseconds + nanoseconds / 1e6;
  }

 private:
  std::string statistics_;
};

struct Scope {
  std::string name;
  std::vector<std::int64_t> centres;
};

std::vector<Scope> scopes() {
  Scope all{"all 200 centres", {}}, province{"20 centres", {}};
  for (std::int64_t centre = 1; centre <= centres; ++centre) {
    all.centres.push_back(centre);
    if (centre % 10 == 0) province.centres.push_back(centre);
  }
  return {all, province, {"1 large centre", {3}}, {"1 small centre", {190}}};
}

// One way to search; gives the number of rows found, or -1 where it cannot.
struct Way {
  std::string name;
  int queries;
  std::function<std::int64_t(db::Transaction&, const std::string& query, const Scope&)> run;
};

std::int64_t newest(db::Transaction& tx, const std::string& query, const Scope& scope) {
  search::Index::Newest wanted{
      .query = query, .table = "customer", .condition = in_centres, .values = {scope.centres}, .limit = page};
  if (scope.centres.size() <= search::Index::max_marks) {
    wanted.marks.emplace_back();
    for (std::int64_t centre : scope.centres) wanted.marks[0].push_back(mark_of(centre));
  }
  auto ids = customer_search.newest(tx, wanted);
  return ids ? static_cast<std::int64_t>(ids->size()) : -1;
}

std::int64_t count(db::Transaction& tx, const std::string& condition, const db::Value& value, const Scope& scope) {
  std::string sql = fmt::format(
      "SELECT c.id FROM customer c WHERE {} AND c.centre_id {{in ?2}} ORDER BY c.id DESC LIMIT {}", condition, page);
  return static_cast<std::int64_t>(tx.query(sql, value, scope.centres).size());
}

std::int64_t match(db::Transaction& tx, const std::string& query, const Scope& scope) {
  auto found = customer_search.match(tx.engine(), query, 1);
  return found ? count(tx, "c.id " + found->clause, found->value, scope) : -1;
}

std::int64_t trigram(db::Transaction& tx, const std::string& query, const Scope& scope) {
  if (query.size() < 3 || (query[0] < 0 && query.size() < 9)) return -1;  // blind below three characters
  std::string condition = "c.id IN (SELECT rowid FROM customer_trigram WHERE customer_trigram MATCH ?1)";
  return count(tx, condition, fmt::format("\"{}\"", query), scope);
}

// On PostgreSQL the planner takes pg_trgm's index for it when it thinks fit.
std::int64_t like(db::Transaction& tx, const std::string& query, const Scope& scope) {
  return count(tx, "c.words LIKE ?1", fmt::format("%{}%", query), scope);
}

void measure(db::Database& database, const Way& way, QueryKind kind, const Scope& scope) {
  std::vector<double> cpu, wall;
  std::int64_t rows = 0;
  for (const std::string& query : queries(kind, static_cast<std::size_t>(way.queries), 7)) {
    database.read([&](db::Transaction& tx) {
      CpuClock clock(tx);
      double cpu_before = clock.now();
      auto before = std::chrono::steady_clock::now();
      std::int64_t found = way.run(tx, query, scope);
      if (found < 0) return;
      wall.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count());
      cpu.push_back(clock.now() - cpu_before);
      rows += found;
    });
  }
  if (cpu.empty()) return fmt::print("| {} | {} | {} | cannot | | | | |\n", way.name, scope.name, word_for(kind));
  std::sort(cpu.begin(), cpu.end());
  std::sort(wall.begin(), wall.end());
  auto at = [](const std::vector<double>& sorted, double fraction) {
    return sorted[static_cast<std::size_t>(fraction * static_cast<double>(sorted.size() - 1))];
  };
  fmt::print("| {} | {} | {} | {:.0f} | {:.2f} | {:.2f} | {:.2f} | {:.2f} |\n", way.name, scope.name, word_for(kind),
             static_cast<double>(rows) / static_cast<double>(cpu.size()), at(cpu, .5), at(cpu, .99), at(wall, .5),
             at(wall, .99));
  std::fflush(stdout);
}

void run(db::Database& database, std::int64_t rows) {
  database.migrate({schema});
  auto before = std::chrono::steady_clock::now();
  load(database, rows);
  finish_load(database);
  bool sqlite = database.engine() == db::Engine::Sqlite;
  fmt::print("\n{}, {} customers, loaded in {:.0f} s, {} MB\n\n", sqlite ? "SQLite" : "PostgreSQL", rows,
             std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count(),
             database.size_bytes() / 1'000'000);
  fmt::print("| way | reach | query | rows | CPU p50 ms | CPU p99 ms | wall p50 ms | wall p99 ms |\n");
  fmt::print("|---|---|---|---|---|---|---|---|\n");
  std::vector<Way> ways{
      {"newest()", 300, newest}, {"match()", 60, match}, {sqlite ? "LIKE" : "LIKE, pg_trgm", 20, like}};
  if (sqlite) ways.insert(ways.begin() + 2, {"FTS5 trigram", 60, trigram});
  for (const Way& way : ways)
    for (const Scope& scope : scopes())
      for (QueryKind kind : query_kinds) measure(database, way, kind, scope);
}

void run(db::Engine engine, std::int64_t rows) {
  support::TestDatabase test(engine, support::TestDatabase::Schema::Empty);
  run(*test, rows);
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  auto named = [&](std::string_view word) { return std::find(words.begin(), words.end(), word) != words.end(); };
  const std::int64_t rows = words.empty() ? 0 : std::atoll(words[0].c_str());
  if (rows <= 0) {
    fmt::print(stderr, "Say how many customers: bench_search 1000000 [sqlite] [postgres] [postgres://…]\n");
    return 2;
  }
  for (const std::string& url : words)  // an empty database of a server that is set up as one in use
    if (url.starts_with("postgres:")) bench::run(*db::open_postgres({.url = url, .connections = 1}), rows);
  if (words.size() == 1 || named("sqlite")) bench::run(db::Engine::Sqlite, rows);
  if (words.size() == 1 || named("postgres")) bench::run(db::Engine::Postgres, rows);
}
