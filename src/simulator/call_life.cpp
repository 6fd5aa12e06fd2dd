#include "simulator/call_life.h"

#include "simulator/hotlines.h"

namespace simulator {
namespace {

// By then the centre's engine knows the new passwords.
constexpr std::chrono::seconds passwords_settle{2};

}  // namespace

CallLife::CallLife(const Around& around, const voice::Address& centre, std::uint64_t seed, Phones::Listener listener)
    : around_(around),
      phones_(
          centre, around.parts.prompts, [&ids = around.platform.ids] { return ids.next(); }, std::move(listener)),
      callers_(
          around.organisation, around.phrases, around.play,
          [&ids = around.platform.ids] { return ids.make<voice::LegId>(); }, seed) {
  find_trunk();
  hand_out_passwords(around.platform.clock.now());
}

// The centre calls out to where we are now.
void CallLife::find_trunk() {
  auto trunk = around_.parts.lines.trunk(system_, around_.organisation.trunk_id.value());
  if (!trunk || trunk->port == phones_.port()) return;
  lines::TrunkFields fields;
  static_cast<lines::TrunkSettings&>(fields) = *trunk;
  fields.port = phones_.port();
  (void)around_.parts.lines.edit_trunk(system_, trunk->id, trunk->version, fields);
}

// Nobody keeps a phone's password: each start makes new ones.
void CallLife::hand_out_passwords(base::Time now) {
  for (const auto& agent : around_.organisation.agents) {
    if (!agent.phone_id) continue;
    auto reset = around_.parts.lines.reset_phone_password(system_, *agent.phone_id);
    if (reset) accounts_.push_back({*agent.phone_id, agent.login, reset->password});
  }
  sign_in_at_ = now + passwords_settle;
}

void CallLife::sign_in_phones(base::Time now) {
  if (accounts_.empty() || now < sign_in_at_) return;
  for (const auto& [phone, login, password] : accounts_) phones_.sign_in(phone, login, password);
  accounts_.clear();
}

void CallLife::step(base::Time now, double pace, double volume) {
  sign_in_phones(now);
  callers_.set_pace(pace);
  callers_.set_volume(volume);
  for (const auto person : connected_)
    callers_.newcomer_is(now, person, around_.play.is_ready_newcomer(person) && takes_calls(person));
  for (const auto& deed : callers_.tick(now)) act(deed);
  for (std::size_t n = 0; n < around_.organisation.agents.size(); ++n)
    if (around_.organisation.agents[n].by_phone) around_.play.set_on_phone(n, callers_.is_busy(n));
}

bool CallLife::takes_calls(org::PersonId person) const {
  const auto agent = around_.parts.agents.agent(system_, person);
  return agent && agents::most_at_once(*agent, agents::Channel::Voice) > 0;
}

void CallLife::heard(base::Time now, const PhoneNews& news) {
  switch (news.kind) {
    case PhoneNews::Kind::Answered:
      return callers_.answered(now, news.leg);
    case PhoneNews::Kind::Arrived:
      phones_.ring(news.leg);
      return callers_.arrived(now, news.leg, news.called);
    case PhoneNews::Kind::Ended:
      return callers_.ended(now, news.leg);
  }
}

// Which caller's it is, its number tells.
void CallLife::began(base::Time now, telephony::CallId id) {
  for (const auto& [leg, number] : callers_.unknown()) {
    telephony::CallFilter filter;
    filter.number = number;
    const auto calls = around_.telephony.calls(system_, filter, {1, {}});
    if (calls && !calls->items.empty() && calls->items[0].id == id) callers_.found(leg, id);
  }
  changed(now, id);
}

void CallLife::changed(base::Time now, telephony::CallId id) {
  const auto call = around_.telephony.call(system_, id);
  if (call) callers_.call_is(now, {call->id, call->state, call->agent_id, call->queue_id});
}

void CallLife::line_is(base::Time now, org::PersonId person, bool connected) {
  if (connected) {
    connected_.insert(person);
  } else if (connected_.erase(person) > 0) {
    callers_.newcomer_is(now, person, false);
  }
}

void CallLife::act(const CallDeed& deed) {
  switch (deed.act) {
    case CallAct::Dial:
      return phones_.dial(deed.leg, deed.number, deed.caller_number);
    case CallAct::Press:
      return phones_.press(deed.leg, deed.keys);
    case CallAct::Say:
      return phones_.say(deed.leg, deed.words, deed.language, deed.voice);
    case CallAct::PickUp:
      return phones_.pick_up(deed.leg);
    case CallAct::Refuse:
      return phones_.refuse(deed.leg);
    case CallAct::HangUp:
      return phones_.hang_up(deed.leg);
    default:
      return work(deed);
  }
}

// What is refused is not tried again: the call is another by then.
void CallLife::work(const CallDeed& deed) {
  const auto person = *around_.organisation.agents[deed.agent].place.person_id;
  auto actor =
      around_.platform.database.read([&](db::Transaction& tx) { return around_.parts.access.stand_in(tx, person); });
  if (!actor) return;
  const auto call = around_.telephony.call(system_, deed.call_id);
  if (!call) return;
  switch (deed.act) {
    case CallAct::Hold:
      (void)around_.telephony.hold(*actor, deed.call_id, {true});
      return;
    case CallAct::Resume:
      (void)around_.telephony.hold(*actor, deed.call_id, {false});
      return;
    case CallAct::Transfer:
      (void)around_.telephony.transfer(*actor, deed.call_id, {deed.queue_id, {}, {}, ""});
      return;
    case CallAct::Record:
      if (call->contact_id && deed.script) (void)around_.paperwork.record(*actor, *call->contact_id, *deed.script);
      return;
    default:
      if (call->work_item_id) around_.paperwork.finish(*actor, call->work_item_id);
  }
}

}  // namespace simulator
