// The pure rules on entries.

#include "dictionaries/rules.h"

#include <gtest/gtest.h>

namespace dictionaries {
namespace {

TEST(Keys, AreLowerCaseWords) {
  for (auto key : {"a", "no_signal", "k9"}) EXPECT_TRUE(is_key(key)) << key;
  for (auto key : {"", "9k", "_a", "A", "a-b", "a b", "键"}) EXPECT_FALSE(is_key(key)) << key;
}

// 1 above 2 above 3; 4 alone.
const Parents tree{{EntryId{1}, {}}, {EntryId{2}, EntryId{1}}, {EntryId{3}, EntryId{2}}, {EntryId{4}, {}}};

TEST(Trees, KnowWhatStandsBelowWhat) {
  EXPECT_TRUE(stands_below(tree, EntryId{3}, EntryId{1}));
  EXPECT_TRUE(stands_below(tree, EntryId{1}, EntryId{1}));
  EXPECT_FALSE(stands_below(tree, EntryId{1}, EntryId{3}));
  EXPECT_FALSE(stands_below(tree, EntryId{4}, EntryId{1}));
}

TEST(Trees, CountTheLevelsThatAMoveWouldMake) {
  EXPECT_EQ(levels_with(tree, {}, {}), 1);
  EXPECT_EQ(levels_with(tree, EntryId{3}, {}), 4);
  EXPECT_EQ(levels_with(tree, EntryId{4}, EntryId{1}), 4);
  EXPECT_EQ(levels_with(tree, EntryId{4}, EntryId{2}), 3);
  EXPECT_EQ(levels_with(tree, {}, EntryId{1}), 3);
}

}  // namespace
}  // namespace dictionaries
