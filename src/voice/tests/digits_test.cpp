#include "voice/media/digits.h"

#include <gtest/gtest.h>

#include "voice/tests/sound.h"

namespace voice::media {
namespace {

using testing::Talker;

// What a receiver makes of packets.
struct Keys {
  EventReceiver receiver;
  std::string heard;
  void packet(const std::vector<std::uint8_t>& bytes) {
    const auto rtp = read_rtp(bytes);
    if (const auto digit = receiver.packet(rtp->header, rtp->payload)) heard += *digit;
  }
};

TEST(AnEvent, IsOneDigitHoweverOftenItIsSent) {
  Keys keys;
  Talker phone;
  for (int event = 0; event < 16; ++event) {
    const std::uint32_t began = phone.timestamp + static_cast<std::uint32_t>(event) * 1280;
    for (int i = 1; i <= 5; ++i) keys.packet(phone.event(101, event, began, i * 160, i == 5, i == 1));
    for (int i = 0; i < 2; ++i) keys.packet(phone.event(101, event, began, 800, true));
  }
  EXPECT_EQ(keys.heard, "0123456789*#ABCD");
}

TEST(AnEvent, WhoseEndIsLostDoesNotSwallowTheNextOne) {
  Keys keys;
  Talker phone;
  for (int i = 1; i <= 4; ++i) keys.packet(phone.event(101, 7, 1000, i * 160, false, i == 1));
  for (int i = 1; i <= 4; ++i) keys.packet(phone.event(101, 7, 2280, i * 160, false, i == 1));
  EXPECT_EQ(keys.heard, "77");
}

TEST(AnEvent, OfWhichOnlyTheEndArrivesIsHeard) {
  Keys keys;
  Talker phone;
  keys.packet(phone.event(101, 11, 1000, 800, true));
  keys.packet(phone.event(101, 11, 1000, 800, true));
  EXPECT_EQ(keys.heard, "#");
}

TEST(AnEvent, ThatIsOvertakenByTheNextIsNotHeardAgain) {
  Keys keys;
  Talker phone;
  keys.packet(phone.event(101, 1, 1000, 800, true));
  keys.packet(phone.event(101, 2, 2280, 160, false, true));
  keys.packet(phone.event(101, 1, 1000, 800, true));
  keys.packet(phone.event(101, 2, 2280, 320, false));
  EXPECT_EQ(keys.heard, "12");
}

TEST(AnEvent, OfAPhoneThatCountsTheTimestampUpIsStillOne) {
  Keys keys;
  Talker phone;
  for (int i = 0; i < 5; ++i)
    keys.packet(phone.event(101, 5, 1000 + static_cast<std::uint32_t>(i) * 160, 160 * (i + 1), i == 4, i == 0));
  EXPECT_EQ(keys.heard, "5");
}

TEST(AnEvent, LongerThanItsCounterIsOne) {
  Keys keys;
  Talker phone;
  keys.packet(phone.event(101, 5, 1000, 0xffff, false, true));
  keys.packet(phone.event(101, 5, 1000 + 0xffff, 160, false));
  keys.packet(phone.event(101, 5, 1000 + 0xffff, 800, true));
  EXPECT_EQ(keys.heard, "5");
}

TEST(AnEvent, ThatIsNoDigitOrTooShortIsPassedOver) {
  Keys keys;
  Talker phone;
  keys.packet(phone.event(101, 16, 1000, 800, true));  // flash
  keys.packet(phone.event(101, 200, 3000, 800, true));
  auto cut = phone.event(101, 5, 5000, 800, true);
  cut.pop_back();
  keys.packet(cut);
  EXPECT_EQ(keys.heard, "");
}

TEST(DigitsSentAsEvents, ArriveAtAReceiver) {
  DigitSender sender;
  Keys keys;
  Talker phone;
  sender.add("12xy34#");
  std::uint32_t timestamp = 5000;
  int frames = 0, ends = 0, firsts = 0;
  for (; sender.busy(); timestamp += samples_per_frame, ++frames) {
    const auto packet = sender.next_event(timestamp);
    if (!packet) continue;
    ends += packet->payload[1] >> 7;
    firsts += packet->first ? 1 : 0;
    if (const auto digit = keys.receiver.packet({101, packet->first, 0, packet->timestamp, 1}, packet->payload))
      keys.heard += *digit;
  }
  EXPECT_EQ(keys.heard, "1234#");
  EXPECT_EQ(frames, 5 * 8);  // 100 ms on and 60 off
  EXPECT_EQ(ends, 5 * 3);
  EXPECT_EQ(firsts, 5);
}

TEST(DigitsSentAsTones, AreHeardByADetector) {
  DigitSender sender;
  ToneReceiver receiver;
  sender.add(digit_characters);
  std::string heard;
  Samples frame;
  while (sender.busy()) {
    sender.next_tone(frame);
    receiver.frame(frame, [&](char digit) { heard += digit; });
  }
  EXPECT_EQ(heard, digit_characters);
}

TEST(ATone, IsNotHeardInSpeechOfOnePitch) {
  ToneReceiver receiver;
  Samples frame;
  for (int i = 0; i < 100; ++i) {
    const auto sound = testing::tone(697, samples_per_frame, 8000, i * samples_per_frame);
    std::copy(sound.begin(), sound.end(), frame.begin());
    receiver.frame(frame, [](char digit) { FAIL() << digit; });
  }
}

}  // namespace
}  // namespace voice::media
