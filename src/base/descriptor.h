#pragma once
// An open file descriptor, and the few calls on it that must not be forgotten where
// bytes have to survive a crash. Owned by one thread at a time, as any value.

#include <string>
#include <string_view>
#include <utility>

namespace base {

// Closes at the end of its owner's life; a negative number is none.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

// The following give false with the reason in errno.

// Writes everything, also when the kernel takes it in pieces.
bool write_all(const Descriptor& file, std::string_view bytes);
// Makes the names in `folder` durable; "" is the working folder.
bool sync_folder(const std::string& folder);

}  // namespace base
