#include "tests/support/postgres_cluster.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <vector>

extern char** environ;

namespace support {
namespace {

namespace fs = std::filesystem;

// $1 the folder, $2 the server's programs, $3 on or off for fsync. Prints "ready" when the
// socket answers, then waits for the end of its input. PostgreSQL refuses to run as root.
constexpr const char* watcher_script = R"sh(
set -eu
folder=$1 bin=$2 sync=$3
as=
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  as="setpriv --reuid=postgres --regid=postgres --init-groups"
fi
cd "$folder"
server=
finish() {
  [ -z "$server" ] || { kill -QUIT "$server" 2>/dev/null || :; wait "$server" 2>/dev/null || :; }
  rm -rf "$folder"
}
trap finish EXIT
trap '' INT TERM HUP
$as "$bin/initdb" --pgdata=data --username=yingda --auth=trust --encoding=UTF8 --locale=C --no-sync \
  --no-instructions >initdb.log 2>&1 || { cat initdb.log; exit 1; }
$as "$bin/postgres" -D data -c listen_addresses= -c unix_socket_directories="$folder" -c fsync="$sync" \
  -c max_connections=200 -c shared_buffers=32MB -c autovacuum=off -c full_page_writes="$sync" \
  -c max_wal_size=256MB -c deadlock_timeout=50ms >server.log 2>&1 </dev/null &
server=$!
tries=0
until "$bin/pg_isready" -q -h "$folder" -U yingda -d postgres; do
  tries=$((tries + 1))
  if [ $tries -gt 600 ] || ! kill -0 "$server" 2>/dev/null; then cat server.log; exit 1; fi
  sleep 0.05
done
echo ready
cat >/dev/null
)sh";

std::string server_programs() {
  std::string newest;
  int newest_version = 0;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", missing)) {
    int version = std::atoi(entry.path().filename().c_str());
    if (version <= newest_version || !fs::exists(entry.path() / "bin/initdb")) continue;
    newest_version = version;
    newest = entry.path() / "bin";
  }
  if (newest.empty()) throw std::runtime_error("PostgreSQL is not installed; install Debian's package postgresql");
  return newest;
}

// A copied database is some hundred files: 10 ms in memory, 200 ms on a disk. What is
// synced belongs on the disk.
std::string make_folder(PostgresCluster::Sync sync) {
  constexpr std::uintmax_t room_wanted = 1 << 30;
  std::error_code missing;
  auto room = fs::space("/dev/shm", missing).available;
  bool in_memory = sync == PostgresCluster::Sync::Off && !missing && room >= room_wanted;
  std::string folder = std::string(in_memory ? "/dev/shm" : "/tmp") + "/yingda-postgres-XXXXXX";
  if (!::mkdtemp(folder.data())) throw std::runtime_error("no folder can be made: " + folder);
  return folder;
}

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends;
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe can be made");
  return ends;
}

// In a process group of its own, so that an interrupt from the keyboard lets it clear up.
int spawn_watcher(std::vector<std::string> words, int input, int output) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t child = -1;
  int fault = ::posix_spawn(&child, "/bin/sh", &actions, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (fault != 0) throw std::runtime_error("/bin/sh cannot be run");
  return child;
}

// Until "ready" or the end, which comes when the watcher gave up.
std::string read_answer(int from) {
  std::string answer;
  std::array<char, 256> chunk;
  while (!answer.ends_with("ready\n")) {
    ssize_t got = ::read(from, chunk.data(), chunk.size());
    if (got <= 0) break;
    answer.append(chunk.data(), static_cast<std::size_t>(got));
  }
  return answer;
}

}  // namespace

PostgresCluster::PostgresCluster(Sync sync) : folder_(make_folder(sync)) {
  auto input = make_pipe(), output = make_pipe();
  watcher_ = spawn_watcher(
      {"/bin/sh", "-c", watcher_script, "sh", folder_, server_programs(), sync == Sync::On ? "on" : "off"}, input[0],
      output[1]);
  ::close(input[0]);
  ::close(output[1]);
  lifeline_ = input[1];
  std::string answer = read_answer(output[0]);
  ::close(output[0]);
  if (!answer.ends_with("ready\n")) throw std::runtime_error("PostgreSQL cannot be started: " + answer);
}

PostgresCluster::~PostgresCluster() {
  ::close(lifeline_);
  int status = 0;
  ::waitpid(watcher_, &status, 0);
}

std::string PostgresCluster::url(const std::string& database) const {
  return fmt::format("postgres://yingda@/{}?host={}", database, folder_);
}

}  // namespace support
