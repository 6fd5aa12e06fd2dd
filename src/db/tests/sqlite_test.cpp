// What only SQLite can do wrong: one file, one writer, shared commits.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "db/database.h"
#include "db/errors.h"
#include "db/filling.h"
#include "tests/support/databases.h"

namespace {

using db::Transaction;
using support::TempFolder;

class Sqlite : public testing::Test {
 protected:
  void SetUp() override {
    database_->write(
        [](Transaction& tx) { tx.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT) STRICT"); });
  }
  void insert(const std::string& text) {
    database_->write([&](Transaction& tx) { tx.execute("INSERT INTO note (text) VALUES (?1)", text); });
  }
  std::int64_t setting(const std::string& name) {
    return database_->read([&](Transaction& tx) { return tx.query("PRAGMA " + name)[0].integer(0); });
  }

  support::TestDatabase database_{db::Engine::Sqlite};
};

TEST_F(Sqlite, ItIsDurableUnlessToldOtherwise) {
  TempFolder folder;
  auto durable = db::open_sqlite({.path = folder.path("durable")});
  auto value = [&](const char* name) {
    return durable->write([&](Transaction& tx) { return tx.query(std::string("PRAGMA ") + name)[0].cell(0); });
  };
  EXPECT_EQ(value("synchronous"), db::Value(std::int64_t{2}));
  EXPECT_EQ(value("journal_mode"), db::Value(std::string("wal")));
  EXPECT_EQ(value("foreign_keys"), db::Value(std::int64_t{1}));
}

TEST_F(Sqlite, WhatIsFilledInIsFlushedAtTheEndAndEverythingAfterAtOnce) {
  TempFolder folder;
  auto durable = db::open_sqlite({.path = folder.path("durable")});
  auto synchronous = [&] {
    return durable->write([&](Transaction& tx) { return tx.query("PRAGMA synchronous")[0].integer(0); });
  };
  db::fill_in(*durable, [&] { EXPECT_EQ(synchronous(), 1); });
  EXPECT_EQ(synchronous(), 2);
  EXPECT_THROW(db::fill_in(*durable, [] { throw std::runtime_error("cut off"); }), std::runtime_error);
  EXPECT_EQ(synchronous(), 2);
}

TEST_F(Sqlite, PageCachesAreBounded) {
  EXPECT_EQ(setting("cache_size"), -4'096);
  EXPECT_EQ(setting("journal_size_limit"), 32 << 20);
}

TEST_F(Sqlite, AFullDiskFailsTheClosureAndTheDatabaseGoesOn) {
  insert("before");
  database_->write([](Transaction& tx) { tx.query("PRAGMA max_page_count = 40"); });
  EXPECT_THROW(insert(std::string(1 << 20, 'x')), db::Failure);
  database_->write([](Transaction& tx) { tx.query("PRAGMA max_page_count = 1000000"); });
  insert(std::string(1 << 20, 'y'));
  auto kept = database_->read([](Transaction& tx) { return tx.query("SELECT id FROM note").size(); });
  EXPECT_EQ(kept, 2u);
}

TEST_F(Sqlite, AFolderThatIsMissingIsAFailure) {
  EXPECT_THROW(db::open_sqlite({.path = "/nowhere/at/all.sqlite"}), db::Failure);
}

TEST_F(Sqlite, AFileThatIsNoDatabaseIsAFailure) {
  TempFolder folder;
  std::ofstream(folder.path("text")) << std::string(10'000, 'x');
  EXPECT_THROW(db::open_sqlite({.path = folder.path("text")}), db::Failure);
}

TEST_F(Sqlite, ABackupMadeWhileWritingIsAWholeDatabase) {
  TempFolder folder;
  insert("before");
  std::thread writer([&] {
    for (int i = 0; i < 50; ++i) insert("meanwhile");
  });
  database_->backup_to(folder.path("copy"));
  writer.join();
  auto copy = db::open_sqlite({.path = folder.path("copy")});
  EXPECT_THAT(copy->check(), testing::ElementsAre());
  auto first = copy->read([](Transaction& tx) { return tx.query("SELECT text FROM note WHERE id = 1")[0].text(0); });
  EXPECT_EQ(first, "before");
  EXPECT_FALSE(std::filesystem::exists(folder.path("copy.part")));
}

TEST_F(Sqlite, DamageIsFound) {
  for (int i = 0; i < 200; ++i) insert(std::string(500, 'a' + i % 26));
  database_.close();
  {
    std::fstream file(database_.place(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-8'000, std::ios::end);
    file << std::string(3'000, '\x55');
  }
  std::vector<std::string> faults;
  try {
    faults = database_->check();
  } catch (const db::Failure& failure) {
    faults.push_back(failure.what());
  }
  EXPECT_FALSE(faults.empty());
}

TEST_F(Sqlite, AnotherProcessMayReadAndWriteTheSameFile) {
  auto other = database_.open_another();
  other->write([](Transaction& tx) { tx.execute("INSERT INTO note (text) VALUES ('other')"); });
  insert("mine");
  auto seen = other->read([](Transaction& tx) { return tx.query("SELECT id FROM note").size(); });
  EXPECT_EQ(seen, 2u);
}

}  // namespace
