#pragma once
// The format of a blob on disk. Private to files.
//
//   "YDBLOB1\n", size of the content (8 bytes, little-endian),
//   frames: up to 64 KiB of content, sealed with ChaCha20-Poly1305 (RFC 8439), tag of 16 bytes.
//
// Every blob has a key of its own, derived from its name, so the nonce of a frame is
// its number. The header is authenticated with every frame: a blob that was cut,
// lengthened, or whose frames were moved does not open.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/descriptor.h"

namespace files {

inline constexpr std::int64_t frame_bytes = 64 * 1024;

// Writes `content`, sealed, to `file`; false with the reason in errno.
bool write_sealed(const base::Descriptor& file, std::string_view content, std::string_view key);

// A sealed file open for reading. Thread-safe: it keeps no place.
class SealedFile {
 public:
  // Empty when there is no such file, or its length is not what its header says.
  static std::optional<SealedFile> open(const std::string& path, std::string key);

  std::int64_t size() const { return size_; }
  // The bytes [offset, offset + length) as far as they exist; empty when altered.
  std::optional<std::string> read(std::int64_t offset, std::int64_t length) const;

 private:
  SealedFile(base::Descriptor file, std::string key, std::int64_t size);
  std::optional<std::string> read_frame(std::int64_t number) const;

  base::Descriptor file_;
  std::string key_;
  std::int64_t size_;
};

}  // namespace files
