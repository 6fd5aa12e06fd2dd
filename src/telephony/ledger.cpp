#include "telephony/ledger.h"

#include <algorithm>

#include "contacts/contacts.h"
#include "ivr/events.h"
#include "lines/lines.h"
#include "routing/routing.h"
#include "telephony/recordings/store.h"

namespace telephony {
namespace {

using routing::Routing;

// A call that was missed is returned within two hours.
constexpr base::Duration call_back_within = std::chrono::hours{2};

// Deeds that change work items: their lock is the transaction's first (routing.h says why).
bool is_of_items(const Deed& deed) {
  return std::visit(
      [](const auto& it) {
        using T = std::decay_t<decltype(it)>;
        return std::is_same_v<T, EnterQueue> || std::is_same_v<T, BeginInHand> || std::is_same_v<T, AnswerOffer> ||
               std::is_same_v<T, DeclineOffer> || std::is_same_v<T, MoveItem> || std::is_same_v<T, GiveItem> ||
               std::is_same_v<T, ReturnItem> || std::is_same_v<T, LeaveDistribution> ||
               std::is_same_v<T, EndConversation>;
      },
      deed.action);
}

routing::Admission admission_of(const base::Error& error) {
  for (auto admission : {routing::Admission::Emergency, routing::Admission::Closed, routing::Admission::Full})
    if (error.key == "queue_" + base::word_of(admission)) return admission;
  return routing::Admission::Inactive;
}

}  // namespace

std::vector<DeedOutcome> Ledger::perform(db::Transaction& tx, const std::vector<Deed>& deeds,
                                         std::map<RequestId, base::Error>& refusals) {
  outcomes_.clear();
  refusals_ = &refusals;
  if (std::ranges::any_of(deeds, is_of_items)) Routing::lock_items(tx);
  for (const auto& deed : deeds) std::visit([&](const auto& it) { on(tx, deed, it); }, deed.action);
  return std::move(outcomes_);
}

void Ledger::heed(const Deed& deed, const base::Status& status) {
  if (!status && deed.request) refusals_->emplace(deed.request, status.error());
}

void Ledger::on(db::Transaction& tx, const Deed&, const PutCall& it) {
  put(tx, it.row);
}

void Ledger::on(db::Transaction& tx, const Deed&, const PutParty& it) {
  put(tx, it.row);
}

void Ledger::on(db::Transaction& tx, const Deed&, const MeasureParty& it) {
  set_quality(tx, it.party, it.quality);
}

contacts::NewContact contact_of(const KeptCall& call) {
  contacts::NewContact fresh;
  fresh.centre_id = call.centre_id;
  fresh.channel = agents::Channel::Voice;
  fresh.direction = call.kind == CallKind::Outbound ? contacts::Direction::Outbound : contacts::Direction::Inbound;
  fresh.conversation_id = call.id.value;
  fresh.customer_id = call.customer_id;
  fresh.language = call.language;
  return fresh;
}

void Ledger::on(db::Transaction& tx, const Deed& deed, const OpenContact& it) {
  const auto call = find_call(tx, it.call);
  if (!call) return;
  const auto contact = contacts::Contacts::open(tx, platform_, deed.by, contact_of(*call));
  set_contact(tx, it.call, contact.id);
  if (it.in_flow) contacts::Contacts::enter_flow(tx, platform_, deed.by, contact.id);
}

void Ledger::on(db::Transaction& tx, const Deed& deed, const EnterQueue& it) {
  const auto call = find_call(tx, it.call);
  if (!call || !call->contact_id) return;
  const auto item = Routing::enter(tx, platform_, deed.by, it.item);
  if (!item) {
    outcomes_.push_back(QueueRefused{it.call, admission_of(item.error())});
    return;
  }
  set_item(tx, it.call, item->id);
  contacts::Contacts::attach(tx, platform_, deed.by, *call->contact_id, *item);
  outcomes_.push_back(QueueEntered{it.call, item->id, item->queue_id});
}

void Ledger::on(db::Transaction& tx, const Deed& deed, const BeginInHand& it) {
  const auto call = find_call(tx, it.call);
  if (!call || !call->contact_id) return;
  routing::NewItem fresh;
  fresh.queue_id = it.queue;
  auto item = Routing::begin_in_hand(tx, platform_, deed.by, fresh, it.agent);
  if (!item) {
    heed(deed, base::pass(item));
    outcomes_.push_back(InHandRefused{it.call});
    return;
  }
  set_item(tx, it.call, item->id);
  contacts::Contacts::attach(tx, platform_, deed.by, *call->contact_id, *item);
  outcomes_.push_back(QueueEntered{it.call, item->id, item->queue_id});
}

void Ledger::on(db::Transaction& tx, const Deed& deed, const AnswerOffer& it) {
  auto answered = Routing::answer_offer(tx, platform_, deed.by, it.offer, it.agent);
  if (answered) return;
  heed(deed, base::pass(answered));
  outcomes_.push_back(OfferRefused{it.call, it.offer, it.agent});
}

void Ledger::on(db::Transaction& tx, const Deed& deed, const DeclineOffer& it) {
  heed(deed, Routing::decline_offer(tx, platform_, deed.by, it.offer, it.agent));
}

void Ledger::on(db::Transaction& tx, const Deed& deed, const MoveItem& it) {
  const auto call = find_call(tx, it.call);
  if (!call || !call->work_item_id) return heed(deed, base::refuse(base::Code::WrongState, "not_the_agent"));
  const auto item = *call->work_item_id;
  heed(deed, it.queue ? Routing::transfer_to_queue(tx, platform_, deed.by, item, *it.queue)
                      : Routing::transfer_to_agent(tx, platform_, deed.by, item, it.agent.value(), it.within));
}

void Ledger::on(db::Transaction& tx, const Deed& deed, const GiveItem& it) {
  const auto call = find_call(tx, it.call);
  if (!call || !call->work_item_id) return heed(deed, base::refuse(base::Code::WrongState, "not_the_agent"));
  heed(deed, Routing::take_over(tx, platform_, deed.by, *call->work_item_id, it.to));
}

void Ledger::on(db::Transaction& tx, const Deed& deed, const ReturnItem& it) {
  const auto call = find_call(tx, it.call);
  if (call && call->work_item_id) Routing::hand_back(tx, platform_, deed.by, *call->work_item_id);
}

void Ledger::on(db::Transaction& tx, const Deed&, const MissPhone& it) {
  agents::Agents::set_not_responding(tx, platform_, it.person);
}

void Ledger::on(db::Transaction& tx, const Deed& deed, const LeaveDistribution& it) {
  const auto call = find_call(tx, it.call);
  if (!call || !call->contact_id) return;
  if (call->work_item_id) Routing::release(tx, platform_, deed.by, *call->work_item_id);
  set_item(tx, it.call, {});
  if (it.into_flow)
    contacts::Contacts::enter_flow(tx, platform_, deed.by, *call->contact_id);
  else
    contacts::Contacts::go_outside(tx, platform_, deed.by, *call->contact_id);
}

void Ledger::on(db::Transaction& tx, const Deed& deed, const EndConversation& it) {
  const auto call = find_call(tx, it.call);
  if (!call || !call->contact_id) return;
  if (!call->work_item_id || it.outcome == contacts::ContactOutcome::Unanswered)
    contacts::Contacts::close_as(tx, platform_, deed.by, *call->contact_id, it.outcome);
  if (!call->work_item_id) return;
  Routing::end(tx, platform_, deed.by, *call->work_item_id);
  contacts::Contacts::conversation_over(tx, platform_, deed.by, *call->contact_id);
}

void Ledger::on(db::Transaction& tx, const Deed&, const Occupy& it) {
  agents::Agents::set_occupied(tx, platform_, it.person, it.occupied);
}

void Ledger::on(db::Transaction& tx, const Deed& deed, const AskStanding& it) {
  const auto call = find_call(tx, it.call);
  if (!call || !call->work_item_id) return;
  outcomes_.push_back(StandingKnown{it.call, Routing::standing(tx, *call->work_item_id, deed.at)});
}

void add_call_back(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, const KeptCall& call,
                   routing::QueueId queue, CallBackReason reason, const std::string& number) {
  if (call.number_index.empty() && number.empty()) return;
  if (number.empty() && open_call_back_to(tx, call.number_index, queue)) return;
  const auto now = platform.clock.now();
  CallBackRow row;
  row.id = platform.ids.make<CallBackId>();
  row.centre_id = call.centre_id;
  row.queue_id = queue;
  row.contact_id = call.contact_id;
  row.customer_id = call.customer_id;
  row.number = number.empty() ? call.number : platform.keys.seal(number, number_context);
  row.number_index = number.empty() ? call.number_index : "";
  row.masked = number.empty() ? call.masked
                              : std::string(number.size() > 4 ? number.size() - 4 : 0, '*') +
                                    number.substr(number.size() > 4 ? number.size() - 4 : 0);
  row.reason = reason;
  row.since = now;
  row.due_at = now + call_back_within;
  db::insert_row(tx, "call_back", row);
  events::append(tx, {now, by, row.centre_id.value, row.id.value},
                 CallBackChanged{row.id, row.queue_id, row.reason, row.state, {}});
}

void Ledger::on(db::Transaction& tx, const Deed& deed, const AddCallBack& it) {
  if (const auto call = find_call(tx, it.call))
    add_call_back(tx, platform_, deed.by, *call, it.queue, it.reason, it.number);
}

// An attempt that reached somebody settles the wish.
void Ledger::on(db::Transaction& tx, const Deed& deed, const CountAttempt& it) {
  auto row = find_call_back(tx, it.call_back);
  if (!row || row->ended_at) return;
  ++row->attempts;
  ++row->version;
  if (it.reached) {
    row->state = CallBackState::Done;
    row->ended_at = deed.at;
  }
  db::update_row(tx, "call_back", *row);
  events::append(tx, {deed.at, deed.by, row->centre_id.value, row->id.value},
                 CallBackChanged{row->id, row->queue_id, row->reason, row->state, row->agent_id});
}

void Ledger::on(db::Transaction& tx, const Deed& deed, const AddVoicemail& it) {
  const auto call = find_call(tx, it.call);
  const auto queue = Routing::find_queue(tx, it.queue);
  if (!call || !queue) return;
  VoicemailRow row;
  row.id = platform_.ids.make<VoicemailId>();
  row.centre_id = queue->centre_id;
  row.queue_id = it.queue;
  row.call_id = it.call;
  row.recording_id = it.recording;
  if (const auto recording = find_recording(tx, it.recording))
    row.length_ms = (deed.at - recording->started_at).count();
  row.left_at = deed.at;
  db::insert_row(tx, "voicemail", row);
  events::append(tx, {deed.at, deed.by, row.centre_id.value, it.call.value}, VoicemailLeft{it.call, row.id, it.queue});
}

void Ledger::on(db::Transaction& tx, const Deed&, const BeginRecording& it) {
  const auto call = find_call(tx, it.call);
  if (!call) return;
  auto tape = tapes_.begin(tx, *call, it.recording, it.voicemail);
  outcomes_.push_back(RecordingReady{it.call, it.recording, std::move(tape.path), std::move(tape.key)});
}

void Ledger::on(db::Transaction& tx, const Deed&, const MarkRecording& it) {
  tapes_.mark(tx, it.recording, it.kind, it.at_ms);
}

void Ledger::on(db::Transaction& tx, const Deed&, const EndRecording& it) {
  tapes_.end(tx, it.recording, it.length_ms, it.bytes);
}

// The first rating counts.
void Ledger::on(db::Transaction& tx, const Deed& deed, const RateContact& it) {
  const auto call = find_call(tx, it.call);
  if (call && call->contact_id) contacts::Contacts::rate(tx, platform_, deed.by, *call->contact_id, it.score, "");
}

void Ledger::on(db::Transaction& tx, const Deed&, const TakeExits& it) {
  ivr::append_exits(tx, it.centre, it.call.value, it.taken);
}

void Ledger::on(db::Transaction& tx, const Deed& deed, const EndWalk& it) {
  ivr::append_walk_end(tx, it.centre, deed.at, it.ended);
}

void Ledger::on(db::Transaction& tx, const Deed& deed, const MeetRule& it) {
  lines::Lines::count_hit(tx, platform_, lines::CallerRuleId{it.rule});
  if (it.blocks) events::append(tx, {deed.at, deed.by, it.centre.value, 0}, CallBlocked{it.rule, it.trunk});
}

// A transfer that was refused was none.
void Ledger::on(db::Transaction& tx, const Deed& deed, const Tell& it) {
  const bool was_refused = deed.request && refusals_->contains(deed.request);
  if (was_refused && std::holds_alternative<CallTransferred>(it.event)) return;
  std::visit(
      [&](const auto& event) {
        events::append(tx, {deed.at, deed.by, it.centre.value, it.call.value}, event);
      },
      it.event);
}

}  // namespace telephony
