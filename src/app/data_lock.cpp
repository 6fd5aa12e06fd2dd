#include "app/data_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

namespace app {

DataLock::DataLock(const std::string& data_folder) {
  std::filesystem::create_directories(data_folder);
  auto path = data_folder + "/lock";
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0) throw std::runtime_error("the data folder " + data_folder + " cannot be written");
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  ::close(descriptor_);
  throw std::runtime_error("another server uses the data folder " + data_folder + "; stop it first");
}

DataLock::~DataLock() {
  ::close(descriptor_);
}

}  // namespace app
