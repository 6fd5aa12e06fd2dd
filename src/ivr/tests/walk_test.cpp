// Walks through flows: every kind of node, every exit, no database.

#include "ivr/walk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "ivr/testing.h"

namespace ivr {
namespace {

using namespace fixture;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const base::Time start = *base::from_rfc3339("2026-11-21T08:00:00Z");
constexpr routing::QueueId queue{7};
constexpr calendars::CalendarId calendar{9};
constexpr FlowId main_flow{1}, other_flow{2}, emergency_flow{3};

Node collect(const std::string& id, Collect settings) {
  auto made = node(id, NodeKind::Collect, {{"done", "done"}, {"invalid", "invalid"}, {"timeout", "timeout"}});
  made.collect = std::move(settings);
  return made;
}

class FakeWorld final : public World {
 public:
  std::shared_ptr<const Published> flow(FlowId id) override {
    auto found = flows.find(id.value);
    return found == flows.end() ? nullptr : found->second;
  }
  HoursState hours(calendars::CalendarId id, base::Time) override {
    asked = id;
    return state;
  }
  std::optional<Phrases> emergency() override { return said_in_emergency; }

  void publish(FlowId id, Graph graph) { flows[id.value] = make(id, std::move(graph)); }
  static std::shared_ptr<Published> make(FlowId id, Graph graph) {
    return std::make_shared<Published>(Published{id, 4, std::move(graph), false, {}});
  }

  std::map<std::int64_t, std::shared_ptr<Published>> flows;
  HoursState state = HoursState::Open;
  calendars::CalendarId asked;
  std::optional<Phrases> said_in_emergency;
};

// A caller, who tells what it hears.
class Caller {
 public:
  Told begin(Graph graph, std::uint64_t seed = 1) {
    world.publish(main_flow, std::move(graph));
    return begin(seed);
  }
  Told begin(std::uint64_t seed = 1) { return note(walk.begin(world, now, main_flow, facts, seed)); }
  Told press(const std::string& keys) {
    Told last;
    for (char key : keys) last = note(walk.digit(world, now, key));
    return last;
  }
  Told hear_out() { return note(walk.played(world, now, playing)); }
  Told wait(base::Duration time) {
    now += time;
    return note(walk.tick(world, now));
  }
  Told wait_out() {
    now = walk.next_timer().value();
    return note(walk.tick(world, now));
  }
  Told note(Told told) {
    for (const auto& taken : told.taken) exits.push_back(taken.node_id + "." + taken.exit);
    if (!told.step) return told;
    if (const auto* said = std::get_if<PlayPhrases>(&*told.step)) {
      playing = said->number;
      for (const auto& speech : said->speech) heard.push_back(speech.text);
      language = said->language;
    }
    return told;
  }
  bool hung_up() const { return walk.ended(); }

  FakeWorld world;
  Walk walk;
  Facts facts{"13800001111", "4001", {}, {}, "北京", "北京", "移动", "zh-CN"};
  base::Time now = start;
  std::int64_t playing = 0;
  std::vector<std::string> heard, exits;
  std::string language;
};

template <class T>
const T* step(const Told& told) {
  return told.step ? std::get_if<T>(&*told.step) : nullptr;
}

class WalkTest : public ::testing::Test {
 protected:
  // Takes the exit of a node that decides by itself, and gives its name.
  std::string exit_of(Node decided, const std::vector<std::string>& exits, std::uint64_t seed = 1) {
    decided.id = "n";
    decided.exits.clear();
    Graph graph{"n", {}};
    for (const auto& exit : exits) {
      decided.exits.push_back({exit, "to_" + exit});
      graph.nodes.push_back(hangup("to_" + exit));
    }
    graph.nodes.push_back(decided);
    caller.exits.clear();
    caller.begin(std::move(graph), seed);
    return caller.exits.empty() ? "" : caller.exits[0].substr(2);
  }
  Graph with_ends(Node first) {
    return {first.id, {first, hangup("done"), hangup("invalid"), hangup("timeout"), hangup("failed")}};
  }

  Caller caller;
};

TEST_F(WalkTest, AGreetingIsSaidAndThenTheCallIsHungUp) {
  auto told = caller.begin({"a", {play("a", "您好", "b"), hangup("b", "再见")}});
  ASSERT_TRUE(step<PlayPhrases>(told));
  EXPECT_FALSE(told.stop_playing);
  told = caller.hear_out();
  EXPECT_THAT(caller.heard, ElementsAre("您好", "再见"));
  EXPECT_FALSE(caller.hung_up());
  told = caller.hear_out();
  EXPECT_TRUE(step<HangUp>(told));
  EXPECT_TRUE(caller.hung_up());
  EXPECT_THAT(caller.exits, ElementsAre("a.next"));
}

TEST_F(WalkTest, AnExitIsToldWithItsFlowVersionAndTime) {
  caller.begin({"a", {play("a", "您好", "b"), hangup("b")}});
  caller.now += 3s;
  auto told = caller.hear_out();
  EXPECT_THAT(told.taken, ElementsAre(Taken{main_flow, 4, "a", "next", start + 3s}));
}

TEST_F(WalkTest, AKeyEndsAPhraseThatMayBeInterruptedAndCountsForTheMenu) {
  caller.begin({"a", {play("a", "您好", "m"), menu("m", "12", {{"1", "b"}}), hangup("b")}});
  auto told = caller.press("1");
  EXPECT_TRUE(told.stop_playing);
  EXPECT_THAT(caller.exits, ElementsAre("a.next", "m.1"));
  EXPECT_THAT(caller.heard, ElementsAre("您好"));
}

TEST_F(WalkTest, WhatIsChosenInAMenuIsToldByTheTitles) {
  auto asks = menu("m", "12", {{"1", "b"}, {"invalid", "b"}});
  asks.title = "主菜单";
  auto ends = hangup("b");
  ends.title = "报修";
  caller.begin({"m", {asks, ends}});
  EXPECT_THAT(caller.press("1").chosen, ElementsAre(MenuChoice{"主菜单", "1", "报修"}));
  caller.begin({"m", {asks, ends}});
  EXPECT_THAT(caller.press("9").chosen, IsEmpty()) << "What no key leads to is no choice.";
}

TEST_F(WalkTest, AKeyDuringAPhraseThatMayNotBeInterruptedIsPassedOver) {
  caller.begin({"a", {play("a", "通话将被录音", "m", false), menu("m", "1", {{"1", "b"}}), hangup("b")}});
  auto told = caller.press("1");
  EXPECT_FALSE(told.stop_playing);
  EXPECT_THAT(caller.exits, IsEmpty());
  caller.hear_out();
  EXPECT_THAT(caller.heard, ElementsAre("通话将被录音", "菜单"));
}

TEST_F(WalkTest, AnOldPhraseThatEndsLateChangesNothing) {
  caller.begin({"m", {menu("m", "1", {{"1", "a"}}), play("a", "请稍候", "b"), hangup("b")}});
  auto first = caller.playing;
  caller.press("1");
  auto told = caller.walk.played(caller.world, caller.now, first);
  EXPECT_FALSE(told.step);
  EXPECT_FALSE(caller.hung_up());
}

TEST_F(WalkTest, KeysAreTypedAheadThroughSeveralMenus) {
  caller.begin({"m", {menu("m", "1", {{"1", "k"}}), menu("k", "2", {{"2", "b"}}), hangup("b")}});
  caller.press("1");
  EXPECT_THAT(caller.heard, ElementsAre("菜单", "菜单"));
  caller.begin({"a",
                {play("a", "您好", "l"),
                 [] {
                   auto asking = node("l", NodeKind::Lookup, {{"ok", "m"}, {"failed", "m"}, {"timeout", "m"}});
                   asking.lookup = Lookup{LookupMethod::Get, "https://crm.example/x", {}, "", 3000, {}};
                   return asking;
                 }(),
                 menu("m", "1", {{"1", "k"}}), menu("k", "2", {{"2", "b"}}), hangup("b")}});
  caller.exits.clear();
  caller.press("12");
  caller.note(caller.walk.looked_up(caller.world, caller.now, {LookUpOutcome::Answered, "{}"}));
  EXPECT_THAT(caller.exits, ElementsAre("a.next", "l.ok", "m.1", "k.2"));
}

TEST_F(WalkTest, AWrongKeyIsToldAndTheMenuSaidAgainUntilTheTriesAreOver) {
  caller.begin({"m", {menu("m", "1", {{"invalid", "b"}}), hangup("b")}});
  auto told = caller.press("9");
  EXPECT_TRUE(told.stop_playing);
  EXPECT_THAT(caller.heard, ElementsAre("菜单", "没听清", "菜单"));
  caller.press("8");
  EXPECT_THAT(caller.exits, ElementsAre("m.invalid"));
}

TEST_F(WalkTest, SilenceInAMenuLeadsToItsTimeout) {
  caller.begin({"m", {menu("m", "1", {{"timeout", "b"}}), hangup("b")}});
  EXPECT_FALSE(caller.walk.next_timer());
  caller.hear_out();
  EXPECT_EQ(caller.walk.next_timer(), start + 5s);
  EXPECT_FALSE(caller.wait(4s).step);
  EXPECT_TRUE(caller.wait(1s).step);
  caller.hear_out();
  caller.wait_out();
  EXPECT_THAT(caller.exits, ElementsAre("m.timeout"));
}

TEST_F(WalkTest, DigitsAreCollectedToTheEndKey) {
  caller.begin(with_ends(collect("c", {say("请输入"), {}, true, 2, 11, "#", 8, 4, 2, "card", false})));
  caller.press("1234#");
  EXPECT_THAT(caller.exits, ElementsAre("c.done"));
  EXPECT_EQ(caller.walk.variables().at("card"), "1234");
}

TEST_F(WalkTest, DigitsAreCollectedToTheirGreatestNumber) {
  caller.begin(with_ends(collect("c", {say("请输入"), {}, true, 1, 3, "", 8, 4, 2, "card", false})));
  caller.press("123");
  EXPECT_THAT(caller.exits, ElementsAre("c.done"));
}

TEST_F(WalkTest, APauseEndsACollectionThatHasEnough) {
  caller.begin(with_ends(collect("c", {say("请输入"), {}, true, 2, 11, "#", 8, 4, 2, "card", false})));
  caller.press("12");
  EXPECT_EQ(caller.walk.next_timer(), start + 4s);
  caller.wait_out();
  EXPECT_THAT(caller.exits, ElementsAre("c.done"));
}

TEST_F(WalkTest, TooFewDigitsAreInvalid) {
  caller.begin(with_ends(collect("c", {say("请输入"), {}, true, 3, 11, "#", 8, 4, 2, "card", false})));
  caller.press("1#");
  EXPECT_THAT(caller.exits, IsEmpty());
  caller.press("1");
  caller.wait_out();
  EXPECT_THAT(caller.exits, ElementsAre("c.invalid"));
  EXPECT_FALSE(caller.walk.variables().contains("card"));
}

TEST_F(WalkTest, NoDigitsAreATimeout) {
  caller.begin(with_ends(collect("c", {say("请输入"), {}, true, 1, 11, "#", 8, 4, 1, "card", false})));
  caller.hear_out();
  EXPECT_EQ(caller.walk.next_timer(), start + 8s);
  caller.wait_out();
  EXPECT_THAT(caller.exits, ElementsAre("c.timeout"));
}

TEST_F(WalkTest, SecretDigitsAreLookedUpButNeverSaidOrShown) {
  auto asked = collect("c", {say("请输入密码"), {}, true, 4, 4, "", 8, 4, 1, "pin", true});
  asked.exits[0].to = "s";
  auto said = play("s", "您输入的是{pin}。", "l");
  auto looked = node("l", NodeKind::Lookup, {{"ok", "done"}});
  looked.lookup = Lookup{LookupMethod::Get, "https://crm.example/?pin={pin}", {}, "", 3000, {}};
  auto graph = with_ends(asked);
  graph.nodes.push_back(said);
  graph.nodes.push_back(looked);
  caller.begin(graph);
  caller.press("4321");
  EXPECT_EQ(caller.heard.back(), "您输入的是。");
  auto told = caller.hear_out();
  EXPECT_EQ(step<LookUp>(told)->url, "https://crm.example/?pin=4321");
  EXPECT_THAT(caller.walk.variables(), IsEmpty());
}

TEST_F(WalkTest, AVariableIsSetFromOthersAndSaid) {
  auto set = node("v", NodeKind::SetVariable, {{"next", "a"}});
  set.set_variable = SetVariable{"where", "{province}-{caller_number}"};
  auto told = caller.begin({"v", {set, play("a", "您在{where}{unknown}", "b"), hangup("b")}});
  EXPECT_THAT(caller.heard, ElementsAre("您在北京-13800001111"));
  EXPECT_FALSE(step<PlayPhrases>(told)->speech[0].lasting);
}

TEST_F(WalkTest, TestsCompareTextsAndNumbers) {
  auto holds = [&](const std::string& variable, Operator op, const std::string& value) {
    Node test;
    test.kind = NodeKind::Test;
    test.test = TestVariable{variable, op, value};
    return exit_of(test, {"yes", "no"}) == "yes";
  };
  EXPECT_TRUE(holds("city", Operator::Equals, "北京"));
  EXPECT_TRUE(holds("city", Operator::Equals, "{province}"));
  EXPECT_TRUE(holds("city", Operator::Differs, "上海"));
  EXPECT_TRUE(holds("called_number", Operator::Less, "4002"));
  EXPECT_FALSE(holds("called_number", Operator::Greater, "4001"));
  EXPECT_TRUE(holds("called_number", Operator::Greater, "400.5"));
  EXPECT_FALSE(holds("city", Operator::Less, "5"));
  EXPECT_TRUE(holds("caller_number", Operator::BeginsWith, "138"));
  EXPECT_TRUE(holds("unknown", Operator::IsEmpty, ""));
  EXPECT_FALSE(holds("city", Operator::IsEmpty, ""));
}

TEST_F(WalkTest, HoursLeadToOpenClosedAndHoliday) {
  Node hours;
  hours.kind = NodeKind::Hours;
  hours.hours = HoursOf{calendar};
  for (auto state : {HoursState::Open, HoursState::Closed, HoursState::Holiday}) {
    caller.world.state = state;
    EXPECT_EQ(exit_of(hours, {"open", "closed", "holiday"}), base::word_of(state));
  }
  EXPECT_EQ(caller.world.asked, calendar);
}

TEST_F(WalkTest, TheFirstBranchThatFitsTheCallerIsTaken) {
  auto branch = [](const std::string& exit) {
    CallerBranch made;
    made.exit = exit;
    return made;
  };
  Node by;
  by.kind = NodeKind::Caller;
  by.caller = ByCaller{{branch("number"), branch("tier"), branch("region"), branch("known"), branch("english")}};
  by.caller->branches[0].number_prefixes = {"010", "139"};
  by.caller->branches[1].tier_ids = {dictionaries::EntryId{5}};
  by.caller->branches[2].regions = {"上海"};
  by.caller->branches[3].known_customer = true;
  by.caller->branches[4].language = "en";
  auto taken = [&] { return exit_of(by, {"number", "tier", "region", "known", "english", "otherwise"}); };
  EXPECT_EQ(taken(), "otherwise");
  caller.facts.language = "en";
  EXPECT_EQ(taken(), "english");
  caller.facts.customer_id = customers::CustomerId{1};
  EXPECT_EQ(taken(), "known");
  caller.facts.city = "上海";
  EXPECT_EQ(taken(), "region");
  caller.facts.tier_id = dictionaries::EntryId{5};
  EXPECT_EQ(taken(), "tier");
  caller.facts.caller_number = "13900000000";
  EXPECT_EQ(taken(), "number");
}

TEST_F(WalkTest, AllConditionsOfABranchMustHold) {
  Node by;
  by.kind = NodeKind::Caller;
  CallerBranch both;
  both.exit = "both";
  both.number_prefixes = {"138"};
  both.known_customer = true;
  by.caller = ByCaller{{both}};
  EXPECT_EQ(exit_of(by, {"both", "otherwise"}), "otherwise");
  caller.facts.customer_id = customers::CustomerId{1};
  EXPECT_EQ(exit_of(by, {"both", "otherwise"}), "both");
}

TEST_F(WalkTest, ASplitKeepsItsShares) {
  Node split;
  split.kind = NodeKind::Split;
  split.split = Split{{{"a", 30}, {"b", 70}}};
  std::map<std::string, int> counts;
  for (std::uint64_t seed = 0; seed < 2'000; ++seed) ++counts[exit_of(split, {"a", "b"}, seed)];
  EXPECT_NEAR(counts["a"], 600, 80);
  EXPECT_NEAR(counts["b"], 1'400, 80);
  EXPECT_EQ(exit_of(split, {"a", "b"}, 5), exit_of(split, {"a", "b"}, 5));
}

class LookupWalk : public WalkTest {
 protected:
  Told begin(Lookup lookup) {
    auto asking = node("l", NodeKind::Lookup, {{"ok", "done"}, {"failed", "failed"}, {"timeout", "timeout"}});
    asking.lookup = std::move(lookup);
    return caller.begin(with_ends(asking));
  }
  Told answer(LookUpOutcome outcome, const std::string& body = "") {
    return caller.note(caller.walk.looked_up(caller.world, caller.now, {outcome, body}));
  }
};

TEST_F(LookupWalk, VariablesAreEncodedForWhereTheyStand) {
  caller.facts.city = "北 \"京\"\r\n";
  auto told = begin({LookupMethod::Post,
                     "https://crm.example/{city}",
                     {{"X-City", "{city}"}},
                     R"({"city":"{city}","n":{"m":1}})",
                     3000,
                     {}});
  const auto* asked = step<LookUp>(told);
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->url, "https://crm.example/%E5%8C%97%20%22%E4%BA%AC%22%0D%0A");
  EXPECT_EQ(asked->headers[0].value, "北 \"京\"");
  EXPECT_EQ(asked->headers[1].value, "application/json");
  EXPECT_EQ(asked->body, R"({"city":"北 \"京\"\r\n","n":{"m":1}})");
}

TEST_F(LookupWalk, TheAnswerIsMappedIntoVariables) {
  begin({LookupMethod::Get,
         "https://crm.example/",
         {},
         "",
         3000,
         {{"/data/0/name", "name"}, {"/balance", "balance"}, {"/vip", "vip"}, {"/none", "none"}, {"/data", "data"}}});
  answer(LookUpOutcome::Answered, R"({"data":[{"name":"王\n芳"}],"balance":12.50,"vip":true})");
  EXPECT_THAT(caller.exits, ElementsAre("l.ok"));
  const auto& variables = caller.walk.variables();
  EXPECT_EQ(variables.at("name"), "王\n芳");
  EXPECT_EQ(variables.at("vip"), "true");
  EXPECT_EQ(variables.at("none"), "");
  EXPECT_EQ(variables.at("data"), "");
  EXPECT_EQ(std::stod(variables.at("balance")), 12.5);
}

TEST_F(LookupWalk, WhatFailsAndWhatTakesTooLongHaveTheirExits) {
  Lookup lookup{LookupMethod::Get, "https://crm.example/", {}, "", 3000, {}};
  begin(lookup);
  answer(LookUpOutcome::Failed);
  begin(lookup);
  answer(LookUpOutcome::TimedOut);
  begin(lookup);
  caller.wait_out();  // nobody came back
  EXPECT_THAT(caller.exits, ElementsAre("l.failed", "l.timeout", "l.timeout"));
  EXPECT_FALSE(answer(LookUpOutcome::Answered).step);
}

TEST_F(WalkTest, AQueueTakesTheCallerOrTellsWhyNot) {
  Node to =
      node("q", NodeKind::Queue, {{"closed", "done"}, {"full", "done"}, {"emergency", "done"}, {"inactive", "done"}});
  to.queue = ToQueue{queue, 30, {{agents::SkillId{3}, 2}}};
  for (auto admission : {routing::Admission::Closed, routing::Admission::Full, routing::Admission::Emergency,
                         routing::Admission::Inactive}) {
    auto told = caller.begin(with_ends(to));
    EXPECT_EQ(*step<EnterQueue>(told), (EnterQueue{queue, 30, {{agents::SkillId{3}, 2}}, "zh-CN"}));
    caller.note(caller.walk.queue_refused(caller.world, caller.now, admission));
    EXPECT_EQ(caller.exits.back(), "q." + base::word_of(admission));
  }
}

TEST_F(WalkTest, ATransferEndsTheWalkUnlessItFails) {
  Node to = node("t", NodeKind::Transfer, {{"failed", "failed"}});
  to.transfer = ToTarget{TransferTarget::Agent, "8{called_number}"};
  auto told = caller.begin(with_ends(to));
  EXPECT_EQ(*step<Transfer>(told), (Transfer{TransferTarget::Agent, "84001"}));
  caller.note(caller.walk.acted(caller.world, caller.now, Outcome::Failed));
  EXPECT_THAT(caller.exits, ElementsAre("t.failed"));
  caller.begin(with_ends(to));
  EXPECT_FALSE(caller.walk.acted(caller.world, caller.now, Outcome::Done).step);
  EXPECT_TRUE(caller.hung_up());
}

TEST_F(WalkTest, VoicemailIsAskedForThenLeft) {
  Node to = node("v", NodeKind::Voicemail, {{"done", "done"}});
  to.voicemail = MessageTaking{say("请留言"), queue, 60};
  caller.begin(with_ends(to));
  auto told = caller.press("5");
  EXPECT_TRUE(told.stop_playing);
  EXPECT_EQ(*step<LeaveVoicemail>(told), (LeaveVoicemail{queue, 60}));
  caller.note(caller.walk.acted(caller.world, caller.now, Outcome::Done));
  EXPECT_THAT(caller.exits, ElementsAre("v.done"));
}

TEST_F(WalkTest, ACallBackIsAskedForAndConfirmed) {
  Node to = node("c", NodeKind::Callback, {{"done", "done"}, {"failed", "failed"}});
  to.callback = Callback{"{caller_number}", queue, say("我们会回电")};
  auto told = caller.begin(with_ends(to));
  EXPECT_EQ(*step<RequestCallback>(told), (RequestCallback{queue, "13800001111"}));
  caller.note(caller.walk.acted(caller.world, caller.now, Outcome::Done));
  EXPECT_THAT(caller.heard, ElementsAre("我们会回电"));
  caller.hear_out();
  EXPECT_THAT(caller.exits, ElementsAre("c.done"));
}

TEST_F(WalkTest, ADigitFromOneToFiveIsARatingOnItsScale) {
  struct Case {
    std::string typed;
    RatingScale scale;
    std::optional<std::int64_t> rated;
  };
  for (const auto& [typed, scale, rated] :
       {Case{"5", RatingScale::FiveIsBest, 5}, Case{"5", RatingScale::OneIsBest, 1},
        Case{"1", RatingScale::OneIsBest, 5}, Case{"0", RatingScale::OneIsBest, {}},
        Case{"6", RatingScale::FiveIsBest, {}}, Case{"", RatingScale::FiveIsBest, {}},
        Case{"12", RatingScale::FiveIsBest, {}}}) {
    SCOPED_TRACE(typed);
    Node set = node("s", NodeKind::SetVariable, {{"next", "r"}});
    set.set_variable = SetVariable{"score", typed};
    Node rate = node("r", NodeKind::Rate, {{"rated", "done"}, {"invalid", "invalid"}});
    rate.rate = RatingTaking{"{score}", scale};
    auto graph = with_ends(set);
    graph.nodes.push_back(rate);
    caller.exits.clear();
    EXPECT_EQ(caller.begin(graph).rated, rated);
    EXPECT_THAT(caller.exits, ElementsAre("s.next", rated ? "r.rated" : "r.invalid"));
  }
}

TEST_F(WalkTest, ACallBackWithoutANumberOrRefusedFails) {
  Node to = node("c", NodeKind::Callback, {{"done", "done"}, {"failed", "failed"}});
  to.callback = Callback{"{caller_number}", queue, say("我们会回电")};
  caller.begin(with_ends(to));
  caller.note(caller.walk.acted(caller.world, caller.now, Outcome::Failed));
  caller.facts.caller_number = "";
  caller.begin(with_ends(to));
  EXPECT_THAT(caller.exits, ElementsAre("c.failed", "c.failed"));
}

TEST_F(WalkTest, TheLanguageChangesWhatIsSaid) {
  Node to = node("l", NodeKind::Language, {{"next", "m"}});
  to.language = ToLanguage{"en"};
  caller.begin({"l", {to, menu("m", "1", {{"1", "a"}}), play("a", "只有中文", "b"), hangup("b")}});
  caller.press("1");
  EXPECT_THAT(caller.heard, ElementsAre("Menu", "只有中文"));
  EXPECT_EQ(caller.language, "en");
}

TEST_F(WalkTest, ASubFlowReturnsToTheFlowThatUsedIt) {
  Node into = node("s", NodeKind::Subflow, {{"done", "after"}});
  into.subflow = Subflow{other_flow};
  caller.world.publish(other_flow, {"x", {play("x", "子流程", "y"), hangup("y", "", true)}});
  caller.begin({"s", {into, play("after", "回来了", "b"), hangup("b", "", true)}});
  EXPECT_EQ(caller.walk.flow_id(), other_flow);
  caller.hear_out();
  EXPECT_EQ(caller.walk.flow_id(), main_flow);
  EXPECT_THAT(caller.heard, ElementsAre("子流程", "回来了"));
  EXPECT_THAT(caller.exits, ElementsAre("x.next", "s.done"));
  EXPECT_TRUE(step<HangUp>(caller.hear_out()));
}

TEST_F(WalkTest, AFlowThatUsesItselfEnds) {
  Node into = node("s", NodeKind::Subflow, {{"done", "b"}});
  into.subflow = Subflow{main_flow};
  EXPECT_EQ(caller.begin({"s", {into, hangup("b")}}).fault, WalkFault::TooDeep);
  EXPECT_TRUE(caller.hung_up());
}

TEST_F(WalkTest, ACircleWithoutTheCallerEnds) {
  Node set = node("v", NodeKind::SetVariable, {{"next", "v"}});
  set.set_variable = SetVariable{"x", "{x}1"};
  auto told = caller.begin({"v", {set}});
  EXPECT_EQ(told.fault, WalkFault::TooManyNodes);
  EXPECT_TRUE(step<HangUp>(told));
  EXPECT_EQ(told.taken.size(), std::size_t{Walk::most_nodes});
}

TEST_F(WalkTest, ACallerWhoNeverPressesAnythingIsHungUpOnInTheEnd) {
  caller.begin({"m", {menu("m", "1", {{"timeout", "m"}, {"invalid", "m"}})}});
  int rounds = 0;
  for (; !caller.hung_up() && rounds < 10'000; ++rounds) {
    if (caller.walk.next_timer())
      caller.wait_out();
    else
      caller.hear_out();
  }
  EXPECT_LT(rounds, 10'000);
}

TEST_F(WalkTest, WhatIsMissingInAFlowHangsUpWithAFault) {
  EXPECT_EQ(caller.begin({"", {}}).fault, WalkFault::NoSuchNode);
  EXPECT_EQ(caller.begin({"a", {node("a", NodeKind::Play, {})}}).fault, WalkFault::NoSettings);
  EXPECT_EQ(caller.begin({"a", {play("a", "", "b")}}).fault, WalkFault::NoSuchNode);
  auto open = play("a", "", "b");
  open.exits.clear();
  EXPECT_EQ(caller.begin({"a", {open}}).fault, WalkFault::NoExit);
  caller.world.flows.clear();
  EXPECT_EQ(caller.begin().fault, WalkFault::NoFlow);
  EXPECT_TRUE(caller.hung_up());
}

TEST_F(WalkTest, TheEmergencyOfTheCentreStandsAboveAll) {
  caller.world.said_in_emergency = say("系统故障，请稍后再拨");
  caller.begin({"a", {play("a", "您好", "b"), hangup("b")}});
  caller.press("1");
  EXPECT_THAT(caller.heard, ElementsAre("系统故障，请稍后再拨"));
  EXPECT_TRUE(step<HangUp>(caller.hear_out()));
  EXPECT_THAT(caller.exits, IsEmpty());
}

TEST_F(WalkTest, TheEmergencyOfAFlowLeadsIntoAnother) {
  caller.world.publish(main_flow, {"a", {play("a", "您好", "b"), hangup("b")}});
  caller.world.publish(emergency_flow, {"e", {play("e", "紧急通知", "b"), hangup("b")}});
  caller.world.flows[1]->emergency = true;
  caller.world.flows[1]->emergency_flow_id = emergency_flow;
  caller.begin();
  EXPECT_THAT(caller.heard, ElementsAre("紧急通知"));
  EXPECT_EQ(caller.walk.flow_id(), emergency_flow);
}

TEST_F(WalkTest, AWalkKeepsTheVersionWithWhichItBegan) {
  caller.begin({"a", {play("a", "旧", "c"), play("c", "还是旧", "b"), hangup("b")}});
  caller.world.publish(main_flow, {"a", {hangup("a")}});
  caller.hear_out();
  EXPECT_THAT(caller.heard, ElementsAre("旧", "还是旧"));
}

TEST_F(WalkTest, InputsThatNobodyAskedForChangeNothing) {
  auto told = caller.begin({"m", {menu("m", "1", {{"1", "b"}}), hangup("b")}});
  EXPECT_FALSE(caller.walk.looked_up(caller.world, caller.now, {}).step);
  EXPECT_FALSE(caller.walk.queue_refused(caller.world, caller.now, routing::Admission::Full).step);
  EXPECT_FALSE(caller.walk.acted(caller.world, caller.now, Outcome::Done).step);
  EXPECT_FALSE(caller.walk.digit(caller.world, caller.now, 'x').stop_playing);
  EXPECT_FALSE(caller.walk.tick(caller.world, caller.now + 1h).step);
  caller.press("1");
  EXPECT_TRUE(caller.hung_up());
  EXPECT_FALSE(caller.press("1").step);
}

}  // namespace
}  // namespace ivr
