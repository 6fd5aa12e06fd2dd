#include "voice/sip/transactions.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <vector>

namespace voice::sip {

namespace {

constexpr std::string_view magic_cookie = "z9hG4bK";  // RFC 3261 §8.1.1.7

// What tells one transaction of the peer's from another (§17.2.3). A peer of RFC 2543 has no
// unique branch, so that the whole of what it says is taken.
std::string server_key(const Message& request) {
  const Via& via = request.vias.front();
  const std::string_view method =
      request.method == "ACK" ? std::string_view("INVITE") : std::string_view(request.method);
  if (via.branch().starts_with(magic_cookie))
    return fmt::format("{}|{}:{}|{}", via.branch(), via.host, via.port, method);
  // The ACK of a refusal carries our tag; the INVITE did not.
  return fmt::format("{}|{}|{}|{}|{}|{}", request.request_uri.text(), request.from.tag(), request.call_id,
                     request.cseq.number, via.text(), method);
}

std::string client_key(std::string_view branch, std::string_view method) {
  return fmt::format("{}|{}", branch, method);
}

bool is_2xx(int status) {
  return status >= 200 && status < 300;
}

}  // namespace

std::string_view via_word(TransportKind kind) {
  return kind == TransportKind::Udp ? "UDP" : kind == TransportKind::Tcp ? "TCP" : "TLS";
}

std::string_view uri_word(TransportKind kind) {
  return kind == TransportKind::Udp ? "udp" : kind == TransportKind::Tcp ? "tcp" : "tls";
}

std::string random_word(int bytes) {
  std::string raw(static_cast<std::size_t>(bytes), '\0'), hex(raw.size() * 2 + 1, '\0');
  randombytes_buf(raw.data(), raw.size());
  sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(raw.data()), raw.size());
  hex.pop_back();
  return hex;
}

void Transactions::receive(Instant now, Message&& message, const Flow& flow) {
  if (message.is_request())
    receive_request(now, std::move(message), flow);
  else
    receive_response(now, std::move(message), flow);
}

// ---- the peer's transactions ----

void Transactions::receive_request(Instant now, Message&& message, const Flow& flow) {
  const std::string key = server_key(message);
  if (const auto known = servers_by_key_.find(key); known != servers_by_key_.end()) {
    repeated(now, *servers_.at(known->second), message);
    return;
  }
  if (message.method == "ACK") return user_.ack_came(now, std::move(message), flow);
  if (message.method == "CANCEL") return take_cancel(now, std::move(message), flow);
  auto made = std::make_unique<Server>();
  made->id = ++last_id_;
  made->key = key;
  made->flow = flow;
  made->is_invite = message.method == "INVITE";
  if (made->is_invite) ++invites_pending_;
  const ServerId id = made->id;
  servers_by_key_.emplace(key, id);
  servers_.emplace(id, std::move(made));
  user_.request_came(now, id, std::move(message), flow);
}

void Transactions::repeated(Instant now, Server& server, const Message& request) {
  if (request.method == "ACK") {
    if (server.state == State::Accepted) {
      user_.ack_came(now, Message(request), server.flow);
    } else if (server.state == State::Completed) {
      timers_.cancel(server.repeat);
      timers_.cancel(server.end);
      if (is_reliable(server.flow.kind)) return forget_server(server.id);
      server.state = State::Confirmed;  // absorbs repeated ACKs for timer I
      server.end = timers_.at(now + t4, [this, id = server.id](Instant) { forget_server(id); });
    }
    return;
  }
  if (!server.last.empty() && server.state != State::Accepted) transport_.send(server.flow, server.last);
}

void Transactions::take_cancel(Instant now, Message&& cancel, const Flow& flow) {
  Message invite = cancel;
  invite.method = "INVITE";
  const auto found = servers_by_key_.find(server_key(invite));
  const Message response = make_response(cancel, found == servers_by_key_.end() ? 481 : 200, random_word(4));
  transport_.send(flow, response.write());
  if (found == servers_by_key_.end()) return;
  const Server& server = *servers_.at(found->second);
  if (server.state == State::Trying || server.state == State::Proceeding) user_.cancel_came(now, server.id);
}

void Transactions::reply(Instant now, ServerId transaction, const Message& response) {
  Server* found = server(transaction);
  if (!found) return;
  if (found->state == State::Accepted) return transport_.send(found->flow, response.write());
  if (found->state != State::Trying && found->state != State::Proceeding) return;
  found->last = response.write();
  transport_.send(found->flow, found->last);
  if (response.status < 200) {
    found->state = State::Proceeding;
    return;
  }
  if (found->is_invite) return finish_invite(now, *found, response.status);
  found->state = State::Completed;
  if (is_reliable(found->flow.kind)) return forget_server(transaction);
  found->end = timers_.at(now + 64 * t1, [this, transaction](Instant) { forget_server(transaction); });  // timer J
}

void Transactions::finish_invite(Instant now, Server& server, int status) {
  --invites_pending_;
  const ServerId id = server.id;
  server.end = timers_.at(now + 64 * t1, [this, id](Instant) { forget_server(id); });  // timers H and L
  if (is_2xx(status)) {
    server.state = State::Accepted;
    server.last.clear();
    return;
  }
  server.state = State::Completed;
  if (!is_reliable(server.flow.kind))
    server.repeat = timers_.at(now + t1, [this, id](Instant then) { repeat_final(then, id); });  // timer G
}

void Transactions::repeat_final(Instant now, ServerId id) {
  Server& it = *servers_.at(id);
  transport_.send(it.flow, it.last);
  it.interval = std::min(it.interval * 2, t2);
  it.repeat = timers_.at(now + it.interval, [this, id](Instant then) { repeat_final(then, id); });
}

void Transactions::forget_server(ServerId id) {
  const auto found = servers_.find(id);
  if (found == servers_.end()) return;
  Server& it = *found->second;
  if (it.is_invite && (it.state == State::Trying || it.state == State::Proceeding)) --invites_pending_;
  timers_.cancel(it.repeat);
  timers_.cancel(it.end);
  servers_by_key_.erase(it.key);
  servers_.erase(found);
}

Transactions::Server* Transactions::server(ServerId id) {
  const auto found = servers_.find(id);
  return found == servers_.end() ? nullptr : found->second.get();
}

// ---- our transactions ----

void Transactions::add_via(Message& message, const Flow& flow, const std::string& branch) const {
  const Address local = transport_.local(flow);
  Via via;
  via.transport = via_word(flow.kind);
  via.host = local.is_v6() ? '[' + local.ip() + ']' : local.ip();
  via.port = local.port();
  via.parameters.set("branch", branch);
  via.parameters.set("rport", "");  // RFC 3581
  message.headers.insert(message.headers.begin(), {"Via", via.text()});
  message.vias.insert(message.vias.begin(), std::move(via));
}

ClientId Transactions::request(Instant now, Message&& request, const Flow& flow, OnOutcome told) {
  const std::string branch = std::string(magic_cookie) + random_word(8);
  auto made = std::make_unique<Client>();
  made->id = ++last_id_;
  made->key = client_key(branch, request.cseq.method);
  made->flow = flow;
  made->is_invite = request.method == "INVITE";
  add_via(request, flow, branch);
  made->bytes = request.write();
  made->request = std::move(request);
  made->told = std::move(told);
  Client& client = *made;
  const ClientId id = client.id;
  clients_by_key_.emplace(client.key, id);
  clients_.emplace(id, std::move(made));
  expire(client, now + 64 * t1);  // timers B and F
  if (!is_reliable(flow.kind))
    client.repeat = timers_.at(now + t1, [this, id](Instant then) { send_again(then, id); });  // timers A and E
  transport_.send(flow, client.bytes);
  return id;
}

void Transactions::expire(Client& client, Instant when) {
  timers_.cancel(client.end);
  client.end = timers_.at(when, [this, id = client.id](Instant now) { give_up(now, id, Failure::Timeout); });
}

void Transactions::send_again(Instant now, ClientId id) {
  Client& it = *clients_.at(id);
  transport_.send(it.flow, it.bytes);
  it.interval *= 2;
  // INVITE goes on doubling; others stay at T2, from the first provisional response on at once (§17.1.2.2).
  if (!it.is_invite) it.interval = it.state == State::Proceeding ? t2 : std::min(it.interval, t2);
  it.repeat = timers_.at(now + it.interval, [this, id](Instant then) { send_again(then, id); });
}

void Transactions::give_up(Instant now, ClientId id, Failure failure) {
  Client* found = client(id);
  if (!found) return;
  const bool waiting = found->state == State::Trying || found->state == State::Proceeding;
  const OnOutcome told = std::move(found->told);
  forget_client(id);
  if (waiting && told) told(now, {nullptr, failure});
}

void Transactions::receive_response(Instant now, Message&& message, const Flow& flow) {
  const auto found = clients_by_key_.find(client_key(message.vias.front().branch(), message.cseq.method));
  if (found == clients_by_key_.end()) {
    if (message.cseq.method == "INVITE" && is_2xx(message.status)) user_.late_2xx_came(now, std::move(message), flow);
    return;
  }
  Client& it = *clients_.at(found->second);
  if (it.is_invite)
    take_invite_response(now, it, std::move(message));
  else
    take_response(now, it, std::move(message));
}

void Transactions::take_invite_response(Instant now, Client& it, Message&& response) {
  if (it.state == State::Accepted) {
    if (is_2xx(response.status)) user_.late_2xx_came(now, std::move(response), it.flow);
    return;
  }
  if (it.state == State::Completed) {
    if (response.status >= 300) ack_refusal(it, response);
    return;
  }
  timers_.cancel(it.repeat);
  if (response.status < 200) {
    const bool first = it.state == State::Trying;
    it.state = State::Proceeding;
    // An INVITE may ring for long; who called decides how long. Timer C is theirs.
    timers_.cancel(it.end);
    if (first && it.cancel_wanted) send_cancel(now, it);
    if (const OnOutcome told = it.told) told(now, {&response});
    return;
  }
  const OnOutcome told = std::move(it.told);
  if (is_2xx(response.status)) {
    it.state = State::Accepted;
    expire(it, now + 64 * t1);  // timer M
  } else {
    it.state = State::Completed;
    ack_refusal(it, response);
    expire(it, now + (is_reliable(it.flow.kind) ? Milliseconds(0) : 64 * t1));  // timer D
  }
  if (told) told(now, {&response});
}

void Transactions::take_response(Instant now, Client& it, Message&& response) {
  if (it.state == State::Completed) return;
  if (response.status < 200) {
    it.state = State::Proceeding;
    if (const OnOutcome told = it.told) told(now, {&response});
    return;
  }
  timers_.cancel(it.repeat);
  it.state = State::Completed;
  const OnOutcome told = std::move(it.told);
  expire(it, now + (is_reliable(it.flow.kind) ? Milliseconds(0) : t4));  // timer K
  if (told) told(now, {&response});
}

void Transactions::cancel(Instant now, ClientId invite) {
  Client* found = client(invite);
  if (!found || found->cancel_wanted) return;
  if (found->state != State::Trying && found->state != State::Proceeding) return;
  found->cancel_wanted = true;
  if (found->state == State::Proceeding) send_cancel(now, *found);
  // A peer that answers neither is given up after 64 T1 (§9.1).
  expire(*found, now + 64 * t1);
}

// CANCEL has the branch of its INVITE, so it is not made by request() (§9.1).
void Transactions::send_cancel(Instant now, const Client& invite) {
  Message cancel;
  cancel.method = "CANCEL";
  cancel.request_uri = invite.request.request_uri;
  cancel.add("Via", invite.request.vias.front().text());
  for (const std::string_view name : {"From", "To", "Call-ID", "Max-Forwards"})
    cancel.add(name, invite.request.get(name));
  for (const std::string_view route : invite.request.all("Route")) cancel.add("Route", route);
  cancel.add("CSeq", fmt::format("{} CANCEL", invite.request.cseq.number));
  cancel.cseq = {invite.request.cseq.number, "CANCEL"};
  cancel.vias = {invite.request.vias.front()};

  auto made = std::make_unique<Client>();
  made->id = ++last_id_;
  made->key = client_key(cancel.vias.front().branch(), "CANCEL");
  made->flow = invite.flow;
  made->bytes = cancel.write();
  made->request = std::move(cancel);
  Client& it = *made;
  const ClientId id = it.id;
  clients_by_key_.emplace(it.key, id);
  clients_.emplace(id, std::move(made));
  expire(it, now + 64 * t1);
  if (!is_reliable(it.flow.kind)) it.repeat = timers_.at(now + t1, [this, id](Instant then) { send_again(then, id); });
  transport_.send(it.flow, it.bytes);
}

// ACK of a refusal is the transaction's own (§17.1.1.3).
void Transactions::ack_refusal(const Client& it, const Message& response) {
  Message ack;
  ack.method = "ACK";
  ack.request_uri = it.request.request_uri;
  ack.add("Via", it.request.vias.front().text());
  ack.add("From", it.request.get("From"));
  ack.add("To", response.get("To"));
  ack.add("Call-ID", it.request.call_id);
  ack.add("CSeq", fmt::format("{} ACK", it.request.cseq.number));
  ack.add("Max-Forwards", "70");
  for (const std::string_view route : it.request.all("Route")) ack.add("Route", route);
  transport_.send(it.flow, ack.write());
}

void Transactions::send_ack(Message&& ack, const Flow& flow) {
  add_via(ack, flow, std::string(magic_cookie) + random_word(8));
  transport_.send(flow, ack.write());
}

void Transactions::flow_failed(Instant now, const Flow& flow) {
  std::vector<ClientId> failed;
  for (const auto& [id, it] : clients_)
    if (it->flow.kind == flow.kind && it->flow.remote == flow.remote &&
        (it->flow.connection == flow.connection || it->flow.connection == 0))
      failed.push_back(id);
  for (const ClientId id : failed) give_up(now, id, Failure::Transport);
}

void Transactions::forget_client(ClientId id) {
  const auto found = clients_.find(id);
  if (found == clients_.end()) return;
  timers_.cancel(found->second->repeat);
  timers_.cancel(found->second->end);
  clients_by_key_.erase(found->second->key);
  clients_.erase(found);
}

Transactions::Client* Transactions::client(ClientId id) {
  const auto found = clients_.find(id);
  return found == clients_.end() ? nullptr : found->second.get();
}

}  // namespace voice::sip
