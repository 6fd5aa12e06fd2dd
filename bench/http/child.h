#pragma once
// A server in a process of its own, killed with this object.

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

class Child {
 public:
  // The program prints its port on the first line.
  explicit Child(const std::vector<std::string>& command);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  std::uint16_t port() const { return port_; }
  // Microseconds of CPU, user and system, that it has had so far.
  double cpu_us() const;
  // Kilobytes resident.
  double resident_kb() const;

 private:
  pid_t process_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace bench
