// bench_api: an authenticated JSON read of the whole program (session, rights, a row
// from SQLite, JSON) beside a bare Beast reply, in turns of one run.
#include <fmt/format.h>
#include <limits.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "app/program.h"
#include "bench/http/child.h"
#include "bench/http/load.h"
#include "bench/http/servers.h"

namespace bench {
namespace {

constexpr int turns = 9;
constexpr std::chrono::milliseconds turn{700};
constexpr int connections = 64;
constexpr const char* password = "a bench of one's own";

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string own_path() {
  char path[PATH_MAX];
  auto size = ::readlink("/proc/self/exe", path, sizeof path);
  return {path, static_cast<std::size_t>(size)};
}

// Serves the program on `folder` and leaves path and cookie of the read in folder/request.
void serve_program(const std::string& folder) {
  ::setenv("YINGDA_ADMIN_PASSWORD", password, 1);
  app::Configuration configuration;
  configuration.data = folder + "/data";
  configuration.http = app::Address{"127.0.0.1", 0};
  configuration.assets = YINGDA_SOURCE_DIR;
  app::Program program(configuration, app::find_assets(configuration.assets));
  program.start();
  auto session = program.core().access.sign_in({"admin", password}, {"127.0.0.1", "", ""});
  std::ofstream(folder + "/request") << "/api/v1/people/" << session->session.person_id.text() << '\n'
                                     << "Cookie: yingda_session=" << session->token << "\r\n";
  std::printf("%u\n", program.port(0));
  std::fflush(stdout);
  std::this_thread::sleep_for(std::chrono::hours(24));
}

void measure() {
  auto folder = fmt::format("/tmp/yingda-bench-{}", ::getpid());
  std::filesystem::create_directories(folder);
  {
    Child program({own_path(), "serve-program", folder}), beast({own_path(), "serve-beast"});
    std::ifstream request(folder + "/request");
    std::string path, cookie;
    std::getline(request, path);
    std::getline(request, cookie);
    RequestLoad our_load(program.port(), path, cookie + '\n', connections);
    RequestLoad beast_load(beast.port(), "/reply", "", connections);
    our_load.run(turn);
    beast_load.run(turn);
    std::vector<double> ours, bare, ratios, waits;
    for (int i = 0; i < turns; ++i) {
      ours.push_back(our_load.run(turn));
      waits.push_back(our_load.p99());
      bare.push_back(beast_load.run(turn));
      ratios.push_back(ours.back() / bare.back());
    }
    fmt::print("authenticated read {:>9.0f} replies/s  p99 {:.2f} ms\nbare Beast         {:>9.0f} replies/s\n",
               median(ours), median(waits), median(bare));
    fmt::print("ratio {:.2f}\n", median(ratios));
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace bench

int main(int count, char** words) {
  if (sodium_init() < 0) return 2;
  std::string what = count > 1 ? words[1] : "";
  try {
    if (what == "serve-program" && count > 2)
      bench::serve_program(words[2]);
    else if (what == "serve-beast")
      bench::serve_beast();
    else
      bench::measure();
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "bench_api: %s\n", failure.what());
    return 1;
  }
}
