#include "voice/sip/signalling.h"

#include "voice/tests/sip_peer.h"

namespace voice::sip {
namespace {

using namespace fixture;

class ACallThatComes : public Exchange {
 protected:
  void SetUp() override { forget_events(); }
};

TEST_F(ACallThatComes, IsToldAnsweredAndEnded) {
  come(invite());
  sent(100);
  const auto arrived = told<LegArrived>();
  EXPECT_EQ(std::get<TrunkId>(arrived.origin), trunk_one);
  EXPECT_EQ(arrived.called, "95598");
  EXPECT_EQ(arrived.caller_number, "13800138000");
  EXPECT_EQ(arrived.caller_name, "Wang");

  command(Ring{arrived.leg});
  EXPECT_EQ(sent(180).body, "");
  command(Answer{arrived.leg});
  const Message ok = sent(200);
  told<LegAnswered>();
  ASSERT_TRUE(media.streams.contains(arrived.leg));
  EXPECT_EQ(media.streams[arrived.leg].remote.text(), "192.0.2.10:4000");
  EXPECT_EQ(media.streams[arrived.leg].codec, media::Codec::Pcma);
  come(ack_of(ok));

  come(in_dialog("BYE", ok));
  sent(200);
  EXPECT_EQ(told<LegEnded>().ending, Ending::ByPeer);
  EXPECT_TRUE(media.streams.empty());
  EXPECT_EQ(signalling->legs(), 0u);
  pass(60s);
  pass(10s);
  EXPECT_EQ(signalling->unfinished(), 0u) << "Nothing of it is left.";
}

TEST_F(ACallThatComes, RepeatedIsOneCall) {
  const Message first = invite();
  come(first);
  sent(100);
  come(first);
  sent(100);
  told<LegArrived>();
  EXPECT_TRUE(events.empty());
  Message other_way = first;
  other_way.remove("Via");
  add_via(other_way);
  come(other_way);
  sent(482);
}

TEST_F(ACallThatComes, GivenUpEndsWith487) {
  const Message it = invite();
  come(it);
  sent(100);
  const LegId leg = told<LegArrived>().leg;
  command(Ring{leg, true});
  EXPECT_NE(sent(183).body, "");
  EXPECT_EQ(media.streams.size(), 1u);
  Message cancel = it;
  cancel.method = "CANCEL";
  cancel.body.clear();
  cancel.remove("Content-Type");
  cancel.set("CSeq", "1 CANCEL");
  come(cancel);
  sent(200);
  sent(487);
  EXPECT_EQ(told<LegEnded>().ending, Ending::ByPeer);
  EXPECT_TRUE(media.streams.empty());
}

TEST_F(ACallThatComes, WhoseAnswerIsNotAcknowledgedIsRepeatedAndThenLost) {
  come(invite());
  sent(100);
  const LegId leg = told<LegArrived>().leg;
  command(Answer{leg});
  sent(200);
  told<LegAnswered>();
  pass(3s);
  sent(200);
  sent(200);
  EXPECT_TRUE(nothing_sent()) << "After 0.5 s and 1.5 s, no more within three seconds.";
  pass(29s);
  while (!nothing_sent() && transport.sent.front().message.status == 200) take();
  sent("BYE");
  EXPECT_EQ(told<LegEnded>().ending, Ending::Lost);
}

TEST_F(ACallThatComes, WithoutAnOfferGetsOursAndAnswersInItsAck) {
  come(invite(""));
  sent(100);
  const LegId leg = told<LegArrived>().leg;
  command(Answer{leg});
  const Message ok = sent(200);
  EXPECT_TRUE(Sdp::parse(ok.body));
  EXPECT_TRUE(events.empty()) << "There is no sound yet.";
  Message ack = ack_of(ok);
  ack.add("Content-Type", "application/sdp");
  ack.body = offer_of_peer;
  come(ack);
  told<LegAnswered>();
  EXPECT_EQ(media.streams.at(leg).event_type, 101);
}

TEST_F(ACallThatComes, ThatWeHangUpBeforeItsAckEndsAfterIt) {
  come(invite());
  sent(100);
  const LegId leg = told<LegArrived>().leg;
  command(Answer{leg});
  const Message ok = sent(200);
  command(HangUp{leg});
  told<LegAnswered>();
  EXPECT_EQ(told<LegEnded>().ending, Ending::ByUs);
  EXPECT_TRUE(nothing_sent()) << "No BYE before the ACK (RFC 3261 §15).";
  come(ack_of(ok));
  come(response_to(sent("BYE"), 200));
  pass(64s);
}

struct NotForUs {
  const char* what;
  std::string header, value, body;
  int status;
};
TEST_F(ACallThatComes, ThatAsksForWhatWeLackIsToldSo) {
  const NotForUs cases[] = {
      {"an extension", "Require", "100rel, timer", std::string(offer_of_peer), 420},
      {"another body", "Content-Type", "text/plain", "hello", 415},
      {"another codec", "Content-Type", "application/sdp", "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 18\r\n",
       488},
      {"too short a session", "Session-Expires", "30", std::string(offer_of_peer), 422},
      {"no more hops", "Max-Forwards", "0", std::string(offer_of_peer), 483},
  };
  for (const auto& it : cases) {
    call_id = it.what;
    std::erase(call_id, ' ');
    Message message = invite(it.body);
    message.set(it.header, it.value);
    if (it.header != "Content-Type") message.set("Content-Type", "application/sdp");
    come(message);
    EXPECT_EQ(sent(it.status).status, it.status) << it.what;
    EXPECT_TRUE(events.empty()) << it.what;
  }
  EXPECT_EQ(signalling->legs(), 0u);
}

TEST_F(ACallThatComes, WhenThereAreNoPortsIsRefusedAndNothingIsLeft) {
  come(invite());
  sent(100);
  const LegId leg = told<LegArrived>().leg;
  media.full = true;
  command(Answer{leg});
  sent(503);
  EXPECT_EQ(told<LegEnded>().leg, leg);
}

TEST_F(ACallThatComes, UnderOverloadIsRefusedWhileOthersGoOn) {
  const Call call = answered_call();
  signalling->set_overloaded(true);
  call_id = "call-2";
  come(invite());
  EXPECT_EQ(sent(503).get("Retry-After"), "5");
  EXPECT_TRUE(events.empty());
  call_id = "call-1";
  come(in_dialog("BYE", call.answer));
  sent(200);
  EXPECT_EQ(told<LegEnded>().leg, call.leg);
}

TEST_F(ACallThatComes, IsRefusedWhileTheOneBeforeHasWaitedTooLongForAWord) {
  come(invite());
  sent(100);
  const LegId first = told<LegArrived>().leg;
  pass(SignallingSettings{}.heed_within);
  call_id = "call-2";
  come(invite());
  sent(100);
  const LegId second = told<LegArrived>().leg;
  pass(1ms);
  call_id = "call-3";
  come(invite());
  EXPECT_EQ(sent(503).get("Retry-After"), "5");
  EXPECT_TRUE(events.empty());

  command(Ring{first});
  sent(180);
  call_id = "call-4";
  come(invite());
  sent(100);
  const LegId fourth = told<LegArrived>().leg;
  pass(SignallingSettings{}.heed_within);
  command(Refuse{second, 486});
  command(HangUp{fourth});
  forget_events();
  call_id = "call-5";
  come(invite());
  EXPECT_EQ(told<LegArrived>().caller_number, "13800138000") << "Whoever was refused or hung up on waits no longer.";
}

TEST_F(ACallThatComes, OfWhichNothingIsEverSaidDoesNotBarTheOthersForLong) {
  come(invite());
  sent(100);
  pass(11s);
  transport.sent.clear();
  call_id = "call-2";
  come(invite());
  sent(100);
}

class ACallInProgress : public ACallThatComes {};

TEST_F(ACallInProgress, IsHeldAndTakenBackByReInvite) {
  const Call call = answered_call();
  Message hold = in_dialog("INVITE", call.answer);
  hold.add("Content-Type", "application/sdp");
  hold.body = std::string(offer_of_peer) + "a=sendonly\r\n";
  come(hold);
  const Message held = sent(200);
  EXPECT_NE(held.body.find("a=recvonly"), std::string::npos);
  EXPECT_TRUE(told<LegHeld>().held);
  EXPECT_FALSE(media.streams.at(call.leg).sends);
  come(ack_of(held));

  Message back = in_dialog("INVITE", call.answer);
  back.add("Content-Type", "application/sdp");
  back.body = offer_of_peer;
  come(back);
  const Message ok = sent(200);
  EXPECT_FALSE(told<LegHeld>().held);
  EXPECT_TRUE(media.streams.at(call.leg).sends);
  const auto version = [](const Message& m) { return Sdp::parse(m.body)->origin; };
  EXPECT_NE(version(ok), version(held)) << "What changes has a new version (RFC 3264 §8).";
  come(ack_of(ok));
  EXPECT_TRUE(nothing_sent());
}

TEST_F(ACallInProgress, GoesOnWhenAReInviteDoesNotFit) {
  const Call call = answered_call();
  Message bad = in_dialog("INVITE", call.answer);
  bad.add("Content-Type", "application/sdp");
  bad.body = "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 18\r\n";
  come(bad);
  sent(488);
  EXPECT_EQ(media.streams.at(call.leg).remote.text(), "192.0.2.10:4000");
}

TEST_F(ACallInProgress, IsNotTouchedByStrangers) {
  const Call call = answered_call();
  Message bye = in_dialog("BYE", call.answer);
  bye.set("From", "<sip:x@y>;tag=guess");
  come(bye);
  sent(481);
  Message no_dialog = in_dialog("BYE", call.answer);
  no_dialog.set("To", "<sip:a@b>;tag=guess");
  come(no_dialog);
  sent(481);
  Message old = in_dialog("BYE", call.answer);
  old.set("CSeq", "1 BYE");
  come(old);
  sent(500);
  EXPECT_EQ(signalling->legs(), 1u);
}

TEST_F(ACallInProgress, EndsWhenNobodyRefreshesIt) {
  Message first = invite();
  first.add("Supported", "timer");
  first.add("Session-Expires", "120;refresher=uac");
  come(first);
  sent(100);
  const LegId leg = told<LegArrived>().leg;
  command(Answer{leg});
  const Message ok = sent(200);
  EXPECT_EQ(ok.get("Session-Expires"), "120;refresher=uac");
  told<LegAnswered>();
  come(ack_of(ok));
  pass(60s);
  Message update = in_dialog("UPDATE", ok);
  update.add("Supported", "timer");
  update.add("Session-Expires", "120;refresher=uac");
  come(update);
  sent(200);
  pass(85s);
  EXPECT_TRUE(events.empty()) << "It was refreshed.";
  pass(20s);
  EXPECT_EQ(told<LegEnded>().ending, Ending::Lost);
}

TEST_F(ACallInProgress, WhosePeerIsAliveGoesOnWhateverItAnswers) {
  const Call call = answered_call();
  for (const int status : {200, 405}) {
    command(AskAlive{call.leg});
    come(make_response(sent("OPTIONS"), status, ""));
    pass(60s);
  }
  EXPECT_TRUE(events.empty());
  EXPECT_TRUE(media.streams.contains(call.leg));
}

TEST_F(ACallInProgress, WhosePeerIsDeadIsLost) {
  const Call call = answered_call();
  command(AskAlive{call.leg});
  pass(7s);
  EXPECT_TRUE(events.empty());
  pass(2s);
  EXPECT_EQ(told<LegEnded>().ending, Ending::Lost);
  EXPECT_TRUE(media.streams.empty());
}

TEST_F(ACallInProgress, WhosePeerKnowsNothingOfItAnyMoreIsLost) {
  const Call call = answered_call();
  command(AskAlive{call.leg});
  come(make_response(sent("OPTIONS"), 481, ""));
  EXPECT_EQ(told<LegEnded>().ending, Ending::Lost);
}

TEST_F(ACallInProgress, IsRefreshedByUsWhenThePeerCannot) {
  Message first = invite();
  first.add("Allow", "INVITE, ACK, BYE, UPDATE");
  come(first);
  sent(100);
  const LegId leg = told<LegArrived>().leg;
  command(Answer{leg});
  const Message ok = sent(200);
  EXPECT_EQ(ok.get("Session-Expires"), "1800;refresher=uas");
  come(ack_of(ok));
  told<LegAnswered>();
  pass(899s);
  EXPECT_TRUE(nothing_sent());
  pass(1s);
  const Message update = sent("UPDATE");
  EXPECT_EQ(update.get("Session-Expires"), "1800;refresher=uac");
  come(response_to(update, 481));
  sent("BYE");
  EXPECT_EQ(told<LegEnded>().ending, Ending::Lost) << "The peer knows nothing of it any more.";
}

TEST_F(ACallInProgress, IsTransferredAtThePeersWish) {
  const Call call = answered_call();
  Message refer = in_dialog("REFER", call.answer);
  refer.add("Refer-To", "<sip:8002@198.51.100.1>");
  come(refer);
  sent(202);
  const Message trying = sent("NOTIFY");
  EXPECT_EQ(trying.body, "SIP/2.0 100 Trying\r\n");
  come(response_to(trying, 200));
  const auto asked = told<TransferAsked>();
  EXPECT_EQ(asked.target.number, "8002");
  command(FinishTransfer{call.leg, 200});
  const Message done = sent("NOTIFY");
  EXPECT_EQ(done.body, "SIP/2.0 200 OK\r\n");
  EXPECT_EQ(done.get("Subscription-State"), "terminated;reason=noresource");
  come(response_to(done, 200));
}

TEST_F(ACallInProgress, IsJoinedWithAnotherThatThePeerNames) {
  const Call first = answered_call();
  call_id = "call-2";
  const Call second = answered_call();
  const std::string our_tag(NameAddress::parse(second.answer.get("To"))->tag());
  call_id = "call-1";
  Message refer = in_dialog("REFER", first.answer);
  refer.add("Refer-To", "<sip:x@198.51.100.1?Replaces=call-2%3Bto-tag%3D" + our_tag + "%3Bfrom-tag%3Dpeer>");
  come(refer);
  sent(202);
  sent("NOTIFY");
  EXPECT_EQ(told<TransferAsked>().target.replaces, second.leg);

  Message wrong = in_dialog("REFER", first.answer);
  wrong.add("Refer-To", "<sip:x@198.51.100.1?Replaces=call-2%3Bto-tag%3Dguess%3Bfrom-tag%3Dpeer>");
  command(FinishTransfer{first.leg, 200});
  sent("NOTIFY");
  come(wrong);
  sent(481);
}

TEST_F(ACallInProgress, TellsDigitsOfInfo) {
  const Call call = answered_call();
  Message info = in_dialog("INFO", call.answer);
  info.add("Content-Type", "application/dtmf-relay");
  info.body = "Signal=5\r\nDuration=160\r\n";
  come(info);
  sent(200);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(std::get<media::DigitHeard>(std::get<media::Event>(events.front())).digit, '5');
}

class ACallThatWeMake : public Exchange {
 protected:
  void SetUp() override { forget_events(); }
  static constexpr LegId leg{5};
  static constexpr std::string_view answer_of_peer = offer_of_peer;

  Message dial(std::vector<TrunkId> trunks = {trunk_one}) {
    command(DialTrunk{leg, std::move(trunks), "13900139000", "4001234567", "", 60s});
    return sent("INVITE");
  }
  void put_second_trunk(TrunkSettings settings = {}) {
    settings.trunk = trunk_two;
    if (settings.host.empty()) settings.host = "192.0.2.20";
    command(PutTrunk{settings});
    forget_events();
  }
};

TEST_F(ACallThatWeMake, RingsIsAnsweredAndEndsByUs) {
  const Message invite = dial();
  EXPECT_EQ(invite.request_uri.text(), "sip:13900139000@192.0.2.10");
  EXPECT_EQ(invite.from.uri.user, "4001234567");
  come(response_to(invite, 100));
  come(response_to(invite, 180));
  EXPECT_FALSE(told<LegRinging>().early_media);
  come(response_to(invite, 183, answer_of_peer));
  EXPECT_TRUE(told<LegRinging>().early_media);
  come(response_to(invite, 200, answer_of_peer));
  EXPECT_EQ(sent("ACK").cseq.number, invite.cseq.number);
  told<LegAnswered>();
  come(response_to(invite, 200, answer_of_peer));
  sent("ACK");
  command(HangUp{leg});
  const Message bye = sent("BYE");
  EXPECT_EQ(bye.cseq.number, invite.cseq.number + 1);
  come(response_to(bye, 200));
  EXPECT_EQ(told<LegEnded>().ending, Ending::ByUs);
}

TEST_F(ACallThatWeMake, TakesNobodysRoomOnceItIsOver) {
  SignallingSettings small;
  small.legs_max = 1;
  make(small);
  const Message invite = dial();
  come(response_to(invite, 200, answer_of_peer));
  sent("ACK");
  command(HangUp{leg});
  come(response_to(sent("BYE"), 200));
  come(this->invite());
  sent(100);
}

TEST_F(ACallThatWeMake, IsRepeatedUntilSomebodyAnswers) {
  const Message invite = dial();
  pass(4s);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(sent("INVITE").write(), invite.write());
  EXPECT_TRUE(nothing_sent()) << "After 0.5, 1.5 and 3.5 s.";
  pass(29s);
  EXPECT_EQ(told<LegEnded>().ending, Ending::Unreachable);
}

TEST_F(ACallThatWeMake, GivenUpIsCancelledOnceThePeerHasShownItself) {
  const Message invite = dial();
  command(HangUp{leg});
  EXPECT_TRUE(nothing_sent());
  EXPECT_EQ(told<LegEnded>().ending, Ending::ByUs);
  come(response_to(invite, 180));
  const Message cancel = sent("CANCEL");
  EXPECT_EQ(cancel.vias.front().branch(), invite.vias.front().branch());
  come(response_to(cancel, 200));
  come(response_to(invite, 487));
  sent("ACK");
  pass(70s);
  EXPECT_TRUE(events.empty());
}

TEST_F(ACallThatWeMake, AnsweredAcrossOurCancelIsHungUp) {
  const Message invite = dial();
  come(response_to(invite, 180));
  told<LegRinging>();
  command(HangUp{leg});
  sent("CANCEL");
  told<LegEnded>();
  come(response_to(invite, 200, answer_of_peer));
  sent("ACK");
  come(response_to(sent("BYE"), 200));
  EXPECT_TRUE(events.empty());
  EXPECT_TRUE(media.streams.empty());
}

TEST_F(ACallThatWeMake, AnsweredTwiceByAForkKeepsTheFirst) {
  const Message invite = dial();
  come(response_to(invite, 200, answer_of_peer));
  sent("ACK");
  told<LegAnswered>();
  Message second = make_response(invite, 200, "other-branch");
  second.add("Contact", "<sip:other@192.0.2.11>");
  come(second);
  EXPECT_EQ(sent("ACK").to.tag(), "other-branch");
  EXPECT_EQ(sent("BYE").to.tag(), "other-branch");
  EXPECT_EQ(signalling->legs(), 1u);
}

TEST_F(ACallThatWeMake, ProvesItselfToTheTrunk) {
  TrunkSettings settings;
  settings.user = "acct";
  settings.password = "pw";
  put_second_trunk(settings);
  const Message invite = dial({trunk_two});
  Message ask = response_to(invite, 407);
  ask.add("Proxy-Authenticate", R"(Digest realm="carrier", nonce="n1", qop="auth")");
  come(ask, {TransportKind::Udp, *Address::from("192.0.2.20", 5060), 0});
  sent("ACK");
  const Message again = sent("INVITE");
  EXPECT_EQ(again.cseq.number, invite.cseq.number + 1);
  EXPECT_EQ(again.call_id, invite.call_id);
  EXPECT_NE(again.get("Proxy-Authorization").find("username=\"acct\""), std::string_view::npos);
  Message wrong = response_to(again, 407);
  wrong.add("Proxy-Authenticate", R"(Digest realm="carrier", nonce="n2", qop="auth")");
  come(wrong);
  sent("ACK");
  EXPECT_EQ(told<LegEnded>().status, 407) << "The password is wrong; it is not tried for ever.";
}

TEST_F(ACallThatWeMake, GoesOverTheNextTrunkWhenOneIsDeadOrRefuses) {
  put_second_trunk();
  const Message first = dial({trunk_one, trunk_two});
  come(response_to(first, 503));
  sent("ACK");
  const Message second = sent("INVITE");
  EXPECT_EQ(second.request_uri.host, "192.0.2.20");
  come(response_to(second, 486));
  sent("ACK");
  EXPECT_EQ(told<LegEnded>().ending, Ending::Busy) << "A busy number is busy over every trunk.";
  EXPECT_EQ(trunks_tried, (std::vector{trunk_one, trunk_two}));

  dial({trunk_one, trunk_two});
  pass(4200ms);
  while (!nothing_sent() && transport.sent.front().message.request_uri.host == "192.0.2.10") take();
  const Message failover = sent("INVITE");
  EXPECT_EQ(failover.request_uri.host, "192.0.2.20");
  come(response_to(failover, 200, answer_of_peer));
  sent("ACK");
  told<LegAnswered>();
}

TEST_F(ACallThatWeMake, OverNoTrunkThatIsUpEndsAtOnce) {
  command(DialTrunk{leg, {trunk_two}, "1", "2", "", 60s});
  EXPECT_EQ(told<LegEnded>().ending, Ending::Unreachable);
}

TEST_F(ACallThatWeMake, StopsAtTheTrunksLimit) {
  TrunkSettings settings;
  settings.calls_max = 1;
  put_second_trunk(settings);
  dial({trunk_two});
  command(DialTrunk{LegId{6}, {trunk_two}, "1", "2", "", 60s});
  EXPECT_EQ(told<LegEnded>().leg, LegId{6});
  command(HangUp{leg});
  told<LegEnded>();
  command(DialTrunk{LegId{7}, {trunk_two}, "1", "2", "", 60s});
  sent("INVITE");
}

TEST_F(ACallThatWeMake, WithTooShortASessionIsAskedAgain) {
  const Message invite = dial();
  Message small = response_to(invite, 422);
  small.add("Min-SE", "3600");
  come(small);
  sent("ACK");
  EXPECT_EQ(sent("INVITE").get("Session-Expires"), "3600");
}

class ATrunk : public ACallThatWeMake {};

TEST_F(ATrunk, RegistersProvesItselfAndStaysRegistered) {
  TrunkSettings settings;
  settings.trunk = trunk_two;
  settings.host = "sip.carrier.example";
  settings.user = "acct";
  settings.password = "pw";
  settings.registers = true;
  resolver.hosts["sip.carrier.example"] = "192.0.2.20";
  const Flow flow{TransportKind::Udp, *Address::from("192.0.2.20", 5060), 0};
  command(PutTrunk{settings});
  const Message first = sent("REGISTER");
  EXPECT_EQ(first.request_uri.text(), "sip:sip.carrier.example");
  EXPECT_TRUE(events.empty()) << "An answer to OPTIONS does not make a registration.";
  Message ask = make_response(first, 401, "r");
  ask.add("WWW-Authenticate", R"(Digest realm="carrier", nonce="n1", algorithm=MD5, qop="auth")");
  come(ask, flow);
  const Message second = sent("REGISTER");
  EXPECT_NE(second.get("Authorization"), "");
  Message ok = make_response(second, 200, "r");
  ok.add("Contact", std::string(second.get("Contact")) + ";expires=100");
  come(ok, flow);
  EXPECT_EQ(told<TrunkChanged>().state, TrunkState::Up);
  pass(76s);
  const Message third = sent("REGISTER");
  EXPECT_NE(third.get("Authorization").find("nc=00000002"), std::string_view::npos);
}

TEST_F(ATrunk, WithAWrongPasswordIsDownAndTriedAgainLater) {
  TrunkSettings settings;
  settings.trunk = trunk_two;
  settings.host = "192.0.2.20";
  settings.user = "acct";
  settings.password = "wrong";
  settings.registers = true;
  command(PutTrunk{settings});
  for (int i = 0; i < 2; ++i) {
    const Message it = sent("REGISTER");
    Message ask = make_response(it, 401, "r");
    ask.add("WWW-Authenticate", "Digest realm=\"carrier\", nonce=\"n" + std::to_string(i) + "\"");
    come(ask, {TransportKind::Udp, *Address::from("192.0.2.20", 5060), 0});
  }
  const auto changed = told<TrunkChanged>();
  EXPECT_EQ(changed.state, TrunkState::Down);
  EXPECT_EQ(changed.status, 401);
  EXPECT_TRUE(nothing_sent());
  pass(11s);
  sent("REGISTER");
}

TEST_F(ATrunk, ThatDoesNotAnswerItsPingsIsDown) {
  answers_pings = false;
  pass(63s);
  EXPECT_EQ(told<TrunkChanged>().state, TrunkState::Down);
  command(DialTrunk{leg, {trunk_one}, "1", "2", "", 60s});
  EXPECT_EQ(told<LegEnded>().ending, Ending::Unreachable);
}

TEST_F(ATrunk, ThatDoesNotKnowPingsIsNotAskedAndIsCalled) {
  TrunkSettings settings;
  settings.pings = false;
  put_second_trunk(settings);
  answers_pings = false;
  pass(100s);
  EXPECT_EQ(dial({trunk_two}).request_uri.host, "192.0.2.20");
}

TEST_F(ATrunk, ThatHasToProveItselfIsAskedTo) {
  TrunkSettings settings;
  settings.inbound_user = "carrier";
  settings.inbound_password = "secret";
  put_second_trunk(settings);
  const Flow flow{TransportKind::Udp, *Address::from("192.0.2.20", 5060), 0};
  come(invite(), flow);
  const Message ask = sent(401);
  EXPECT_TRUE(events.empty());
  Message second = invite();
  second.add("Authorization",
             answer_challenge(*read_challenge(ask), "carrier", "secret", "INVITE", second.request_uri.text(), 1));
  come(second, flow);
  sent(100);
  EXPECT_EQ(std::get<TrunkId>(told<LegArrived>().origin), trunk_two);
}

class APhone : public Exchange {
 protected:
  void SetUp() override {
    forget_events();
    command(PutPhone{phone_one, "8001", digest_ha1(DigestAlgorithm::Md5, "8001", "yingda", "pass"),
                     digest_ha1(DigestAlgorithm::Sha256, "8001", "yingda", "pass"), Security::Never});
  }

  Message registration(std::string_view user = "8001", std::string_view contact = "<sip:8001@10.0.0.5:5060>") {
    Message message = request("REGISTER", "sip:198.51.100.1");
    message.set("From", "<sip:" + std::string(user) + "@198.51.100.1>;tag=x");
    message.set("To", "<sip:" + std::string(user) + "@198.51.100.1>");
    message.set("Contact", contact);
    message.add("User-Agent", "desk phone");
    return message;
  }
  // Sends `message`, proves it when it is asked, and gives the final response.
  Message proved(Message message, std::string_view password = "pass", std::string_view user = "8001",
                 const Flow& flow = phone_flow) {
    come(message, flow);
    const Message ask = sent(401);
    const auto challenge = read_challenge(ask);
    if (!challenge) return ask;
    Message second = message;
    second.remove("Via");
    add_via(second);
    second.set("CSeq", std::to_string(++peer_cseq) + " " + message.method);
    second.add("Authorization",
               answer_challenge(*challenge, user, password, message.method, message.request_uri.text(), 1));
    come(second, flow);
    return take();
  }
};

TEST_F(APhone, SignsInIsCalledWhereItCameFromAndSignsOut) {
  const Message ok = proved(registration());
  EXPECT_EQ(ok.status, 200);
  EXPECT_EQ(ok.get("Contact"), "<sip:8001@10.0.0.5:5060>;expires=3600");
  const auto changed = told<PhoneChanged>();
  EXPECT_TRUE(changed.signed_in);
  EXPECT_EQ(changed.address, "203.0.113.7:5062");
  EXPECT_EQ(changed.user_agent, "desk phone");

  command(DialPhone{LegId{5}, phone_one, "13800138000", "Wang", 15s, true});
  const Message invite = sent("INVITE");
  EXPECT_EQ(invite.request_uri.text(), "sip:8001@10.0.0.5:5060");
  EXPECT_EQ(last_flow, phone_flow) << "Its contact lies behind a translator; the flow leads there.";
  EXPECT_NE(invite.get("Call-Info").find("answer-after=0"), std::string_view::npos);
  come(response_to(invite, 180), phone_flow);
  told<LegRinging>();
  pass(16s);
  EXPECT_EQ(sent("CANCEL").call_id, invite.call_id);
  EXPECT_EQ(told<LegEnded>().ending, Ending::NoAnswer);
  transport.sent.clear();

  Message out = registration();
  out.set("Expires", "0");
  EXPECT_EQ(proved(out).status, 200);
  EXPECT_FALSE(told<PhoneChanged>().signed_in);
}

TEST_F(APhone, IsOfferedSecureSoundOnlyWhereNobodyReadsTheKey) {
  command(PutPhone{phone_one, "8001", digest_ha1(DigestAlgorithm::Md5, "8001", "yingda", "pass"),
                   digest_ha1(DigestAlgorithm::Sha256, "8001", "yingda", "pass"), Security::Offered});
  for (const auto& [kind, protocol] : {std::pair{TransportKind::Udp, "RTP/AVP"}, {TransportKind::Tls, "RTP/SAVP"}}) {
    const Flow flow{kind, phone_flow.remote, kind == TransportKind::Udp ? 0U : 3U};
    proved(registration(), "pass", "8001", flow);
    command(DialPhone{LegId{5}, phone_one, "1", "", 15s, false});
    EXPECT_EQ(Sdp::parse(sent("INVITE").body)->media.at(0).protocol, protocol);
    command(HangUp{LegId{5}});
    transport.sent.clear();
  }
}

TEST_F(APhone, ThatDoesNotSignInAgainIsGone) {
  Message short_life = registration();
  short_life.set("Expires", "60");
  proved(short_life);
  told<PhoneChanged>();
  pass(61s);
  EXPECT_FALSE(told<PhoneChanged>().signed_in);
  command(DialPhone{LegId{5}, phone_one, "1", "", 15s, false});
  EXPECT_EQ(told<LegEnded>().ending, Ending::Unreachable);
}

TEST_F(APhone, CallsAsItselfWhateverItClaims) {
  Message call = invite();
  call.set("From", "\"Director\" <sip:1000@198.51.100.1>;tag=x");
  const Message trying = proved(call);
  EXPECT_EQ(trying.status, 100);
  const auto arrived = told<LegArrived>();
  EXPECT_EQ(std::get<PhoneId>(arrived.origin), phone_one);
  EXPECT_EQ(arrived.caller_number, "8001");
}

TEST_F(APhone, UnknownAndKnownLookTheSameToWhoGuesses) {
  const auto shape = [](Message m) {
    m.remove("WWW-Authenticate");
    m.remove("To");
    m.remove("From");
    m.remove("Via");
    m.remove("CSeq");
    return std::to_string(m.status) + m.write();
  };
  const Message known = proved(registration(), "guess");
  const Message unknown = proved(registration("8777"), "guess", "8777");
  EXPECT_EQ(shape(known), shape(unknown));
  EXPECT_TRUE(events.empty());
}

TEST_F(APhone, WhoGuessesTooOftenIsNotHeardForAWhile) {
  bool locked = false;
  for (int i = 0; i < 20 && !locked; ++i) {
    transport.sent.clear();
    come(registration(), phone_flow);
    if (nothing_sent()) {
      locked = true;
      break;
    }
    const auto challenge = read_challenge(sent(401));
    Message guess = registration();
    guess.add("Authorization",
              answer_challenge(*challenge, "8001", "guess" + std::to_string(i), "REGISTER", "sip:198.51.100.1", 1));
    come(guess, phone_flow);
  }
  EXPECT_TRUE(locked);
  EXPECT_EQ(told<SourceLocked>().address, "203.0.113.7");
  transport.sent.clear();
  come(registration(), {TransportKind::Udp, *Address::from("203.0.113.8", 5060), 0});
  sent(401);
  pass(601s);
  transport.sent.clear();
  come(registration(), phone_flow);
  sent(401);
}

TEST_F(APhone, WhoGuessesOverTcpIsNotHeardEither) {
  int asked = 0;
  for (int i = 0; i < 20; ++i) {
    transport.sent.clear();
    Message guess = registration();
    guess.add("Authorization",
              answer_challenge({"yingda", "n" + std::to_string(i), "", DigestAlgorithm::Md5, true, false, false},
                               "8001", "guess", "REGISTER", "sip:198.51.100.1", 1));
    signalling->message_came(now, read_datagram(guess.write()), {TransportKind::Tcp, phone_flow.remote, 7});
    if (!nothing_sent()) ++asked;
  }
  EXPECT_EQ(asked, GuardSettings().failures_max);
}

TEST_F(APhone, BehindTheSameAddressAsOneThatGuessesGoesOnTalking) {
  proved(registration());
  told<PhoneChanged>();
  const Message trying = proved(invite());
  ASSERT_EQ(trying.status, 100);
  const LegId leg = told<LegArrived>().leg;
  command(Answer{leg});
  const Message ok = sent(200);
  told<LegAnswered>();
  for (int i = 0; i < 500; ++i) come(request("OPTIONS"), {TransportKind::Udp, phone_flow.remote.with_port(999), 0});
  transport.sent.clear();
  come(request("OPTIONS"), phone_flow);
  EXPECT_TRUE(nothing_sent()) << "The address has asked too much;";
  come(ack_of(ok), phone_flow);
  come(in_dialog("BYE", ok), phone_flow);
  sent(200);
  EXPECT_EQ(told<LegEnded>().ending, Ending::ByPeer) << "its calls go on.";
}

TEST_F(APhone, ThatComesBackByAnotherWayInMidCallIsReachedThere) {
  const Message trying = proved(invite());
  ASSERT_EQ(trying.status, 100);
  const LegId leg = told<LegArrived>().leg;
  command(Answer{leg});
  const Message ok = sent(200);
  come(ack_of(ok), phone_flow);
  const Flow elsewhere{TransportKind::Udp, phone_flow.remote.with_port(40000), 0};
  come(in_dialog("UPDATE", ok), elsewhere);
  sent(200);
  command(HangUp{leg});
  sent("BYE");
  EXPECT_EQ(last_flow, elsewhere);
}

TEST_F(APhone, AFloodOfStrangersIsDroppedAndTheTrunkIsHeard) {
  int answered = 0;
  for (int i = 0; i < 1000; ++i) {
    call_id = "flood-" + std::to_string(i);
    come(invite(), phone_flow);
    if (!nothing_sent()) ++answered;
    transport.sent.clear();
  }
  EXPECT_LE(answered, 121);
  call_id = "real";
  come(invite());
  sent(100);
  told<LegArrived>();
}

TEST_F(APhone, TakesItsSecondContactAndForgetsTheOldestOfTooMany) {
  for (int i = 0; i < 7; ++i) {
    Message it = registration("8001", "<sip:8001@10.0.0." + std::to_string(i + 1) + ":5060>");
    it.set("Call-ID", "reg-" + std::to_string(i));
    const Message ok = proved(it);
    EXPECT_EQ(ok.status, 200);
    if (i == 6) {
      EXPECT_EQ(ok.all("Contact").size(), bindings_max);
    }
  }
  Message all_out = registration("8001", "*");
  EXPECT_EQ(proved(all_out).status, 400) << "A star without Expires: 0 is an error.";
  Message brief = registration();
  brief.set("Expires", "10");
  EXPECT_EQ(proved(brief).status, 423);
}

class TheStack : public Exchange {};

TEST_F(TheStack, AnswersWhatItDoesNotDoByTheStandard) {
  forget_events();
  for (const auto& [method, status] :
       {std::pair{"OPTIONS", 200}, {"SUBSCRIBE", 489}, {"MESSAGE", 405}, {"NEWMETHOD", 501}, {"BYE", 481}}) {
    come(request(method));
    EXPECT_EQ(take().status, status) << method;
  }
  come(request("INVITE", "nobodyKnowsThisScheme:totallyopaquecontent"));
  sent(416);
  EXPECT_TRUE(events.empty());
}

TEST_F(TheStack, LeavesNothingBehindAfterAnythingThatCame) {
  for (int i = 0; i < 50; ++i) {
    call_id = "c" + std::to_string(i);
    come(invite());
    transport.sent.clear();
    const LegId leg{last_leg};
    if (i % 5 == 1) command(Refuse{leg, 486});
    if (i % 5 == 2) command(Answer{leg});
    if (i % 5 == 3) command(Ring{leg, true});
    command(HangUp{leg});
  }
  pass(200s);
  transport.sent.clear();
  EXPECT_LE(signalling->unfinished(), 1u) << "At most the trunk's last ping is not forgotten.";
  EXPECT_TRUE(media.streams.empty());
  EXPECT_EQ(signalling->legs(), 0u);
}

}  // namespace
}  // namespace voice::sip
