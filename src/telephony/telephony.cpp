#include "telephony/telephony.h"

#include <algorithm>

#include "access/list.h"
#include "agents/agents.h"
#include "agents/rights.h"
#include "contacts/contacts.h"
#include "ivr/ivr.h"
#include "ivr/prompts.h"
#include "lines/lines.h"
#include "routing/rights.h"
#include "routing/routing.h"
#include "telephony/directory.h"
#include "telephony/exchange.h"
#include "telephony/ledger.h"
#include "telephony/rights.h"

namespace telephony {
namespace {

constexpr org::PlaceColumns call_place{"centre_id", "department_id", "team_id", "agent_id"};

org::Place place_of(const CallRow& row) {
  return {row.centre_id, row.department_id, row.team_id, row.agent_id};
}

org::PersonId person_of(const org::Actor& actor) {
  return org::PersonId{actor.ref.kind == base::ActorKind::Person ? actor.ref.id : 0};
}

// Who has a phone here: agents, and those who supervise them.
base::Result<org::PersonId> phone_user(const org::Actor& actor) {
  if (!person_of(actor)) return base::refuse(base::Code::Forbidden, "forbidden");
  if (!actor.may(agents::work_as_agent))
    if (auto status = actor.require(supervise_calls); !status) return base::pass(status);
  return person_of(actor);
}

bool may_see(db::Transaction& tx, const org::Actor& actor, const KeptCall& call) {
  if (actor.reaches(view_calls, place_of(call))) return true;
  return person_of(actor) && takes_part(tx, call.id, person_of(actor));
}

base::Result<KeptCall> load(db::Transaction& tx, const org::Actor& actor, CallId id) {
  auto row = find_call(tx, id);
  if (!row || !may_see(tx, actor, *row)) return base::not_found();
  return *std::move(row);
}

}  // namespace

// ---- the phone ----

base::Result<PhoneLine> Telephony::phone_line(const org::Actor& actor) {
  return platform_.database.read([&](db::Transaction& tx) { return phone_line(tx, actor); });
}

base::Result<PhoneLine> Telephony::phone_line(db::Transaction& tx, const org::Actor& actor) {
  auto person = phone_user(actor);
  if (!person) return base::pass(person);
  PhoneLine phone;
  phone.id = *person;
  phone.available = exchange_ != nullptr;
  if (!exchange_) return phone;
  const auto sip = lines::Lines::phone_of(tx, *person);
  phone.device = sip ? Device::Phone : Device::Browser;
  phone.connected = is_reachable(tx, *person);
  return phone;
}

bool Telephony::is_reachable(db::Transaction& tx, org::PersonId person) const {
  if (!exchange_) return false;
  const auto sip = lines::Lines::phone_of(tx, person);
  return sip ? lines::Lines::is_signed_in(tx, *sip) : exchange_->has_line(person);
}

base::Result<PhoneAnswer> Telephony::connect_phone(const org::Actor& actor, const PhoneOffer& offer) {
  auto person = phone_user(actor);
  if (!person) return base::pass(person);
  if (!exchange_) return base::refuse(base::Code::Unavailable, "no_telephony");
  auto answer = exchange_->connect_phone(*person, offer.offer);
  if (!answer) return base::pass(answer);
  return PhoneAnswer{*std::move(answer)};
}

base::Status Telephony::disconnect_phone(const org::Actor& actor) {
  auto person = phone_user(actor);
  if (!person) return base::pass(person);
  if (!exchange_) return {};
  return exchange_->ask(*person, {}, DisconnectPhone{});
}

// ---- looking ----

base::Result<org::Page<Call>> Telephony::calls(const org::Actor& actor, const CallFilter& filter,
                                               const org::ListQuery& query) {
  if (auto status = actor.require(view_calls); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<KeptCall>(), "voice_call", "id", actor.within(view_calls, call_place, 1));
    if (filter.from) list.require("began_at >= ?%1", *filter.from);
    if (filter.until) list.require("began_at < ?%1", *filter.until);
    if (filter.centre_id) list.require("centre_id = ?%1", *filter.centre_id);
    if (filter.queue_id) list.require("queue_id = ?%1", *filter.queue_id);
    if (filter.agent_id) list.require("agent_id = ?%1", *filter.agent_id);
    if (filter.customer_id) list.require("customer_id = ?%1", *filter.customer_id);
    if (filter.contact_id) list.require("contact_id = ?%1", *filter.contact_id);
    if (filter.kind) list.require("kind = ?%1", base::word_of(*filter.kind));
    if (filter.state) list.require("state = ?%1", base::word_of(*filter.state));
    if (filter.ending) list.require("ending = ?%1", base::word_of(*filter.ending));
    if (filter.trunk_id) list.require("trunk_id = ?%1", *filter.trunk_id);
    if (const auto digits = digits_of(filter.number); digits.size() == 4)
      list.require("number_tail = ?%1", tail_index_of(platform_.keys, digits));
    else if (!digits.empty())
      list.require("number_index = ?%1", number_index(platform_.keys, digits));
    return org::page_of<Call>(tx, list, query, org::ListStatement::Order::NewestFirst,
                              [&](const db::Row& row) { return to_call(tx, db::read_row<KeptCall>(row), actor); });
  });
}

base::Result<Call> Telephony::call(const org::Actor& actor, CallId id) {
  return show(actor, id);
}

base::Result<Call> Telephony::show(const org::Actor& actor, CallId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Call> {
    auto row = load(tx, actor, id);
    if (!row) return base::pass(row);
    return to_call(tx, *row, actor);
  });
}

base::Result<WholeNumber> Telephony::number(const org::Actor& actor, CallId id) {
  if (auto status = actor.require(unmask_calls); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<WholeNumber> {
    auto row = load(tx, actor, id);
    if (!row) return base::pass(row);
    if (!actor.reaches(unmask_calls, place_of(*row)) && !takes_part(tx, id, person_of(actor))) return base::not_found();
    org::audit(tx, platform_, actor, {"call.number_seen", "call", id.value, row->centre_id, ""});
    return WholeNumber{platform_.keys.open(row->number, number_context).value_or("")};
  });
}

// ---- acting ----

template <class W>
base::Status Telephony::ask(const org::Actor& actor, CallId call, W wish) {
  auto person = phone_user(actor);
  if (!person) return base::pass(person);
  // Nobody acts in a call, or learns of it, without being in it.
  if (call && !platform_.database.read([&](db::Transaction& tx) { return takes_part(tx, call, *person); }))
    return base::not_found();
  if (!exchange_) return base::refuse(base::Code::Unavailable, "no_telephony");
  return exchange_->ask(*person, call, std::move(wish));
}

template <class W>
base::Result<Call> Telephony::ask_and_show(const org::Actor& actor, CallId call, W wish) {
  if (auto status = ask(actor, call, std::move(wish)); !status) return base::pass(status);
  return show(actor, call);
}

// Inside the house everybody calls everybody.
base::Status Telephony::may_dial(const org::Actor& actor, const std::string& number) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Status {
    if (org::Access::person_with_number(tx, number)) return {};
    return lines::Lines::may_dial(actor, lines::Lines::read_number(tx, number, {}));
  });
}

base::Result<Call> Telephony::dial(const org::Actor& actor, const NewCall& call) {
  auto person = phone_user(actor);
  if (!person) return base::pass(person);
  const int targets =
      call.agent_id.has_value() + call.call_back_id.has_value() + call.voicemail_id.has_value() + !call.number.empty();
  if (targets != 1) return base::refuse_fault("/number", "one_of_both");
  if (!call.number.empty())
    if (auto status = may_dial(actor, call.number); !status) return base::pass(status);
  if (call.queue_id || call.call_back_id) {
    auto status = platform_.database.read([&](db::Transaction& tx) -> base::Status {
      if (call.queue_id) {
        const auto queue = routing::Routing::find_queue(tx, *call.queue_id);
        if (!queue || !actor.sees_of_centre(routing::view_queues, queue->centre_id))
          return base::refuse_fault("/queue_id", "no_such_object");
      }
      if (call.call_back_id) {
        const auto back = find_call_back(tx, *call.call_back_id);
        if (!back || back->ended_at || back->agent_id != *person)
          return base::refuse_fault("/call_back_id", "no_such_object");
      }
      return {};
    });
    if (!status) return base::pass(status);
  }
  auto wanted = call;
  if (call.call_back_id && !call.queue_id)
    wanted.queue_id = platform_.database.read(
        [&](db::Transaction& tx) { return std::optional(find_call_back(tx, *call.call_back_id)->queue_id); });
  if (call.voicemail_id) {
    auto status = platform_.database.read([&](db::Transaction& tx) -> base::Status {
      const auto mail = find_voicemail(tx, *call.voicemail_id);
      if (!mail || !actor.sees_of_centre(agents::work_as_agent, mail->centre_id))
        return base::refuse_fault("/voicemail_id", "no_such_object");
      const auto left_by = find_call(tx, mail->call_id);
      wanted.number = platform_.keys.open(left_by->number, number_context).value_or("");
      if (wanted.number.empty()) return base::refuse_fault("/voicemail_id", "number_withheld");
      wanted.queue_id = mail->queue_id;
      wanted.customer_id = left_by->customer_id;
      return {};
    });
    if (!status) return base::pass(status);
  }
  if (auto status = ask(actor, {}, wanted); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Call> {
    const auto ids = calls_with(tx, *person);
    if (ids.empty()) return base::refuse(base::Code::WrongState, "call_is_over");
    return to_call(tx, *find_call(tx, ids.back()), actor);
  });
}

base::Result<Call> Telephony::answer(const org::Actor& actor, CallId id) {
  return ask_and_show(actor, id, AnswerCall{});
}

base::Status Telephony::decline(const org::Actor& actor, CallId id) {
  return ask(actor, id, DeclineCall{});
}

base::Status Telephony::hang_up(const org::Actor& actor, CallId id) {
  return ask(actor, id, HangUpCall{});
}

base::Result<Call> Telephony::hold(const org::Actor& actor, CallId id, const HoldChange& change) {
  return ask_and_show(actor, id, change);
}

base::Result<Call> Telephony::mute(const org::Actor& actor, CallId id, const MuteChange& change) {
  return ask_and_show(actor, id, change);
}

base::Status Telephony::press(const org::Actor& actor, CallId id, const Digits& digits) {
  return ask(actor, id, digits);
}

namespace {

base::Status check(const CallTarget& target) {
  const int given =
      target.queue_id.has_value() + target.agent_id.has_value() + target.flow_id.has_value() + !target.number.empty();
  if (given != 1) return base::refuse_fault("", "one_target");
  return {};
}

}  // namespace

base::Result<CallTargets> Telephony::targets(const org::Actor& actor, CallId id) {
  auto person = phone_user(actor);
  if (!person) return base::pass(person);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<CallTargets> {
    const auto call = find_call(tx, id);
    if (!call || !takes_part(tx, id, *person)) return base::not_found();
    CallTargets targets;
    const auto now = platform_.clock.now();
    for (const auto& queue : routing::Routing::active_queues(tx, agents::Channel::Voice))
      targets.queues.push_back({queue.id, queue.name, queue.name_en, routing::Routing::admission(tx, queue.id, now),
                                routing::Routing::waiting_in(tx, queue.id)});
    const auto busy = people_in_calls(tx);
    for (const auto& agent : agents::Agents::signed_in_agents(tx)) {
      const auto it = agent.profile.id;
      if (agent.place.centre_id != call->centre_id || it == *person) continue;
      targets.agents.push_back({it, org::Access::person_name(tx, it.value), org::Access::person_number(tx, it),
                                agent.state.state, is_reachable(tx, it), busy.contains(it)});
    }
    for (const auto& flow : ivr::Ivr::published_flows(tx, org::Access::centres_above(tx, call->centre_id)))
      targets.flows.push_back({flow.id, flow.name, flow.name_en});
    return targets;
  });
}

base::Status Telephony::transfer(const org::Actor& actor, CallId id, const CallTarget& target) {
  if (auto status = check(target); !status) return status;
  if (!target.number.empty())
    if (auto status = may_dial(actor, target.number); !status) return status;
  return ask(actor, id, target);
}

base::Result<Call> Telephony::consult(const org::Actor& actor, CallId id, const CallTarget& target) {
  if (auto status = check(target); !status) return base::pass(status);
  if (target.flow_id) return base::refuse_fault("/flow_id", "flow_cannot_be_consulted");
  if (!target.number.empty())
    if (auto status = may_dial(actor, target.number); !status) return base::pass(status);
  return ask_and_show(actor, id, Consultation{target});
}

base::Result<Call> Telephony::swap(const org::Actor& actor, CallId id) {
  return ask_and_show(actor, id, SwapParties{});
}

base::Result<Call> Telephony::join(const org::Actor& actor, CallId id) {
  return ask_and_show(actor, id, JoinParties{});
}

base::Status Telephony::complete_transfer(const org::Actor& actor, CallId id) {
  return ask(actor, id, CompleteTransfer{});
}

base::Status Telephony::survey(const org::Actor& actor, CallId id) {
  return ask(actor, id, SendToSurvey{});
}

base::Result<Call> Telephony::drop(const org::Actor& actor, CallId id, const PartyChoice& party) {
  return ask_and_show(actor, id, party);
}

base::Result<Call> Telephony::pause_recording(const org::Actor& actor, CallId id, const RecordingPause& pause) {
  if (auto status = actor.require(telephony::pause_recording); !status) return base::pass(status);
  auto call = ask_and_show(actor, id, pause);
  if (!call) return call;
  platform_.database.write([&](db::Transaction& tx) {
    org::audit(
        tx, platform_, actor,
        {pause.paused ? "call.recording_paused" : "call.recording_resumed", "call", id.value, call->centre_id, ""});
  });
  return call;
}

base::Result<Call> Telephony::ask_for_help(const org::Actor& actor, CallId id, const HelpRequest& help) {
  return ask_and_show(actor, id, help);
}

// ---- supervisors ----

base::Status Telephony::may_supervise(const org::Actor& actor, CallId id, const char* audited) {
  if (auto status = actor.require(supervise_calls); !status) return status;
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    const auto row = find_call(tx, id);
    if (!row || !actor.reaches(supervise_calls, place_of(*row))) return base::not_found();
    if (row->ended_at) return base::refuse(base::Code::WrongState, "call_is_over");
    org::audit(tx, platform_, actor, {audited, "call", id.value, row->centre_id, ""});
    return {};
  });
}

base::Result<Call> Telephony::supervise(const org::Actor& actor, CallId id, const SupervisionChoice& choice) {
  const char* word = choice.mode == Supervision::Listen    ? "call.listened"
                     : choice.mode == Supervision::Whisper ? "call.whispered"
                                                           : "call.barged";
  if (auto status = may_supervise(actor, id, word); !status) return base::pass(status);
  if (!exchange_) return base::refuse(base::Code::Unavailable, "no_telephony");
  if (auto status = exchange_->ask(person_of(actor), id, choice); !status) return base::pass(status);
  return show(actor, id);
}

base::Result<Call> Telephony::take_over(const org::Actor& actor, CallId id) {
  if (auto status = may_supervise(actor, id, "call.taken_over"); !status) return base::pass(status);
  if (!exchange_) return base::refuse(base::Code::Unavailable, "no_telephony");
  if (auto status = exchange_->ask(person_of(actor), id, TakeOverCall{}); !status) return base::pass(status);
  return show(actor, id);
}

base::Status Telephony::cut(const org::Actor& actor, CallId id) {
  if (auto status = may_supervise(actor, id, "call.cut"); !status) return status;
  if (!exchange_) return base::refuse(base::Code::Unavailable, "no_telephony");
  return exchange_->ask(person_of(actor), id, CutCall{});
}

// ---- calls to be returned ----

namespace {

template <class Row>
base::Result<Row> in_reach(const org::Actor& actor, std::optional<Row> row) {
  if (!row || !actor.sees_of_centre(agents::work_as_agent, row->centre_id)) return base::not_found();
  return *std::move(row);
}

void tell_changed(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const CallBackRow& row) {
  events::append(tx, {platform.clock.now(), actor.ref, row.centre_id.value, row.id.value},
                 CallBackChanged{row.id, row.queue_id, row.reason, row.state, row.agent_id});
}

}  // namespace

base::Result<org::Page<CallBack>> Telephony::call_backs(const org::Actor& actor, const CallBackFilter& filter,
                                                        const org::ListQuery& query) {
  if (auto status = actor.require(agents::work_as_agent); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<CallBackRow>(), "call_back", "id",
                            actor.within_centre(agents::work_as_agent, "centre_id", 1));
    if (filter.reason) list.require("reason = ?%1", base::word_of(*filter.reason));
    if (filter.state) list.require("state = ?%1", base::word_of(*filter.state));
    if (filter.centre_id) list.require("centre_id = ?%1", *filter.centre_id);
    if (filter.queue_id) list.require("queue_id = ?%1", *filter.queue_id);
    if (filter.agent_id) list.require("agent_id = ?%1", *filter.agent_id);
    return org::page_of<CallBack>(tx, list, query, org::ListStatement::Order::OldestFirst,
                                  [&](const db::Row& row) { return to_call_back(tx, db::read_row<CallBackRow>(row)); });
  });
}

base::Result<CallBack> Telephony::take_call_back(const org::Actor& actor, CallBackId id) {
  auto person = agents::acting_agent(actor);
  if (!person) return base::pass(person);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<CallBack> {
    tx.lock("call_back");
    auto row = in_reach(actor, find_call_back(tx, id));
    if (!row) return base::pass(row);
    if (row->ended_at) return base::refuse(base::Code::WrongState, "call_back_is_over");
    if (row->agent_id == *person) return to_call_back(tx, *row);
    if (row->agent_id) return base::refuse(base::Code::WrongState, "call_back_is_taken");
    row->agent_id = *person;
    row->state = CallBackState::Taken;
    ++row->version;
    db::update_row(tx, "call_back", *row);
    tell_changed(tx, platform_, actor, *row);
    return to_call_back(tx, *row);
  });
}

base::Result<CallBack> Telephony::end_call_back(const org::Actor& actor, CallBackId id, std::int64_t version,
                                                const CallBackEnd& end) {
  auto person = agents::acting_agent(actor);
  if (!person) return base::pass(person);
  if (end.state != CallBackState::Done && end.state != CallBackState::GivenUp && end.state != CallBackState::Open)
    return base::refuse_fault("/state", "not_a_choice");
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<CallBack> {
    tx.lock("call_back");
    auto row = in_reach(actor, find_call_back(tx, id));
    if (!row) return base::pass(row);
    if (row->version != version) return base::refuse(base::Code::Stale, "stale");
    if (row->ended_at) return base::refuse(base::Code::WrongState, "call_back_is_over");
    row->state = end.state;
    row->note = end.note;
    row->agent_id = end.state == CallBackState::Open ? std::nullopt : std::optional(row->agent_id.value_or(*person));
    if (end.state != CallBackState::Open) row->ended_at = platform_.clock.now();
    ++row->version;
    db::update_row(tx, "call_back", *row);
    tell_changed(tx, platform_, actor, *row);
    return to_call_back(tx, *row);
  });
}

// ---- messages that were left ----

base::Result<org::Page<Voicemail>> Telephony::voicemails(const org::Actor& actor, const VoicemailFilter& filter,
                                                         const org::ListQuery& query) {
  if (auto status = actor.require(agents::work_as_agent); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<VoicemailRow>(), "voicemail", "id",
                            actor.within_centre(agents::work_as_agent, "centre_id", 1));
    if (filter.state) list.require("state = ?%1", base::word_of(*filter.state));
    if (filter.centre_id) list.require("centre_id = ?%1", *filter.centre_id);
    if (filter.queue_id) list.require("queue_id = ?%1", *filter.queue_id);
    return org::page_of<Voicemail>(tx, list, query, org::ListStatement::Order::NewestFirst, [&](const db::Row& row) {
      return to_voicemail(tx, db::read_row<VoicemailRow>(row));
    });
  });
}

base::Result<Voicemail> Telephony::hear_voicemail(const org::Actor& actor, VoicemailId id, Listening listening) {
  if (auto status = actor.require(agents::work_as_agent); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Voicemail> {
    auto row = in_reach(actor, find_voicemail(tx, id));
    if (!row) return base::pass(row);
    if (listening == Listening::Begins && row->state == VoicemailState::New) {
      row->state = VoicemailState::Heard;
      ++row->version;
      db::update_row(tx, "voicemail", *row);
      events::append(tx, {platform_.clock.now(), actor.ref, row->centre_id.value, row->call_id.value},
                     VoicemailHeard{row->call_id, row->id, row->queue_id});
    }
    return to_voicemail(tx, *row);
  });
}

base::Result<Voicemail> Telephony::end_voicemail(const org::Actor& actor, VoicemailId id, std::int64_t version,
                                                 const VoicemailEnd& end) {
  auto person = agents::acting_agent(actor);
  if (!person) return base::pass(person);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Voicemail> {
    auto row = in_reach(actor, find_voicemail(tx, id));
    if (!row) return base::pass(row);
    if (row->version != version) return base::refuse(base::Code::Stale, "stale");
    if (row->ended_at) return base::refuse(base::Code::WrongState, "voicemail_is_done");
    row->state = VoicemailState::Done;
    row->agent_id = *person;
    row->note = end.note;
    row->ended_at = platform_.clock.now();
    ++row->version;
    db::update_row(tx, "voicemail", *row);
    events::append(tx, {platform_.clock.now(), actor.ref, row->centre_id.value, row->call_id.value},
                   VoicemailDone{row->call_id, row->id, row->queue_id, *person});
    return to_voicemail(tx, *row);
  });
}

// ---- what queues let their callers hear ----

namespace {

std::vector<base::Fault> faults_of(db::Transaction& tx, org::CentreId centre, const QueueVoiceFields& fields) {
  std::vector<base::Fault> faults;
  if (fields.music_prompt_id && !ivr::Prompts::exists(tx, *fields.music_prompt_id))
    faults.push_back({"/music_prompt_id", "no_such_object", {}});
  const auto flows = ivr::Ivr::published_flows(tx, org::Access::centres_above(tx, centre));
  if (fields.survey_flow_id &&
      std::ranges::none_of(flows, [&](const auto& flow) { return flow.id == *fields.survey_flow_id; }))
    faults.push_back({"/survey_flow_id", "no_such_object", {}});
  return faults;
}

}  // namespace

base::Result<QueueVoice> Telephony::queue_voice(const org::Actor& actor, routing::QueueId id) {
  if (auto status = actor.require(routing::view_queues); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<QueueVoice> {
    const auto queue = routing::Routing::find_queue(tx, id);
    if (!queue || queue->channel != agents::Channel::Voice ||
        !actor.sees_of_centre(routing::view_queues, queue->centre_id))
      return base::not_found();
    return find_queue_voice(tx, id);
  });
}

base::Result<QueueVoice> Telephony::edit_queue_voice(const org::Actor& actor, routing::QueueId id, std::int64_t version,
                                                     const QueueVoiceFields& fields) {
  if (auto status = actor.require(telephony::edit_queue_voice); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<QueueVoice> {
    const auto queue = routing::Routing::find_queue(tx, id);
    if (!queue || queue->channel != agents::Channel::Voice ||
        !actor.reaches(telephony::edit_queue_voice, {queue->centre_id, {}, {}, {}}))
      return base::not_found();
    auto kept = find_queue_voice(tx, id);
    if (kept.version != version) return base::refuse(base::Code::Stale, "stale");
    if (auto faults = faults_of(tx, queue->centre_id, fields); !faults.empty())
      return base::refuse_faults(std::move(faults));
    static_cast<QueueVoiceFields&>(kept) = fields;
    ++kept.version;
    db::put_row(tx, "queue_voice", "id", kept);
    org::audit(tx, platform_, actor, {"queue_voice.edited", "queue", id.value, queue->centre_id, ""});
    events::append(tx, {platform_.clock.now(), actor.ref, queue->centre_id.value, id.value}, QueueVoiceChanged{id});
    return kept;
  });
}

bool Telephony::uses(db::Transaction& tx, ivr::FlowId flow) const {
  return !tx.query("SELECT 1 FROM queue_voice WHERE survey_flow_id = ?1", flow).empty();
}

bool Telephony::uses(db::Transaction& tx, ivr::PromptId prompt) const {
  return !tx.query("SELECT 1 FROM queue_voice WHERE music_prompt_id = ?1", prompt).empty();
}

// ---- after the end of a server ----

namespace {

std::int64_t ms_between(const std::optional<base::Time>& from, base::Time until) {
  return from ? (until - *from).count() : 0;
}

// Its line was measured last when it was shown last.
PartyLeft left_of(const CallRow& call, const PartyRow& party) {
  const auto now = *party.ended_at;
  const bool dialled = party.trunk_id && (call.kind == CallKind::Outbound || party.role == PartyRole::Outside);
  return {call.id,
          party.id,
          party.role,
          party.device,
          party.person_id,
          party.trunk_id,
          *party.ending,
          ms_between(party.began_at, party.answered_at.value_or(now)),
          ms_between(party.answered_at, now),
          0,
          call.kind,
          call.queue_id,
          dialled,
          party.quality};
}

}  // namespace

void Telephony::close_broken() {
  platform_.database.write([&](db::Transaction& tx) {
    routing::Routing::lock_items(tx);
    const auto by = org::system_actor().ref;
    const auto now = platform_.clock.now();
    for (auto call : open_calls(tx, platform_.node)) {
      // Of one who was surveyed only the survey is cut off.
      const auto contact = call.contact_id ? contacts::Contacts::find(tx, *call.contact_id) : std::nullopt;
      const bool talked_out = contact && contact->ended_at;
      const bool to_be_called = call.kind == CallKind::Inbound && call.queue_id && !talked_out;
      for (auto party : parties_of(tx, call.id)) {
        if (party.person_id && party.state != PartyState::Gone)
          agents::Agents::set_occupied(tx, platform_, *party.person_id, false);
        if (party.ended_at) continue;
        party.state = PartyState::Gone;
        party.ended_at = now;
        party.ending = CallEnding::Broken;
        put(tx, party);
        events::append(tx, {now, by, call.centre_id.value, call.id.value}, left_of(call, party));
      }
      const bool in_vain = call.kind == CallKind::Outbound && !call.answered_at;
      if (call.contact_id && (in_vain || !call.work_item_id))
        contacts::Contacts::close_as(
            tx, platform_, by, *call.contact_id,
            in_vain ? contacts::ContactOutcome::Unanswered : contacts::ContactOutcome::Abandoned);
      if (call.work_item_id) routing::Routing::end(tx, platform_, by, *call.work_item_id);
      if (call.contact_id) contacts::Contacts::conversation_over(tx, platform_, by, *call.contact_id);
      if (to_be_called) add_call_back(tx, platform_, by, call, *call.queue_id, CallBackReason::Cut, {});
      std::vector<org::PersonId> people;
      for (const auto& party : parties_of(tx, call.id))
        if (party.person_id) people.push_back(*party.person_id);
      call.state = CallState::Ended;
      call.ended_at = now;
      call.ending = CallEnding::Broken;
      call.recording = call.recording_paused = false;
      put(tx, static_cast<const CallRow&>(call));
      events::append(tx, {now, by, call.centre_id.value, call.id.value},
                     CallFinished{call.id, call.kind, CallEnding::Broken, call.trunk_id, (now - call.began_at).count(),
                                  call.answered_at ? (now - *call.answered_at).count() : 0, people});
    }
  });
}

}  // namespace telephony
