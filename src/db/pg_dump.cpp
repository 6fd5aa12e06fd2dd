#include "db/pg_dump.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <vector>

#include "base/text.h"
#include "db/errors.h"

extern char** environ;

namespace db {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t longest_complaint = 2'000;

bool runnable(const fs::path& path) {
  return ::access(path.c_str(), X_OK) == 0;
}

// Debian keeps one folder per major version; the newest reads every older server.
fs::path newest_installed() {
  fs::path newest;
  int newest_version = 0;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", missing)) {
    int version = std::atoi(entry.path().filename().c_str());
    fs::path program = entry.path() / "bin" / "pg_dump";
    if (version <= newest_version || !runnable(program)) continue;
    newest = program;
    newest_version = version;
  }
  return newest;
}

fs::path find_program() {
  const char* path = std::getenv("PATH");
  for (std::string_view folder : base::split(path ? path : "", ':')) {
    fs::path program = fs::path(folder) / "pg_dump";
    if (!folder.empty() && runnable(program)) return program;
  }
  fs::path installed = newest_installed();
  if (installed.empty()) throw Failure("pg_dump is not installed; install Debian's package postgresql-client");
  return installed;
}

// Each part of the URL has an environment variable that libpq reads.
std::vector<std::string> environment_for(const std::string& url) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry; ++entry) all.emplace_back(*entry);
  std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(PQconninfoParse(url.c_str(), nullptr),
                                                                         PQconninfoFree);
  for (auto* option = options.get(); option && option->keyword; ++option) {
    if (!option->envvar || !option->val) continue;
    std::string name = std::string(option->envvar) + '=';
    std::erase_if(all, [&](const std::string& entry) { return entry.starts_with(name); });
    all.push_back(name + option->val);
  }
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

struct Pipe {
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw Failure("no pipe can be made");
  }
  ~Pipe() {
    ::close(ends[0]);
    close_writing();
  }
  void close_writing() {
    if (ends[1] >= 0) ::close(ends[1]);
    ends[1] = -1;
  }
  std::string read_all() {
    std::string text;
    std::array<char, 512> chunk;
    for (ssize_t got; (got = ::read(ends[0], chunk.data(), chunk.size())) > 0;)
      if (text.size() < longest_complaint) text.append(chunk.data(), static_cast<std::size_t>(got));
    return text;
  }
  std::array<int, 2> ends{-1, -1};
};

pid_t spawn(std::vector<std::string> words, std::vector<std::string> environment, int standard_error) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, standard_error, STDERR_FILENO);
  pid_t child = 0;
  int fault =
      ::posix_spawn(&child, words[0].c_str(), &actions, nullptr, pointers(words).data(), pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (fault != 0) throw Failure(fmt::format("{} cannot be run: {}", words[0], std::strerror(fault)));
  return child;
}

}  // namespace

void run_pg_dump(const std::string& url, const std::string& path) {
  Pipe complaints;
  pid_t child = spawn({find_program(), "--format=custom", "--no-password", "--file=" + path}, environment_for(url),
                      complaints.ends[1]);
  complaints.close_writing();
  std::string said = complaints.read_all();
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw Failure(fmt::format("pg_dump failed: {}", base::trim(said)));
}

}  // namespace db
