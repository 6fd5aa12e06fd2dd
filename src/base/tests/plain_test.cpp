// Tests of ids, times, texts and words.

#include <gtest/gtest.h>

#include <set>

#include "base/describe.h"
#include "base/id.h"
#include "base/text.h"
#include "base/time.h"

using namespace base;
using namespace std::chrono_literals;

namespace {
const Time noon = *from_rfc3339("2026-11-21T12:00:00Z");
}

TEST(IdMaker, IdsGrowAndNeverRepeatEvenWhenTheClockStepsBack) {
  ManualClock clock(noon);
  IdMaker ids(clock, 5);
  std::int64_t last = 0;
  for (int i = 0; i < 20'000; ++i) {
    if (i % 5'000 == 4'999) clock.advance(-10s);
    auto id = ids.next();
    ASSERT_GT(id, last);
    last = id;
  }
}

TEST(IdMaker, AnIdTellsWhenItWasMade) {
  ManualClock clock(noon);
  IdMaker ids(clock, 1023);
  EXPECT_EQ(made_at(ids.next()), noon);
}

TEST(IdMaker, AnIdOfThePastIsWhatWouldHaveBeenMadeThen) {
  ManualClock clock(noon);
  IdMaker ids(clock, 7);
  EXPECT_EQ(id_made_at(noon, 7, 0), ids.next());
  EXPECT_EQ(id_made_at(noon, 7, 1), ids.next());
  EXPECT_THROW(id_made_at(noon, 7, 4'096), std::out_of_range);
  EXPECT_THROW(id_made_at(from_epoch_ms(0), 7, 0), std::out_of_range);
}

TEST(IdMaker, NodesDoNotCollide) {
  ManualClock clock(noon);
  IdMaker a(clock, 1), b(clock, 2);
  EXPECT_NE(a.next(), b.next());
}

TEST(ParseId, OnlyPlainDecimalsAreIds) {
  EXPECT_EQ(parse_id("9223372036854775807"), 9223372036854775807);
  for (auto text : {"", "0", "-1", "+1", "01", "1 ", "1.0", "9223372036854775808", "abc", "１"})
    EXPECT_FALSE(parse_id(text)) << text;
}

TEST(Rfc3339, WritesUtcAndReadsAnyOffset) {
  EXPECT_EQ(to_rfc3339(*from_rfc3339("2026-11-21T20:00:00.5+08:00")), "2026-11-21T12:00:00.500Z");
  EXPECT_EQ(to_rfc3339(*from_rfc3339("2024-02-29T23:59:60.123456789Z")), "2024-02-29T23:59:59.123Z");
  EXPECT_EQ(to_rfc3339(*from_rfc3339("1969-12-31t23:59:59.999-00:00")), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339, RefusesWhatIsNoInstant) {
  for (auto text : {"", "2026-11-21", "2026-02-30T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T12:00:00",
                    "2026-11-21T12:00:00+8", "2026-11-21T12:00:00.Z", "2026-11-21T12:00:00Zx", "26-11-21T12:00:00Z"})
    EXPECT_FALSE(from_rfc3339(text)) << text;
}

TEST(Text, Utf8IsCheckedAndCountedByCodePoints) {
  EXPECT_TRUE(valid_utf8("应答 yes 😀"));
  EXPECT_FALSE(valid_utf8("\xc3"));
  EXPECT_FALSE(valid_utf8("\xed\xa0\x80"));  // a surrogate
  EXPECT_FALSE(valid_utf8("\xc0\xaf"));      // overlong
  EXPECT_EQ(length_utf8("应答😀"), 3u);
  EXPECT_EQ(head_utf8("应答😀", 2), "应答");
  EXPECT_EQ(head_utf8("应答", 9), "应答");
}

TEST(Text, TrimKnowsIdeographicSpace) {
  EXPECT_EQ(trim("　 应 答\u00a0\n"), "应 答");
}

TEST(SnakeCase, WordsAreParted) {
  EXPECT_EQ(snake_case("CentreAndBelow"), "centre_and_below");
  EXPECT_EQ(snake_case("Last30Days"), "last_30_days");
}
