#include "voice/sip/browser.h"

#include <gtest/gtest.h>

#include "voice/tests/sip_peer.h"

namespace voice::sip {
namespace {

// As a browser writes it, shortened.
std::string offer_of_browser(std::string_view change = "", std::string_view to = "") {
  std::string text =
      "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
      "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n"
      "a=ice-ufrag:Xy7+\r\na=ice-pwd:0123456789abcdefghijkl\r\na=ice-options:trickle\r\n"
      "a=fingerprint:sha-256 "
      "aa:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA\r\n"
      "a=setup:actpass\r\na=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:0 PCMU/8000\r\n"
      "a=rtpmap:8 PCMA/8000\r\na=rtpmap:110 telephone-event/48000\r\na=rtpmap:126 telephone-event/8000\r\n";
  if (!change.empty()) text.replace(text.find(change), change.size(), to);
  return text;
}

const BrowserHost host{{*Address::from("198.51.100.1", 30000), *Address::from("2001:db8::1", 30000)}, "11:22"};

TEST(ABrowsersOffer, IsAnsweredWithG711AndOurPlace) {
  const auto answer = answer_browser(*Sdp::parse(offer_of_browser()), host, LegId{4});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->open.leg, LegId{4});
  EXPECT_EQ(answer->open.codec, media::Codec::Pcmu);
  EXPECT_EQ(answer->open.event_type, 126) << "That of 8000, not of 48000.";
  EXPECT_EQ(answer->open.remote_user, "Xy7+");
  EXPECT_TRUE(answer->open.remote_fingerprint.starts_with("AA:AA"));
  EXPECT_GE(answer->open.local_password.size(), 22u);
  const auto ours = Sdp::parse(answer->text);
  ASSERT_TRUE(ours) << answer->text;
  EXPECT_TRUE(ours->find("ice-lite"));
  EXPECT_EQ(*ours->media[0].find("setup"), "passive");
  EXPECT_EQ(*ours->media[0].find("fingerprint"), "sha-256 11:22");
  EXPECT_EQ(*ours->media[0].find("ice-ufrag"), answer->open.local_user);
  EXPECT_EQ(ours->media[0].formats, (std::vector<std::string>{"0", "126"}));
  EXPECT_NE(answer->text.find("198.51.100.1 30000 typ host"), std::string::npos);
  EXPECT_LT(answer->text.find("198.51.100.1 30000 typ host"), answer->text.find("2001:db8::1 30000 typ host"));
}

TEST(ABrowsersOffer, ThatCannotBeTrustedOrUnderstoodIsRefused) {
  const std::pair<std::string_view, std::string_view> changes[] = {{"sha-256", "sha-1"},
                                                                   {"aa:AA", "zz:AA"},
                                                                   {"ice-ufrag:Xy7+", "ice-ufrag:a b"},
                                                                   {"setup:actpass", "setup:passive"},
                                                                   {" 0 8 ", " 1 2 "},
                                                                   {"UDP/TLS/RTP/SAVPF", "RTP/AVP"}};
  for (const auto& [from, to] : changes)
    EXPECT_FALSE(answer_browser(*Sdp::parse(offer_of_browser(from, to)), host, LegId{4})) << from;
}

class ABrowsersPhone : public fixture::Exchange {};

TEST_F(ABrowsersPhone, GetsItsAnswerOrLearnsThatThereIsNone) {
  forget_events();
  command(AnswerBrowser{LegId{9}, offer_of_browser()});
  EXPECT_NE(told<BrowserAnswered>().answer, "");
  command(AnswerBrowser{LegId{10}, "nonsense"});
  EXPECT_EQ(told<BrowserAnswered>().answer, "");
}

}  // namespace
}  // namespace voice::sip
