#include "voice/sip/sdp.h"

#include <gtest/gtest.h>

#include <map>

namespace voice::sip {
namespace {

using media::Codec;

LocalMedia ours() {
  LocalMedia local;
  local.address = *Address::from("198.51.100.5", 20000);
  local.session_id = "7";
  return local;
}

Sdp offer(std::string_view media, std::string_view connection = "192.0.2.1") {
  return *Sdp::parse("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 " + std::string(connection) + "\r\nt=0 0\r\n" +
                     std::string(media));
}

TEST(AnOffer, IsAnsweredWithTheFirstCodecThatThePeerPrefers) {
  const auto answered = answer_offer(
      offer("m=audio 4000 RTP/AVP 18 0 8 96\r\na=rtpmap:18 G729/8000\r\na=rtpmap:96 telephone-event/8000\r\n"), ours());
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->settled.stream.codec, Codec::Pcmu);
  EXPECT_EQ(answered->settled.stream.event_type, 96);
  EXPECT_EQ(answered->settled.stream.remote.text(), "192.0.2.1:4000");
  EXPECT_EQ(answered->settled.stream.remote_rtcp.port(), 4001);
  EXPECT_NE(answered->text.find("m=audio 20000 RTP/AVP 0 96\r\n"), std::string::npos) << answered->text;
  EXPECT_FALSE(answered->settled.is_held());
}

TEST(AnOffer, OfWhichNothingFitsIsNotAnswered) {
  EXPECT_FALSE(answer_offer(offer("m=audio 4000 RTP/AVP 18\r\n"), ours()));
  EXPECT_FALSE(answer_offer(offer("m=audio 0 RTP/AVP 0\r\n"), ours()));
  EXPECT_FALSE(answer_offer(offer("m=video 4000 RTP/AVP 0\r\n"), ours()));
  EXPECT_FALSE(answer_offer(offer("m=audio 4000 RTP/AVP 0\r\n", "host.example.com"), ours()));
}

TEST(AnOffer, WithVideoGetsItsPlaceInTheAnswerWithPortZero) {
  const auto answered = answer_offer(offer("m=video 4002 RTP/AVP 31\r\nm=audio 4000 RTP/AVP 8\r\n"), ours());
  ASSERT_TRUE(answered);
  EXPECT_LT(answered->text.find("m=video 0 RTP/AVP 31"), answered->text.find("m=audio 20000 RTP/AVP 8"));
}

TEST(AHold, IsKnownInEveryFormThatPhonesUse) {
  for (const char* media : {"m=audio 4000 RTP/AVP 8\r\na=sendonly\r\n", "m=audio 4000 RTP/AVP 8\r\na=inactive\r\n"}) {
    const auto answered = answer_offer(offer(media), ours());
    ASSERT_TRUE(answered);
    EXPECT_TRUE(answered->settled.is_held()) << media;
    EXPECT_FALSE(answered->settled.stream.sends) << media;
  }
  const auto old_form = answer_offer(offer("m=audio 4000 RTP/AVP 8\r\n", "0.0.0.0"), ours());
  ASSERT_TRUE(old_form);
  EXPECT_TRUE(old_form->settled.is_held());
  EXPECT_NE(answer_offer(offer("m=audio 4000 RTP/AVP 8\r\na=sendonly\r\n"), ours())->text.find("a=recvonly"),
            std::string::npos);
}

std::string crypto(std::string_view tag, char c) {
  // 30 bytes of one letter in base64.
  static const std::map<char, std::string> keys{{'a', "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh"}};
  return "a=crypto:" + std::string(tag) + " AES_CM_128_HMAC_SHA1_80 inline:" + keys.at(c) + "|2^31\r\n";
}

TEST(Sdes, IsTakenWhenBothWantIt) {
  LocalMedia local = ours();
  local.security = Security::Offered;
  local.key = media::SrtpKey{media::SrtpSuite::AesCm128HmacSha1_80, std::string(30, 'b')};
  const auto answered = answer_offer(offer("m=audio 4000 RTP/SAVP 8\r\n" + crypto("3", 'a')), local);
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->settled.stream.receive_key->key, std::string(30, 'a'));
  EXPECT_EQ(answered->settled.stream.send_key->key, std::string(30, 'b'));
  EXPECT_NE(answered->text.find("a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:YmJi"), std::string::npos);
  EXPECT_FALSE(answer_offer(offer("m=audio 4000 RTP/SAVP 8\r\n" + crypto("3", 'a')), ours()));
}

TEST(Sdes, WhenRequiredPlainSoundIsRefused) {
  LocalMedia local = ours();
  local.security = Security::Required;
  local.key = media::SrtpKey{media::SrtpSuite::AesCm128HmacSha1_80, std::string(30, 'b')};
  EXPECT_FALSE(answer_offer(offer("m=audio 4000 RTP/AVP 8\r\n"), local));
  EXPECT_FALSE(answer_offer(offer("m=audio 4000 RTP/SAVP 8\r\n"), local)) << "Secure, but without a key.";
  EXPECT_TRUE(answer_offer(offer("m=audio 0 RTP/AVP 8\r\nm=audio 4002 RTP/SAVP 8\r\n" + crypto("1", 'a')), local));
}

TEST(OurOffer, IsSettledByItsAnswer) {
  LocalMedia local = ours();
  const auto offered = Sdp::parse(make_offer(local));
  ASSERT_TRUE(offered);
  LocalMedia theirs = ours();
  theirs.address = *Address::from("192.0.2.9", 6000);
  theirs.codecs = {Codec::Pcmu};
  const auto answered = answer_offer(*offered, theirs);
  ASSERT_TRUE(answered);
  const auto settled = take_answer(*Sdp::parse(answered->text), local);
  ASSERT_TRUE(settled);
  EXPECT_EQ(settled->stream.codec, Codec::Pcmu);
  EXPECT_EQ(settled->stream.event_type, 101);
  EXPECT_EQ(settled->stream.remote.text(), "192.0.2.9:6000");
}

TEST(ADescription, ThatIsMalformedOrEndlessIsNone) {
  for (const char* text : {"", "v=1\r\n", "v=0\r\nm=audio\r\n", "v=0\r\nm=audio 99999 RTP/AVP 0\r\n",
                           "v=0\r\nc=IN IP4\r\n", "v=0\r\nnonsense\r\n"})
    EXPECT_FALSE(Sdp::parse(text)) << text;
  std::string endless = "v=0\r\n";
  for (std::size_t i = 0; i <= sdp_lines_max; ++i) endless += "a=x\r\n";
  EXPECT_FALSE(Sdp::parse(endless));
}

}  // namespace
}  // namespace voice::sip
