#include "simulator/play.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace simulator;
using base::Duration;
using base::Time;
using std::chrono::seconds;

namespace {

// A world that does every deed at once, as a server that works well.
class Stage : public testing::Test {
 protected:
  static Organisation town() {
    Organisation made;
    for (std::size_t city = 0; city < 2; ++city) {
      made.cities.emplace_back().centre_id = org::CentreId{static_cast<std::int64_t>(city) + 1};
      for (std::size_t n = 0; n < subject_count; ++n)
        made.cities.back().queues[n] = routing::QueueId{static_cast<std::int64_t>(10 * city + n) + 5};
      for (std::size_t n = 0; n < 12; ++n) {
        SampleAgent agent;
        agent.city = city;
        agent.place.person_id = org::PersonId{static_cast<std::int64_t>(100 * (city + 1) + n)};
        agent.number = "8001";
        made.agents.push_back(agent);
      }
      SampleAgent leader;
      leader.city = city;
      leader.place.person_id = org::PersonId{static_cast<std::int64_t>(900 + city)};
      made.leaders.push_back(leader);
    }
    return made;
  }

  // Lets so much time pass; agents and visitors do what they mean to.
  void pass(Duration time) {
    for (const auto end = now + time; now < end; now += std::chrono::milliseconds{200})
      for (const auto& deed : play.tick(now)) {
        deeds.push_back(deed);
        live(deed);
      }
  }

  void live(const Deed& deed) {
    switch (deed.act) {
      case Act::Come:
        if (auto whom = play.caller(deed.visitor).wants) wanted.push_back(*whom);
        if (refused) return play.could_not_come(now, deed.visitor);
        return play.came(now, deed.visitor, channels::ChatId{1'000 + deed.visitor});
      case Act::SignIn:
        return is(deed.agent, agents::State::NotReady);
      case Act::BeReady:
        return is(deed.agent, agents::State::Ready);
      case Act::Pause:
        return is(deed.agent, agents::State::NotReady);
      case Act::SignOut:
        return is(deed.agent, agents::State::SignedOut);
      case Act::Reply:
        return play.visitor_heard(now, deed.chat_id.value - 1'000, deed.text);
      case Act::Say:
        return tell(deed.visitor, channels::ChatState::Active, ++said);
      case Act::End:
        tell(deed.chat_id.value - 1'000, channels::ChatState::Ended, said);
        return play.chat_over(now, deed.chat_id.value - 1'000);
      case Act::Leave:
        tell(deed.visitor, channels::ChatState::Ended, said);
        return play.chat_over(now, deed.visitor);
      case Act::Transfer:
        queue[deed.chat_id.value - 1'000] = deed.queue_id;
        owner.erase(deed.chat_id.value - 1'000);
        return tell(deed.chat_id.value - 1'000, channels::ChatState::Waiting, said);
      default:
        return;
    }
  }

  void is(std::size_t agent, agents::State state) { play.agent_is(now, person(agent), state); }
  org::PersonId person(std::size_t agent) const { return *organisation.agents[agent].place.person_id; }

  // The distribution gives the visitor's chat to the agent.
  void give(std::int64_t visitor, std::size_t agent) {
    owner[visitor] = person(agent);
    play.visitor_is_answered(now, visitor);
    tell(visitor, channels::ChatState::Active, 1);
  }
  void tell(std::int64_t visitor, channels::ChatState state, std::int64_t seq) {
    ChatNow chat{channels::ChatId{1'000 + visitor}, state, {}, routing::QueueId{5}, seq};
    if (queue.contains(visitor)) chat.queue_id = queue.at(visitor);
    if (owner.contains(visitor)) chat.agent_id = owner.at(visitor);
    play.chat_changed(now, chat);
  }

  std::size_t count(Act act) const {
    return static_cast<std::size_t>(
        std::count_if(deeds.begin(), deeds.end(), [&](const Deed& deed) { return deed.act == act; }));
  }
  const Deed& last(Act act) const {
    return *std::find_if(deeds.rbegin(), deeds.rend(), [&](const Deed& deed) { return deed.act == act; });
  }
  void newcomer_says(std::int64_t visitor, const std::string& text) { play.visitor_heard(now, visitor, text); }

  Organisation organisation = town();
  std::vector<Phrases> phrases = load_all_phrases(YINGDA_SOURCE_DIR "/content");
  Play play{organisation, phrases, 7};
  Time now = base::from_rfc3339("2026-11-20T02:00:00.000Z").value();
  std::vector<Deed> deeds;
  std::map<std::int64_t, org::PersonId> owner;
  std::map<std::int64_t, routing::QueueId> queue;  // where it is not the first
  std::vector<org::PersonId> wanted;               // by those who came
  std::int64_t said = 1;
  bool refused = false;
};

}  // namespace

TEST_F(Stage, WhoSitsDownWhileTheAgentIsBeingSignedInFindsItSignedOut) {
  std::vector<Deed> first;
  for (; first.empty(); now += std::chrono::milliseconds{200})
    for (const auto& deed : play.tick(now))
      if (deed.act == Act::SignIn) first.push_back(deed);
  play.newcomer_came(now, person(first[0].agent));
  const auto after = play.tick(now);
  EXPECT_TRUE(std::ranges::any_of(
      after, [&](const Deed& deed) { return deed.act == Act::SignOut && deed.agent == first[0].agent; }));
}

TEST_F(Stage, AChatBeginsAboutEverySevenSecondsAtPaceOne) {
  pass(seconds{60});
  EXPECT_NEAR(static_cast<double>(count(Act::Come)), 9, 3);
}

TEST_F(Stage, NobodyComesWhilePaused) {
  play.set_pace(0);
  pass(seconds{120});
  EXPECT_TRUE(deeds.empty());  // agents stay as they are, too
  play.set_pace(1);
  pass(seconds{20});
  EXPECT_GT(count(Act::Come), 0u);
}

TEST_F(Stage, NeverMoreVisitorsThanThePaceAllows) {
  play.set_pace(20);
  pass(seconds{300});
  EXPECT_LE(play.visitors(), play.most_visitors());
  EXPECT_LE(play.most_visitors(), 200u);
}

TEST_F(Stage, WhoIsNotAnsweredComplainsAndGoes) {
  pass(seconds{20});
  ASSERT_GT(play.visitors(), 0u);
  play.set_pace(0);
  pass(seconds{400});
  EXPECT_GT(count(Act::Say), 0u);
  EXPECT_EQ(count(Act::Leave), count(Act::Come));
  EXPECT_EQ(play.visitors(), 0u);
}

TEST_F(Stage, AgentsSignInTakeBreaksAndComeBack) {
  pass(seconds{3'600});
  EXPECT_GT(count(Act::SignIn), 10u);
  EXPECT_GT(count(Act::Pause), 5u);
  EXPECT_GT(count(Act::BeReady), count(Act::SignIn));
  EXPECT_GE(play.at_work(), 10u);
}

TEST_F(Stage, WhoWasAtWorkWhenTheProgramBeganGoesOnAtOnce) {
  is(0, agents::State::Ready);
  is(1, agents::State::NotReady);
  pass(seconds{20});
  for (const auto& deed : deeds) {
    EXPECT_FALSE(deed.act == Act::Pause || deed.act == Act::SignOut);
    EXPECT_FALSE(deed.act == Act::SignIn && deed.agent < 2);
  }
  EXPECT_TRUE(std::any_of(deeds.begin(), deeds.end(),
                          [](const Deed& deed) { return deed.act == Act::BeReady && deed.agent == 1; }));
}

TEST_F(Stage, AnAgentWelcomesAnswersBidsFarewellAndWritesUp) {
  pass(seconds{60});
  play.set_pace(0);
  const auto visitor = last(Act::Come).visitor;
  give(visitor, 0);
  pass(seconds{900});
  EXPECT_GE(count(Act::Reply), 4u);
  EXPECT_EQ(last(Act::Record).chat_id.value, 1'000 + visitor);
  EXPECT_EQ(last(Act::WriteUp).agent, 0u);
  EXPECT_FALSE(play.knows(visitor));
}

TEST_F(Stage, NowAndThenAnAgentPassesAChatOnToAnotherQueueAndOnlyOnce) {
  play.set_pace(10);
  for (int minute = 0; minute < 20; ++minute) {
    pass(seconds{60});
    for (const auto& deed : std::vector(deeds))
      if (deed.act == Act::Come || deed.act == Act::Transfer) {
        const auto visitor = deed.act == Act::Come ? deed.visitor : deed.chat_id.value - 1'000;
        if (play.knows(visitor) && !owner.contains(visitor)) give(visitor, static_cast<std::size_t>(visitor) % 12);
      }
  }
  std::map<std::int64_t, int> passed_on;
  for (const auto& deed : deeds)
    if (deed.act == Act::Transfer) {
      ++passed_on[deed.chat_id.value];
      EXPECT_NE(deed.queue_id, routing::QueueId{5});
    }
  EXPECT_GT(passed_on.size(), count(Act::Come) / 40);
  EXPECT_LT(passed_on.size(), count(Act::Come) / 8);
  for (const auto& [chat, times] : passed_on) EXPECT_EQ(times, 1) << chat;
}

TEST_F(Stage, WhoMeetsANewcomerAnswersSensiblyThanksAndRates) {
  play.newcomer_came(now, person(3));
  play.agent_is(now, person(3), agents::State::Ready);
  pass(seconds{5});
  const auto& come = last(Act::Come);
  ASSERT_EQ(play.caller(come.visitor).wants, person(3));
  const auto visitor = come.visitor;
  const auto persona = play.caller(visitor).persona;
  play.set_pace(0);
  give(visitor, 3);
  newcomer_says(visitor, "您好，请问您的合同号是多少？");
  pass(seconds{15});
  EXPECT_NE(last(Act::Say).text.find(persona.contract), std::string::npos);
  newcomer_says(visitor, "请问还有其他可以帮您的吗？祝您生活愉快！");
  pass(seconds{40});
  EXPECT_EQ(last(Act::Leave).visitor, visitor);
  EXPECT_EQ(last(Act::Rate).visitor, visitor);
  EXPECT_FALSE(play.knows(visitor));
}

TEST_F(Stage, ANewcomerWhoIsReadyIsVisitedWithinFiveSecondsAndAgainLater) {
  play.newcomer_came(now, org::PersonId{900});
  play.agent_is(now, org::PersonId{900}, agents::State::Ready);
  pass(seconds{5});
  ASSERT_EQ(wanted, (std::vector<org::PersonId>{org::PersonId{900}}));
  pass(seconds{600});  // nobody answers, so the one gives up and another comes
  EXPECT_GE(wanted.size(), 3u);
}

TEST_F(Stage, WhoSignsInToTheConsoleIsLetGoAndNeverDriven) {
  pass(seconds{120});
  std::size_t busy = 0;
  while (play.drives(person(busy)) && std::none_of(deeds.begin(), deeds.end(), [&](const Deed& deed) {
           return deed.act == Act::SignIn && deed.agent == busy;
         }))
    ++busy;
  const auto visitor = last(Act::Come).visitor;
  give(visitor, busy);
  deeds.clear();
  play.newcomer_came(now, person(busy));
  EXPECT_FALSE(play.drives(person(busy)));
  pass(seconds{1});
  EXPECT_EQ(last(Act::HandOn).chat_id.value, 1'000 + visitor);
  EXPECT_EQ(last(Act::SignOut).agent, busy);
  deeds.clear();
  pass(seconds{1'800});
  for (const auto& deed : deeds)
    if (deed.act >= Act::SignIn) EXPECT_NE(deed.agent, busy);
}

TEST_F(Stage, AfterTenMinutesWithoutANewcomerThePersonMayWorkAgain) {
  play.newcomer_came(now, person(0));
  play.newcomer_left(now, person(0));
  pass(seconds{500});
  EXPECT_FALSE(play.drives(person(0)));
  pass(seconds{200});
  EXPECT_TRUE(play.drives(person(0)));
}

TEST_F(Stage, WhoeverCannotComeIsTriedAgainLessAndLessOften) {
  refused = true;
  pass(seconds{300});
  EXPECT_LT(count(Act::Come), 15u);
  EXPECT_GT(count(Act::Come), 3u);
  EXPECT_EQ(play.visitors(), 0u);
}

TEST_F(Stage, AnOfferIsAnsweredByItsAgentUnlessANewcomerSitsThere) {
  play.newcomer_came(now, person(1));
  play.offered(now, person(0), routing::OfferId{8});
  play.offered(now, person(1), routing::OfferId{9});
  pass(seconds{10});
  ASSERT_EQ(count(Act::Answer), 1u);
  EXPECT_EQ(last(Act::Answer).offer_id, routing::OfferId{8});
}

TEST_F(Stage, AnHourAtTenTimesThePaceLeavesNobodyBehind) {
  play.set_pace(10);
  for (int minute = 0; minute < 60; ++minute) {
    pass(seconds{60});
    std::size_t agent = 0;
    for (const auto& deed : std::vector(deeds))
      if (deed.act == Act::Come && play.knows(deed.visitor) && !owner.contains(deed.visitor))
        give(deed.visitor, agent++ % organisation.agents.size());
    deeds.clear();
    owner.clear();
    EXPECT_LE(play.visitors(), play.most_visitors());
  }
  play.set_pace(0);
  pass(seconds{900});
  EXPECT_EQ(play.visitors(), 0u);
}
