#include "db/statement_cache.h"

#include <gtest/gtest.h>

namespace {

TEST(StatementCache, TheOneUnusedForLongestGoesFirst) {
  db::StatementCache<int> cache(2);
  EXPECT_FALSE(cache.make_room());
  cache.add("a", 1);
  cache.add("b", 2);
  ASSERT_NE(cache.find("a"), nullptr);
  EXPECT_EQ(cache.make_room(), 2);
  EXPECT_EQ(cache.find("b"), nullptr);
  cache.add("c", 3);
  EXPECT_EQ(*cache.find("a"), 1);
  EXPECT_EQ(*cache.find("c"), 3);
  EXPECT_EQ(cache.size(), 2u);
}

TEST(StatementCache, LongTextsAreFoundAfterManyOthersCameAndWent) {
  db::StatementCache<int> cache(3);
  auto text = [](int i) { return std::string(200, 'x') + std::to_string(i); };
  for (int i = 0; i < 1'000; ++i) {
    cache.make_room();
    cache.add(text(i), i);
  }
  EXPECT_EQ(*cache.find(text(999)), 999);
  EXPECT_EQ(*cache.find(text(997)), 997);
  EXPECT_EQ(cache.find(text(996)), nullptr);
}

}  // namespace
