// Calls through the voice engine with SIPp on both sides; README.md tells how, and what came of it.
//
//   bench_voice                                                all loads, one after the other
//   bench_voice serve answer|bridge PEER_PORT on|off FOLDER    the switchboard alone; prints its port
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bench/voice/switchboard.h"

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int peer_port = 17070, caller_port = 17080;

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

// A program whose output goes to a file; ended with this object.
class Process {
 public:
  Process(std::vector<std::string> words, const std::string& log) {
    process_ = fork();
    if (process_ != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int out = open(log.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    execvp(arguments.front(), arguments.data());
    _exit(127);
  }
  ~Process() {
    if (process_ <= 0) return;
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void wait() {
    waitpid(process_, nullptr, 0);
    process_ = -1;
  }
  // Seconds of CPU, user and system, that it has had so far.
  double cpu() const {
    std::ifstream file("/proc/" + std::to_string(process_) + "/stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    std::istringstream fields(text.substr(text.rfind(')') + 2));
    std::string skipped;
    for (int i = 0; i < 11; ++i) fields >> skipped;
    double user = 0, system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
  }

 private:
  pid_t process_ = -1;
};

struct Load {
  const char* what;
  const char* mode;
  const char* recording;
  int rate, calls, hold_ms;
};

std::string read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The last number of the line of SIPp's last screen that begins so.
long last_of(const std::string& screen, std::string_view line) {
  const std::size_t at = screen.rfind(line);
  if (at == std::string::npos) return -1;
  std::istringstream words(screen.substr(at, screen.find('\n', at) - at));
  long number = -1;
  for (std::string word; words >> word;)
    if (word.find_first_not_of("0123456789") == std::string::npos) number = std::stol(word);
  return number;
}

void run(const Load& load, const std::string& self, const std::string& parent) {
  // A folder of its own, so that nothing of the load before is read.
  const std::string folder = parent + "/" + load.what;
  fs::create_directory(folder);
  const auto path = [&](std::string_view name) { return folder + "/" + std::string(name); };
  const Process peer({"sipp", "-sn", "uas", "-i", "127.0.0.1", "-p", std::to_string(peer_port), "-mp", "17000",
                      "-rtp_echo", "-nostdin", "-trace_err", "-error_file", path("uas.err")},
                     path("uas.log"));
  const Process board({self, "serve", load.mode, std::to_string(peer_port), load.recording, folder}, path("port"));
  std::string port;
  while (port.find('\n') == std::string::npos) port = read(path("port"));
  port.pop_back();
  const double cpu_before = board.cpu();
  const auto began = Clock::now();
  std::vector<std::string> words{"sipp",
                                 "-i",
                                 "127.0.0.1",
                                 "-p",
                                 std::to_string(caller_port),
                                 "-mp",
                                 "18000",
                                 "-r",
                                 std::to_string(load.rate),
                                 "-m",
                                 std::to_string(load.calls),
                                 "-l",
                                 "20000",
                                 "-d",
                                 std::to_string(load.hold_ms),
                                 "-nostdin",
                                 "-timeout",
                                 "120",
                                 "-trace_err",
                                 "-error_file",
                                 path("uac.err")};
  if (load.hold_ms > 0) {
    words.insert(words.end(), {"-sf", (fs::path(self).parent_path().parent_path() / "bench/voice/talk.xml").string(),
                               "-key", "stream", parent + "/tone.raw,-1,0"});
  } else {
    words.insert(words.end(), {"-sn", "uac"});
  }
  words.push_back("127.0.0.1:" + port);
  Process caller(words, path("uac.log"));
  caller.wait();
  const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
  const double cpu = board.cpu() - cpu_before;
  const std::string screen = read(path("uac.log"));
  std::printf("%-34s %6.0f calls/s %6ld good %4ld failed %6.1f %% of a core", load.what, load.calls / seconds,
              last_of(screen, "  Successful call"), last_of(screen, "  Failed call"), 100 * cpu / seconds);
  if (load.hold_ms == 0) std::printf("  %.0f us a call", cpu * 1e6 / load.calls);
  std::printf("\n");
  std::fflush(stdout);
}

void write_tone(const std::string& path) {
  // A second of mu-law noise: neither law nor mixer knows the difference from speech.
  std::ofstream file(path, std::ios::binary);
  unsigned state = 1;
  for (int i = 0; i < 8000; ++i) file.put(static_cast<char>((state = state * 1664525U + 1013904223U) >> 24));
}

}  // namespace

int main(int count, char** words) {
  if (count == 6 && std::string_view(words[1]) == "serve") return serve(words + 2);
  std::string folder = (fs::temp_directory_path() / "bench-voice-XXXXXX").string();
  if (!mkdtemp(folder.data())) throw std::runtime_error("no folder");
  write_tone(folder + "/tone.raw");
  const std::string self = fs::canonical("/proc/self/exe").string();
  for (const Load& load : {Load{"answer and hang up, 500 a second", "answer", "off", 500, 5000, 0},
                           Load{"answer and hang up, 2000 a second", "answer", "off", 2000, 20'000, 0},
                           Load{"bridge and hang up, 250 a second", "bridge", "off", 250, 2500, 0},
                           Load{"bridge and hang up, 800 a second", "bridge", "off", 800, 8000, 0},
                           Load{"100 bridged calls of 20 s", "bridge", "off", 100, 100, 20'000},
                           Load{"100 bridged calls of 20 s, recorded", "bridge", "on", 100, 100, 20'000}})
    run(load, self, folder);
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  return 0;
}
