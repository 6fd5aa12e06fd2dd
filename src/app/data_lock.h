#pragma once
// One server per data folder: an advisory lock on DATA/lock, held for the life of the
// object and freed by the kernel when the process dies.

#include <string>

namespace app {

class DataLock {
 public:
  // Throws std::runtime_error with a sentence when another server holds it.
  explicit DataLock(const std::string& data_folder);
  ~DataLock();
  DataLock(const DataLock&) = delete;
  DataLock& operator=(const DataLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace app
