#pragma once
// Small files that are read whole.

#include <filesystem>
#include <optional>
#include <string>

namespace base {

// The bytes of the file; empty when it cannot be read.
std::optional<std::string> read_file(const std::filesystem::path& path);

}  // namespace base
