// The verbs on language rules and what ships, on both databases.

#include "events/testing.h"
#include "wording/wording.h"

#include <gmock/gmock.h>

#include "access/testing.h"
#include "content/rights.h"
#include "dictionaries/dictionaries.h"
#include "tests/support/databases.h"
#include "wording/events.h"

namespace wording {
namespace {

using org::fixture::need;
using testing::ElementsAre;
using testing::IsEmpty;

class WordingTest : public support::StoreTest {
 protected:
  WordingTest() : world(database(), content::content_rights()), wording(world.platform) {
    dictionaries::Dictionaries(world.platform).load_packs(YINGDA_SOURCE_DIR "/content");
    wording.load_packs(YINGDA_SOURCE_DIR "/content");
    world.add_person("north", world.north_place(), {{world.role("centre_administrator"), org::Scope::Centre}});
    admin = world.admin();
    north = world.actor("north");
  }

  static LanguageRuleFields fields(std::vector<std::string> phrases) {
    return {RuleKind::Banned, "zh-CN", "自定", std::move(phrases), {}, {}, "换个说法", {}, 0, true};
  }
  // The keys of the shipped rules that speak; "" stands for one's own.
  std::vector<std::string> rules_hit(const std::string& text, const CheckContext& context = {}) {
    LanguageCheck check{context, text};
    std::vector<std::string> keys;
    for (const auto& hit : need(wording.check(north, check)))
      keys.push_back(need(wording.rule(north, hit.rule_id)).key);
    return keys;
  }
  template <class T>
  static std::string refusal(const base::Result<T>& result) {
    if (result) return "done";
    return result.error().faults.empty() ? result.error().key
                                         : result.error().faults[0].path + ' ' + result.error().faults[0].code;
  }

  org::fixture::World world;
  Wording wording;
  org::Actor admin, north;
};

struct SaidCase {
  const char* text;
  std::vector<std::string> rules;
};

TEST_P(WordingTest, TheShippedRulesFindWhatTheyShould) {
  for (const auto& [text, rules] : std::vector<SaidCase>{
           {"这个不可能，没办法。", {"zh_refusal", "zh_refusal"}},
           {"我不知道，这不归我管", {"zh_ignorance", "zh_not_mine"}},
           {"你听不懂吗？急什么！爱投诉就投诉", {"zh_rude", "zh_rude", "zh_rude"}},
           {"你必须先交费", {"zh_imperative"}},
           {"大概三天吧", {"zh_vague"}},
           {"我们会尽快处理", {"zh_no_time"}},
           {"我们会尽快处理，今天下午5点前答复您", {}},
           {"因为线路正在检修，可能会晚一些", {}},
           {"这是我们应该做的，我们会尽可能帮您", {}},
           {"您看行不行？", {}},
           {"不知道您现在方便吗", {}},
           {"我马上为您查询", {}},
           {"这是我们的责任吗？是我们的责任，一定赔偿", {"zh_early_fault", "zh_early_fault", "zh_early_fault"}},
           {"您家的ONU光衰太大", {"zh_jargon_onu", "zh_jargon_attenuation"}},
           {"我为您核实一下，2小时内答复您。", {}},
           {"I don't know, that's not my department.", {"en_ignorance", "en_not_mine"}},
           {"We will call you back as soon as possible.", {"en_no_time"}},
           {"We will call you back as soon as possible, by 5 pm.", {}},
           {"You should receive it tomorrow.", {}},
           {"You must restart the ONU.", {"en_imperative", "en_jargon_onu"}}})
    EXPECT_EQ(rules_hit(text), rules) << text;
}

TEST_P(WordingTest, TheShippedGreetingAndClosingAreTakenForSuch) {
  for (auto text : {"您好，星河广电客服，工号1024为您服务，请问有什么可以帮您？",
                    "Hello, this is Galaxy customer service, number 1024 speaking. How can I help you?"})
    EXPECT_THAT(rules_hit(text, {.moment = Moment::First}), IsEmpty()) << text;
  for (auto text : {"请问还有其他可以帮到您的吗？感谢您的咨询，祝您生活愉快！",
                    "Is there anything else I can help you with? Thank you for contacting us, and have a nice day."})
    EXPECT_THAT(rules_hit(text, {.moment = Moment::Last}), IsEmpty()) << text;
  EXPECT_THAT(rules_hit("喂，说", {.moment = Moment::First}), ElementsAre("zh_greeting"));
  EXPECT_THAT(rules_hit("Bye.", {.moment = Moment::Last}), ElementsAre("en_closing"));
}

TEST_P(WordingTest, TheAdviceOfTheShippedRulesBreaksNoRule) {
  for (const auto& rule : need(wording.rules(admin, {200, {}})).items) {
    if (rule.kind == RuleKind::Jargon || rule.kind == RuleKind::Emoji || rule.advice.find("请") == 0) continue;
    auto advice = rule.advice;
    for (auto name : {"{时间}", "{time}"})
      if (auto at = advice.find(name); at != advice.npos) advice.replace(at, std::string(name).size(), "5 pm");
    EXPECT_THAT(rules_hit(advice), IsEmpty()) << rule.key << ": " << advice;
  }
}

TEST_P(WordingTest, NoEmojiToAComplaintAndOneAtMostElsewhere) {
  EXPECT_THAT(rules_hit("好的😀"), IsEmpty());
  EXPECT_THAT(rules_hit("好的😀[微笑]"), ElementsAre("zh_emoji"));
  EXPECT_THAT(rules_hit("好的😀", {.contact_kind = "complaint"}), ElementsAre("zh_emoji_complaint"));
}

TEST_P(WordingTest, AChangedRuleCountsFromTheNextCheckOn) {
  EXPECT_THAT(rules_hit("亲，在的"), IsEmpty());
  auto own = need(wording.create_rule(admin, fields({"亲，"})));
  EXPECT_THAT(rules_hit("亲，在的"), ElementsAre(""));
  own.active = false;
  own = need(wording.edit_rule(admin, own.id, 1, own));
  EXPECT_THAT(rules_hit("亲，在的"), IsEmpty());
  own.active = true;
  need(wording.edit_rule(admin, own.id, 2, own));
  need(wording.delete_rule(admin, own.id));
  EXPECT_THAT(rules_hit("亲，在的"), IsEmpty());
}

TEST_P(WordingTest, AChangeByAnotherNodeCountsOnceItsEventArrives) {
  EXPECT_THAT(rules_hit("亲，在的"), IsEmpty());
  Wording other(world.platform);
  need(other.create_rule(admin, fields({"亲，"})));
  std::vector<events::Event> batch;
  events::wait_until_settled(database());
  database().read([&](db::Transaction& tx) { batch = events::read_after(tx, {}, 10'000); });
  wording.changed(batch);
  EXPECT_THAT(rules_hit("亲，在的"), ElementsAre(""));
}

TEST_P(WordingTest, LoadingAgainLeavesWhatTheAdministratorChanged) {
  auto rules = need(wording.rules(admin, {200, {}}));
  EXPECT_EQ(rules.total, 53);
  auto first = rules.items[0];
  first.active = false;
  need(wording.edit_rule(admin, first.id, first.version, first));
  Wording(world.platform).load_packs(YINGDA_SOURCE_DIR "/content");
  rules = need(wording.rules(admin, {200, {}}));
  EXPECT_EQ(rules.total, 53);
  EXPECT_FALSE(rules.items[0].active);
}

TEST_P(WordingTest, ARuleMustBeAbleToSpeak) {
  EXPECT_EQ(refusal(wording.create_rule(admin, fields({}))), "/phrases missing");
  EXPECT_EQ(refusal(wording.create_rule(admin, fields({"不行", "{单位}"}))), "/phrases/1 empty_phrase");
  auto unknown = fields({"不行"});
  unknown.contact_kinds = {"complaint", "gossip"};
  EXPECT_EQ(refusal(wording.create_rule(admin, unknown)), "/contact_kinds/1 no_such_object");
  auto excuse = fields({"不行"});
  excuse.unless = {"{时间}"};
  EXPECT_EQ(refusal(wording.create_rule(admin, excuse)), "done");
}

TEST_P(WordingTest, RulesAreEditedByThoseWhoReachTheWholeTree) {
  auto shipped = need(wording.rules(north, {})).items.at(0);
  EXPECT_EQ(refusal(wording.create_rule(north, fields({"不"}))), "content_needs_whole_tree");
  EXPECT_EQ(refusal(wording.edit_rule(north, shipped.id, 1, shipped)), "content_needs_whole_tree");
  EXPECT_EQ(refusal(wording.delete_rule(north, shipped.id)), "content_needs_whole_tree");
  EXPECT_EQ(refusal(wording.delete_rule(admin, shipped.id)), "shipped_content_stays");
  EXPECT_EQ(refusal(wording.edit_rule(admin, shipped.id, 2, shipped)), "stale");
  EXPECT_EQ(refusal(wording.delete_rule(admin, RuleId{5})), "not_found");
  org::Actor nobody;
  nobody.ref.kind = base::ActorKind::Person;
  EXPECT_EQ(refusal(wording.check(nobody, {})), "right_missing");
}

YINGDA_ON_BOTH_ENGINES(WordingTest);

}  // namespace
}  // namespace wording
