// What stands against publishing a graph.

#include "ivr/validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "ivr/testing.h"

namespace ivr {
namespace {

using namespace fixture;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr FlowId own{1}, other{2}, third{3};

class FakeSurroundings final : public Surroundings {
 public:
  bool has_prompt(PromptId id) const override { return id.value == 5; }
  bool has_queue(routing::QueueId id) const override { return id.value == 5; }
  bool has_calendar(calendars::CalendarId id) const override { return id.value == 5; }
  bool has_tier(dictionaries::EntryId id) const override { return id.value == 5; }
  bool allows_host(const std::string& host) const override { return host == "crm.example.com"; }
  std::shared_ptr<const Graph> published(FlowId id) const override {
    auto found = flows.find(id.value);
    return found == flows.end() ? nullptr : std::make_shared<const Graph>(found->second);
  }
  std::map<std::int64_t, Graph> flows;
};

class Validation : public ::testing::Test {
 protected:
  // "node code" of each fault.
  std::vector<std::string> faults(const Graph& graph) {
    std::vector<std::string> all;
    for (const auto& fault : check(graph, own, surroundings)) all.push_back(fault.node_id + " " + fault.code);
    return all;
  }
  // Of a node whose exits all lead to a hang-up.
  std::vector<std::string> faults_of(Node tried) {
    tried.id = "n";
    tried.exits.clear();
    for (const auto& exit : exits_of(tried)) tried.exits.push_back({exit, "end"});
    return faults({"n", {tried, hangup("end")}});
  }
  FakeSurroundings surroundings;
};

TEST_F(Validation, AWholeFlowHasNoFaults) {
  auto options = menu("m", "1", {{"1", "b"}, {"invalid", "b"}, {"timeout", "b"}});
  EXPECT_THAT(faults({"a", {play("a", "您好", "m"), options, hangup("b")}}), IsEmpty());
}

TEST_F(Validation, AFlowBeginsSomewhere) {
  EXPECT_THAT(faults({"", {}}), ElementsAre(" flow_no_start"));
  EXPECT_THAT(faults({"gone", {hangup("a")}}), ElementsAre(" flow_no_start", "a flow_unreachable"));
}

TEST_F(Validation, DeadEndsAndExitsToNowhereAreFound) {
  auto open = play("a", "您好", "b");
  open.exits.clear();
  EXPECT_THAT(faults({"a", {open}}), ElementsAre("a flow_dead_end"));
  EXPECT_THAT(faults({"a", {play("a", "您好", "gone")}}), ElementsAre("a flow_exit_to_nowhere"));
  auto more = play("a", "您好", "b");
  more.exits.push_back({"other", "b"});
  more.exits.push_back({"next", "b"});
  EXPECT_THAT(faults({"a", {more, hangup("b")}}), ElementsAre("a flow_exit_unknown", "a flow_exit_twice"));
}

TEST_F(Validation, WhatNobodyReachesIsFound) {
  EXPECT_THAT(faults({"a", {hangup("a"), hangup("b")}}), ElementsAre("b flow_unreachable"));
  EXPECT_THAT(faults({"a", {hangup("a"), hangup("a")}}), ElementsAre("a flow_same_id"));
}

TEST_F(Validation, ANodeHasTheSettingsOfItsKind) {
  for (int kind = 0; kind <= static_cast<int>(NodeKind::Hangup); ++kind) {
    Node bare;
    bare.kind = static_cast<NodeKind>(kind);
    EXPECT_THAT(faults_of(bare), Contains("n flow_no_settings")) << kind;
  }
}

TEST_F(Validation, AMenuHasKeysThatArePossible) {
  auto keys = [&](const std::string& text) {
    Node made;
    made.kind = NodeKind::Menu;
    made.menu = Menu{say("菜单"), {}, true, text, 5, 2};
    return faults_of(made);
  };
  EXPECT_THAT(keys("19*#"), IsEmpty());
  EXPECT_THAT(keys(""), Contains("n flow_no_keys"));
  EXPECT_THAT(keys("1x"), Contains("n flow_bad_keys"));
  EXPECT_THAT(keys("11"), Contains("n flow_bad_keys"));
}

TEST_F(Validation, WhatIsSaidIsThere) {
  Node made;
  made.kind = NodeKind::Play;
  made.play = Play{};
  EXPECT_THAT(faults_of(made), ElementsAre("n flow_no_phrases"));
  made.play->phrases.zh = {{PromptId{5}, {}, {}, {}, {}}};
  EXPECT_THAT(faults_of(made), IsEmpty());
  made.play->phrases.zh = {{PromptId{6}, {}, {}, {}, {}}};
  EXPECT_THAT(faults_of(made), ElementsAre("n flow_no_prompt"));
  made.play->phrases.zh = {{{}, "", {}, {}, {}}};
  EXPECT_THAT(faults_of(made), ElementsAre("n flow_bad_phrase"));
  made.play->phrases.zh = {{{}, "文字", "1", {}, {}}};
  EXPECT_THAT(faults_of(made), ElementsAre("n flow_bad_phrase"));
}

TEST_F(Validation, QueuesCalendarsAndTiersAreThere) {
  Node made;
  made.kind = NodeKind::Queue;
  made.queue = ToQueue{};
  EXPECT_THAT(faults_of(made), ElementsAre("n flow_no_queue"));
  made.queue->queue_id = routing::QueueId{6};
  EXPECT_THAT(faults_of(made), ElementsAre("n flow_no_queue"));
  made.queue->queue_id = routing::QueueId{5};
  EXPECT_THAT(faults_of(made), IsEmpty());
  Node hours;
  hours.kind = NodeKind::Hours;
  hours.hours = HoursOf{calendars::CalendarId{6}};
  EXPECT_THAT(faults_of(hours), ElementsAre("n flow_no_calendar"));
  Node caller;
  caller.kind = NodeKind::Caller;
  caller.caller = ByCaller{{{"vip", {}, {dictionaries::EntryId{6}}, {}, {}, {}}}};
  EXPECT_THAT(faults_of(caller), ElementsAre("n flow_no_tier"));
}

TEST_F(Validation, BranchesHaveConditionsAndNamesOfTheirOwn) {
  Node made;
  made.kind = NodeKind::Caller;
  made.caller = ByCaller{};
  EXPECT_THAT(faults_of(made), ElementsAre("n flow_no_branches"));
  made.caller->branches = {{"a", {}, {}, {}, {}, {}}};
  EXPECT_THAT(faults_of(made), ElementsAre("n flow_no_condition"));
  made.caller->branches = {{"otherwise", {"010"}, {}, {}, {}, {}}};
  EXPECT_THAT(faults_of(made), Contains("n flow_bad_exit_name"));
}

TEST_F(Validation, SharesAreAHundredTogether) {
  Node made;
  made.kind = NodeKind::Split;
  made.split = Split{{{"a", 40}, {"b", 60}}};
  EXPECT_THAT(faults_of(made), IsEmpty());
  made.split->shares[1].percent = 50;
  EXPECT_THAT(faults_of(made), ElementsAre("n flow_bad_shares"));
}

TEST_F(Validation, ALookUpAsksOnlyHostsThatAreAllowed) {
  auto url = [&](const std::string& text) {
    Node made;
    made.kind = NodeKind::Lookup;
    made.lookup = Lookup{LookupMethod::Get, text, {}, "", 3000, {}};
    return faults_of(made);
  };
  EXPECT_THAT(url("https://CRM.example.com:8443/x?n={caller_number}"), IsEmpty());
  EXPECT_THAT(url("https://evil.example.com/"), ElementsAre("n flow_host_not_allowed"));
  for (const auto* bad :
       {"", "crm.example.com", "ftp://crm.example.com/", "https://{host}/", "https://a{b}.example.com/",
        "https://crm.example.com@evil.example.com/", "https://evil.example.com\\@crm.example.com/"})
    EXPECT_THAT(url(bad), ElementsAre("n flow_bad_url")) << bad;
}

TEST_F(Validation, MappingsAndVariablesAreWellFormed) {
  Node made;
  made.kind = NodeKind::Lookup;
  made.lookup = Lookup{LookupMethod::Get, "https://crm.example.com/", {{"X y", ""}}, "", 3000, {{"name", "1st"}}};
  EXPECT_THAT(faults_of(made), ElementsAre("n flow_bad_header", "n flow_bad_variable", "n flow_bad_pointer"));
}

TEST_F(Validation, ASubFlowIsPublishedAndDoesNotComeBack) {
  auto uses = [&](FlowId flow) { return faults({"s", {subflow("s", flow, "end"), hangup("end")}}); };
  EXPECT_THAT(uses(other), ElementsAre("s flow_no_subflow"));
  surroundings.flows[other.value] = {"a", {hangup("a")}};
  EXPECT_THAT(uses(other), IsEmpty());
  EXPECT_THAT(uses(own), ElementsAre("s flow_recursion"));
  surroundings.flows[other.value] = {"a", {subflow("a", third, "b"), hangup("b")}};
  surroundings.flows[third.value] = {"a", {subflow("a", own, "b"), hangup("b")}};
  EXPECT_THAT(uses(other), ElementsAre("s flow_recursion"));
}

TEST_F(Validation, ACircleThatWaitsForNobodyIsFound) {
  auto set = [](const std::string& id, const std::string& to) {
    auto made = node(id, NodeKind::SetVariable, {{"next", to}});
    made.set_variable = SetVariable{"x", "1"};
    return made;
  };
  EXPECT_THAT(faults({"a", {set("a", "b"), set("b", "a")}}), ElementsAre("a flow_circle", "b flow_circle"));
  EXPECT_THAT(faults({"a", {set("a", "p"), play("p", "您好", "a")}}), IsEmpty());
}

TEST_F(Validation, ThereAreTwoLanguages) {
  Node made;
  made.kind = NodeKind::Language;
  made.language = ToLanguage{"fr"};
  EXPECT_THAT(faults_of(made), ElementsAre("n flow_bad_language"));
}

}  // namespace
}  // namespace ivr
