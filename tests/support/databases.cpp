#include "tests/support/databases.h"

#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <stdexcept>

#include "db/migrations.h"
#include "db/postgres_connection.h"
#include "tests/support/postgres_cluster.h"

namespace support {
namespace {

namespace fs = std::filesystem;

const PostgresCluster& cluster() {
  static const PostgresCluster started;
  return started;
}

// CREATE DATABASE does not run in a transaction, so it does not go through db::Database.
void run_in_cluster(const std::string& sql) {
  static db::PostgresConnection connection(postgres_url("postgres"));
  connection.run_script(sql);
}

// A migrated SQLite file, made once. Closing it merges its log into it, so that the file
// alone is the whole database.
const std::string& sqlite_template() {
  static const TempFolder folder;
  static const std::string path = [] {
    std::string made = folder.path("template.sqlite");
    db::open_sqlite({.path = made, .full_sync = false})->migrate(db::shipped_migrations());
    return made;
  }();
  return path;
}

const std::string& postgres_template() {
  static const std::string name = [] {
    run_in_cluster("CREATE DATABASE shipped");
    db::open_postgres({.url = postgres_url("shipped"), .connections = 1})->migrate(db::shipped_migrations());
    return std::string("shipped");
  }();
  return name;
}

std::string fresh_name() {
  static std::atomic<int> made{0};
  return "test_" + std::to_string(++made);
}

}  // namespace

TempFolder::TempFolder() : folder_("/tmp/yingda-test-XXXXXX") {
  if (!::mkdtemp(folder_.data())) throw std::runtime_error("no folder can be made in /tmp");
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

TestDatabase::TestDatabase(db::Engine engine, Schema schema) : engine_(engine), name_(fresh_name()) {
  if (engine == db::Engine::Sqlite) {
    place_ = folder_.path("test.sqlite");
    if (schema == Schema::Shipped) fs::copy_file(sqlite_template(), place_);
    return;
  }
  std::string from = schema == Schema::Shipped ? postgres_template() : "template0";
  run_in_cluster("CREATE DATABASE " + name_ + " TEMPLATE " + from + " STRATEGY file_copy");
  place_ = postgres_url(name_);
}

TestDatabase::~TestDatabase() {
  opened_.reset();
  try {
    if (engine_ == db::Engine::Postgres) run_in_cluster("DROP DATABASE " + name_ + " WITH (FORCE)");
  } catch (const std::exception&) {
    // The cluster goes at the end anyway.
  }
}

db::Database& TestDatabase::operator*() {
  if (!opened_) opened_ = open_another();
  return *opened_;
}

std::unique_ptr<db::Database> TestDatabase::open_another() const {
  if (engine_ == db::Engine::Sqlite) return db::open_sqlite({.path = place_, .full_sync = false});
  return db::open_postgres({.url = place_});
}

std::string engine_name(const testing::TestParamInfo<db::Engine>& info) {
  return info.param == db::Engine::Sqlite ? "Sqlite" : "Postgres";
}

std::string postgres_url(const std::string& database) {
  return cluster().url(database);
}

}  // namespace support
