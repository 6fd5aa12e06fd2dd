#pragma once
// PostgreSQL's own backup program, run as a child process.

#include <string>

namespace db {

// Writes an archive in custom format to `path`. Connection and password travel in the
// child's environment, where other users of the machine do not see them. Throws
// Failure with what the program said.
void run_pg_dump(const std::string& url, const std::string& path);

}  // namespace db
