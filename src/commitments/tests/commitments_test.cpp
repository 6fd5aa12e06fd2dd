// Service levels and clocks, on both databases.

#include "commitments/commitments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "access/live_testing.h"
#include "agents/testing.h"
#include "calendars/calendars.h"
#include "commitments/events.h"
#include "commitments/rights.h"
#include "commitments/rules.h"
#include "events/testing.h"
#include "tests/support/databases.h"

namespace commitments {
namespace {

using namespace std::chrono_literals;
using agents::fixture::need;
using agents::fixture::why;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr SubjectId subject{77};

class CommitmentsTest : public support::StoreTest {
 protected:
  CommitmentsTest() { calendars.load_packs(YINGDA_SOURCE_DIR "/content"); }

  ServiceLevelFields fields(const std::string& name, org::CentreId centre) {
    ServiceLevelFields fields;
    fields.name = name;
    fields.centre_id = centre;
    return fields;
  }
  ServiceLevel level(std::int64_t seconds, Measure measure = Measure::FirstAnswer) {
    auto one = fields("目标" + std::to_string(++count), floor.world.north);
    one.target_seconds = seconds;
    one.measure = measure;
    return need(commitments.create_service_level(floor.admin, one));
  }
  std::vector<Commitment> start(SubjectId id = subject, Measure measure = Measure::FirstAnswer,
                                std::optional<LineId> queue = LineId{5}) {
    NewClock fresh{measure, id, floor.world.north, agents::Channel::Webchat, queue, now()};
    return database().write(
        [&](db::Transaction& tx) { return Commitments::start(tx, floor.world.platform, {}, fresh); });
  }
  void stop(SubjectId id, Measure measure, base::Time at) {
    database().write([&](db::Transaction& tx) { Commitments::stop(tx, floor.world.platform, {}, id, measure, at); });
  }
  void stop(base::Time at) { stop(subject, Measure::FirstAnswer, at); }
  void abandon(SubjectId id, base::Time at) {
    database().write([&](db::Transaction& tx) { Commitments::abandon(tx, floor.world.platform, {}, id, at); });
  }
  void pause(SubjectId id = subject) {
    database().write([&](db::Transaction& tx) {
      Commitments::pause(tx, floor.world.platform, {}, id, PauseReason::WaitsForCustomer);
    });
  }
  void resume(SubjectId id = subject) {
    database().write([&](db::Transaction& tx) { Commitments::resume(tx, floor.world.platform, {}, id); });
  }
  void pass(base::Duration time) {
    floor.world.clock.advance(time);
    commitments.tick(now());
  }
  Commitment get(CommitmentId id) { return need(commitments.commitment(floor.admin, id)); }
  std::vector<std::string> told_of(CommitmentId id) {
    events::wait_until_settled(database());
    std::vector<std::string> types;
    for (const auto& event : database().read([](db::Transaction& tx) { return events::read_after(tx, {}, 10'000); }))
      if (event.subject_id == id.value) types.push_back(event.type.substr(event.type.find('.') + 1));
    return types;
  }
  base::Time now() const { return floor.world.clock.now(); }

  agents::fixture::Floor floor{database(), commitment_rights()};
  calendars::Calendars calendars{floor.world.platform};
  Commitments commitments{floor.world.platform};
  int count = 0;
};

TEST_P(CommitmentsTest, ChatsAndCallsArePromisedAnAnswerFromTheFirstStartOn) {
  commitments.load_packs(YINGDA_SOURCE_DIR "/content");
  commitments.load_packs(YINGDA_SOURCE_DIR "/content");
  auto levels = need(commitments.service_levels(floor.admin, {}, {})).items;
  ASSERT_THAT(levels, SizeIs(2));
  std::sort(levels.begin(), levels.end(), [](const auto& a, const auto& b) { return a.channel < b.channel; });
  EXPECT_EQ(levels[1].target_seconds, 20);
  EXPECT_EQ(levels[0].centre_id, floor.world.root);
  EXPECT_EQ(levels[0].target_seconds, 30);
  EXPECT_EQ(levels[0].goal_percent, 80);
  EXPECT_EQ(why(commitments.delete_service_level(floor.admin, levels[0].id)), "shipped_content_stays");
  ASSERT_THAT(start(), SizeIs(1)) << "the promise of the root holds below it";
}

TEST_P(CommitmentsTest, EveryServiceLevelThatAppliesStartsAClock) {
  auto own = level(30);
  auto other_queue = fields("别的队列", floor.world.north);
  other_queue.queue_ids = {LineId{6}};
  need(commitments.create_service_level(floor.admin, other_queue));
  need(commitments.create_service_level(floor.admin, fields("别的中心", floor.world.south)));
  level(600, Measure::Handling);
  auto inactive = fields("停用", floor.world.north);
  inactive.active = false;
  need(commitments.create_service_level(floor.admin, inactive));
  auto root = need(commitments.create_service_level(floor.admin, fields("全网", floor.world.root)));
  std::vector<ServiceLevelId> levels;
  for (const auto& clock : start()) levels.push_back(clock.service_level_id);
  EXPECT_THAT(levels, ElementsAre(own.id, root.id));
  EXPECT_THAT(start(subject, Measure::FirstAnswer, LineId{6}), SizeIs(3));
  EXPECT_THAT(start(subject, Measure::FirstAnswer, {}), SizeIs(2));
}

TEST_P(CommitmentsTest, WhatIsKeptInTimeIsMetAndStaysSo) {
  level(30);
  auto clock = start().at(0);
  EXPECT_EQ(clock.due_at, now() + 30s);
  EXPECT_EQ(clock.warn_at, now() + 22s + 500ms);
  pass(23s);
  EXPECT_TRUE(get(clock.id).warned);
  pass(7s);
  stop(now());
  pass(1h);
  EXPECT_EQ(get(clock.id).state, CommitmentState::Met);
  EXPECT_THAT(told_of(clock.id), ElementsAre("started", "warned", "met"));
}

TEST_P(CommitmentsTest, WhatIsLateIsBreachedAndTellsHowLate) {
  level(30);
  auto clock = start().at(0);
  pass(30s);
  EXPECT_EQ(get(clock.id).state, CommitmentState::Running) << "what was kept may be heard of a moment later";
  pass(1s);
  EXPECT_EQ(get(clock.id).state, CommitmentState::Breached);
  EXPECT_FALSE(get(clock.id).stopped_at);
  floor.world.clock.advance(9s);
  stop(now());
  stop(now() + 5s);
  EXPECT_EQ(get(clock.id).state, CommitmentState::Breached);
  EXPECT_EQ(get(clock.id).stopped_at, clock.due_at + 10s);
  EXPECT_THAT(told_of(clock.id), ElementsAre("started", "warned", "breached", "stopped_late"));
}

TEST_P(CommitmentsTest, WhatIsLateIsBreachedAlsoWhenNoTickCameBetween) {
  level(30);
  auto clock = start().at(0);
  floor.world.clock.advance(40s);
  stop(now());
  EXPECT_EQ(get(clock.id).state, CommitmentState::Breached);
  EXPECT_THAT(told_of(clock.id), ElementsAre("started", "breached", "stopped_late"));
}

TEST_P(CommitmentsTest, WhatWasKeptInTimeIsMetHoweverLateItIsTold) {
  level(30);
  auto clock = start().at(0);
  auto answered = now() + 29s;
  pass(5min);
  EXPECT_EQ(get(clock.id).state, CommitmentState::Breached);
  stop(answered);
  EXPECT_EQ(get(clock.id).state, CommitmentState::Met);
  EXPECT_EQ(get(clock.id).stopped_at, answered);
}

TEST_P(CommitmentsTest, WhoLeavesAtOnceDoesNotCountAndWhoLeavesLaterDoes) {
  level(30);
  level(600, Measure::Handling);
  auto soon = start(SubjectId{1}).at(0), later = start(SubjectId{2}).at(0), late = start(SubjectId{3}).at(0);
  auto handling = start(SubjectId{2}, Measure::Handling).at(0);
  abandon(SubjectId{1}, now() + 5s - 1ms);
  abandon(SubjectId{2}, now() + 5s);
  pass(2min);
  abandon(SubjectId{3}, now());
  EXPECT_EQ(get(soon.id).state, CommitmentState::Cancelled);
  EXPECT_EQ(get(later.id).state, CommitmentState::Breached);
  EXPECT_TRUE(get(later.id).abandoned);
  EXPECT_EQ(get(late.id).state, CommitmentState::Breached);
  EXPECT_EQ(get(handling.id).state, CommitmentState::Cancelled);
  EXPECT_THAT(told_of(soon.id), ElementsAre("started", "cancelled"));
  EXPECT_THAT(told_of(later.id), ElementsAre("started", "breached"));
  EXPECT_THAT(told_of(late.id), ElementsAre("started", "warned", "breached", "stopped_late"));
}

TEST_P(CommitmentsTest, WhileAClockIsPausedNothingCounts) {
  level(100);
  auto clock = start().at(0);
  pass(40s);
  pause();
  pause();
  EXPECT_EQ(get(clock.id).remaining_ms, 60'000);
  EXPECT_EQ(need(commitments.explain(floor.admin, clock.id)).due_at, std::nullopt);
  pass(1h);
  EXPECT_EQ(get(clock.id).state, CommitmentState::Paused);
  resume();
  EXPECT_EQ(get(clock.id).due_at, now() + 60s);
  EXPECT_EQ(get(clock.id).warn_at, now() + 35s);
  auto why = need(commitments.explain(floor.admin, clock.id));
  ASSERT_THAT(why.stretches, SizeIs(2));
  EXPECT_EQ(why.stretches[0].counted_ms, 40'000);
  EXPECT_EQ(why.stretches[1].sum_ms, 100'000);
  ASSERT_THAT(why.pauses, SizeIs(1));
  EXPECT_EQ(*why.pauses[0].until - why.pauses[0].from, 1h);
  pass(61s);
  EXPECT_EQ(get(clock.id).state, CommitmentState::Breached);
  pause();
  EXPECT_EQ(get(clock.id).state, CommitmentState::Breached) << "it is due already";
}

TEST_P(CommitmentsTest, OnlyOpenTimeCountsAndALaterEditMovesNoClock) {
  calendars::CalendarFields office;
  office.centre_id = floor.world.north;
  office.name = "办公时间";
  office.time_zone = "Asia/Shanghai";
  office.weekly.monday = office.weekly.tuesday = {{"09:00", "18:00"}};
  auto calendar = need(calendars.create_calendar(floor.admin, office));
  auto slow = fields("两小时", floor.world.north);
  slow.target_seconds = 2 * 3600;
  slow.calendar_id = calendar.id;
  auto stored = need(commitments.create_service_level(floor.admin, slow));
  floor.world.clock.set(*base::from_rfc3339("2026-11-23T17:00:00+08:00"));  // a Monday
  auto clock = start().at(0);
  EXPECT_EQ(clock.due_at, *base::from_rfc3339("2026-11-24T10:00:00+08:00"));
  EXPECT_EQ(clock.warn_at, *base::from_rfc3339("2026-11-24T09:30:00+08:00"));
  slow.target_seconds = 60;
  need(commitments.edit_service_level(floor.admin, stored.id, 1, slow));
  office.weekly.tuesday = {};
  need(calendars.edit_calendar(floor.admin, calendar.id, 1, office));
  auto why = need(commitments.explain(floor.admin, clock.id));
  ASSERT_THAT(why.stretches, SizeIs(2));
  EXPECT_EQ(why.stretches[0].counted_ms, 3'600'000);
  EXPECT_EQ(why.stretches[1].begins_at, *base::from_rfc3339("2026-11-24T09:00:00+08:00"));
  EXPECT_EQ(why.due_at, clock.due_at);
  EXPECT_EQ(why.stretches[1].sum_ms, why.target_ms);
}

TEST_P(CommitmentsTest, AServiceLevelIsRefusedWhatDoesNotFit) {
  auto stored = level(30);
  auto bad = fields("目标1", floor.world.north);
  EXPECT_EQ(why(commitments.create_service_level(floor.admin, bad)), "/name taken");
  bad.name = "新";
  bad.calendar_id = calendars::CalendarId{9};
  EXPECT_EQ(why(commitments.create_service_level(floor.admin, bad)), "/calendar_id no_such_object");
  bad.centre_id = {9};
  EXPECT_EQ(why(commitments.create_service_level(floor.admin, bad)), "/centre_id no_such_object");
  EXPECT_EQ(why(commitments.edit_service_level(floor.admin, stored.id, 7, stored)), "stale");
  start();
  EXPECT_EQ(why(commitments.delete_service_level(floor.admin, stored.id)), "service_level_has_history");
  auto fresh = need(commitments.create_service_level(floor.admin, fields("南方", floor.world.south)));
  EXPECT_EQ(why(commitments.delete_service_level(floor.supervisor("li", org::Scope::Centre), fresh.id)), "not_found");
  EXPECT_EQ(why(commitments.delete_service_level(floor.admin, fresh.id)), "");
}

TEST_P(CommitmentsTest, ManyThatAreDueTogetherAreAllBreachedOnce) {
  level(30);
  for (int i = 1; i <= 450; ++i) start(SubjectId{i});
  pass(31s);
  EXPECT_EQ(need(commitments.commitments(floor.admin, {.state = CommitmentState::Breached}, {})).total, 450);
  pass(1s);
  events::wait_until_settled(database());
  int breached = 0;
  for (const auto& event : database().read([](db::Transaction& tx) { return events::read_after(tx, {}, 10'000); }))
    breached += event.type == CommitmentBreached::type;
  EXPECT_EQ(breached, 450);
}

class CommitmentTopics : public CommitmentsTest {
 protected:
  CommitmentTopics() { add_commitment_topics(consoles.hub()); }

  org::fixture::Consoles consoles{floor.world, {"service_levels", "commitments"}};
};

// Beside the live lists it is looked whether what stopped was judged as the rules say.
TEST_P(CommitmentTopics, TheDeltasOfARandomDayGiveWhatAFreshReadGives) {
  std::mt19937 random(5);
  auto pick = [&](std::int64_t count) { return static_cast<std::int64_t>(random() % count); };
  std::vector<ServiceLevel> levels{level(30), level(90), level(300, Measure::Handling)};
  floor.supervisor("north", org::Scope::Centre);
  floor.world.add_person("south", floor.world.south_place(), {{floor.world.role("supervisor"), org::Scope::Centre}});
  for (std::string login : {"admin", "north", "south"}) consoles.open(login);
  std::vector<CommitmentId> all;
  for (int i = 0; i < 250 && !HasFailure(); ++i) {
    const SubjectId one{1 + pick(40)};
    const auto measure = pick(2) == 0 ? Measure::FirstAnswer : Measure::Handling;
    switch (pick(8)) {
      case 0:
      case 1:
        for (const auto& clock : start(one, measure)) all.push_back(clock.id);
        break;
      case 2:
        stop(one, measure, now() - std::chrono::milliseconds{pick(3'000)});
        break;
      case 3:
        abandon(one, now());
        break;
      case 4:
        pause(one);
        break;
      case 5:
        resume(one);
        break;
      case 6: {
        auto& edited = levels[static_cast<std::size_t>(pick(3))];
        edited.goal_percent = 1 + pick(100);
        edited = need(commitments.edit_service_level(floor.admin, edited.id, edited.version, edited));
        break;
      }
      default:
        pass(std::chrono::seconds{pick(30)});
    }
    if (i % 10 == 9) consoles.compare();
  }
  EXPECT_GT(consoles.compared("commitments"), 100u);
  std::map<CommitmentState, int> states;
  for (auto id : all) {
    auto clock = get(id);
    ++states[clock.state];
    if (clock.state == CommitmentState::Met) EXPECT_TRUE(*clock.stopped_at <= clock.due_at || clock.paused_at);
    if (clock.state == CommitmentState::Breached && clock.stopped_at)
      EXPECT_TRUE(*clock.stopped_at > clock.due_at || clock.abandoned);
  }
  for (auto state : {CommitmentState::Met, CommitmentState::Breached, CommitmentState::Cancelled})
    EXPECT_GT(states[state], 0) << base::word_of(state);
}

YINGDA_ON_BOTH_ENGINES(CommitmentsTest);
YINGDA_ON_BOTH_ENGINES(CommitmentTopics);

}  // namespace
}  // namespace commitments
