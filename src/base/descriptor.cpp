#include "base/descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace base {

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

bool write_all(const Descriptor& file, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t count = ::write(file.number(), bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool sync_folder(const std::string& folder) {
  Descriptor opened(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened && ::fsync(opened.number()) == 0;
}

}  // namespace base
