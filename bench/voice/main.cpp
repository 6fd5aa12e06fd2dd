// Calls through the voice engine with SIPp on both sides; README.md tells how and what came of it.
//
//   bench_voice serve answer|bridge PEER_PORT on|off FOLDER   the switchboard alone; prints its port
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "bench/voice/switchboard.h"

namespace {

int serve(char** words) {
  using namespace bench;
  const Mode mode = std::string_view(words[0]) == "answer" ? Mode::Answer : Mode::Bridge;
  const Recording recording = std::string_view(words[2]) == "on" ? Recording::On : Recording::Off;
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  sigprocmask(SIG_BLOCK, &ends, nullptr);
  Switchboard board(mode, static_cast<std::uint16_t>(std::atoi(words[1])), recording, words[3]);
  std::printf("%u\n", board.port());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&ends, &signal);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count == 6 && std::string_view(words[1]) == "serve") return serve(words + 2);
  std::fprintf(stderr, "bench_voice serve answer|bridge PEER_PORT on|off FOLDER\n");
  return 2;
}
