#include "voice/media/jitter_buffer.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "voice/tests/sound.h"

namespace voice::media {
namespace {

using testing::ms;
using testing::Talker;
using Heard = JitterBuffer::Heard;

// A network and a listener: packets are sent, arrive after a delay of their own, and 20 ms of
// sound are asked for at every tick.
struct Listening : ::testing::Test {
  JitterBuffer buffer;
  Moment now{std::chrono::seconds(1000)};
  std::multimap<Moment, std::vector<std::uint8_t>> on_the_way;
  std::vector<std::int16_t> heard;
  std::map<Heard, int> kinds;

  void send(std::vector<std::uint8_t> packet, std::chrono::microseconds delay = ms * 1) {
    on_the_way.emplace(now + delay, std::move(packet));
  }
  void tick() {
    now += frame_time;
    while (!on_the_way.empty() && on_the_way.begin()->first <= now) {
      const auto packet = read_rtp(on_the_way.begin()->second);
      const Codec codec = packet->header.payload_type == 8 ? Codec::Pcma : Codec::Pcmu;
      buffer.put(packet->header, codec, packet->payload, on_the_way.begin()->first, now);
      on_the_way.erase(on_the_way.begin());
    }
    Samples samples;
    ++kinds[buffer.take(samples)];
    heard.insert(heard.end(), samples.begin(), samples.end());
  }
  void talk(Talker& talker, int ticks, std::chrono::microseconds delay = ms * 1) {
    for (int i = 0; i < ticks; ++i) {
      send(talker.next(), delay);
      tick();
    }
  }
  // Loudness of the last sound in hertz.
  double ending(double hertz, int samples = 1600) const {
    return testing::level_of(std::span(heard).last(static_cast<std::size_t>(samples)), hertz);
  }
};

TEST_F(Listening, SteadyPacketsAreHeardWholeAcrossTheWrapOfSequenceAndTimestamp) {
  Talker talker;
  talk(talker, 150);
  EXPECT_EQ(kinds[Heard::Concealed], 0);
  EXPECT_LE(kinds[Heard::Silence], 3);
  EXPECT_NEAR(ending(440), 8000, 200);
  EXPECT_EQ(buffer.counts().late, 0u);
}

TEST_F(Listening, WithoutJitterTheDelayShrinks) {
  Talker talker;
  talker.level = 0;
  talk(talker, 50);
  const auto before = buffer.mean_delay();
  talk(talker, 2000);
  EXPECT_GT(buffer.counts().dropped, 0u);
  EXPECT_LT(buffer.mean_delay(), before);
  EXPECT_LT(buffer.mean_delay(), ms * 35);
  EXPECT_EQ(kinds[Heard::Concealed], 0);
}

TEST_F(Listening, ShrinkingInTheMiddleOfSpeechIsHardlyHeard) {
  Talker talker(500);
  talk(talker, 600);
  EXPECT_GT(buffer.counts().dropped, 0u);
  const auto sound = std::span(heard).subspan(800);
  for (std::size_t i = 1; i < sound.size(); ++i) ASSERT_LT(std::abs(sound[i] - sound[i - 1]), 6000) << i;
}

TEST_F(Listening, PacketsInAnyOrderAreHeardInOrder) {
  Talker talker;
  talk(talker, 10);
  for (int i = 0; i < 100; ++i) {
    auto first = talker.next(), second = talker.next();
    send(std::move(second));
    send(std::move(first), ms * 2);
    tick();
    tick();
  }
  EXPECT_EQ(kinds[Heard::Concealed], 0);
  EXPECT_NEAR(ending(440), 8000, 300);
}

TEST_F(Listening, PacketsThatComeTwiceAreHeardOnce) {
  Talker talker;
  for (int i = 0; i < 100; ++i) {
    const auto packet = talker.next();
    send(packet);
    send(packet);
    tick();
  }
  EXPECT_NEAR(ending(440), 8000, 200);
  EXPECT_EQ(buffer.counts().resets, 0u);
}

TEST_F(Listening, ALostPacketIsMadeUp) {
  Talker talker(400);
  talk(talker, 50);
  talker.next();
  tick();
  talk(talker, 10);
  EXPECT_EQ(kinds[Heard::Concealed], 1);
  EXPECT_EQ(buffer.counts().concealed, 1u);
  // No hole: every 20 ms of the last quarter second are loud.
  for (std::size_t at = heard.size() - 1600; at + 160 <= heard.size(); at += 160)
    EXPECT_GT(testing::loudness(std::span(heard).subspan(at, 160)), 2000) << at;
}

TEST_F(Listening, APauseOfTheNetworkLosesNothingAndTheDelayComesBackDown) {
  Talker talker;
  talk(talker, 100);
  for (int i = 0; i < 5; ++i) {
    send(talker.next(), ms * (101 - 20 * i));
    tick();
  }
  talk(talker, 100);
  EXPECT_EQ(buffer.counts().late, 0u);
  EXPECT_NEAR(ending(440), 8000, 300);
  const auto dropped = buffer.counts().dropped;
  talker.level = 0;
  talk(talker, 1000);
  EXPECT_GE(buffer.counts().dropped, dropped + 3);
}

TEST_F(Listening, JitterOfFortyMillisecondsIsTakenUp) {
  Talker talker;
  std::mt19937 chance(7);
  std::uniform_int_distribution<int> delay(0, 40);
  for (int i = 0; i < 500; ++i) {
    send(talker.next(), ms * delay(chance));
    tick();
  }
  const int before = kinds[Heard::Concealed];
  for (int i = 0; i < 1000; ++i) {
    send(talker.next(), ms * delay(chance));
    tick();
  }
  EXPECT_LT(kinds[Heard::Concealed] - before, 20);  // 2 %
  EXPECT_LT(buffer.mean_delay(), ms * 110);
}

TEST_F(Listening, ALateStragglerIsCountedAndNotHeard) {
  Talker talker;
  talk(talker, 50);
  auto straggler = talker.next();
  tick();
  talk(talker, 20);
  send(std::move(straggler));
  talk(talker, 5);
  EXPECT_EQ(buffer.counts().late, 1u);
  EXPECT_EQ(buffer.counts().resets, 0u);
}

TEST_F(Listening, ASenderThatIsSilentForAWhileIsHeardAtOnceWhenItSpeaksAgain) {
  Talker talker;
  talk(talker, 50);
  for (int i = 0; i < 200; ++i) {
    talker.pass();
    tick();
  }
  EXPECT_EQ(kinds[Heard::Concealed], 5);  // then silence
  EXPECT_LT(testing::loudness(std::span(heard).last(1600)), 1);
  talker.marker = true;
  const auto silence = kinds[Heard::Silence];
  talk(talker, 50);
  EXPECT_LE(kinds[Heard::Silence] - silence, 3);
  EXPECT_NEAR(ending(440), 8000, 300);
}

TEST_F(Listening, ASenderWhoseTimestampStoodStillWhileItWasSilentIsHeardToo) {
  Talker talker;
  talk(talker, 50);
  for (int i = 0; i < 400; ++i) tick();
  talker.marker = true;
  const auto silence = kinds[Heard::Silence];
  talk(talker, 50);
  EXPECT_LE(kinds[Heard::Silence] - silence, 3);
  EXPECT_NEAR(ending(440), 8000, 300);
}

TEST_F(Listening, WhatIsSaidToBeQuietIsNotMadeUp) {
  Talker talker;
  talk(talker, 50);
  buffer.quiet();
  for (int i = 0; i < 10; ++i) {
    talker.pass();
    tick();
  }
  EXPECT_EQ(kinds[Heard::Concealed], 0);
}

TEST_F(Listening, ATimestampThatJumpsIsFollowed) {
  for (const std::uint32_t jump : {0x10000000u, 0xf0000000u, 80000u, 0u - 80000u}) {
    Talker talker;
    talk(talker, 50);
    talker.timestamp += jump;
    const int silence = kinds[Heard::Silence];
    talk(talker, 50);
    EXPECT_LE(kinds[Heard::Silence] - silence, 4) << jump;
    EXPECT_NEAR(ending(440), 8000, 300) << jump;
    buffer = JitterBuffer();
  }
}

TEST_F(Listening, OneStrayPacketMovesNothing) {
  Talker talker;
  talk(talker, 50);
  Talker stray(1000);
  stray.ssrc = talker.ssrc;
  stray.sequence = 1234;
  stray.timestamp = talker.timestamp + 0x30000000;
  send(stray.next());
  Talker stranger(1000);
  stranger.ssrc = 99;
  send(stranger.next());
  talk(talker, 50);
  EXPECT_EQ(buffer.counts().resets, 0u);
  EXPECT_EQ(kinds[Heard::Concealed], 0);
  EXPECT_LT(ending(1000, 8000), 200);
}

TEST_F(Listening, AnotherSourceOfThePeerIsHeardFromItsSecondPacket) {
  Talker before(440), after(1000);
  after.ssrc = 5;
  after.timestamp = 17;
  talk(before, 50);
  talk(after, 50);
  EXPECT_EQ(buffer.counts().resets, 1u);
  EXPECT_NEAR(ending(1000), 8000, 300);
}

TEST_F(Listening, PacketsOfAnyLengthSoundTheSame) {
  for (const int length : {80, 160, 240, 320, 480}) {
    buffer = JitterBuffer();
    heard.clear();
    kinds.clear();
    Talker talker(440, Codec::Pcmu, length);
    int sent = 0;
    for (int i = 0; i < 240; ++i) {
      for (; sent < (i + 1) * samples_per_frame; sent += length) send(talker.next());
      tick();
    }
    EXPECT_NEAR(ending(440), 8000, 300) << length;
    EXPECT_EQ(kinds[Heard::Concealed], 0) << length;
  }
}

TEST_F(Listening, ASenderWithAFastClockIsFollowedWithoutLoss) {
  Talker talker;
  talker.level = 0;
  // 1 packet more in 100: a hundred times worse than any real clock.
  for (int i = 0; i < 3000; ++i) {
    if (i % 100 == 0) send(talker.next());
    send(talker.next());
    tick();
  }
  EXPECT_GE(buffer.counts().dropped, 25u);
  EXPECT_LT(buffer.mean_delay(), ms * 120);
  EXPECT_EQ(buffer.counts().late, 0u);
}

TEST_F(Listening, ASenderWithASlowClockIsFollowedInItsPauses) {
  Talker talker;
  talker.level = 0;
  for (int i = 0; i < 5000; ++i) {
    // Each packet a little later than the one before: 20.1 ms instead of 20.
    send(talker.next(), std::chrono::microseconds(100) * (i % 200));
    if (i % 200 == 199) tick();
    tick();
  }
  EXPECT_GE(buffer.counts().inserted, 10u);
  EXPECT_LE(kinds[Heard::Concealed], 10);
}

TEST_F(Listening, TimeThatWasLeftOutIsNotHeardLater) {
  Talker talker;
  talk(talker, 50);
  for (int i = 0; i < 10; ++i) send(talker.next());
  now += frame_time * 10;
  buffer.skip(10);
  const auto before = buffer.mean_delay();
  talk(talker, 50);
  EXPECT_LT(buffer.mean_delay(), before + ms * 40);
  EXPECT_NEAR(ending(440), 8000, 300);
}

TEST(Concealment, OfAFewSamplesLeavesThoseBesideThemAlone) {
  auto speech = testing::tone(100, 320);
  for (std::size_t length = 1; length < 160; ++length) {
    Concealment concealment;
    concealment.good(speech);
    std::vector<std::int16_t> sound(400, 77);
    concealment.fill(std::span(sound).subspan(100, length));
    EXPECT_EQ(std::count(sound.begin(), sound.begin() + 100, 77), 100);
    EXPECT_EQ(std::count(sound.begin() + 100 + static_cast<std::ptrdiff_t>(length), sound.end(), 77),
              300 - static_cast<std::ptrdiff_t>(length));
    sound.assign(400, 77);
    concealment.good(std::span(sound).subspan(100, length));
    EXPECT_EQ(std::count(sound.begin() + 100 + static_cast<std::ptrdiff_t>(length), sound.end(), 77),
              300 - static_cast<std::ptrdiff_t>(length));
  }
}

}  // namespace
}  // namespace voice::media
