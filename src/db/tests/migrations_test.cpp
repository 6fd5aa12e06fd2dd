#include "db/migrations.h"

#include <gmock/gmock.h>

#include <barrier>
#include <thread>

#include "db/errors.h"
#include "tests/support/databases.h"

namespace {

using db::Engine;
using db::Migration;
using db::Transaction;
using support::TestDatabase;
using testing::HasSubstr;
using testing::Not;

std::string sql_for(std::string sql, Engine engine) {
  return db::sql_for(Migration{"m", std::move(sql)}, engine);
}

TEST(MigrationSql, TokensBecomeTheTypesOfTheEngine) {
  const std::string sql = "a {id}, b {bool}, c {ms}, d {json}, e {blob}, f {text}, g {int}, h {real}";
  EXPECT_EQ(sql_for(sql, Engine::Sqlite),
            "a INTEGER, b INTEGER, c INTEGER, d TEXT, e BLOB, f TEXT, g INTEGER, h REAL\n");
  EXPECT_EQ(sql_for(sql, Engine::Postgres),
            "a BIGINT, b SMALLINT, c BIGINT, d TEXT COLLATE \"C\", e BYTEA, f TEXT COLLATE \"C\", g BIGINT, "
            "h DOUBLE PRECISION\n");
}

TEST(MigrationSql, BracesThatAreNoTokensStay) {
  const std::string sql = "DEFAULT '{}' CHECK (x <> '{id}') -- {nothing}\n{} {\"a\":1}";
  EXPECT_EQ(sql_for(sql, Engine::Postgres), sql + "\n");
}

TEST(MigrationSql, AnUnknownTokenIsRefused) {
  EXPECT_THROW(sql_for("a {uuid}", Engine::Sqlite), db::SchemaError);
}

TEST(MigrationSql, LinesForOneEngineCountForThatOne) {
  const std::string sql = "both\n-- only sqlite\nlite\n-- end\n  -- only postgres\ngres {id}\n-- end\nlast";
  EXPECT_EQ(sql_for(sql, Engine::Sqlite), "both\nlite\nlast\n");
  EXPECT_EQ(sql_for(sql, Engine::Postgres), "both\ngres BIGINT\nlast\n");
}

TEST(MigrationSql, BlocksMustBeClosedAndNameAnEngine) {
  for (const char* wrong :
       {"-- only sqlite\nx", "-- end", "-- only oracle\n-- end", "-- only sqlite\n-- only postgres\n"})
    EXPECT_THROW(sql_for(wrong, Engine::Postgres), db::SchemaError) << wrong;
}

TEST(MigrationSql, TablesOfSqliteAreStrict) {
  EXPECT_THAT(sql_for("-- a comment; here\nCREATE TABLE a (x {int});CREATE INDEX i ON a (x);", Engine::Sqlite),
              HasSubstr("CREATE TABLE a (x INTEGER) STRICT;CREATE INDEX i ON a (x);"));
  EXPECT_THAT(sql_for("CREATE TABLE a (x {int});", Engine::Postgres), Not(HasSubstr("STRICT")));
  const std::string trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT ';'; DELETE FROM b WHERE (1=1); END;";
  EXPECT_EQ(sql_for(trigger, Engine::Sqlite), trigger + "\n");
}

class Migrate : public testing::TestWithParam<Engine> {
 protected:
  std::string message_of(const std::vector<Migration>& migrations) {
    try {
      database_->migrate(migrations);
    } catch (const db::SchemaError& refused) {
      return refused.what();
    }
    return "";
  }
  std::size_t rows_of(const std::string& table) {
    return database_->read([&](Transaction& tx) { return tx.query("SELECT * FROM " + table).size(); });
  }
  bool has_table(const std::string& table) {
    try {
      rows_of(table);
      return true;
    } catch (const std::logic_error&) {
      return false;
    }
  }

  TestDatabase database_{GetParam(), TestDatabase::Schema::Empty};
  Migration first_{"20260101T0000_first", "CREATE TABLE first (id {id} NOT NULL PRIMARY KEY);"};
  Migration second_{"20260102T0000_second",
                    "CREATE TABLE second (id {id} NOT NULL PRIMARY KEY, first_id {id} NOT NULL REFERENCES first);\n"
                    "INSERT INTO first (id) VALUES (1); INSERT INTO second (id, first_id) VALUES (5, 1);"};
};
YINGDA_ON_BOTH_ENGINES(Migrate);

TEST_P(Migrate, AFreshDatabaseGetsAllOfThemOnce) {
  database_->migrate({first_, second_});
  database_->migrate({first_, second_});
  EXPECT_EQ(rows_of("second"), 1u);
  EXPECT_EQ(rows_of("schema_migration"), 2u);
}

TEST_P(Migrate, AnOlderDatabaseGetsTheMissingOnes) {
  database_->migrate({first_});
  database_->migrate({first_, second_});
  EXPECT_EQ(rows_of("second"), 1u);
}

TEST_P(Migrate, AnAlteredOneIsRefusedWithASentence) {
  database_->migrate({first_});
  first_.sql += " ";
  EXPECT_THAT(message_of({first_, second_}), HasSubstr("20260101T0000_first differs from the one that was applied"));
  EXPECT_FALSE(has_table("second"));
}

TEST_P(Migrate, ADatabaseOfANewerVersionIsRefusedWithASentence) {
  database_->migrate({first_, second_});
  EXPECT_THAT(message_of({first_}), HasSubstr("newer version of Yingda: its migration 20260102T0000_second"));
}

TEST_P(Migrate, OneThatFailsLeavesNothingAndIsNamed) {
  Migration broken{"20260103T0000_broken", "CREATE TABLE third (id {id}); INSERT INTO nowhere VALUES (1);"};
  EXPECT_THAT(message_of({first_, broken}), HasSubstr("Migration 20260103T0000_broken failed"));
  EXPECT_TRUE(has_table("first"));
  EXPECT_FALSE(has_table("third"));
  EXPECT_EQ(rows_of("schema_migration"), 1u);
}

TEST_P(Migrate, RowsThatReferToNothingAreFound) {
  Migration orphan{"20260103T0000_orphan", "INSERT INTO second (id, first_id) VALUES (6, 99);"};
  EXPECT_NE(message_of({first_, second_, orphan}), "");
  EXPECT_EQ(rows_of("second"), 1u);
}

TEST_P(Migrate, ATableMayBeMadeAnewWithoutLosingWhatRefersToIt) {
  Migration rebuild{
      "20260103T0000_rebuild",
      "-- only sqlite\n"
      "CREATE TABLE first_new (id {id} NOT NULL PRIMARY KEY, name {text} NOT NULL);\n"
      "INSERT INTO first_new SELECT id, 'x' FROM first;\n"
      "DROP TABLE first;\nALTER TABLE first_new RENAME TO first;\n"
      "-- end\n-- only postgres\nALTER TABLE first ADD COLUMN name {text} NOT NULL DEFAULT 'x';\n-- end\n"};
  database_->migrate({first_, second_, rebuild});
  EXPECT_EQ(rows_of("second"), 1u);
  auto orphan = [](Transaction& tx) { tx.execute("INSERT INTO second (id, first_id) VALUES (6, 99)"); };
  EXPECT_THROW(database_->write(orphan), db::ConstraintViolation);
}

TEST_P(Migrate, NodesThatStartTogetherMigrateOnce) {
  constexpr int nodes = 4;
  std::barrier together(nodes);
  std::vector<std::thread> starting;
  for (int i = 0; i < nodes; ++i)
    starting.emplace_back([&] {
      auto node = database_.open_another();
      together.arrive_and_wait();
      node->migrate({first_, second_});
    });
  for (auto& node : starting) node.join();
  EXPECT_EQ(rows_of("second"), 1u);
}

TEST_P(Migrate, ASearchIndexKeepsTokensWhole) {
  database_->migrate({{"20260101T0000_index", "-- search index words"}});
  const std::vector<std::string> tokens{"a.b-c", "it's", "客户", "\U0001F600", "x:y;z", "1,5", "q\"r", "e\u0301"};
  std::string all;
  for (const std::string& token : tokens) all += token + " ";
  bool sqlite = GetParam() == Engine::Sqlite;
  auto literal = [](std::string token) {
    for (std::size_t at = 0; (at = token.find('\'', at)) != token.npos; at += 2) token.insert(at, "'");
    return "'" + token + "'";
  };
  database_->write([&](Transaction& tx) {
    std::string vector;
    for (const std::string& token : tokens) vector += literal(token) + " ";
    sqlite ? tx.execute("INSERT INTO words (rowid, tokens) VALUES (?1, ?2)", 7, all)
           : tx.execute("INSERT INTO words (id, tokens) VALUES (?1, CAST(?2 AS TSVECTOR))", 7, vector);
  });
  auto found = [&](const std::string& token) {
    return database_->read([&](Transaction& tx) {
      if (!sqlite) return tx.query("SELECT id FROM words WHERE tokens @@ CAST(?1 AS TSQUERY)", literal(token)).size();
      std::string phrase = "\"";
      for (char c : token) phrase += c == '"' ? std::string("\"\"") : std::string(1, c);
      return tx.query("SELECT rowid FROM words WHERE words MATCH ?1", phrase + "\"").size();
    });
  };
  for (const std::string& token : tokens) EXPECT_EQ(found(token), 1u) << token;
  for (const char* part : {"a", "b", "it", "客", "x", "5", "e"}) EXPECT_EQ(found(part), 0u) << part;
}

TEST(ShippedMigrations, AreInTheOrderOfTheirStamps) {
  const auto& shipped = db::shipped_migrations();
  ASSERT_FALSE(shipped.empty());
  for (std::size_t i = 0; i < shipped.size(); ++i) {
    EXPECT_THAT(shipped[i].name, testing::MatchesRegex("[0-9]{8}T[0-9]{4}_[a-z_]+")) << shipped[i].name;
    if (i > 0) {
      EXPECT_LT(shipped[i - 1].name, shipped[i].name);
    }
  }
}

TEST(ShippedMigrations, MakeOnlyStrictTables) {
  TestDatabase database(Engine::Sqlite);
  auto loose = database->read([](Transaction& tx) {
    return tx.query(
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND schema = 'main' "
        "AND name NOT LIKE 'sqlite%'");
  });
  for (db::Row row : loose) ADD_FAILURE() << row.text(0) << " is not STRICT";
}

}  // namespace
