#pragma once
// The event log: append-only, written in the transaction of what it tells, holding
// ids and figures but no personal data. Boards, reports, the live feed and audit
// read it; every figure can be computed from it again.
//
// A typed event is a described struct that names itself and its subject:
//   struct TeamChanged { static constexpr std::string_view type = "access.team_changed"; TeamId team_id; };
//   BOOST_DESCRIBE_STRUCT(TeamChanged, (), (team_id))
//
// Order. A position is (transaction, seq). On SQLite `seq` is given inside the write
// lock and transaction is 0. On PostgreSQL sequences are given before commit, so a
// reader goes in the order of transaction ids and stops below
// pg_snapshot_xmin(pg_current_snapshot()): what it has passed can never appear later.
// An event is settled when it stands below. docs/storage.md tells more.

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/actor.h"
#include "base/describe.h"
#include "base/json.h"
#include "base/result.h"
#include "db/database.h"

namespace events {

struct Position {
  std::int64_t transaction = 0;
  std::int64_t seq = 0;
  auto operator<=>(const Position&) const = default;
};

struct Event {
  Position position;
  base::Time at;
  std::string type;
  base::ActorRef actor;
  std::int64_t centre_id = 0;   // the centre it belongs to; 0: the whole installation
  std::int64_t subject_id = 0;  // what it is about, by its type
  std::string body;             // JSON of the typed event

  // The typed event; throws std::logic_error when `type` is another.
  template <class E>
  E as() const {
    check_type(E::type);
    auto body_read = base::from_json<E>(body);
    if (!body_read) throw_unreadable();
    return std::move(*body_read);
  }

 private:
  void check_type(std::string_view wanted) const;
  [[noreturn]] void throw_unreadable() const;
};

// What every event says besides its body.
struct About {
  base::Time at;
  base::ActorRef actor;
  std::int64_t centre_id = 0;
  std::int64_t subject_id = 0;
};

// Appends inside `tx` and wakes the readers of every node after its commit. `body` is JSON.
void append(db::Transaction& tx, const About& about, std::string_view type, std::string body);
template <class E>
void append(db::Transaction& tx, const About& about, const E& event) {
  append(tx, about, E::type, base::to_json(event));
}

// An event to be appended with others.
struct Telling {
  About about;
  std::string_view type;
  std::string body;
};
template <class E>
Telling telling(const About& about, const E& event) {
  return {about, E::type, base::to_json(event)};
}
// Many at once, in their order: for who fills in what is past.
void append_all(db::Transaction& tx, const std::vector<Telling>& tellings);

// Up to `limit` events after `after`, in order; only what is settled (see above).
std::vector<Event> read_after(db::Transaction& tx, Position after, int limit);
// The newest events of `type` about `subject` that stand before `before`, newest first. For
// types that have an index of their own: (subject_id, transaction_id, seq) WHERE type = 'TYPE'.
std::vector<Event> last_about(db::Transaction& tx, std::string_view type, std::int64_t subject, Position before,
                              int limit);
// The position of the last settled event.
Position end(db::Transaction& tx);

// The durable place of a named reader; (0,0) when it has never read.
Position load_cursor(db::Transaction& tx, std::string_view reader);
void save_cursor(db::Transaction& tx, std::string_view reader, Position position);

// Makes positions comparable again after the log was restored into another
// PostgreSQL cluster, whose transaction ids start elsewhere: those of new events are
// raised above all that the log holds. Places of readers stay good. Called at start,
// before anything is appended or read.
void settle_positions(db::Transaction& tx);

// Moves the events of the UTC days that ended by `before` out of the log and into
// `folder`, one file a day (events-2026-01-31.jsonl.gz: gzip of a JSON object a line, the
// last line holding their number and the SHA-256 of all before it). Events that some
// durable reader has not passed stay, and so does everything after them. A file is
// durable before its events are deleted; a day that gets more events later has its file
// written anew with all of them. Gives the number of events moved. One caller at a time.
std::int64_t archive(db::Database& database, const std::string& folder, base::Time before);

// Hands over the events of such a file in their order. Throws std::runtime_error with a
// sentence when it is missing, cut off or altered, before anything is handed over.
void read_archive(const std::string& path, const std::function<void(const Event&)>& each);

// Reads the log on a thread of its own and hands over batches.
//
// Durable readers (a name) start where they stopped: `handle` runs inside a write
// transaction together with the cursor, so that a batch counts exactly once. Several
// nodes may run the same reader: they take turns. Nothing is archived that a durable
// reader has not passed, so a reader that is given up needs its row of event_cursor
// deleted by a migration.
// Live readers start at the end of the log at start() and keep no place.
//
// When `handle` throws, the batch is tried again after a pause that grows to half a
// minute; other readers go on meanwhile. All handlers run on the pump's one thread, so
// they must be short.
class Pump {
 public:
  using Durable = std::function<void(db::Transaction&, const std::vector<Event>&)>;
  using Live = std::function<void(const std::vector<Event>&)>;

  explicit Pump(db::Database& database);
  ~Pump();  // stops

  void add_durable(std::string name, Durable handle);
  void add_live(Live handle);
  // Finds the places of the readers and starts the thread; add nothing after it.
  void start();
  // Lets the batch in hand end, then joins.
  void stop();
  // Blocks until all readers have passed what is committed now (for tests and draining),
  // or the pump stops. Not from a handler.
  void catch_up();
  // Events behind the end of the log, of the slowest reader, for /metrics; counts to 100,000.
  std::int64_t lag() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace events
