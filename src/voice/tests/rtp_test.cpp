#include "voice/media/rtp.h"

#include <gtest/gtest.h>

#include "voice/media/g711.h"
#include "voice/tests/sound.h"

namespace voice::media {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(G711, EveryByteOfBothLawsComesBackAsItWent) {
  for (const Codec codec : {Codec::Pcma, Codec::Pcmu})
    for (int i = 0; i < 256; ++i) {
      const std::uint8_t byte = static_cast<std::uint8_t>(i);
      std::int16_t sample;
      std::uint8_t again;
      decode(codec, std::span(&byte, 1), &sample);
      encode(codec, std::span(&sample, 1), &again);
      EXPECT_NE(sample, INT16_MIN);
      // Mu-law has two zeros.
      EXPECT_EQ(int{again}, codec == Codec::Pcmu && i == 0x7f ? 0xff : i);
    }
}

TEST(G711, KnownSamplesAreTheBytesOfTheStandard) {
  const std::array<std::int16_t, 5> samples{0, 1000, -1000, 32767, -32768};
  std::array<std::uint8_t, 5> bytes;
  encode(Codec::Pcma, samples, bytes.data());
  EXPECT_EQ(bytes, (std::array<std::uint8_t, 5>{0xd5, 0xfa, 0x7a, 0xaa, 0x2a}));
  encode(Codec::Pcmu, samples, bytes.data());
  EXPECT_EQ(bytes, (std::array<std::uint8_t, 5>{0xff, 0xce, 0x4e, 0x80, 0x00}));
}

TEST(G711, AToneKeepsItsPitchAndLoudness) {
  for (const Codec codec : {Codec::Pcma, Codec::Pcmu}) {
    auto sound = testing::tone(1000, 800);
    Bytes bytes(800);
    encode(codec, sound, bytes.data());
    decode(codec, bytes, sound.data());
    EXPECT_NEAR(testing::level_of(sound, 1000), 8000, 200);
  }
}

Bytes packet(std::size_t payload) {
  Bytes made(rtp_header_size + payload, 0x55);
  write_rtp_header({8, true, 0xfffe, 0xdeadbeef, 0x01020304}, made.data());
  return made;
}

TEST(AnRtpPacket, ReadsAsItWasWritten) {
  const Bytes bytes = packet(160);
  const auto read = read_rtp(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->header.payload_type, 8);
  EXPECT_TRUE(read->header.marker);
  EXPECT_EQ(read->header.sequence, 0xfffe);
  EXPECT_EQ(read->header.timestamp, 0xdeadbeef);
  EXPECT_EQ(read->header.ssrc, 0x01020304u);
  EXPECT_EQ(read->payload.size(), 160u);
}

TEST(AnRtpPacket, GivesItsPayloadWithoutContributorsExtensionAndPadding) {
  Bytes bytes = packet(0);
  bytes[0] |= 0x20 | 0x10 | 2;
  bytes.insert(bytes.end(), 8, 0);                                // two contributors
  bytes.insert(bytes.end(), {0xbe, 0xde, 0, 1, 9, 9, 9, 9});      // an extension of one word
  bytes.insert(bytes.end(), {'s', 'o', 'u', 'n', 'd', 0, 0, 3});  // three bytes of padding
  const auto read = read_rtp(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(std::string(read->payload.begin(), read->payload.end()), "sound");
}

TEST(AnRtpPacket, ThatClaimsMoreThanItHasIsRefused) {
  Bytes bytes = packet(4);
  EXPECT_FALSE(read_rtp(std::span(bytes).first(11)));
  bytes[0] = 0x8f;  // fifteen contributors
  EXPECT_FALSE(read_rtp(bytes));
  bytes[0] = 0x90;  // an extension of 0x5555 words
  EXPECT_FALSE(read_rtp(bytes));
  bytes[0] = 0xa0;  // 0x55 bytes of padding
  EXPECT_FALSE(read_rtp(bytes));
  bytes.back() = 0;  // none, which cannot be
  EXPECT_FALSE(read_rtp(bytes));
  bytes[0] = 0x40;  // another version
  EXPECT_FALSE(read_rtp(bytes));
}

RtcpReport sender_report() {
  RtcpReport report;
  report.ssrc = 7;
  report.sender = SenderReport{0x0102030405060708, 99, 1000, 160000};
  report.block = ReportBlock{8, 64, -2, 0x0001ffff, 16, 0x03040506, 65536};
  report.cname = "somebody";
  return report;
}

TEST(AnRtcpReport, ReadsAsItWasWritten) {
  Bytes bytes(256);
  RtcpReport report = sender_report();
  report.bye = true;
  bytes.resize(write_rtcp(report, bytes.data()));
  const auto read = read_rtcp(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->ssrc, 7u);
  ASSERT_TRUE(read->sender);
  EXPECT_EQ(read->sender->ntp, 0x0102030405060708u);
  EXPECT_EQ(read->sender->packets, 1000u);
  ASSERT_EQ(read->block_count, 1u);
  EXPECT_EQ(read->blocks[0].fraction_lost, 64);
  EXPECT_EQ(read->blocks[0].lost, -2);
  EXPECT_EQ(read->blocks[0].highest_sequence, 0x0001ffffu);
  EXPECT_EQ(read->blocks[0].delay_since_last_sr, 65536u);
  EXPECT_TRUE(read->bye);
}

TEST(AnRtcpReport, OfAnyLengthOfNameKeepsToWords) {
  for (std::size_t length = 0; length < 80; ++length) {
    Bytes bytes(256);
    const std::string name(length, 'n');
    RtcpReport report;
    report.cname = name;
    const std::size_t size = write_rtcp(report, bytes.data());
    EXPECT_EQ(size % 4, 0u);
    EXPECT_TRUE(read_rtcp(std::span(bytes).first(size)));
  }
}

TEST(AnRtcpReport, CutAnywhereIsRefusedOrShorter) {
  Bytes bytes(256);
  bytes.resize(write_rtcp(sender_report(), bytes.data()));
  const std::size_t first = 52;  // where the sender report ends
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_EQ(read_rtcp(std::span(bytes).first(size)).has_value(), size == first) << size;
}

TEST(AnRtcpReport, WithMoreBlocksThanItHoldsIsRefused) {
  Bytes bytes(256);
  bytes.resize(write_rtcp(sender_report(), bytes.data()));
  bytes[0] = 0x80 | 2;
  EXPECT_FALSE(read_rtcp(bytes));
}

}  // namespace
}  // namespace voice::media
