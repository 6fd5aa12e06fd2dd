// The master-key file: made once, never overwritten, readable by its owner only.

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "base/text.h"
#include "keys/keys.h"

namespace keys {
namespace {

// Closes a descriptor at the end of its block.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  bool valid() const { return number_ >= 0; }

 private:
  const int number_;
};

[[noreturn]] void fail(std::string_view what, const std::string& path) {
  throw std::runtime_error(fmt::format("The master key file {} cannot be {}: {}.", path, what, std::strerror(errno)));
}

void sync_folder(const std::string& folder) {
  Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.valid() || ::fsync(opened.number()) != 0) fail("made durable in its folder", folder);
}

void refuse_loose_mode(int descriptor, const std::string& path) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) fail("read", path);
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    throw std::runtime_error(
        fmt::format("The master key file {} can be read by others than its owner. Run: chmod 600 {}", path, path));
}

// Empty when there is no such file.
std::optional<std::string> read_master_key(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid() && errno == ENOENT) return std::nullopt;
  if (!file.valid()) fail("read", path);
  refuse_loose_mode(file.number(), path);
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

void write_all(int descriptor, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) fail("written", path);
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

// Written whole under another name and then linked, which fails when somebody else
// was first: a key that is in use is never replaced.
void make_master_key(const std::string& path) {
  std::string folder = std::filesystem::path(path).parent_path().string();
  if (folder.empty()) folder = ".";
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) std::filesystem::create_directories(folder);
  std::string draft = fmt::format("{}.{}", path, hex(random_bytes(8)));
  {
    Descriptor file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.valid()) fail("made", path);
    write_all(file.number(), hex(random_bytes(key_bytes)) + "\n", path);
    if (::fsync(file.number()) != 0) fail("made durable", path);
  }
  int linked = ::link(draft.c_str(), path.c_str());
  int reason = errno;
  ::unlink(draft.c_str());
  errno = reason;
  if (linked != 0 && errno != EEXIST) fail("made", path);
  sync_folder(folder);
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
