#include <gtest/gtest.h>

#include <fstream>

#include "db/database.h"
#include "tests/support/databases.h"

namespace {

TEST(PostgresBackup, IsAnArchiveInCustomFormat) {
  support::TestDatabase database(db::Engine::Postgres);
  support::TempFolder folder;
  database->backup_to(folder.path("copy.dump"));
  std::string begin(5, ' ');
  std::ifstream(folder.path("copy.dump")).read(begin.data(), 5);
  EXPECT_EQ(begin, "PGDMP");
}

}  // namespace
