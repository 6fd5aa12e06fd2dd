// Flows, versions, settings and figures, on both databases.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agents/testing.h"
#include "calendars/calendars.h"
#include "events/testing.h"
#include "ivr/events.h"
#include "ivr/ivr.h"
#include "ivr/rights.h"
#include "ivr/testing.h"
#include "routing/rights.h"
#include "routing/routing.h"
#include "tests/support/databases.h"

namespace ivr {
namespace {

using namespace fixture;
using namespace std::chrono_literals;
using agents::fixture::need;
using agents::fixture::why;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<org::Right> rights() {
  auto all = routing::routing_rights();
  for (auto right : flow_rights()) all.push_back(right);
  return all;
}

class Numbers final : public Users {
 public:
  bool uses(db::Transaction&, FlowId flow) const override { return flow == used; }
  FlowId used;
};

class Flows : public support::StoreTest {
 protected:
  Flows() { ivr.load_packs(YINGDA_SOURCE_DIR "/content"); }

  Graph greeting(const std::string& text) { return {"a", {play("a", text, "b"), hangup("b")}}; }
  Flow add(const std::string& name, Graph graph, org::CentreId centre) {
    return need(ivr.create_flow(floor.admin, {centre, name, "", {}, std::move(graph)}));
  }
  Flow add(const std::string& name, Graph graph) { return add(name, std::move(graph), floor.world.north); }
  Flow edit(const Flow& flow, Graph graph) {
    FlowFields fields = flow;
    fields.draft = std::move(graph);
    return need(ivr.edit_flow(floor.admin, flow.id, flow.version, fields));
  }
  Flow publish(const Flow& flow) { return need(ivr.publish(floor.admin, flow.id, {flow.version, "上线"})); }
  Flow publish(const std::string& name, Graph graph) { return publish(add(name, std::move(graph))); }
  // What a caller hears first.
  std::string heard(FlowId flow, org::CentreId centre) {
    return database().read([&](db::Transaction& tx) {
      DatabaseWorld world(ivr, tx, centre);
      auto told = Walk().begin(world, floor.world.clock.now(), flow, {}, 1);
      const auto* said = told.step ? std::get_if<PlayPhrases>(&*told.step) : nullptr;
      return said ? said->speech.at(0).text : std::string();
    });
  }
  std::string heard(FlowId flow) { return heard(flow, floor.world.north); }
  void read_log() {
    events::wait_until_settled(database());
    database().write([&](db::Transaction& tx) {
      auto batch = events::read_after(tx, position, 10'000);
      if (!batch.empty()) position = batch.back().position;
      Ivr::count_exits(tx, batch);
    });
  }

  agents::fixture::Floor floor{database(), rights()};
  Ivr ivr{floor.world.platform};
  events::Position position;
};

TEST_P(Flows, ADraftIsKeptAsItWasDrawn) {
  auto made = add("主菜单", greeting("您好"));
  EXPECT_EQ(need(ivr.flow(floor.admin, made.id)).draft, greeting("您好"));
  EXPECT_EQ(made.published, 0);
  EXPECT_EQ(why(ivr.create_flow(floor.admin, {floor.world.north, "主菜单", "", {}, {}})), "/name taken");
}

TEST_P(Flows, WhoEditsWhatAnotherSavedMeanwhileIsTold) {
  auto made = add("主菜单", greeting("您好"));
  edit(made, greeting("新的"));
  EXPECT_EQ(why(ivr.edit_flow(floor.admin, made.id, made.version, made)), "stale");
  EXPECT_EQ(why(ivr.publish(floor.admin, made.id, {made.version, ""})), "stale");
}

TEST_P(Flows, CallersWalkWhatIsPublishedNotTheDraft) {
  auto flow = add("主菜单", greeting("第一版"));
  EXPECT_EQ(heard(flow.id), "");
  flow = publish(flow);
  EXPECT_EQ(flow.published, 1);
  flow = edit(flow, greeting("第二版"));
  EXPECT_EQ(heard(flow.id), "第一版");
  publish(flow);
  EXPECT_EQ(heard(flow.id), "第二版");
}

TEST_P(Flows, AFlowWithFaultsIsNotPublished) {
  auto flow = add("主菜单", {"a", {play("a", "您好", "gone")}});
  auto refused = ivr.publish(floor.admin, flow.id, {flow.version, ""});
  EXPECT_EQ(why(refused), "/nodes/a flow_exit_to_nowhere");
  EXPECT_THAT(need(ivr.check_flow(floor.admin, flow.id, {})), SizeIs(1));
  EXPECT_THAT(need(ivr.check_flow(floor.admin, flow.id, {greeting("好")})), IsEmpty());
}

TEST_P(Flows, RollingBackLetsAnOldVersionCountAgain) {
  auto flow = publish("主菜单", greeting("第一版"));
  flow = publish(edit(flow, greeting("第二版")));
  flow = need(ivr.roll_back(floor.admin, flow.id, {1}));
  EXPECT_EQ(flow.published, 1);
  EXPECT_EQ(heard(flow.id), "第一版");
  EXPECT_EQ(flow.draft, greeting("第二版"));
  EXPECT_EQ(why(ivr.roll_back(floor.admin, flow.id, {9})), "/number no_such_object");
  auto page = need(ivr.versions(floor.admin, flow.id, {}));
  ASSERT_THAT(page.items, SizeIs(2));
  EXPECT_EQ(page.items[0].number, 2);
  EXPECT_EQ(page.items[0].note, "上线");
  EXPECT_EQ(need(ivr.version(floor.admin, flow.id, 1)).graph, greeting("第一版"));
}

TEST_P(Flows, TwoVersionsAreCompared) {
  auto flow = publish("主菜单", greeting("第一版"));
  auto moved = greeting("第一版");
  moved.nodes[1].x = 300;
  moved.nodes[0].exits[0].to = "c";
  moved.nodes.push_back(play("c", "再来", "b"));
  flow = edit(flow, moved);
  auto differs = need(ivr.comparison(floor.admin, flow.id, 1, 0));
  ASSERT_THAT(differs.added, SizeIs(1));
  EXPECT_EQ(differs.added[0].id, "c");
  ASSERT_THAT(differs.changed, SizeIs(1));
  EXPECT_EQ(differs.changed[0].after.exits[0].to, "c");
  EXPECT_THAT(differs.removed, IsEmpty());
  EXPECT_THAT(need(ivr.comparison(floor.admin, flow.id, 0, 1)).removed, SizeIs(1));
}

TEST_P(Flows, AFlowThatIsUsedStays) {
  Numbers numbers;
  ivr.add_users(numbers);
  auto flow = publish("主菜单", greeting("您好"));
  numbers.used = flow.id;
  EXPECT_EQ(why(ivr.delete_flow(floor.admin, flow.id)), "flow_in_use");
  numbers.used = {};
  auto user = add("总机", {"s", {subflow("s", flow.id, "b"), hangup("b")}});
  EXPECT_EQ(why(ivr.delete_flow(floor.admin, flow.id)), "flow_in_use");
  need(ivr.delete_flow(floor.admin, user.id));
  need(ivr.delete_flow(floor.admin, flow.id));
  EXPECT_EQ(why(ivr.flow(floor.admin, flow.id)), "not_found");
}

TEST_P(Flows, TheTemplatesThatShipLackOnlyQueuesAndCalendars) {
  auto all = need(ivr.templates(floor.admin));
  ASSERT_THAT(all, SizeIs(3));
  for (const auto& one : all) {
    auto flow = need(ivr.create_flow(floor.admin, {floor.world.north, one.name, one.name_en, one.key, {}}));
    EXPECT_EQ(flow.draft, one.graph);
    for (const auto& fault : need(ivr.check_flow(floor.admin, flow.id, {})))
      EXPECT_TRUE(fault.code == "flow_no_queue" || fault.code == "flow_no_calendar") << one.key << fault.code;
  }
  EXPECT_EQ(why(ivr.create_flow(floor.admin, {floor.world.north, "x", "", "none", {}})),
            "/template_key no_such_object");
}

TEST_P(Flows, TheEmergencySwitchOfAFlowCountsAtOnce) {
  auto flow = publish("主菜单", greeting("您好"));
  auto other = publish("应急", greeting("系统故障"));
  EXPECT_EQ(why(ivr.switch_emergency(floor.admin, flow.id, {true, {}})), "/emergency_flow_id missing");
  EXPECT_EQ(why(ivr.switch_emergency(floor.admin, flow.id, {true, flow.id})),
            "/emergency_flow_id flow_not_for_emergency");
  EXPECT_EQ(heard(flow.id), "您好");
  need(ivr.switch_emergency(floor.admin, flow.id, {true, other.id}));
  EXPECT_EQ(heard(flow.id), "系统故障");
  EXPECT_EQ(why(ivr.delete_flow(floor.admin, other.id)), "flow_in_use");
  need(ivr.switch_emergency(floor.admin, flow.id, {false, other.id}));
  EXPECT_EQ(heard(flow.id), "您好");
}

TEST_P(Flows, TheEmergencyOfACentreCountsForAllBelowIt) {
  auto flow = publish("主菜单", greeting("您好"));
  auto set = [&](org::CentreId centre, std::int64_t version, bool active, const std::string& text) {
    return ivr.edit_emergency(floor.admin, centre, version, {active, say(text)});
  };
  need(set(floor.world.north, 0, true, "北方停电"));
  EXPECT_EQ(heard(flow.id), "北方停电");
  EXPECT_EQ(heard(flow.id, floor.world.south), "您好");
  need(set(floor.world.root, 0, true, "全国故障"));
  EXPECT_EQ(heard(flow.id), "全国故障");
  EXPECT_EQ(why(set(floor.world.root, 0, false, "")), "stale");
  need(set(floor.world.root, 1, false, "全国故障"));
  EXPECT_EQ(heard(flow.id), "北方停电");
  EXPECT_EQ(why(set(floor.world.north, 1, true, "")), "/phrases flow_no_phrases");
  EXPECT_THAT(need(ivr.emergencies(floor.admin)), SizeIs(3));
}

TEST_P(Flows, HostsAreListedByWhoAdministersAllCentres) {
  auto saved = need(ivr.edit_settings(floor.admin, 0, {{{"CRM.Example.com", true}}}));
  EXPECT_EQ(saved.allowed_hosts[0].host, "crm.example.com");
  EXPECT_EQ(why(ivr.edit_settings(floor.admin, 0, {})), "stale");
  EXPECT_EQ(why(ivr.edit_settings(floor.admin, 1, {{{"https://x", false}}})), "/allowed_hosts/0/host flow_bad_host");
  EXPECT_EQ(why(ivr.edit_settings(floor.admin, 1, {{{"a.example", false}, {"A.example", false}}})),
            "/allowed_hosts/1/host twice");
  EXPECT_EQ(why(ivr.edit_settings(floor.supervisor("li", org::Scope::Centre), 1, {})), "flow_settings_need_whole_tree");
  EXPECT_EQ(need(ivr.settings(floor.admin)).allowed_hosts, saved.allowed_hosts);
}

TEST_P(Flows, FlowsOfOtherCentresAreOutOfReach) {
  auto supervisor = floor.supervisor("li", org::Scope::Centre);
  auto far = add("南方", greeting("您好"), floor.world.south);
  auto near = add("北方", greeting("您好"));
  EXPECT_EQ(why(ivr.flow(supervisor, far.id)), "not_found");
  EXPECT_EQ(why(ivr.edit_flow(supervisor, far.id, 1, far)), "not_found");
  EXPECT_EQ(why(ivr.publish(supervisor, far.id, {1, ""})), "not_found");
  EXPECT_EQ(why(ivr.dry_run(supervisor, far.id, {})), "not_found");
  EXPECT_THAT(need(ivr.flows(supervisor, {}, {})).items, SizeIs(1));
  need(ivr.publish(supervisor, near.id, {1, ""}));
  EXPECT_EQ(why(ivr.flows(floor.agent("wang"), {}, {})), "right_missing");
}

TEST_P(Flows, HoursComeFromTheCalendar) {
  calendars::Calendars calendars(floor.world.platform);
  calendars::CalendarFields fields;
  fields.name = "白天";
  fields.time_zone = "Asia/Shanghai";
  fields.weekly.saturday = {{"09:00", "18:00"}};
  fields.special_days = {{"2026-11-28", calendars::DayKind::Closed, {}, {}, "停业", ""}};
  auto id = need(calendars.create_calendar(floor.admin, fields)).id;
  auto at = [&](const char* time) {
    return database().read([&](db::Transaction& tx) {
      return DatabaseWorld(ivr, tx, floor.world.north).hours(id, *base::from_rfc3339(time));
    });
  };
  EXPECT_EQ(at("2026-11-21T10:00:00+08:00"), HoursState::Open);
  EXPECT_EQ(at("2026-11-21T20:00:00+08:00"), HoursState::Closed);
  EXPECT_EQ(at("2026-11-28T10:00:00+08:00"), HoursState::Holiday);
}

TEST_P(Flows, ADryRunTellsWhatIsHeardAndWhatIsWaitedFor) {
  auto flow = add("主菜单", {"m",
                             {menu("m", "1", {{"1", "a"}, {"invalid", "b"}, {"timeout", "b"}}),
                              play("a", "您按了一", "b"), hangup("b")}});
  auto run = need(ivr.dry_run(floor.admin, flow.id, {}));
  EXPECT_EQ(run.waits_for, DryWait::Key);
  EXPECT_EQ(run.node_id, "m");
  EXPECT_EQ(run.timeout_seconds, 5);
  DryRunRequest request;
  request.inputs = {{{}, true, {}, {}, {}}, {"1", {}, {}, {}, {}}};
  run = need(ivr.dry_run(floor.admin, flow.id, request));
  std::vector<std::string> kinds;
  for (const auto& line : run.lines) kinds.push_back(base::word_of(line.kind) + " " + line.node_id + line.text);
  EXPECT_THAT(kinds, ElementsAre("heard m", "waited_long m", "heard m", "pressed m1", "took m1", "heard a",
                                 "took anext", "hung_up b"));
  EXPECT_EQ(run.waits_for, DryWait::Nothing);
  request.number = 3;
  EXPECT_EQ(why(ivr.dry_run(floor.admin, flow.id, request)), "/number no_such_object");
  request.number = {};
  request.graph = greeting("草图");
  EXPECT_EQ(need(ivr.dry_run(floor.admin, flow.id, request)).lines[0].speech[0].text, "草图");
}

TEST_P(Flows, ExitsAreCountedByDayOfTheCentre) {
  auto flow = publish("主菜单", greeting("您好"));
  auto take = [&](const char* at, int times) {
    database().write([&](db::Transaction& tx) {
      for (int i = 0; i < times; ++i)
        append_exits(tx, floor.world.north, 7, {{flow.id, 1, "a", "next", *base::from_rfc3339(at)}});
    });
  };
  take("2026-11-20T15:59:00Z", 2);  // the 20th in Shanghai
  take("2026-11-20T16:01:00Z", 3);  // the 21st
  read_log();
  take("2026-11-21T07:00:00Z", 1);
  read_log();
  auto today = need(ivr.exit_counts(floor.admin, flow.id, 1));
  ASSERT_THAT(today, SizeIs(1));
  EXPECT_EQ(today[0].taken, 4);
  EXPECT_EQ(today[0].exit, "next");
  EXPECT_EQ(need(ivr.exit_counts(floor.admin, flow.id, 7)).at(0).taken, 6);
  EXPECT_EQ(why(ivr.exit_counts(floor.admin, flow.id, 0)), "?days out_of_range");
}

YINGDA_ON_BOTH_ENGINES(Flows);

}  // namespace
}  // namespace ivr
