#pragma once
// A file that is either whole or not there.

#include <functional>
#include <string>

namespace db {

// Calls `write` with the name of a temporary file beside `path`, syncs what it wrote,
// renames it to `path` and syncs the folder. Nothing is left behind when it throws.
// Throws Failure when the file system refuses.
void write_durably(const std::string& path, const std::function<void(const std::string& part)>& write);

}  // namespace db
