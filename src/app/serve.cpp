#include <fmt/core.h>
#include <malloc.h>
#include <pthread.h>
#include <sodium.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <thread>

#include "app/commands.h"
#include "app/data_lock.h"
#include "app/program.h"
#include "base/log.h"

namespace app {
namespace {

// Signals are taken by sigwait alone, so they are blocked in all threads, which inherit this.
sigset_t block_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return set;
}

// Requests wander over all workers, and what each arena needed in its busiest moment stays with
// it: with the library's eight arenas a core the server grew for an hour, to twice of what it needs.
void share_arenas() {
  const auto cores = std::max(1u, std::thread::hardware_concurrency());
  mallopt(M_ARENA_MAX, static_cast<int>(2 * cores));
}

}  // namespace

int serve(const Configuration& configuration) {
  auto signals = block_signals();
  share_arenas();
  DataLock lock(configuration.data);
  Program program(configuration, find_assets(configuration.assets));
  program.start();
  for (const auto& line : program.greeting()) fmt::print("{}\n", line);
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  base::log::info("app", "stopping: requests in hand may end");
  program.stop();
  base::log::info("app", "stopped");
  return 0;
}

}  // namespace app
