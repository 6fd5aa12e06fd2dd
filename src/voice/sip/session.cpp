#include "voice/sip/session.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <utility>

namespace voice::sip {

namespace {

constexpr std::string_view allowed = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, REFER, NOTIFY";
constexpr std::string_view sdp_type = "application/sdp";
constexpr int attempts_max = 4;
constexpr Milliseconds alive_within{8'000};

Ending ending_of(int status, bool rang) {
  switch (status) {
    case 486:
    case 600:
      return Ending::Busy;
    case 404:
    case 410:
    case 484:
    case 485:
    case 604:
      return Ending::WrongNumber;
    case 403:
    case 603:
      return Ending::Declined;
    case 408:
      return rang ? Ending::NoAnswer : Ending::Unreachable;
    case 480:
    case 487:
      return Ending::NoAnswer;
    case 500:
    case 502:
    case 503:
    case 504:
      return Ending::Unreachable;
    default:
      return Ending::Refused;
  }
}

bool is_sdp(const Message& message) {
  const std::string_view type = message.get("Content-Type");
  return same_word(trim(type.substr(0, type.find(';'))), sdp_type);
}

media::SrtpKey new_key() {
  media::SrtpKey key;
  key.key.resize(30);
  randombytes_buf(key.key.data(), key.key.size());
  return key;
}

std::optional<std::chrono::seconds> read_interval(const Message& message, std::string_view header,
                                                  Parameters* parameters) {
  const std::string* value = message.find(header);
  if (!value) return std::nullopt;
  const std::size_t semicolon = value->find(';');
  const auto seconds = parse_number(trim(std::string_view(*value).substr(0, semicolon)), 1'000'000);
  if (!seconds) return std::nullopt;
  if (parameters && semicolon != std::string::npos)
    *parameters = Parameters::parse(std::string_view(*value).substr(semicolon)).value_or(Parameters());
  return std::chrono::seconds(*seconds);
}

std::string random_number() {
  return std::to_string(randombytes_random());
}

// The digit of an INFO body: "Signal=5" (application/dtmf-relay) or "5" (application/dtmf).
std::optional<char> digit_of(const Message& info) {
  std::string_view body = info.body;
  if (const std::size_t signal = body.find("Signal="); signal != std::string_view::npos) body = body.substr(signal + 7);
  body = trim(body);
  if (body.empty() || !std::string_view("0123456789*#ABCD").contains(body.front())) return std::nullopt;
  return body.front();
}

}  // namespace

Session::Session(LegId leg, Surroundings around)
    : leg_(leg), around_(around), asked_interval_(around.settings.session_interval) {}

Session::~Session() {
  for (TimerId* timer : {&give_up_, &no_answer_, &repeat_, &refresh_, &lifeless_}) around_.timers.cancel(*timer);
}

OnOutcome Session::while_alive(OnOutcome told) const {
  return [alive = std::weak_ptr(alive_), told = std::move(told)](Instant now, const Outcome& outcome) {
    if (!alive.expired()) told(now, outcome);
  };
}

// ---- media ----

bool Session::prepare_media() {
  if (ports_ || media_open_) return true;
  auto ports = around_.media.allocate_ports();
  if (!ports) return false;
  const Address ours = around_.settings.media_address.value_or(around_.transport.local(dialog_.flow));
  local_.address = ours.with_port(ports->rtp_port);
  local_.session_id = random_number();
  if (local_.security != Security::Never && !local_.key) local_.key = new_key();
  ports_ = std::move(*ports);
  return true;
}

void Session::take_settled(Settled settled) {
  const bool held = settled.is_held();
  if (!media_open_ && ports_) {
    around_.media.post(media::OpenLeg{leg_, std::move(ports_->rtp), std::move(ports_->rtcp), settled.stream});
    ports_.reset();
    media_open_ = true;
  } else {
    around_.media.post(media::ChangeStream{leg_, settled.stream});
  }
  settled_ = std::move(settled);
  if (std::exchange(held_, held) != held) around_.user.leg_held(leg_, held);
}

void Session::close_media() {
  if (std::exchange(media_open_, false)) around_.media.post(media::CloseLeg{leg_});
  ports_.reset();
}

// ---- calling ----

void Session::call(Instant now, Outgoing outgoing) {
  outgoing_ = std::move(outgoing);
  dialog_.call_id = random_word(12);
  dialog_.local_tag = random_word(6);
  dialog_.local = outgoing_.from;
  dialog_.local.parameters.set("tag", dialog_.local_tag);
  dialog_.remote = outgoing_.to;
  dialog_.remote_target = outgoing_.target;
  dialog_.flow = outgoing_.flow;
  dialog_.reach = outgoing_.reach;
  local_.codecs = outgoing_.codecs;
  local_.security = outgoing_.security;
  local_.is_private = dialog_.flow.kind == TransportKind::Tls;
  around_.user.dialog_known(*this);
  state_ = State::Calling;
  if (!prepare_media()) return end(Ending::Refused, 503);
  local_text_ = make_offer(local_);
  give_up_ = around_.timers.at(now + outgoing_.ring_time, [this](Instant then) {
    around_.transactions.cancel(then, invite_);
    end(rang_ ? Ending::NoAnswer : Ending::Unreachable, 408);
  });
  no_answer_ = around_.timers.at(now + outgoing_.answer_time, [this](Instant then) {
    around_.transactions.cancel(then, invite_);
    end(Ending::Unreachable, 408);
  });
  send_invite(now);
}

void Session::send_invite(Instant now) {
  Message invite = dialog_.request("INVITE");
  invite_cseq_ = dialog_.local_cseq;
  add_contact(invite);
  add_abilities(invite);
  ask_interval(invite);
  for (const Header& header : outgoing_.headers) invite.add(header.name, header.value);
  add_proof(invite);
  invite.add("Content-Type", sdp_type);
  invite.body = local_text_;
  ++attempts_;
  // The transaction may outlive what began it: a 2xx after our CANCEL still has to be answered.
  invite_ = around_.transactions.request(
      now, std::move(invite), dialog_.next_hop(),
      while_alive([this](Instant then, const Outcome& outcome) { invite_outcome(then, outcome); }));
}

void Session::invite_outcome(Instant now, const Outcome& outcome) {
  around_.timers.cancel(no_answer_);
  if (!outcome.is_final()) {
    if (state_ != State::Over) take_provisional(*outcome.response);
    return;
  }
  invite_ = 0;
  if (outcome.response && outcome.status() < 300) return take_2xx(now, *outcome.response);
  if (state_ == State::Over) return;
  if (outcome.response && try_again(now, *outcome.response)) return;
  end(ending_of(outcome.status(), rang_), outcome.status());
}

void Session::take_provisional(const Message& response) {
  if (response.status == 100) return;
  if (!response.to.tag().empty()) dialog_.confirm(response);
  const bool first = !std::exchange(rang_, true);
  state_ = State::Ringing;
  const bool had_sound = media_open_;
  if (!media_open_ && is_sdp(response)) (void)take_answer_of(response);
  if (first || media_open_ != had_sound) around_.user.leg_ringing(leg_, media_open_);
}

bool Session::take_answer_of(const Message& response) {
  const auto sdp = Sdp::parse(response.body);
  auto settled = sdp ? take_answer(*sdp, local_) : std::nullopt;
  if (settled) take_settled(std::move(*settled));
  return settled.has_value();
}

void Session::take_2xx(Instant now, const Message& response) {
  dialog_.confirm(response);
  Message ack = dialog_.ack(invite_cseq_);
  around_.transactions.send_ack(std::move(ack), dialog_.next_hop());
  if (state_ == State::Over) return bye(now);
  around_.timers.cancel(give_up_);
  peer_updates_ = response.lists("Allow", "UPDATE");
  const bool sound = is_sdp(response) ? take_answer_of(response) : media_open_;
  if (!sound) {
    bye(now);
    return end(Ending::Refused, 488);
  }
  state_ = State::Established;
  take_interval(response);
  schedule_refresh(now);
  around_.user.leg_answered(leg_);
}

bool Session::try_again(Instant now, const Message& refusal) {
  if (attempts_ >= attempts_max) return false;
  if (refusal.status == 401 || refusal.status == 407) {
    auto challenge = read_challenge(refusal);
    // The same challenge again means that the proof was wrong, unless only the nonce was too old.
    if (!outgoing_.account || !challenge || (challenge_ && !challenge->stale)) return false;
    challenge_ = std::move(challenge);
    challenge_uses_ = 0;
  } else if (refusal.status == 422) {
    const auto least = read_interval(refusal, "Min-SE", nullptr);
    if (!least || *least <= asked_interval_) return false;
    asked_interval_ = *least;
  } else {
    return false;
  }
  dialog_.remote = outgoing_.to;
  dialog_.remote_target = outgoing_.target;
  dialog_.route_set.clear();
  send_invite(now);
  return true;
}

void Session::late_2xx_came(Instant now, const Message& response, const Flow&) {
  if (response.to.tag() == dialog_.remote_tag) {
    if (response.cseq.number == invite_cseq_)
      around_.transactions.send_ack(dialog_.ack(invite_cseq_), dialog_.next_hop());
    return;
  }
  // Another branch of a forked call answered as well: it is told that it came too late (§13.2.2.4).
  Dialog other = dialog_;
  other.confirm(response);
  around_.transactions.send_ack(other.ack(response.cseq.number), other.next_hop());
  (void)around_.transactions.request(now, other.request("BYE"), other.next_hop(), {});
}

// ---- being called ----

std::string unsupported_of(const Message& request) {
  std::string unsupported;
  for (const std::string_view option : request.all("Require"))
    if (!same_word(option, "timer") && !same_word(option, "replaces"))
      unsupported.append(unsupported.empty() ? "" : ", ").append(option);
  return unsupported;
}

int Session::refusal_of(const Message& invite, std::vector<Header>& headers) const {
  const std::string unsupported = unsupported_of(invite);
  if (!unsupported.empty()) {
    headers.push_back({"Unsupported", unsupported});
    return 420;
  }
  if (!invite.body.empty() && !is_sdp(invite)) {
    headers.push_back({"Accept", std::string(sdp_type)});
    return 415;
  }
  const auto interval = read_interval(invite, "Session-Expires", nullptr);
  if (interval && *interval < around_.settings.session_interval_min) {
    headers.push_back({"Min-SE", std::to_string(around_.settings.session_interval_min.count())});
    return 422;
  }
  if (invite.body.empty()) return 0;
  const auto offer = Sdp::parse(invite.body);
  return offer && answer_offer(*offer, local_) ? 0 : 488;
}

bool Session::take_call(Instant now, ServerId transaction, Message&& invite, const Flow& flow, Reach reach,
                        std::vector<media::Codec> codecs, Security security) {
  dialog_ = Dialog::of_peer(invite, flow, reach, random_word(6));
  local_.codecs = std::move(codecs);
  local_.security = security;
  local_.is_private = flow.kind == TransportKind::Tls;
  if (security != Security::Never) local_.key = new_key();
  std::vector<Header> headers;
  if (const int status = refusal_of(invite, headers); status != 0) {
    reply(now, transaction, invite, status, std::move(headers));
    state_ = State::Over;
    return false;
  }
  server_invite_ = transaction;
  peer_updates_ = invite.lists("Allow", "UPDATE");
  invite_request_ = std::move(invite);
  state_ = State::Incoming;
  around_.user.dialog_known(*this);
  around_.transactions.reply(now, transaction, make_response(invite_request_, 100, {}));
  return true;
}

// Our answer to the INVITE's offer, or our offer when it had none. Once said it stays as it is.
std::optional<std::string> Session::describe_for_invite() {
  if (!local_text_.empty()) return local_text_;
  if (!prepare_media()) return std::nullopt;
  if (invite_request_.body.empty()) {
    waiting_ = Waiting::AnswerInAck;
    local_text_ = make_offer(local_);
    return local_text_;
  }
  auto answered = answer_offer(*Sdp::parse(invite_request_.body), local_);
  if (!answered) return std::nullopt;
  local_text_ = std::move(answered->text);
  take_settled(std::move(answered->settled));
  return local_text_;
}

void Session::ring(Instant now, bool early_media) {
  if (state_ != State::Incoming) return;
  // Without an offer there is nothing to answer yet: a provisional response is not where ours belongs.
  const bool with_sound = early_media && !invite_request_.body.empty();
  Message response = response_to(invite_request_, with_sound ? 183 : 180);
  add_contact(response);
  if (with_sound) {
    auto body = describe_for_invite();
    if (!body) return refuse(now, 503);
    response.add("Content-Type", sdp_type);
    response.body = std::move(*body);
  }
  around_.transactions.reply(now, server_invite_, response);
}

void Session::answer(Instant now) {
  if (state_ != State::Incoming) return;
  auto body = describe_for_invite();
  if (!body) return refuse(now, 503);
  state_ = State::Answered;
  send_2xx(now, server_invite_, invite_request_, std::move(*body));
  if (waiting_ == Waiting::Nothing) around_.user.leg_answered(leg_);
}

void Session::send_2xx(Instant now, ServerId transaction, const Message& request, std::string body) {
  Message response = response_to(request, 200);
  add_contact(response);
  add_abilities(response);
  agree_interval(request, response);
  response.add("Content-Type", sdp_type);
  response.body = std::move(body);
  around_.transactions.reply(now, transaction, response);
  unacknowledged_ = std::move(response);
  unacknowledged_transaction_ = transaction;
  repeat_interval_ = t1;
  repeat_until_ = now + 64 * t1;
  repeat_ = around_.timers.at(now + t1, [this](Instant then) { repeat_2xx(then); });
  schedule_refresh(now);
}

// Until its ACK comes, over every transport: a proxy on the way may use another (§13.3.1.4).
void Session::repeat_2xx(Instant now) {
  if (now >= repeat_until_) {
    unacknowledged_.reset();
    return lose(now);
  }
  around_.transactions.reply(now, unacknowledged_transaction_, *unacknowledged_);
  repeat_interval_ = std::min(repeat_interval_ * 2, t2);
  repeat_ =
      around_.timers.at(std::min(now + repeat_interval_, repeat_until_), [this](Instant then) { repeat_2xx(then); });
}

void Session::ack_came(Instant now, const Message& ack) {
  if (!unacknowledged_ || ack.cseq.number != unacknowledged_->cseq.number) return;
  around_.timers.cancel(repeat_);
  unacknowledged_.reset();
  acknowledged(now, ack);
}

void Session::acknowledged(Instant now, const Message& ack) {
  if (state_ == State::Over) return bye(now);
  const bool first = std::exchange(state_, State::Established) == State::Answered;
  if (std::exchange(waiting_, Waiting::Nothing) == Waiting::Nothing) return;
  const auto sdp = is_sdp(ack) ? Sdp::parse(ack.body) : std::nullopt;
  auto settled = sdp ? take_answer(*sdp, local_) : std::nullopt;
  if (!settled) {
    bye(now);
    return end(Ending::Refused, 488);
  }
  take_settled(std::move(*settled));
  if (first) around_.user.leg_answered(leg_);
}

void Session::refuse(Instant now, int status) {
  if (state_ != State::Incoming) return;
  reply(now, server_invite_, invite_request_, status);
  end(Ending::ByUs, status);
}

void Session::cancelled(Instant now) {
  if (state_ != State::Incoming) return;
  reply(now, server_invite_, invite_request_, 487);
  end(Ending::ByPeer, 487);
}

// ---- within the dialog ----

void Session::request_came(Instant now, ServerId transaction, Message&& request, const Flow& flow) {
  // A phone may have come back by another connection, or its translator by another port.
  if (dialog_.reach == Reach::SameFlow) dialog_.flow = flow;
  if (state_ == State::Over) return reply(now, transaction, request, request.method == "BYE" ? 200 : 481);
  if (!dialog_.take_cseq(request.cseq.number)) return reply(now, transaction, request, 500);
  if (request.method == "BYE") return take_bye(now, transaction, request);
  if (request.method == "INVITE") return take_reinvite(now, transaction, request);
  if (request.method == "UPDATE") return take_update(now, transaction, request);
  if (request.method == "INFO") return take_info(now, transaction, request);
  if (request.method == "REFER") return take_refer(now, transaction, request);
  if (request.method == "OPTIONS" || request.method == "NOTIFY") return reply(now, transaction, request, 200);
  reply(now, transaction, request, 405, {{"Allow", std::string(allowed)}});
}

void Session::take_bye(Instant now, ServerId transaction, const Message& request) {
  reply(now, transaction, request, 200);
  if (state_ == State::Incoming) reply(now, server_invite_, invite_request_, 487);
  unacknowledged_.reset();
  around_.timers.cancel(repeat_);
  end(Ending::ByPeer, 200);
}

std::optional<std::string> Session::answer_in_dialog(const Message& request) {
  const auto offer = is_sdp(request) ? Sdp::parse(request.body) : std::nullopt;
  if (!offer) return std::nullopt;
  auto answered = answer_offer(*offer, local_);
  if (!answered) return std::nullopt;
  if (answered->text != local_text_) {
    ++local_.version;
    answered = answer_offer(*offer, local_);
    local_text_ = answered->text;
  }
  take_settled(std::move(answered->settled));
  return local_text_;
}

void Session::take_reinvite(Instant now, ServerId transaction, const Message& request) {
  if (state_ != State::Established || unacknowledged_)
    return reply(now, transaction, request, 500, {{"Retry-After", std::to_string(1 + randombytes_uniform(9))}});
  if (invite_ != 0) return reply(now, transaction, request, 491);
  dialog_.refresh_target(request);
  if (request.body.empty()) {
    waiting_ = Waiting::AnswerInAck;
    return send_2xx(now, transaction, request, make_offer(local_));
  }
  auto body = answer_in_dialog(request);
  if (!body) return reply(now, transaction, request, 488);
  send_2xx(now, transaction, request, std::move(*body));
}

void Session::take_update(Instant now, ServerId transaction, const Message& request) {
  dialog_.refresh_target(request);
  std::optional<std::string> body;
  if (!request.body.empty()) {
    if (state_ != State::Established || waiting_ != Waiting::Nothing)
      return reply(now, transaction, request, 500, {{"Retry-After", std::to_string(1 + randombytes_uniform(9))}});
    if (invite_ != 0) return reply(now, transaction, request, 491);
    body = answer_in_dialog(request);
    if (!body) return reply(now, transaction, request, 488);
  }
  Message response = response_to(request, 200);
  add_contact(response);
  add_abilities(response);
  agree_interval(request, response);
  if (body) {
    response.add("Content-Type", sdp_type);
    response.body = std::move(*body);
  }
  around_.transactions.reply(now, transaction, response);
  schedule_refresh(now);
}

void Session::take_info(Instant now, ServerId transaction, const Message& request) {
  const std::string_view type = request.get("Content-Type");
  const bool is_digit = same_word(type, "application/dtmf-relay") || same_word(type, "application/dtmf");
  if (!is_digit && !request.body.empty()) return reply(now, transaction, request, 415);
  reply(now, transaction, request, 200);
  if (const auto digit = is_digit ? digit_of(request) : std::nullopt) around_.user.digit_told(leg_, *digit);
}

void Session::take_refer(Instant now, ServerId transaction, const Message& request) {
  const auto targets = request.all("Refer-To");
  const auto target = targets.size() == 1 ? NameAddress::parse(targets.front()) : std::nullopt;
  if (!target || !target->uri.is_sip()) return reply(now, transaction, request, 400);
  if (state_ != State::Established || refer_cseq_) return reply(now, transaction, request, 491);
  TransferTarget wanted{target->uri.user, {}};
  if (const auto replaces = uri_header(target->uri, "Replaces")) {
    const std::size_t semicolon = replaces->find(';');
    const auto tags = Parameters::parse(semicolon == std::string::npos ? "" : replaces->substr(semicolon));
    if (tags)
      wanted.replaces =
          around_.user.leg_of_dialog(replaces->substr(0, semicolon), tags->get("to-tag"), tags->get("from-tag"));
    if (!wanted.replaces) return reply(now, transaction, request, 481);
  }
  if (wanted.number.empty() && !wanted.replaces) return reply(now, transaction, request, 400);
  Message response = response_to(request, 202);
  add_contact(response);
  around_.transactions.reply(now, transaction, response);
  refer_cseq_ = request.cseq.number;
  notify_transfer(now, 100);
  around_.user.transfer_asked(leg_, std::move(wanted));
}

void Session::finish_transfer(Instant now, int status) {
  if (state_ == State::Established && refer_cseq_) notify_transfer(now, status);
  refer_cseq_.reset();
}

void Session::notify_transfer(Instant now, int status) {
  Message notify = dialog_.request("NOTIFY");
  add_contact(notify);
  notify.add("Event", fmt::format("refer;id={}", *refer_cseq_));
  notify.add("Subscription-State", status < 200 ? "active;expires=60" : "terminated;reason=noresource");
  notify.add("Content-Type", "message/sipfrag;version=2.0");
  notify.body = fmt::format("SIP/2.0 {} {}\r\n", status, reason_phrase(status));
  (void)send(now, std::move(notify), {});
}

ClientId Session::send(Instant now, Message request, OnOutcome told) {
  add_proof(request);
  ++unanswered_;
  Message again = request;
  return around_.transactions.request(
      now, std::move(request), dialog_.next_hop(),
      while_alive([this, again = std::move(again), told = std::move(told)](Instant then, const Outcome& outcome) {
        if (outcome.is_final()) --unanswered_;
        if (outcome.response && prove(then, *outcome.response, again, told)) return;
        if (told) told(then, outcome);
      }));
}

bool Session::prove(Instant now, const Message& refusal, Message request, OnOutcome told) {
  if (refusal.status != 401 && refusal.status != 407) return false;
  auto challenge = read_challenge(refusal);
  if (!challenge || !outgoing_.account || (challenge_ && challenge_->nonce == challenge->nonce)) return false;
  challenge_ = std::move(challenge);
  challenge_uses_ = 0;
  request.cseq.number = ++dialog_.local_cseq;
  request.set("CSeq", fmt::format("{} {}", request.cseq.number, request.method));
  request.remove("Authorization");
  request.remove("Proxy-Authorization");
  add_proof(request);
  ++unanswered_;
  (void)around_.transactions.request(now, std::move(request), dialog_.next_hop(),
                                     while_alive([this, told = std::move(told)](Instant then, const Outcome& outcome) {
                                       if (outcome.is_final()) --unanswered_;
                                       if (told) told(then, outcome);
                                     }));
  return true;
}

// ---- session timers ----

void Session::ask_interval(Message& request) const {
  request.add("Session-Expires",
              fmt::format("{}{}", asked_interval_.count(), state_ == State::Established ? ";refresher=uac" : ""));
  request.add("Min-SE", std::to_string(around_.settings.session_interval_min.count()));
}

void Session::agree_interval(const Message& request, Message& response) {
  Parameters parameters;
  const auto asked = read_interval(request, "Session-Expires", &parameters);
  const bool peer_can = request.lists("Supported", "timer");
  interval_ = std::min(asked.value_or(around_.settings.session_interval), around_.settings.session_interval);
  interval_ = std::max(*interval_, around_.settings.session_interval_min);
  if (const auto least = read_interval(request, "Min-SE", nullptr)) interval_ = std::max(*interval_, *least);
  // Who can refresh does; a peer that knows nothing of timers cannot be asked to (RFC 4028 §9).
  we_refresh_ = !peer_can || parameters.get("refresher") == "uas";
  response.add("Session-Expires", fmt::format("{};refresher={}", interval_->count(), we_refresh_ ? "uas" : "uac"));
  if (!we_refresh_) response.add("Require", "timer");
}

void Session::take_interval(const Message& response) {
  Parameters parameters;
  interval_ = read_interval(response, "Session-Expires", &parameters);
  if (interval_) interval_ = std::max(*interval_, around_.settings.session_interval_min);
  we_refresh_ = parameters.get("refresher") != "uas";
}

void Session::schedule_refresh(Instant now) {
  around_.timers.cancel(refresh_);
  if (!interval_) return;
  if (we_refresh_)
    refresh_ = around_.timers.at(now + *interval_ / 2, [this](Instant then) { refresh(then); });
  else
    refresh_ = around_.timers.at(now + *interval_ - std::min(std::chrono::seconds(32), *interval_ / 3),
                                 [this](Instant then) { lose(then); });
}

void Session::refresh(Instant now) {
  refresh_ = 0;
  if (state_ != State::Established) return;
  if (invite_ != 0 || unacknowledged_) {
    refresh_ = around_.timers.at(now + std::chrono::seconds(5), [this](Instant then) { refresh(then); });
    return;
  }
  Message request = dialog_.request(peer_updates_ ? "UPDATE" : "INVITE");
  add_contact(request);
  add_abilities(request);
  ask_interval(request);
  if (!peer_updates_) {
    invite_cseq_ = dialog_.local_cseq;
    request.add("Content-Type", sdp_type);
    request.body = make_offer(local_);
  }
  const std::uint32_t cseq = dialog_.local_cseq;
  const ClientId id = send(now, std::move(request),
                           [this, cseq](Instant then, const Outcome& outcome) { refreshed(then, outcome, cseq); });
  if (!peer_updates_) invite_ = id;
}

void Session::refreshed(Instant now, const Outcome& outcome, std::uint32_t cseq) {
  if (!outcome.is_final()) return;
  const bool was_invite = std::exchange(invite_, 0) != 0;
  const bool good = outcome.response && outcome.status() < 300;
  if (good && was_invite) {
    // After a challenge the number is a later one.
    invite_cseq_ = std::max(cseq, outcome.response->cseq.number);
    around_.transactions.send_ack(dialog_.ack(invite_cseq_), dialog_.next_hop());
  }
  if (state_ != State::Established) return;
  if (good) {
    dialog_.refresh_target(*outcome.response);
    if (was_invite && is_sdp(*outcome.response)) (void)take_answer_of(*outcome.response);
    take_interval(*outcome.response);
    return schedule_refresh(now);
  }
  // A dialog that the peer no longer knows, or that it does not answer in, is over (RFC 4028 §10).
  if (outcome.status() == 408 || outcome.status() == 481 || !outcome.response) return lose(now);
  refresh_ = around_.timers.at(now + std::chrono::seconds(10), [this](Instant then) { refresh(then); });
}

// Whoever answers is alive, whatever it answers, unless it says that there is no such call.
void Session::ask_alive(Instant now) {
  if (state_ != State::Established || lifeless_ != 0) return;
  lifeless_ = around_.timers.at(now + alive_within, [this](Instant then) {
    lifeless_ = 0;
    lose(then);
  });
  send(now, dialog_.request("OPTIONS"), [this](Instant then, const Outcome& outcome) {
    if (!outcome.is_final() || state_ != State::Established) return;
    around_.timers.cancel(lifeless_);
    if (!outcome.response || outcome.status() == 408 || outcome.status() == 481) lose(then);
  });
}

// ---- the end ----

void Session::hang_up(Instant now) {
  switch (state_) {
    case State::New:
    case State::Over:
      return;
    case State::Calling:
    case State::Ringing:
      around_.transactions.cancel(now, invite_);
      break;
    case State::Incoming:
      reply(now, server_invite_, invite_request_, 480);
      break;
    // A 2xx that has not been acknowledged is; then comes our BYE (§15).
    case State::Answered:
      break;
    case State::Established:
      if (!unacknowledged_) bye(now);
      break;
  }
  end(Ending::ByUs, 0);
}

void Session::bye(Instant now) {
  (void)send(now, dialog_.request("BYE"), {});
}

void Session::lose(Instant now) {
  bye(now);
  end(Ending::Lost, 408);
}

void Session::end(Ending ending, int status) {
  if (state_ == State::Over) return;
  state_ = State::Over;
  for (TimerId* timer : {&give_up_, &no_answer_, &refresh_, &lifeless_}) around_.timers.cancel(*timer);
  if (!unacknowledged_) around_.timers.cancel(repeat_);
  close_media();
  around_.user.leg_ended(leg_, ending, status);
}

// ---- writing ----

Message Session::response_to(const Message& request, int status) const {
  Message response = make_response(request, status, dialog_.local_tag);
  for (const std::string_view route : request.all("Record-Route")) response.add("Record-Route", route);
  response.add("Server", around_.settings.product);
  return response;
}

void Session::reply(Instant now, ServerId transaction, const Message& request, int status,
                    std::vector<Header> headers) {
  Message response = response_to(request, status);
  for (const Header& header : headers) response.add(header.name, header.value);
  around_.transactions.reply(now, transaction, response);
}

void Session::add_contact(Message& message) const {
  const Address local = around_.transport.local(dialog_.flow);
  Uri uri;
  uri.user = "yingda";
  uri.host = local.is_v6() ? '[' + local.ip() + ']' : local.ip();
  uri.port = local.port();
  if (dialog_.flow.kind != TransportKind::Udp) uri.parameters.set("transport", uri_word(dialog_.flow.kind));
  message.add("Contact", '<' + uri.text() + '>');
}

void Session::add_abilities(Message& message) const {
  message.add("Allow", allowed);
  message.add("Supported", "timer, replaces");
  if (message.is_request()) message.add("User-Agent", around_.settings.product);
}

void Session::add_proof(Message& request) {
  if (!challenge_ || !outgoing_.account) return;
  request.add(challenge_->from_proxy ? "Proxy-Authorization" : "Authorization",
              answer_challenge(*challenge_, outgoing_.account->user, outgoing_.account->password, request.method,
                               request.request_uri.text(), ++challenge_uses_));
}

}  // namespace voice::sip
