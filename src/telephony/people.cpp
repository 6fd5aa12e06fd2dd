// What people want of calls: answering, holding, transferring, supervising.

#include <algorithm>

#include "telephony/switchboard.h"

namespace telephony {
namespace {

base::Status wrong_state(const char* key) {
  return base::refuse(base::Code::WrongState, key);
}

constexpr std::size_t parties_max = 8;

}  // namespace

base::Status Switchboard::asked(const Request& request, base::Time now) {
  now_ = now;
  by_ = {base::ActorKind::Person, request.person.value};
  request_ = request.id;
  return std::visit([&](const auto& it) { return wish(request, it); }, request.wish);
}

base::Result<std::pair<LiveCall*, LiveParty*>> Switchboard::own(const Request& request) {
  auto* call = live(request.call);
  auto* party = call ? call->find(request.person) : nullptr;
  if (!party) return base::refuse(base::Code::WrongState, "not_in_call");
  return std::pair(call, party);
}

base::Result<std::pair<LiveCall*, LiveParty*>> Switchboard::own_connected(const Request& request) {
  auto found = own(request);
  if (found && !found->second->connected()) return base::refuse(base::Code::WrongState, "not_answered_yet");
  return found;
}

// ---- phones ----

base::Status Switchboard::wish(const Request& request, const ConnectPhone& it) {
  auto& line = lines_[request.person];
  const auto former = line.leg;
  line = {};
  line.leg = ids_.make<voice::LegId>();
  line_legs_[line.leg] = request.person;
  post(voice::SignallingCommand(voice::AnswerBrowser{line.leg, it.offer}));
  if (!former) return {};
  // A page that was loaded anew: whoever it spoke with goes on with the new line.
  auto [call, party] = at(former);
  hush(former);
  post(voice::media::Command(voice::media::CloseLeg{former}));
  line_legs_.erase(former);
  legs_.erase(former);
  if (!call) return {};
  party->leg = line.leg;
  party->row.away = true;
  party->row.muted = false;
  legs_[line.leg] = call->row.id;
  changed(*call);
  hold_all_but(*call, request.person, true);
  line.lost_since = now_;
  return {};
}

base::Status Switchboard::wish(const Request& request, const DisconnectPhone&) {
  const auto found = lines_.find(request.person);
  if (found == lines_.end()) return {};
  const auto leg = found->second.leg;
  if (auto [call, party] = at(leg); call) return wrong_state("in_call");
  post(voice::media::Command(voice::media::CloseLeg{leg}));
  line_legs_.erase(leg);
  lines_.erase(found);
  deed(Tell{{}, {}, by_, PhoneLineChanged{request.person, false}});
  return {};
}

bool Switchboard::is_reachable(const Desk& desk) const {
  return desk.phone || has_line(desk.person_id);
}

bool Switchboard::is_busy(org::PersonId person) const {
  return std::ranges::any_of(calls_, [&](const auto& pair) {
    return std::ranges::any_of(pair.second.parties,
                               [&](const LiveParty& party) { return party.row.person_id == person && party.there(); });
  });
}

bool Switchboard::is_speaking(org::PersonId person) const {
  return std::ranges::any_of(calls_, [&](const auto& pair) {
    const auto& parties = pair.second.parties;
    const bool in_it = std::ranges::any_of(
        parties, [&](const LiveParty& party) { return party.row.person_id == person && party.there(); });
    return in_it && std::ranges::any_of(parties, [&](const LiveParty& party) {
             return party.row.person_id != person && party.there() && !party.row.held;
           });
  });
}

LiveParty& Switchboard::add_person(LiveCall& call, PartyRole role, const Desk& desk) {
  auto& party = add_party(call, role, desk.phone ? Device::Phone : Device::Browser);
  party.row.person_id = desk.person_id;
  party.phone = desk.phone;
  if (role != PartyRole::Agent) deed(Occupy{desk.person_id, true});
  return party;
}

// A browser rings by what its console shows; it is connected by its line.
void Switchboard::ring(LiveCall& call, LiveParty& party, Ringing how) {
  if (party.row.device == Device::Browser) {
    if (how == Ringing::PicksUp) connect(call, party);
    return;
  }
  party.leg = ids_.make<voice::LegId>();
  legs_[party.leg] = call.row.id;
  voice::DialPhone dial;
  dial.leg = party.leg;
  dial.phone = *party.phone;
  dial.caller_number = call.row.masked.empty() ? call.row.called_number : call.row.masked;
  dial.ring_time = settings_.ring_for + std::chrono::seconds{5};
  dial.answers_itself = how == Ringing::PicksUp;
  post(voice::SignallingCommand(dial));
}

// The party's line is in the call from here on.
void Switchboard::connect(LiveCall& call, LiveParty& party) {
  if (party.row.device == Device::Browser) {
    const auto line = lines_.find(*party.row.person_id);
    if (line == lines_.end()) return;
    party.leg = line->second.leg;
    party.row.away = !line->second.connected;
    legs_[party.leg] = call.row.id;
  }
  party.row.answered_at = now_;
  party_connected(call, party);
}

void Switchboard::party_connected(LiveCall& call, LiveParty& party) {
  party.row.state = PartyState::Connected;
  party.ring_until.reset();
  party.early = false;
  changed(call);
  mix(call);
  switch (party.row.role) {
    case PartyRole::Customer:
    case PartyRole::Outside:
      return customer_answered(call);
    case PartyRole::Agent:
      return agent_connected(call, party);
    case PartyRole::Colleague:
      for (auto& other : call.parties)
        if (other.connected() && !other.row.held && other.leg) hush(other.leg);
      if (call.row.kind == CallKind::Internal && !call.row.answered_at && call.row.state == CallState::Dialling &&
          call.colleague_of(*party.row.person_id)) {
        call.row.answered_at = now_;
        call.row.state = CallState::Talking;
      }
      return;
    case PartyRole::Supervisor:
      return;
  }
}

// ---- calling ----

base::Status Switchboard::wish(const Request& request, const NewCall& it) {
  const auto desk = house_.desk(request.person);
  if (!desk) return base::not_found();
  if (is_busy(request.person)) return wrong_state("in_call");
  if (!is_reachable(*desk)) return wrong_state("phone_not_connected");
  if (!it.agent_id) {
    if (const auto person = house_.person_with_number(it.number)) {
      const auto other = house_.desk(*person);
      if (other) return begin_internal(*desk, *other, {});
    }
    return begin_outbound(*desk, it, {});
  }
  const auto other = house_.desk(*it.agent_id);
  if (!other || other->person_id == request.person) return base::refuse_fault("/agent_id", "no_such_object");
  return begin_internal(*desk, *other, {});
}

// Somebody lifted a desk phone and dialled: a colleague's number, or one outside.
void Switchboard::begin_from_phone(const voice::LegArrived& arrived, voice::PhoneId phone) {
  auto refuse = [&](int status) { post(voice::SignallingCommand(voice::Refuse{arrived.leg, status})); };
  const auto person = house_.owner(phone);
  const auto desk = person ? house_.desk(*person) : std::nullopt;
  if (!desk) return refuse(403);
  if (is_speaking(*person)) return refuse(486);  // whoever holds one may call another
  by_ = {base::ActorKind::Person, person->value};
  if (const auto other = house_.person_with_number(arrived.called)) {
    const auto their = house_.desk(*other);
    if (!their || *other == *person) return refuse(404);
    if (const auto begun = begin_internal(*desk, *their, arrived.leg); !begun) refuse(480);
    return;
  }
  NewCall wanted;
  wanted.number = arrived.called;
  if (const auto begun = begin_outbound(*desk, wanted, arrived.leg); !begun) refuse(403);
}

// `from`: the leg of the desk phone that dialled; zero: the desk is connected first.
base::Status Switchboard::begin_outbound(const Desk& desk, const NewCall& wanted, voice::LegId from) {
  const auto queue_id = wanted.queue_id ? wanted.queue_id : house_.queue_of(desk.person_id);
  const auto queue = queue_id ? house_.queue(*queue_id) : std::nullopt;
  if (!queue || queue->channel != agents::Channel::Voice) return base::refuse_fault("/queue_id", "no_such_object");
  if (!desk.signed_in) return wrong_state("agent_signed_out");
  const auto number = wanted.call_back_id ? house_.number_of(*wanted.call_back_id) : wanted.number;
  const auto dialling = house_.dialling(number, queue->centre_id, queue_id);
  if (!dialling) return base::refuse_fault("/number", "cannot_be_called");
  auto& call = add_call(CallKind::Outbound, queue->centre_id, CallState::Dialling);
  const auto callee = house_.caller(number, {});
  call.number = dialling->number;
  call.trunks = dialling->trunks;
  know_number(call, number, callee);
  stand_with(call, desk);
  call.row.queue_id = queue_id;
  if (wanted.customer_id) call.row.customer_id = wanted.customer_id;
  call.row.called_number = dialling->caller_number;
  call.row.language = "zh-CN";
  call.call_back_id = wanted.call_back_id;
  deed(PutCall{call.row});
  deed(OpenContact{call.row.id, false});
  deed(BeginInHand{call.row.id, *queue_id, desk.person_id});
  tell(
      call,
      CallBegan{
          call.row.id, CallKind::Outbound, {}, {}, call.row.customer_id, callee.province, callee.city, callee.carrier});
  take_up(call, add_person(call, PartyRole::Agent, desk), from);
  return {};
}

void Switchboard::take_up(LiveCall& call, LiveParty& party, voice::LegId from) {
  if (!from) return ring(call, party, Ringing::PicksUp);
  party.leg = from;
  legs_[from] = call.row.id;
  post(voice::SignallingCommand(voice::Answer{from}));
}

// The call stands where its agent stands.
void Switchboard::stand_with(LiveCall& call, const Desk& desk) {
  call.row.agent_id = desk.person_id;
  call.row.department_id = desk.place.department_id;
  call.row.team_id = desk.place.team_id;
}

base::Status Switchboard::begin_internal(const Desk& desk, const Desk& other, voice::LegId from) {
  if (!is_reachable(other)) return wrong_state("colleague_not_reachable");
  if (is_busy(other.person_id)) return wrong_state("colleague_in_call");
  auto& call = add_call(CallKind::Internal, desk.place.centre_id, CallState::Dialling);
  stand_with(call, desk);
  call.row.called_number = desk.number;
  call.row.language = "zh-CN";
  deed(PutCall{call.row});
  tell(call, CallBegan{call.row.id, CallKind::Internal, {}, {}, {}, {}, {}, {}});
  const auto caller = add_person(call, PartyRole::Colleague, desk).row.id;
  const auto callee = add_person(call, PartyRole::Colleague, other).row.id;
  take_up(call, *call.find(caller), from);
  auto& theirs = *call.find(callee);
  theirs.ring_until = now_ + settings_.ring_for;
  ring(call, theirs, Ringing::Rings);
  if (const auto* calling = call.find(caller); calling->connected() && calling->leg)
    play(call, calling->leg, Purpose::Ringing, RingingTone{});
  return {};
}

void Switchboard::dial_customer(LiveCall& call) {
  auto& customer = add_party(call, PartyRole::Customer, Device::Trunk);
  customer.row.masked = call.row.masked;
  call.row.state = CallState::Dialling;
  dial(call, customer, {call.trunks, call.number, call.row.called_number});
  if (auto* agent = call.agent(); agent && agent->leg) play(call, agent->leg, Purpose::Ringing, RingingTone{});
}

void Switchboard::dial(LiveCall& call, LiveParty& party, const Dialling& dialling) {
  party.leg = ids_.make<voice::LegId>();
  legs_[party.leg] = call.row.id;
  party.dialled = true;
  voice::DialTrunk dial;
  dial.leg = party.leg;
  dial.trunks = dialling.trunks;
  dial.number = dialling.number;
  dial.caller_number = dialling.caller_number;
  dial.ring_time = settings_.ring_outside_for;
  post(voice::SignallingCommand(dial));
}

base::Status Switchboard::dial_outside(LiveCall& call, const std::string& number) {
  const auto dialling = house_.dialling(number, call.row.centre_id, call.row.queue_id);
  if (!dialling) return base::refuse_fault("/number", "cannot_be_called");
  auto& party = add_party(call, PartyRole::Outside, Device::Trunk);
  party.row.masked = house_.caller(number, {}).masked;
  dial(call, party, *dialling);
  return {};
}

// Whom we called has answered: the customer, or a number that was called in.
void Switchboard::customer_answered(LiveCall& call) {
  if (call.row.state == CallState::Outside) end_walk(call, ivr::WalkEnding::Outside);
  for (auto& party : call.parties)
    if (party.connected() && party.leg && !party.row.held) hush(party.leg);
  if (call.row.state == CallState::Dialling) {
    call.row.answered_at = now_;
    call.row.state = CallState::Talking;
    begin_recording(call);
  }
  changed(call);
  mix(call);
}

// A number outside did not answer, or has gone.
void Switchboard::outside_failed(LiveCall& call, const LiveParty& party) {
  if (call.agent()) {
    // The agent who called it is told by what is shown.
    if (auto* agent = call.agent(); agent->leg) hush(agent->leg);
    return mix(call);
  }
  if (party.row.answered_at) return finish(call, CallEnding::ByAgent);
  if (call.walk) {
    call.row.state = CallState::InFlow;
    deed(LeaveDistribution{call.row.id, true});
    return follow(call, call.walk->acted(world_of(call), now_, ivr::StepOutcome::Failed));
  }
  send_back(call);
}

// ---- answering ----

base::Status Switchboard::wish(const Request& request, const AnswerCall&) {
  auto found = own(request);
  if (!found) return base::pass(found);
  auto& [call, party] = *found;
  if (party->connected()) return {};
  if (party->offer_id) {
    deed(AnswerOffer{call->row.id, *party->offer_id, request.person});
    return {};
  }
  if (party->row.device == Device::Browser) {
    if (!has_line(request.person)) return wrong_state("phone_not_connected");
    connect(*call, *party);
    return {};
  }
  // The phone rings: it is called again, and asked to pick up.
  legs_.erase(party->leg);
  post(voice::SignallingCommand(voice::HangUp{party->leg}));
  ring(*call, *party, Ringing::PicksUp);
  return {};
}

base::Status Switchboard::wish(const Request& request, const DeclineCall&) {
  auto found = own(request);
  if (!found) return base::pass(found);
  auto& [call, party] = *found;
  if (party->connected()) return wrong_state("answered_already");
  if (party->offer_id) {
    deed(DeclineOffer{call->row.id, *party->offer_id, request.person});
    return {};
  }
  remove(*call, *party, CallEnding::Declined, Release::HangUp);
  if (call->row.state == CallState::Dialling) finish(*call, CallEnding::Declined);
  return {};
}

// Connected by the distribution, or picked up a call out.
void Switchboard::agent_connected(LiveCall& call, LiveParty& party) {
  if (party.offer_id) {
    // The phone was lifted: the offer is answered by that.
    by_ = {base::ActorKind::Person, party.row.person_id->value};
    deed(AnswerOffer{call.row.id, *party.offer_id, *party.row.person_id});
    party.offer_id.reset();
    return;
  }
  if (call.row.kind == CallKind::Outbound && !call.customer() && !call.row.answered_at) return dial_customer(call);
  if (call.row.state == CallState::Waiting || call.row.state == CallState::CallingBack) begin_talking(call);
}

// The item is in the agent's hands, and its phone is connected.
void Switchboard::begin_talking(LiveCall& call) {
  auto* agent = call.agent();
  auto* customer = call.customer();
  call.treatment.reset();
  if (!customer) {
    // The caller kept the place and hung up: now it is called.
    if (const auto dialling = house_.dialling(call.number, call.row.centre_id, call.row.queue_id)) {
      call.trunks = dialling->trunks;
      call.number = dialling->number;
      call.row.called_number = dialling->caller_number;
      return dial_customer(call);
    }
    return finish(call, CallEnding::Unreachable);
  }
  hush(customer->leg);
  if (customer->row.held) set_held(call, *customer, false);
  call.row.state = CallState::Talking;
  if (!call.row.answered_at) call.row.answered_at = now_;
  const auto desk = house_.desk(*agent->row.person_id);
  if (call.row.queue_id && house_.queue_voice(*call.row.queue_id).announce_agent && desk && !desk->number.empty()) {
    call.announcing = true;
    play(call, customer->leg, Purpose::Announcement, say(call, "agent_number", {{"number", desk->number}}));
  }
  begin_recording(call);
  changed(call);
  mix(call);
}

// The item is in the hands of that person: whoever had it before has gone.
void Switchboard::seat_agent(LiveCall& call, org::PersonId person) {
  call.row.agent_id = person;
  const auto desk = house_.desk(person);
  if (!desk) return;
  stand_with(call, *desk);
  changed(call);
  auto* party = call.find(person);
  if (party && party->connected()) {
    if (party->row.role != PartyRole::Agent) deed(Occupy{person, false});
    party->row.role = PartyRole::Agent;
    party->row.supervision.reset();
    hold_all_but(call, person, false);
    if (call.row.state != CallState::Talking) begin_talking(call);
    return;
  }
  if (!party) party = &add_person(call, PartyRole::Agent, *desk);
  party->row.role = PartyRole::Agent;
  party->offer_id.reset();
  if (party->leg) {
    legs_.erase(party->leg);
    post(voice::SignallingCommand(voice::HangUp{party->leg}));
    party->leg = {};
  }
  ring(call, *party, Ringing::PicksUp);
}

// ---- in the call ----

base::Status Switchboard::wish(const Request& request, const HangUpCall&) {
  auto found = own(request);
  if (!found) return base::pass(found);
  if (!found->second->connected()) return wish(request, DeclineCall{});
  agent_left(*found->first, request.person);
  return {};
}

// Somebody of the house goes. If a colleague is there who can go on, the call goes on.
void Switchboard::agent_left(LiveCall& call, org::PersonId person) {
  auto* party = call.find(person);
  if (!party) return;
  if (party->row.role != PartyRole::Agent) {
    remove(call, *party, CallEnding::ByAgent, Release::HangUp);
    if (call.row.kind == CallKind::Internal) finish(call, CallEnding::ByAgent);
    return;
  }
  Request request{request_, person, call.row.id, {}};
  if (call.customer() && wish(request, CompleteTransfer{})) {
    // What is refused by the distribution leaves the call as it is.
    return;
  }
  const auto survey = survey_of(call);
  if (survey && call.customer() && house_.queue_voice(*call.row.queue_id).survey_after_hang_up)
    return begin_survey(call, *survey);
  finish(call, CallEnding::ByAgent);
}

base::Status Switchboard::wish(const Request& request, const HoldChange& it) {
  auto found = own_connected(request);
  if (!found) return base::pass(found);
  if (!found->second->of_house()) return wrong_state("not_in_call");
  hold_all_but(*found->first, request.person, it.held);
  return {};
}

base::Status Switchboard::wish(const Request& request, const MuteChange& it) {
  auto found = own_connected(request);
  if (!found) return base::pass(found);
  auto& [call, party] = *found;
  if (party->row.muted == it.muted) return {};
  party->row.muted = it.muted;
  post(voice::media::Command(voice::media::Mute{party->leg, it.muted}));
  changed(*call);
  return {};
}

// To everybody outside who is not held.
base::Status Switchboard::wish(const Request& request, const Digits& it) {
  auto found = own_connected(request);
  if (!found) return base::pass(found);
  if (it.digits.find_first_not_of("0123456789*#ABCD") != std::string::npos)
    return base::refuse_fault("/digits", "not_digits");
  for (const auto& party : found->first->parties)
    if (party.can_be_heard() && party.row.device == Device::Trunk && !party.row.held)
      post(voice::media::Command(voice::media::SendDigits{party.leg, it.digits}));
  return {};
}

// ---- transfers ----

// People of the house have numbers too.
CallTarget Switchboard::resolved(CallTarget target) const {
  if (target.number.empty()) return target;
  target.agent_id = house_.person_with_number(target.number);
  if (target.agent_id) target.number.clear();
  return target;
}

// Blind: the agent is out of it at once.
base::Status Switchboard::wish(const Request& request, const CallTarget& wanted) {
  const auto it = resolved(wanted);
  auto found = own_connected(request);
  if (!found) return base::pass(found);
  auto& [call, party] = *found;
  if (party->row.role != PartyRole::Agent || !call->customer()) return wrong_state("not_the_agent");
  CallTransferred told{call->row.id,   TransferKind::Blind, TransferGoal::Queue, call->row.queue_id,
                       request.person, it.queue_id,         it.agent_id,         it.flow_id};
  if (it.queue_id || it.agent_id) {
    told.goal = it.queue_id ? TransferGoal::Queue : TransferGoal::Agent;
    // The parties follow when the distribution has moved the item.
    deed(MoveItem{call->row.id, it.queue_id, it.agent_id, settings_.transfer_patience});
    tell(*call, told);
    return {};
  }
  if (it.flow_id) {
    if (!world_of(*call).flow(*it.flow_id)) return base::refuse_fault("/flow_id", "no_such_object");
    told.goal = TransferGoal::Flow;
    tell(*call, told);
    leave_distribution(*call, true);
    leave_for(*call, request.person);
    begin_flow(*call, *it.flow_id);
    return {};
  }
  if (auto dialled = dial_outside(*call, it.number); !dialled) return dialled;
  told.goal = TransferGoal::Outside;
  tell(*call, told);
  leave_distribution(*call, false);
  leave_for(*call, request.person);
  call->row.state = CallState::Outside;
  if (auto* customer = call->customer(); customer && customer->leg)
    play(*call, customer->leg, Purpose::Ringing, RingingTone{});
  return {};
}

// Somebody of the queue who can speak now and was not asked about this call before.
std::optional<Desk> Switchboard::free_colleague(const LiveCall& call, routing::QueueId id) {
  const auto queue = house_.queue(id);
  if (!queue) return std::nullopt;
  for (const auto person : house_.free_in(*queue)) {
    const auto desk = house_.desk(person);
    const bool was_asked =
        std::ranges::any_of(call.parties, [&](const auto& it) { return it.row.person_id == person; });
    if (desk && !was_asked && is_reachable(*desk) && !is_busy(person)) return desk;
  }
  return std::nullopt;
}

void Switchboard::ask_colleague(LiveCall& call, const Desk& desk, std::optional<routing::QueueId> queue) {
  auto& asked = add_person(call, PartyRole::Colleague, desk);
  asked.ring_until = now_ + settings_.ring_for;
  asked.asked_for = queue;
  ring(call, asked, Ringing::Rings);
}

// The next of the queue, while an agent still waits for one.
void Switchboard::ask_next(LiveCall& call) {
  const auto queue = std::exchange(call.ask_next, std::nullopt);
  const auto* agent = call.agent();
  if (!queue || !agent || !agent->connected()) return;
  const auto desk = free_colleague(call, *queue);
  if (!desk) return;
  ask_colleague(call, *desk, queue);
  if (const auto* asks = call.agent(); asks->leg) play(call, asks->leg, Purpose::Ringing, RingingTone{});
}

// The agent has done: the caller is asked how it was.
base::Status Switchboard::wish(const Request& request, const SendToSurvey&) {
  auto found = own_connected(request);
  if (!found) return base::pass(found);
  auto& [call, party] = *found;
  if (party->row.role != PartyRole::Agent || !call->customer()) return wrong_state("not_the_agent");
  const auto survey = survey_of(*call);
  if (!survey) return wrong_state("queue_has_no_survey");
  begin_survey(*call, *survey);
  return {};
}

// Somebody is asked first: the customer waits with music.
base::Status Switchboard::wish(const Request& request, const Consultation& wanted) {
  const Consultation it{resolved(wanted.target)};
  auto found = own_connected(request);
  if (!found) return base::pass(found);
  auto& [call, party] = *found;
  if (!party->of_house()) return wrong_state("not_in_call");
  const auto there = std::ranges::count_if(call->parties, &LiveParty::there);
  if (static_cast<std::size_t>(there) >= parties_max) return wrong_state("call_is_full");
  if (it.target.queue_id) {
    const auto desk = free_colleague(*call, *it.target.queue_id);
    if (!desk) return wrong_state("nobody_free_in_queue");
    hold_all_but(*call, request.person, true);
    ask_colleague(*call, *desk, it.target.queue_id);
  } else if (it.target.agent_id) {
    const auto desk = house_.desk(*it.target.agent_id);
    if (!desk || desk->person_id == request.person || call->find(desk->person_id))
      return base::refuse_fault("/agent_id", "no_such_object");
    if (!is_reachable(*desk)) return wrong_state("colleague_not_reachable");
    if (is_busy(desk->person_id)) return wrong_state("colleague_in_call");
    hold_all_but(*call, request.person, true);
    ask_colleague(*call, *desk, {});
  } else {
    if (it.target.number.empty()) return base::refuse_fault("/number", "required");
    if (auto dialled = dial_outside(*call, it.target.number); !dialled) return dialled;
    hold_all_but(*call, request.person, true);
  }
  if (auto* agent = call->find(request.person); agent->leg) play(*call, agent->leg, Purpose::Ringing, RingingTone{});
  mark(*call, "consult");
  return {};
}

// From the one to the other: who was held is spoken with, the others wait.
base::Status Switchboard::wish(const Request& request, const SwapParties&) {
  auto found = own_connected(request);
  if (!found) return base::pass(found);
  auto& call = *found->first;
  if (!found->second->of_house()) return wrong_state("not_in_call");
  for (auto& party : call.parties)
    if (party.connected() && party.row.person_id != request.person && !party.supervises())
      set_held(call, party, !party.row.held);
  mix(call);
  return {};
}

// All together: a conference.
base::Status Switchboard::wish(const Request& request, const JoinParties&) {
  auto found = own_connected(request);
  if (!found) return base::pass(found);
  if (!found->second->of_house()) return wrong_state("not_in_call");
  hold_all_but(*found->first, request.person, false);
  mark(*found->first, "conference");
  return {};
}

// The agent goes; the colleague, or the number outside, has the customer.
base::Status Switchboard::wish(const Request& request, const CompleteTransfer&) {
  auto found = own_connected(request);
  if (!found) return base::pass(found);
  auto& [call, party] = *found;
  if (party->row.role != PartyRole::Agent || !call->customer()) return wrong_state("not_the_agent");
  CallTransferred told{
      call->row.id, TransferKind::Consulted, TransferGoal::Agent, call->row.queue_id, request.person, {}, {}, {}};
  if (auto* colleague = call->colleague_of(request.person)) {
    const auto desk = house_.desk(*colleague->row.person_id);
    if (!desk || !desk->signed_in) return wrong_state("agent_signed_out");
    told.to_agent_id = desk->person_id;
    tell(*call, told);
    // The parties follow when the distribution has given the item.
    deed(GiveItem{call->row.id, desk->person_id});
    return {};
  }
  const bool outside = std::ranges::any_of(
      call->parties, [](const LiveParty& other) { return other.row.role == PartyRole::Outside && other.there(); });
  if (!outside) return wrong_state("nobody_to_transfer_to");
  told.goal = TransferGoal::Outside;
  tell(*call, told);
  leave_distribution(*call, false);
  leave_for(*call, request.person);
  call->row.state = CallState::Outside;
  return {};
}

// Out of the conference, or no longer called.
base::Status Switchboard::wish(const Request& request, const PartyChoice& it) {
  auto found = own_connected(request);
  if (!found) return base::pass(found);
  auto& call = *found->first;
  auto* party = call.find(it.party_id);
  if (!party || party->row.person_id == request.person) return base::refuse_fault("/party_id", "no_such_object");
  if (party->row.role == PartyRole::Customer || party->supervises() || !found->second->of_house())
    return wrong_state("party_stays");
  remove(call, *party, CallEnding::ByAgent, Release::HangUp);
  if (auto* agent = call.find(request.person); agent && agent->leg) hush(agent->leg);
  if (call.row.kind == CallKind::Internal && !call.colleague_of(request.person)) finish(call, CallEnding::ByAgent);
  return {};
}

// ---- supervisors ----

base::Status Switchboard::wish(const Request& request, const SupervisionChoice& it) {
  auto* call = live(request.call);
  if (!call || (call->row.state != CallState::Talking && call->row.state != CallState::Dialling))
    return wrong_state("nothing_to_listen_to");
  auto* party = call->find(request.person);
  if (party && !party->supervises()) return wrong_state("in_call");
  if (!party) {
    const auto desk = house_.desk(request.person);
    if (!desk) return base::not_found();
    if (is_busy(request.person)) return wrong_state("in_call");
    if (!is_reachable(*desk)) return wrong_state("phone_not_connected");
    party = &add_person(*call, PartyRole::Supervisor, *desk);
    party->row.supervision = it.mode;
    ring(*call, *party, Ringing::PicksUp);
  }
  call->find(request.person)->row.supervision = it.mode;
  tell(*call, CallSupervised{call->row.id, request.person, call->row.agent_id, base::word_of(it.mode)});
  changed(*call);
  mix(*call);
  return {};
}

base::Status Switchboard::wish(const Request& request, const TakeOverCall&) {
  auto* call = live(request.call);
  if (!call || !call->item_id || !call->row.agent_id || !call->customer()) return wrong_state("nothing_to_take_over");
  const auto desk = house_.desk(request.person);
  if (!desk || !desk->signed_in) return wrong_state("agent_signed_out");
  if (!is_reachable(*desk)) return wrong_state("phone_not_connected");
  if (!call->find(request.person) && is_busy(request.person)) return wrong_state("in_call");
  deed(GiveItem{call->row.id, request.person});
  tell(*call, CallSupervised{call->row.id, request.person, call->row.agent_id, "take_over"});
  return {};
}

base::Status Switchboard::wish(const Request& request, const CutCall&) {
  auto* call = live(request.call);
  if (!call) return wrong_state("call_is_over");
  tell(*call, CallSupervised{call->row.id, request.person, call->row.agent_id, "cut"});
  finish(*call, CallEnding::Cut);
  return {};
}

base::Status Switchboard::wish(const Request& request, const RecordingPause& it) {
  auto found = own_connected(request);
  if (!found) return base::pass(found);
  auto& call = *found->first;
  if (!call.recording) return wrong_state("not_recorded");
  if (call.row.recording_paused == it.paused) return {};
  call.row.recording_paused = it.paused;
  post(voice::media::Command(voice::media::PauseRecording{call.recording->id, it.paused}));
  mark(call, it.paused ? "pause" : "go_on");
  changed(call);
  return {};
}

base::Status Switchboard::wish(const Request& request, const HelpRequest& it) {
  auto found = own_connected(request);
  if (!found) return base::pass(found);
  auto& call = *found->first;
  call.row.help_asked_at = now_;
  call.row.help_note = it.note;
  tell(call, HelpAsked{call.row.id, request.person});
  changed(call);
  return {};
}

}  // namespace telephony
