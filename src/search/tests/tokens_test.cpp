#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "search/search.h"

namespace {

using search::fold;
using search::tokens;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Fold, FullWidthIsHalfWidthAndCaseIsGone) {
  EXPECT_EQ(fold("ＡＢＣ　１２３"), "abc 123");
  EXPECT_EQ(fold("Straße"), "strasse");
  EXPECT_EQ(fold("ｶﾞ"), "ガ");
  EXPECT_EQ(fold("①㈱"), "1(株)");
}

TEST(Fold, ComposedAndDecomposedAreEqual) {
  EXPECT_EQ(fold("Cafe\u0301"), fold("CAFÉ"));
}

TEST(Fold, WhiteSpaceIsCollapsedAndCut) {
  EXPECT_EQ(fold("  张\t\n三　 丰 "), "张 三 丰");
  EXPECT_EQ(fold(" \n "), "");
  EXPECT_EQ(fold(""), "");
}

TEST(Fold, IsIdempotent) {
  for (std::string text : {"ＡＢＣ　１２３", "Straße İstanbul", "①㈱ｶﾞ", "ﬁn½ ſ", "\xff\xfe bad"})
    EXPECT_EQ(fold(fold(text)), fold(text));
}

TEST(Tokens, AChineseNameGivesBigramsThenItsCharacters) {
  EXPECT_THAT(tokens("王小明"), ElementsAre("王小", "小明", "小", "明", "王"));
}

TEST(Tokens, OneCharacterIsAToken) {
  EXPECT_THAT(tokens("王"), ElementsAre("王"));
}

TEST(Tokens, ANameSetWithASpaceIsOneRunButLinesAreApart) {
  EXPECT_THAT(tokens("张　三"), ElementsAre("张三", "三", "张"));
  EXPECT_THAT(tokens("张\n三"), ElementsAre("张", "三"));
  EXPECT_THAT(tokens("张，三"), ElementsAre("张", "三"));
}

TEST(Tokens, WordsAndDigitsAreWhole) {
  EXPECT_THAT(tokens("iPhone15 Pro, 13812345678"), ElementsAre("iphone15", "pro", "13812345678"));
  EXPECT_THAT(tokens("１３８"), ElementsAre("138"));
}

TEST(Tokens, PunctuationInsideWordsPartsThem) {
  EXPECT_THAT(tokens("Li.Lei@example.com don't 3.14 a_b"),
              ElementsAre("li", "lei", "example", "com", "don", "t", "3", "14", "a", "b"));
}

TEST(Tokens, MixedScriptsFallIntoRunsAndWords) {
  EXPECT_THAT(tokens("VIP王先生2栋"), ElementsAre("vip", "王先", "先生", "2", "栋", "先", "王", "生"));
}

TEST(Tokens, KanaAndHangulAreRunsToo) {
  EXPECT_THAT(tokens("コーヒー"), ElementsAre("コー", "ーヒ", "ヒー", "コ", "ヒ", "ー"));
  EXPECT_THAT(tokens("김치"), ElementsAre("김치", "김", "치"));
}

TEST(Tokens, RareHanAndTheZeroOfDatesCount) {
  EXPECT_THAT(tokens("𠮷野"), ElementsAre("𠮷野", "野", "𠮷"));
  EXPECT_THAT(tokens("二〇"), ElementsAre("二〇", "〇", "二"));
}

TEST(Tokens, EmojiAreSymbolsWithoutTheirModifiers) {
  EXPECT_THAT(tokens("小😀明"), ElementsAre("小", "😀", "明"));
  EXPECT_THAT(tokens("❤️"), ElementsAre("❤"));
  EXPECT_THAT(tokens("👨‍👩‍👧"), ElementsAre("👨", "👩", "👧"));
}

TEST(Tokens, ThaiIsPartedByDictionary) {
  EXPECT_THAT(tokens("สวัสดีชาวโลก"), ElementsAre("สวัสดี", "ชาว", "โลก"));
}

TEST(Tokens, PunctuationAndMalformedBytesGiveNone) {
  EXPECT_THAT(tokens("，。！？\"'\\:*()-^{}~| \t\n\x01"), IsEmpty());
  EXPECT_THAT(tokens(std::string("\xff\xfe\xc0\x80\0", 5)), IsEmpty());
  EXPECT_THAT(tokens("a\xff"), ElementsAre("a"));
}

TEST(Tokens, LongWordsAreCutBetweenCharacters) {
  EXPECT_THAT(tokens(std::string(5'000, 'a')), ElementsAre(std::string(64, 'a')));
  std::string russian;
  for (int i = 0; i < 100; ++i) russian += "x\u0436";
  auto found = tokens(russian);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_LE(found[0].size(), 64u);
  EXPECT_TRUE(found[0].ends_with("x") || found[0].ends_with("\u0436"));
}

// A character of a run ends the word before it in the same step.
TEST(Tokens, TheLimitHoldsWhereARunFollowsAWord) {
  EXPECT_THAT(tokens("ab文", 1), ElementsAre("ab"));
  EXPECT_THAT(tokens("ab文cd", 2), ElementsAre("ab", "文"));
}

TEST(Tokens, TheLimitHolds) {
  std::string text;
  for (int i = 0; i < 1'000; ++i) text += "王 word 小明 ";
  EXPECT_THAT(tokens(text, 50), SizeIs(testing::Le(50u)));
  EXPECT_THAT(tokens(text, 0), IsEmpty());
}

}  // namespace
