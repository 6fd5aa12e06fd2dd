#pragma once
// PostgreSQL's own backup programs, run as child processes. Connection and password
// travel in the child's environment, where other users of the machine do not see them.
// Failure carries what the program said.

#include <string>

namespace db {

// Writes an archive in custom format to `path`.
void run_pg_dump(const std::string& url, const std::string& path);
// Fills the empty database of `url` from such an archive, whole or not at all.
void run_pg_restore(const std::string& url, const std::string& path);

}  // namespace db
