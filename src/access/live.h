#pragma once
// The live feed as access sees it: a viewer is an actor of a session.

#include <functional>
#include <memory>
#include <string>

#include "access/access.h"
#include "base/messages.h"
#include "http/server.h"
#include "realtime/hub.h"

namespace org {

class Api;

// Immutable; shared by the hub's streams.
class LiveViewer final : public realtime::Viewer {
 public:
  LiveViewer(Access& access, const base::Messages& messages, Actor actor);

  const Actor& actor() const { return actor_; }
  const std::string& key() const override { return key_; }
  const std::string& own_key() const override { return own_key_; }
  std::shared_ptr<const realtime::Viewer> renewed(db::Transaction& tx) const override;
  std::string error_json(const base::Error& error) const override;

 private:
  Access& access_;
  const base::Messages& messages_;
  Actor actor_;
  std::string key_, own_key_;
};

inline const Actor& actor_of(const realtime::Viewer& viewer) {
  return static_cast<const LiveViewer&>(viewer).actor();
}

// What of a table the viewer may see through `right`, and of it only `ids` (of the column `id`) when they are
// given. Forbidden without the right.
base::Result<Condition> visible(const realtime::Viewer& viewer, Right right, const PlaceColumns& columns,
                                std::string_view id, const std::vector<std::int64_t>* ids);

// The same of what belongs to a centre as a whole: see Actor::within_centre.
base::Result<Condition> visible_in_centre(const realtime::Viewer& viewer, Right right, std::string_view centre,
                                          std::string_view id, const std::vector<std::int64_t>* ids);

// Who comes to sit before a console and leaves it, once for each live feed. Called on I/O
// threads, in order for each feed: must not block.
struct DeskListener {
  std::function<void(PersonId)> attached, detached;
};

// The WebSocket /api/v1/live, for people who are signed in, from our own pages. A network
// that died without a word is noticed within 8 seconds.
http::SocketRoute live_route(Api& api, Access& access, const base::Messages& messages, realtime::Hub& hub,
                             DeskListener desks = {});

// The topics of this module: centres, departments, teams, people, roles, api_keys.
void add_access_topics(realtime::Hub& hub, const Platform& platform);

}  // namespace org
