// Rules of web chat without a database.

#include <gtest/gtest.h>

#include "channels/webchat/form.h"
#include "channels/webchat/throttle.h"

namespace channels {
namespace {

using namespace std::chrono_literals;

TEST(Throttle, ABurstIsAllowedThenSoManyAMinute) {
  base::ManualClock clock{*base::from_rfc3339("2026-11-21T08:00:00Z")};
  Throttle throttle({3, 6}, clock);
  for (int n = 0; n < 3; ++n) EXPECT_TRUE(throttle.take("a"));
  EXPECT_FALSE(throttle.take("a"));
  EXPECT_TRUE(throttle.take("b"));
  clock.advance(9s);
  EXPECT_FALSE(throttle.take("a"));
  clock.advance(1s);
  EXPECT_TRUE(throttle.take("a"));
  EXPECT_FALSE(throttle.take("a"));
  clock.advance(10min);
  for (int n = 0; n < 3; ++n) EXPECT_TRUE(throttle.take("a"));
  EXPECT_FALSE(throttle.take("a"));
}

TEST(Throttle, WhoHasBeenQuietIsForgottenAndAFloodOfKeysIsRefused) {
  base::ManualClock clock{*base::from_rfc3339("2026-11-21T08:00:00Z")};
  Throttle throttle({1, 1}, clock);
  for (std::size_t n = 0; n < Throttle::most_keys; ++n) EXPECT_TRUE(throttle.take(std::to_string(n)));
  EXPECT_FALSE(throttle.take("one more"));
  clock.advance(1min);
  EXPECT_TRUE(throttle.take("one more"));
  EXPECT_EQ(throttle.keys(), 1u);
}

TEST(Form, OriginsAreSchemeAndHostOnly) {
  for (auto good : {"https://www.example.com", "http://127.0.0.1:8080", "https://[::1]:8443", "https://*.example.com"})
    EXPECT_TRUE(is_origin(good)) << good;
  for (auto bad : {"www.example.com", "https://", "https://a/b", "javascript://x", "https://a; script-src *",
                   "https://a b", "https://a\r\nX: y", "https://用户.cn"})
    EXPECT_FALSE(is_origin(bad)) << bad;
}

TEST(Form, AnswersComeInTheOrderOfTheQuestionsAndUnknownOnesAreRefused) {
  std::vector<Question> questions{{"b", QuestionKind::Text, "二", "", false, {}},
                                  {"a", QuestionKind::Text, "一", "", false, {}}};
  auto answers = read_form(questions, {{"a", "1"}, {"b", "2"}});
  ASSERT_TRUE(answers);
  EXPECT_EQ((*answers)[0].value, "2");
  EXPECT_EQ(read_form(questions, {{"c", "3"}}).error().faults[0].path, "/form/c");
}

}  // namespace
}  // namespace channels
