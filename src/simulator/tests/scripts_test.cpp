#include "simulator/scripts.h"

#include <gtest/gtest.h>

using namespace simulator;

namespace {
std::vector<Phrases> shipped() {
  return load_all_phrases(YINGDA_SOURCE_DIR "/content");
}
}  // namespace

TEST(Scripts, EverySubjectHasConversationsInBothLanguages) {
  Dice dice(1);
  for (const auto& phrases : shipped())
    for (std::size_t n = 0; n < subject_count; ++n) {
      const auto& script = choose_script(phrases, static_cast<Subject>(n), false, dice);
      EXPECT_FALSE(script.openings.empty());
      EXPECT_FALSE(script.turns.empty());
    }
}

TEST(Scripts, NothingIsLeftToBeFilledIn) {
  const Persona persona{"王伟", "15400000001", "YX20000000", "望江市", "高清", "8001"};
  for (const auto& phrases : shipped())
    for (const auto& script : phrases.conversations) {
      for (const auto& opening : script.openings) EXPECT_EQ(spoken(opening, persona).find('{'), std::string::npos);
      for (const auto& turn : script.turns) {
        EXPECT_EQ(spoken(turn.agent, persona).find('{'), std::string::npos) << turn.agent;
        ASSERT_FALSE(turn.visitor.empty());
        for (const auto& answer : turn.visitor) EXPECT_EQ(spoken(answer, persona).find('{'), std::string::npos);
      }
    }
}

TEST(Scripts, WhoeverStandsInTheWordsIsNamed) {
  EXPECT_EQ(spoken("{name}您好，{name}", {.name = "王伟"}), "王伟您好，王伟");
}

TEST(Scripts, InAnOutageOneTalksOfIt) {
  Dice dice(3);
  auto phrases = shipped()[0];
  for (int n = 0; n < 50; ++n) EXPECT_TRUE(choose_script(phrases, Subject::Tv, true, dice).outage.value_or(false));
}

TEST(Scripts, WhatIsMissingIsNamed) {
  EXPECT_THROW(load_phrases("/nowhere", "en"), std::runtime_error);
}
