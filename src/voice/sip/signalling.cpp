#include "voice/sip/signalling.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <utility>

namespace voice::sip {

namespace {

constexpr std::string_view allowed = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, REFER, NOTIFY, REGISTER";

// Calls that are over are remembered for another half minute, for what the peer may say again: so many for each leg.
constexpr std::size_t sessions_a_leg = 16;
constexpr std::size_t swept_a_turn = 32;
constexpr std::chrono::seconds forgotten_after{10};

std::string random_key() {
  std::string key(32, '\0');
  randombytes_buf(key.data(), key.size());
  return key;
}

NameAddress address_of(std::string_view name, std::string_view user, const Uri& where) {
  NameAddress address;
  address.display = name;
  address.uri = where;
  address.uri.user = user;
  address.uri.parameters = {};
  return address;
}

// Who calls, as far as a trunk may be believed: P-Asserted-Identity before From (RFC 3325).
NameAddress caller_of(const Message& invite, bool trusted) {
  if (trusted)
    for (const std::string_view name : {"P-Asserted-Identity", "Remote-Party-ID"})
      for (const std::string_view text : invite.all(name))
        if (auto address = NameAddress::parse(text); address && !address->uri.user.empty()) return std::move(*address);
  return invite.from;
}

bool asks_privacy(const Message& invite) {
  return invite.lists("Privacy", "id") || same_word(invite.from.uri.user, "anonymous");
}

std::string diverted_from(const Message& invite) {
  for (const std::string_view name : {"Diversion", "History-Info"})
    for (const std::string_view text : invite.all(name))
      if (const auto address = NameAddress::parse(text)) return address->uri.user;
  return {};
}

// A trunk that registered is called at the contact it told; what was dialled then stands in To.
std::string called_of(const Message& invite, const TrunkSettings* trunk) {
  const std::string& user = invite.request_uri.user;
  const bool is_contact = trunk && !trunk->user.empty() && user == trunk->user;
  return is_contact && !invite.to.uri.user.empty() ? invite.to.uri.user : user;
}

}  // namespace

Signalling::Signalling(SignallingSettings settings, Transport& transport, MediaGate& media, Resolver& resolver,
                       std::function<LegId()> make_leg, std::function<void(Event)> tell)
    : settings_(std::move(settings)),
      make_leg_(std::move(make_leg)),
      tell_(std::move(tell)),
      transport_(transport),
      media_(media),
      transactions_(transport, timers_, *this),
      guard_(settings_.guard),
      challenger_(settings_.realm, random_key(), settings_.digests),
      registrar_(timers_, [this](PhoneChanged change) { tell_(SignallingEvent(std::move(change))); }),
      trunks_(transactions_, timers_, transport, resolver, settings_.session.product, [this](TrunkChanged change) {
        guard_.set_known(trunks_.addresses());
        tell_(SignallingEvent(change));
      }) {}

Signalling::~Signalling() = default;

// ---- commands ----

void Signalling::command(Instant now, SignallingCommand command) {
  now_ = now;
  std::visit([&](auto& it) { act(now, it); }, command);
  sweep();
}

void Signalling::act(Instant now, const Ring& it) {
  heed(it.leg);
  if (Session* leg = session(it.leg)) leg->ring(now, it.early_media);
}

void Signalling::act(Instant now, const Answer& it) {
  heed(it.leg);
  if (Session* leg = session(it.leg)) leg->answer(now);
}

void Signalling::act(Instant now, const Refuse& it) {
  heed(it.leg);
  if (Session* leg = session(it.leg)) leg->refuse(now, it.status);
}

void Signalling::act(Instant now, const HangUp& it) {
  heed(it.leg);
  dialling_.erase(it.leg);
  if (Session* leg = session(it.leg)) leg->hang_up(now);
}

void Signalling::act(Instant now, const AskAlive& it) {
  if (Session* leg = session(it.leg)) leg->ask_alive(now);
}

void Signalling::act(Instant now, const FinishTransfer& it) {
  if (Session* leg = session(it.leg)) leg->finish_transfer(now, it.status);
}

void Signalling::act(Instant now, const RemoveTrunk& it) {
  trunks_.remove(now, it.trunk);
  guard_.set_known(trunks_.addresses());
}

void Signalling::act(Instant, const PutPhone& it) {
  registrar_.put(it);
}

void Signalling::act(Instant, const RemovePhone& it) {
  registrar_.remove(it.phone);
}

void Signalling::act(Instant, const AnswerBrowser& command) {
  const auto offer = Sdp::parse(command.offer);
  auto answer = offer ? answer_browser(*offer, media_.browser_host(), command.leg) : std::nullopt;
  if (answer) media_.post(std::move(answer->open));
  tell_(SignallingEvent(BrowserAnswered{command.leg, answer ? std::move(answer->text) : std::string()}));
}

void Signalling::act(Instant now, const PutTrunk& command) {
  trunks_.put(now, command.settings);
  guard_.set_known(trunks_.addresses());
}

Session& Signalling::make_session(LegId leg) {
  auto made = std::make_unique<Session>(
      leg, Surroundings{transactions_, timers_, transport_, media_, *this, settings_.session});
  Session& it = *made;
  sessions_.emplace(&it, std::move(made));
  by_leg_[leg] = &it;
  return it;
}

Session* Signalling::session(LegId leg) {
  const auto found = by_leg_.find(leg);
  return found == by_leg_.end() ? nullptr : found->second;
}

bool Signalling::has_room(const TrunkSettings& trunk) const {
  const auto found = calls_over_.find(trunk.trunk);
  return trunk.calls_max == 0 || found == calls_over_.end() || found->second < trunk.calls_max;
}

void Signalling::count_call(LegId leg, TrunkId trunk) {
  trunk_of_[leg] = trunk;
  ++calls_over_[trunk];
}

void Signalling::act(Instant now, const DialTrunk& command) {
  Dialling& dialling = dialling_[command.leg] = {command, 0, false};
  if (dial_next(now, dialling)) return;
  dialling_.erase(command.leg);
  tell_(SignallingEvent(LegEnded{command.leg, Ending::Unreachable, 503}));
}

// Over the next of its trunks that is up and has room; false when there is none left.
bool Signalling::dial_next(Instant now, Dialling& dialling) {
  const DialTrunk& command = dialling.command;
  while (dialling.next < command.trunks.size()) {
    const TrunkId id = command.trunks[dialling.next++];
    const TrunkSettings* trunk = trunks_.find(id);
    const auto flow = trunks_.way(id);
    if (!flow || !has_room(*trunk)) continue;
    Outgoing outgoing;
    outgoing.target = uri_of(*trunk, command.number);
    outgoing.flow = *flow;
    outgoing.reach = Reach::Target;
    outgoing.to = address_of("", command.number, outgoing.target);
    outgoing.from = address_of(command.caller_name, command.caller_number.empty() ? trunk->user : command.caller_number,
                               outgoing.target);
    if (!trunk->user.empty()) outgoing.account = Account{trunk->user, trunk->password};
    outgoing.codecs = trunk->codecs;
    outgoing.security = trunk->security;
    outgoing.ring_time = command.ring_time;
    // Where another trunk waits, this one has four seconds to show that it lives.
    if (dialling.next < command.trunks.size()) outgoing.answer_time = Milliseconds(4000);
    count_call(command.leg, id);
    tell_(SignallingEvent(LegOnTrunk{command.leg, id}));
    make_session(command.leg).call(now, std::move(outgoing));
    return true;
  }
  return false;
}

void Signalling::act(Instant now, const DialPhone& command) {
  const Binding* binding = registrar_.reach(command.phone);
  if (!binding) return tell_(SignallingEvent(LegEnded{command.leg, Ending::Unreachable, 480}));
  const PutPhone* phone = registrar_.find(command.phone);
  const Address local = transport_.local(binding->flow);
  Uri ours;
  ours.host = local.is_v6() ? '[' + local.ip() + ']' : local.ip();
  Outgoing outgoing;
  outgoing.target = binding->contact;
  outgoing.flow = binding->flow;
  outgoing.reach = Reach::SameFlow;
  outgoing.to = address_of("", phone->user, ours);
  outgoing.from = address_of(command.caller_name, command.caller_number, ours);
  outgoing.security = phone->security;
  outgoing.ring_time = command.ring_time;
  if (command.answers_itself)
    outgoing.headers = {{"Call-Info", "<sip:yingda>;answer-after=0"},
                        {"Alert-Info", "<http://yingda>;info=alert-autoanswer"}};
  make_session(command.leg).call(now, std::move(outgoing));
}

// ---- what comes ----

void Signalling::datagram_came(Instant now, std::string_view bytes, const Flow& flow) {
  // Keep-alives of phones: line ends, or a NUL byte or two.
  if (bytes.size() < 8) return;
  if (guard_.admits(now, flow.remote)) return take(now, read_datagram(bytes), flow);
  // Many phones may stand behind one address: what one of them does must not end the calls of the others.
  if (!registrar_.is_home(flow.remote)) return;
  if (auto message = read_datagram(bytes); message && is_of_a_call(*message)) take(now, std::move(message), flow);
}

void Signalling::message_came(Instant now, std::expected<Message, Malformed>&& message, const Flow& flow) {
  const bool is_heard =
      guard_.admits(now, flow.remote) || (message && registrar_.is_home(flow.remote) && is_of_a_call(*message));
  if (is_heard) take(now, std::move(message), flow);
}

bool Signalling::is_of_a_call(const Message& message) const {
  const std::string_view ours = message.is_request() ? message.to.tag() : message.from.tag();
  return !ours.empty() && by_dialog_.contains(Dialog::key_of(message.call_id, ours));
}

void Signalling::take(Instant now, std::expected<Message, Malformed>&& message, const Flow& flow) {
  now_ = now;
  if (!message) {
    take_malformed(now, message.error(), flow);
  } else {
    if (message->is_request()) {
      // RFC 3261 §18.2.1, RFC 3581: say where it came from, for whoever answers.
      Via& via = message->vias.front();
      via.parameters.set("received", flow.remote.ip());
      if (via.parameters.has("rport")) via.parameters.set("rport", std::to_string(flow.remote.port()));
    }
    transactions_.receive(now, std::move(*message), flow);
  }
  sweep();
}

void Signalling::take_malformed(Instant now, const Malformed& malformed, const Flow& flow) {
  failed(now, flow);
  if (!malformed.reply_to) return;
  Message response = make_response(*malformed.reply_to, malformed.status, random_word(4));
  transport_.send(flow, response.write());
}

void Signalling::failed(Instant now, const Flow& flow) {
  if (guard_.failed(now, flow.remote)) tell_(SignallingEvent(SourceLocked{flow.remote.ip(), settings_.guard.lock}));
}

void Signalling::flow_failed(Instant now, const Flow& flow) {
  now_ = now;
  transactions_.flow_failed(now, flow);
  registrar_.flow_failed(flow);
  sweep();
}

void Signalling::run(Instant now) {
  now_ = now;
  timers_.run(now);
  sweep();
}

void Signalling::request_came(Instant now, ServerId transaction, Message&& request, const Flow& flow) {
  if (!request.to.tag().empty()) {
    const auto found = by_dialog_.find(Dialog::key_of(request.call_id, request.to.tag()));
    Session* it = found == by_dialog_.end() ? nullptr : found->second;
    if (!it || !it->matches(request.from.tag())) return reply(now, transaction, request, 481);
    return it->request_came(now, transaction, std::move(request), flow);
  }
  if (request.get("Max-Forwards") == "0") return reply(now, transaction, request, 483);
  if (!request.request_uri.is_sip() && request.request_uri.scheme != "tel")
    return reply(now, transaction, request, 416);
  if (request.method == "INVITE") return take_invite(now, transaction, std::move(request), flow);
  if (const std::string unsupported = unsupported_of(request); !unsupported.empty())
    return reply(now, transaction, request, 420, {{"Unsupported", unsupported}});
  if (request.method == "REGISTER") return take_register(now, transaction, request, flow);
  if (request.method == "OPTIONS") return take_options(now, transaction, request);
  if (request.method == "SUBSCRIBE") return reply(now, transaction, request, 489);
  if (request.method == "BYE" || request.method == "NOTIFY" || request.method == "UPDATE" || request.method == "INFO")
    return reply(now, transaction, request, 481);
  const bool is_known = request.method == "MESSAGE" || request.method == "PUBLISH" || request.method == "REFER";
  reply(now, transaction, request, is_known ? 405 : 501, {{"Allow", std::string(allowed)}});
}

// The same request by two ways (§8.2.2.2).
bool Signalling::is_merged(const Message& invite) const {
  const auto found = by_peer_.find(Dialog::key_of(invite.call_id, invite.from.tag()));
  return found != by_peer_.end() && found->second->dialog().remote_cseq == invite.cseq.number;
}

bool Signalling::is_full(Instant now) {
  // Of whom nothing was said for so long, nothing will be: that one was forgotten, and is no sign of load.
  while (!unheeded_.empty() && now - unheeded_.begin()->second > forgotten_after) unheeded_.erase(unheeded_.begin());
  const bool is_heeded = unheeded_.empty() || now - unheeded_.begin()->second <= settings_.heed_within;
  return overloaded_ || !is_heeded || by_leg_.size() >= settings_.legs_max ||
         sessions_.size() >= sessions_a_leg * settings_.legs_max ||
         transactions_.invites_pending() > settings_.invites_pending_max;
}

void Signalling::take_invite(Instant now, ServerId transaction, Message&& invite, const Flow& flow) {
  if (is_full(now)) return reply(now, transaction, invite, 503, {{"Retry-After", "5"}});
  const TrunkSettings* trunk = trunks_.at(flow, invite.request_uri.user);
  const PutPhone* phone = nullptr;
  if (trunk && !trunk->inbound_user.empty()) {
    const auto& t = *trunk;
    const Secret secret{t.inbound_user,
                        digest_ha1(DigestAlgorithm::Md5, t.inbound_user, settings_.realm, t.inbound_password),
                        digest_ha1(DigestAlgorithm::Sha256, t.inbound_user, settings_.realm, t.inbound_password)};
    if (!prove(now, transaction, invite, secret, true, flow)) return;
  } else if (!trunk) {
    const auto credentials = read_credentials(invite, settings_.realm);
    phone = credentials ? registrar_.find(credentials->user) : nullptr;
    const Secret secret = phone ? Secret{phone->user, phone->ha1_md5, phone->ha1_sha256} : nobody();
    if (!prove(now, transaction, invite, secret, phone != nullptr, flow)) return;
  }
  if (trunk && !has_room(*trunk)) return reply(now, transaction, invite, 503, {{"Retry-After", "30"}});
  if (is_merged(invite)) return reply(now, transaction, invite, 482);

  const LegId leg = make_leg_();
  Session& it = make_session(leg);
  const Message asked = invite;
  const bool taken = it.take_call(now, transaction, std::move(invite), flow, trunk ? Reach::Target : Reach::SameFlow,
                                  trunk ? trunk->codecs : std::vector{media::Codec::Pcma, media::Codec::Pcmu},
                                  trunk ? trunk->security : phone->security);
  if (!taken) return forget(it);
  by_invite_[transaction] = &it;
  by_peer_[Dialog::key_of(asked.call_id, asked.from.tag())] = &it;
  if (trunk) count_call(leg, trunk->trunk);
  unheeded_[leg] = now;
  announce(leg, asked, trunk, phone);
}

void Signalling::announce(LegId leg, const Message& invite, const TrunkSettings* trunk, const PutPhone* phone) {
  const NameAddress caller = caller_of(invite, trunk != nullptr);
  LegArrived arrived;
  arrived.leg = leg;
  if (trunk)
    arrived.origin = trunk->trunk;
  else
    arrived.origin = phone->phone;
  arrived.called = called_of(invite, trunk);
  arrived.is_anonymous = asks_privacy(invite);
  arrived.caller_number = trunk ? caller.uri.user : phone->user;
  arrived.caller_name = caller.display.substr(0, 128);
  arrived.diverted_from = diverted_from(invite);
  if (const std::string* replaces = invite.find("Replaces")) {
    const std::size_t semicolon = replaces->find(';');
    const auto tags = Parameters::parse(semicolon == std::string::npos ? std::string_view()
                                                                       : std::string_view(*replaces).substr(semicolon));
    if (tags)
      arrived.replaces = leg_of_dialog(trim(std::string_view(*replaces).substr(0, semicolon)), tags->get("to-tag"),
                                       tags->get("from-tag"));
  }
  tell_(SignallingEvent(std::move(arrived)));
}

bool Signalling::prove(Instant now, ServerId transaction, const Message& request, const Secret& secret, bool known,
                       const Flow& flow) {
  const auto credentials = read_credentials(request, settings_.realm);
  Proof proof = Proof::Wrong;
  if (credentials) {
    proof = challenger_.check(*credentials, secret, request.method, now);
    if (!known || credentials->user != secret.user) proof = proof == Proof::Stale ? proof : Proof::Wrong;
  }
  if (proof == Proof::Good) {
    guard_.proved(flow.remote);
    return true;
  }
  if (credentials && proof == Proof::Wrong) failed(now, flow);
  // Wrong user, wrong password and no proof at all get the same answer.
  Message response = make_response(request, 401, random_word(4));
  challenger_.challenge(response, now, proof == Proof::Stale);
  response.add("Server", settings_.session.product);
  transactions_.reply(now, transaction, response);
  return false;
}

void Signalling::take_register(Instant now, ServerId transaction, const Message& request, const Flow& flow) {
  const auto credentials = read_credentials(request, settings_.realm);
  const PutPhone* phone = credentials ? registrar_.find(credentials->user) : nullptr;
  const Secret secret = phone ? Secret{phone->user, phone->ha1_md5, phone->ha1_sha256} : nobody();
  if (!prove(now, transaction, request, secret, phone != nullptr, flow)) return;
  if (request.to.uri.user != phone->user) return reply(now, transaction, request, 403);
  auto answer = registrar_.take(now, *phone, request, flow);
  reply(now, transaction, request, answer.status, std::move(answer.headers));
}

void Signalling::take_options(Instant now, ServerId transaction, const Message& request) {
  reply(now, transaction, request, is_full(now) ? 503 : 200,
        {{"Allow", std::string(allowed)}, {"Accept", "application/sdp"}, {"Supported", "timer, replaces"}});
}

void Signalling::cancel_came(Instant now, ServerId invite) {
  const auto found = by_invite_.find(invite);
  if (found != by_invite_.end()) found->second->cancelled(now);
}

void Signalling::ack_came(Instant now, Message&& ack, const Flow&) {
  const auto found = by_dialog_.find(Dialog::key_of(ack.call_id, ack.to.tag()));
  if (found != by_dialog_.end() && found->second->matches(ack.from.tag())) found->second->ack_came(now, ack);
}

void Signalling::late_2xx_came(Instant now, Message&& response, const Flow& flow) {
  const auto found = by_dialog_.find(Dialog::key_of(response.call_id, response.from.tag()));
  if (found != by_dialog_.end()) found->second->late_2xx_came(now, response, flow);
}

void Signalling::reply(Instant now, ServerId transaction, const Message& request, int status,
                       std::vector<Header> headers) {
  Message response = make_response(request, status, random_word(4));
  for (const Header& header : headers) response.add(header.name, header.value);
  response.add("Server", settings_.session.product);
  transactions_.reply(now, transaction, response);
}

// ---- what sessions tell ----

void Signalling::leg_ringing(LegId leg, bool early_media) {
  if (const auto found = dialling_.find(leg); found != dialling_.end()) found->second.rang = true;
  tell_(SignallingEvent(LegRinging{leg, early_media}));
}

void Signalling::leg_answered(LegId leg) {
  dialling_.erase(leg);
  tell_(SignallingEvent(LegAnswered{leg}));
}

void Signalling::leg_ended(LegId leg, Ending ending, int status) {
  heed(leg);
  if (const auto counted = trunk_of_.find(leg); counted != trunk_of_.end()) {
    --calls_over_[counted->second];
    trunk_of_.erase(counted);
  }
  ended_.push_back(session(leg));
  by_leg_.erase(leg);
  const auto found = dialling_.find(leg);
  // The next trunk is tried when the loop comes round: this session is still at work.
  if (found != dialling_.end() && ending == Ending::Unreachable && !found->second.rang) {
    to_next_trunk_.push_back(leg);
    return;
  }
  dialling_.erase(leg);
  tell_(SignallingEvent(LegEnded{leg, ending, status}));
}

void Signalling::leg_held(LegId leg, bool held) {
  tell_(SignallingEvent(LegHeld{leg, held}));
}

void Signalling::transfer_asked(LegId leg, TransferTarget target) {
  tell_(SignallingEvent(TransferAsked{leg, std::move(target)}));
}

void Signalling::digit_told(LegId leg, char digit) {
  tell_(media::Event(media::DigitHeard{leg, digit, media::DigitMethod::Info}));
}

LegId Signalling::leg_of_dialog(std::string_view call_id, std::string_view local_tag, std::string_view remote_tag) {
  const auto found = by_dialog_.find(Dialog::key_of(call_id, local_tag));
  return found != by_dialog_.end() && found->second->matches(remote_tag) ? found->second->leg() : LegId{};
}

void Signalling::dialog_known(Session& session) {
  by_dialog_[session.dialog().key()] = &session;
}

// Goes on with calls that have another trunk to try, and deletes the sessions that are over.
void Signalling::sweep() {
  for (const LegId leg : std::exchange(to_next_trunk_, {})) {
    const auto dialling = dialling_.find(leg);
    if (dialling == dialling_.end() || dial_next(now_, dialling->second)) continue;
    dialling_.erase(dialling);
    tell_(SignallingEvent(LegEnded{leg, Ending::Unreachable, 503}));
  }
  // By turns, and few at a time: after a busy minute there are thousands.
  for (std::size_t left = std::min(ended_.size(), swept_a_turn); left > 0; --left) {
    Session* it = ended_.front();
    ended_.pop_front();
    if (it->is_finished())
      forget(*it);
    else
      ended_.push_back(it);
  }
}

void Signalling::forget(Session& it) {
  const Dialog& dialog = it.dialog();
  by_dialog_.erase(dialog.key());
  by_invite_.erase(it.server_invite());
  if (const auto peer = by_peer_.find(Dialog::key_of(dialog.call_id, dialog.remote_tag));
      peer != by_peer_.end() && peer->second == &it)
    by_peer_.erase(peer);
  if (const auto leg = by_leg_.find(it.leg()); leg != by_leg_.end() && leg->second == &it) by_leg_.erase(leg);
  sessions_.erase(&it);
}

}  // namespace voice::sip
