// The engine with SIPp as its trunk: real packets, real sound.

#include "voice/engine.h"

#include "voice/tests/peers.h"

namespace voice::testing {
namespace {

using media::Codec;
using recording::Channel;

class ATrunkCall : public Engine, public ::testing::WithParamInterface<Codec> {};
INSTANTIATE_TEST_SUITE_P(BothLaws, ATrunkCall, ::testing::Values(Codec::Pcma, Codec::Pcmu),
                         [](const auto& info) { return info.param == Codec::Pcma ? "Alaw" : "Mulaw"; });

TEST_P(ATrunkCall, IsHeardAndHearsInBothDirections) {
  start();
  const auto peer = sipp("talk", {}, GetParam());
  const LegId leg = await<LegArrived>().leg;
  post(Ring{leg});
  post(Answer{leg});
  play_and_record(leg, 600);
  await<LegAnswered>();
  EXPECT_EQ(await<LegEnded>().ending, Ending::ByPeer);
  await<media::RecordingEnded>();
  EXPECT_EQ(peer->wait(), 0) << peer->said();
  EXPECT_GT(heard(Channel::Said, 440), audible);
  EXPECT_GT(heard(Channel::Heard, 600), audible);
  EXPECT_LT(heard(Channel::Said, 600), 0.05) << "What is played to the caller is not what the caller says.";
}

class SippAsTrunk : public Engine {};

TEST_F(SippAsTrunk, TellsItsDigits) {
  start();
  write_digits(folder.path("digits.pcap"), "159#");
  const auto peer = sipp("digits");
  const LegId leg = await<LegArrived>().leg;
  post(Answer{leg});
  for (const char digit : {'1', '5', '9', '#'}) EXPECT_EQ(await<media::DigitHeard>().digit, digit);
  await<LegEnded>();
  EXPECT_EQ(peer->wait(), 0) << peer->said();
}

TEST_F(SippAsTrunk, GivesUpWhileItRings) {
  start();
  const auto peer = sipp("cancel");
  const LegId leg = await<LegArrived>().leg;
  post(Ring{leg});
  EXPECT_EQ(await<LegEnded>().ending, Ending::ByPeer);
  EXPECT_EQ(peer->wait(), 0) << peer->said();
}

TEST_F(SippAsTrunk, CallsWithoutAnOfferAndIsHeardAllTheSame) {
  start();
  const auto peer = sipp("late_offer");
  const LegId leg = await<LegArrived>().leg;
  post(Answer{leg});
  await<LegAnswered>();
  play_and_record(leg, 600);
  await<LegEnded>();
  await<media::RecordingEnded>();
  EXPECT_EQ(peer->wait(), 0) << peer->said();
  EXPECT_GT(heard(Channel::Said, 440), audible);
}

TEST_F(SippAsTrunk, HoldsAndTakesBack) {
  start();
  const auto peer = sipp("hold");
  const LegId leg = await<LegArrived>().leg;
  post(Answer{leg});
  EXPECT_TRUE(await<LegHeld>().held);
  EXPECT_FALSE(await<LegHeld>().held);
  EXPECT_EQ(await<LegEnded>().ending, Ending::ByPeer);
  EXPECT_EQ(peer->wait(), 0) << peer->said();
}

TEST_F(SippAsTrunk, ThatIsSlowToAcknowledgeHearsTheAnswerAgain) {
  start();
  const auto peer = sipp("no_ack");
  post(Answer{await<LegArrived>().leg});
  EXPECT_EQ(await<LegEnded>().ending, Ending::ByPeer);
  EXPECT_EQ(peer->wait(), 0) << peer->said();
}

TEST_F(SippAsTrunk, IsCalledRingsAnswersAndIsHeard) {
  const std::uint16_t peer_port = free_port();
  start(peer_port);
  const auto peer = sipp("answer", {}, Codec::Pcma, peer_port);
  const LegId leg{7};
  post(DialTrunk{leg, {trunk}, "13900139000", "4001234567", "", std::chrono::seconds(30)});
  await<LegRinging>();
  await<LegAnswered>();
  play_and_record(leg, 600);
  // A second and a bit of sound; the measure of a recording is its own clock.
  await<media::QualityMeasured>();
  post(HangUp{leg});
  EXPECT_EQ(await<LegEnded>().ending, Ending::ByUs);
  const auto quality = await<media::LegClosed>().quality;
  await<media::RecordingEnded>();
  EXPECT_EQ(peer->wait(), 0) << peer->said();
  EXPECT_GT(heard(Channel::Said, 440), audible);
  EXPECT_GT(quality.packets_received, 150u);
  EXPECT_LT(quality.packets_lost, 20u);
  EXPECT_GT(quality.mos, 3.0);
}

TEST_F(SippAsTrunk, OverTcpIsTheSame) {
  start();
  const auto peer = sipp("talk", {"-t", "t1"});
  const LegId leg = await<LegArrived>().leg;
  post(Answer{leg});
  play_and_record(leg, 600);
  await<LegEnded>();
  await<media::RecordingEnded>();
  EXPECT_EQ(peer->wait(), 0) << peer->said();
  EXPECT_GT(heard(Channel::Said, 440), audible);
}

TEST_F(SippAsTrunk, CallsManyTimesAtOnceAndNothingIsLeft) {
  start();
  const auto peer = sipp("talk", {"-m", "40", "-r", "40"});
  int ended = 0;
  for (int i = 0; i < 40; ++i) post(Answer{await<LegArrived>().leg});
  while (ended < 40) {
    EXPECT_EQ(await<LegEnded>().ending, Ending::ByPeer);
    ++ended;
  }
  EXPECT_EQ(peer->wait(), 0) << peer->said();
}

// Thirty within a second, where ten have room.
TEST_F(SippAsTrunk, CallsMoreThanThereIsRoomForAndTheOthersGoOn) {
  EngineSettings settings = on_loopback();
  settings.legs_max = 10;
  start(0, settings);
  const auto many = sipp("talk", {"-m", "30", "-r", "60"});
  for (int i = 0; i < 10; ++i) post(Answer{await<LegArrived>().leg});
  for (int i = 0; i < 10; ++i) EXPECT_EQ(await<LegEnded>().ending, Ending::ByPeer);
  EXPECT_EQ(many->wait(), 1) << "SIPp says so when some of its calls failed.\n" << many->said();

  const auto later = sipp("talk");
  post(Answer{await<LegArrived>().leg});
  EXPECT_EQ(await<LegEnded>().ending, Ending::ByPeer);
  EXPECT_EQ(later->wait(), 0) << later->said();
}

}  // namespace
}  // namespace voice::testing
