// bench_http requests            JSON replies of ours beside bare Beast
// bench_http sockets             deliveries of ours beside npm ws
// bench_http load PORT PATH [HEADER]…   a server that already runs, alone
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/http/child.h"
#include "bench/http/load.h"
#include "bench/http/servers.h"

namespace bench {
namespace {

constexpr int kTurns = 9;
constexpr std::chrono::milliseconds kTurn{700};
constexpr int kRequestConnections = 64, kSocketConnections = 1'000;

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string own_path() {
  char path[PATH_MAX];
  auto size = ::readlink("/proc/self/exe", path, sizeof path);
  return {path, static_cast<std::size_t>(size)};
}

struct Figures {
  std::vector<double> rates, waits, ratios;
  double cpu = 0, done = 0;  // microseconds, and what was done with them
};

// Measures one turn of `load`, with the CPU that the server used meanwhile.
template <class Run>
void take_turn(Figures& figures, const Child& server, Run run) {
  double before = server.cpu_us();
  double rate = run();
  figures.cpu += server.cpu_us() - before;
  figures.done += rate * std::chrono::duration<double>(kTurn).count();
  figures.rates.push_back(rate);
}

void print(const char* name, const Figures& figures, const char* unit) {
  fmt::print("  {:<22} {:>9.0f} {}/s  {:>6.2f} µs CPU each", name, median(figures.rates), unit,
             figures.cpu / figures.done);
  if (!figures.waits.empty()) fmt::print("  p99 {:.2f} ms", median(figures.waits));
  fmt::print("\n");
}

void measure_requests() {
  Child ours({own_path(), "serve-ours"}), beast({own_path(), "serve-beast"});
  RequestLoad our_load(ours.port(), "/reply", "", kRequestConnections);
  RequestLoad beast_load(beast.port(), "/reply", "", kRequestConnections);
  our_load.run(kTurn);
  beast_load.run(kTurn);
  Figures a, b;
  for (int turn = 0; turn < kTurns; ++turn) {
    take_turn(a, ours, [&] { return our_load.run(kTurn); });
    a.waits.push_back(our_load.p99());
    take_turn(b, beast, [&] { return beast_load.run(kTurn); });
    b.waits.push_back(beast_load.p99());
    a.ratios.push_back(a.rates.back() / b.rates.back());
  }
  fmt::print("JSON replies, {} connections\n", kRequestConnections);
  print("ours, through a worker", a, "replies");
  print("bare Beast", b, "replies");
  fmt::print("  ratio {:.2f}\n", median(a.ratios));
}

void compare_sockets(const Child& ours, SocketLoad& our_load, const Child& ws, SocketLoad& ws_load, int messages) {
  Figures a, b;
  for (int turn = 0; turn < kTurns; ++turn) {
    take_turn(a, ours, [&] { return our_load.run(kTurn, messages); });
    take_turn(b, ws, [&] { return ws_load.run(kTurn, messages); });
    a.ratios.push_back(a.rates.back() / b.rates.back());
  }
  fmt::print("{} WebSockets, 180 bytes, {} message{} to each at a time\n", kSocketConnections, messages,
             messages == 1 ? "" : "s");
  print("ours", a, "deliveries");
  print("npm ws", b, "deliveries");
  fmt::print("  ratio {:.2f}\n", median(a.ratios));
}

void measure_sockets() {
  Child ours({own_path(), "serve-ours"}), ws({"node", "bench/http/peer/server.js"});
  double before = ours.resident_kb();
  SocketLoad our_load(ours.port(), "/live", kSocketConnections);
  fmt::print("memory of an idle connection of ours: {:.1f} kB\n", (ours.resident_kb() - before) / kSocketConnections);
  double ws_before = ws.resident_kb();
  SocketLoad ws_load(ws.port(), "/", kSocketConnections);
  fmt::print("                         and of npm ws: {:.1f} kB\n",
             (ws.resident_kb() - ws_before) / kSocketConnections);
  for (int messages : {1, 10}) {
    our_load.run(kTurn, messages);
    ws_load.run(2 * kTurn, messages);  // until the compiler of node has settled
    compare_sockets(ours, our_load, ws, ws_load, messages);
  }
}

void measure_running(int count, char** words) {
  std::string headers;
  for (int i = 2; i < count; ++i) headers += std::string(words[i]) + "\r\n";
  RequestLoad load(static_cast<std::uint16_t>(std::stoi(words[0])), words[1], headers, kRequestConnections);
  load.run(kTurn);
  std::vector<double> rates, waits;
  for (int turn = 0; turn < kTurns; ++turn) {
    rates.push_back(load.run(kTurn));
    waits.push_back(load.p99());
  }
  fmt::print("{:.0f} replies/s, p99 {:.2f} ms\n", median(rates), median(waits));
}

int run(int count, char** words) {
  std::string what = count > 1 ? words[1] : "";
  if (what == "serve-ours") return serve_ours(), 0;
  if (what == "serve-beast") return serve_beast(), 0;
  if (what == "requests") return measure_requests(), 0;
  if (what == "sockets") return measure_sockets(), 0;
  if (what == "load" && count > 3) return measure_running(count - 2, words + 2), 0;
  fmt::print(stderr, "usage: bench_http requests | sockets | load PORT PATH [HEADER]…\n");
  return 2;
}

}  // namespace
}  // namespace bench

int main(int count, char** words) try { return bench::run(count, words); } catch (const std::exception& error) {
  std::fprintf(stderr, "bench_http: %s\n", error.what());
  return 1;
}
