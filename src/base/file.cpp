#include "base/file.h"

#include <fstream>
#include <sstream>

namespace base {

std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  // An empty file puts nothing into the stream, which counts as a failure of it.
  if (!file) return std::nullopt;
  if (file.peek() != std::ifstream::traits_type::eof()) bytes << file.rdbuf();
  if (file.bad()) return std::nullopt;
  return bytes.str();
}

}  // namespace base
