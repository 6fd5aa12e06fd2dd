// The master-key file: made once, never overwritten, readable by its owner only.

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "base/descriptor.h"
#include "base/text.h"
#include "keys/keys.h"

namespace keys {
namespace {

[[noreturn]] void fail(std::string_view what, const std::string& path) {
  throw std::runtime_error(fmt::format("The master key file {} cannot be {}: {}.", path, what, std::strerror(errno)));
}

void refuse_loose_mode(const base::Descriptor& file, const std::string& path) {
  struct stat status{};
  if (::fstat(file.number(), &status) != 0) fail("read", path);
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    throw std::runtime_error(
        fmt::format("The master key file {} can be read by others than its owner. Run: chmod 600 {}", path, path));
}

// Empty when there is no such file.
std::optional<std::string> read_master_key(const std::string& path) {
  base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file && errno == ENOENT) return std::nullopt;
  if (!file) fail("read", path);
  refuse_loose_mode(file, path);
  char buffer[256];
  ssize_t count = ::read(file.number(), buffer, sizeof buffer);
  if (count < 0) fail("read", path);
  auto key = unhex(base::trim({buffer, static_cast<std::size_t>(count)}));
  if (!key || key->size() != key_bytes)
    throw std::runtime_error(fmt::format(
        "The master key file {} does not hold 64 hex digits. Put back the file that was saved when it was made.",
        path));
  return key;
}

// Written whole under another name and then linked, which fails when somebody else
// was first: a key that is in use is never replaced.
void make_master_key(const std::string& path) {
  std::string folder = std::filesystem::path(path).parent_path().string();
  std::error_code refused;
  if (!folder.empty()) std::filesystem::create_directories(folder, refused);
  errno = refused.value();
  if (refused) fail("made in its folder", path);
  std::string draft = fmt::format("{}.{}", path, hex(random_bytes(8)));
  {
    base::Descriptor file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file) fail("made", path);
    if (!base::write_all(file, hex(random_bytes(key_bytes)) + "\n")) fail("written", path);
    if (::fsync(file.number()) != 0) fail("made durable", path);
  }
  int linked = ::link(draft.c_str(), path.c_str());
  int reason = errno;
  ::unlink(draft.c_str());
  errno = reason;
  if (linked != 0 && errno != EEXIST) fail("made", path);
  if (!base::sync_folder(folder)) fail("made durable in its folder", path);
}

}  // namespace

std::string load_master_key(const std::string& path, bool may_create) {
  if (auto key = read_master_key(path)) return *key;
  if (!may_create)
    throw std::runtime_error(fmt::format(
        "The master key file {} is missing. Without it nothing that is sealed can be read; put it back.", path));
  make_master_key(path);
  auto key = read_master_key(path);
  if (!key) throw std::runtime_error(fmt::format("The master key file {} vanished while it was made.", path));
  return *key;
}

}  // namespace keys
