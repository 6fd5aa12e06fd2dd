#include "voice/sip/dialog.h"

#include <fmt/format.h>

#include <algorithm>

namespace voice::sip {

namespace {

std::vector<std::string> routes_of(const Message& message) {
  std::vector<std::string> routes;
  for (const std::string_view route : message.all("Record-Route")) routes.emplace_back(route);
  return routes;
}

std::optional<Uri> contact_of(const Message& message) {
  const auto contacts = message.all("Contact");
  if (contacts.empty()) return std::nullopt;
  auto contact = NameAddress::parse(contacts.front());
  if (!contact || !contact->uri.is_sip()) return std::nullopt;
  return std::move(contact->uri);
}

std::optional<Address> address_of(const Uri& uri, const Flow& flow) {
  std::string_view host = uri.host;
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  const auto port = uri.port != 0 ? uri.port : flow.kind == TransportKind::Tls ? 5061 : 5060;
  return Address::from(host, static_cast<std::uint16_t>(port));
}

}  // namespace

std::string Dialog::key_of(std::string_view call_id, std::string_view local_tag) {
  return fmt::format("{}\n{}", call_id, local_tag);
}

Dialog Dialog::of_peer(const Message& invite, const Flow& flow, Reach reach, std::string local_tag) {
  Dialog dialog;
  dialog.call_id = invite.call_id;
  dialog.local_tag = std::move(local_tag);
  dialog.remote_tag = invite.from.tag();
  dialog.local = invite.to;
  dialog.local.parameters.set("tag", dialog.local_tag);
  dialog.remote = invite.from;
  dialog.remote_target = contact_of(invite).value_or(invite.from.uri);
  dialog.route_set = routes_of(invite);
  dialog.remote_cseq = invite.cseq.number;
  dialog.flow = flow;
  dialog.reach = reach;
  return dialog;
}

void Dialog::confirm(const Message& response) {
  remote_tag = response.to.tag();
  remote = response.to;
  if (auto target = contact_of(response)) remote_target = std::move(*target);
  route_set = routes_of(response);
  std::ranges::reverse(route_set);
}

void Dialog::refresh_target(const Message& message) {
  if (auto target = contact_of(message)) remote_target = std::move(*target);
}

bool Dialog::take_cseq(std::uint32_t number) {
  if (remote_cseq && number <= *remote_cseq) return false;
  remote_cseq = number;
  return true;
}

Message Dialog::bare(std::string_view method, std::uint32_t cseq) const {
  Message message;
  message.method = method;
  message.request_uri = remote_target;
  message.request_uri.headers.clear();
  message.call_id = call_id;
  message.cseq = {cseq, message.method};
  message.from = local;
  message.to = remote;
  message.add("From", local.text());
  message.add("To", remote.text());
  message.add("Call-ID", call_id);
  message.add("CSeq", fmt::format("{} {}", cseq, method));
  message.add("Max-Forwards", "70");
  for (const std::string& route : route_set) message.add("Route", route);
  return message;
}

Message Dialog::request(std::string_view method) {
  return bare(method, ++local_cseq);
}

Message Dialog::ack(std::uint32_t cseq) const {
  return bare("ACK", cseq);
}

Flow Dialog::next_hop() const {
  if (reach == Reach::SameFlow || is_reliable(flow.kind)) return flow;
  std::optional<Address> address;
  if (!route_set.empty()) {
    if (const auto route = NameAddress::parse(route_set.front())) address = address_of(route->uri, flow);
  } else {
    address = address_of(remote_target, flow);
  }
  return address ? Flow{flow.kind, *address, 0} : flow;
}

}  // namespace voice::sip
