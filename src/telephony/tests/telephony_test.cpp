// Calls with the distribution, contacts and the database, on both engines.

#include <gtest/gtest.h>

#include "telephony/store.h"
#include "telephony/testing.h"
#include "tests/support/databases.h"

namespace telephony {
namespace {

using agents::fixture::Floor;
using fixture::need;
using fixture::Station;
using fixture::why;
using namespace std::chrono_literals;

class TelephonyTest : public support::StoreTest {
 protected:
  contacts::Contact contact(const Call& call) { return station.lobby.get(*call.contact_id); }
  bool talk(voice::LegId a, voice::LegId b) { return station.engine.hears(a, b) && station.engine.hears(b, a); }

  // The flow that ships, published, as the survey of the hotline.
  ivr::FlowId survey() {
    station.ivr.load_packs(YINGDA_SOURCE_DIR "/content");
    ivr::NewFlow fresh;
    fresh.centre_id = hotline.centre_id;
    fresh.name = "满意度";
    fresh.template_key = "satisfaction";
    const auto flow = need(station.ivr.create_flow(station.admin(), fresh));
    QueueVoiceFields fields;
    fields.survey_flow_id = flow.id;
    EXPECT_EQ(why(station.telephony.edit_queue_voice(station.admin(), hotline.id, 1, fields)),
              "/survey_flow_id no_such_object");
    need(station.ivr.publish(station.admin(), flow.id, {flow.version, ""}));
    need(station.telephony.edit_queue_voice(station.admin(), hotline.id, 1, fields));
    return flow.id;
  }

  support::TempFolder folder;
  Station station{database(), folder.path("files")};
  routing::Queue hotline = station.queue("热线");
};
YINGDA_ON_BOTH_ENGINES(TelephonyTest);

TEST_P(TelephonyTest, ACallIsOfferedAnsweredSpokenWrittenUpAndKept) {
  station.open(hotline);
  const auto li = station.agent("li");
  const auto caller = station.calls();
  auto call = station.newest();
  EXPECT_EQ(call.state, CallState::Waiting);
  EXPECT_EQ(call.number, "138****8000");
  EXPECT_EQ(station.lobby.item(*call.contact_id).state, routing::ItemState::Offered);
  EXPECT_EQ(need(station.telephony.call(li, call.id)).parties.size(), 2U);  // it rings there
  station.answer(li);
  station.finish_playing(caller);
  EXPECT_TRUE(talk(caller, station.line(li)));
  call = station.newest();
  EXPECT_EQ(call.state, CallState::Talking);
  EXPECT_EQ(call.agent_id, Floor::id_of(li));
  EXPECT_EQ(contact(call).state, contacts::ContactState::Active);
  EXPECT_TRUE(call.recording);
  ASSERT_EQ(station.tapes.agents.size(), 1U);
  EXPECT_EQ(station.tapes.agents.begin()->second, Floor::id_of(li));
  station.pass(60s);
  need(station.telephony.hang_up(li, call.id));
  station.settle();
  EXPECT_FALSE(station.engine.has(caller));
  call = station.newest();
  EXPECT_EQ(call.ending, CallEnding::ByAgent);
  EXPECT_FALSE(call.recording);
  EXPECT_EQ(contact(call).state, contacts::ContactState::WrapUp);
  station.pass(31s);
  EXPECT_EQ(contact(call).state, contacts::ContactState::Ended);
  EXPECT_EQ(contact(call).outcome, contacts::ContactOutcome::Handled);
  EXPECT_EQ(contact(call).talk_ms, 60'000);
}

TEST_P(TelephonyTest, WhomACallCanBeGivenToIsToldToItsAgentAlone) {
  station.open(hotline);
  const auto li = station.agent("li");
  station.calls();
  station.answer(li);
  const auto zhao = station.agent("zhao");
  const auto deaf = station.lobby.hall.floor.ready_agent("deaf");  // without a phone
  const auto call = station.newest();
  const auto targets = need(station.telephony.targets(li, call.id));
  ASSERT_EQ(targets.queues.size(), 1U);
  EXPECT_EQ(targets.queues[0].id, hotline.id);
  ASSERT_EQ(targets.flows.size(), 1U);
  EXPECT_EQ(targets.flows[0].name, "主流程95500");
  ASSERT_EQ(targets.agents.size(), 2U);
  for (const auto& agent : targets.agents) EXPECT_EQ(agent.reachable, agent.id == Floor::id_of(zhao));
  EXPECT_EQ(why(station.telephony.targets(zhao, call.id)), "not_found");
  // Who rings is in a call.
  CallTarget asked;
  asked.agent_id = Floor::id_of(zhao);
  need(station.telephony.consult(li, call.id, asked));
  station.settle();
  for (const auto& agent : need(station.telephony.targets(li, call.id)).agents)
    EXPECT_EQ(agent.in_call, agent.id == Floor::id_of(zhao));
}

TEST_P(TelephonyTest, WhoHangsUpWhileWaitingIsAbandonedAndToBeCalledOnceForAllTries) {
  station.open(hotline);
  const auto li = station.agent("li");
  need(station.lobby.hall.floor.agents.set_readiness(li, {false, station.lobby.hall.floor.reason("rest")}));
  for (int i = 0; i < 2; ++i) {
    const auto caller = station.calls();
    station.pass(20s);
    station.engine.end(caller, voice::Ending::ByPeer);
    station.settle();
  }
  EXPECT_EQ(contact(station.newest()).outcome, contacts::ContactOutcome::Abandoned);
  const auto backs = need(station.telephony.call_backs(li, {}, {50, {}})).items;
  ASSERT_EQ(backs.size(), 1U);
  EXPECT_EQ(backs[0].number, "138****8000");
  // Taken, called, reached: settled.
  const auto taken = need(station.telephony.take_call_back(li, backs[0].id));
  NewCall wanted;
  wanted.call_back_id = taken.id;
  const auto call = need(station.telephony.dial(li, wanted));
  station.settle();
  EXPECT_EQ(call.kind, CallKind::Outbound);
  const auto dialled = station.engine.taken<voice::DialTrunk>();
  ASSERT_EQ(dialled.size(), 1U);
  EXPECT_EQ(dialled[0].number, "13800138000");
  station.engine.answer(dialled[0].leg);
  station.settle();
  EXPECT_TRUE(talk(dialled[0].leg, station.line(li)));
  station.engine.end(dialled[0].leg, voice::Ending::ByPeer);
  station.settle();
  CallBackFilter done;
  done.state = CallBackState::Done;
  EXPECT_EQ(need(station.telephony.call_backs(li, done, {50, {}})).items.size(), 1U);
}

TEST_P(TelephonyTest, CallBacksAreFoundByWhyAndCallsByTheirTrunk) {
  station.open(hotline);
  const auto li = station.agent("li");
  need(station.lobby.hall.floor.agents.set_readiness(li, {false, station.lobby.hall.floor.reason("rest")}));
  const auto caller = station.calls();
  station.pass(20s);
  station.engine.end(caller, voice::Ending::ByPeer);
  station.settle();
  CallBackFilter wanted;
  wanted.reason = CallBackReason::Abandoned;
  EXPECT_EQ(need(station.telephony.call_backs(li, wanted, {50, {}})).items.size(), 1U);
  wanted.reason = CallBackReason::Requested;
  EXPECT_EQ(need(station.telephony.call_backs(li, wanted, {50, {}})).items.size(), 0U);
  CallFilter over;
  over.trunk_id = station.trunk;
  const auto calls = need(station.telephony.calls(station.admin(), over, {50, {}})).items;
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].trunk_id, station.trunk);
  over.trunk_id = lines::TrunkId{station.trunk.value + 1};
  EXPECT_EQ(need(station.telephony.calls(station.admin(), over, {50, {}})).items.size(), 0U);
}

TEST_P(TelephonyTest, AMessageIsNewUntilItIsHeardAndItsCallerIsCalledForItsQueue) {
  station.open(hotline);
  const auto li = station.agent("li");
  const auto caller = station.calls();
  station.engine.end(caller, voice::Ending::ByPeer);
  station.settle();
  VoicemailRow row;
  row.id = station.lobby.platform().ids.make<VoicemailId>();
  row.centre_id = hotline.centre_id;
  row.queue_id = hotline.id;
  row.call_id = station.newest().id;
  row.length_ms = 7'000;
  row.left_at = station.clock().now();
  database().write([&](db::Transaction& tx) { db::insert_row(tx, "voicemail", row); });
  using Listening = Telephony::Listening;
  EXPECT_EQ(need(station.telephony.hear_voicemail(li, row.id, Listening::Looks)).state, VoicemailState::New);
  auto heard = need(station.telephony.hear_voicemail(li, row.id, Listening::Begins));
  EXPECT_EQ(heard.state, VoicemailState::Heard);
  EXPECT_EQ(heard.length_ms, 7'000);
  EXPECT_EQ(need(station.telephony.hear_voicemail(li, row.id, Listening::Begins)).version, heard.version);
  NewCall wanted;
  wanted.voicemail_id = row.id;
  const auto call = need(station.telephony.dial(li, wanted));
  station.settle();
  EXPECT_EQ(call.queue_id, hotline.id);
  const auto dialled = station.engine.taken<voice::DialTrunk>();
  ASSERT_EQ(dialled.size(), 1U);
  EXPECT_EQ(dialled[0].number, "13800138000");
  EXPECT_EQ(need(station.telephony.end_voicemail(li, row.id, heard.version, {"已回电"})).state, VoicemailState::Done);
  wanted.number = "13900139000";
  EXPECT_EQ(why(station.telephony.dial(li, wanted)), "/number one_of_both");
}

TEST_P(TelephonyTest, ACallOutThatNobodyAnswersIsNoHandledContact) {
  station.open(hotline);
  const auto li = station.agent("li");
  NewCall wanted;
  wanted.number = "13900139000";
  wanted.queue_id = hotline.id;
  need(station.telephony.dial(li, wanted));
  station.settle();
  station.engine.end(station.engine.taken<voice::DialTrunk>().at(0).leg, voice::Ending::NoAnswer);
  station.settle();
  auto call = station.newest();
  EXPECT_EQ(call.ending, CallEnding::NoAnswer);
  station.pass(31s);
  EXPECT_EQ(contact(call).outcome, contacts::ContactOutcome::Unanswered);
}

TEST_P(TelephonyTest, ATransferIsRefusedAsTheDistributionSaysAndLeavesTheCall) {
  station.open(hotline);
  auto other = station.queue("投诉");
  const auto li = station.agent("li");
  const auto caller = station.calls();
  station.answer(li);
  station.finish_playing(caller);
  auto closed = station.lobby.hall.fields("投诉");
  closed.channel = agents::Channel::Voice;
  closed.emergency = true;
  need(station.lobby.hall.routing.edit_queue(station.admin(), other.id, other.version, closed));
  CallTarget target;
  target.queue_id = other.id;
  EXPECT_EQ(why(station.telephony.transfer(li, station.newest().id, target)), "queue_emergency");
  EXPECT_TRUE(talk(caller, station.line(li)));
  target.agent_id = Floor::id_of(li);
  EXPECT_EQ(why(station.telephony.transfer(li, station.newest().id, target)), " one_target");
}

TEST_P(TelephonyTest, AConsultedTransferMovesContactAndCallToTheColleague) {
  station.open(hotline);
  const auto li = station.agent("li");
  const auto caller = station.calls();
  station.answer(li);
  station.finish_playing(caller);
  const auto wang = station.agent("wang");
  const auto id = station.newest().id;
  CallTarget target;
  target.agent_id = Floor::id_of(wang);
  need(station.telephony.consult(li, id, target));
  need(station.telephony.answer(wang, id));
  EXPECT_TRUE(talk(station.line(li), station.line(wang)));
  need(station.telephony.complete_transfer(li, id));
  station.settle();
  EXPECT_TRUE(talk(caller, station.line(wang)));
  EXPECT_EQ(contact(station.newest()).agent_id, Floor::id_of(wang));
  EXPECT_EQ(station.newest().agent_id, Floor::id_of(wang));
}

TEST_P(TelephonyTest, OfAQueueThatIsConsultedWhoeverIsFreeIsAsked) {
  station.open(hotline);
  const auto li = station.agent("li");
  const auto caller = station.calls();
  station.answer(li);
  station.finish_playing(caller);
  const auto id = station.newest().id;
  CallTarget target;
  target.queue_id = station.newest().queue_id;
  EXPECT_EQ(why(station.telephony.consult(li, id, target)), "nobody_free_in_queue");
  const auto wang = station.agent("wang");
  need(station.telephony.consult(li, id, target));
  need(station.telephony.answer(wang, id));
  EXPECT_TRUE(talk(station.line(li), station.line(wang)));
  need(station.telephony.complete_transfer(li, id));
  station.settle();
  EXPECT_TRUE(talk(caller, station.line(wang)));
  EXPECT_EQ(contact(station.newest()).agent_id, Floor::id_of(wang));
}

TEST_P(TelephonyTest, CallsOfOthersAreNotThereForWhoMayNotSeeThem) {
  station.open(hotline);
  const auto li = station.agent("li"), wang = station.agent("wang");
  const auto caller = station.calls();
  station.answer(li);
  station.finish_playing(caller);
  const auto id = station.newest().id;
  for (auto status : {why(station.telephony.call(wang, id)), why(station.telephony.hold(wang, id, {})),
                      why(station.telephony.hang_up(wang, id)), why(station.telephony.mute(wang, id, {}))})
    EXPECT_EQ(status, "not_found");
  EXPECT_EQ(why(station.telephony.supervise(wang, id, {})), "right_missing");
  EXPECT_EQ(why(station.telephony.number(wang, id)), "right_missing");
  EXPECT_TRUE(talk(caller, station.line(li)));
}

TEST_P(TelephonyTest, WhoOnlyListensIsSeenByThoseWhoSuperviseAlone) {
  station.open(hotline);
  const auto li = station.agent("li");
  const auto caller = station.calls();
  station.answer(li);
  station.finish_playing(caller);
  station.connect(station.admin());
  const auto id = station.newest().id;
  need(station.telephony.supervise(station.admin(), id, {Supervision::Listen}));
  station.settle();
  EXPECT_EQ(station.newest().parties.size(), 3U);
  EXPECT_EQ(need(station.telephony.call(li, id)).parties.size(), 2U);
  need(station.telephony.supervise(station.admin(), id, {Supervision::Whisper}));
  station.settle();
  EXPECT_EQ(need(station.telephony.call(li, id)).parties.size(), 3U) << "whose voice is heard is no secret";
}

TEST_P(TelephonyTest, TheNumberIsMaskedUntilSomebodyWithTheRightLooksAndThatIsAudited) {
  station.open(hotline);
  station.calls();
  const auto call = station.newest();
  EXPECT_EQ(need(station.telephony.number(station.admin(), call.id)).number, "13800138000");
  const auto audited = need(
      station.lobby.hall.floor.world.access.audit_entries(station.admin(), {{}, "call.number_seen", {}, {}}, {10, {}}));
  EXPECT_EQ(audited.items.size(), 1U);
  CallFilter by_number;
  by_number.number = "8000";
  EXPECT_EQ(need(station.telephony.calls(station.admin(), by_number, {10, {}})).items.size(), 1U);
  by_number.number = "138 0013 8000";
  EXPECT_EQ(need(station.telephony.calls(station.admin(), by_number, {10, {}})).items.size(), 1U);
  by_number.number = "13800138001";
  EXPECT_EQ(need(station.telephony.calls(station.admin(), by_number, {10, {}})).items.size(), 0U);
}

TEST_P(TelephonyTest, WhatTheEndOfTheServerCutOffIsClosedTruthfullyAndCalledBack) {
  station.open(hotline);
  const auto li = station.agent("li");
  station.calls("13800138000");
  station.answer(li);
  station.calls("13900139000");
  // Another process starts on the same rows.
  Telephony fresh(station.lobby.platform());
  fresh.close_broken();
  station.lobby.settle();
  for (const auto& call : need(fresh.calls(station.admin(), {}, {10, {}})).items) {
    EXPECT_EQ(call.ending, CallEnding::Broken);
    for (const auto& party : call.parties) EXPECT_EQ(party.state, PartyState::Gone);
    EXPECT_TRUE(contact(call).ended_at);
  }
  const auto backs = need(fresh.call_backs(li, {}, {10, {}})).items;
  ASSERT_EQ(backs.size(), 2U);
  EXPECT_EQ(backs[0].reason, CallBackReason::Cut);
  EXPECT_EQ(why(fresh.connect_phone(li, {"v=0"})), "no_telephony");
}

TEST_P(TelephonyTest, ASurveyRatesTheContactWhileItsAgentWritesItUp) {
  station.open(hotline);
  const auto flow = survey();
  station.ivr.add_users(station.telephony);
  EXPECT_EQ(why(station.ivr.delete_flow(station.admin(), flow)), "flow_in_use");
  const auto li = station.agent("li");
  const auto caller = station.calls();
  station.answer(li);
  station.finish_playing(caller);
  EXPECT_TRUE(station.newest().can_be_surveyed);
  station.pass(20s);
  need(station.telephony.survey(li, station.newest().id));
  station.settle();
  auto call = station.newest();
  EXPECT_EQ(call.state, CallState::Survey);
  EXPECT_FALSE(call.can_be_surveyed);
  EXPECT_EQ(contact(call).state, contacts::ContactState::WrapUp);
  station.engine.press(caller, "2");
  station.settle();
  EXPECT_EQ(contact(call).rating, 4);
  station.pass(31s);
  EXPECT_EQ(contact(call).outcome, contacts::ContactOutcome::Handled);
  EXPECT_EQ(contact(call).talk_ms, 20'000);
  EXPECT_EQ(contact(call).flow_ms, 0);
  station.finish_playing(caller);
  EXPECT_FALSE(station.engine.has(caller));
  EXPECT_EQ(station.newest().ending, CallEnding::BySystem);
}

TEST_P(TelephonyTest, WhoWasBeingSurveyedWhenTheServerEndedIsOwedNothing) {
  station.open(hotline);
  survey();
  const auto li = station.agent("li");
  station.calls();
  station.answer(li);
  need(station.telephony.hang_up(li, station.newest().id));
  station.settle();
  ASSERT_EQ(station.newest().state, CallState::Survey);
  Telephony fresh(station.lobby.platform());
  fresh.close_broken();
  station.lobby.settle();
  EXPECT_EQ(station.newest().ending, CallEnding::Broken);
  EXPECT_EQ(contact(station.newest()).state, contacts::ContactState::WrapUp);
  EXPECT_TRUE(need(fresh.call_backs(li, {}, {10, {}})).items.empty());
}

TEST_P(TelephonyTest, WhatAQueueLetsItsCallersHearIsEditedAndObeyed) {
  station.open(hotline);
  auto voice = need(station.telephony.queue_voice(station.admin(), hotline.id));
  EXPECT_EQ(voice.version, 1);
  QueueVoiceFields fields = voice;
  fields.greeting = "您好，欢迎致电";
  fields.announce_agent = false;
  fields.record = false;
  voice = need(station.telephony.edit_queue_voice(station.admin(), hotline.id, 1, fields));
  EXPECT_EQ(why(station.telephony.edit_queue_voice(station.admin(), hotline.id, 1, fields)), "stale");
  auto wrong = fields;
  wrong.music_prompt_id = ivr::PromptId{99};
  EXPECT_EQ(why(station.telephony.edit_queue_voice(station.admin(), hotline.id, 2, wrong)),
            "/music_prompt_id no_such_object");
  const auto li = station.agent("li");
  const auto caller = station.calls();
  ASSERT_FALSE(station.voices.said.empty());
  EXPECT_EQ(station.voices.said[0], "您好，欢迎致电");
  station.answer(li);
  EXPECT_TRUE(talk(caller, station.line(li)));  // at once
  EXPECT_FALSE(station.newest().recording);
  auto chats = need(station.lobby.hall.routing.create_queue(station.admin(), station.lobby.hall.fields("在线")));
  EXPECT_EQ(why(station.telephony.queue_voice(station.admin(), chats.id)), "not_found");
}

TEST_P(TelephonyTest, ALostPhoneTakesTheAgentOutAndTheCallerGoesToAnother) {
  station.open(hotline);
  const auto li = station.agent("li");
  const auto caller = station.calls();
  station.answer(li);
  station.finish_playing(caller);
  const auto wang = station.agent("wang");
  station.engine.tell(voice::Event(voice::media::Event(voice::media::BrowserLost{station.line(li)})));
  station.settle();
  station.pass(11s);
  station.answer(wang);
  station.finish_playing(caller);
  EXPECT_TRUE(talk(caller, station.line(wang)));
  EXPECT_EQ(need(station.lobby.hall.floor.agents.own_state(li)).state, agents::State::NotResponding);
  EXPECT_EQ(contact(station.newest()).agent_id, Floor::id_of(wang));
}

}  // namespace
}  // namespace telephony
