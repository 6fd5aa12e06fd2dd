#include <gtest/gtest.h>

#include "voice/testing.h"

namespace voice {
namespace {

TEST(TheFakeEngine, TellsOfACallWhatTheRealOneWould) {
  std::vector<Event> told;
  fixture::FakeEngine engine([&](Event event) { told.push_back(std::move(event)); });
  const LegId caller{1}, agent{2};
  engine.arrive({caller, TrunkId{9}, "95598", "138", "", false, "", {}});
  engine.post(SignallingCommand(Answer{caller}));
  engine.post(SignallingCommand(Answer{caller}));
  engine.post(SignallingCommand(DialPhone{agent, PhoneId{3}, "138", "", std::chrono::seconds(15), false}));
  engine.answer(agent);
  engine.post(media::Command(media::PutRoom{RoomId{1}, {caller, agent}, {{caller, agent, 1}, {agent, caller, 1}}}));
  EXPECT_TRUE(engine.hears(agent, caller));
  engine.post(media::Command(media::PutRoom{RoomId{1}, {}, {}}));
  EXPECT_FALSE(engine.hears(agent, caller));
  engine.post(SignallingCommand(HangUp{agent}));
  engine.post(SignallingCommand(HangUp{agent}));
  EXPECT_FALSE(engine.has(agent));
  EXPECT_EQ(engine.legs(), 1u);
  EXPECT_EQ(engine.taken<DialPhone>().size(), 1u);
  EXPECT_TRUE(engine.taken<DialPhone>().empty());
  ASSERT_EQ(told.size(), 4u) << "Arrived, answered once, answered, ended once.";
  EXPECT_TRUE(std::holds_alternative<LegEnded>(std::get<SignallingEvent>(told[3])));
}

TEST(TheFakeEngine, KeepsWhatPlays) {
  std::vector<Event> told;
  fixture::FakeEngine engine([&](Event event) { told.push_back(std::move(event)); });
  engine.post(media::Command(media::Play{PlayId{5}, LegId{1}, {}, false, 1}));
  EXPECT_EQ(engine.playing(LegId{1}), PlayId{5});
  engine.post(media::Command(media::StopPlay{PlayId{5}}));
  EXPECT_FALSE(engine.playing(LegId{1}));
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(std::get<media::PlayEnded>(std::get<media::Event>(told[0])).how, media::PlayEnd::Stopped);
}

}  // namespace
}  // namespace voice
