#include "db/portable_sql.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using db::Engine;

std::string sqlite(std::string_view sql) {
  return db::to_engine_sql(sql, Engine::Sqlite).text;
}
std::string postgres(std::string_view sql) {
  return db::to_engine_sql(sql, Engine::Postgres).text;
}

TEST(PortableSql, ParametersAreNumberedInTheWayOfTheEngine) {
  EXPECT_EQ(sqlite("a = ?1 AND b = ?12"), "a = ?1 AND b = ?12");
  EXPECT_EQ(postgres("a = ?1 AND b = ?12"), "a = $1 AND b = $12");
}

TEST(PortableSql, AListBecomesAMembershipTest) {
  EXPECT_EQ(sqlite("a {in ?2}"), "a IN (SELECT value FROM json_each(?2))");
  EXPECT_EQ(postgres("a {in ?2}"), "a = ANY($2)");
  EXPECT_EQ(db::to_engine_sql("a = ?1 AND b {in ?2}", Engine::Sqlite).lists, (std::vector<bool>{false, true}));
}

TEST(PortableSql, StringsNamesAndCommentsAreLeftAlone) {
  for (std::string_view quoted : {"'?1 {in ?1}'", "'it''s ?1'", "\"?1\"", "-- ?1\n", "/* ?1 \n ' */", "'open ?1"})
    EXPECT_EQ(postgres(quoted), quoted);
  EXPECT_EQ(postgres("'a' || ?1 || 'b'"), "'a' || $1 || 'b'");
}

TEST(PortableSql, MalformedParametersAreRefused) {
  for (std::string_view wrong : {"?", "?0", "?x", "?1000", "?99999999999999999999999", "{in ?}", "{in ?1", "{in ?1 }"})
    EXPECT_THROW(postgres(wrong), std::logic_error) << wrong;
}

TEST(PortableSql, ListsAreQuotedForTheEngine) {
  db::Value words = db::TextList{"a", "b\"\\", "", "中,{}"};
  EXPECT_EQ(db::list_text(words, Engine::Postgres), R"({"a","b\"\\","","中,{}"})");
  EXPECT_EQ(db::list_text(words, Engine::Sqlite), R"(["a","b\"\\","","中,{}"])");
  EXPECT_EQ(db::list_text(db::IntegerList{-1, 2}, Engine::Postgres), "{-1,2}");
  EXPECT_EQ(db::list_text(db::IntegerList{}, Engine::Sqlite), "[]");
}

}  // namespace
