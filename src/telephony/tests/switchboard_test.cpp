// The life of calls, without a network, a database or time that passes.

#include <gtest/gtest.h>

#include "telephony/tests/bench.h"

namespace telephony {
namespace {

using namespace std::chrono_literals;
using fixture::Bench;
using fixture::complaints;
using fixture::hotline;
using routing::OfferState;
using voice::LegId;

// Both hear each other.
bool talk(const Bench& bench, LegId a, LegId b) {
  return bench.engine.hears(a, b) && bench.engine.hears(b, a);
}

// The leg of the one that was called last.
LegId dialled(Bench& bench) {
  const auto calls = bench.engine.taken<voice::DialTrunk>();
  return calls.empty() ? LegId{} : calls.back().leg;
}
LegId rung(Bench& bench) {
  const auto calls = bench.engine.taken<voice::DialPhone>();
  return calls.empty() ? LegId{} : calls.back().leg;
}

class SwitchboardTest : public testing::Test {
 protected:
  Bench bench;
};

TEST_F(SwitchboardTest, ACallIsLedThroughItsFlowWaitsWithMusicAndIsServed) {
  const auto li = bench.agent("8001");
  const auto caller = bench.calls("95500");
  EXPECT_EQ(bench.heard(caller), "业务请按一");
  bench.presses(caller, "1");
  EXPECT_EQ(bench.row(bench.only().row.id).state, CallState::Waiting);
  EXPECT_EQ(bench.row(bench.only().row.id).choices, (std::vector<ivr::MenuChoice>{{"主菜单", "1", "人工队列"}}));
  EXPECT_EQ(bench.heard(caller), "欢迎致电");
  bench.listens(caller);
  EXPECT_EQ(bench.heard(caller), bench.messages.text("zh-CN", "telephony.spoken.position", {{"position", "3"}}));
  bench.listens(caller);
  EXPECT_EQ(bench.heard(caller), "(music)");
  bench.offer(li);
  EXPECT_EQ(bench.heard(caller), "(music)");
  EXPECT_FALSE(talk(bench, caller, bench.line(li)));
  bench.end_offer(li, OfferState::Answered);
  EXPECT_EQ(bench.heard(caller), bench.messages.text("zh-CN", "telephony.spoken.agent_number", {{"number", "8001"}}));
  EXPECT_FALSE(bench.engine.hears(bench.line(li), caller));  // not before the caller was told who answers
  bench.listens(caller);
  EXPECT_TRUE(talk(bench, caller, bench.line(li)));
  EXPECT_EQ(bench.only().row.agent_id, li);
  EXPECT_EQ(bench.engine.taken<voice::media::StartRecording>().size(), 1U);
  bench.ends(caller);
  EXPECT_EQ(bench.board.calls(), 0U);
  EXPECT_EQ(bench.engine.taken<voice::media::StopRecording>().size(), 1U);
  const auto ended = bench.told_of<CallFinished>();
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].ending, CallEnding::ByCustomer);
  EXPECT_EQ(bench.done<EndConversation>().size(), 1U);
  EXPECT_TRUE(bench.done<AddCallBack>().empty());
  EXPECT_TRUE(bench.engine.has(bench.line(li)));  // the browser's line outlasts the call
}

TEST_F(SwitchboardTest, NumbersThatAreNotOursAndBlockedCallersAreTurnedAway) {
  bench.calls("10000");
  bench.house.blocked["13800138000"] = true;
  bench.calls();
  bench.house.blocked["13800138000"] = false;  // a nuisance is counted, and let through
  bench.calls();
  const auto refused = bench.engine.taken<voice::Refuse>();
  ASSERT_EQ(refused.size(), 2U);
  EXPECT_EQ(refused[0].status, 404);
  EXPECT_EQ(refused[1].status, 603);
  EXPECT_EQ(bench.done<MeetRule>().size(), 2U);
  EXPECT_EQ(bench.done<OpenContact>().size(), 1U);
}

TEST_F(SwitchboardTest, WhoLeavesTheQueueIsOwedACallAndWhoLeavesTheFlowIsNot) {
  const auto first = bench.calls();
  bench.ends(first);
  ASSERT_EQ(bench.done<AddCallBack>().size(), 1U);
  EXPECT_EQ(bench.done<AddCallBack>()[0].reason, CallBackReason::Abandoned);
  EXPECT_EQ(bench.done<EndConversation>().back().outcome, contacts::ContactOutcome::Abandoned);
  bench.ends(bench.calls("95500"));
  EXPECT_EQ(bench.done<AddCallBack>().size(), 1U);
  const auto withheld = bench.calls("95501", "");
  bench.ends(withheld);
  EXPECT_EQ(bench.done<AddCallBack>().size(), 1U);  // there is no number to call
}

TEST_F(SwitchboardTest, AFlowThatSaysGoodByeHangsUpAndTheCallerHasServedItself) {
  const auto caller = bench.calls("95500");
  bench.presses(caller, "2");
  EXPECT_EQ(bench.heard(caller), "再见");
  bench.listens(caller);
  EXPECT_EQ(bench.done<EndConversation>().back().outcome, contacts::ContactOutcome::SelfService);
  EXPECT_FALSE(bench.engine.has(caller));
  const auto exits = bench.done<TakeExits>();
  ASSERT_FALSE(exits.empty());
  EXPECT_EQ(exits[0].taken[0].exit, "2");
}

TEST_F(SwitchboardTest, AQueueThatIsClosedSendsTheCallerBackIntoTheFlow) {
  bench.closed.insert(hotline);
  const auto caller = bench.calls();
  EXPECT_EQ(bench.heard(caller), "再见");
}

TEST_F(SwitchboardTest, AnOfferThatIsNotTakenLeavesTheCallerWithTheMusic) {
  const auto li = bench.agent("8001");
  const auto caller = bench.calls();
  bench.listens(caller);
  bench.listens(caller);
  bench.offer(li);
  EXPECT_NE(const_cast<LiveCall&>(bench.only()).find(li), nullptr);
  bench.end_offer(li, OfferState::Lapsed);
  EXPECT_EQ(const_cast<LiveCall&>(bench.only()).find(li), nullptr);
  EXPECT_EQ(bench.heard(caller), "(music)");
  EXPECT_EQ(bench.only().row.state, CallState::Waiting);
}

TEST_F(SwitchboardTest, WhoHasNoPhoneIsNotWaitedFor) {
  const auto li = bench.agent("8001");
  Bench::need(bench.ask(li, {}, DisconnectPhone{}));
  bench.calls();
  bench.offer(li);
  EXPECT_EQ(bench.done<DeclineOffer>().size(), 1U);
  EXPECT_EQ(bench.done<MissPhone>().size(), 1U);
}

TEST_F(SwitchboardTest, ADeskPhoneRingsAndLiftingItAnswersTheOffer) {
  const auto wang = bench.agent_with_phone("8002");
  const auto caller = bench.calls();
  bench.offer(wang);
  const auto phone = rung(bench);
  ASSERT_TRUE(phone);
  bench.engine.answer(phone);
  bench.settle();
  ASSERT_EQ(bench.done<AnswerOffer>().size(), 1U);
  bench.listens(caller);
  EXPECT_TRUE(talk(bench, caller, phone));
  bench.ends(phone);  // hanging up the phone ends the call
  EXPECT_FALSE(bench.engine.has(caller));
  EXPECT_EQ(bench.told_of<CallFinished>()[0].ending, CallEnding::ByAgent);
}

TEST_F(SwitchboardTest, ADeskPhoneThatIsAnsweredInTheConsoleIsAskedToPickUp) {
  const auto wang = bench.agent_with_phone("8002");
  const auto caller = bench.calls();
  bench.offer(wang);
  const auto ringing = rung(bench);
  bench.end_offer(wang, OfferState::Answered);
  EXPECT_FALSE(bench.engine.has(ringing));
  const auto calls = bench.engine.taken<voice::DialPhone>();
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_TRUE(calls[0].answers_itself);
  bench.engine.answer(calls[0].leg);
  bench.settle();
  bench.listens(caller);
  EXPECT_TRUE(talk(bench, caller, calls[0].leg));
}

TEST_F(SwitchboardTest, ADeskPhoneThatIsBusyOrTooLateLetsTheOfferGo) {
  const auto wang = bench.agent_with_phone("8002");
  bench.calls();
  bench.offer(wang);
  bench.ends(rung(bench), voice::Ending::Busy);
  EXPECT_EQ(bench.done<DeclineOffer>().size(), 1U);
  bench.end_offer(wang, OfferState::Declined);
  bench.offer(wang);
  bench.refuses_offers = true;  // it lapsed a moment before
  const auto late = rung(bench);
  bench.engine.answer(late);
  bench.settle();
  EXPECT_FALSE(bench.engine.has(late));
  EXPECT_EQ(bench.only().row.state, CallState::Waiting);
}

TEST_F(SwitchboardTest, HoldGivesMusicAndTakesTheSoundAwayAndRetrievingGivesItBack) {
  const auto li = bench.agent("8001");
  const auto caller = bench.talks_with(li);
  const auto id = bench.only().row.id;
  Bench::need(bench.ask(li, id, HoldChange{true}));
  EXPECT_FALSE(bench.engine.hears(bench.line(li), caller));
  EXPECT_FALSE(bench.engine.hears(caller, bench.line(li)));
  EXPECT_EQ(bench.heard(caller), "(music)");
  bench.pass(30s);
  Bench::need(bench.ask(li, id, HoldChange{false}));
  EXPECT_TRUE(talk(bench, caller, bench.line(li)));
  EXPECT_EQ(bench.heard(caller), "");
  bench.ends(caller);
  const auto left = bench.told_of<PartyLeft>();
  EXPECT_EQ(left[0].held_ms, 30'000);
  ASSERT_EQ(left[1].role, PartyRole::Agent);
  EXPECT_EQ(left[1].kept_waiting_ms, 30'000);
  const auto marks = bench.done<MarkRecording>();
  ASSERT_EQ(marks.size(), 2U);
  EXPECT_EQ(marks[0].kind, "hold");
  EXPECT_EQ(marks[1].at_ms - marks[0].at_ms, 30'000);
}

TEST_F(SwitchboardTest, MuteIsToldToTheEngineAndEndsWithTheCall) {
  const auto li = bench.agent("8001");
  const auto caller = bench.calls();
  bench.serve(li);
  Bench::need(bench.ask(li, bench.only().row.id, MuteChange{true}));
  ASSERT_EQ(bench.engine.taken<voice::media::Mute>().size(), 1U);
  bench.ends(caller);
  const auto after = bench.engine.taken<voice::media::Mute>();
  ASSERT_EQ(after.size(), 1U);
  EXPECT_FALSE(after[0].muted);  // the line will be heard in the next call
}

TEST_F(SwitchboardTest, DigitsGoToTheOtherSideAndNothingElseDoes) {
  const auto li = bench.agent("8001");
  const auto caller = bench.talks_with(li);
  const auto id = bench.only().row.id;
  Bench::need(bench.ask(li, id, Digits{"12#"}));
  const auto sent = bench.engine.taken<voice::media::SendDigits>();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].leg, caller);
  EXPECT_FALSE(bench.ask(li, id, Digits{"x"}));
}

TEST_F(SwitchboardTest, AConsultedColleagueTakesTheCustomerOver) {
  const auto li = bench.agent("8001"), wang = bench.agent("8002");
  const auto caller = bench.talks_with(li);
  const auto id = bench.only().row.id;
  CallTarget to_wang;
  to_wang.agent_id = wang;
  Bench::need(bench.ask(li, id, Consultation{to_wang}));
  EXPECT_EQ(bench.heard(caller), "(music)");
  EXPECT_EQ(bench.heard(bench.line(li)), "(ringing)");
  EXPECT_EQ(Bench::why(bench.ask(li, id, CompleteTransfer{})), "nobody_to_transfer_to");  // not answered yet
  Bench::need(bench.ask(wang, id, AnswerCall{}));
  EXPECT_TRUE(talk(bench, bench.line(li), bench.line(wang)));
  EXPECT_FALSE(bench.engine.hears(bench.line(wang), caller));
  EXPECT_EQ(bench.heard(bench.line(li)), "");
  Bench::need(bench.ask(li, id, SwapParties{}));
  EXPECT_TRUE(talk(bench, bench.line(li), caller));
  EXPECT_FALSE(bench.engine.hears(bench.line(wang), caller));
  Bench::need(bench.ask(li, id, CompleteTransfer{}));
  EXPECT_TRUE(talk(bench, bench.line(wang), caller));
  EXPECT_FALSE(bench.engine.hears(bench.line(li), caller));
  EXPECT_EQ(bench.only().row.agent_id, wang);
  EXPECT_EQ(bench.told_of<CallTransferred>()[0].kind, TransferKind::Consulted);
  bench.ends(caller);
  EXPECT_EQ(bench.board.calls(), 0U);
}

TEST_F(SwitchboardTest, AConferenceIsHeardByAllAndGoesOnWhenOneLeaves) {
  const auto li = bench.agent("8001"), wang = bench.agent("8002");
  const auto caller = bench.talks_with(li);
  const auto id = bench.only().row.id;
  CallTarget outside;
  outside.number = "13912345678";
  Bench::need(bench.ask(li, id, Consultation{outside}));
  const auto expert = dialled(bench);
  bench.engine.answer(expert);
  bench.settle();
  EXPECT_TRUE(talk(bench, bench.line(li), expert));
  EXPECT_FALSE(bench.engine.hears(expert, caller));
  Bench::need(bench.ask(li, id, JoinParties{}));
  EXPECT_TRUE(talk(bench, caller, expert));
  EXPECT_TRUE(talk(bench, caller, bench.line(li)));
  CallTarget to_wang;
  to_wang.agent_id = wang;
  Bench::need(bench.ask(li, id, Consultation{to_wang}));
  Bench::need(bench.ask(wang, id, AnswerCall{}));
  Bench::need(bench.ask(li, id, JoinParties{}));
  EXPECT_TRUE(talk(bench, bench.line(wang), expert));
  bench.ends(expert);
  EXPECT_TRUE(talk(bench, caller, bench.line(wang)));
  Bench::need(bench.ask(li, id, HangUpCall{}));  // a colleague is there, who goes on
  EXPECT_TRUE(talk(bench, caller, bench.line(wang)));
  Bench::need(bench.ask(wang, id, HangUpCall{}));
  EXPECT_FALSE(bench.engine.has(caller));
}

TEST_F(SwitchboardTest, OfAQueueThatIsConsultedOneAfterTheOtherIsAsked) {
  const auto li = bench.agent("8001"), wang = bench.agent("8002"), xu = bench.agent("8003");
  const auto caller = bench.talks_with(li);
  const auto id = bench.only().row.id;
  CallTarget experts;
  experts.queue_id = hotline;
  EXPECT_EQ(Bench::why(bench.ask(li, id, Consultation{experts})), "nobody_free_in_queue");
  EXPECT_TRUE(talk(bench, caller, bench.line(li))) << "and nothing has changed";
  bench.house.free = {li, wang, xu};
  Bench::need(bench.ask(li, id, Consultation{experts}));
  EXPECT_EQ(bench.heard(caller), "(music)");
  Bench::need(bench.ask(wang, id, DeclineCall{}));
  bench.pass(1s);
  EXPECT_EQ(bench.heard(bench.line(li)), "(ringing)") << "at the next";
  Bench::need(bench.ask(xu, id, AnswerCall{}));
  EXPECT_TRUE(talk(bench, bench.line(li), bench.line(xu)));
  Bench::need(bench.ask(li, id, CompleteTransfer{}));
  EXPECT_TRUE(talk(bench, bench.line(xu), caller));
  EXPECT_EQ(bench.told_of<CallTransferred>()[0].kind, TransferKind::Consulted);
}

TEST_F(SwitchboardTest, WhenNobodyOfAConsultedQueueAnswersTheAgentHasTheCustomerStill) {
  const auto li = bench.agent("8001"), wang = bench.agent("8002");
  const auto caller = bench.talks_with(li);
  const auto id = bench.only().row.id;
  bench.house.free = {wang};
  CallTarget experts;
  experts.queue_id = hotline;
  Bench::need(bench.ask(li, id, Consultation{experts}));
  bench.pass(70s);
  EXPECT_EQ(bench.heard(bench.line(li)), "");
  Bench::need(bench.ask(li, id, HoldChange{false}));
  EXPECT_TRUE(talk(bench, caller, bench.line(li)));
}

TEST_F(SwitchboardTest, AColleagueWhoDoesNotAnswerLeavesTheCustomerOnHoldWithTheAgent) {
  const auto li = bench.agent("8001"), wang = bench.agent("8002");
  const auto caller = bench.talks_with(li);
  const auto id = bench.only().row.id;
  CallTarget to_wang;
  to_wang.agent_id = wang;
  Bench::need(bench.ask(li, id, Consultation{to_wang}));
  EXPECT_EQ(Bench::why(bench.ask(li, id, Consultation{to_wang})), "invalid");
  bench.pass(31s);
  EXPECT_EQ(bench.heard(caller), "(music)");
  EXPECT_EQ(bench.heard(bench.line(li)), "");
  Bench::need(bench.ask(li, id, HoldChange{false}));
  EXPECT_TRUE(talk(bench, caller, bench.line(li)));
  EXPECT_EQ(bench.board.calls(), 1U);
}

TEST_F(SwitchboardTest, ABlindTransferWaitsInTheOtherQueueAndOneThatIsRefusedChangesNothing) {
  const auto li = bench.agent("8001");
  const auto caller = bench.talks_with(li);
  const auto id = bench.only().row.id;
  CallTarget to_queue;
  to_queue.queue_id = complaints;
  bench.closed.insert(complaints);
  EXPECT_EQ(Bench::why(bench.ask(li, id, to_queue)), "queue_closed");
  EXPECT_TRUE(talk(bench, caller, bench.line(li)));
  bench.closed.clear();
  Bench::need(bench.ask(li, id, to_queue));
  EXPECT_EQ(bench.only().row.state, CallState::Waiting);
  EXPECT_EQ(bench.only().row.queue_id, complaints);
  EXPECT_FALSE(bench.engine.hears(caller, bench.line(li)));
  EXPECT_TRUE(bench.heard(caller).starts_with("欢迎致电"));
}

TEST_F(SwitchboardTest, ATransferOutsideConnectsTheNumberAndAFailedOneComesBackFirst) {
  const auto li = bench.agent("8001");
  const auto caller = bench.talks_with(li);
  const auto id = bench.only().row.id;
  CallTarget outside;
  outside.number = "123";
  EXPECT_FALSE(bench.ask(li, id, outside));
  outside.number = "13912345678";
  Bench::need(bench.ask(li, id, outside));
  EXPECT_EQ(bench.heard(caller), "(ringing)");
  EXPECT_EQ(bench.done<LeaveDistribution>().size(), 1U);
  const auto expert = dialled(bench);
  bench.ends(expert, voice::Ending::Busy);
  EXPECT_EQ(bench.only().row.state, CallState::Waiting);
  EXPECT_TRUE(bench.heard(caller).starts_with(bench.messages.text("zh-CN", "telephony.spoken.apology")));
  bench.serve(li);
  bench.listens(caller);
  Bench::need(bench.ask(li, id, outside));
  const auto second = dialled(bench);
  bench.engine.answer(second);
  bench.settle();
  EXPECT_TRUE(talk(bench, caller, second));
  bench.ends(second);
  EXPECT_FALSE(bench.engine.has(caller));
  EXPECT_EQ(bench.board.calls(), 0U);
}

TEST_F(SwitchboardTest, TheNumberOfAColleagueIsTheColleague) {
  const auto li = bench.agent("8001"), wang = bench.agent("8002");
  bench.calls();
  bench.serve(li);
  CallTarget colleague;
  colleague.number = "8002";
  Bench::need(bench.ask(li, bench.only().row.id, Consultation{colleague}));
  Bench::need(bench.ask(wang, bench.only().row.id, AnswerCall{}));
  EXPECT_TRUE(talk(bench, bench.line(li), bench.line(wang)));
  EXPECT_TRUE(bench.engine.taken<voice::DialTrunk>().empty());
}

TEST_F(SwitchboardTest, ATransferIntoAFlowBeginsIt) {
  const auto li = bench.agent("8001");
  const auto caller = bench.talks_with(li);
  CallTarget flow;
  flow.flow_id = fixture::welcome;
  Bench::need(bench.ask(li, bench.only().row.id, flow));
  EXPECT_EQ(bench.heard(caller), "业务请按一");
  EXPECT_EQ(bench.only().row.state, CallState::InFlow);
  flow.flow_id = ivr::FlowId{999};
  bench.presses(caller, "1");
  bench.serve(li);
  EXPECT_FALSE(bench.ask(li, bench.only().row.id, flow));
}

TEST_F(SwitchboardTest, WhoeverHasTalkedIsSurveyedWhenTheAgentHangsUp) {
  bench.house.voice.survey_flow_id = fixture::survey;
  const auto li = bench.agent("8001");
  const auto caller = bench.talks_with(li);
  bench.pass(10s);
  Bench::need(bench.ask(li, bench.only().row.id, HangUpCall{}));
  EXPECT_EQ(bench.heard(caller), "请评价");
  EXPECT_EQ(bench.only().row.state, CallState::Survey);
  EXPECT_EQ(bench.done<EndConversation>().size(), 1U);  // the agent writes it up meanwhile
  EXPECT_EQ(bench.engine.taken<voice::media::StopRecording>().size(), 1U);
  EXPECT_FALSE(talk(bench, caller, bench.line(li)));
  bench.presses(caller, "2");
  ASSERT_EQ(bench.done<RateContact>().size(), 1U);
  EXPECT_EQ(bench.done<RateContact>()[0].score, 4);
  bench.pass(3s);
  bench.ends(caller);
  EXPECT_EQ(bench.board.calls(), 0U);
  EXPECT_EQ(bench.done<EndConversation>().size(), 1U);
  EXPECT_EQ(bench.told_of<CallFinished>().at(0).talked_ms, 10'000);
  EXPECT_TRUE(bench.done<AddCallBack>().empty());
}

TEST_F(SwitchboardTest, TheAgentSendsACallerToTheSurveyWhereTheQueueHasOne) {
  const auto li = bench.agent("8001");
  const auto caller = bench.talks_with(li);
  EXPECT_FALSE(bench.ask(li, bench.only().row.id, SendToSurvey{}));
  bench.house.voice.survey_flow_id = ivr::FlowId{999};  // not published
  EXPECT_FALSE(bench.ask(li, bench.only().row.id, SendToSurvey{}));
  bench.house.voice.survey_flow_id = fixture::survey;
  bench.house.voice.survey_after_hang_up = false;
  Bench::need(bench.ask(li, bench.only().row.id, SendToSurvey{}));
  EXPECT_EQ(bench.heard(caller), "请评价");
  bench.ends(caller);
  EXPECT_TRUE(bench.done<RateContact>().empty());
  const auto other = bench.talks_with(li);
  Bench::need(bench.ask(li, bench.only().row.id, HangUpCall{}));
  EXPECT_FALSE(bench.engine.has(other));
  EXPECT_EQ(bench.board.calls(), 0U);
}

TEST_F(SwitchboardTest, ASurveyTakesMessagesAndLeadsToNobody) {
  bench.house.voice.survey_flow_id = fixture::survey;
  const auto li = bench.agent("8001");
  for (const std::string key : {"1", "2", "3"}) {
    SCOPED_TRACE(key);
    const auto entered = bench.done<EnterQueue>().size() + 1;
    const auto left = bench.done<LeaveDistribution>().size();
    const auto caller = bench.talks_with(li);
    Bench::need(bench.ask(li, bench.only().row.id, HangUpCall{}));
    bench.presses(caller, "9");
    EXPECT_EQ(bench.heard(caller), "再见");  // nine is no rating
    bench.ends(caller);
    const auto next = bench.talks_with(li);
    Bench::need(bench.ask(li, bench.only().row.id, HangUpCall{}));
    bench.presses(next, "1" + key);
    EXPECT_EQ(bench.heard(next), key == "3" ? "请留言" : "再见");
    if (key == "3") {
      bench.listens(next);
      bench.listens(next);
      bench.presses(next, "#");
      EXPECT_EQ(bench.done<AddVoicemail>().size(), 1U);
      EXPECT_EQ(bench.only().row.state, CallState::Survey);
    }
    bench.listens(next);
    EXPECT_EQ(bench.board.calls(), 0U);
    EXPECT_EQ(bench.done<EnterQueue>().size(), entered + 1);
    EXPECT_EQ(bench.done<LeaveDistribution>().size(), left);
  }
}

TEST_F(SwitchboardTest, SupervisorsListenWhisperAndBargeInAndTheCustomerIsNeverToldByAccident) {
  const auto li = bench.agent("8001"), zhao = bench.agent("9001");
  const auto caller = bench.talks_with(li);
  const auto id = bench.only().row.id;
  const auto boss = bench.line(zhao), agent = bench.line(li);
  Bench::need(bench.ask(zhao, id, SupervisionChoice{Supervision::Listen}));
  EXPECT_TRUE(bench.engine.hears(boss, caller));
  EXPECT_TRUE(bench.engine.hears(boss, agent));
  EXPECT_FALSE(bench.engine.hears(caller, boss));
  EXPECT_FALSE(bench.engine.hears(agent, boss));
  Bench::need(bench.ask(zhao, id, SupervisionChoice{Supervision::Whisper}));
  EXPECT_TRUE(bench.engine.hears(agent, boss));
  EXPECT_FALSE(bench.engine.hears(caller, boss));
  Bench::need(bench.ask(zhao, id, SupervisionChoice{Supervision::Barge}));
  EXPECT_TRUE(bench.engine.hears(caller, boss));
  Bench::need(bench.ask(zhao, id, HangUpCall{}));
  EXPECT_FALSE(bench.engine.hears(caller, boss));
  EXPECT_TRUE(talk(bench, caller, agent));  // a supervisor who leaves disturbs nobody
  EXPECT_EQ(bench.told_of<CallSupervised>().size(), 3U);
  const auto occupied = bench.done<Occupy>();
  ASSERT_EQ(occupied.size(), 2U);
  EXPECT_FALSE(occupied[1].occupied);
}

TEST_F(SwitchboardTest, ASupervisorTakesTheCallOverOrCutsIt) {
  const auto li = bench.agent("8001"), zhao = bench.agent("9001");
  auto caller = bench.talks_with(li);
  Bench::need(bench.ask(zhao, bench.only().row.id, SupervisionChoice{Supervision::Listen}));
  Bench::need(bench.ask(zhao, bench.only().row.id, TakeOverCall{}));
  EXPECT_TRUE(talk(bench, caller, bench.line(zhao)));
  EXPECT_FALSE(bench.engine.hears(bench.line(li), caller));
  EXPECT_EQ(bench.only().row.agent_id, zhao);
  Bench::need(bench.ask(li, bench.only().row.id, CutCall{}));
  EXPECT_FALSE(bench.engine.has(caller));
  EXPECT_EQ(bench.told_of<CallFinished>()[0].ending, CallEnding::Cut);
}

TEST_F(SwitchboardTest, ACallOutRingsTheNumberOnceTheAgentIsConnected) {
  const auto li = bench.agent("8001");
  NewCall wanted;
  wanted.number = "13912345678";
  wanted.queue_id = hotline;
  Bench::need(bench.ask(li, {}, wanted));
  const auto dial = bench.engine.taken<voice::DialTrunk>();
  ASSERT_EQ(dial.size(), 1U);
  EXPECT_EQ(dial[0].number, "913912345678");
  EXPECT_EQ(dial[0].caller_number, "02161230000");
  EXPECT_EQ(bench.heard(bench.line(li)), "(ringing)");
  EXPECT_EQ(bench.done<BeginInHand>().size(), 1U);
  bench.engine.answer(dial[0].leg);
  bench.settle();
  EXPECT_TRUE(talk(bench, bench.line(li), dial[0].leg));
  EXPECT_EQ(bench.engine.taken<voice::media::StartRecording>().size(), 1U);
  Bench::need(bench.ask(li, bench.only().row.id, HangUpCall{}));
  EXPECT_EQ(bench.done<EndConversation>().back().outcome, contacts::ContactOutcome::Handled);
}

TEST_F(SwitchboardTest, ATrunkThatDidNotTakeACallOutIsToldBesideTheOneThatDid) {
  const auto li = bench.agent("8001");
  NewCall wanted;
  wanted.number = "13912345678";
  wanted.queue_id = hotline;
  Bench::need(bench.ask(li, {}, wanted));
  const auto leg = dialled(bench);
  bench.engine.go_over(leg, voice::TrunkId{31});
  bench.settle();
  bench.pass(4s);
  bench.engine.go_over(leg, voice::TrunkId{32});
  bench.settle();
  bench.pass(2s);
  bench.engine.answer(leg);
  bench.settle();
  bench.pass(10s);
  bench.ends(leg);
  const auto tried = bench.told_of<TrunkTried>();
  ASSERT_EQ(tried.size(), 1U);
  EXPECT_EQ(tried[0].trunk_id, 31);
  EXPECT_EQ(tried[0].tried_ms, 4'000);
  const auto left = bench.told_of<PartyLeft>();
  ASSERT_EQ(left[0].role, PartyRole::Customer);
  EXPECT_EQ(left[0].trunk_id, 32);
  EXPECT_EQ(left[0].rang_ms, 2'000);
  EXPECT_EQ(left[0].talked_ms, 10'000);
  EXPECT_EQ(left[0].dialled, true);
  EXPECT_EQ(left[0].kind, CallKind::Outbound);
}

TEST_F(SwitchboardTest, TheWayThroughAFlowIsToldWithWhereItEnded) {
  bench.calls("95501");
  ASSERT_EQ(bench.done<EndWalk>().size(), 1U);
  EXPECT_EQ(bench.done<EndWalk>()[0].ended.ending, ivr::WalkEnding::ToQueue);
  const auto caller = bench.calls("95500");
  bench.pass(7s);
  bench.ends(caller);
  const auto walks = bench.done<EndWalk>();
  ASSERT_EQ(walks.size(), 2U);
  EXPECT_EQ(walks[1].ended.ending, ivr::WalkEnding::HungUp);
  EXPECT_EQ(walks[1].ended.lasted_ms, 7'000);
  EXPECT_EQ(walks[1].ended.flow_id, walks[1].ended.at_flow_id);
  EXPECT_FALSE(walks[1].ended.at_node_id.empty());
}

TEST_F(SwitchboardTest, ACallOutThatNobodyAnswersIsToldAsThat) {
  const auto li = bench.agent("8001");
  NewCall wanted;
  wanted.number = "13912345678";
  wanted.queue_id = hotline;
  wanted.call_back_id = CallBackId{77};
  Bench::need(bench.ask(li, {}, wanted));
  EXPECT_EQ(Bench::why(bench.ask(li, {}, wanted)), "in_call");
  const auto dial = bench.engine.taken<voice::DialTrunk>();
  EXPECT_EQ(dial.at(0).number, "913900139000");  // of the wish, not what was typed
  bench.ends(dial.at(0).leg, voice::Ending::NoAnswer);
  EXPECT_EQ(bench.told_of<CallFinished>()[0].ending, CallEnding::NoAnswer);
  EXPECT_EQ(bench.done<EndConversation>().back().outcome, contacts::ContactOutcome::Unanswered);
  ASSERT_EQ(bench.done<CountAttempt>().size(), 1U);
  EXPECT_FALSE(bench.done<CountAttempt>()[0].reached);
}

TEST_F(SwitchboardTest, EarlySoundOfTheFarEndIsHeardInsteadOfOurTone) {
  const auto li = bench.agent("8001");
  NewCall wanted;
  wanted.number = "13912345678";
  wanted.queue_id = hotline;
  Bench::need(bench.ask(li, {}, wanted));
  const auto far = dialled(bench);
  bench.engine.ring(far, true);
  bench.settle();
  EXPECT_EQ(bench.heard(bench.line(li)), "");
  EXPECT_TRUE(bench.engine.hears(bench.line(li), far));
}

TEST_F(SwitchboardTest, CallsInsideTheHouseRingAndAreNoContact) {
  const auto li = bench.agent("8001"), wang = bench.agent("8002");
  NewCall wanted;
  wanted.number = "8002";
  Bench::need(bench.ask(li, {}, wanted));
  EXPECT_EQ(bench.heard(bench.line(li)), "(ringing)");
  Bench::need(bench.ask(wang, bench.only().row.id, AnswerCall{}));
  EXPECT_TRUE(talk(bench, bench.line(li), bench.line(wang)));
  EXPECT_EQ(bench.heard(bench.line(li)), "");
  Bench::need(bench.ask(wang, bench.only().row.id, HangUpCall{}));
  EXPECT_EQ(bench.board.calls(), 0U);
  EXPECT_TRUE(bench.done<OpenContact>().empty());
  Bench::need(bench.ask(li, {}, wanted));
  Bench::need(bench.ask(wang, bench.only().row.id, DeclineCall{}));
  EXPECT_EQ(bench.board.calls(), 0U);
  Bench::need(bench.ask(li, {}, wanted));
  bench.pass(31s);
  EXPECT_EQ(bench.told_of<CallFinished>().back().ending, CallEnding::NoAnswer);
  std::int64_t busy = 0;
  for (const auto& deed : bench.done<Occupy>()) busy += deed.occupied ? 1 : -1;
  EXPECT_EQ(busy, 0);
}

TEST_F(SwitchboardTest, DeskPhonesDialColleaguesAndNumbers) {
  const auto wang = bench.agent_with_phone("8002");
  const auto li = bench.agent("8001");
  voice::LegArrived lifted;
  lifted.leg = LegId{4711};
  lifted.origin = *bench.house.desks[wang].phone;
  lifted.called = "8001";
  bench.engine.arrive(lifted);
  bench.settle();
  Bench::need(bench.ask(li, bench.only().row.id, AnswerCall{}));
  EXPECT_TRUE(talk(bench, lifted.leg, bench.line(li)));
  bench.ends(lifted.leg);
  EXPECT_EQ(bench.board.calls(), 0U);
  lifted.leg = LegId{4712};
  lifted.called = "13912345678";
  bench.engine.arrive(lifted);
  bench.settle();
  const auto far = dialled(bench);
  bench.engine.answer(far);
  bench.settle();
  EXPECT_TRUE(talk(bench, lifted.leg, far));
}

TEST_F(SwitchboardTest, ADeskPhoneHoldsAndTransfersByItsOwnKeys) {
  const auto wang = bench.agent_with_phone("8002");
  const auto li = bench.agent("8001");
  const auto caller = bench.calls();
  bench.offer(wang);
  const auto phone = rung(bench);
  bench.engine.answer(phone);
  bench.settle();
  bench.listens(caller);
  bench.engine.tell(voice::Event(voice::SignallingEvent(voice::LegHeld{phone, true})));
  bench.settle();
  EXPECT_EQ(bench.heard(caller), "(music)");
  bench.engine.tell(voice::Event(voice::SignallingEvent(voice::LegHeld{phone, false})));
  bench.settle();
  EXPECT_TRUE(talk(bench, caller, phone));
  bench.engine.tell(voice::Event(voice::SignallingEvent(voice::TransferAsked{phone, {"8001", {}}})));
  bench.settle();
  EXPECT_EQ(bench.engine.taken<voice::FinishTransfer>().at(0).status, 200);
  ASSERT_EQ(bench.done<MoveItem>().size(), 1U);
  EXPECT_EQ(bench.done<MoveItem>()[0].agent, li);
}

TEST_F(SwitchboardTest, ADeskPhoneJoinsItsTwoCalls) {
  const auto wang = bench.agent_with_phone("8002");
  const auto li = bench.agent("8001");
  const auto caller = bench.calls();
  bench.offer(wang);
  const auto phone = rung(bench);
  bench.engine.answer(phone);
  bench.settle();
  bench.listens(caller);
  const auto first = bench.only().row.id;
  bench.engine.tell(voice::Event(voice::SignallingEvent(voice::LegHeld{phone, true})));
  voice::LegArrived second;
  second.leg = LegId{4712};
  second.origin = *bench.house.desks[wang].phone;
  second.called = "8001";
  bench.engine.arrive(second);
  bench.settle();
  ASSERT_EQ(bench.board.calls(), 2U);
  CallId inner;
  for (const auto& [id, row] : bench.rows)
    if (id != first) inner = id;
  Bench::need(bench.ask(li, inner, AnswerCall{}));
  EXPECT_TRUE(talk(bench, second.leg, bench.line(li)));
  bench.engine.tell(voice::Event(voice::SignallingEvent(voice::TransferAsked{phone, {"", second.leg}})));
  bench.settle();
  EXPECT_TRUE(talk(bench, caller, bench.line(li)));
  EXPECT_EQ(bench.only().row.agent_id, li);
  EXPECT_EQ(bench.heard(caller), "");
}

TEST_F(SwitchboardTest, APageThatIsLoadedAnewGoesOnWithTheCall) {
  const auto li = bench.agent("8001");
  const auto caller = bench.talks_with(li);
  const auto former = bench.line(li);
  bench.engine.tell(voice::Event(voice::media::Event(voice::media::BrowserLost{former})));
  bench.settle();
  EXPECT_EQ(bench.heard(caller), "(music)");
  bench.pass(3s);
  const auto fresh = bench.connect(li);
  EXPECT_NE(fresh, former);
  EXPECT_TRUE(talk(bench, caller, fresh));
  EXPECT_EQ(bench.heard(caller), "");
  bench.pass(30s);
  EXPECT_TRUE(talk(bench, caller, fresh));
  EXPECT_TRUE(bench.done<ReturnItem>().empty());
}

TEST_F(SwitchboardTest, ABrowserThatDoesNotComeBackGivesTheCallerToTheHeadOfTheQueueWithAnApology) {
  const auto li = bench.agent("8001");
  const auto caller = bench.talks_with(li);
  bench.engine.tell(voice::Event(voice::media::Event(voice::media::BrowserLost{bench.line(li)})));
  bench.settle();
  bench.pass(5s);
  EXPECT_EQ(bench.only().row.state, CallState::Waiting);
  EXPECT_EQ(bench.done<ReturnItem>().size(), 1U);
  EXPECT_EQ(bench.done<MissPhone>().size(), 1U);
  EXPECT_TRUE(bench.heard(caller).starts_with(bench.messages.text("zh-CN", "telephony.spoken.apology")));
  const auto wang = bench.agent("8002");
  bench.serve(wang);
  bench.listens(caller);
  EXPECT_TRUE(talk(bench, caller, bench.line(wang)));
}

TEST_F(SwitchboardTest, WhatTheDistributionHandsBackWaitsAgain) {
  const auto li = bench.agent("8001");
  const auto caller = bench.talks_with(li);
  bench.board.item_handed_back(*bench.only().item_id, li, bench.clock.now());
  bench.settle();
  EXPECT_EQ(bench.only().row.state, CallState::Waiting);
  EXPECT_TRUE(bench.heard(caller).starts_with(bench.messages.text("zh-CN", "telephony.spoken.apology")));
  bench.board.item_handed_back(*bench.only().item_id, li, bench.clock.now());  // told twice
  bench.settle();
  EXPECT_EQ(bench.only().row.state, CallState::Waiting);
}

TEST_F(SwitchboardTest, WhoKeepsThePlaceIsCalledWhenAnAgentAnswers) {
  const auto li = bench.agent("8001");
  bench.wait_seconds = 600;
  const auto caller = bench.calls();
  bench.listens(caller);
  EXPECT_TRUE(bench.heard(caller).ends_with(bench.messages.text("zh-CN", "telephony.spoken.offer_call_back")));
  bench.presses(caller, "1");
  bench.listens(caller);
  EXPECT_FALSE(bench.engine.has(caller));
  EXPECT_EQ(bench.only().row.state, CallState::CallingBack);
  EXPECT_TRUE(bench.done<EndConversation>().empty());  // the place is kept
  bench.serve(li);
  const auto again = dialled(bench);
  ASSERT_TRUE(again);
  EXPECT_EQ(bench.heard(bench.line(li)), "(ringing)");
  bench.engine.answer(again);
  bench.settle();
  EXPECT_TRUE(talk(bench, bench.line(li), again));
  bench.ends(again);
  EXPECT_EQ(bench.board.calls(), 0U);
  EXPECT_TRUE(bench.done<AddCallBack>().empty());
}

TEST_F(SwitchboardTest, WhoKeptThePlaceAndDoesNotAnswerIsCalledAgainLater) {
  const auto li = bench.agent("8001");
  bench.wait_seconds = 600;
  const auto caller = bench.calls();
  bench.listens(caller);
  bench.presses(caller, "1");
  bench.listens(caller);
  bench.serve(li);
  bench.ends(dialled(bench), voice::Ending::NoAnswer);
  EXPECT_EQ(bench.board.calls(), 0U);
  EXPECT_EQ(bench.done<AddCallBack>().size(), 1U);
}

TEST_F(SwitchboardTest, TheKeyMeansNothingBeforeTheCallBackWasOffered) {
  const auto caller = bench.calls();  // the wait is short
  bench.presses(caller, "1");
  EXPECT_EQ(bench.only().row.state, CallState::Waiting);
  EXPECT_TRUE(bench.engine.has(caller));
}

TEST_F(SwitchboardTest, PositionIsToldAgainAndAgain) {
  const auto caller = bench.calls();
  bench.listens(caller);
  bench.listens(caller);
  EXPECT_EQ(bench.heard(caller), "(music)");
  bench.pass(59s);
  EXPECT_EQ(bench.heard(caller), "(music)");
  bench.pass(1s);
  EXPECT_EQ(bench.heard(caller), bench.messages.text("zh-CN", "telephony.spoken.position", {{"position", "3"}}));
  bench.listens(caller);
  EXPECT_EQ(bench.heard(caller), "(music)");
}

TEST_F(SwitchboardTest, AMessageIsRecordedUntilTheKeyTheTimeOrTheEnd) {
  for (const std::string how : {"key", "time", "end"}) {
    SCOPED_TRACE(how);
    const auto before = bench.done<AddVoicemail>().size();
    const auto caller = bench.calls("95502");
    EXPECT_EQ(bench.heard(caller), "请留言");
    bench.listens(caller);
    EXPECT_EQ(bench.heard(caller), "(beep)");
    bench.listens(caller);
    EXPECT_EQ(bench.engine.taken<voice::media::StartRecording>().size(), 1U);
    bench.pass(5s);
    if (how == "key") bench.presses(caller, "#");
    if (how == "time") bench.pass(60s);
    if (how == "end") bench.ends(caller);
    EXPECT_EQ(bench.done<AddVoicemail>().size(), before + 1);
    if (how != "end") {
      EXPECT_EQ(bench.heard(caller), "再见");
      bench.listens(caller);
    }
    EXPECT_EQ(bench.done<EndConversation>().back().outcome, contacts::ContactOutcome::Message);
    EXPECT_EQ(bench.board.calls(), 0U);
  }
}

TEST_F(SwitchboardTest, AFlowTransfersOutsideAndGoesOnWhenThatFails) {
  const auto caller = bench.calls("95503");
  EXPECT_EQ(bench.heard(caller), "(ringing)");
  bench.ends(dialled(bench), voice::Ending::Busy);
  EXPECT_EQ(bench.heard(caller), "再见");
}

TEST_F(SwitchboardTest, AWishToBeCalledIsKeptWithItsNumber) {
  const auto caller = bench.calls("95504");
  ASSERT_EQ(bench.done<AddCallBack>().size(), 1U);
  EXPECT_EQ(bench.done<AddCallBack>()[0].reason, CallBackReason::Requested);
  EXPECT_EQ(bench.done<AddCallBack>()[0].number, "13800138000");
  EXPECT_EQ(bench.heard(caller), "稍后回拨");
}

TEST_F(SwitchboardTest, TheEmergencySwitchStandsAboveEveryFlow) {
  bench.house.alarm = fixture::words("系统升级");
  const auto caller = bench.calls();
  EXPECT_EQ(bench.heard(caller), "系统升级");
  bench.listens(caller);
  EXPECT_FALSE(bench.engine.has(caller));
}

TEST_F(SwitchboardTest, SilenceOfALineIsToldOnceAndTakenBack) {
  const auto li = bench.agent("8001");
  bench.calls();
  bench.serve(li);
  const auto line = bench.line(li);
  for (int i = 0; i < 2; ++i) bench.engine.tell(voice::Event(voice::media::Event(voice::media::SoundStopped{line})));
  bench.engine.tell(voice::Event(voice::media::Event(voice::media::SoundResumed{line})));
  bench.settle();
  const auto told = bench.told_of<SoundLost>();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_TRUE(told[0].lost);
  EXPECT_EQ(told[0].role, PartyRole::Agent);
  EXPECT_FALSE(told[1].lost);
}

TEST_F(SwitchboardTest, APhoneThatFallsSilentIsAskedWhetherItIsAlive) {
  const auto wang = bench.agent_with_phone("8002");
  const auto caller = bench.calls();
  bench.offer(wang);
  const auto phone = rung(bench);
  bench.engine.answer(phone);
  bench.settle();
  bench.listens(caller);
  bench.engine.tell(voice::Event(voice::media::Event(voice::media::SoundStopped{phone})));
  bench.settle();
  const auto asked = bench.engine.taken<voice::AskAlive>();
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].leg, phone);
  // It is not: the customer is not to suffer for it.
  bench.engine.end(phone, voice::Ending::Lost);
  bench.settle();
  EXPECT_EQ(bench.done<ReturnItem>().size(), 1U);
}

TEST_F(SwitchboardTest, PaymentDataIsNotRecorded) {
  const auto li = bench.agent("8001");
  bench.calls();
  bench.serve(li);
  const auto id = bench.only().row.id;
  Bench::need(bench.ask(li, id, RecordingPause{true}));
  EXPECT_TRUE(bench.row(id).recording_paused);
  Bench::need(bench.ask(li, id, RecordingPause{false}));
  const auto pauses = bench.engine.taken<voice::media::PauseRecording>();
  ASSERT_EQ(pauses.size(), 2U);
  EXPECT_TRUE(pauses[0].paused);
  bench.house.voice.record = false;
  bench.ends(bench.only().parties[0].leg);
  bench.calls();
  bench.serve(li);
  EXPECT_EQ(Bench::why(bench.ask(li, bench.only().row.id, RecordingPause{true})), "not_recorded");
}

TEST_F(SwitchboardTest, NobodyActsInACallOfOthers) {
  const auto li = bench.agent("8001"), wang = bench.agent("8002");
  bench.calls();
  bench.serve(li);
  const auto id = bench.only().row.id;
  for (const Wish& wish : {Wish{HoldChange{}}, Wish{MuteChange{}}, Wish{HangUpCall{}}, Wish{JoinParties{}},
                           Wish{CompleteTransfer{}}, Wish{AnswerCall{}}, Wish{Digits{"1"}}})
    EXPECT_EQ(Bench::why(bench.ask(wang, id, wish)), "not_in_call");
}

TEST_F(SwitchboardTest, WhoSpokeLastWithACallerIsAskedFirstWhereTheQueueSaysSo) {
  const auto li = bench.agent("8001");
  bench.house.last_agent = li;
  bench.ends(bench.calls());
  EXPECT_FALSE(bench.done<EnterQueue>().back().item.preference);
  bench.house.voice.last_agent_seconds = 20;
  bench.calls();
  ASSERT_TRUE(bench.done<EnterQueue>().back().item.preference);
  EXPECT_EQ(bench.done<EnterQueue>().back().item.preference->agent_id, li);
}

}  // namespace
}  // namespace telephony
