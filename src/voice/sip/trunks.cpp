#include "voice/sip/trunks.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace voice::sip {

namespace {

std::uint16_t port_of(const TrunkSettings& trunk) {
  if (trunk.port != 0) return trunk.port;
  return trunk.transport == TransportKind::Tls ? 5061 : 5060;
}

const std::string& domain_of(const TrunkSettings& trunk) {
  return trunk.domain.empty() ? trunk.host : trunk.domain;
}

bool calls_from(const TrunkSettings& settings, const std::vector<Address>& resolved, const Address& source) {
  return std::ranges::any_of(resolved, [&](const Address& a) { return a.same_ip(source); }) ||
         std::ranges::find(settings.addresses, source.ip()) != settings.addresses.end();
}

// How long the registrar keeps us: our contact's expires, else the header's (§10.2.4).
std::chrono::seconds granted_life(const Message& response, std::chrono::seconds asked) {
  std::optional<std::uint32_t> seconds = parse_number(response.get("Expires"), 86'400);
  for (const std::string_view text : response.all("Contact"))
    if (const auto contact = NameAddress::parse(text); contact && contact->parameters.has("expires"))
      seconds = parse_number(contact->parameters.get("expires"), 86'400);
  return seconds && *seconds > 0 ? std::chrono::seconds(*seconds) : asked;
}

}  // namespace

Uri uri_of(const TrunkSettings& trunk, std::string_view user) {
  Uri uri;
  uri.user = user;
  uri.host = domain_of(trunk);
  uri.port = trunk.domain.empty() ? trunk.port : 0;
  if (trunk.transport != TransportKind::Udp) uri.parameters.set("transport", uri_word(trunk.transport));
  return uri;
}

Trunks::Trunks(Transactions& transactions, Timers& timers, Transport& transport, Resolver& resolver,
               std::string product, Tell tell)
    : transactions_(transactions),
      timers_(timers),
      transport_(transport),
      resolver_(resolver),
      product_(std::move(product)),
      tell_(std::move(tell)) {}

Trunks::~Trunks() {
  for (auto& [id, it] : trunks_) {
    timers_.cancel(it->ping);
    timers_.cancel(it->registration);
  }
}

Trunks::Trunk* Trunks::trunk(TrunkId id) {
  const auto found = trunks_.find(id);
  return found == trunks_.end() ? nullptr : found->second.get();
}

void Trunks::put(Instant now, TrunkSettings settings) {
  const TrunkId id = settings.trunk;
  if (Trunk* old = trunk(id)) {
    timers_.cancel(old->ping);
    timers_.cancel(old->registration);
  }
  auto made = std::make_unique<Trunk>();
  made->settings = std::move(settings);
  made->call_id = random_word(12);
  made->tag = random_word(6);
  made->asked = made->settings.registration;
  trunks_[id] = std::move(made);
  if (trunks_.at(id)->settings.registers) register_at(now, id, trunks_.at(id)->asked);
  if (trunks_.at(id)->settings.pings)
    ping(now, id);
  else
    when_resolved(id, [](Trunk&) {});
}

void Trunks::remove(Instant now, TrunkId id) {
  Trunk* it = trunk(id);
  if (!it) return;
  timers_.cancel(it->ping);
  timers_.cancel(it->registration);
  if (it->settings.registers && it->state == TrunkState::Up) register_at(now, id, std::chrono::seconds(0));
  trunks_.erase(id);
}

// Calls `task` with the trunk once its host's addresses are known; not at all when it is gone by then.
void Trunks::when_resolved(TrunkId id, std::function<void(Trunk&)> task) {
  Trunk& it = *trunks_.at(id);
  resolver_.resolve(it.settings.host, port_of(it.settings),
                    [this, id, alive = std::weak_ptr(it.alive), task = std::move(task)](std::vector<Address> found) {
                      if (alive.expired()) return;
                      Trunk& now_known = *trunks_.at(id);
                      // A name server that is away for a while takes no trunk down.
                      if (!found.empty()) now_known.addresses = std::move(found);
                      task(now_known);
                    });
}

Flow Trunks::flow_of(const Trunk& it) const {
  return {it.settings.transport, it.addresses.front(), 0};
}

Message Trunks::bare(Trunk& it, std::string_view method) const {
  Message message;
  message.method = method;
  message.request_uri = uri_of(it.settings, "");
  message.call_id = it.call_id;
  message.cseq = {++it.cseq, message.method};
  NameAddress self;
  self.uri = uri_of(it.settings, it.settings.user.empty() ? "yingda" : it.settings.user);
  self.uri.parameters = {};
  message.to = self;
  message.add("To", self.text());
  self.parameters.set("tag", it.tag);
  message.from = self;
  message.add("From", self.text());
  message.add("Call-ID", message.call_id);
  message.add("CSeq", fmt::format("{} {}", message.cseq.number, method));
  message.add("Max-Forwards", "70");
  message.add("User-Agent", product_);
  return message;
}

// ---- pinging ----

void Trunks::ping(Instant now, TrunkId id) {
  when_resolved(id, [this, now, id](Trunk& it) {
    it.ping = timers_.at(now + ping_interval, [this, id](Instant then) { ping(then, id); });
    if (it.addresses.empty()) return set_state(it, TrunkState::Down, 0);
    Message options = bare(it, "OPTIONS");
    options.add("Accept", "application/sdp");
    (void)transactions_.request(now, std::move(options), flow_of(it),
                                [this, id, alive = std::weak_ptr(it.alive)](Instant, const Outcome& outcome) {
                                  if (alive.expired() || !outcome.is_final()) return;
                                  Trunk& asked = *trunks_.at(id);
                                  // Any answer shows that it is there; whether it lets us call, a registration tells.
                                  const bool answers = outcome.response && outcome.status() != 503;
                                  if (!answers) return set_state(asked, TrunkState::Down, outcome.status());
                                  if (!asked.settings.registers) set_state(asked, TrunkState::Up, outcome.status());
                                });
  });
}

// ---- registering ----

void Trunks::register_at(Instant now, TrunkId id, std::chrono::seconds life) {
  when_resolved(id, [this, now, id, life](Trunk& it) {
    if (it.addresses.empty()) {
      set_state(it, TrunkState::Down, 0);
      return retry(now, it);
    }
    Message request = bare(it, "REGISTER");
    const Address local = transport_.local(flow_of(it));
    Uri contact;
    contact.user = it.settings.user;
    contact.host = local.is_v6() ? '[' + local.ip() + ']' : local.ip();
    contact.port = local.port();
    if (it.settings.transport != TransportKind::Udp)
      contact.parameters.set("transport", uri_word(it.settings.transport));
    request.add("Contact", '<' + contact.text() + '>');
    request.add("Expires", std::to_string(life.count()));
    if (it.challenge)
      request.add(it.challenge->from_proxy ? "Proxy-Authorization" : "Authorization",
                  answer_challenge(*it.challenge, it.settings.user, it.settings.password, "REGISTER",
                                   request.request_uri.text(), ++it.challenge_uses));
    (void)transactions_.request(now, std::move(request), flow_of(it),
                                [this, id, alive = std::weak_ptr(it.alive)](Instant then, const Outcome& outcome) {
                                  if (!alive.expired() && outcome.is_final()) registered(then, id, outcome);
                                });
  });
}

void Trunks::registered(Instant now, TrunkId id, const Outcome& outcome) {
  Trunk& it = *trunks_.at(id);
  const int status = outcome.status();
  if (outcome.response && status < 300) {
    it.retry = retry_first;
    const auto life = granted_life(*outcome.response, it.asked);
    it.registration =
        timers_.at(now + life * 3 / 4, [this, id](Instant then) { register_at(then, id, trunks_.at(id)->asked); });
    return set_state(it, TrunkState::Up, status);
  }
  if (outcome.response && register_again(now, it, *outcome.response)) return;
  set_state(it, TrunkState::Down, status);
  retry(now, it);
}

bool Trunks::register_again(Instant now, Trunk& it, const Message& refusal) {
  if (refusal.status == 401 || refusal.status == 407) {
    auto challenge = read_challenge(refusal);
    if (!challenge || it.settings.user.empty()) return false;
    // A fresh nonce that we have answered already, and not because it was stale: the password is wrong.
    const bool answered = it.challenge && it.challenge_uses == 1 && !challenge->stale;
    if (answered) it.challenge.reset();
    if (answered) return false;
    it.challenge = std::move(challenge);
    it.challenge_uses = 0;
  } else if (refusal.status == 423) {
    const auto least = parse_number(refusal.get("Min-Expires"), 86'400);
    if (!least || std::chrono::seconds(*least) <= it.asked) return false;
    it.asked = std::chrono::seconds(*least);
  } else {
    return false;
  }
  register_at(now, it.settings.trunk, it.asked);
  return true;
}

void Trunks::retry(Instant now, Trunk& it) {
  it.registration = timers_.at(
      now + it.retry, [this, id = it.settings.trunk](Instant then) { register_at(then, id, trunks_.at(id)->asked); });
  it.retry = std::min(it.retry * 2, retry_longest);
}

void Trunks::set_state(Trunk& it, TrunkState state, int status) {
  if (it.state == state && it.status == status) return;
  it.state = state;
  it.status = status;
  tell_({it.settings.trunk, state, status});
}

// ---- asked by others ----

const TrunkSettings* Trunks::find(TrunkId id) const {
  const auto found = trunks_.find(id);
  return found == trunks_.end() ? nullptr : &found->second->settings;
}

const TrunkSettings* Trunks::at(const Flow& flow, std::string_view user) const {
  const TrunkSettings* first = nullptr;
  for (const auto& [id, it] : trunks_) {
    if (!calls_from(it->settings, it->addresses, flow.remote)) continue;
    // Two accounts of one carrier share its address: the contact that we registered tells them apart.
    if (!user.empty() && it->settings.user == user) return &it->settings;
    if (!first) first = &it->settings;
  }
  return first;
}

std::optional<Flow> Trunks::way(TrunkId id) const {
  const auto found = trunks_.find(id);
  if (found == trunks_.end() || found->second->addresses.empty() || found->second->state == TrunkState::Down)
    return std::nullopt;
  return flow_of(*found->second);
}

std::unordered_set<std::string> Trunks::addresses() const {
  std::unordered_set<std::string> ips;
  for (const auto& [id, it] : trunks_) {
    ips.insert(it->settings.addresses.begin(), it->settings.addresses.end());
    for (const Address& address : it->addresses) ips.insert(address.ip());
  }
  return ips;
}

}  // namespace voice::sip
