#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "db/migrations.h"
#include "search/search.h"
#include "tests/support/databases.h"

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// One index on either engine, and a table beside it as a module would have.
class Index : public support::StoreTest {
 protected:
  void SetUp() override {
    database().migrate([] {
      auto migrations = db::shipped_migrations();
      migrations.push_back({"99991231T0000_test",
                            "CREATE TABLE note (id {id} NOT NULL PRIMARY KEY, centre_id {id} NOT NULL);\n"
                            "-- search index note_search\n"});
      return migrations;
    }());
  }

  void put(std::int64_t id, std::string_view text, std::int64_t centre = 1) {
    database().write([&](db::Transaction& tx) { put(tx, id, text, centre); });
  }
  void put(db::Transaction& tx, std::int64_t id, std::string_view text, std::int64_t centre) {
    tx.execute("INSERT INTO note (id, centre_id) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING", id, centre);
    index_.put(tx, id, text, {fmt::format("centre_{}", centre)});
  }
  std::vector<std::int64_t> newest(search::Index::Newest wanted) {
    wanted.table = "note";
    return database().read([&](db::Transaction& tx) { return *index_.newest(tx, wanted); });
  }
  // The ids that `query` finds within `centres`, through a larger statement; empty without tokens.
  std::optional<std::vector<std::int64_t>> find(std::string_view query, std::vector<std::int64_t> centres = {1}) {
    auto match = index_.match(engine(), query, 1);
    if (!match) return std::nullopt;
    return database().read([&](db::Transaction& tx) {
      std::vector<std::int64_t> ids;
      std::string sql =
          "SELECT c.id FROM note c WHERE c.id " + match->clause + " AND c.centre_id {in ?2} ORDER BY c.id";
      for (db::Row row : tx.query(sql, match->value, centres)) ids.push_back(row.integer(0));
      return ids;
    });
  }
  std::vector<std::int64_t> found(std::string_view query) {
    return find(query).value_or(std::vector<std::int64_t>{-1});
  }

  static constexpr search::Index index_{"note_search"};
};

TEST_P(Index, FindsChineseNamesByAnyPart) {
  put(1, "王小明");
  put(2, "王明");
  put(3, "李小明");
  EXPECT_THAT(found("王小明"), ElementsAre(1));
  EXPECT_THAT(found("小明"), ElementsAre(1, 3));
  EXPECT_THAT(found("王"), ElementsAre(1, 2));
  EXPECT_THAT(found("明"), ElementsAre(1, 2, 3));
  EXPECT_THAT(found("王明"), ElementsAre(2)) << "characters must stand together";
  EXPECT_THAT(found("明王"), IsEmpty());
}

TEST_P(Index, ALongerPhraseMustStandTogether) {
  put(1, "北京市朝阳区建国路88号");
  put(2, "朝阳路 北京站 建国门 88号");
  EXPECT_THAT(found("北京市朝阳区"), ElementsAre(1));
  EXPECT_THAT(found("朝阳"), ElementsAre(1, 2));
  EXPECT_THAT(found("朝阳区建国路88号"), ElementsAre(1));
  EXPECT_THAT(found("建国路88"), ElementsAre(1));
  EXPECT_THAT(found("朝阳 建国"), ElementsAre(1, 2)) << "words may stand anywhere";
}

TEST_P(Index, LatinWordsMatchAsPrefixesInAnyCase) {
  put(1, "Zhang Wei <zhang.wei@example.com>");
  put(2, "Zhao Wei");
  EXPECT_THAT(found("zh"), ElementsAre(1, 2));
  EXPECT_THAT(found("ZHANG we"), ElementsAre(1));
  EXPECT_THAT(found("zhang.wei@exa"), ElementsAre(1));
  EXPECT_THAT(found("hang"), IsEmpty()) << "not within a word";
  EXPECT_THAT(found("example.wei"), IsEmpty()) << "one word of the query is a phrase";
}

TEST_P(Index, MixedTextIsFoundAcrossItsScripts) {
  put(1, "VIP王先生，2栋3单元401室");
  EXPECT_THAT(found("VIP王先生"), ElementsAre(1));
  EXPECT_THAT(found("vip王"), ElementsAre(1));
  EXPECT_THAT(found("3单元401"), ElementsAre(1));
  EXPECT_THAT(found("栋3单元4"), ElementsAre(1));
  EXPECT_THAT(found("2单元"), IsEmpty());
}

TEST_P(Index, NumbersAreWholeOrBegun) {
  put(1, "13812345678 5678");
  EXPECT_THAT(found("13812345678"), ElementsAre(1));
  EXPECT_THAT(found("1381"), ElementsAre(1));
  EXPECT_THAT(found("5678"), ElementsAre(1));
  EXPECT_THAT(found("１３８１"), ElementsAre(1)) << "full-width digits";
  EXPECT_THAT(found("345"), IsEmpty());
}

TEST_P(Index, WidthCaseAndCompositionDoNotMatter) {
  put(1, "ＡＢＣ公司 Cafe\u0301 ｶﾞｽ");
  EXPECT_THAT(found("abc公司"), ElementsAre(1));
  EXPECT_THAT(found("CAFÉ"), ElementsAre(1));
  EXPECT_THAT(found("ガス"), ElementsAre(1));
}

TEST_P(Index, ANameSetWithASpaceIsFoundWithoutAndWith) {
  put(1, "张　三");
  EXPECT_THAT(found("张三"), ElementsAre(1));
  EXPECT_THAT(found("张　三"), ElementsAre(1));
  EXPECT_THAT(found("三"), ElementsAre(1));
}

TEST_P(Index, EmojiAreFound) {
  put(1, "小😀明");
  put(2, "小明");
  EXPECT_THAT(found("😀"), ElementsAre(1));
  EXPECT_THAT(found("小😀明"), ElementsAre(1));
  EXPECT_THAT(found("小明"), ElementsAre(2));
}

TEST_P(Index, WhatHasNoTokenIsNoQuery) {
  for (std::string_view query : {"", "   ", "　", "，。！", "\"'\\*:()-^", "\xff\xfe", "*"})
    EXPECT_FALSE(find(query)) << query;
}

TEST_P(Index, QueriesCannotCarrySyntax) {
  put(1, "or and not near 王小明");
  put(2, "李");
  for (std::string_view query :
       {"\" OR 李", "') OR ('李", "王小明' | '李", "tokens:王", "李 NOT 李x", "note_search: 李*^", "NEAR(李 王)",
        "王\";DROP TABLE note;--", "李:*ABCD & !x", "{tokens}: 李", "a\tAND\nb OR 李"})
    EXPECT_THAT(found(query), IsEmpty()) << query;
  for (std::string_view query : {"<-> 李", "\\'李", "!李", "-李", "^李", "(李"})
    EXPECT_THAT(found(query), ElementsAre(2)) << query;
  EXPECT_THAT(found("or"), ElementsAre(1));
  EXPECT_THAT(found("AND not NEAR"), ElementsAre(1));
  EXPECT_THAT(found("王 OR 李"), IsEmpty());
  EXPECT_THAT(found("李"), ElementsAre(2));
}

TEST_P(Index, PutReplacesAndRemoveForgets) {
  put(1, "王小明");
  put(1, "李雷");
  EXPECT_THAT(found("王"), IsEmpty());
  EXPECT_THAT(found("李雷"), ElementsAre(1));
  put(1, "李雷");
  EXPECT_THAT(found("李雷"), ElementsAre(1));
  put(1, "");
  EXPECT_THAT(found("李"), IsEmpty());
  put(1, "韩梅梅");
  database().write([&](db::Transaction& tx) {
    index_.remove(tx, 1);
    index_.remove(tx, 1);
  });
  EXPECT_THAT(found("韩"), IsEmpty());
}

TEST_P(Index, AStatementNarrowsTheMatches) {
  put(1, "王伟", 1);
  put(2, "王芳", 2);
  put(3, "王娜", 3);
  EXPECT_THAT(*find("王", {1, 3}), ElementsAre(1, 3));
  EXPECT_THAT(*find("王", {}), IsEmpty());
}

TEST_P(Index, TheNewestMatchesComeInPages) {
  for (std::int64_t id = 1; id <= 7; ++id) put(id, id % 3 == 0 ? "李雷" : "王伟");
  EXPECT_THAT(newest({.query = "王", .limit = 2}), ElementsAre(7, 5));
  EXPECT_THAT(newest({.query = "王", .before = 5, .limit = 2}), ElementsAre(4, 2));
  EXPECT_THAT(newest({.query = "王伟", .before = 2, .limit = 2}), ElementsAre(1));
  EXPECT_THAT(newest({.query = "赵"}), IsEmpty());
}

TEST_P(Index, TheNewestMatchesFulfilTheConditionWithMarksOrWithout) {
  for (std::int64_t id = 1; id <= 9; ++id) put(id, "王伟", id % 3);
  const std::vector<db::Value> one{std::vector<std::int64_t>{1}}, two{std::vector<std::int64_t>{1, 2}};
  constexpr std::string_view condition = "c.centre_id {in ?4}";
  EXPECT_THAT(newest({.query = "王", .condition = condition, .values = one}), ElementsAre(7, 4, 1));
  EXPECT_THAT(newest({.query = "王", .condition = condition, .values = one, .marks = {{"centre_1"}}}),
              ElementsAre(7, 4, 1));
  EXPECT_THAT(newest({.query = "王", .condition = condition, .values = two, .marks = {{"centre_1", "centre_2"}}}),
              ElementsAre(8, 7, 5, 4, 2, 1));
  EXPECT_THAT(newest({.query = "王", .condition = condition, .values = two, .marks = {{"centre_1"}}}),
              ElementsAre(7, 4, 1))
      << "marks narrow";
  EXPECT_THAT(newest({.query = "王", .marks = {{"centre_1", "centre_2"}, {"centre_1", "centre_0"}}}),
              ElementsAre(7, 4, 1))
      << "one of each list";
  EXPECT_THAT(newest({.query = "王",
                      .condition = condition,
                      .values = one,
                      .marks = {std::vector<std::string>(search::Index::max_marks + 1, "centre_9")}}),
              ElementsAre(7, 4, 1))
      << "too many marks are passed over";
}

TEST_P(Index, MarksAreMetByNoTextAndNoQuery) {
  put(1, "centre_2 \uE000centre_2", 1);
  put(2, "李雷", 2);
  EXPECT_THAT(newest({.query = "\uE000centre_2"}), ElementsAre(1));
  EXPECT_THAT(newest({.query = "centre", .marks = {{"centre_2"}}}), IsEmpty());
  EXPECT_THROW(newest({.query = "李", .marks = {{"x' | 'y"}}}), std::logic_error);
  EXPECT_THROW(newest({.query = "李", .marks = {{""}}}), std::logic_error);
}

TEST_P(Index, AQueryWithoutTokensHasNoNewest) {
  database().read([&](db::Transaction& tx) {
    EXPECT_FALSE(index_.newest(tx, {.query = "，", .table = "note"}));
    EXPECT_FALSE(index_.newest(tx, {.query = "，", .table = "note", .marks = {{"centre_1"}}}));
    EXPECT_FALSE(index_.newest(tx, {.query = "", .table = "note"}));
  });
}

TEST_P(Index, MarksAloneFindAllThatBearThem) {
  for (std::int64_t id = 1; id <= 6; ++id) put(id, "王伟", id % 3);
  EXPECT_THAT(newest({.marks = {{"centre_1", "centre_2"}}}), ElementsAre(5, 4, 2, 1));
  EXPECT_THAT(newest({.marks = {{"centre_7"}}}), IsEmpty());
}

// Few of the newest rows, many of them, none of them: PostgreSQL goes three ways.
TEST_P(Index, TheNewestAreRightHoweverCommonTheWordIs) {
  constexpr std::int64_t rows = 25'000;
  database().write([&](db::Transaction& tx) {
    for (std::int64_t id = 1; id <= rows; ++id) {
      std::string text = "王";
      if (id % 100 == 0) text += " 李";
      if (id < 400 && id % 10 == 0) text += " 赵";
      if (id % 7'000 == 0) text += " 钱";
      put(tx, id, text, 1 + id % 2);
    }
  });
  auto expected = [&](std::int64_t from, std::int64_t step, std::size_t limit) {
    std::vector<std::int64_t> ids;
    for (std::int64_t id = from; id > 0 && ids.size() < limit; id -= step) ids.push_back(id);
    return ids;
  };
  EXPECT_EQ(newest({.query = "王"}), expected(rows, 1, 50));
  EXPECT_EQ(newest({.query = "李"}), expected(rows, 100, 50));
  EXPECT_EQ(newest({.query = "李", .before = 3'000}), expected(2'900, 100, 50));
  EXPECT_EQ(newest({.query = "赵"}), expected(390, 10, 50));
  EXPECT_EQ(newest({.query = "钱"}), expected(21'000, 7'000, 50));
  EXPECT_EQ(
      newest({.query = "王", .condition = "c.centre_id = ?4", .values = {std::int64_t{2}}, .marks = {{"centre_2"}}}),
      expected(rows - 1, 2, 50));
}

TEST_P(Index, IdsUseAllTheirBits) {
  put(INT64_MAX - 1, "王伟");
  EXPECT_THAT(found("王伟"), ElementsAre(INT64_MAX - 1));
}

TEST_P(Index, LongTextsAreFoundToTheirLimit) {
  std::string text;
  for (int i = 0; i < 9'000; ++i) text += fmt::format("w{} ", i);
  text += "尾巴在这里 end of it";
  put(1, text);
  EXPECT_THAT(found("w8999"), ElementsAre(1));
  EXPECT_THAT(found("尾巴在这里"), ElementsAre(1));
  for (int i = 0; i < 9'000; ++i) text += fmt::format("x{} ", i);
  put(2, text + std::string(2'000'000, 'y'));
  EXPECT_THAT(found("w8998 w8999"), ElementsAre(1, 2));
  EXPECT_THAT(found("x8999"), IsEmpty());
}

TEST_P(Index, LongWordsAndLongQueriesAreBounded) {
  put(1, std::string(10'000, 'a'));
  EXPECT_THAT(found(std::string(10'000, 'a')), ElementsAre(1));
  EXPECT_THAT(found(std::string(30, 'a')), ElementsAre(1));
  std::string address;
  for (int i = 0; i < 400; ++i) address += "汉语";
  put(2, address);
  EXPECT_THAT(found(address), ElementsAre(2));
}

TEST_P(Index, ThaiWordsAreFound) {
  put(1, "สวัสดีชาวโลก");
  EXPECT_THAT(found("ชาว"), ElementsAre(1));
}

// The promise that people feel: what they copy out of a text, from the beginning of
// a word on, finds it.
TEST_P(Index, EveryPieceThatBeginsAtAWordFindsItsText) {
  const std::vector<std::string> alphabet{"王", "小", "明", "路", "a", "b",  "12",
                                          "Z",  "😀", "，", "-",  ".", "か", "김"};
  std::mt19937 random(20261121);
  auto pick = [&](std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random); };
  auto is_latin = [](const std::string& piece) { return piece.size() <= 2 && std::isalnum(piece[0]); };
  for (std::int64_t id = 1; id <= 150; ++id) {
    std::vector<std::string> text;
    for (std::size_t i = 3 + pick(12); i > 0; --i) text.push_back(pick(8) == 0 ? " " : alphabet[pick(alphabet.size())]);
    std::string whole;
    for (const auto& piece : text) whole += piece;
    put(id, whole);
    std::size_t begin = pick(text.size());
    while (begin > 0 && is_latin(text[begin]) && is_latin(text[begin - 1])) --begin;
    std::string query;
    for (std::size_t i = begin, end = begin + 1 + pick(text.size() - begin); i < end; ++i) query += text[i];
    auto ids = find(query);
    if (ids) {
      EXPECT_THAT(*ids, testing::Contains(id)) << "\"" << query << "\" in \"" << whole << "\"";
    }
  }
}

YINGDA_ON_BOTH_ENGINES(Index);

}  // namespace
