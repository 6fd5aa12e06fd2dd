#include "access/live.h"

#include <fmt/format.h>

#include <mutex>
#include <unordered_map>

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

// Which person is behind which live feed. Any thread.
class Feeds {
 public:
  explicit Feeds(DeskListener listener) : listener_(std::move(listener)) {}

  void opened(std::int64_t socket, PersonId person) {
    {
      std::lock_guard lock(mutex_);
      people_[socket] = person;
    }
    if (listener_.attached) listener_.attached(person);
  }
  void closed(std::int64_t socket) {
    PersonId person;
    {
      std::lock_guard lock(mutex_);
      auto found = people_.find(socket);
      if (found == people_.end()) return;
      person = found->second;
      people_.erase(found);
    }
    if (listener_.detached) listener_.detached(person);
  }

 private:
  const DeskListener listener_;
  std::mutex mutex_;
  std::unordered_map<std::int64_t, PersonId> people_;
};

// What `reach` reaches, and of it only `ids` when they are given.
Condition only(Condition reach, std::string_view id, const std::vector<std::int64_t>* ids) {
  if (!ids) return reach;
  reach.values.push_back(*ids);
  reach.sql += fmt::format(" AND {} {{in ?{}}}", id, reach.values.size());
  return reach;
}

}  // namespace

LiveViewer::LiveViewer(Access& access, const base::Messages& messages, Actor actor)
    : access_(access),
      messages_(messages),
      actor_(std::move(actor)),
      key_(key_of(actor_)),
      own_key_(fmt::format("{} {} {}", key_, base::word_of(actor_.ref.kind), actor_.ref.id)) {}

std::shared_ptr<const realtime::Viewer> LiveViewer::renewed(db::Transaction& tx) const {
  auto actor = access_.renewed_actor(tx, actor_);
  if (!actor) return nullptr;
  return std::make_shared<LiveViewer>(access_, messages_, *std::move(actor));
}

std::string LiveViewer::error_json(const base::Error& error) const {
  return messages_.error_json(actor_.language, error, "");
}

base::Result<Condition> visible(const realtime::Viewer& viewer, Right right, const PlaceColumns& columns,
                                std::string_view id, const std::vector<std::int64_t>* ids) {
  const Actor& actor = actor_of(viewer);
  if (auto status = actor.require(right); !status) return base::pass(status);
  // Without columns the list belongs to no place: the right alone opens it.
  return only(columns.centre.empty() ? Condition{"1 = 1", {}} : actor.within(right, columns, 1), id, ids);
}

base::Result<Condition> visible_in_centre(const realtime::Viewer& viewer, Right right, std::string_view centre,
                                          std::string_view id, const std::vector<std::int64_t>* ids) {
  const Actor& actor = actor_of(viewer);
  if (auto status = actor.require(right); !status) return base::pass(status);
  return only(actor.within_centre(right, centre, 1), id, ids);
}

http::SocketRoute live_route(Api& api, Access& access, const base::Messages& messages, realtime::Hub& hub,
                             DeskListener desks) {
  http::SocketRoute route;
  route.path = "/api/v1/live";
  route.ping = std::chrono::seconds(4);
  route.beat = R"({"beat":true})";
  auto feeds = std::make_shared<Feeds>(std::move(desks));
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
  route.opened = [&hub, feeds](std::shared_ptr<http::Socket> socket, std::shared_ptr<void> context) {
    const auto& viewer = *std::static_pointer_cast<std::shared_ptr<const realtime::Viewer>>(context);
    feeds->opened(socket->id(), PersonId{actor_of(*viewer).ref.id});
    hub.attach(std::move(socket), viewer);
  };
  route.received = [&hub](http::Socket& socket, std::string text) { hub.received(socket.id(), std::move(text)); };
  route.closed = [&hub, feeds](http::Socket& socket) {
    hub.detach(socket.id());
    feeds->closed(socket.id());
  };
  return route;
}

}  // namespace org
