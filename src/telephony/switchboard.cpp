// What the engine tells, how calls begin and end, and what a turn gives out.

#include "telephony/switchboard.h"

#include <algorithm>
#include <cmath>

namespace telephony {
namespace {

using namespace std::chrono_literals;

CallEnding ending_of(voice::Ending ending, CallEnding by_peer) {
  switch (ending) {
    case voice::Ending::ByUs:
      return CallEnding::BySystem;
    case voice::Ending::ByPeer:
      return by_peer;
    case voice::Ending::Busy:
      return CallEnding::Busy;
    case voice::Ending::NoAnswer:
      return CallEnding::NoAnswer;
    case voice::Ending::Declined:
      return CallEnding::Declined;
    case voice::Ending::WrongNumber:
      return CallEnding::WrongNumber;
    case voice::Ending::Unreachable:
      return CallEnding::Unreachable;
    case voice::Ending::Refused:
      return CallEnding::Refused;
    case voice::Ending::Lost:
      return CallEnding::Lost;
  }
  return CallEnding::Lost;
}

LineQuality figures_of(const voice::media::Quality& quality) {
  LineQuality line;
  line.mos = std::round(quality.mos * 100) / 100;
  const auto expected = quality.packets_received + quality.packets_lost;
  if (expected > 0)
    line.loss_percent =
        std::round(10'000.0 * static_cast<double>(quality.packets_lost) / static_cast<double>(expected)) / 100;
  line.jitter_ms = std::chrono::duration_cast<std::chrono::milliseconds>(quality.jitter).count();
  if (quality.round_trip)
    line.round_trip_ms = std::chrono::duration_cast<std::chrono::milliseconds>(*quality.round_trip).count();
  return line;
}

std::int64_t ms_between(const std::optional<base::Time>& from, base::Time until) {
  return from ? (until - *from).count() : 0;
}

}  // namespace

Switchboard::Switchboard(base::IdMaker& ids, House& house, const base::Messages& messages, SwitchboardSettings settings)
    : ids_(ids), house_(house), messages_(messages), settings_(settings) {}

Switchboard::~Switchboard() = default;

// ---- looking up ----

LiveCall* Switchboard::live(CallId id) {
  const auto found = calls_.find(id);
  return found == calls_.end() || finished_.contains(id) ? nullptr : &found->second;
}

const LiveCall* Switchboard::call(CallId id) const {
  const auto found = calls_.find(id);
  return found == calls_.end() ? nullptr : &found->second;
}

std::pair<LiveCall*, LiveParty*> Switchboard::at(voice::LegId leg) {
  const auto found = legs_.find(leg);
  LiveCall* call = found == legs_.end() ? nullptr : live(found->second);
  LiveParty* party = call ? call->find(leg) : nullptr;
  return party ? std::pair(call, party) : std::pair<LiveCall*, LiveParty*>();
}

LiveCall* Switchboard::call_of(routing::WorkItemId item) {
  for (auto& [id, call] : calls_)
    if (call.item_id == item && !finished_.contains(id)) return &call;
  return nullptr;
}

bool Switchboard::has_line(org::PersonId person) const {
  const auto found = lines_.find(person);
  return found != lines_.end() && found->second.connected;
}

std::set<org::PersonId> Switchboard::lines() const {
  std::set<org::PersonId> people;
  for (const auto& [person, line] : lines_)
    if (line.connected) people.insert(person);
  return people;
}

std::size_t Switchboard::legs() const {
  std::set<voice::LegId> all;
  for (const auto& [leg, call] : legs_) all.insert(leg);
  for (const auto& [leg, person] : line_legs_) all.insert(leg);
  return all.size();
}

// ---- what is heard of the engine ----

void Switchboard::begin_turn(base::Time now) {
  now_ = now;
  by_ = {};
  request_ = 0;
}

void Switchboard::happened(const voice::Event& event, base::Time now) {
  begin_turn(now);
  std::visit([&](const auto& kind) { std::visit([&](const auto& it) { on(it); }, kind); }, event);
}

void Switchboard::on(const voice::LegArrived& arrived) {
  if (arrived.replaces) return adopt(arrived);
  if (const auto* trunk = std::get_if<voice::TrunkId>(&arrived.origin)) return begin_inbound(arrived, *trunk);
  begin_from_phone(arrived, std::get<voice::PhoneId>(arrived.origin));
}

void Switchboard::begin_inbound(const voice::LegArrived& arrived, voice::TrunkId trunk) {
  const std::string number = arrived.is_anonymous ? "" : arrived.caller_number;
  const auto route = house_.route(arrived.called, trunk);
  if (!route) return post(voice::SignallingCommand(voice::Refuse{arrived.leg, 404}));
  const auto caller = house_.caller(number, trunk);
  if (const auto rule = house_.rule_for(caller.normal, route->centre_id)) {
    deed(MeetRule{rule->id, rule->blocks, route->centre_id, trunk.value});
    if (rule->blocks) return post(voice::SignallingCommand(voice::Refuse{arrived.leg, 603}));
  }
  auto& call = add_call(CallKind::Inbound, route->centre_id, CallState::InFlow);
  call.number = number;
  call.tier_id = caller.tier_id;
  call.last_agent_id = caller.last_agent_id;
  know_number(call, number, caller);
  call.row.called_number = arrived.called;
  call.row.number_id = route->number_id;
  call.row.trunk_id = trunk.value;
  call.row.language = route->language;
  auto& party = add_party(call, PartyRole::Customer, Device::Trunk);
  party.leg = arrived.leg;
  party.row.masked = caller.masked;
  party.row.trunk_id = trunk.value;
  legs_[party.leg] = call.row.id;
  deed(PutCall{call.row});
  deed(OpenContact{call.row.id, true});
  tell(call, CallBegan{call.row.id, CallKind::Inbound, trunk.value, route->number_id, caller.customer_id,
                       caller.province, caller.city, caller.carrier});
  post(voice::SignallingCommand(voice::Answer{party.leg}));
  call.flow_id = ivr::FlowId{route->flow_id};
}

// Of the other side, in a call in or out.
void Switchboard::know_number(LiveCall& call, const std::string& number, const CallerFacts& facts) {
  call.normal = facts.normal;
  call.row.number = house_.seal(number);
  call.row.number_index = facts.normal.empty() ? "" : house_.index(facts.normal);
  call.row.number_tail = facts.normal.empty() ? "" : house_.tail_index(facts.normal);
  call.row.masked = facts.masked;
  call.row.province = facts.province;
  call.row.city = facts.city;
  call.row.carrier = facts.carrier;
  call.row.customer_id = facts.customer_id;
}

// A phone of ours takes the place of a leg that it had before (RFC 3891).
void Switchboard::adopt(const voice::LegArrived& arrived) {
  auto [call, party] = at(arrived.replaces);
  if (!call) return post(voice::SignallingCommand(voice::Refuse{arrived.leg, 481}));
  const auto former = std::exchange(party->leg, arrived.leg);
  legs_.erase(former);
  legs_[arrived.leg] = call->row.id;
  post(voice::SignallingCommand(voice::Answer{arrived.leg}));
  post(voice::SignallingCommand(voice::HangUp{former}));
  mix(*call);
}

void Switchboard::on(const voice::LegAnswered& answered) {
  auto [call, party] = at(answered.leg);
  if (!call || party->connected()) return;
  party->row.answered_at = now_;
  if (party->row.role == PartyRole::Customer && call->row.kind == CallKind::Inbound && !call->row.answered_at &&
      call->row.state == CallState::InFlow) {
    party->row.state = PartyState::Connected;
    changed(*call);
    mix(*call);
    return begin_flow(*call, call->flow_id);
  }
  party_connected(*call, *party);
}

void Switchboard::on(const voice::LegOnTrunk& on_trunk) {
  auto [call, party] = at(on_trunk.leg);
  if (!call) return;
  if (party->row.trunk_id) {
    tell(*call, TrunkTried{call->row.id, party->row.id, call->row.kind, party->row.role, *party->row.trunk_id,
                           call->row.queue_id, ms_between(party->row.began_at, now_)});
    party->row.began_at = now_;
  }
  party->row.trunk_id = on_trunk.trunk.value;
  if (call->row.kind == CallKind::Outbound && party->row.role == PartyRole::Customer)
    call->row.trunk_id = on_trunk.trunk.value;
  changed(*call);
}

void Switchboard::on(const voice::LegRinging& ringing) {
  auto [call, party] = at(ringing.leg);
  if (!call || party->of_house()) return;
  // The far end sends its own tones.
  if (!ringing.early_media) return;
  party->early = true;
  for (auto& other : call->parties)
    if (other.leg && !other.row.held) hush(other.leg);
  mix(*call);
}

void Switchboard::on(const voice::LegEnded& ended) {
  auto [call, party] = at(ended.leg);
  if (!call) return;
  const auto person = party->row.person_id;
  const bool was_connected = party->connected();
  const auto role = party->row.role;
  const auto ending =
      ending_of(ended.ending, role == PartyRole::Customer ? CallEnding::ByCustomer : CallEnding::ByAgent);
  if (role == PartyRole::Customer) {
    remove(*call, *party, ending, Release::Gone);
    if (call->row.state == CallState::CallingBack) return;  // hung up as it was told
    return finish(*call, ending);
  }
  if (role == PartyRole::Outside) {
    const LiveParty gone = *party;
    remove(*call, *party, ending, Release::Gone);
    return outside_failed(*call, gone);
  }
  if (!was_connected) {
    // The phone did not take it: the offer goes on, an invitation is over.
    if (party->offer_id && ended.ending != voice::Ending::ByUs)
      deed(DeclineOffer{call->row.id, *party->offer_id, *person});
    remove(*call, *party, ending, Release::Gone);
    if (call->row.kind != CallKind::Inbound && call->row.state == CallState::Dialling) finish(*call, ending);
    return;
  }
  if (ended.ending == voice::Ending::ByPeer || role != PartyRole::Agent) {
    by_ = {base::ActorKind::Person, person->value};
    return agent_left(*call, *person);
  }
  // The agent's phone has vanished: the customer is not to suffer for it.
  remove(*call, *party, ending, Release::Gone);
  send_back(*call);
}

// The phone's own key for holding: as if the agent had asked.
void Switchboard::on(const voice::LegHeld& held) {
  auto [call, party] = at(held.leg);
  if (!call || !party->of_house() || !party->connected()) return;
  hold_all_but(*call, *party->row.person_id, held.held);
}

// A desk phone transfers: to a number, or its other call into this one.
void Switchboard::on(const voice::TransferAsked& asked) {
  auto [call, party] = at(asked.leg);
  auto refuse = [&](int status) { post(voice::SignallingCommand(voice::FinishTransfer{asked.leg, status})); };
  if (!call || !party->of_house() || !party->connected()) return refuse(603);
  Request request{0, *party->row.person_id, call->row.id, {}};
  by_ = {base::ActorKind::Person, request.person.value};
  if (asked.target.replaces) {
    // Two calls of one phone become one: the other side of the second comes into the first.
    auto [other, own_leg] = at(asked.target.replaces);
    if (!other || other == call || other->row.kind != CallKind::Internal) return refuse(603);
    auto* colleague = other->colleague_of(request.person);
    if (!colleague) return refuse(603);
    const auto desk = house_.desk(*colleague->row.person_id);
    const auto leg = colleague->leg;
    const auto phone = colleague->phone;
    legs_.erase(leg);
    colleague->leg = {};
    finish(*other, CallEnding::ByAgent);
    auto& moved = add_person(*call, PartyRole::Colleague, *desk);
    moved.leg = leg;
    moved.phone = phone;
    legs_[leg] = call->row.id;
    connect(*call, moved);
    const auto done = wish(request, CompleteTransfer{});
    return refuse(done ? 200 : 603);
  }
  CallTarget target;
  if (const auto person = house_.person_with_number(asked.target.number))
    target.agent_id = person;
  else
    target.number = asked.target.number;
  refuse(wish(request, target) ? 200 : 603);
}

void Switchboard::on(const voice::BrowserAnswered& answered) {
  const auto found = line_legs_.find(answered.leg);
  if (found == line_legs_.end()) return;
  phones_.push_back({found->second, answered.leg, answered.answer});
  if (!answered.answer.empty()) return;
  lines_.erase(found->second);
  line_legs_.erase(found);
}

void Switchboard::on(const voice::media::DigitHeard& heard) {
  auto [call, party] = at(heard.leg);
  if (!call || party->row.role != PartyRole::Customer) return;
  if (call->recording && call->recording->voicemail) {
    if (heard.digit == '#') end_voicemail(*call);
    return;
  }
  if (call->row.state == CallState::Waiting && call->treatment && call->treatment->accepts(heard.digit))
    return keep_place(*call);
  if (call->in_flow()) {
    follow(*call, call->walk->digit(world_of(*call), now_, heard.digit));
  }
}

void Switchboard::on(const voice::media::PlayEnded& ended) {
  const auto found = playing_.find(ended.play);
  if (found == playing_.end()) return;
  const auto playing = found->second;
  playing_.erase(found);
  if (const auto last = heard_.find(playing.leg); last != heard_.end() && last->second == ended.play)
    heard_.erase(last);
  auto* call = live(playing.call);
  if (!call || ended.how == voice::media::PlayEnd::Replaced || ended.how == voice::media::PlayEnd::LegClosed) return;
  const bool finished = ended.how == voice::media::PlayEnd::Finished;
  switch (playing.purpose) {
    case Purpose::Flow:
      if (!finished || !call->walk) return;
      return follow(*call, call->walk->played(world_of(*call), now_, playing.number));
    case Purpose::Treatment:
      if (finished && call->row.state == CallState::Waiting) treat(*call);
      return;
    case Purpose::Announcement:
      call->announcing = false;
      return mix(*call);
    case Purpose::Voicemail:
      if (finished) begin_voicemail(*call);
      return;
    case Purpose::Farewell:
      if (call->row.state != CallState::CallingBack) return finish(*call, CallEnding::BySystem);
      if (auto* customer = call->customer()) remove(*call, *customer, CallEnding::BySystem, Release::HangUp);
      return;
    case Purpose::HoldMusic:
    case Purpose::Ringing:
      return;
  }
}

void Switchboard::on(const voice::media::BrowserConnected& connected) {
  const auto found = line_legs_.find(connected.leg);
  if (found == line_legs_.end()) return;
  auto& line = lines_[found->second];
  line.connected = true;
  line.lost_since.reset();
  deed(Tell{{}, {}, by_, PhoneLineChanged{found->second, true}});
  auto [call, party] = at(connected.leg);
  if (!call || !std::exchange(party->row.away, false)) return;
  hold_all_but(*call, found->second, false);
}

void Switchboard::on(const voice::media::BrowserLost& lost) {
  const auto found = line_legs_.find(lost.leg);
  if (found == line_legs_.end()) return;
  auto& line = lines_[found->second];
  if (!std::exchange(line.connected, false)) return;
  line.lost_since = now_;
  deed(Tell{{}, {}, by_, PhoneLineChanged{found->second, false}});
  auto [call, party] = at(lost.leg);
  if (!call) return;
  party->row.away = true;
  changed(*call);
  hold_all_but(*call, found->second, true);
}

void Switchboard::on(const voice::media::SoundStopped& stopped) {
  auto [call, party] = at(stopped.leg);
  if (!call || !party->connected() || std::exchange(party->row.silent, true)) return;
  tell(*call, SoundLost{call->row.id, party->row.id, party->row.role, true});
  if (party->row.device != Device::Browser) post(voice::SignallingCommand(voice::AskAlive{stopped.leg}));
  changed(*call);
}

void Switchboard::on(const voice::media::SoundResumed& resumed) {
  auto [call, party] = at(resumed.leg);
  if (!call || !std::exchange(party->row.silent, false)) return;
  tell(*call, SoundLost{call->row.id, party->row.id, party->row.role, false});
  changed(*call);
}

void Switchboard::on(const voice::media::QualityMeasured& measured) {
  if (const auto line = line_legs_.find(measured.leg); line != line_legs_.end())
    lines_[line->second].quality = measured.quality;
  auto [call, party] = at(measured.leg);
  if (!call) return;
  // Kept with the call; shown when it is worth a word.
  const auto figures = figures_of(measured.quality);
  const bool was_bad = party->row.quality && party->row.quality->mos < 3.1;
  const bool is_new = !party->row.quality;
  party->row.quality = figures;
  if (is_new || was_bad != (figures.mos < 3.1)) changed(*call);
}

void Switchboard::on(const voice::media::LegClosed& closed) {
  const auto found = closing_.find(closed.leg);
  if (found == closing_.end()) return;
  if (closed.quality.packets_received + closed.quality.packets_sent > 0)
    measure(found->second, figures_of(closed.quality));
  closing_.erase(found);
}

void Switchboard::measure(const ClosingLine& line, const LineQuality& quality) {
  deed(MeasureParty{line.party, quality});
  deed(Tell{line.call, line.centre, by_, LineMeasured{line.call, line.party, quality}});
}

void Switchboard::on(const voice::media::RecordingEnded& ended) {
  if (recordings_.erase(ended.recording) == 0) return;
  deed(EndRecording{ended.recording, ended.length.count(), ended.bytes});
}

// ---- beginning and ending ----

LiveCall& Switchboard::add_call(CallKind kind, org::CentreId centre, CallState state) {
  const auto id = ids_.make<CallId>();
  auto& call = calls_[id];
  call.row.id = id;
  call.row.node = settings_.node;
  call.row.kind = kind;
  call.row.state = state;
  call.row.centre_id = centre;
  call.row.began_at = now_;
  call.room = ids_.make<voice::RoomId>();
  changed(call);
  return call;
}

LiveParty& Switchboard::add_party(LiveCall& call, PartyRole role, Device device) {
  LiveParty party;
  party.row.id = ids_.make<PartyId>();
  party.row.call_id = call.row.id;
  party.row.role = role;
  party.row.device = device;
  party.row.began_at = now_;
  call.parties.push_back(std::move(party));
  changed(call);
  return call.parties.back();
}

void Switchboard::remove(LiveCall& call, LiveParty& party, CallEnding ending, Release how) {
  if (!party.there()) return;
  if (party.row.held) set_held(call, party, false);
  if (auto* customer = call.customer(); party.row.role == PartyRole::Agent && customer && customer->row.held)
    party.kept_waiting += kept_waiting_by(party, *customer);
  const auto leg = std::exchange(party.leg, voice::LegId{});
  const bool was_connected = party.connected();
  party.row.state = PartyState::Gone;
  party.row.ended_at = now_;
  party.row.ending = ending;
  party.ring_until.reset();
  if (leg) {
    hush(leg);
    legs_.erase(leg);
    if (party.row.muted) post(voice::media::Command(voice::media::Mute{leg, false}));
    if (party.row.device != Device::Browser) {
      if (was_connected) closing_[leg] = {party.row.id, call.row.id, call.row.centre_id};
      if (how == Release::HangUp) post(voice::SignallingCommand(voice::HangUp{leg}));
    } else if (const auto line = lines_.find(*party.row.person_id); line != lines_.end() && was_connected) {
      party.row.quality = figures_of(line->second.quality);
    }
  }
  if (party.row.person_id && party.row.role != PartyRole::Agent) deed(Occupy{*party.row.person_id, false});
  if (!was_connected) stop_ringing(call);
  const bool asks_on = ending == CallEnding::NoAnswer || ending == CallEnding::Declined || ending == CallEnding::Busy ||
                       ending == CallEnding::Unreachable;
  if (!was_connected && asks_on) call.ask_next = party.asked_for;
  tell(call,
       PartyLeft{call.row.id, party.row.id, party.row.role, party.row.device, party.row.person_id, party.row.trunk_id,
                 ending, ms_between(party.row.began_at, party.row.answered_at.value_or(now_)),
                 ms_between(party.row.answered_at, now_), party.held_for.count(), call.row.kind, call.row.queue_id,
                 party.dialled, was_connected && party.row.device == Device::Browser ? party.row.quality : std::nullopt,
                 party.kept_waiting.count()});
  changed(call);
  mix(call);
}

// Nobody is called any more: who called hears nothing of it.
void Switchboard::stop_ringing(LiveCall& call) {
  const bool rings =
      std::ranges::any_of(call.parties, [](const LiveParty& party) { return party.row.state == PartyState::Ringing; });
  for (const auto& party : call.parties) {
    const auto heard = heard_.find(party.leg);
    if (!rings && heard != heard_.end() && playing_.at(heard->second).purpose == Purpose::Ringing) hush(party.leg);
  }
}

void Switchboard::leave_alone(LiveCall& call, LiveParty* customer, CallEnding ending) {
  for (auto& party : call.parties)
    if (&party != customer && party.there()) remove(call, party, ending, Release::HangUp);
  if (customer && customer->row.held) set_held(call, *customer, false);
}

// The call is over for everybody.
void Switchboard::finish(LiveCall& call, CallEnding ending) {
  if (!finished_.insert(call.row.id).second) return;
  if (call.recording && call.recording->voicemail) {
    if (const auto queue = call.voicemail_queue_id) deed(AddVoicemail{call.row.id, *queue, call.recording->id});
  }
  end_recording(call);
  const auto outcome = outcome_of(call);
  end_walk(call, walk_ending_of(call, ending));
  const bool owed = is_owed_a_call(call);
  for (auto& party : call.parties)
    remove(call, party, party.row.role == PartyRole::Customer ? ending : CallEnding::BySystem, Release::HangUp);
  mix(call);
  if (call.row.kind != CallKind::Internal && !call.surveyed()) deed(EndConversation{call.row.id, outcome});
  if (owed) deed(AddCallBack{call.row.id, *call.row.queue_id, CallBackReason::Abandoned, {}});
  if (call.call_back_id)
    deed(CountAttempt{*call.call_back_id, call.row.kind == CallKind::Outbound && call.row.answered_at.has_value()});
  call.row.state = CallState::Ended;
  call.row.ended_at = now_;
  call.row.ending = ending;
  tell(call, CallFinished{call.row.id, call.row.kind, ending, call.row.trunk_id, (now_ - call.row.began_at).count(),
                          ms_between(call.row.answered_at, call.talked_until.value_or(now_)), call.people()});
  call.treatment.reset();
  changed(call);
}

// Only of calls that never waited for anybody, or were called out: routing tells of the others.
contacts::ContactOutcome Switchboard::outcome_of(const LiveCall& call) const {
  if (call.row.kind == CallKind::Outbound)
    return call.row.answered_at ? contacts::ContactOutcome::Handled : contacts::ContactOutcome::Unanswered;
  if (call.row.state == CallState::Voicemail || call.left_message) return contacts::ContactOutcome::Message;
  if (call.row.agent_id) return contacts::ContactOutcome::Handled;
  if (call.row.state == CallState::Waiting) return contacts::ContactOutcome::Abandoned;
  return call.served ? contacts::ContactOutcome::SelfService : contacts::ContactOutcome::Abandoned;
}

// Whoever waited in vain, and can be reached.
bool Switchboard::is_owed_a_call(const LiveCall& call) const {
  return call.row.kind == CallKind::Inbound && !call.normal.empty() && call.row.queue_id && !call.row.answered_at &&
         (call.row.state == CallState::Waiting || call.row.state == CallState::CallingBack ||
          (call.row.state == CallState::Dialling));
}

// ---- sound ----

voice::PlayId Switchboard::play(LiveCall& call, voice::LegId leg, Purpose purpose, decltype(Speech::what) what) {
  const auto id = ids_.make<voice::PlayId>();
  if (const auto before = heard_.find(leg); before != heard_.end()) playing_.erase(before->second);
  playing_[id] = {call.row.id, leg, purpose, 0};
  heard_[leg] = id;
  speeches_.push_back({id, leg, std::move(what)});
  return id;
}

void Switchboard::hush(voice::LegId leg) {
  const auto found = heard_.find(leg);
  if (found == heard_.end()) return;
  post(voice::media::Command(voice::media::StopPlay{found->second}));
  std::erase_if(speeches_, [&](const Speech& speech) { return speech.play == found->second; });
  playing_.erase(found->second);
  heard_.erase(found);
}

Words Switchboard::say(const LiveCall& call, const std::string& key, const base::Fields& fields) const {
  const auto text = messages_.text(call.row.language, "telephony.spoken." + key, fields);
  return {{spoken(text, true)}, call.row.language};
}

// Who hears whom is told once a turn.
std::vector<Switchboard::Command> Switchboard::take_commands() {
  for (const auto id : std::exchange(rooms_, {})) {
    const auto found = calls_.find(id);
    if (found == calls_.end()) continue;
    std::vector<voice::LegId> legs;
    for (const auto& party : found->second.parties)
      if (party.can_be_heard() || party.early) legs.push_back(party.leg);
    post(voice::media::Command(voice::media::PutRoom{found->second.room, legs, paths_of(found->second)}));
  }
  drop_finished();
  return std::exchange(commands_, {});
}

// How long this agent has had the customer wait with music, of the hold that goes on.
base::Duration Switchboard::kept_waiting_by(const LiveParty& agent, const LiveParty& customer) const {
  if (!agent.row.answered_at) return base::Duration{0};
  return now_ - std::max(customer.held_since, *agent.row.answered_at);
}

void Switchboard::set_held(LiveCall& call, LiveParty& party, bool held) {
  if (party.row.held == held) return;
  party.row.held = held;
  changed(call);
  if (held) {
    party.held_since = now_;
    const auto queue = call.row.queue_id;
    if (party.leg)
      play(call, party.leg, Purpose::HoldMusic,
           Music{queue ? house_.queue_voice(*queue).music_prompt_id : std::nullopt});
  } else {
    party.held_for += now_ - party.held_since;
    if (auto* agent = call.agent(); agent && party.row.role == PartyRole::Customer)
      agent->kept_waiting += kept_waiting_by(*agent, party);
    if (party.leg) hush(party.leg);
  }
  if (party.row.role == PartyRole::Customer) mark(call, held ? "hold" : "resume");
}

void Switchboard::hold_all_but(LiveCall& call, org::PersonId person, bool held) {
  for (auto& party : call.parties)
    if (party.connected() && (!held || party.row.person_id != person) && !party.supervises())
      set_held(call, party, held);
  mix(call);
}

// ---- recording ----

void Switchboard::begin_recording(LiveCall& call) {
  if (call.recording || !call.row.queue_id || call.row.kind == CallKind::Internal) return;
  if (!house_.queue_voice(*call.row.queue_id).record) return;
  call.recording = LiveRecording{ids_.make<voice::RecordingId>(), now_, false};
  call.row.recording = true;
  deed(PutCall{call.row});  // with its agent, whose the recording is
  deed(BeginRecording{call.row.id, call.recording->id, false});
  changed(call);
}

void Switchboard::end_recording(LiveCall& call) {
  if (!call.recording) return;
  post(voice::media::Command(voice::media::StopRecording{call.recording->id}));
  call.recording.reset();
  call.row.recording = call.row.recording_paused = false;
}

void Switchboard::mark(LiveCall& call, const std::string& kind) {
  if (call.recording) deed(MarkRecording{call.recording->id, kind, (now_ - call.recording->since).count()});
}

// ---- time ----

std::optional<base::Time> Switchboard::next_timer() const {
  std::optional<base::Time> first;
  auto consider = [&](std::optional<base::Time> at) {
    if (at && (!first || *at < *first)) first = at;
  };
  for (const auto& [id, call] : calls_) {
    if (call.in_flow()) consider(call.walk->next_timer());
    if (call.treatment && call.row.state == CallState::Waiting) consider(call.treatment->due_at());
    consider(call.voicemail_until);
    for (const auto& party : call.parties) consider(party.ring_until);
  }
  for (const auto& [person, line] : lines_)
    if (line.lost_since) consider(*line.lost_since + settings_.away_for);
  return first;
}

void Switchboard::advance(base::Time now) {
  begin_turn(now);
  for (auto& [id, call] : calls_) {
    if (finished_.contains(id)) continue;
    if (call.in_flow() && call.walk->next_timer() && *call.walk->next_timer() <= now)
      follow(call, call.walk->tick(world_of(call), now));
    if (finished_.contains(id)) continue;
    if (call.treatment && call.row.state == CallState::Waiting) {
      if (call.treatment->wants_standing(now) && (!call.standing_asked_at || now - *call.standing_asked_at > 5s)) {
        call.standing_asked_at = now;
        deed(AskStanding{id});
      }
      if (call.treatment->is_due(now)) treat(call);
    }
    if (call.voicemail_until && *call.voicemail_until <= now) end_voicemail(call);
    if (call.ask_next) ask_next(call);
    for (std::size_t i = 0; i < call.parties.size() && !finished_.contains(id); ++i) {
      auto& party = call.parties[i];
      if (!party.ring_until || *party.ring_until > now) continue;
      remove(call, party, CallEnding::NoAnswer, Release::HangUp);
      if (call.row.state == CallState::Dialling) finish(call, CallEnding::NoAnswer);
    }
  }
  // A line that did not come back: whoever waits for it is given to somebody else.
  for (auto& [person, line] : lines_) {
    if (!line.lost_since || now - *line.lost_since < settings_.away_for) continue;
    line.lost_since.reset();
    auto [call, party] = at(line.leg);
    if (!call || !party->row.away) continue;
    const auto role = party->row.role;
    remove(*call, *party, CallEnding::Lost, Release::Gone);
    if (role == PartyRole::Agent)
      send_back(*call);
    else if (call->row.kind == CallKind::Internal)
      finish(*call, CallEnding::Lost);
  }
}

void Switchboard::close_all(base::Time now) {
  begin_turn(now);
  for (auto& [id, call] : calls_) {
    if (finished_.contains(id)) continue;
    if (call.row.kind == CallKind::Inbound && call.row.queue_id && !call.normal.empty() && !call.surveyed())
      deed(AddCallBack{id, *call.row.queue_id, CallBackReason::Cut, {}});
    finish(call, CallEnding::Broken);
  }
}

// ---- what a turn gives out ----

void Switchboard::deed(Action action) {
  deeds_.push_back({std::move(action), by_, now_, request_});
}

void Switchboard::write_changed() {
  for (const auto id : std::exchange(changed_, {})) {
    const auto found = calls_.find(id);
    if (found == calls_.end()) continue;
    auto& call = found->second;
    deed(PutCall{call.row});
    for (const auto& party : call.parties) deed(PutParty{party.row});
    deed(Tell{id, call.row.centre_id, by_, CallChanged{id, call.people()}});
  }
}

void Switchboard::drop_finished() {
  for (const auto id : std::exchange(finished_, {})) calls_.erase(id);
}

std::vector<Deed> Switchboard::take_deeds() {
  write_changed();
  return std::exchange(deeds_, {});
}

}  // namespace telephony
