#pragma once
// The live feed: topics, snapshots and numbered deltas over WebSockets.
//
// A client sends {"op":"subscribe","topic":"people"}, or with "ids":["…"] for a
// topic that is only watched item by item, and {"op":"unsubscribe","topic":…}. It
// receives {topic, epoch, seq, snapshot:[…]} and then {topic, epoch, seq, upserts:[…],
// removes:["…"]}, where seq grows by one; a gap or another epoch means it must
// subscribe again. Refusals come as {topic, error:{…}}.
//
// Viewers whose keys are equal see the same and share one stream of frames, written
// once. What changed is told by the event log; what it is now is read by the topic
// through the viewer's rights. Applying the deltas gives what a fresh read gives.
//
// Thread: one of its own, which may read the database; all public calls only queue.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "events/events.h"
#include "http/server.h"

namespace realtime {

// Who watches. Implemented above (access), where rights are known.
class Viewer {
 public:
  virtual ~Viewer() = default;
  // Viewers of equal key see the same of every topic.
  virtual const std::string& key() const = 0;
  // The same, of topics that show a viewer what is its own alone.
  virtual const std::string& own_key() const { return key(); }
  // The viewer as its rights are now; empty when it may no longer be here (signed out).
  virtual std::shared_ptr<const Viewer> renewed(db::Transaction& tx) const = 0;
  // An error in the viewer's language, as the API writes it.
  virtual std::string error_json(const base::Error& error) const = 0;
};

struct Item {
  std::int64_t id = 0;
  std::string json;  // an object with an "id"
};

// What an event changes in a topic.
struct Touched {
  std::vector<std::int64_t> ids;
  bool everything = false;  // the topic must be read anew (a right or the tree changed)
};

// One kind of live list. Implemented by domain modules; called on the hub's thread.
class Topic {
 public:
  virtual ~Topic() = default;
  virtual std::string_view name() const = 0;
  // True when clients must say which ids they watch (lists too long to hold).
  virtual bool by_ids() const { return false; }
  // True when each viewer sees its own things only (an inbox). Then its stream is its own too,
  // and read anew only after events that concern it; `concerns` must be quick.
  virtual bool personal() const { return false; }
  virtual bool concerns(const events::Event&, const Viewer&) const { return true; }
  // The items that `viewer` may see: all, or those of `ids` that exist and are
  // visible. Refuses (Forbidden) when the viewer may see none by right.
  virtual base::Result<std::vector<Item>> read(db::Transaction& tx, const Viewer& viewer,
                                               const std::vector<std::int64_t>* ids) const = 0;
  virtual Touched touched(const events::Event& event) const = 0;
};

struct Limits {
  std::size_t topics_per_socket = 64;
  std::size_t ids_per_topic = 200;
  std::size_t waiting_messages_per_socket = 200;
  // Of longer lists the hub does not remember what was sent: deltas are sent whether or
  // not they say something new, and where everything changes a new epoch begins.
  std::size_t remembered_items = 20'000;
};

class Hub {
 public:
  Hub(db::Database& database, Limits limits = {});
  ~Hub();

  // The following two before start().
  void add(std::unique_ptr<Topic> topic);
  // True for events after which every viewer is renewed (roles, grants, sessions).
  void set_renewal(std::function<bool(const events::Event&)> changes_rights);
  void start();
  void stop();

  // A socket's messages may come from its attaching to its detaching, in order.
  void attach(std::shared_ptr<http::Socket> socket, std::shared_ptr<const Viewer> viewer);
  void received(std::int64_t socket_id, std::string text);
  void detach(std::int64_t socket_id);
  // From events::Pump, as a live reader.
  void changed(const std::vector<events::Event>& batch);
  // Blocks until all that was queued is done (tests, draining).
  void settle();

  struct Counts {
    std::int64_t sockets = 0, streams = 0, frames_sent = 0;
  };
  Counts counts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace realtime
