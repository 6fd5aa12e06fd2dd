// Callers on the way through a flow: what its steps ask of a call.

#include <algorithm>

#include "telephony/switchboard.h"

namespace telephony {
namespace {

constexpr std::ptrdiff_t most_choices = 12;

}  // namespace

ivr::Facts Switchboard::facts_of(const LiveCall& call) const {
  ivr::Facts facts;
  facts.caller_number = call.number;
  facts.called_number = call.row.called_number;
  facts.customer_id = call.row.customer_id;
  facts.tier_id = call.tier_id;
  facts.province = call.row.province;
  facts.city = call.row.city;
  facts.carrier = call.row.carrier;
  facts.language = call.row.language;
  return facts;
}

void Switchboard::begin_flow(LiveCall& call, ivr::FlowId flow) {
  call.row.state = call.flow_state();
  call.walk.emplace();
  call.walks_since = now_;
  call.walk_failed = false;
  changed(call);
  follow(call, call.walk->begin(world_of(call), now_, flow, facts_of(call), static_cast<std::uint64_t>(ids_.next())));
}

void Switchboard::follow(LiveCall& call, const ivr::Told& told) {
  if (told.fault) call.walk_failed = true;
  if (!told.taken.empty()) deed(TakeExits{call.row.id, call.row.centre_id, told.taken});
  remember(call, told.chosen);
  if (told.rated) deed(RateContact{call.row.id, *told.rated});
  if (call.walk && call.row.language != call.walk->language()) {
    call.row.language = call.walk->language();
    changed(call);
  }
  auto* customer = call.customer();
  if (told.stop_playing && customer) hush(customer->leg);
  if (told.step) std::visit([&](const auto& it) { step(call, it); }, *told.step);
}

// For whoever answers.
void Switchboard::remember(LiveCall& call, const std::vector<ivr::MenuChoice>& chosen) {
  if (chosen.empty()) return;
  auto& choices = call.row.choices;
  choices.insert(choices.end(), chosen.begin(), chosen.end());
  if (std::ssize(choices) > most_choices) choices.erase(choices.begin(), choices.end() - most_choices);
  changed(call);
}

// The caller is out of the flow.
void Switchboard::end_walk(LiveCall& call, ivr::WalkEnding ending) {
  if (!call.walk) return;
  const auto* first = call.walk->first_flow();
  const auto* last = call.walk->last_flow();
  if (first)
    deed(EndWalk{call.row.centre_id,
                 {call.row.id.value, first->flow_id, first->version, last->flow_id, last->version, call.walk->node_id(),
                  ending, (now_ - call.walks_since).count()}});
  call.walk.reset();
}

// Of a call that is over while its caller was in a flow.
ivr::WalkEnding Switchboard::walk_ending_of(const LiveCall& call, CallEnding ending) const {
  if (call.walk_failed) return ivr::WalkEnding::Failed;
  if (call.row.state == CallState::Outside) return ivr::WalkEnding::Outside;
  if (call.row.state == CallState::Voicemail || call.left_message) return ivr::WalkEnding::Message;
  if (call.served) return ivr::WalkEnding::SelfService;
  return ending == CallEnding::ByCustomer || ending == CallEnding::Lost ? ivr::WalkEnding::HungUp
                                                                        : ivr::WalkEnding::Failed;
}

void Switchboard::looked_up(CallId id, const ivr::LookUpResult& result, base::Time now) {
  begin_turn(now);
  auto* call = live(id);
  if (call && call->walk) follow(*call, call->walk->looked_up(world_of(*call), now_, result));
}

void Switchboard::step(LiveCall& call, const ivr::PlayPhrases& it) {
  auto* customer = call.customer();
  if (!customer) return;
  const auto play_id = play(call, customer->leg, Purpose::Flow, Words{it.speech, it.language});
  playing_[play_id].number = it.number;
}

void Switchboard::step(LiveCall& call, const ivr::LookUp& it) {
  look_ups_.push_back({call.row.id, it});
}

void Switchboard::step(LiveCall& call, const ivr::EnterQueue& it) {
  if (call.surveyed())
    return follow(call, call.walk->queue_refused(world_of(call), now_, routing::Admission::Inactive));
  routing::NewItem item;
  item.queue_id = it.queue_id;
  item.advance = std::chrono::seconds{it.advance_seconds};
  item.skills = it.skills;
  const auto patience = house_.queue_voice(it.queue_id).last_agent_seconds;
  if (patience > 0 && call.last_agent_id)
    item.preference = routing::Preference{*call.last_agent_id, std::chrono::seconds{patience}};
  enter_queue(call, item);
}

void Switchboard::step(LiveCall& call, const ivr::Transfer& it) {
  auto* customer = call.customer();
  if (!customer) return;
  if (call.surveyed()) return follow(call, call.walk->acted(world_of(call), now_, ivr::StepOutcome::Failed));
  if (it.target == ivr::TransferTarget::Agent) {
    // The agent's own number: it waits in the queue of that agent, for that agent first.
    const auto person = house_.person_with_number(it.to);
    const auto queue = person ? house_.queue_of(*person) : std::nullopt;
    if (!queue) return follow(call, call.walk->acted(world_of(call), now_, ivr::StepOutcome::Failed));
    routing::NewItem item;
    item.queue_id = *queue;
    item.preference = routing::Preference{*person, settings_.transfer_patience};
    return enter_queue(call, item);
  }
  if (!dial_outside(call, it.to)) return follow(call, call.walk->acted(world_of(call), now_, ivr::StepOutcome::Failed));
  call.row.state = CallState::Outside;
  deed(LeaveDistribution{call.row.id, false});
  play(call, call.customer()->leg, Purpose::Ringing, RingingTone{});
  changed(call);
}

void Switchboard::step(LiveCall& call, const ivr::LeaveVoicemail& it) {
  auto* customer = call.customer();
  if (!customer) return;
  call.row.state = CallState::Voicemail;
  call.row.queue_id = it.queue_id;
  call.voicemail_queue_id = it.queue_id;
  call.voicemail_seconds = it.max_seconds;
  changed(call);
  play(call, customer->leg, Purpose::Voicemail, Beep{});
}

void Switchboard::begin_voicemail(LiveCall& call) {
  if (call.recording) return;
  call.recording = LiveRecording{ids_.make<voice::RecordingId>(), now_, true};
  call.row.recording = true;
  call.voicemail_until = now_ + std::chrono::seconds{call.voicemail_seconds};
  deed(BeginRecording{call.row.id, call.recording->id, true});
  changed(call);
}

// The caller is through, or the time is up.
void Switchboard::end_voicemail(LiveCall& call) {
  call.voicemail_until.reset();
  if (!call.recording || !call.voicemail_queue_id) return;
  deed(AddVoicemail{call.row.id, *call.voicemail_queue_id, call.recording->id});
  call.left_message = true;
  end_recording(call);
  call.row.state = call.flow_state();
  changed(call);
  if (call.walk) follow(call, call.walk->acted(world_of(call), now_, ivr::StepOutcome::Done));
}

void Switchboard::step(LiveCall& call, const ivr::RequestCallback& it) {
  const bool callable = house_.dialling(it.number, call.row.centre_id, it.queue_id).has_value();
  if (callable) {
    call.served = true;
    deed(AddCallBack{call.row.id, it.queue_id, CallBackReason::Requested, it.number});
  }
  follow(call, call.walk->acted(world_of(call), now_, callable ? ivr::StepOutcome::Done : ivr::StepOutcome::Failed));
}

// ---- surveys ----

std::optional<ivr::FlowId> Switchboard::survey_of(const LiveCall& call) const {
  if (!call.row.queue_id || call.row.state != CallState::Talking) return std::nullopt;
  const auto flow = house_.queue_voice(*call.row.queue_id).survey_flow_id;
  return flow && world_of(call).flow(*flow) ? flow : std::nullopt;
}

// The conversation is over for everybody of the house; its contact goes into wrap-up.
void Switchboard::begin_survey(LiveCall& call, ivr::FlowId flow) {
  leave_alone(call, call.customer(), CallEnding::ByAgent);
  end_recording(call);
  deed(EndConversation{call.row.id});
  call.item_id.reset();
  call.talked_until = now_;
  begin_flow(call, flow);
}

// The flow has said all it had to say.
void Switchboard::step(LiveCall& call, const ivr::HangUp&) {
  call.served = !call.walk_failed;
  finish(call, CallEnding::BySystem);
}

}  // namespace telephony
