// Which number, which way out, which rule is meant.

#include "lines/matching.h"

#include <gtest/gtest.h>

namespace lines {
namespace {

constexpr org::CentreId root{1}, north{2}, city{3}, south{4};
const std::vector<org::CentreId> of_city{city, north, root};

Number number(std::int64_t id, const std::string& pattern, org::CentreId centre = north) {
  Number made;
  made.id = NumberId{id};
  made.pattern = pattern;
  made.centre_id = centre;
  return made;
}
WayOut way(std::int64_t id, const std::string& prefix, org::CentreId centre) {
  WayOut made;
  made.id = WayOutId{id};
  made.prefix = prefix;
  made.centre_id = centre;
  return made;
}
CallerRule rule(std::int64_t id, CallerVerdict verdict, const std::string& pattern) {
  CallerRule made;
  made.id = CallerRuleId{id};
  made.verdict = verdict;
  made.pattern = pattern;
  return made;
}

TEST(Matching, APatternIsANumberOrAPrefix) {
  EXPECT_EQ(read_pattern("021-6123 4567").digits, "02161234567");
  EXPECT_TRUE(read_pattern("0216123*").is_prefix);
  EXPECT_EQ(read_pattern("+852*").digits, "+852");
  for (const char* text : {"", "*", "+*", "12a", "1*2", "*12"}) EXPECT_EQ(read_pattern(text).digits, "") << text;
}

TEST(Matching, TheLongestPatternTakesTheCall) {
  std::vector<Number> numbers{number(1, "0216123*"), number(2, "02161234567"), number(3, "021612345*"),
                              number(4, "02161234567*")};
  EXPECT_EQ(number_called(numbers, {"02161234567"})->id, NumberId{2}) << "the number itself before all that begin so";
  EXPECT_EQ(number_called(numbers, {"02161234599"})->id, NumberId{3});
  EXPECT_EQ(number_called(numbers, {"61239999", "02161239999"})->id, NumberId{1}) << "in any of its forms";
  EXPECT_EQ(number_called(numbers, {"02199999999"}), nullptr);
  numbers[1].active = false;
  EXPECT_EQ(number_called(numbers, {"02161234567"})->id, NumberId{4}) << "one that is out of use takes none";
}

TEST(Matching, TheNearestCentreSaysTheWayAndThereTheLongestPrefix) {
  std::vector<WayOut> ways{way(1, "", root), way(2, "13", root), way(3, "1", north), way(4, "138", south)};
  EXPECT_EQ(way_of(ways, of_city, "13800138000")->id, WayOutId{3});
  EXPECT_EQ(way_of(ways, of_city, "02161234567")->id, WayOutId{1});
  EXPECT_EQ(way_of(ways, {root}, "13800138000")->id, WayOutId{2});
  ways[2].active = false;
  EXPECT_EQ(way_of(ways, of_city, "13800138000")->id, WayOutId{2});
  EXPECT_EQ(way_of({way(1, "13", root)}, of_city, "02161234567"), nullptr);
}

TEST(Matching, TheWayRewritesTheNumber) {
  auto abroad = way(1, "+", root);
  abroad.cut_digits = 1;
  abroad.put_before = "00";
  EXPECT_EQ(dialled_over(abroad, "+14155550123"), "0014155550123");
  abroad.cut_digits = 10;
  EXPECT_EQ(dialled_over(abroad, "110"), "00") << "no more is cut off than there is";
}

TEST(Matching, TheQueuesNumberIsShownBeforeTheNearestDefault) {
  const routing::QueueId queue{7};
  std::vector<Number> numbers{number(1, "1", root), number(2, "2", north), number(3, "3", root)};
  for (auto& one : numbers) one.caller_number = "0" + one.pattern;
  numbers[0].is_default = numbers[1].is_default = true;
  numbers[2].queue_ids = {queue};
  EXPECT_EQ(shown_number(numbers, of_city, queue), "03");
  EXPECT_EQ(shown_number(numbers, of_city, {}), "02");
  EXPECT_EQ(shown_number(numbers, {root}, routing::QueueId{8}), "01");
  EXPECT_EQ(shown_number(numbers, {south}, queue), "");
}

TEST(Matching, WhoIsLetThroughIsNeverBlocked) {
  const base::Time now{std::chrono::seconds(1'000)};
  std::vector<CallerRule> rules{rule(1, CallerVerdict::Block, "138****8000"), rule(2, CallerVerdict::Nuisance, "1"),
                                rule(3, CallerVerdict::Allow, "13*")};
  EXPECT_EQ(verdict_of(rules, now)->id, CallerRuleId{3});
  rules[2].until = now;
  EXPECT_EQ(verdict_of(rules, now)->id, CallerRuleId{1}) << "what is over counts no more";
  rules[0].until = now + std::chrono::seconds(1);
  EXPECT_EQ(verdict_of(rules, now)->id, CallerRuleId{1});
  EXPECT_EQ(verdict_of({}, now), nullptr);
}

}  // namespace
}  // namespace lines
