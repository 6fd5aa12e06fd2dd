// What the distribution decides, and what callers hear while they wait for it.

#include <algorithm>

#include "telephony/switchboard.h"

namespace telephony {

void Switchboard::enter_queue(LiveCall& call, const routing::NewItem& item) {
  call.row.queue_id = item.queue_id;
  deed(EnterQueue{call.row.id, item});
}

void Switchboard::came_of(const DeedOutcome& outcome, base::Time now) {
  begin_turn(now);
  if (const auto* entered = std::get_if<QueueEntered>(&outcome)) {
    auto* call = live(entered->call);
    if (!call) return;
    call->item_id = entered->item;
    // A call out is in its agent's hands.
    if (call->row.kind == CallKind::Inbound)
      wait_in(*call, entered->queue, call->returning ? Treatment::Opening::Apology : Treatment::Opening::Greeting);
    call->returning = false;
    end_walk(*call, ivr::WalkEnding::ToQueue);
  } else if (const auto* refused = std::get_if<QueueRefused>(&outcome)) {
    auto* call = live(refused->call);
    if (!call) return;
    if (call->walk) return follow(*call, call->walk->queue_refused(world_of(*call), now_, refused->admission));
    if (auto* customer = call->customer())
      play(*call, customer->leg, Purpose::Farewell, say(*call, "nobody_there"));
    else
      finish(*call, CallEnding::BySystem);
  } else if (const auto* lost = std::get_if<OfferRefused>(&outcome)) {
    auto* call = live(lost->call);
    auto* party = call ? call->find(lost->agent) : nullptr;
    if (party && !(call->row.state == CallState::Talking && call->row.agent_id == lost->agent))
      remove(*call, *party, CallEnding::NoAnswer, Release::HangUp);
  } else if (const auto* out = std::get_if<InHandRefused>(&outcome)) {
    if (auto* call = live(out->call)) finish(*call, CallEnding::Refused);
  } else if (const auto* known = std::get_if<StandingKnown>(&outcome)) {
    if (auto* call = live(known->call); call && call->treatment && known->standing)
      call->treatment->standing(*known->standing);
  } else if (const auto* ready = std::get_if<RecordingReady>(&outcome)) {
    auto* call = live(ready->call);
    auto* customer = call ? call->customer() : nullptr;
    if (!customer || !call->recording || call->recording->id != ready->recording) return;
    recordings_.insert(ready->recording);
    post(voice::media::Command(voice::media::StartRecording{ready->recording, customer->leg, ready->path, ready->key}));
  }
}

void Switchboard::wait_in(LiveCall& call, routing::QueueId queue, Treatment::Opening opening) {
  call.row.queue_id = queue;
  call.row.state = CallState::Waiting;
  call.standing_asked_at = now_;
  call.treatment.emplace(messages_, house_.queue_voice(queue), call.row.language, opening, now_);
  deed(AskStanding{call.row.id});
  changed(call);
  mix(call);
  treat(call);
}

void Switchboard::treat(LiveCall& call) {
  auto* customer = call.customer();
  if (!customer || !call.treatment) return;
  auto what = call.treatment->next(now_);
  std::visit([&](auto& it) { play(call, customer->leg, Purpose::Treatment, std::move(it)); }, what);
}

// Virtual hold: the caller goes, the place stays, and the agent's answer calls back.
void Switchboard::keep_place(LiveCall& call) {
  auto* customer = call.customer();
  if (!customer || call.normal.empty()) return;
  call.row.state = CallState::CallingBack;
  call.treatment.reset();
  changed(call);
  play(call, customer->leg, Purpose::Farewell, say(call, "place_is_kept"));
}

// The agent, or the phone, that had the customer is lost: the caller stands first again.
void Switchboard::send_back(LiveCall& call) {
  auto* customer = call.customer();
  if (!customer) return finish(call, CallEnding::Lost);
  leave_alone(call, customer, CallEnding::Lost);
  if (call.row.kind == CallKind::Outbound || !call.row.queue_id) return finish(call, CallEnding::Lost);
  if (call.item_id) {
    deed(ReturnItem{call.row.id});
    if (call.row.agent_id) deed(MissPhone{*call.row.agent_id});
    return wait_in(call, *call.row.queue_id, Treatment::Opening::Apology);
  }
  routing::NewItem item;
  item.queue_id = *call.row.queue_id;
  item.advance = std::chrono::hours{1};
  call.returning = true;
  enter_queue(call, item);
}

void Switchboard::leave_distribution(LiveCall& call, bool into_flow) {
  call.item_id.reset();
  call.treatment.reset();
  deed(LeaveDistribution{call.row.id, into_flow});
}

// That agent goes, and the others speak with each other.
void Switchboard::leave_for(LiveCall& call, org::PersonId person) {
  mark(call, "transfer");
  if (auto* party = call.find(person)) remove(call, *party, CallEnding::ByAgent, Release::HangUp);
  hold_all_but(call, person, false);
}

void Switchboard::offer_made(const routing::OfferMade& offer, base::Time now) {
  begin_turn(now);
  auto* call = call_of(offer.item_id);
  if (!call || call->find(offer.agent_id)) return;
  const auto desk = house_.desk(offer.agent_id);
  if (!desk) return;
  if (!is_reachable(*desk)) {
    deed(DeclineOffer{call->row.id, offer.offer_id, offer.agent_id});
    return deed(MissPhone{offer.agent_id});
  }
  auto& party = add_person(*call, PartyRole::Agent, *desk);
  party.offer_id = offer.offer_id;
  ring(*call, party, Ringing::Rings);
}

void Switchboard::offer_ended(const routing::OfferEnded& offer, base::Time now) {
  begin_turn(now);
  auto* call = call_of(offer.item_id);
  if (!call) return;
  if (offer.how == routing::OfferState::Answered) {
    // By the phone that was lifted, or in the console.
    auto* party = call->find(offer.agent_id);
    call->row.agent_id = offer.agent_id;
    if (party && party->connected() && party->row.role == PartyRole::Agent) {
      party->offer_id.reset();
      if (const auto desk = house_.desk(offer.agent_id)) stand_with(*call, *desk);
      return begin_talking(*call);
    }
    return seat_agent(*call, offer.agent_id);
  }
  auto* party = call->find(offer.agent_id);
  if (party && party->row.role == PartyRole::Agent)
    remove(*call, *party, offer.how == routing::OfferState::Declined ? CallEnding::Declined : CallEnding::NoAnswer,
           Release::HangUp);
}

// Overflowed, or given to a queue or an agent by the one who had it.
void Switchboard::item_moved(const routing::ItemMoved& move, base::Time now) {
  begin_turn(now);
  auto* call = call_of(move.item_id);
  if (!call) return;
  const bool calling_back = call->row.state == CallState::CallingBack;
  call->row.queue_id = move.to_queue_id;
  changed(*call);
  if (move.reason == routing::MoveReason::Overflow || calling_back) return;
  mark(*call, "transfer");
  auto* customer = call->customer();
  leave_alone(*call, customer, CallEnding::ByAgent);
  if (!customer) return finish(*call, CallEnding::ByAgent);
  wait_in(*call, move.to_queue_id, Treatment::Opening::Greeting);
}

void Switchboard::item_handed_back(routing::WorkItemId item, org::PersonId agent, base::Time now) {
  begin_turn(now);
  auto* call = call_of(item);
  if (!call || !call->find(agent)) return;
  auto* customer = call->customer();
  if (!customer || call->row.kind == CallKind::Outbound) return finish(*call, CallEnding::Lost);
  leave_alone(*call, customer, CallEnding::Lost);
  wait_in(*call, call->row.queue_id.value_or(routing::QueueId{}), Treatment::Opening::Apology);
}

void Switchboard::item_taken_over(routing::WorkItemId item, org::PersonId from, org::PersonId to, base::Time now) {
  begin_turn(now);
  auto* call = call_of(item);
  if (!call) return;
  mark(*call, "transfer");
  if (auto* party = call->find(from)) remove(*call, *party, CallEnding::ByAgent, Release::HangUp);
  seat_agent(*call, to);
}

}  // namespace telephony
