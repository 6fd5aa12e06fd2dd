// bench_chat [VISITORS [AGENTS [RATE [SECONDS [WORKERS]]]]]
//   Visitors and agents write through the whole program, then through a bare Beast relay, at an eighth
//   of RATE messages a second, a quarter, a half, all.
#include <fmt/format.h>
#include <limits.h>
#include <sodium.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "bench/chat/hall.h"
#include "bench/chat/servers.h"
#include "bench/http/child.h"

namespace bench {
namespace {

constexpr int warm_up_seconds = 3;

std::string own_path() {
  char path[PATH_MAX];
  auto size = ::readlink("/proc/self/exe", path, sizeof path);
  return {path, static_cast<std::size_t>(size)};
}

double own_cpu_us() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  auto us = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  auto place = values.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(values.size() - 1) * share);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

void print_waits(const char* name, const std::vector<double>& waits) {
  fmt::print("  {:<22} p50 {:>8.1f} ms  p99 {:>8.1f} ms  max {:>8.1f} ms\n", name, percentile(waits, 0.5),
             percentile(waits, 0.99), percentile(waits, 1));
}

std::string first_load() {
  std::ifstream file("/proc/loadavg");
  std::string load;
  file >> load;
  return load;
}

struct Step {
  int rate = 0;
  bool held = false;  // everything came
  double p99 = 0;     // from due to screen
};

Step measure(const char* name, Hall& hall, const Child& server, int rate, int seconds) {
  const double server_before = server.cpu_us(), own_before = own_cpu_us();
  auto figures = hall.talk(rate, seconds);
  const double span_us = figures.span * 1e6;
  fmt::print("{}, {} messages/s due, {:.0f}/s came, {:.0f} missing; load average {}\n", name, rate,
             figures.arrived / figures.span, figures.sent - figures.arrived, first_load());
  print_waits("to visitors' screens", figures.to_visitors);
  print_waits("to agents' screens", figures.to_agents);
  print_waits("to the sender's reply", figures.replies);
  fmt::print(
      "  server {:.0f} µs CPU a message, {:.0f} % of a core; generator {:.0f} % of a core; server has {:.0f} MB\n",
      (server.cpu_us() - server_before) / figures.arrived, (server.cpu_us() - server_before) / span_us * 100,
      (own_cpu_us() - own_before) / span_us * 100, server.resident_kb() / 1024);
  std::fflush(stdout);
  auto all = std::move(figures.to_visitors);
  all.insert(all.end(), figures.to_agents.begin(), figures.to_agents.end());
  return {rate, figures.arrived >= figures.sent, percentile(std::move(all), 0.99)};
}

// An eighth of the rate first, then twice as much each time until something is missing.
std::vector<Step> climb(const char* name, Hall& hall, const Child& server, const Size& size) {
  hall.talk(std::max(1, size.rate / 8), warm_up_seconds);
  std::vector<Step> steps;
  for (int part : {8, 4, 2, 1}) {
    steps.push_back(measure(name, hall, server, std::max(1, size.rate / part), size.seconds));
    if (!steps.back().held) break;
  }
  return steps;
}

std::vector<Step> measure_program(const Size& size) {
  const auto folder = fmt::format("{}/yingda-bench-{}", std::filesystem::temp_directory_path().string(), ::getpid());
  std::filesystem::create_directories(folder);
  std::vector<Step> steps;
  {
    Child program({own_path(), "serve-program", folder, std::to_string(size.agents), std::to_string(size.workers)});
    std::ifstream file(folder + "/hall");
    std::string site_key;
    std::vector<std::string> cookies;
    std::getline(file, site_key);
    for (std::string cookie; std::getline(file, cookie);) cookies.push_back(cookie);
    Hall hall(program.port(), size);
    hall.open_program(site_key, cookies);
    fmt::print("{} visitors and {} agents are connected; the server has {:.0f} MB\n", size.visitors, size.agents,
               program.resident_kb() / 1024);
    std::fflush(stdout);
    steps = climb("the whole program", hall, program, size);
  }
  std::filesystem::remove_all(folder);
  std::filesystem::remove(folder + "/data.master.key");
  return steps;
}

std::vector<Step> measure_relay(const Size& size) {
  Child relay({own_path(), "serve-relay"});
  Hall hall(relay.port(), size);
  hall.open_relay();
  return climb("bare Beast relay", hall, relay, size);
}

// A socket for each of all, in the servers too.
void raise_file_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void run(int count, char** words) {
  Size size;
  int* fields[] = {&size.visitors, &size.agents, &size.rate, &size.seconds, &size.workers};
  for (int i = 1; i < count && i <= 5; ++i) *fields[i - 1] = std::max(1, std::atoi(words[i]));
  const auto ours = measure_program(size), relay = measure_relay(size);
  for (std::size_t i = 0; i < std::min(ours.size(), relay.size()); ++i)
    fmt::print("{:>6}/s: p99 to the screen {:.1f} ms, {:.1f} times the relay's{}\n", ours[i].rate, ours[i].p99,
               ours[i].p99 / relay[i].p99, ours[i].held ? "" : ", and not all came");
}

}  // namespace
}  // namespace bench

int main(int count, char** words) {
  if (sodium_init() < 0) return 2;
  const std::string what = count > 1 ? words[1] : "";
  try {
    bench::raise_file_limit();
    if (what == "serve-program" && count > 4)
      bench::serve_program(words[2], std::atoi(words[3]), std::atoi(words[4]));
    else if (what == "serve-relay")
      bench::serve_relay();
    else
      bench::run(count, words);
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "bench_chat: %s\n", failure.what());
    return 1;
  }
}
