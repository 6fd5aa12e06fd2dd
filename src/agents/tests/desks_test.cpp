#include "agents/desks.h"

#include <gtest/gtest.h>

using namespace agents;
using namespace std::chrono_literals;

namespace {

constexpr org::PersonId wang{1}, li{2};
const base::Time start = base::from_epoch_ms(1'000'000);

class DesksTest : public testing::Test {
 protected:
  std::set<org::PersonId> come_at(base::Duration after) { return desks.take(start + after).come; }
  std::map<org::PersonId, base::Time> gone_at(base::Duration after) { return desks.take(start + after).gone; }
  Desks desks;
};

}  // namespace

TEST_F(DesksTest, WhoComesIsHandedOverOnce) {
  desks.attached(wang);
  desks.attached(wang);
  EXPECT_EQ(come_at(0s), std::set{wang});
  EXPECT_TRUE(desks.take(start).empty());
}

TEST_F(DesksTest, OnlyWhoIsGoneForTenSecondsIsGone) {
  desks.attached(wang);
  desks.take(start);
  desks.detached(wang, start + 1s);
  EXPECT_TRUE(gone_at(10'999ms).empty());
  EXPECT_EQ(gone_at(11s), (std::map<org::PersonId, base::Time>{{wang, start + 1s}}));
  EXPECT_TRUE(gone_at(60s).empty());
}

TEST_F(DesksTest, ASecondConsoleKeepsTheDesk) {
  desks.attached(wang);
  desks.attached(wang);
  desks.detached(wang, start);
  EXPECT_TRUE(gone_at(60s).empty());
  desks.detached(wang, start + 60s);
  EXPECT_EQ(gone_at(70s).size(), 1);
}

TEST_F(DesksTest, ComingBackInTimeIsNotGone) {
  desks.attached(wang);
  desks.detached(wang, start);
  desks.attached(wang);
  EXPECT_TRUE(gone_at(60s).empty());
}

TEST_F(DesksTest, WhoIsExpectedAndDoesNotComeIsGone) {
  desks.attached(li);
  desks.expect(wang, start);
  desks.expect(li, start);
  EXPECT_EQ(gone_at(10s), (std::map<org::PersonId, base::Time>{{wang, start}}));
}

TEST_F(DesksTest, WhatCouldNotBeWrittenIsHandedOverAgain) {
  desks.attached(wang);
  desks.expect(li, start);
  auto due = desks.take(start + 10s);
  desks.put_back(due);
  auto again = desks.take(start + 11s);
  EXPECT_EQ(again.come, due.come);
  EXPECT_EQ(again.gone, due.gone);
}

TEST_F(DesksTest, WhoCameWhileTheWritingFailedIsNotGone) {
  desks.expect(li, start);
  auto due = desks.take(start + 10s);
  desks.attached(li);
  desks.put_back(due);
  EXPECT_TRUE(gone_at(60s).empty());
}

TEST_F(DesksTest, ALeavingThatNobodySawComingIsPassedOver) {
  desks.detached(wang, start);
  EXPECT_TRUE(desks.take(start + 60s).empty());
}
