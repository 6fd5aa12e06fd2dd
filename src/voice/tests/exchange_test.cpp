#include "voice/media/exchange.h"

#include <gtest/gtest.h>

#include "voice/tests/sound.h"

namespace voice::media {
namespace {

using testing::ms;
using testing::of_type;
using testing::Sent;
using testing::Talker;

// Legs of an exchange with phones at their ends; time goes by tick.
struct Calls : ::testing::Test {
  struct Phone {
    LegId id;
    Address at;
    Talker talker;
    std::shared_ptr<Sent> sent = std::make_shared<Sent>();
    bool talks = true;
    std::vector<std::int16_t> heard() const { return testing::sound_of(sent->rtp); }
  };

  std::vector<Event> events;
  recording::Recorder recorder{[](const Event&) {}};
  Exchange exchange{[this](Event event) { events.push_back(std::move(event)); }, recorder};
  Moment now{std::chrono::seconds(1000)};
  std::deque<Phone> phones;

  static Stream stream_to(const Address& at, Codec codec = Codec::Pcma) {
    Stream stream;
    stream.codec = codec;
    stream.event_type = 101;
    stream.remote = at;
    stream.remote_rtcp = at.with_port(static_cast<std::uint16_t>(at.port() + 1));
    return stream;
  }
  Phone& call(double hertz, Codec codec = Codec::Pcma) {
    const int number = static_cast<int>(phones.size()) + 1;
    const Address at = *Address::from("192.0.2." + std::to_string(number), 4000);
    return call(hertz, stream_to(at, codec));
  }
  Phone& call(double hertz, const Stream& stream) {
    const int number = static_cast<int>(phones.size()) + 1;
    phones.push_back({LegId{number}, stream.remote, Talker(hertz, stream.codec)});
    Phone& phone = phones.back();
    phone.talker.ssrc = static_cast<std::uint32_t>(number);
    exchange.open(phone.id, stream, std::make_unique<testing::KeepingWire>(phone.sent), now);
    return phone;
  }
  void run(int ticks) {
    for (int i = 0; i < ticks; ++i) {
      now += frame_time;
      for (Phone& phone : phones) {
        if (!phone.talks || exchange.find(phone.id) == nullptr) continue;
        auto packet = phone.talker.next();
        exchange.find(phone.id)->receive_rtp(packet, phone.at, now - ms * 5, now);
      }
      exchange.tick(now);
    }
  }
  void receive(Phone& phone, std::vector<std::uint8_t> packet) {
    exchange.find(phone.id)->receive_rtp(packet, phone.at, now, now);
  }
  void bridge(const std::vector<Path>& paths) {
    PutRoom put{RoomId{1}, {}, paths};
    for (const Phone& phone : phones) put.legs.push_back(phone.id);
    exchange.put_room(put);
  }
  static double last(const Phone& phone, double hertz) {
    const auto heard = phone.heard();
    return testing::level_of(std::span(heard).last(1600), hertz);
  }
};

TEST_F(Calls, TwoLegsOfARoomHearEachOtherInTheirOwnCodecs) {
  Phone& a = call(440, Codec::Pcma);
  Phone& b = call(1000, Codec::Pcmu);
  bridge({{a.id, b.id}, {b.id, a.id}});
  run(100);
  EXPECT_NEAR(last(a, 1000), 8000, 300);
  EXPECT_NEAR(last(b, 440), 8000, 300);
  EXPECT_LT(last(a, 440), 100);
  EXPECT_EQ(read_rtp(a.sent->rtp.back().bytes)->header.payload_type, 8);
  EXPECT_EQ(read_rtp(b.sent->rtp.back().bytes)->header.payload_type, 0);
  EXPECT_EQ(a.sent->rtp.back().to, a.at);
}

TEST_F(Calls, WithoutARoomALegIsSentSilenceInAnUnbrokenStream) {
  Phone& a = call(440);
  run(50);
  ASSERT_EQ(a.sent->rtp.size(), 50u);
  const auto first = read_rtp(a.sent->rtp[0].bytes)->header;
  EXPECT_TRUE(first.marker);
  for (std::size_t i = 1; i < 50; ++i) {
    const auto header = read_rtp(a.sent->rtp[i].bytes)->header;
    EXPECT_EQ(header.sequence, static_cast<std::uint16_t>(first.sequence + i));
    EXPECT_EQ(header.timestamp, first.timestamp + i * 160);
    EXPECT_FALSE(header.marker);
  }
  EXPECT_LT(testing::loudness(a.heard()), 10);
}

TEST_F(Calls, ASupervisorWhispersToTheAgentAlone) {
  Phone& customer = call(440);
  Phone& agent = call(1000);
  Phone& supervisor = call(1800);
  bridge({{customer.id, agent.id},
          {agent.id, customer.id},
          {customer.id, supervisor.id},
          {agent.id, supervisor.id},
          {supervisor.id, agent.id, 0.5F}});
  run(100);
  EXPECT_NEAR(last(agent, 440), 8000, 400);
  EXPECT_NEAR(last(agent, 1800), 4000, 400);
  EXPECT_NEAR(last(customer, 1000), 8000, 400);
  EXPECT_LT(last(customer, 1800), 100);
  EXPECT_NEAR(last(supervisor, 440), 8000, 400);
  EXPECT_NEAR(last(supervisor, 1000), 8000, 400);
}

TEST_F(Calls, ManyLoudVoicesAreCutOffAndDoNotWrap) {
  for (int i = 0; i < 5; ++i) call(440).talker.level = 30000;
  std::vector<Path> paths;
  for (int i = 1; i < 5; ++i) paths.push_back({phones[static_cast<std::size_t>(i)].id, phones[0].id, 4.0F});
  bridge(paths);
  run(50);
  const auto heard = phones[0].heard();
  // What is cut off is a square wave, whose first harmonic is 4/pi of its height.
  EXPECT_NEAR(testing::level_of(std::span(heard).last(800), 440), 41000, 1500);
}

TEST_F(Calls, WhoLeavesARoomIsHeardNoMore) {
  Phone &a = call(440), &b = call(1000), &c = call(1800);
  bridge({{a.id, b.id}, {b.id, a.id}, {c.id, a.id}});
  run(30);
  exchange.put_room({RoomId{2}, {c.id}, {}});  // into another room
  run(30);
  EXPECT_NEAR(last(a, 1000), 8000, 300);
  EXPECT_LT(last(a, 1800), 100);
  exchange.put_room({RoomId{1}, {a.id}, {}});  // b is not named any longer
  run(30);
  EXPECT_LT(last(a, 1000), 10);
  EXPECT_LT(last(b, 440), 10);
  exchange.close(b.id, now);
  exchange.close(a.id, now);
  run(5);
  EXPECT_EQ(of_type<LegClosed>(events).size(), 2u);
}

TEST_F(Calls, AMutedLegIsNotHeardButItsDigitsAre) {
  Phone &a = call(440), &b = call(1000);
  bridge({{a.id, b.id}, {b.id, a.id}});
  exchange.find(a.id)->mute(true);
  run(50);
  EXPECT_LT(last(b, 440), 10);
  receive(a, a.talker.event(101, 4, a.talker.timestamp, 160, false, true));
  ASSERT_EQ(of_type<DigitHeard>(events).size(), 1u);
  EXPECT_EQ(of_type<DigitHeard>(events)[0].digit, '4');
}

TEST_F(Calls, APromptIsHeardByItsLegAlongWithTheRoom) {
  Phone &a = call(440), &b = call(1000);
  bridge({{a.id, b.id}, {b.id, a.id}});
  run(20);
  const auto sound = std::make_shared<const std::vector<std::int16_t>>(testing::tone(1800, 3200));
  exchange.play({PlayId{7}, a.id, {sound, nullptr, sound}, false, 0.5F});
  run(40);
  EXPECT_NEAR(last(a, 1800), 4000, 300);
  EXPECT_NEAR(last(a, 1000), 8000, 300);
  EXPECT_LT(last(b, 1800), 10);
  run(1);
  const auto ended = of_type<PlayEnded>(events);
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_EQ(ended[0].play, PlayId{7});
  EXPECT_EQ(ended[0].how, PlayEnd::Finished);
  EXPECT_EQ(ended[0].played, ms * 800);
}

TEST_F(Calls, APlayingEndsByStopByAnotherAndWithItsLeg) {
  Phone& a = call(440);
  const auto sound = std::make_shared<const std::vector<std::int16_t>>(testing::tone(1800, 400));
  exchange.play({PlayId{1}, a.id, {sound}, true});
  run(500);
  EXPECT_GT(last(a, 1800), 1000);
  exchange.play({PlayId{2}, a.id, {sound}, true});
  exchange.stop_play(PlayId{2});
  exchange.play({PlayId{3}, a.id, {}, true});  // nothing to play
  run(1);
  exchange.play({PlayId{4}, a.id, {sound}, true});
  exchange.close(a.id, now);
  std::vector<PlayEnd> ends;
  for (const auto& end : of_type<PlayEnded>(events)) ends.push_back(end.how);
  EXPECT_EQ(ends, (std::vector{PlayEnd::Replaced, PlayEnd::Stopped, PlayEnd::Finished, PlayEnd::LegClosed}));
}

TEST_F(Calls, DigitsGoOutAsEventsWhereThePeerTakesThem) {
  Phone& a = call(440);
  run(5);
  exchange.find(a.id)->send_digits("9#");
  run(30);
  EventReceiver receiver;
  std::string digits;
  for (const auto& packet : a.sent->rtp) {
    const auto rtp = read_rtp(packet.bytes);
    if (rtp->header.payload_type != 101) continue;
    if (const auto digit = receiver.packet(rtp->header, rtp->payload)) digits += *digit;
  }
  EXPECT_EQ(digits, "9#");
}

TEST_F(Calls, DigitsGoOutAndComeInAsTonesWhereEventsWereNotAgreed) {
  Stream stream = stream_to(*Address::from("192.0.2.9", 4000));
  stream.event_type.reset();
  Phone &a = call(440, stream), &b = call(440, stream);
  a.talks = b.talks = false;
  exchange.find(a.id)->send_digits("147*");
  for (int i = 0; i < 60; ++i) {
    run(1);
    if (!a.sent->rtp.empty()) receive(b, a.sent->rtp.back().bytes);
  }
  std::string digits;
  for (const auto& heard : of_type<DigitHeard>(events)) {
    EXPECT_EQ(heard.leg, b.id);
    EXPECT_EQ(heard.method, DigitMethod::InBand);
    digits += heard.digit;
  }
  EXPECT_EQ(digits, "147*");
}

TEST_F(Calls, TonesAreNotListenedForWhereEventsWereAgreed) {
  Phone& a = call(440);
  a.talks = false;
  DigitSender tones;
  tones.add("5");
  Talker carrier;
  Samples frame;
  while (tones.busy()) {
    tones.next_tone(frame);
    auto packet = carrier.next();
    encode(Codec::Pcma, frame, packet.data() + rtp_header_size);
    receive(a, packet);
    run(1);
  }
  EXPECT_TRUE(of_type<DigitHeard>(events).empty());
}

TEST_F(Calls, ThatNothingArrivesIsToldOnceAndWhenItDoesAgain) {
  Phone& a = call(440);
  a.talks = false;
  run(149);
  EXPECT_TRUE(of_type<SoundStopped>(events).empty());
  run(100);
  EXPECT_EQ(of_type<SoundStopped>(events).size(), 1u);
  a.talks = true;
  run(10);
  EXPECT_EQ(of_type<SoundResumed>(events).size(), 1u);
}

TEST_F(Calls, OnHoldNothingIsSentAndNothingIsMissed) {
  Phone& a = call(440);
  run(10);
  Stream held = stream_to(a.at);
  held.sends = held.receives = false;
  exchange.find(a.id)->change(held, now);
  const std::size_t before = a.sent->rtp.size();
  a.talks = false;
  run(300);
  EXPECT_EQ(a.sent->rtp.size(), before);
  EXPECT_TRUE(of_type<SoundStopped>(events).empty());
  exchange.find(a.id)->change(stream_to(a.at), now);
  a.talks = true;
  run(10);
  EXPECT_EQ(a.sent->rtp.size(), before + 10);
  const auto resumed = read_rtp(a.sent->rtp[before].bytes)->header;
  const auto held_at = read_rtp(a.sent->rtp[before - 1].bytes)->header;
  EXPECT_TRUE(resumed.marker);
  EXPECT_EQ(resumed.timestamp - held_at.timestamp, 301u * 160);
}

TEST_F(Calls, AStrangerIsNeitherHeardNorSentTo) {
  Phone &a = call(440), &b = call(1000);
  bridge({{a.id, b.id}});
  run(10);
  Talker stranger(1800);
  for (int i = 0; i < 100; ++i) {
    auto packet = stranger.next();
    exchange.find(a.id)->receive_rtp(packet, *Address::from("203.0.113.1", 9), now, now);
    run(1);
  }
  EXPECT_LT(last(b, 1800), 100);
  EXPECT_NEAR(last(b, 440), 8000, 300);
  EXPECT_EQ(a.sent->rtp.back().to, a.at);
  EXPECT_EQ(exchange.find(a.id)->latch().strangers(), 100u);
}

TEST_F(Calls, WithKeysOfTheSignallingSoundAndReportsAreSealedBothWays) {
  const SrtpKey ours{SrtpSuite::AesCm128HmacSha1_80, std::string(30, 'a')};
  const SrtpKey theirs{SrtpSuite::AesCm128HmacSha1_80, std::string(30, 'b')};
  Stream stream = stream_to(*Address::from("192.0.2.9", 4000));
  stream.send_key = ours;
  stream.receive_key = theirs;
  Phone &sealed = call(440, stream), &plain = call(1000);
  sealed.talks = false;
  bridge({{sealed.id, plain.id}, {plain.id, sealed.id}});
  SrtpSender peer(theirs);
  for (int i = 0; i < 300; ++i) {
    auto packet = sealed.talker.next();
    receive(sealed, packet);  // not sealed: nobody's
    packet.resize(packet.size() + srtp_overhead);
    packet.resize(peer.protect_rtp(packet, packet.size() - srtp_overhead));
    receive(sealed, packet);
    run(1);
  }
  EXPECT_NEAR(last(plain, 440), 8000, 300);
  EXPECT_EQ(exchange.find(sealed.id)->latch().strangers(), 0u);
  SrtpReceiver opener(ours);
  for (auto& packet : sealed.sent->rtp) packet.bytes.resize(opener.open_rtp(packet.bytes));
  EXPECT_NEAR(last(sealed, 1000), 8000, 300);
  ASSERT_FALSE(sealed.sent->rtcp.empty());
  auto report = sealed.sent->rtcp[0].bytes;
  EXPECT_FALSE(read_rtcp(report) && read_rtcp(report)->sender && read_rtcp(report)->block_count == 1);
  report.resize(opener.open_rtcp(report));
  EXPECT_TRUE(read_rtcp(report));
}

TEST_F(Calls, KeysThatDoNotFitNeverLeadToSoundInTheClear) {
  const SrtpKey good{SrtpSuite::AesCm128HmacSha1_80, std::string(30, 'a')};
  const SrtpKey bad{SrtpSuite::AesCm128HmacSha1_80, "short"};
  Stream stream = stream_to(*Address::from("192.0.2.9", 4000));
  stream.send_key = stream.receive_key = good;
  Phone& phone = call(440, stream);
  for (const auto& [send, receive] : std::vector<std::pair<std::optional<SrtpKey>, std::optional<SrtpKey>>>{
           {good, bad}, {bad, good}, {good, std::nullopt}, {std::nullopt, good}}) {
    Stream wrong = stream_to(phone.at);
    wrong.send_key = send;
    wrong.receive_key = receive;
    EXPECT_THROW(exchange.find(phone.id)->change(wrong, now), std::invalid_argument);
    EXPECT_EQ(exchange.open(LegId{77}, wrong, std::make_unique<testing::KeepingWire>(phone.sent), now), nullptr);
  }
  EXPECT_EQ(of_type<LegClosed>(events).size(), 4u);
  run(3);  // the phone speaks in the clear, and is not believed
  EXPECT_FALSE(exchange.find(phone.id)->latch().latched());
  SrtpReceiver opener(good);
  for (auto& packet : phone.sent->rtp) EXPECT_EQ(opener.open_rtp(packet.bytes), rtp_header_size + 160u);
}

TEST_F(Calls, ReportsGoBothWaysAndTellTheQuality) {
  Phone& a = call(440);
  run(260);
  ASSERT_EQ(a.sent->rtcp.size(), 1u);
  EXPECT_EQ(a.sent->rtcp[0].to, a.at.with_port(4001));
  const auto report = read_rtcp(a.sent->rtcp[0].bytes);
  ASSERT_TRUE(report && report->sender);
  EXPECT_EQ(report->sender->packets, 250u);
  ASSERT_EQ(report->block_count, 1u);
  EXPECT_EQ(report->blocks[0].ssrc, a.talker.ssrc);

  RtcpReport answer;
  answer.ssrc = a.talker.ssrc;
  answer.cname = "phone";
  answer.block = ReportBlock{report->ssrc, 26, 25, 0, 24, static_cast<std::uint32_t>(report->sender->ntp >> 16), 0};
  std::vector<std::uint8_t> bytes(256);
  bytes.resize(write_rtcp(answer, bytes.data()));
  exchange.find(a.id)->receive_rtcp(bytes, a.at.with_port(4001), now);
  run(250);
  const auto measured = of_type<QualityMeasured>(events);
  ASSERT_EQ(measured.size(), 2u);
  EXPECT_GT(measured[0].quality.mos, 4.3);
  EXPECT_EQ(measured[1].quality.packets_received, 500u);
  EXPECT_EQ(measured[1].quality.packets_lost, 0u);
  EXPECT_NEAR(*measured[1].quality.peer_loss, 0.1, 0.01);
  EXPECT_EQ(*measured[1].quality.peer_jitter, ms * 3);
  EXPECT_NEAR(static_cast<double>(measured[1].quality.round_trip->count()), 200'000, 5'000);
}

TEST_F(Calls, AClosedLegSaysGoodByeAndHowItWas) {
  Phone& a = call(440);
  run(20);
  exchange.close(a.id, now);
  ASSERT_EQ(a.sent->rtcp.size(), 1u);
  EXPECT_TRUE(read_rtcp(a.sent->rtcp[0].bytes)->bye);
  const auto closed = of_type<LegClosed>(events);
  ASSERT_EQ(closed.size(), 1u);
  EXPECT_EQ(closed[0].quality.packets_received, 20u);
  EXPECT_EQ(closed[0].quality.packets_sent, 20u);
}

}  // namespace
}  // namespace voice::media
