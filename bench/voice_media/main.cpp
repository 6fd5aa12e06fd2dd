// What bridged calls cost the media plane, over real sockets; then its parts by themselves. See README.md.
//
//   bench_voice_media [CALLS [SECONDS]]     the whole
//   bench_voice_media --parts               the parts, by Google Benchmark

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdlib>
#include <cstring>

#include "calls.h"

namespace {

void report(const char* name, const bench::Load& load) {
  const bench::Taken taken = bench::run(load);
  fmt::print("| {} | {} | {:.1f} % | {:.2f} % | {:.1f} % | {:.0f} | {:.0f} |\n", load.calls, name, taken.media * 100,
             taken.recorder * 100, taken.generator * 100, taken.sent, taken.heard);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** words) {
  if (count > 1 && std::strcmp(words[1], "--parts") == 0) {
    words[1] = words[0];
    benchmark::Initialize(&(--count), words + 1);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
  }
  bench::Load load;
  if (count > 1) load.calls = std::atoi(words[1]);
  if (count > 2) load.time = std::chrono::seconds(std::atoi(words[2]));
  fmt::print("| calls | | media thread, of a core | recorder | generator | packets/s sent | heard |\n");
  load.recorded = false;
  report("bridged", load);
  load.recorded = true;
  report("bridged, recorded", load);
  load.sealed_wire = true;
  report("bridged, recorded, SRTP", load);
}
