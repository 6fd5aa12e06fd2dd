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
fs::path newest_installed(std::string_view name) {
  fs::path newest;
  int newest_version = 0;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", missing)) {
    int version = std::atoi(entry.path().filename().c_str());
    fs::path program = entry.path() / "bin" / name;
    if (version <= newest_version || !runnable(program)) continue;
    newest = program;
    newest_version = version;
  }
  return newest;
}

fs::path find_program(std::string_view name) {
  const char* path = std::getenv("PATH");
  for (std::string_view folder : base::split(path ? path : "", ':')) {
    fs::path program = fs::path(folder) / name;
    if (!folder.empty() && runnable(program)) return program;
  }
  fs::path installed = newest_installed(name);
  if (installed.empty())
    throw Failure(fmt::format("{} is not installed; install Debian's package postgresql-client", name));
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

// Runs one of PostgreSQL's programs against the database of `url`.
void run(std::string_view program, std::vector<std::string> words, const std::string& url) {
  Pipe complaints;
  words.insert(words.begin(), {find_program(program), "--no-password"});
  pid_t child = spawn(std::move(words), environment_for(url), complaints.ends[1]);
  complaints.close_writing();
  std::string said = complaints.read_all();
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw Failure(fmt::format("{} failed: {}", program, base::trim(said)));
}

std::string database_of(const std::string& url) {
  std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(PQconninfoParse(url.c_str(), nullptr),
                                                                         PQconninfoFree);
  for (auto* option = options.get(); option && option->keyword; ++option)
    if (std::string_view(option->keyword) == "dbname" && option->val) return option->val;
  throw Failure("the database URL names no database");
}

}  // namespace

void run_pg_dump(const std::string& url, const std::string& path) {
  run("pg_dump", {"--format=custom", "--file=" + path}, url);
}

void run_pg_restore(const std::string& url, const std::string& path) {
  run("pg_restore", {"--exit-on-error", "--single-transaction", "--no-owner", "--dbname=" + database_of(url), path},
      url);
}

}  // namespace db
