// What a check of a message costs against the rules that ship.

#include <benchmark/benchmark.h>

#include <filesystem>

#include "base/id.h"
#include "base/time.h"
#include "db/database.h"
#include "db/migrations.h"
#include "keys/keys.h"
#include "wording/wording.h"

namespace {

namespace fs = std::filesystem;

// The checker of a fresh database with the shipped rules, made once.
const wording::Checker& shipped_checker() {
  static const auto checker = [] {
    auto folder = fs::temp_directory_path() / "yingda-bench-wording";
    fs::remove_all(folder);
    fs::create_directories(folder);
    auto database = db::open_sqlite({.path = (folder / "bench.db").string(), .full_sync = false});
    database->migrate(db::shipped_migrations());
    base::SystemClock clock;
    base::IdMaker ids(clock, 1);
    keys::KeyRing keys(*database, std::string(keys::key_bytes, 'k'));
    wording::Wording wording({*database, clock, ids, keys, 1});
    wording.load_packs("content");
    auto made = wording.checker();
    fs::remove_all(folder);
    return made;
  }();
  return *checker;
}

std::string repeated(std::string_view text, std::int64_t letters, std::int64_t letters_of_text) {
  std::string result;
  for (std::int64_t have = 0; have < letters; have += letters_of_text) result += text;
  return result;
}

// Sentences of 20 letters; the first holds nothing, the second a slip with an excuse and one without.
constexpr std::string_view clean = "您好，已经为您登记，师傅明天上门检修。谢谢";
constexpr std::string_view slips = "这个不可能，我们尽快在2小时内处理，大概吧";

void check_clean(benchmark::State& state) {
  auto text = repeated(clean, state.range(0), 20);
  const auto& checker = shipped_checker();
  for (auto _ : state) benchmark::DoNotOptimize(checker.check(text, {}));
}
BENCHMARK(check_clean)->Arg(20)->Arg(500)->Arg(20'000)->Unit(benchmark::kMicrosecond);

void check_slips(benchmark::State& state) {
  auto text = repeated(slips, state.range(0), 20);
  const auto& checker = shipped_checker();
  for (auto _ : state) benchmark::DoNotOptimize(checker.check(text, {}));
}
BENCHMARK(check_slips)->Arg(20)->Arg(500)->Arg(20'000)->Unit(benchmark::kMicrosecond);

void make_checker(benchmark::State& state) {
  shipped_checker();
  std::vector<wording::LanguageRule> rules(1000);
  for (auto& rule : rules) rule.phrases = {"不可能", "没有办法", "as soon as possible"};
  for (auto _ : state) benchmark::DoNotOptimize(wording::Checker(rules));
}
BENCHMARK(make_checker)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
