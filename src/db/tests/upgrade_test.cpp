// From the schema and rows of every release in tests/upgrade to those of today.

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "db/migrations.h"
#include "tests/support/databases.h"

namespace {

using db::Engine;
using db::Transaction;
using support::TestDatabase;

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);)
    if (!line.empty()) lines.push_back(line);
  return lines;
}

std::vector<db::Migration> migrations_named(const std::vector<std::string>& names) {
  std::vector<db::Migration> chosen;
  for (const db::Migration& migration : db::shipped_migrations())
    if (std::find(names.begin(), names.end(), migration.name) != names.end()) chosen.push_back(migration);
  return chosen;
}

std::map<std::string, std::int64_t> rows_by_table(db::Database& database) {
  return database.read([](Transaction& tx) {
    auto tables = tx.query(tx.engine() == Engine::Sqlite
                               ? "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                               : "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'");
    std::map<std::string, std::int64_t> counts;
    for (db::Row table : tables)
      counts[table.text(0)] = tx.query("SELECT COUNT(*) FROM " + table.text(0))[0].integer(0);
    return counts;
  });
}

class Upgrade : public testing::TestWithParam<Engine> {
 protected:
  static std::vector<std::string> releases() {
    std::vector<std::string> folders;
    for (const auto& entry : std::filesystem::directory_iterator(YINGDA_SOURCE_DIR "/tests/upgrade"))
      if (entry.is_directory()) folders.push_back(entry.path());
    return folders;
  }
  static void fill_as(const std::string& release, db::Database& database) {
    auto names = lines_of(release + "/migrations.txt");
    auto migrations = migrations_named(names);
    ASSERT_EQ(migrations.size(), names.size()) << "a migration of a release may not go away";
    database.migrate(migrations);
    database.write([&](Transaction& tx) {
      for (const std::string& statement : lines_of(release + "/rows.sql")) tx.execute(statement);
    });
  }
};
YINGDA_ON_BOTH_ENGINES(Upgrade);

TEST_P(Upgrade, FromEveryReleaseKeepsItsRows) {
  ASSERT_FALSE(releases().empty());
  for (const std::string& release : releases()) {
    SCOPED_TRACE(release);
    TestDatabase database(GetParam(), TestDatabase::Schema::Empty);
    fill_as(release, *database);
    auto before = rows_by_table(*database);
    database->migrate(db::shipped_migrations());
    auto after = rows_by_table(*database);
    before.erase("schema_migration");
    before.erase("sqlite_schema");
    for (const auto& [table, rows] : before) {
      if (after.contains(table)) {
        EXPECT_GE(after[table], rows) << table;
      }
    }
    EXPECT_THAT(database->check(), testing::ElementsAre());
  }
}

TEST_P(Upgrade, EndsWithTheTablesOfAFreshInstallation) {
  TestDatabase fresh(GetParam());
  for (const std::string& release : releases()) {
    TestDatabase upgraded(GetParam(), TestDatabase::Schema::Empty);
    fill_as(release, *upgraded);
    upgraded->migrate(db::shipped_migrations());
    std::vector<std::string> wanted, found;
    for (const auto& [table, rows] : rows_by_table(*fresh)) wanted.push_back(table);
    for (const auto& [table, rows] : rows_by_table(*upgraded)) found.push_back(table);
    EXPECT_EQ(found, wanted) << release;
  }
}

}  // namespace
