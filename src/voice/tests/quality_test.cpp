#include "voice/media/quality.h"

#include <gtest/gtest.h>

#include "voice/media/latch.h"
#include "voice/media/pacer.h"
#include "voice/tests/sound.h"

namespace voice::media {
namespace {

using testing::ms;
using Kind = Reception::Kind;

struct Stream20 {
  Reception reception;
  Moment now{std::chrono::seconds(1000)};
  RtpHeader header{8, false, 65500, 0xffffff00, 1};
  void pass() {
    ++header.sequence;
    header.timestamp += 160;
    now += frame_time;
  }
  void packet(std::chrono::microseconds late = {}) {
    reception.packet(header, Kind::Sound, now + late);
    pass();
  }
};

TEST(Reception, CountsWhatIsLostAcrossTheWrapOfTheSequence) {
  Stream20 stream;
  for (int i = 0; i < 1000; ++i) {
    if (i % 10 == 5)
      stream.pass();
    else
      stream.packet();
  }
  EXPECT_EQ(stream.reception.received(), 900u);
  EXPECT_EQ(stream.reception.lost(), 100u);
  EXPECT_EQ(stream.reception.jitter(), ms * 0);
  const auto block = stream.reception.block();
  ASSERT_TRUE(block);
  EXPECT_NEAR(block->fraction_lost / 256.0, 0.1, 0.01);
  EXPECT_EQ(block->lost, 100);
  EXPECT_EQ(block->highest_sequence, 65500u + 999);
}

TEST(Reception, AReportTellsTheLossSinceTheLastOne) {
  Stream20 stream;
  for (int i = 0; i < 100; ++i) i % 2 ? stream.pass() : stream.packet();
  stream.packet();
  stream.reception.block();
  for (int i = 0; i < 100; ++i) stream.packet();
  EXPECT_EQ(stream.reception.block()->fraction_lost, 0);
  EXPECT_EQ(stream.reception.block()->lost, 50);
}

TEST(Reception, JitterIsTheOneOfTheRfc) {
  Stream20 stream;
  // Alternately on time and 8 ms late: the difference is always 8 ms, which is what it tends to.
  for (int i = 0; i < 500; ++i) stream.packet(ms * (i % 2 ? 8 : 0));
  EXPECT_NEAR(static_cast<double>(stream.reception.jitter().count()), 8000, 300);
  EXPECT_GE(stream.reception.jitter_max(), stream.reception.jitter());
}

TEST(Reception, AnotherSourceIsNoLoss) {
  Stream20 stream;
  for (int i = 0; i < 10; ++i) stream.packet();
  stream.header = {8, false, 30000, 5, 2};
  for (int i = 0; i < 10; ++i) stream.packet();
  EXPECT_EQ(stream.reception.lost(), 0u);
  EXPECT_EQ(stream.reception.received(), 20u);
}

TEST(ARoundTrip, IsWhatIsLeftWhenThePeersOwnTimeIsTakenOff) {
  const Moment sent{std::chrono::seconds(77)};
  PeerView us;
  RtcpCompound report;
  report.block_count = 1;
  report.blocks[0].ssrc = 5;
  report.blocks[0].fraction_lost = 64;
  report.blocks[0].jitter = 80;
  report.blocks[0].last_sr = static_cast<std::uint32_t>(ntp(sent) >> 16);
  report.blocks[0].delay_since_last_sr = 65536 * 3;
  us.report(report, 5, sent + ms * 3120);
  ASSERT_TRUE(us.round_trip());
  EXPECT_NEAR(static_cast<double>(us.round_trip()->count()), 120'000, 50);
  EXPECT_DOUBLE_EQ(*us.loss(), 0.25);
  EXPECT_EQ(*us.jitter(), ms * 10);
}

TEST(ARoundTrip, OfAReportThatIsNonsenseOrOnSomebodyElseIsNone) {
  PeerView us;
  RtcpCompound report;
  report.block_count = 1;
  report.blocks[0] = {5, 0, 0, 0, 0, 0xfffffff0, 0xfffffff0};
  us.report(report, 5, Moment{std::chrono::seconds(77)});
  EXPECT_FALSE(us.round_trip());
  report.blocks[0].ssrc = 6;
  PeerView others;
  others.report(report, 5, Moment{std::chrono::seconds(77)});
  EXPECT_FALSE(others.loss());
}

TEST(TheEstimateOfSound, FallsWithLossAndDelay) {
  EXPECT_NEAR(estimated_mos(0, ms * 20), 4.4, 0.05);
  EXPECT_NEAR(estimated_mos(0.01, ms * 20), 4.3, 0.1);
  EXPECT_NEAR(estimated_mos(0.05, ms * 20), 3.9, 0.15);
  EXPECT_LT(estimated_mos(0.2, ms * 20), 2.8);
  EXPECT_LT(estimated_mos(0, ms * 500), estimated_mos(0, ms * 150) - 0.5);
  EXPECT_GE(estimated_mos(1, std::chrono::seconds(10)), 1);
}

// ---- the latch ----

struct Latching : ::testing::Test {
  const Address told = *Address::from("192.0.2.1", 4000);
  const Address natted = *Address::from("198.51.100.7", 61000);
  const Address stranger = *Address::from("203.0.113.9", 666);
  Latch latch{told};
  Moment now{std::chrono::seconds(1000)};
  RtpHeader peer{8, false, 100, 0, 1}, other{8, false, 9000, 0, 99};

  bool packet(const Address& from, RtpHeader& header, Proof proof = Proof::None) {
    ++header.sequence;
    return latch.accept(from, header, proof, now);
  }
};

TEST_F(Latching, GoesWhereTheSignallingSaidUntilSomethingCame) {
  EXPECT_EQ(latch.target(), told);
  EXPECT_TRUE(packet(told, peer));
  EXPECT_EQ(latch.target(), told);
}

TEST_F(Latching, FollowsAPeerBehindANatFromItsSecondPacket) {
  EXPECT_FALSE(packet(natted, peer));
  EXPECT_EQ(latch.target(), told);
  EXPECT_TRUE(packet(natted, peer));
  EXPECT_EQ(latch.target(), natted);
}

TEST_F(Latching, StrangersAreDroppedAndCounted) {
  packet(told, peer);
  for (int i = 0; i < 50; ++i) EXPECT_FALSE(packet(stranger, other));
  EXPECT_EQ(latch.target(), told);
  EXPECT_EQ(latch.strangers(), 50u);
}

TEST_F(Latching, AStrangerGetsNothingAlsoWhenThePeerIsSilent) {
  packet(told, peer);
  now += std::chrono::seconds(60);
  for (int i = 0; i < 50; ++i) EXPECT_FALSE(packet(stranger, other));
  EXPECT_EQ(latch.target(), told);
}

TEST_F(Latching, TheSameSourceThatGoesOnElsewhereIsFollowedAfterASecond) {
  packet(told, peer);
  now += ms * 500;
  EXPECT_FALSE(packet(natted, peer));
  now += ms * 600;
  packet(natted, peer);
  EXPECT_TRUE(packet(natted, peer));
  EXPECT_EQ(latch.target(), natted);
}

TEST_F(Latching, AnotherPortOfTheSameMachineIsFollowedAfterASecond) {
  packet(told, peer);
  now += ms * 1100;
  packet(told.with_port(4444), other);
  EXPECT_TRUE(packet(told.with_port(4444), other));
}

TEST_F(Latching, WhatIsAuthenticMayMoveAtOnce) {
  packet(told, peer, Proof::Authenticated);
  EXPECT_TRUE(packet(natted, peer, Proof::Authenticated));
  EXPECT_EQ(latch.target(), natted);
}

TEST_F(Latching, PacketsInFlightFromTheFormerPlaceDoNotBringItBack) {
  packet(told, peer);
  const Address next = *Address::from("192.0.2.50", 5000);
  latch.tell(next, now);
  EXPECT_FALSE(packet(told, peer));
  EXPECT_FALSE(packet(told, peer));
  EXPECT_TRUE(packet(next, other));
  EXPECT_EQ(latch.target(), next);
}

// ---- the pacer ----

TEST(TicksThatComeLate, AreMadeUpForWithoutABurst) {
  const Moment first{std::chrono::seconds(1000)};
  Pacer pacer(first);
  Moment now = first + ms * 65;  // three ticks late
  int ticks = 0;
  Moment last = now - ms * 20;
  while (now < first + ms * 200) {
    EXPECT_GE(now - last, ms * 10);
    last = now;
    EXPECT_EQ(pacer.begin(now), 0);
    ++ticks;
    now = std::max(now, pacer.due());
  }
  EXPECT_EQ(ticks, 10);
  EXPECT_GT(pacer.overruns(), 0u);
}

TEST(TicksThatComeMuchTooLate, AreLeftOutAndTold) {
  const Moment first{std::chrono::seconds(1000)};
  Pacer pacer(first);
  EXPECT_EQ(pacer.begin(first + ms * 505), 25);
  EXPECT_EQ(pacer.due(), first + ms * 520);
  EXPECT_EQ(pacer.overruns(), 25u);
}

}  // namespace
}  // namespace voice::media
