#include "simulator/callers.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "simulator/murmur.h"

using namespace simulator;
using base::Duration;
using base::Time;
using std::chrono::seconds;
using telephony::CallState;

namespace {

// A centre that takes every call at once, whose agents are all at work.
class BusyLine : public testing::Test {
 protected:
  static Organisation town() {
    Organisation made;
    made.cities.emplace_back().centre_id = org::CentreId{1};
    made.cities[0].number = "96001541";
    made.cities[0].hotlines = {routing::QueueId{5}, routing::QueueId{6}};
    for (std::int64_t n = 0; n < 8; ++n) {
      SampleAgent agent;
      agent.place.person_id = org::PersonId{100 + n};
      agent.number = "80" + std::to_string(10 + n);
      agent.by_phone = true;
      agent.login = "phone" + std::to_string(n);
      made.agents.push_back(agent);
    }
    return made;
  }

  void pass(Duration time) {
    for (const auto end = now + time; now < end; now += std::chrono::milliseconds{200})
      for (const auto& deed : callers.tick(now)) {
        deeds.push_back(deed);
        live(deed);
      }
  }

  void live(const CallDeed& deed) {
    if (deed.act == CallAct::Dial) {
      callers.answered(now, deed.leg);
      callers.found(deed.leg, call_of(deed.leg));
    }
    if (deed.act == CallAct::HangUp) callers.ended(now, deed.leg);
  }

  static telephony::CallId call_of(voice::LegId leg) { return telephony::CallId{1'000 + leg.value}; }
  void is(voice::LegId leg, CallState state, std::optional<std::size_t> agent = {}) {
    CallNow call{call_of(leg), state, {}, routing::QueueId{5}};
    if (agent) call.agent_id = organisation.agents[*agent].place.person_id;
    callers.call_is(now, call);
  }
  // The first who calls.
  voice::LegId caller() {
    while (count(CallAct::Dial) == 0) pass(seconds{1});
    return first(CallAct::Dial).leg;
  }

  std::size_t count(CallAct act) const {
    return static_cast<std::size_t>(std::ranges::count(deeds, act, &CallDeed::act));
  }
  std::size_t count(CallAct act, voice::LegId leg) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(deeds, [&](const CallDeed& deed) { return deed.act == act && deed.leg == leg; }));
  }
  const CallDeed& first(CallAct act) const { return *std::ranges::find(deeds, act, &CallDeed::act); }

  Organisation organisation = town();
  std::vector<Phrases> phrases = load_all_phrases(YINGDA_SOURCE_DIR "/content");
  Play play{organisation, phrases, 7};
  std::int64_t legs = 0;
  Callers callers{organisation, phrases, play, [this] { return voice::LegId{++legs}; }, 9};
  Time now = base::from_rfc3339("2026-11-20T02:00:00.000Z").value();
  std::vector<CallDeed> deeds;
};

}  // namespace

TEST_F(BusyLine, IsCalledAtItsPaceByCustomersWhoPressTheKeysOfTheMenu) {
  for (int n = 0; n < 20; ++n) {
    pass(seconds{30});
    for (std::int64_t leg = 1; leg <= legs; ++leg) callers.ended(now, voice::LegId{leg});
  }
  EXPECT_NEAR(static_cast<double>(count(CallAct::Dial)), 40, 14);
  EXPECT_GT(count(CallAct::Press), count(CallAct::Dial) / 2);
  for (const auto& deed : deeds)
    if (deed.act == CallAct::Dial) EXPECT_TRUE(deed.caller_number.starts_with("154")) << deed.caller_number;
}

TEST_F(BusyLine, IsCalledMoreAtABusyHour) {
  const auto in_ten_minutes = [this](double volume) {
    callers.set_volume(volume);
    const auto before = count(CallAct::Dial);
    for (int n = 0; n < 20; ++n) {
      pass(seconds{30});
      for (std::int64_t leg = 1; leg <= legs; ++leg) callers.ended(now, voice::LegId{leg});
    }
    return static_cast<double>(count(CallAct::Dial) - before);
  };
  EXPECT_NEAR(in_ten_minutes(0.5), 20, 8);
  EXPECT_NEAR(in_ten_minutes(1.5), 60, 18);
}

TEST_F(BusyLine, IsNotCalledWhileItIsPaused) {
  callers.set_pace(0);
  pass(seconds{300});
  EXPECT_TRUE(deeds.empty());
}

TEST_F(BusyLine, NeverHasMoreCallersThanTheMachineBears) {
  callers.set_pace(20);
  for (int n = 0; n < 300; ++n) {
    pass(seconds{1});
    EXPECT_LE(callers.calls(), 20u);
  }
  EXPECT_GT(callers.calls(), 10u);
}

TEST_F(BusyLine, NoTwoCallersHaveOneNumber) {
  callers.set_pace(20);
  pass(seconds{60});
  std::set<std::string> numbers;
  for (const auto& deed : deeds)
    if (deed.act == CallAct::Dial) EXPECT_TRUE(numbers.insert(deed.caller_number).second);
}

TEST_F(BusyLine, WhoWaitsTooLongHangsUp) {
  const auto leg = caller();
  is(leg, CallState::Waiting);
  callers.set_pace(0);
  pass(seconds{40});
  EXPECT_EQ(count(CallAct::HangUp, leg), 0u);
  pass(seconds{160});
  EXPECT_EQ(count(CallAct::HangUp, leg), 1u);
  EXPECT_EQ(callers.calls(), 0u);
}

TEST_F(BusyLine, APhoneOfOursIsPickedUpAndSpokenInto) {
  callers.set_pace(0);
  callers.arrived(now, voice::LegId{70}, "phone3");
  EXPECT_TRUE(callers.is_busy(3));
  pass(seconds{7});
  EXPECT_EQ(count(CallAct::PickUp, voice::LegId{70}), 1u);
  EXPECT_EQ(count(CallAct::Say, voice::LegId{70}), 1u);
  callers.ended(now, voice::LegId{70});
  EXPECT_FALSE(callers.is_busy(3));
}

TEST_F(BusyLine, ThePhoneOfANewcomerIsLeftAlone) {
  callers.set_pace(0);
  play.newcomer_came(now, org::PersonId{103});
  callers.arrived(now, voice::LegId{70}, "phone3");
  pass(seconds{7});
  EXPECT_EQ(count(CallAct::PickUp), 0u);
  EXPECT_EQ(count(CallAct::Refuse, voice::LegId{70}), 1u);
}

TEST_F(BusyLine, ACallThatIsAnsweredIsSpokenEndsAndIsWrittenUp) {
  const auto leg = caller();
  callers.set_pace(0);
  is(leg, CallState::Waiting);
  callers.arrived(now, voice::LegId{70}, "phone2");
  pass(seconds{7});
  is(leg, CallState::Talking, 2);
  pass(seconds{2});
  EXPECT_EQ(count(CallAct::Say, leg), 1u);
  for (int n = 0; n < 400 && count(CallAct::HangUp) == 0 && count(CallAct::Transfer) == 0; ++n) pass(seconds{1});
  EXPECT_EQ(count(CallAct::HangUp) + count(CallAct::Transfer), 1u);
  is(leg, CallState::Ended, 2);
  callers.ended(now, leg);
  callers.ended(now, voice::LegId{70});
  EXPECT_TRUE(callers.is_busy(2));
  pass(seconds{20});
  EXPECT_EQ(count(CallAct::Record), 1u);
  EXPECT_EQ(count(CallAct::WriteUp), 1u);
  EXPECT_NE(first(CallAct::Record).script, nullptr);
  EXPECT_FALSE(callers.is_busy(2));
  EXPECT_EQ(callers.legs(), 0u);
}

TEST_F(BusyLine, WhoIsReadyAtABrowserIsCalledByNumberWithinSecondsAndSpokenToInWords) {
  play.newcomer_came(now, org::PersonId{104});
  callers.newcomer_is(now, org::PersonId{104}, true);
  pass(seconds{4});
  const auto dialled = std::ranges::find_if(deeds, [&](const CallDeed& deed) { return deed.act == CallAct::Dial; });
  ASSERT_NE(dialled, deeds.end());
  const auto leg = dialled->leg;
  pass(seconds{4});
  std::string keys;
  for (const auto& deed : deeds)
    if (deed.act == CallAct::Press && deed.leg == leg) keys += deed.keys;
  EXPECT_EQ(keys, "88014");
  is(leg, CallState::Waiting);
  is(leg, CallState::Talking, 4);
  pass(seconds{2});
  const auto said =
      std::ranges::find_if(deeds, [&](const CallDeed& deed) { return deed.act == CallAct::Say && deed.leg == leg; });
  ASSERT_NE(said, deeds.end());
  EXPECT_GE(said->words.size(), 2u);
}

TEST_F(BusyLine, ACustomerWhoIsCalledPicksUpAndHangsUp) {
  callers.set_pace(0);
  callers.arrived(now, voice::LegId{80}, "13800138000");
  pass(seconds{9});
  EXPECT_EQ(count(CallAct::PickUp, voice::LegId{80}), 1u);
  pass(seconds{130});
  EXPECT_EQ(count(CallAct::HangUp, voice::LegId{80}), 1u);
}

TEST(Murmur, IsHeardHasPausesAndIsOfManyPeople) {
  const auto one = murmur(1), other = murmur(2);
  EXPECT_NE(one, other);
  EXPECT_EQ(one, murmur(1));
  EXPECT_GT(*std::ranges::max_element(one), 1'500);
  EXPECT_GT(std::ranges::count(one, 0), static_cast<std::ptrdiff_t>(one.size() / 4));
}

TEST(Murmur, ADeeperVoiceTakesLonger) {
  const Samples words(8'000, 100);
  EXPECT_GT(in_voice(words, 0).size(), words.size());
  EXPECT_LT(in_voice(words, 11).size(), words.size());
  EXPECT_TRUE(in_voice({}, 3).empty());
}
