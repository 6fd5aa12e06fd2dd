#include "db/durable_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "db/errors.h"

namespace db {
namespace {

void require(bool done, const std::string& path, const char* what) {
  if (!done) throw Failure(fmt::format("{} cannot be {}: {}", path, what, std::strerror(errno)));
}

void sync(const std::string& path, int flags) {
  int opened = ::open(path.c_str(), flags | O_CLOEXEC);
  require(opened >= 0, path, "opened");
  bool synced = ::fsync(opened) == 0;
  ::close(opened);
  require(synced, path, "synced to disk");
}

}  // namespace

void write_durably(const std::string& path, const std::function<void(const std::string& part)>& write) {
  const std::string part = path + ".part";
  ::unlink(part.c_str());  // left by a killed process
  try {
    write(part);
    sync(part, O_RDONLY);
    require(::rename(part.c_str(), path.c_str()) == 0, part, "renamed");
  } catch (...) {
    ::unlink(part.c_str());
    throw;
  }
  std::string folder = std::filesystem::path(path).parent_path();
  sync(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
}

}  // namespace db
