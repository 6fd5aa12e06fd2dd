// The list of customers, as the console asks for it, over a million files that do not
// exist, within wide and narrow reaches; beside the databases' own trigrams on the same
// texts without rights. See README.md.

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "db/migrations.h"
#include "peer.h"
#include "tests/support/databases.h"
#include "town.h"

namespace bench {
namespace {

using customers::CustomerFilter;

constexpr int page = 50;
constexpr int peer_times = 60;

struct Options {
  std::int64_t files = 1'000'000;
  int queries = 500;
  std::string data;  // folder to keep, "" for none
  std::vector<db::Engine> engines{db::Engine::Sqlite};
};

// What is asked for, made of a customer that exists.
struct Asked {
  CustomerFilter filter;
  std::optional<std::int64_t> after;
};

struct Question {
  std::string name;
  std::function<Asked(const Known&, std::mt19937&)> make;
  enum class Peer { No, Yes } peer = Peer::No;
};

std::string characters(const std::string& text, std::size_t from, std::size_t count) {
  return text.substr(from * 3, count * 3);  // all of them are three bytes long
}

bool is_chinese(const std::string& text) {
  return text.find_first_not_of(" ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == 0;
}

// Chinese names and roads; others have the fallback's.
std::string name_of(const Known& known) {
  return is_chinese(known.name) ? known.name : "王小明";
}

std::string pick_of(std::mt19937& random, std::initializer_list<const char*> words) {
  return words.begin()[random() % words.size()];
}

Asked text(std::string words) {
  return {{.text = std::move(words)}, {}};
}

std::string road_of(const Known& known) {
  auto district = known.street.find("区") + 3;
  return characters(known.street.substr(district), 0, 3);
}

std::string english_word(const Known& known, std::mt19937& random) {
  if (!known.company.empty()) return known.company.substr(0, known.company.find(' '));
  auto length = 2 + random() % 4;
  auto given = known.pinyin.substr(0, known.pinyin.find(' '));
  return given.substr(0, length);
}

constexpr auto yes = Question::Peer::Yes;

std::vector<Question> word_questions() {
  return {
      {"common surname (王)", [](auto&, auto& random) { return text(pick_of(random, {"王", "李", "张", "刘", "陈"})); },
       yes},
      {"any character", [](auto& k, auto& random) { return text(characters(name_of(k), random() % 2, 1)); }, yes},
      {"given name (小明)", [](auto& k, auto&) { return text(characters(name_of(k), 1, 2)); }, yes},
      {"full name (王小明)", [](auto& k, auto&) { return text(name_of(k)); }, yes},
      {"rare name (诸葛…)",
       [](auto& k, auto& random) {
         return text(pick_of(random, {"诸葛", "慕容", "司马"}) + characters(name_of(k), 1, 1));
       },
       yes},
      {"road (人民路)", [](auto& k, auto&) { return text(road_of(k)); }, yes},
      {"city and district", [](auto& k, auto&) { return text(k.city + k.street.substr(0, k.street.find("区") + 3)); },
       yes},
      {"whole address", [](auto& k, auto&) { return text(k.city + k.street); }, yes},
      {"English word", [](auto& k, auto& random) { return text(english_word(k, random)); }, yes},
      {"English name", [](auto& k, auto&) { return text(k.company.empty() ? k.pinyin : k.company); }, yes},
      {"two words (王 广州)",
       [](auto& k, auto&) { return text(characters(name_of(k), 0, 1) + ' ' + k.city.substr(0, 6)); }, yes},
      {"two words (小明 人民路)", [](auto& k, auto&) { return text(characters(name_of(k), 1, 2) + ' ' + road_of(k)); },
       yes},
      {"phone", [](auto& k, auto&) { return text(k.phone); }, yes},
      {"last four digits", [](auto& k, auto&) { return text(k.phone.substr(7)); }, yes},
      {"e-mail", [](auto& k, auto&) { return text(k.email.empty() ? "nobody@example.com" : k.email); }, yes},
      {"no hit", [](auto& k, auto&) { return text("龘" + characters(name_of(k), 0, 2)); }, yes},
  };
}

std::vector<Question> filter_questions(const std::vector<std::int64_t>& ids) {
  using customers::Kind;
  using customers::Stage;
  return {
      {"newest, no words", [](auto&, auto&) { return Asked{}; }},
      {"tag", [](auto& k, auto&) { return Asked{{.tag = k.tag}, {}}; }},
      {"tag + surname", [](auto& k, auto&) { return Asked{{.text = characters(name_of(k), 0, 1), .tag = k.tag}, {}}; }},
      {"tag + stage + kind",
       [](auto& k, auto& random) {
         return Asked{{.tag = k.tag,
                       .stage = random() % 2 == 0 ? Stage::Lapsed : Stage::Customer,
                       .kind = random() % 2 == 0 ? Kind::Person : Kind::Organization},
                      {}};
       }},
      {"stage", [](auto&, auto& random) { return Asked{{.stage = static_cast<Stage>(random() % 4)}, {}}; }},
      {"kind", [](auto&, auto&) { return Asked{{.kind = Kind::Organization}, {}}; }},
      {"stage + given name",
       [](auto& k, auto&) { return Asked{{.text = characters(name_of(k), 1, 2), .stage = Stage::Lapsed}, {}}; }},
      {"later page, no words", [ids](auto&, auto& random) { return Asked{{}, ids[random() % ids.size()]}; }},
      {"later page, surname",
       [ids](auto& k, auto& random) {
         return Asked{{.text = characters(name_of(k), 0, 1)}, ids[random() % ids.size()]};
       }},
      {"later page, tag", [ids](auto& k, auto& random) { return Asked{{.tag = k.tag}, ids[random() % ids.size()]}; }},
  };
}

struct Times {
  std::vector<double> wall, cpu;
  std::int64_t rows = 0;

  void add(const Times& other) {
    wall.insert(wall.end(), other.wall.begin(), other.wall.end());
    cpu.insert(cpu.end(), other.cpu.begin(), other.cpu.end());
    rows += other.rows;
  }
};

double at(std::vector<double> values, double fraction) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(fraction * static_cast<double>(values.size() - 1))];
}

// Milliseconds of CPU: of this thread, and of the server process that answers it. The
// wall clock of a machine that others use says less.
class CpuClock {
 public:
  explicit CpuClock(db::Database& database) {
    if (database.engine() != db::Engine::Postgres) return;
    auto backend = database.read([](db::Transaction& tx) { return tx.query("SELECT pg_backend_pid()")[0].integer(0); });
    statistics_ = fmt::format("/proc/{}/schedstat", backend);
  }
  double now() const {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    double nanoseconds = 0;
    if (!statistics_.empty()) std::ifstream(statistics_) >> nanoseconds;
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6 + nanoseconds / 1e6;
  }

 private:
  std::string statistics_;
};

class Bench {
 public:
  Bench(db::Database& database, Town& town, Peer peer, int queries)
      : town_(town), peer_(std::move(peer)), queries_(queries), clock_(database) {}

  void run() {
    struct Reader {
      std::string name;
      org::Actor actor;
    };
    std::vector<std::size_t> small_ones;
    for (std::size_t centre = 170; centre < 190; ++centre) small_ones.push_back(centre);
    std::vector<Reader> readers{{"all 201 centres", town_.administrator()},
                                {"21 small centres", town_.reader(org::Scope::CentreAndBelow, 169, small_ones)},
                                {"1 large centre", town_.reader(org::Scope::Centre, 2)},
                                {"1 small centre", town_.reader(org::Scope::Centre, 190)},
                                {"own", town_.reader(org::Scope::Own, 2)}};
    fmt::print(
        "| reach | question | rows | p50 ms | p95 ms | p99 ms | max ms | CPU p99 ms "
        "|\n|---|---|---|---|---|---|---|---|\n");
    for (const auto& reader : readers) {
      Times words, all;
      for (const auto& question : word_questions()) words.add(measure(reader.name, reader.actor, question));
      for (const auto& question : filter_questions(town_.ids())) all.add(measure(reader.name, reader.actor, question));
      all.add(measure_tags(reader.name, reader.actor));
      print(reader.name, "**all with words or an identity**", words);
      all.add(words);
      print(reader.name, "**all**", all);
    }
    compare(readers[0].actor);
  }

 private:
  static void print(const std::string& reach, const std::string& question, const Times& times) {
    fmt::print("| {} | {} | {:.0f} | {:.2f} | {:.2f} | {:.2f} | {:.2f} | {:.2f} |\n", reach, question,
               static_cast<double>(times.rows) / static_cast<double>(times.wall.size()), at(times.wall, .5),
               at(times.wall, .95), at(times.wall, .99), at(times.wall, 1), at(times.cpu, .99));
    std::fflush(stdout);
  }

  Times timed(int times, const std::function<std::int64_t(const Known&, std::mt19937&)>& ask) {
    Times taken;
    std::mt19937 random(7);
    for (int i = 0; i < times; ++i) {
      const auto& known = town_.known()[static_cast<std::size_t>(i) % town_.known().size()];
      auto cpu = clock_.now();
      auto before = std::chrono::steady_clock::now();
      taken.rows += ask(known, random);
      taken.wall.push_back(
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count());
      taken.cpu.push_back(clock_.now() - cpu);
    }
    return taken;
  }

  std::int64_t list(const org::Actor& actor, const Asked& asked) {
    org::ListQuery query{page, {}};
    if (asked.after) query.after = *asked.after;
    auto found = town_.customers().customers(actor, asked.filter, query);
    if (!found) throw std::runtime_error(found.error().key);
    return static_cast<std::int64_t>(found->items.size());
  }

  Times measure(const std::string& reach, const org::Actor& actor, const Question& question) {
    auto times = timed(queries_, [&](auto& known, auto& random) { return list(actor, question.make(known, random)); });
    print(reach, question.name, times);
    return times;
  }

  Times measure_tags(const std::string& reach, const org::Actor& actor) {
    auto times = timed(std::min(queries_, 100), [&](auto&, auto&) {
      return static_cast<std::int64_t>(town_.customers().tags(actor).value().size());
    });
    print(reach, "the list of tags with counts", times);
    return times;
  }

  // The same words in turns, so that both meet the same machine.
  void compare(const org::Actor& actor) {
    fmt::print(
        "\n| question | ours p50 | ours p99 | peer p50 | peer p99 | ratio of p50 | ratio of p99 |\n"
        "|---|---|---|---|---|---|---|\n");
    Times all_ours, all_theirs;
    for (const auto& question : word_questions()) {
      if (question.peer != Question::Peer::Yes) continue;
      Times ours, theirs;
      for (int part = 0; part < 3; ++part) {
        ours.add(timed(peer_times, [&](auto& k, auto& random) { return list(actor, question.make(k, random)); }));
        theirs.add(
            timed(peer_times / 3, [&](auto& k, auto& random) { return peer_(question.make(k, random).filter.text); }));
      }
      compare(question.name, ours, theirs);
      all_ours.add(ours);
      all_theirs.add(theirs);
    }
    compare("**all**", all_ours, all_theirs);
  }
  static void compare(const std::string& name, const Times& ours, const Times& theirs) {
    auto our_p50 = at(ours.wall, .5), our_p99 = at(ours.wall, .99);
    auto their_p50 = at(theirs.wall, .5), their_p99 = at(theirs.wall, .99);
    fmt::print("| {} | {:.2f} | {:.2f} | {:.2f} | {:.2f} | {:.1f} | {:.1f} |\n", name, our_p50, our_p99, their_p50,
               their_p99, their_p50 / our_p50, their_p99 / our_p99);
    std::fflush(stdout);
  }

  Town& town_;
  Peer peer_;
  const int queries_;
  CpuClock clock_;
};

double seconds_since(std::chrono::steady_clock::time_point before) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count();
}

void run(db::Database& database, const std::string& folder, const std::string& peer_file, const Options& options) {
  bool sqlite = database.engine() == db::Engine::Sqlite;
  auto before = std::chrono::steady_clock::now();
  Town town(database, folder + "/files", options.files);
  auto ready = seconds_since(before);
  auto size = database.size_bytes();
  auto peer = sqlite ? sqlite_peer(peer_file, options.files) : postgres_peer(database, options.files);
  fmt::print("\n{}, {} files, ready after {:.0f} s, {} MB; {} times each; peer: {}\n\n",
             sqlite ? "SQLite" : "PostgreSQL", options.files, ready, size / 1'000'000, options.queries,
             sqlite ? "FTS5 trigram, C API" : "pg_trgm");
  Bench(database, town, peer, options.queries).run();
}

void run_sqlite(const std::string& folder, const Options& options) {
  auto database = db::open_sqlite({.path = folder + "/customers.sqlite", .readers = 1, .full_sync = false});
  database->migrate(db::shipped_migrations());
  run(*database, folder, folder + "/peer.sqlite", options);
}

void run(db::Engine engine, const Options& options) {
  support::TempFolder folder;
  if (engine == db::Engine::Sqlite) {
    if (!options.data.empty()) std::filesystem::create_directories(options.data);
    return run_sqlite(options.data.empty() ? folder.path() : options.data, options);
  }
  support::TestDatabase test(engine);
  // One connection, so that the CPU of its server process can be read.
  auto database = db::open_postgres({.url = test.place(), .connections = 1});
  run(*database, folder.path(), "", options);
}

int usage() {
  fmt::print(stderr,
             "bench_search_customers [--files 1000000] [--queries 500] [--data FOLDER] [sqlite] [postgres]\n"
             "FOLDER keeps the files of SQLite, and a second run begins with them.\n");
  return 2;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  bench::Options options;
  std::vector<db::Engine> engines;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i], value = i + 1 < argc ? argv[i + 1] : "";
    if (word == "sqlite")
      engines.push_back(db::Engine::Sqlite);
    else if (word == "postgres")
      engines.push_back(db::Engine::Postgres);
    else if (value.empty())
      return bench::usage();
    else if (++i; word == "--files")
      options.files = std::atoll(value.c_str());
    else if (word == "--queries")
      options.queries = std::atoi(value.c_str());
    else if (word == "--data")
      options.data = value;
    else
      return bench::usage();
  }
  if (options.files < 1'000 || options.queries < 1) return bench::usage();
  if (!engines.empty()) options.engines = engines;
  for (auto engine : options.engines) bench::run(engine, options);
}
