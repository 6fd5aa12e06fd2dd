// The checker: what it finds in a text, and where.

#include "wording/checker.h"

#include <gmock/gmock.h>

namespace wording {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

LanguageRule rule(std::int64_t id, RuleKind kind, std::vector<std::string> phrases) {
  LanguageRule rule;
  rule.id = RuleId{id};
  rule.kind = kind;
  rule.language = "zh-CN";
  rule.name = "规则" + std::to_string(id);
  rule.phrases = std::move(phrases);
  rule.advice = "说别的";
  return rule;
}

// Each hit as "id begin-end".
std::vector<std::string> found(const std::vector<LanguageRule>& rules, std::string_view text,
                               const CheckContext& context = {}) {
  std::vector<std::string> found;
  for (const auto& hit : Checker(rules).check(text, context))
    found.push_back(hit.rule_id.text() + ' ' + std::to_string(hit.begin) + '-' + std::to_string(hit.end));
  return found;
}

TEST(Checker, PlacesCountUtf16Units) {
  auto rules = std::vector{rule(1, RuleKind::Banned, {"不行"})};
  EXPECT_THAT(found(rules, "不行"), ElementsAre("1 0-2"));
  EXPECT_THAT(found(rules, "😀😀这样不行。"), ElementsAre("1 6-8"));
  EXPECT_THAT(found(rules, "𠮷田先生不行"), ElementsAre("1 5-7"));
  EXPECT_THAT(found(rules, "é不行e\u0301不行"), ElementsAre("1 1-3", "1 5-7"));
}

TEST(Checker, CaseWidthAndSpacesBetweenChineseMakeNoDifference) {
  auto rules = std::vector{rule(1, RuleKind::Jargon, {"PPPoE", "CA卡"}), rule(2, RuleKind::Banned, {"没办法"})};
  EXPECT_THAT(found(rules, "请用ＰＰＰＯＥ拨号"), ElementsAre("1 2-7"));
  EXPECT_THAT(found(rules, "ca 卡"), ElementsAre("1 0-4"));
  EXPECT_THAT(found(rules, "没 办　法"), ElementsAre("2 0-5"));
  EXPECT_THAT(found(rules, "没\n办法"), IsEmpty());
}

TEST(Checker, EnglishWordsAreFoundWhole) {
  auto rules = std::vector{rule(1, RuleKind::Vague, {"soon", "some time"})};
  EXPECT_THAT(found(rules, "Soon, sooner, monsoon. SOON"), ElementsAre("1 0-4", "1 23-27"));
  EXPECT_THAT(found(rules, "some   time sometime"), ElementsAre("1 0-11"));
  EXPECT_THAT(found(rules, "请soon回复"), ElementsAre("1 1-5"));
}

TEST(Checker, TheLongestPhraseCountsAndCoversTheShorter) {
  auto rules = std::vector{rule(1, RuleKind::Vague, {"可能", "应该"}), rule(2, RuleKind::Banned, {"不可能"}),
                           rule(3, RuleKind::Imperative, {"你应该"})};
  EXPECT_THAT(found(rules, "不可能，你应该等，可能应该"), ElementsAre("2 0-3", "3 4-7", "1 9-11", "1 11-13"));
}

TEST(Checker, AnExceptionCoversWithoutAHit) {
  auto vague = rule(1, RuleKind::Vague, {"可能"});
  vague.exceptions = {"可能性", "尽可能"};
  EXPECT_THAT(found({vague}, "有这个可能性，我们尽可能，可能"), ElementsAre("1 13-15"));
}

TEST(Checker, AnExcuseInTheSameSentenceLiftsTheRule) {
  auto soon = rule(1, RuleKind::Vague, {"尽快"});
  soon.unless = {"{时间}"};
  auto maybe = rule(2, RuleKind::Vague, {"可能"});
  maybe.unless = {"因为"};
  auto rules = std::vector{soon, maybe};
  EXPECT_THAT(found(rules, "我们会尽快处理"), ElementsAre("1 3-5"));
  EXPECT_THAT(found(rules, "我们会尽快处理，明天上午10点前答复您"), IsEmpty());
  EXPECT_THAT(found(rules, "明天联系您。我们会尽快处理"), ElementsAre("1 9-11"));
  EXPECT_THAT(found(rules, "因为停电，可能会晚到。也可能不来"), ElementsAre("2 12-14"));
}

struct TimeCase {
  const char* text;
  bool says_time;
};

TEST(Checker, KnowsATimeThatIsSaid) {
  auto soon = rule(1, RuleKind::Vague, {"尽快", "soon"});
  soon.unless = {"{时间}"};
  for (auto [text, says_time] : {TimeCase{"尽快，2小时内", true},
                                 {"尽快，两个工作日内", true},
                                 {"尽快，30 分钟", true},
                                 {"尽快，下午三点半", true},
                                 {"尽快，14:30前", true},
                                 {"尽快，3月15日", true},
                                 {"尽快，周五之前", true},
                                 {"尽快，今晚", true},
                                 {"尽快，几天内", false},
                                 {"尽快，12345天", false},
                                 {"尽快处理的2套餐", false},
                                 {"soon, within 2 hours", true},
                                 {"soon, by Monday", true},
                                 {"soon, at 5 pm", true},
                                 {"soon, tomorrow", true},
                                 {"soon, 3 working days", true},
                                 {"soon, 2 boxes", false},
                                 {"soon, mondays", false}})
    EXPECT_EQ(found({soon}, text).empty(), says_time) << text;
}

TEST(Checker, AMissingGreetingIsSaidAtTheBeginOfTheFirstMessageOnly) {
  auto rules = std::vector{rule(1, RuleKind::GreetingMissing, {"您好，{单位}客服，工号{工号}为您服务"})};
  CheckContext first{.moment = Moment::First};
  EXPECT_THAT(found(rules, "什么事？", first), ElementsAre("1 0-0"));
  EXPECT_THAT(found(rules, "什么事？"), IsEmpty());
  EXPECT_THAT(found(rules, "您好,广电网络客服,工号 1024 为您服务,请问…", first), IsEmpty());
  EXPECT_THAT(found(rules, "您好，客服，工号1024为您服务", first), ElementsAre("1 0-0"));
  EXPECT_THAT(found(rules, "Good morning", first), IsEmpty());
  first.language = "zh-CN";
  EXPECT_THAT(found(rules, "Good morning", first), ElementsAre("1 0-0"));
}

TEST(Checker, AMissingClosingIsSaidAtTheEndOfTheLastMessage) {
  auto rules = std::vector{rule(1, RuleKind::ClosingMissing, {"祝您生活愉快"}), rule(2, RuleKind::Banned, {"不行"})};
  CheckContext last{.moment = Moment::Last};
  EXPECT_THAT(found(rules, "不行😀", last), ElementsAre("2 0-2", "1 4-4"));
  EXPECT_THAT(found(rules, "祝您 生活愉快！", last), IsEmpty());
  EXPECT_THAT(found(rules, "", last), IsEmpty());  // no language
  last.language = "zh-CN";
  EXPECT_THAT(found(rules, "", last), ElementsAre("1 0-0"));
}

TEST(Checker, FaultIsNotAdmittedBeforeTheFactsAreKnown) {
  auto rules = std::vector{rule(1, RuleKind::EarlyFault, {"是我们的错"})};
  EXPECT_THAT(found(rules, "这是我们的错"), ElementsAre("1 1-6"));
  EXPECT_THAT(found(rules, "这是我们的错", {.facts_established = true}), IsEmpty());
  EXPECT_THAT(found(rules, "这是我们的错", {.facts_established = false}), ElementsAre("1 1-6"));
}

TEST(Checker, RulesOfAKindOfContactApplyToItAlone) {
  auto complaint = rule(1, RuleKind::Banned, {"不行"});
  complaint.contact_kinds = {"complaint", "praise"};
  EXPECT_THAT(found({complaint}, "不行"), IsEmpty());
  EXPECT_THAT(found({complaint}, "不行", {.contact_kind = "inquiry"}), IsEmpty());
  EXPECT_THAT(found({complaint}, "不行", {.contact_kind = "complaint"}), ElementsAre("1 0-2"));
}

TEST(Checker, InactiveRulesSayNothing) {
  auto off = rule(1, RuleKind::Banned, {"不行"});
  off.active = false;
  EXPECT_THAT(found({off}, "不行"), IsEmpty());
}

struct EmojiCase {
  const char* text;
  std::vector<std::string> hits;
};

TEST(Checker, EmojiAreCountedAsAReaderSeesThem) {
  auto one = rule(1, RuleKind::Emoji, {"[微笑]", "[玫瑰]"});
  one.max_count = 1;
  for (const auto& [text, hits] : std::vector<EmojiCase>{{"好的😀", {}},
                                                         {"好的😀😀", {"1 4-6"}},
                                                         {"好的👨‍👩‍👧‍👦", {}},  // a family
                                                         {"好的🇨🇳", {}},                           // a flag
                                                         {"好的🇨🇳🇨🇳", {"1 6-10"}},
                                                         {"好的👍🏽", {}},       // a colour of skin
                                                         {"好的❤️❤️", {"1 4-6"}},  // a heart made a picture
                                                         {"好的❤❤", {}},         // text hearts
                                                         {"1 2 3 # © ®", {}},
                                                         {"好的1️⃣2️⃣", {"1 5-8"}},
                                                         {"好的[微笑]", {}},
                                                         {"好的[微笑][玫瑰]", {"1 6-10"}},
                                                         {"😀好的[微笑]", {"1 4-8"}},
                                                         {"😀😀😀好的", {"1 2-4"}}})
    EXPECT_EQ(found({one}, text), hits) << text;
}

TEST(Checker, TheStrictestEmojiRuleSpeaks) {
  auto one = rule(1, RuleKind::Emoji, {});
  one.max_count = 1;
  auto none = rule(2, RuleKind::Emoji, {});
  none.contact_kinds = {"complaint"};
  EXPECT_THAT(found({one, none}, "好的😀"), IsEmpty());
  EXPECT_THAT(found({one, none}, "好的😀😀", {.contact_kind = "complaint"}), ElementsAre("2 2-4"));
}

TEST(Checker, AdviceIsFilledWithTheValuesThatAreKnown) {
  auto polite = rule(1, RuleKind::Banned, {"不知道"});
  polite.advice = "{单位}工号{工号}：{时间}前答复您";
  auto advice = [&](std::map<std::string, std::string> values) {
    return Checker({polite}).check("不知道", {.values = std::move(values)}).at(0).advice;
  };
  EXPECT_EQ(advice({}), "{单位}工号{工号}：{时间}前答复您");
  EXPECT_EQ(advice({{"单位", "广电"}, {"number", "1024"}, {"时间", ""}}), "广电工号1024：{时间}前答复您");
  EXPECT_EQ(advice({{"单位", "{工号}"}, {"工号", "{单位}"}}), "{单位}工号{单位}：{时间}前答复您");
}

TEST(Checker, APhraseMayBeginOrEndWithAVariable) {
  auto rules = std::vector{rule(1, RuleKind::Banned, {"{时间}再说"})};
  EXPECT_THAT(found(rules, "那就明天再说"), ElementsAre("1 2-6"));
  EXPECT_THAT(found(rules, "那就再说"), IsEmpty());
}

TEST(Checker, APhraseOfManyVariablesEndsSoon) {
  std::string phrase = "甲";
  for (int i = 0; i < 9; ++i) phrase += "{单位}";
  auto rules = std::vector{rule(1, RuleKind::Banned, {phrase + "乙"})};
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "甲";
  EXPECT_THAT(found(rules, text), IsEmpty());
}

TEST(Checker, AnExcuseStandsForItsOwnSentenceInALongText) {
  auto soon = rule(1, RuleKind::Vague, {"尽快"});
  soon.unless = {"{时间}", "因为"};
  std::string text;
  std::vector<std::string> expected;
  for (int i = 0; i < 500; ++i) {
    text += "尽快。尽快，明天。因为，尽快！";
    expected.push_back("1 " + std::to_string(i * 15) + '-' + std::to_string(i * 15 + 2));
  }
  EXPECT_EQ(found({soon}, text), expected);
  EXPECT_THAT(found({soon}, "尽快，明天"), IsEmpty());
  EXPECT_THAT(found({soon}, "明天。尽快"), ElementsAre("1 3-5"));
}

TEST(Checker, BrokenTextIsReadAsReplacementsAndHarmsNothing) {
  auto rules = std::vector{rule(1, RuleKind::Banned, {"不行"})};
  EXPECT_THAT(found(rules, "\xff\xfe不行\xe4\xb8"), ElementsAre("1 2-4"));
  EXPECT_THAT(found(rules, ""), IsEmpty());
}

}  // namespace
}  // namespace wording
