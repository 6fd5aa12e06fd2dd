#include "simulator/past.h"

#include <gtest/gtest.h>

#include <map>

using namespace simulator;
using contacts::SegmentEnding;
using contacts::SegmentKind;
using std::chrono::hours;

namespace {

// 2026-11-20T10:30 in Shanghai, a Friday.
const base::Time until = base::from_rfc3339("2026-11-20T02:30:00.000Z").value();

PastQuestion week() {
  PastQuestion question;
  for (std::size_t city = 0; city < 4; ++city) {
    question.time_zones.emplace_back("Asia/Shanghai");
    question.helpers.push_back(city ^ 1);
    for (std::size_t n = 0; n < 22; ++n)
      question.workers.push_back({city, {true, n % 2 == 0, n % 2 == 1, n % 4 == 3}, n % 5 < 2 ? 2 : 3});
  }
  question.from = midnight(until - hours{24 * 7}, "Asia/Shanghai");
  question.until = until;
  question.visits = 20'000;
  return question;
}

const PastAnswer& answer() {
  static const PastAnswer made = simulate(week());
  return made;
}

double share(const std::vector<const PastVisit*>& visits, bool (*wanted)(const PastVisit&)) {
  return static_cast<double>(
             std::count_if(visits.begin(), visits.end(), [&](const auto* visit) { return wanted(*visit); })) /
         static_cast<double>(visits.size());
}
bool gave_up(const PastVisit& visit) {
  return !visit.worker;
}

int hour_of(base::Time at) {
  return static_cast<int>((at - midnight(at, "Asia/Shanghai")) / hours{1});
}

}  // namespace

TEST(Past, IsTheSameForTheSameQuestionAndAnotherForAnotherSeed) {
  auto question = week();
  question.visits = 2'000;
  auto one = simulate(question), again = simulate(question);
  ASSERT_EQ(one.visits.size(), again.visits.size());
  for (std::size_t n = 0; n < one.visits.size(); ++n) EXPECT_EQ(one.visits[n].closed, again.visits[n].closed);
  question.seed = 2;
  EXPECT_NE(simulate(question).visits.at(0).arrived, one.visits.at(0).arrived);
}

TEST(Past, HasAboutAsManyVisitsAsWereAskedFor) {
  EXPECT_NEAR(static_cast<double>(answer().visits.size()), 20'300, 600);  // an outage comes on top
}

TEST(Past, NothingBeginsBeforeTheStartOrEndsAfterTheEnd) {
  for (const auto& visit : answer().visits) {
    EXPECT_GE(visit.arrived, week().from);
    EXPECT_LT(visit.closed, until);
    EXPECT_LE(visit.over, visit.closed);
  }
}

TEST(Past, QueueAgentAndWrapUpFollowWithoutAGapAndOffersLieWithinQueues) {
  for (const auto& visit : answer().visits) {
    auto at = visit.arrived;
    const PastStretch* queue = nullptr;
    for (const auto& stretch : visit.stretches) {
      EXPECT_LE(stretch.from, stretch.until);
      if (stretch.kind == SegmentKind::Offer) {
        ASSERT_NE(queue, nullptr);
        EXPECT_GE(stretch.from, queue->from);
        EXPECT_LE(stretch.until, queue->until);
        continue;
      }
      EXPECT_EQ(stretch.from, at);
      at = stretch.until;
      if (stretch.kind == SegmentKind::Queue) queue = &stretch;
    }
    EXPECT_EQ(at, visit.closed);
  }
}

TEST(Past, NobodyHasMoreInHandThanTheyTake) {
  std::map<std::size_t, std::vector<std::pair<base::Time, int>>> changes;
  for (const auto& visit : answer().visits)
    for (const auto& stretch : visit.stretches)
      if (stretch.kind == SegmentKind::Agent || stretch.kind == SegmentKind::WrapUp) {
        changes[*stretch.worker].emplace_back(stretch.from, 1);
        changes[*stretch.worker].emplace_back(stretch.until, -1);
      }
  ASSERT_FALSE(changes.empty());
  for (auto& [worker, list] : changes) {
    std::sort(list.begin(), list.end());  // who ends something makes room before something begins
    int in_hand = 0;
    for (const auto& [at, change] : list) EXPECT_LE(in_hand += change, week().workers[worker].capacity);
  }
}

TEST(Past, OffersGoToAgentsWhoAreReady) {
  std::map<std::size_t, std::vector<PastMove>> moves;
  for (const auto& move : answer().moves) moves[move.worker].push_back(move);
  for (const auto& visit : answer().visits)
    for (const auto& stretch : visit.stretches) {
      if (stretch.kind != SegmentKind::Offer) continue;
      auto state = agents::State::SignedOut;
      for (const auto& move : moves[*stretch.worker])
        if (move.at <= stretch.from) state = move.to;
      EXPECT_EQ(state, agents::State::Ready);
    }
}

TEST(Past, WhoCallsHearsTheFlowFirstAndTakesAnAgentWhole) {
  auto question = week();
  question.visits = 2'000;
  question.manners = {true, 0.45, 80};
  for (auto& worker : question.workers) worker.capacity = 1;
  const auto calls = simulate(question);
  ASSERT_GT(calls.visits.size(), 1'500u);
  std::size_t rated = 0;
  for (const auto& visit : calls.visits) {
    EXPECT_TRUE(visit.by_phone);
    rated += visit.rating.has_value();
    ASSERT_GE(visit.stretches.size(), 2u);
    EXPECT_EQ(visit.stretches[0].kind, SegmentKind::Flow);
    EXPECT_EQ(visit.stretches[0].from, visit.arrived);
    EXPECT_EQ(visit.stretches[1].from, visit.stretches[0].until);
    for (const auto& stretch : visit.stretches)
      if (stretch.kind == SegmentKind::Offer) EXPECT_EQ(stretch.in_hand, 0);
  }
  EXPECT_GT(rated, calls.visits.size() / 10);
  EXPECT_LT(rated, calls.visits.size() / 3);
}

TEST(Past, EverybodyIsSignedOutAtTheEnd) {
  std::map<std::size_t, agents::State> last;
  for (const auto& move : answer().moves) last[move.worker] = move.to;
  EXPECT_GT(last.size(), 80u);
  for (const auto& [worker, state] : last) EXPECT_EQ(state, agents::State::SignedOut);
}

TEST(Past, EveningsAreBusyAndNightsAreQuiet) {
  std::map<int, int> by_hour;
  for (const auto& visit : answer().visits) ++by_hour[hour_of(visit.arrived)];
  EXPECT_GT(by_hour[20], 10 * by_hour[3]);
  EXPECT_GT(by_hour[10], by_hour[13]);
}

TEST(Past, MostAreAnsweredAndInTheOutageManyGiveUp) {
  std::vector<const PastVisit*> usual, outage;
  for (const auto& visit : answer().visits) (visit.outage ? outage : usual).push_back(&visit);
  ASSERT_GT(outage.size(), 200u);
  EXPECT_LT(share(usual, &gave_up), 0.08);
  EXPECT_GT(share(outage, &gave_up), 0.2);
}

TEST(Past, SomeAreTransferredOverflowAndRate) {
  int transferred = 0, overflowed = 0, rated = 0, lapsed = 0;
  for (const auto& visit : answer().visits) {
    rated += visit.rating.has_value();
    for (const auto& stretch : visit.stretches) {
      transferred += stretch.ending == SegmentEnding::Transferred;
      overflowed += stretch.ending == SegmentEnding::Overflowed;
      lapsed += stretch.ending == SegmentEnding::Lapsed;
    }
  }
  EXPECT_GT(transferred, 300);
  EXPECT_GT(overflowed, 50);
  EXPECT_GT(lapsed, 100);
  EXPECT_GT(rated, 5'000);
}

TEST(Past, TheShapeOfADayIsContinuousAndPositive) {
  for (double hour = 0; hour < 24; hour += 0.25) {
    EXPECT_GT(shape_of_day(hour, false), 0);
    EXPECT_LT(std::abs(shape_of_day(hour, false) - shape_of_day(hour + 0.25, false)), 0.3);
  }
}

TEST(Past, TheShapeOfAMomentIsThatOfItsLocalHour) {
  const auto monday_noon = base::from_rfc3339("2026-11-23T04:00:00.000Z").value();
  EXPECT_DOUBLE_EQ(shape_at(monday_noon, "Asia/Shanghai"), shape_of_day(12, false));
  EXPECT_DOUBLE_EQ(shape_at(monday_noon, "Asia/Urumqi"), shape_of_day(10, false));
  EXPECT_DOUBLE_EQ(shape_at(monday_noon - std::chrono::hours{24}, "Asia/Shanghai"), shape_of_day(12, true));
}
