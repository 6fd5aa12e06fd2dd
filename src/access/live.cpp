#include "access/live.h"

#include <fmt/format.h>

#include "access/api.h"
#include "keys/keys.h"

namespace org {
namespace {

// All that decides what an actor sees.
std::string key_of(const Actor& actor) {
  std::string text = fmt::format("{} {} {} ", actor.language, actor.place.centre_id.value, actor.at_root);
  bool personal = false;
  for (const auto& [right, scope] : actor.rights) {
    text += fmt::format("{}={} ", right, base::word_of(scope));
    personal = personal || scope < Scope::Centre;
  }
  for (auto centre : actor.centres_below) text += centre.text() + ' ';
  if (personal)
    text += fmt::format("{} {} {}", actor.place.department_id.value_or(DepartmentId{}).value,
                        actor.place.team_id.value_or(TeamId{}).value, actor.place.person_id.value_or(PersonId{}).value);
  return keys::hex(keys::digest(text));
}

}  // namespace

LiveViewer::LiveViewer(Access& access, const base::Messages& messages, Actor actor)
    : access_(access), messages_(messages), actor_(std::move(actor)), key_(key_of(actor_)) {}

std::shared_ptr<const realtime::Viewer> LiveViewer::renewed(db::Transaction& tx) const {
  auto actor = access_.renewed_actor(tx, actor_);
  if (!actor) return nullptr;
  return std::make_shared<LiveViewer>(access_, messages_, *std::move(actor));
}

std::string LiveViewer::error_json(const base::Error& error) const {
  return messages_.error_json(actor_.language, error, "");
}

http::SocketRoute live_route(Api& api, Access& access, const base::Messages& messages, realtime::Hub& hub) {
  http::SocketRoute route;
  route.path = "/api/v1/live";
  route.authorize = [&](http::Request& request, std::shared_ptr<void>& context) -> std::optional<http::Response> {
    // A page of another site can open a WebSocket with our cookie, so Origin is asked for here too.
    request.method = http::Method::Post;
    auto actor = api.authenticate(request);
    request.method = http::Method::Get;
    if (!actor) return api.error(actor.error(), api.language_of(request), request.trace_id);
    if (!actor->session_id || actor->must_change_password)
      return api.error({base::Code::Forbidden, "people_only", {}, {}}, actor->language, request.trace_id);
    context = std::make_shared<std::shared_ptr<const realtime::Viewer>>(
        std::make_shared<LiveViewer>(access, messages, *std::move(actor)));
    return std::nullopt;
  };
  route.opened = [&hub](std::shared_ptr<http::Socket> socket, std::shared_ptr<void> context) {
    hub.attach(std::move(socket), *std::static_pointer_cast<std::shared_ptr<const realtime::Viewer>>(context));
  };
  route.received = [&hub](http::Socket& socket, std::string text) { hub.received(socket.id(), std::move(text)); };
  route.closed = [&hub](http::Socket& socket) { hub.detach(socket.id()); };
  return route;
}

}  // namespace org
