#include "voice/sip/registrar.h"

#include <fmt/format.h>

#include <algorithm>

namespace voice::sip {

namespace {

bool same_contact(const Uri& a, const Uri& b) {
  return a.user == b.user && a.host == b.host && a.port == b.port;
}

bool same_way(const Flow& a, const Flow& b) {
  return a.kind == b.kind && a.remote == b.remote && a.connection == b.connection;
}

// What the REGISTER asks for one contact: its own expires, else the header's, else an hour (§10.2.1.1).
std::optional<std::chrono::seconds> asked_life(const Message& request, const NameAddress& contact) {
  const std::string* own = contact.parameters.find("expires");
  const std::string* all = request.find("Expires");
  if (!own && !all) return registration_max;
  const auto seconds = parse_number(own ? *own : *all, 0xffffffff);
  if (!seconds) return std::nullopt;
  return std::chrono::seconds(*seconds);
}

}  // namespace

void Registrar::put(PutPhone phone) {
  const PhoneId id = phone.phone;
  const auto known = accounts_.find(id);
  if (known != accounts_.end()) by_user_.erase(known->second.phone.user);
  by_user_[phone.user] = id;
  accounts_[id].phone = std::move(phone);
}

void Registrar::remove(PhoneId phone) {
  const auto found = accounts_.find(phone);
  if (found == accounts_.end()) return;
  const bool was = !found->second.bindings.empty();
  found->second.bindings.clear();
  changed(found->second, was);
  timers_.cancel(found->second.expiry);
  by_user_.erase(found->second.phone.user);
  accounts_.erase(found);
}

const PutPhone* Registrar::find(std::string_view user) const {
  const auto found = by_user_.find(std::string(user));
  return found == by_user_.end() ? nullptr : find(found->second);
}

const PutPhone* Registrar::find(PhoneId phone) const {
  const auto found = accounts_.find(phone);
  return found == accounts_.end() ? nullptr : &found->second.phone;
}

Registrar::Reply Registrar::take(Instant now, const PutPhone& phone, const Message& request, const Flow& flow) {
  Account& account = accounts_.at(phone.phone);
  const bool was = !account.bindings.empty();
  const auto contacts = request.all("Contact");
  // All or nothing: a request of which a part is refused changes nothing (§10.3).
  std::vector<Binding> next = account.bindings;
  for (const std::string_view text : contacts) {
    if (text == "*") {
      if (request.get("Expires") != "0" || contacts.size() != 1) return {400, {}};
      next.clear();
      continue;
    }
    const auto contact = NameAddress::parse(text);
    if (!contact || !contact->uri.is_sip()) return {400, {}};
    const auto life = asked_life(request, *contact);
    if (!life) return {400, {}};
    if (life->count() != 0 && *life < registration_min)
      return {423, {{"Min-Expires", std::to_string(registration_min.count())}}};
    const auto old =
        std::ranges::find_if(next, [&](const Binding& b) { return same_contact(b.contact, contact->uri); });
    if (old != next.end()) {
      if (old->call_id == request.call_id && request.cseq.number <= old->cseq) return {400, {}};
      next.erase(old);
    }
    if (life->count() == 0) continue;
    if (next.size() == bindings_max) next.erase(next.begin());
    next.push_back({contact->uri, flow, now + std::min(*life, registration_max), request.call_id, request.cseq.number,
                    std::string(request.get("User-Agent").substr(0, 128))});
  }
  account.bindings = std::move(next);
  Reply reply;
  for (const Binding& binding : account.bindings) {
    const auto left = std::chrono::ceil<std::chrono::seconds>(binding.until - now).count();
    reply.headers.push_back({"Contact", fmt::format("<{}>;expires={}", binding.contact.text(), left)});
  }
  changed(account, was);
  return reply;
}

void Registrar::changed(Account& account, bool was_signed_in) {
  const bool is = !account.bindings.empty();
  schedule(account);
  if (is == was_signed_in) return;
  PhoneChanged change{account.phone.phone, is, {}, {}};
  if (is) {
    change.address = account.bindings.back().flow.remote.text();
    change.user_agent = account.bindings.back().user_agent;
  }
  tell_(std::move(change));
}

void Registrar::schedule(Account& account) {
  timers_.cancel(account.expiry);
  if (account.bindings.empty()) return;
  const auto first = std::ranges::min_element(account.bindings, {}, &Binding::until);
  account.expiry = timers_.at(first->until, [this, id = account.phone.phone](Instant now) { expire(now, id); });
}

void Registrar::expire(Instant now, PhoneId phone) {
  const auto found = accounts_.find(phone);
  if (found == accounts_.end()) return;
  const bool was = !found->second.bindings.empty();
  std::erase_if(found->second.bindings, [&](const Binding& binding) { return binding.until <= now; });
  changed(found->second, was);
}

const Binding* Registrar::reach(PhoneId phone) const {
  const auto found = accounts_.find(phone);
  return found == accounts_.end() || found->second.bindings.empty() ? nullptr : &found->second.bindings.back();
}

bool Registrar::is_home(const Address& source) const {
  return std::ranges::any_of(accounts_, [&](const auto& pair) {
    return std::ranges::any_of(pair.second.bindings, [&](const Binding& b) { return b.flow.remote.same_ip(source); });
  });
}

void Registrar::flow_failed(const Flow& flow) {
  for (auto& [id, account] : accounts_) {
    const bool was = !account.bindings.empty();
    if (std::erase_if(account.bindings, [&](const Binding& binding) { return same_way(binding.flow, flow); }) > 0)
      changed(account, was);
  }
}

std::vector<std::pair<PhoneId, Binding>> Registrar::bindings() const {
  std::vector<std::pair<PhoneId, Binding>> all;
  for (const auto& [id, account] : accounts_)
    for (const Binding& binding : account.bindings) all.emplace_back(id, binding);
  return all;
}

}  // namespace voice::sip
