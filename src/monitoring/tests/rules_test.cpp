// What is bad, and when that counts.

#include "monitoring/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace monitoring {
namespace {

using enum Severity;
using testing::ElementsAre;

// The severities in effect after each look, with three looks either way.
std::vector<Severity> in_effect(const std::vector<Severity>& seen) {
  Standing standing;
  std::vector<Severity> effects;
  for (auto severity : seen) effects.push_back((standing = next(standing, severity, 3, 3)).severity);
  return effects;
}

TEST(MonitoringRules, WhatIsBadForThreeLooksCounts) {
  EXPECT_THAT(in_effect({Warning, Warning, Warning}), ElementsAre(Ok, Ok, Warning));
}

TEST(MonitoringRules, OneGoodLookBetweenBeginsTheCountAnew) {
  EXPECT_THAT(in_effect({Critical, Critical, Ok, Critical, Critical}), ElementsAre(Ok, Ok, Ok, Ok, Ok));
}

TEST(MonitoringRules, AStreakCountsAsItsMildestLook) {
  EXPECT_THAT(in_effect({Critical, Warning, Critical, Critical, Critical, Critical}),
              ElementsAre(Ok, Ok, Warning, Warning, Warning, Critical));
}

TEST(MonitoringRules, ItEndsOnlyAfterThreeBetterLooks) {
  EXPECT_THAT(in_effect({Critical, Critical, Critical, Ok, Ok, Critical, Ok, Ok, Ok}),
              ElementsAre(Ok, Ok, Critical, Critical, Critical, Critical, Critical, Critical, Ok));
}

TEST(MonitoringRules, GettingBetterByHalvesIsAWarning) {
  EXPECT_THAT(in_effect({Critical, Critical, Critical, Ok, Warning, Ok}),
              ElementsAre(Ok, Ok, Critical, Critical, Critical, Warning));
}

TEST(MonitoringRules, LooksThatAlternateChangeNothing) {
  Standing standing{Warning, Warning, 0};
  for (int i = 0; i < 100; ++i) standing = next(standing, i % 2 ? Critical : Ok, 2, 2);
  EXPECT_EQ(standing.severity, Warning);
}

TEST(MonitoringRules, AThresholdIsReachedFromItsOwnSide) {
  const ProbeThresholdFields low{15, 5, 3, 3}, high{70, 90, 3, 3};
  EXPECT_EQ(severity_of(16, Bad::Low, low), Ok);
  EXPECT_EQ(severity_of(15, Bad::Low, low), Warning);
  EXPECT_EQ(severity_of(5, Bad::Low, low), Critical);
  EXPECT_EQ(severity_of(69.9, Bad::High, high), Ok);
  EXPECT_EQ(severity_of(70, Bad::High, high), Warning);
  EXPECT_EQ(severity_of(1e9, Bad::High, high), Critical);
  EXPECT_EQ(severity_of(1e9, Bad::High, {}), Ok);
}

TEST(MonitoringRules, CriticalMustLieBeyondWarning) {
  EXPECT_EQ(check_thresholds({70, 90, 3, 3}, Bad::High).size(), 0U);
  EXPECT_EQ(check_thresholds({70, 70, 3, 3}, Bad::High).at(0).code, "threshold_not_above");
  EXPECT_EQ(check_thresholds({5, 15, 3, 3}, Bad::Low).at(0).code, "threshold_not_below");
  EXPECT_EQ(check_thresholds({{}, 15, 3, 3}, Bad::Low).size(), 0U);
}

TEST(MonitoringRules, AGraphKeepsTheWorstOfEachStretch) {
  const auto from = base::from_epoch_ms(0);
  std::vector<ProbeSample> samples;
  for (int minute = 0; minute < 240; ++minute)
    samples.push_back({from + std::chrono::minutes{minute}, minute == 77 ? 3.0 : 50.0, minute == 77 ? Critical : Ok});
  auto thin = thin_out(samples, Bad::Low, from, from + std::chrono::minutes{240}, 60);
  ASSERT_EQ(thin.size(), 60U);
  EXPECT_EQ(thin[19].value, 3);
  EXPECT_EQ(thin[19].severity, Critical);
  EXPECT_EQ(thin[20].value, 50);
}

}  // namespace
}  // namespace monitoring
