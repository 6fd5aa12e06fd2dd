#pragma once
// Databases for tests: every test gets a fresh one with the shipped schema, a SQLite
// file or a database in a private PostgreSQL cluster. Both are copies of one that was
// migrated once for the whole program, so that a test starts within milliseconds.
//
//   class TeamStore : public support::StoreTest {};
//   TEST_P(TeamStore, ATeamIsFoundByItsId) { database().write(…); }
//   YINGDA_ON_BOTH_ENGINES(TeamStore);
//
// Where PostgreSQL's server programs are missing, its tests fail: what is not tried on
// both engines is not known to work.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "db/database.h"

namespace support {

// A folder below /tmp for the time of a test; removed with everything in it.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  const std::string& path() const { return folder_; }

 private:
  std::string folder_;
};

// A database of its own on `engine`, dropped at the end of scope. Not thread-safe.
class TestDatabase {
 public:
  enum class Schema { Shipped, Empty };

  explicit TestDatabase(db::Engine engine, Schema schema = Schema::Shipped);
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  // Opened when first asked for.
  db::Database& operator*();
  db::Database* operator->() { return &**this; }
  // As another process would open it: a second node, or the same after a restart.
  std::unique_ptr<db::Database> open_another() const;
  // Closes the first handle, as when the process ends; the next use opens it again.
  void close() { opened_.reset(); }

  // The file or the URL.
  const std::string& place() const { return place_; }

 private:
  const db::Engine engine_;
  TempFolder folder_;
  std::string name_;
  std::string place_;
  std::unique_ptr<db::Database> opened_;
};

class StoreTest : public testing::TestWithParam<db::Engine> {
 protected:
  StoreTest() : test_database_(GetParam()) {}

  db::Engine engine() const { return GetParam(); }
  db::Database& database() { return *test_database_; }
  TestDatabase& test_database() { return test_database_; }

 private:
  TestDatabase test_database_;
};

std::string engine_name(const testing::TestParamInfo<db::Engine>& info);

// The URL of a database in the private cluster, which is started at first use and ends
// with this process, however that ends. Throws when it cannot be started.
std::string postgres_url(const std::string& database);

#define YINGDA_ON_BOTH_ENGINES(fixture)                                                              \
  INSTANTIATE_TEST_SUITE_P(Both, fixture, testing::Values(db::Engine::Sqlite, db::Engine::Postgres), \
                           support::engine_name)

}  // namespace support
