// What db::Database promises, tried on both engines.

#include "db/database.h"

#include <gmock/gmock.h>

#include <atomic>
#include <barrier>
#include <limits>
#include <random>
#include <thread>

#include "db/errors.h"
#include "db/migrations.h"
#include "tests/support/databases.h"

namespace {

using base::Result;
using db::Blob;
using db::ConstraintViolation;
using db::Transaction;
using testing::ElementsAre;

enum class Colour { Red, DarkBlue };
BOOST_DESCRIBE_ENUM(Colour, Red, DarkBlue)
using ThingId = base::Id<struct ThingTag>;

const db::Migration thing_migration{"99990101T0000_thing", R"(
  CREATE TABLE thing (
    id {id} NOT NULL PRIMARY KEY,
    word {text} UNIQUE,
    flag {bool},
    count {int} CHECK (count <> -13),
    share {real},
    bytes {blob},
    at {ms},
    document {json}
  );
  CREATE TABLE part (
    id {id} NOT NULL PRIMARY KEY,
    thing_id {id} NOT NULL REFERENCES thing DEFERRABLE INITIALLY DEFERRED,
    strict_thing_id {id} REFERENCES thing
  );
)"};

class Database : public support::StoreTest {
 protected:
  void SetUp() override {
    auto migrations = db::shipped_migrations();
    migrations.push_back(thing_migration);
    database().migrate(migrations);
  }

  void insert(Transaction& tx, std::int64_t id) { tx.execute("INSERT INTO thing (id) VALUES (?1)", id); }
  void insert(std::int64_t id) {
    database().write([&](Transaction& tx) { insert(tx, id); });
  }
  std::vector<std::int64_t> ids() {
    return database().read([](Transaction& tx) {
      std::vector<std::int64_t> found;
      for (db::Row row : tx.query("SELECT id FROM thing ORDER BY id")) found.push_back(row.integer(0));
      return found;
    });
  }
  // Stores `value` in `column` and reads it back.
  template <class T>
  db::Value round_trip(const std::string& column, const T& value) {
    return database().write([&](Transaction& tx) {
      tx.execute("DELETE FROM thing");
      tx.execute("INSERT INTO thing (id, " + column + ") VALUES (1, ?1)", value);
      return tx.query("SELECT " + column + " FROM thing")[0].cell(0);
    });
  }
  template <class Work>
  std::optional<ConstraintViolation::Which> violated_by(Work&& work) {
    try {
      database().write(work);
    } catch (const ConstraintViolation& violation) {
      return violation.which();
    }
    return std::nullopt;
  }
};
YINGDA_ON_BOTH_ENGINES(Database);

TEST_P(Database, AWriteIsSeenByTheNextRead) {
  insert(7);
  EXPECT_THAT(ids(), ElementsAre(7));
}

TEST_P(Database, AWriteGivesWhatItsClosureGives) {
  EXPECT_EQ(database().write([](Transaction&) { return std::string("given"); }), "given");
  auto result = database().write([](Transaction&) -> Result<int> { return 5; });
  EXPECT_EQ(result.value(), 5);
}

TEST_P(Database, ARefusalRollsBackAndIsGivenToTheCaller) {
  auto refused = database().write([&](Transaction& tx) -> base::Status {
    insert(tx, 1);
    return base::refuse(base::Code::Conflict, "taken");
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().key, "taken");
  EXPECT_THAT(ids(), ElementsAre());
}

TEST_P(Database, AnExceptionRollsBackAndReachesTheCaller) {
  auto throwing = [&](Transaction& tx) {
    insert(tx, 1);
    throw std::range_error("mine");
  };
  EXPECT_THROW(database().write(throwing), std::range_error);
  EXPECT_THAT(ids(), ElementsAre());
  insert(2);
  EXPECT_THAT(ids(), ElementsAre(2));
}

TEST_P(Database, ATransactionWithoutAStatementIsFine) {
  database().write([](Transaction&) {});
  database().read([](Transaction&) {});
  insert(1);
  EXPECT_THAT(ids(), ElementsAre(1));
}

TEST_P(Database, ATransactionSeesItsOwnChanges) {
  auto changed = database().write([&](Transaction& tx) {
    insert(tx, 1);
    insert(tx, 2);
    EXPECT_EQ(tx.query("SELECT id FROM thing").size(), 2u);
    return tx.execute("UPDATE thing SET count = 3 WHERE id <= ?1", 2);
  });
  EXPECT_EQ(changed, 2);
}

TEST_P(Database, OnlyChangedRowsAreCounted) {
  database().write([&](Transaction& tx) {
    EXPECT_EQ(tx.execute("INSERT INTO thing (id) VALUES (1), (2), (3)"), 3);
    EXPECT_EQ(tx.execute("UPDATE thing SET count = 1 WHERE id > 5"), 0);
    EXPECT_EQ(tx.execute("SELECT id FROM thing"), 0);
    EXPECT_EQ(tx.execute("CREATE TABLE made_here (id INTEGER)"), 0);
    EXPECT_EQ(tx.execute("DELETE FROM thing WHERE id < 3"), 2);
  });
}

TEST_P(Database, AReadCannotWrite) {
  auto writing = [&](Transaction& tx) { insert(tx, 1); };
  EXPECT_THROW(database().read(writing), std::logic_error);
  EXPECT_THAT(ids(), ElementsAre());
}

TEST_P(Database, AReadKeepsItsSnapshotWhileOthersCommit) {
  insert(1);
  database().read([&](Transaction& tx) {
    EXPECT_EQ(tx.query("SELECT id FROM thing").size(), 1u);
    std::thread([&] { insert(2); }).join();
    EXPECT_EQ(tx.query("SELECT id FROM thing").size(), 1u);
  });
  EXPECT_THAT(ids(), ElementsAre(1, 2));
}

TEST_P(Database, ATransactionInsideAnotherIsRefused) {
  auto nested = [&](Transaction&) { insert(1); };
  EXPECT_THROW(database().write(nested), std::logic_error);
  EXPECT_THROW(database().read(nested), std::logic_error);
  insert(2);
}

TEST_P(Database, AFailedStatementEndsItsTransaction) {
  insert(1);
  auto going_on = [&](Transaction& tx) {
    insert(tx, 2);
    try {
      insert(tx, 1);
    } catch (const ConstraintViolation&) {
    }
  };
  EXPECT_THROW(database().write(going_on), std::logic_error);
  EXPECT_THAT(ids(), ElementsAre(1));
}

TEST_P(Database, AfterAFailedStatementNoOtherRuns) {
  insert(1);
  auto going_on = [&](Transaction& tx) {
    EXPECT_THROW(insert(tx, 1), ConstraintViolation);
    EXPECT_THROW(tx.query("SELECT id FROM thing"), std::logic_error);
    throw std::range_error("out");
  };
  EXPECT_THROW(database().write(going_on), std::range_error);
}

TEST_P(Database, ARefusalMayFollowAFailedStatement) {
  insert(1);
  auto refused = database().write([&](Transaction& tx) -> base::Status {
    try {
      insert(tx, 1);
    } catch (const ConstraintViolation&) {
      return base::refuse(base::Code::Conflict, "taken");
    }
    return {};
  });
  EXPECT_FALSE(refused);
}

TEST_P(Database, IntegersKeepTheirExtremes) {
  for (std::int64_t value : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
                             std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 53})
    EXPECT_EQ(round_trip("count", value), db::Value(value));
}

TEST_P(Database, NumbersKeepEveryDigit) {
  for (double value : {0.1, -1.0 / 3, 1e300, 5e-324, 2.0, -0.0})
    EXPECT_EQ(round_trip("share", value), db::Value(value));
}

TEST_P(Database, NumbersThatAreNotFiniteAreRefused) {
  EXPECT_THROW(round_trip("share", std::numeric_limits<double>::infinity()), std::logic_error);
  EXPECT_THROW(round_trip("share", std::numeric_limits<double>::quiet_NaN()), std::logic_error);
}

TEST_P(Database, TextOfEveryPlaneIsKept) {
  for (std::string text : {"", " ", "客户服务中心", "\U0001F600\U0001F468\u200D\U0001F469", "\U00020000\U0002A6D6𠮷",
                           "o'clock \"quoted\" \\ ?1 $1 {in ?1}", "\r\n\t"})
    EXPECT_EQ(round_trip("word", text), db::Value(text));
}

TEST_P(Database, EmptyTextIsNotNull) {
  EXPECT_EQ(round_trip("word", ""), db::Value(std::string()));
  EXPECT_EQ(round_trip("word", std::nullopt), db::Value(std::monostate()));
  EXPECT_EQ(round_trip("bytes", Blob{}), db::Value(Blob{}));
}

TEST_P(Database, TextWithANulByteOrBrokenUtf8IsRefused) {
  EXPECT_THROW(round_trip("word", std::string("a\0b", 3)), std::logic_error);
  EXPECT_THROW(round_trip("word", "\xff\xfe"), std::logic_error);
}

TEST_P(Database, BytesOfEveryValueAreKept) {
  Blob all;
  for (int i = 0; i < 512; ++i) all.bytes += static_cast<char>(i);
  EXPECT_EQ(round_trip("bytes", all), db::Value(all));
  Blob large{std::string(3 << 20, '\0')};
  EXPECT_EQ(round_trip("bytes", large), db::Value(large));
}

TEST_P(Database, BoolsAreOneAndZero) {
  EXPECT_EQ(round_trip("flag", true), db::Value(std::int64_t{1}));
  database().read([](Transaction& tx) {
    EXPECT_EQ(tx.query("SELECT id FROM thing WHERE flag = ?1", true).size(), 1u);
    EXPECT_EQ(tx.query("SELECT id FROM thing WHERE flag = 1").size(), 1u);
    EXPECT_EQ(tx.query("SELECT id = 1, EXISTS (SELECT 1 FROM thing WHERE id = 9) FROM thing")[0].integer(0), 1);
  });
}

TEST_P(Database, IdsTimesEnumsAndOptionalsAreBound) {
  EXPECT_EQ(round_trip("count", ThingId{42}), db::Value(std::int64_t{42}));
  EXPECT_EQ(round_trip("at", base::from_epoch_ms(-5)), db::Value(std::int64_t{-5}));
  EXPECT_EQ(round_trip("word", Colour::DarkBlue), db::Value(std::string("dark_blue")));
  EXPECT_EQ(round_trip("count", std::optional<int>(3)), db::Value(std::int64_t{3}));
  EXPECT_EQ(round_trip("count", std::optional<ThingId>()), db::Value(std::monostate()));
  EXPECT_EQ(round_trip("document", R"({"b":1,  "a":"\u4e2d"})"), db::Value(std::string(R"({"b":1,  "a":"\u4e2d"})")));
}

TEST_P(Database, AValueOfAnotherKindIsNotStoredSilently) {
  EXPECT_THROW(round_trip("count", "many"), std::logic_error);
  EXPECT_THROW(round_trip("count", 2.5), std::logic_error);
  EXPECT_THROW(round_trip("word", Blob{"bytes"}), std::logic_error);
  EXPECT_THROW(round_trip("bytes", "text"), std::logic_error);
  EXPECT_THROW(round_trip("share", "much"), std::logic_error);
}

TEST_P(Database, AGetterOfAnotherKindThrows) {
  database().write([&](Transaction& tx) {
    insert(tx, 1);
    auto rows = tx.query("SELECT id, word FROM thing");
    EXPECT_THROW(rows[0].text(0), std::logic_error);
    EXPECT_THROW(rows[0].integer(1), std::logic_error);
    EXPECT_THROW(rows[0].bytes(0), std::logic_error);
    EXPECT_TRUE(rows[0].null(1));
    EXPECT_EQ(rows[0].number(0), 1.0);
    EXPECT_EQ(rows[0].id<ThingId>(1), ThingId{});
  });
}

TEST_P(Database, SumsOfIntegersAreIntegers) {
  database().write([&](Transaction& tx) {
    tx.execute("INSERT INTO thing (id, count, share) VALUES (1, 4, 0.5), (2, 5, 0.25)");
    auto row = tx.query("SELECT SUM(count), AVG(count), COUNT(*), SUM(share), MAX(count) FROM thing");
    EXPECT_EQ(row[0].integer(0), 9);
    EXPECT_EQ(row[0].number(1), 4.5);
    EXPECT_EQ(row[0].integer(2), 2);
    EXPECT_EQ(row[0].number(3), 0.75);
    EXPECT_EQ(row[0].integer(4), 5);
  });
}

TEST_P(Database, TextIsOrderedByItsBytes) {
  database().write([&](Transaction& tx) {
    tx.execute("INSERT INTO thing (id, word) VALUES (1, 'b'), (2, 'B'), (3, 'a'), (4, 'é'), (5, '中'), (6, 'Z')");
    std::string order;
    for (db::Row row : tx.query("SELECT word FROM thing ORDER BY word")) order += row.text(0);
    EXPECT_EQ(order, "BZabé中");
  });
}

TEST_P(Database, AListIsAMembershipTest) {
  database().write([&](Transaction& tx) {
    tx.execute("INSERT INTO thing (id, word) VALUES (1, 'a'), (2, 'b\"\\,{}'), (3, '中')");
    auto count = [&](std::string_view where, const auto& list) {
      return tx.query("SELECT id FROM thing WHERE " + std::string(where), list).size();
    };
    EXPECT_EQ(count("id {in ?1}", db::IntegerList{1, 3, 99}), 2u);
    EXPECT_EQ(count("id {in ?1}", std::vector<ThingId>{ThingId{2}}), 1u);
    EXPECT_EQ(count("id {in ?1}", db::IntegerList{}), 0u);
    EXPECT_EQ(count("NOT (id {in ?1})", db::IntegerList{}), 3u);
    EXPECT_EQ(count("NOT (id {in ?1})", db::IntegerList{1}), 2u);
    EXPECT_EQ(count("word {in ?1}", db::TextList{"b\"\\,{}", "中", "", "NULL"}), 2u);
    EXPECT_EQ(count("word {in ?1}", db::TextList{}), 0u);
  });
}

TEST_P(Database, AListHoldsExtremeIntegers) {
  constexpr auto lowest = std::numeric_limits<std::int64_t>::min(), highest = std::numeric_limits<std::int64_t>::max();
  database().write([&](Transaction& tx) {
    insert(tx, lowest);
    insert(tx, highest);
    EXPECT_EQ(tx.query("SELECT id FROM thing WHERE id {in ?1}", db::IntegerList{lowest, highest}).size(), 2u);
    EXPECT_EQ(tx.query("SELECT id FROM thing WHERE id {in ?1}", db::IntegerList{highest - 1}).size(), 0u);
  });
}

TEST_P(Database, ParametersMayStandTwiceAndInAnyOrder) {
  database().write([&](Transaction& tx) {
    tx.execute("INSERT INTO thing (id, count, word) VALUES (?2, ?2, ?1)", "x", 8);
    auto row = tx.query("SELECT id, count, word, '?1' FROM thing -- not ?9\n WHERE id = ?1 /* ?7 */", 8);
    EXPECT_EQ(row[0].integer(1), 8);
    EXPECT_EQ(row[0].text(3), "?1");
  });
}

TEST_P(Database, AWrongNumberOfParametersIsRefused) {
  auto too_few = [](Transaction& tx) { tx.query("SELECT id FROM thing WHERE id = ?1"); };
  auto too_many = [](Transaction& tx) { tx.query("SELECT id FROM thing WHERE id = ?1", 1, 2); };
  auto no_list = [](Transaction& tx) { tx.query("SELECT id FROM thing WHERE id {in ?1}", 1); };
  auto a_list = [](Transaction& tx) { tx.query("SELECT id FROM thing WHERE id = ?1", db::IntegerList{1}); };
  auto two_statements = [](Transaction& tx) { tx.execute("DELETE FROM thing; DELETE FROM part"); };
  auto wrong_sql = [](Transaction& tx) { tx.execute("SELEKT"); };
  EXPECT_THROW(database().read(too_few), std::logic_error);
  EXPECT_THROW(database().read(too_many), std::logic_error);
  EXPECT_THROW(database().read(no_list), std::logic_error);
  EXPECT_THROW(database().read(a_list), std::logic_error);
  EXPECT_THROW(database().write(two_statements), std::logic_error);
  EXPECT_THROW(database().write(wrong_sql), std::logic_error);
}

TEST_P(Database, BrokenConstraintsAreTold) {
  using Which = ConstraintViolation::Which;
  insert(1);
  auto run = [](std::string sql) { return [sql](Transaction& tx) { tx.execute(sql); }; };
  EXPECT_EQ(violated_by(run("INSERT INTO thing (id) VALUES (1)")), Which::Unique);
  EXPECT_EQ(violated_by(run("INSERT INTO thing (id, word) VALUES (2, 'w'), (3, 'w')")), Which::Unique);
  EXPECT_EQ(violated_by(run("INSERT INTO thing (id, count) VALUES (2, -13)")), Which::Check);
  EXPECT_EQ(violated_by(run("INSERT INTO part (id, thing_id) VALUES (1, NULL)")), Which::NotNull);
  EXPECT_EQ(violated_by(run("INSERT INTO part (id, thing_id, strict_thing_id) VALUES (1, 1, 9)")), Which::ForeignKey);
  EXPECT_EQ(violated_by(run("INSERT INTO part (id, thing_id) VALUES (1, 9)")), Which::ForeignKey) << "at the commit";
  EXPECT_THAT(ids(), ElementsAre(1));
}

TEST_P(Database, ReturningGivesTheRowsOfAChange) {
  database().write([&](Transaction& tx) {
    insert(tx, 1);
    insert(tx, 2);
    auto taken = tx.query("UPDATE thing SET count = COALESCE(count, 0) + 1 WHERE id = ?1 RETURNING id, count", 2);
    ASSERT_EQ(taken.size(), 1u);
    EXPECT_EQ(taken[0].integer(1), 1);
    auto upserted = tx.query(
        "INSERT INTO thing (id, count) VALUES (?1, 7) ON CONFLICT (id) DO UPDATE SET count = excluded.count "
        "RETURNING count",
        2);
    EXPECT_EQ(upserted[0].integer(0), 7);
  });
}

// docs/storage.md, "The portable subset": each statement gives the same on both engines.
TEST_P(Database, ThePortableSubsetGivesTheSameOnBoth) {
  struct Case {
    const char* sql;
    const char* rows;  // cells divided by a space, rows by a bar
  };
  const std::vector<Case> cases{
      {"INSERT INTO thing (id, word, count) VALUES (1, 'a', 4), (2, 'b', NULL), (3, 'c', 9) RETURNING id", "1|2|3"},
      {"INSERT INTO thing (id, count) VALUES (1, 5) ON CONFLICT (id) DO UPDATE SET count = thing.count + "
       "excluded.count RETURNING count",
       "9"},
      {"INSERT INTO thing (id) VALUES (1) ON CONFLICT DO NOTHING RETURNING id", ""},
      {"UPDATE thing SET word = n.word FROM (SELECT 2 AS id, 'bb' AS word) AS n WHERE thing.id = n.id RETURNING "
       "thing.word",
       "bb"},
      {"SELECT id FROM thing ORDER BY count DESC NULLS LAST, id DESC", "3|1|2"},
      {"SELECT id FROM thing WHERE count IS DISTINCT FROM 9", "2"},
      {"SELECT COUNT(*) FILTER (WHERE count = 9), COUNT(*) FROM thing", "2 3"},
      {"SELECT id, ROW_NUMBER() OVER (ORDER BY id DESC) FROM thing ORDER BY id", "1 3|2 2|3 1"},
      {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT SUM(i) FROM n", "10"},
      {"SELECT id FROM thing WHERE (count, id) > (9, 1)", "3"},
      {"SELECT 7 / 2, -7 / 2, 7 % 3", "3 -3 1"},
      {"SELECT CASE WHEN count IS NULL THEN 'none' ELSE 'some' END FROM thing ORDER BY id", "some|none|some"},
      {"SELECT COALESCE(word, '?') || '-' || CAST(id AS TEXT) FROM thing ORDER BY id", "a-1|bb-2|c-3"},
      {"SELECT LENGTH('客户a'), SUBSTR('客户a', 2, 1), ABS(-3), NULLIF(1, 1)", "3 户 3 null"},
      {"SELECT word FROM thing WHERE word LIKE 'b%'", "bb"},
      {"SELECT id = 1, id <> 1 AND count = 9 FROM thing ORDER BY id", "1 0|0 null|0 1"},
      {"DELETE FROM thing WHERE id IN (SELECT id FROM thing WHERE word = 'c') RETURNING word", "c"},
  };
  auto text_of = [](const db::Value& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) return std::to_string(*integer);
    return std::string("null");
  };
  for (const Case& one : cases)
    database().write([&](Transaction& tx) {
      std::string found;
      for (db::Row row : tx.query(one.sql)) {
        if (!found.empty()) found += '|';
        for (std::size_t i = 0; i < row.columns().size(); ++i) found += (i ? " " : "") + text_of(row.cell(i));
      }
      EXPECT_EQ(found, one.rows) << one.sql;
    });
}

TEST_P(Database, HooksRunAfterTheCommitInTheirOrder) {
  std::vector<int> order;
  std::size_t seen = 0;
  database().write([&](Transaction& tx) {
    insert(tx, 1);
    tx.after_commit([&] { order.push_back(1); });
    tx.after_commit([&] {
      order.push_back(2);
      std::thread([&] { seen = ids().size(); }).join();
    });
    EXPECT_TRUE(order.empty());
  });
  EXPECT_THAT(order, ElementsAre(1, 2));
  EXPECT_EQ(seen, 1u);
}

TEST_P(Database, HooksOfARolledBackTransactionNeverRun) {
  bool ran = false;
  auto refused = database().write([&](Transaction& tx) -> base::Status {
    tx.after_commit([&] { ran = true; });
    return base::refuse(base::Code::Conflict, "no");
  });
  EXPECT_FALSE(refused);
  auto late = [&](Transaction& tx) {
    tx.after_commit([&] { ran = true; });
    tx.execute("INSERT INTO part (id, thing_id) VALUES (1, 9)");  // refused at the commit
  };
  EXPECT_THROW(database().write(late), ConstraintViolation);
  EXPECT_FALSE(ran);
}

TEST_P(Database, AHookThatThrowsDoesNotUndoTheCommit) {
  bool next_ran = false;
  database().write([&](Transaction& tx) {
    insert(tx, 1);
    tx.after_commit([] { throw std::runtime_error("hook"); });
    tx.after_commit([&] { next_ran = true; });
  });
  EXPECT_TRUE(next_ran);
  EXPECT_THAT(ids(), ElementsAre(1));
}

TEST_P(Database, ConcurrentWritersLoseNothing) {
  constexpr int threads = 16, rounds = 25;
  insert(0);
  database().write([](Transaction& tx) { tx.execute("UPDATE thing SET count = 0"); });
  std::vector<std::thread> writers;
  for (int t = 0; t < threads; ++t)
    writers.emplace_back([&, t] {
      for (int i = 0; i < rounds; ++i)
        database().write([&](Transaction& tx) {
          insert(tx, 1 + t * rounds + i);
          tx.execute("UPDATE thing SET count = count + 1 WHERE id = 0");
        });
    });
  for (auto& writer : writers) writer.join();
  auto count =
      database().read([](Transaction& tx) { return tx.query("SELECT count FROM thing WHERE id = 0")[0].integer(0); });
  EXPECT_EQ(count, threads * rounds);
  EXPECT_EQ(ids().size(), 1u + threads * rounds);
}

// On SQLite these closures share transactions; each must fare as if it were alone.
TEST_P(Database, OneWritersFailureDoesNotTouchTheOthers) {
  constexpr int threads = 16, rounds = 12;
  std::atomic<int> refused{0}, thrown{0}, violated{0}, owed{0}, hooks{0};
  std::barrier together(threads);
  auto fate = [&](Transaction& tx, int id) -> base::Status {
    insert(tx, id);
    tx.after_commit([&] { ++hooks; });
    if (id % 5 == 1) return base::refuse(base::Code::Conflict, "no");
    if (id % 5 == 2) throw std::range_error("no");
    if (id % 5 == 3) insert(tx, id);
    if (id % 5 == 4) tx.execute("INSERT INTO part (id, thing_id) VALUES (?1, -1)", id);
    return {};
  };
  std::vector<std::thread> writers;
  for (int t = 0; t < threads; ++t)
    writers.emplace_back([&, t] {
      for (int i = 0; i < rounds; ++i) {
        int id = t * rounds + i;
        together.arrive_and_wait();
        try {
          if (!database().write([&](Transaction& tx) { return fate(tx, id); })) ++refused;
        } catch (const std::range_error&) {
          ++thrown;
        } catch (const ConstraintViolation& violation) {
          ++(violation.which() == ConstraintViolation::Which::Unique ? violated : owed);
        }
      }
    });
  for (auto& writer : writers) writer.join();
  std::vector<std::int64_t> kept;
  std::vector<int> fates(5);
  for (int id = 0; id < threads * rounds; ++id) {
    ++fates[static_cast<std::size_t>(id % 5)];
    if (id % 5 == 0) kept.push_back(id);
  }
  EXPECT_EQ(ids(), kept);
  EXPECT_EQ(hooks, fates[0]);
  EXPECT_EQ(refused, fates[1]);
  EXPECT_EQ(thrown, fates[2]);
  EXPECT_EQ(violated, fates[3]);
  EXPECT_EQ(owed, fates[4]);
}

TEST_P(Database, ReadersNeverSeeHalfATransaction) {
  database().write([](Transaction& tx) { tx.execute("INSERT INTO thing (id, count) VALUES (1, 50), (2, 50)"); });
  std::atomic<bool> writing{true};
  std::thread writer([&] {
    std::minstd_rand random(1);
    for (int i = 0; i < 200; ++i)
      database().write([&](Transaction& tx) {
        int moved = static_cast<int>(random() % 10);
        tx.execute("UPDATE thing SET count = count * 100 - ?1 * 100 WHERE id = 1", moved);
        tx.execute("UPDATE thing SET count = count / 100 WHERE id = 1");
        tx.execute("UPDATE thing SET count = count + ?1 WHERE id = 2", moved);
        tx.execute("UPDATE thing SET count = 100 - (SELECT count FROM thing WHERE id = 2) WHERE id = 1");
      });
    writing = false;
  });
  while (writing)
    database().read([](Transaction& tx) {
      auto first = tx.query("SELECT count FROM thing WHERE id = 1")[0].integer(0);
      auto second = tx.query("SELECT count FROM thing WHERE id = 2")[0].integer(0);
      EXPECT_EQ(first + second, 100);
    });
  writer.join();
}

// The rule "at most one thing has this count" spans rows, so no constraint holds it.
TEST_P(Database, ALockKeepsARuleOverSeveralRows) {
  constexpr int threads = 8;
  std::barrier together(threads);
  std::vector<std::thread> rivals;
  for (int t = 0; t < threads; ++t)
    rivals.emplace_back([&, t] {
      together.arrive_and_wait();
      database().write([&](Transaction& tx) {
        tx.lock("thing.count");
        if (tx.query("SELECT id FROM thing WHERE count = 1").empty())
          tx.execute("INSERT INTO thing (id, count) VALUES (?1, 1)", t);
      });
    });
  for (auto& rival : rivals) rival.join();
  EXPECT_EQ(ids().size(), 1u);
}

TEST_P(Database, AReadTakesNoLock) {
  auto locking = [](Transaction& tx) { tx.lock("x"); };
  EXPECT_THROW(database().read(locking), std::logic_error);
}

TEST_P(Database, WakesComeAfterTheCommitAndNotAfterARollback) {
  std::atomic<int> woken{0};
  database().on_wake("topic", [&] { ++woken; });
  int before = 0;
  database().write([&](Transaction& tx) {
    db::wake(tx, "topic");
    before = woken;
  });
  EXPECT_GT(woken, before);
  before = woken;
  auto refused = database().write([&](Transaction& tx) -> base::Status {
    db::wake(tx, "topic");
    return base::refuse(base::Code::Conflict, "no");
  });
  database().write([&](Transaction& tx) { db::wake(tx, "another"); });
  EXPECT_FALSE(refused);
  if (engine() == db::Engine::Sqlite) {
    EXPECT_EQ(woken, before);  // on PostgreSQL one wakes after connecting, too
  }
}

TEST_P(Database, MoreStatementsThanTheCacheHoldsWork) {
  database().write([&](Transaction& tx) {
    for (int i = 0; i < 1'200; ++i)
      EXPECT_EQ(tx.query("SELECT CAST(?1 AS BIGINT) + " + std::to_string(i % 700), 1)[0].integer(0), 1 + i % 700);
  });
}

TEST_P(Database, WhatWasWrittenIsThereAfterARestart) {
  insert(1);
  test_database().close();
  EXPECT_THAT(ids(), ElementsAre(1));
}

TEST_P(Database, ASoundDatabaseHasNoFaultsAndASize) {
  insert(1);
  EXPECT_THAT(database().check(), ElementsAre());
  EXPECT_GT(database().size_bytes(), 4096);
}

TEST_P(Database, ABackupThatCannotBeWrittenThrowsAndLeavesNothing) {
  support::TempFolder folder;
  EXPECT_THROW(database().backup_to(folder.path("missing/backup")), db::Failure);
  EXPECT_THROW(database().backup_to(folder.path()), db::Failure);
}

}  // namespace
