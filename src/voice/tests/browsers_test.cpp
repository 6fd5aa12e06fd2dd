#include "voice/media/browsers.h"

#include <gtest/gtest.h>

#include "voice/tests/fake_browser.h"

namespace voice::media {
namespace {

using testing::Bytes;
using testing::FakeBrowser;
using testing::ms;
using testing::of_type;
using testing::StunMessage;

const Address place = *Address::from("192.0.2.77", 50000);

// ---- STUN ----

struct Checks : ::testing::Test {
  IceCredentials ours{"ours", "twenty-four characters..", "browser"};
  IceCheck answer(const Bytes& check) {
    return answer_check(check, place,
                        [this](std::string_view user) { return user == ours.local_user ? &ours : nullptr; });
  }
  int refusal(const Bytes& check) {
    const auto answered = answer(check);
    EXPECT_EQ(answered.local_user, "");
    return answered.reply.empty() ? 0 : testing::stun_error(answered.reply);
  }
  StunMessage check() const { return StunMessage().user("ours:browser").add(0x802a, Bytes(8, 1)); }
};

TEST_F(Checks, AnAuthenticOneIsAnsweredWithTheAddressItCameFrom) {
  const auto answered = answer(check().integrity(ours.local_password).fingerprint().bytes());
  EXPECT_EQ(answered.local_user, "ours");
  EXPECT_FALSE(answered.nominated);
  ASSERT_GE(answered.reply.size(), 20u);
  EXPECT_EQ(get16(answered.reply.data()), 0x0101);
  const auto mapped = testing::stun_attribute(answered.reply, 0x0020);
  ASSERT_TRUE(mapped);
  EXPECT_EQ(get16(&(*mapped)[2]) ^ 0x2112, 50000);
  EXPECT_EQ(get32(&(*mapped)[4]) ^ 0x2112a442, 0xc000024du);
  // The answer is authentic too: made anew by hand it is the same.
  EXPECT_EQ(StunMessage(0x0101).add(0x0020, *mapped).integrity(ours.local_password).fingerprint().bytes(),
            answered.reply);
}

TEST_F(Checks, ThatNominatesSaysSo) {
  EXPECT_TRUE(answer(check().add(0x0025, {}).integrity(ours.local_password).fingerprint().bytes()).nominated);
}

TEST_F(Checks, WithoutARightPasswordUserOrIntegrityAreRefused) {
  EXPECT_EQ(refusal(check().integrity("another password").fingerprint().bytes()), 401);
  EXPECT_EQ(refusal(StunMessage().user("nobody:browser").integrity(ours.local_password).fingerprint().bytes()), 401);
  EXPECT_EQ(refusal(StunMessage().user("ours:somebody").integrity(ours.local_password).fingerprint().bytes()), 401);
  EXPECT_EQ(refusal(StunMessage().user("ours").integrity(ours.local_password).fingerprint().bytes()), 401);
  EXPECT_EQ(refusal(check().fingerprint().bytes()), 400);
  EXPECT_EQ(refusal(StunMessage().integrity(ours.local_password).fingerprint().bytes()), 400);
}

TEST_F(Checks, OfOneThatIsControlledTooAreARoleConflict) {
  EXPECT_EQ(refusal(StunMessage()
                        .user("ours:browser")
                        .add(0x8029, Bytes(8, 1))
                        .integrity(ours.local_password)
                        .fingerprint()
                        .bytes()),
            487);
}

TEST_F(Checks, ThatAskForWhatWeDoNotKnowAreToldWhat) {
  const auto answered = answer(check().add(0x7abc, Bytes(4)).integrity(ours.local_password).fingerprint().bytes());
  EXPECT_EQ(testing::stun_error(answered.reply), 420);
  EXPECT_EQ(answered.local_user, "");
  const auto unknown = testing::stun_attribute(answered.reply, 0x000a);
  ASSERT_TRUE(unknown && unknown->size() >= 2);
  EXPECT_EQ(get16(unknown->data()), 0x7abc);
}

TEST_F(Checks, ThatAreNotWholeAreNotAnswered) {
  const Bytes good = check().integrity(ours.local_password).fingerprint().bytes();
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_TRUE(answer(Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size))).reply.empty()) << size;
  for (std::size_t at = 0; at < good.size(); ++at) {
    Bytes altered = good;
    altered[at] ^= 0x04;
    EXPECT_EQ(answer(altered).local_user, "") << at;
  }
  EXPECT_TRUE(answer(check().integrity(ours.local_password).bytes()).reply.empty());  // no FINGERPRINT
  EXPECT_TRUE(answer(StunMessage(0x0101).fingerprint().bytes()).reply.empty());       // an answer
  EXPECT_TRUE(answer(StunMessage(0x0011).fingerprint().bytes()).reply.empty());       // an indication
  EXPECT_TRUE(answer(check().add(0x8022, Bytes(700)).integrity(ours.local_password).fingerprint().bytes())
                  .reply.empty());  // too long
}

// ---- SRTP ----

struct Sealing : ::testing::TestWithParam<SrtpSuite> {
  SrtpKey key{GetParam(), std::string(GetParam() == SrtpSuite::AeadAes128Gcm ? 28 : 30, 'k')};
  SrtpSender sender{key};
  SrtpReceiver receiver{key};
  testing::Talker talker;

  Bytes next() {
    Bytes packet = talker.next();
    const std::size_t length = packet.size();
    packet.resize(length + srtp_overhead);
    packet.resize(sender.protect_rtp(packet, length));
    return packet;
  }
  bool opens(Bytes packet) { return receiver.open_rtp(packet) == rtp_header_size + samples_per_frame; }
};

TEST_P(Sealing, PacketsComeOutAsTheyWentInAcrossTheWrapOfTheSequence) {
  talker.sequence = 0xfff0;
  testing::Talker same = talker;
  for (int i = 0; i < 100; ++i) {
    Bytes packet = next();
    const Bytes plain = same.next();
    EXPECT_NE(Bytes(packet.begin() + 12, packet.begin() + 172), Bytes(plain.begin() + 12, plain.end()));
    packet.resize(receiver.open_rtp(packet));
    EXPECT_EQ(packet, plain) << i;
  }
}

TEST_P(Sealing, TheRollOverIsFollowedAlsoWhenItsPacketsAreLost) {
  talker.sequence = 0xfff0;
  EXPECT_TRUE(opens(next()));
  for (int i = 0; i < 100; ++i) next();
  EXPECT_TRUE(opens(next()));
}

TEST_P(Sealing, WhatIsAlteredRepeatedOrOfAnotherKeyIsRefused) {
  const Bytes packet = next();
  for (std::size_t at = 0; at < packet.size(); at += 7) {
    Bytes altered = packet;
    altered[at] ^= 1;
    EXPECT_FALSE(opens(altered)) << at;
  }
  EXPECT_TRUE(opens(packet));
  EXPECT_FALSE(opens(packet));
  SrtpKey other = key;
  other.key[0] ^= 1;
  SrtpReceiver stranger(other);
  Bytes copy = next();
  EXPECT_EQ(stranger.open_rtp(copy), 0u);
}

TEST_P(Sealing, ForgedPacketsNeitherUseUpSourcesNorRollOver) {
  talker.sequence = 0x9000;
  EXPECT_TRUE(opens(next()));
  for (std::uint32_t ssrc = 100; ssrc < 200; ++ssrc) {
    testing::Talker forger;
    forger.ssrc = ssrc;
    EXPECT_FALSE(opens(forger.next()));
  }
  testing::Talker forger;
  forger.ssrc = talker.ssrc;
  for (const int sequence : {0, 5, 0x0fff, 0xffff, 0x1000}) {
    forger.sequence = static_cast<std::uint16_t>(sequence);
    EXPECT_FALSE(opens(forger.next()));
  }
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(opens(next())) << i;
}

TEST_P(Sealing, ReportsAreSealedToo) {
  RtcpReport report;
  report.ssrc = 5;
  report.cname = "somebody";
  Bytes bytes(256);
  const std::size_t length = write_rtcp(report, bytes.data());
  bytes.resize(sender.protect_rtcp(bytes, length));
  ASSERT_GT(bytes.size(), length);
  Bytes altered = bytes;
  altered[9] ^= 1;
  EXPECT_EQ(receiver.open_rtcp(altered), 0u);
  EXPECT_EQ(receiver.open_rtcp(bytes), length);
}

INSTANTIATE_TEST_SUITE_P(AllSuites, Sealing,
                         ::testing::Values(SrtpSuite::AesCm128HmacSha1_80, SrtpSuite::AesCm128HmacSha1_32,
                                           SrtpSuite::AeadAes128Gcm));

TEST(AnSrtpKey, OfTheWrongLengthIsRefused) {
  EXPECT_FALSE(usable({SrtpSuite::AeadAes128Gcm, std::string(30, 'k')}));
  EXPECT_THROW(SrtpSender({SrtpSuite::AesCm128HmacSha1_80, "short"}), std::invalid_argument);
  EXPECT_THROW(SrtpReceiver({SrtpSuite::AesCm128HmacSha1_80, "short"}), std::invalid_argument);
}

// ---- browsers ----

struct ABrowser : ::testing::Test {
  std::vector<Event> events;
  Tell tell = [this](Event event) { events.push_back(std::move(event)); };
  recording::Recorder recorder{[](const Event&) {}};
  Exchange exchange{tell, recorder};
  std::shared_ptr<testing::Sent> sent = std::make_shared<testing::Sent>();
  testing::KeepingWire wire{sent};
  Browsers browsers{exchange, tell, wire};
  Moment now{std::chrono::seconds(1000)};
  FakeBrowser browser;

  void open(const FakeBrowser& of, LegId leg = LegId{1}) {
    OpenBrowserLeg command;
    command.leg = leg;
    command.local_user = of.other_user;
    command.local_password = of.password;
    command.remote_user = of.user;
    command.remote_fingerprint = of.fingerprint;
    command.event_type = 126;
    command.local_ssrc = 4711;
    browsers.open(command, now);
  }
  void tick(int ticks = 1) {
    for (int i = 0; i < ticks; ++i) {
      now += frame_time;
      browsers.tick(now);
      exchange.tick(now);
    }
  }
  void give(Bytes datagram, const Address& from = place) { browsers.receive(datagram, from, now, now); }
  std::vector<Bytes> taken() {
    std::vector<Bytes> made;
    for (const auto& one : sent->rtp) made.push_back(one.bytes);
    sent->rtp.clear();
    return made;
  }
  // Passes DTLS to and fro until nobody has anything to say.
  void shake_hands(FakeBrowser& with, const Address& from = place) {
    auto records = with.handshake();
    for (int i = 0; i < 10 && !records.empty(); ++i) {
      for (auto& record : records) give(record, from);
      records.clear();
      for (const Bytes& answer : taken())
        for (auto& more : with.handshake(answer)) records.push_back(more);
    }
  }
  void connect() {
    open(browser);
    give(browser.check());
    taken();
    shake_hands(browser);
  }
  template <class T>
  std::size_t told() const {
    return of_type<T>(events).size();
  }
};

TEST_F(ABrowser, IsConnectedByACheckAndAHandshakeAndThenHeard) {
  connect();
  EXPECT_EQ(told<BrowserConnected>(), 1u);
  EXPECT_TRUE(browser.connected());
  EXPECT_EQ(browser.certificate_of_server(), browsers.fingerprint());
  browser.take_keys();
  testing::Talker talker(440, Codec::Pcma);
  std::vector<std::int16_t> said;
  for (int i = 0; i < 50; ++i) {
    give(browser.sealed(talker.next()));
    tick();
    if (const Samples* samples = exchange.find(LegId{1})->said())
      said.insert(said.end(), samples->begin(), samples->end());
  }
  ASSERT_GE(said.size(), 1600u);
  EXPECT_NEAR(testing::level_of(std::span(said).last(1600), 440), 8000, 300);
  // And it is sent silence, sealed, from the source that the answer named.
  ASSERT_GE(sent->rtp.size(), 50u);
  EXPECT_EQ(sent->rtp.back().to, place);
  const Bytes last = browser.opened(sent->rtp.back().bytes);
  const auto heard = read_rtp(last);
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->header.ssrc, 4711u);
  EXPECT_EQ(heard->payload.size(), 160u);
}

TEST_F(ABrowser, ThatTakesOnlyTheOlderProfileIsConnectedToo) {
  FakeBrowser older("SRTP_AES128_CM_SHA1_80");
  open(older);
  give(older.check());
  taken();
  shake_hands(older);
  EXPECT_EQ(told<BrowserConnected>(), 1u);
  older.take_keys();
  testing::Talker talker;
  give(older.sealed(talker.next()));
  tick();
  EXPECT_TRUE(exchange.find(LegId{1})->latch().latched());
}

TEST_F(ABrowser, WithAnotherCertificateThanItsOfferNamedIsRefused) {
  FakeBrowser impostor;
  open(browser);
  give(browser.check());
  taken();
  shake_hands(impostor);
  EXPECT_EQ(told<BrowserRefused>(), 1u);
  EXPECT_EQ(told<BrowserConnected>(), 0u);
  tick(10);
  EXPECT_TRUE(sent->rtp.empty());
}

TEST_F(ABrowser, WithoutProfilesOfSrtpIsRefused) {
  FakeBrowser bare(nullptr);
  open(bare);
  give(bare.check());
  taken();
  shake_hands(bare);
  EXPECT_EQ(told<BrowserRefused>(), 1u);
}

TEST_F(ABrowser, IsAnsweredNoDtlsBeforeItsCheckSucceeded) {
  open(browser);
  for (const auto& record : browser.handshake()) give(record);
  EXPECT_TRUE(sent->rtp.empty());
  give(browser.check(), place.with_port(50001));
  taken();
  for (const auto& record : browser.handshake()) give(record);  // from where nothing was checked
  EXPECT_TRUE(sent->rtp.empty());
}

TEST_F(ABrowser, WhoseAnswersAreLostIsAnsweredAgain) {
  open(browser);
  give(browser.check());
  taken();
  for (const auto& record : browser.handshake()) give(record);
  const std::size_t flight = taken().size();
  ASSERT_GT(flight, 0u);  // lost
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  // OpenSSL's timer goes by the machine's clock.
  while (sent->rtp.empty() && std::chrono::steady_clock::now() < until) browsers.tick(now);
  EXPECT_FALSE(sent->rtp.empty());
}

TEST_F(ABrowser, ThatIsSilentForSevenSecondsIsLostAndMayComeBack) {
  connect();
  tick(349);
  EXPECT_EQ(told<BrowserLost>(), 0u);
  tick(100);
  EXPECT_EQ(told<BrowserLost>(), 1u);
  give(browser.check());
  EXPECT_EQ(told<BrowserConnected>(), 2u);
  for (int i = 0; i < 10; ++i) {
    give(browser.check());
    tick(100);
  }
  EXPECT_EQ(told<BrowserLost>(), 1u);
}

TEST_F(ABrowser, IsFollowedToAnotherPlaceThatItNominates) {
  connect();
  const Address next = place.with_port(51000);
  give(browser.check(), next);
  taken();
  tick();
  ASSERT_FALSE(sent->rtp.empty());
  EXPECT_EQ(sent->rtp.back().to, next);
}

TEST_F(ABrowser, OnHoldKeepsItsKeysAndItsPlace) {
  connect();
  Stream held;
  held.sends = false;
  EXPECT_TRUE(browsers.change(LegId{1}, held, now));
  sent->rtp.clear();
  tick(5);
  EXPECT_TRUE(sent->rtp.empty());
  browsers.change(LegId{1}, Stream{}, now);
  tick(5);
  ASSERT_EQ(sent->rtp.size(), 5u);
  EXPECT_EQ(sent->rtp[0].to, place);
  browser.take_keys();
  EXPECT_FALSE(browser.opened(sent->rtp[0].bytes).empty());
  EXPECT_FALSE(browsers.change(LegId{2}, held, now));
}

TEST_F(ABrowser, ThatIsClosedIsForgotten) {
  connect();
  exchange.close(LegId{1}, now);
  browsers.close(LegId{1});
  sent->rtp.clear();
  give(browser.check());
  EXPECT_EQ(testing::stun_error(taken().at(0)), 401);
  tick(400);
  EXPECT_EQ(told<BrowserLost>(), 0u);
  open(browser);  // the same user name is free again
  EXPECT_NE(exchange.find(LegId{1}), nullptr);
}

TEST_F(ABrowser, SendingNonsenseDoesNoHarm) {
  connect();
  for (int first = 0; first < 256; ++first)
    for (const std::size_t size : {1u, 2u, 12u, 20u, 200u}) {
      Bytes nonsense(size, static_cast<std::uint8_t>(first * 7));
      nonsense[0] = static_cast<std::uint8_t>(first);
      give(nonsense);
    }
  give({});
  browser.take_keys();
  testing::Talker talker;
  for (int i = 0; i < 3; ++i) {
    give(browser.sealed(talker.next()));
    tick();
  }
  EXPECT_TRUE(exchange.find(LegId{1})->latch().latched());
}

}  // namespace
}  // namespace voice::media
