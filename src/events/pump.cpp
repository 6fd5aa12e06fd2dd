#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "base/log.h"
#include "events/events.h"
#include "events/log_sql.h"
#include "events/topic.h"

namespace events {
namespace {

using std::chrono::milliseconds;
using Monotonic = std::chrono::steady_clock;

constexpr int batch_size = 500;
// Wakes may be lost (a node that died between its commit and its wake, another process
// on the same SQLite file), so the log is looked at this often anyway.
constexpr milliseconds slow_timer{1'000};
// An event that is committed but not settled waits for an older transaction, whose end
// wakes nobody when that appended nothing.
constexpr milliseconds first_settling_pause{20};
constexpr milliseconds first_retry_pause{100};
constexpr milliseconds longest_retry_pause{30'000};
constexpr std::int64_t longest_lag = 100'000;

// Shared with the listener, which the database keeps longer than the pump may live.
struct Bell {
  std::mutex mutex;
  std::condition_variable changed;  // also for those who wait in catch_up()
  bool rung = false;
  bool stopping = false;

  void ring() {
    std::lock_guard lock(mutex);
    rung = true;
    changed.notify_all();
  }
};

struct Reader {
  std::string name;  // "" for a live one
  Pump::Durable durable;
  Pump::Live live;
  Position position = {};  // guarded by Bell::mutex
  milliseconds retry_pause{0};
  Monotonic::time_point retry_at = {};

  std::string_view title() const { return name.empty() ? "live" : std::string_view(name); }
};

struct Ends {
  Position settled;
  Position committed;
};

}  // namespace

struct Pump::State {
  explicit State(db::Database& d) : database(d) {}

  db::Database& database;
  std::vector<Reader> readers;
  std::shared_ptr<Bell> bell = std::make_shared<Bell>();
  bool started = false;
  std::thread thread;
  milliseconds settling_pause = first_settling_pause;
  milliseconds database_pause{0};  // beyond 0 while the database fails

  void find_place(Reader& reader);
  void run();
  milliseconds work();
  Ends ends();
  bool advance_all(Position settled);
  bool advance(Reader& reader, Position settled);
  Position deliver(Reader& reader);
  Position deliver_durable(const Reader& reader);
  Position deliver_live(const Reader& reader);
  void moved(Reader& reader, Position position);
  void failed(Reader& reader, std::string_view why);
  Position position_of(const Reader& reader) const;
  Position slowest() const;
  milliseconds pause_after(const Ends& ends);
  milliseconds until_retry() const;
  void wait(milliseconds longest);
  bool stopping() const;
};

Pump::Pump(db::Database& database) : state_(std::make_unique<State>(database)) {}
Pump::~Pump() {
  stop();
}

void Pump::add_durable(std::string name, Durable handle) {
  state_->readers.push_back({.name = std::move(name), .durable = std::move(handle), .live = {}});
}

void Pump::add_live(Live handle) {
  state_->readers.push_back({.name = {}, .durable = {}, .live = std::move(handle)});
}

void Pump::start() {
  for (Reader& reader : state_->readers) state_->find_place(reader);
  std::weak_ptr<Bell> bell = state_->bell;
  state_->database.on_wake(std::string(wake_topic), [bell] {
    if (auto living = bell.lock()) living->ring();
  });
  state_->started = true;
  state_->thread = std::thread([this] { state_->run(); });
}

void Pump::stop() {
  {
    std::lock_guard lock(state_->bell->mutex);
    state_->bell->stopping = true;
    state_->bell->changed.notify_all();
  }
  if (state_->thread.joinable()) state_->thread.join();
}

void Pump::catch_up() {
  if (!state_->started) throw std::logic_error("the pump of events was not started");
  Position committed = state_->database.read([](db::Transaction& tx) { return last_committed(tx); });
  state_->bell->ring();
  std::unique_lock lock(state_->bell->mutex);
  state_->bell->changed.wait(lock, [&] {
    return state_->bell->stopping || std::all_of(state_->readers.begin(), state_->readers.end(),
                                                 [&](const Reader& reader) { return reader.position >= committed; });
  });
}

std::int64_t Pump::lag() const {
  if (state_->readers.empty()) return 0;
  Position slowest = state_->slowest();
  return state_->database.read([&](db::Transaction& tx) {
    auto sql =
        "SELECT COUNT(*) FROM (SELECT 1 FROM event WHERE " + position_is(tx.engine(), ">", 1) + " LIMIT ?3) AS unread";
    return tx.query(sql, slowest.transaction, slowest.seq, longest_lag)[0].integer(0);
  });
}

// A durable reader that never read gets its row at once, so that nothing which it has
// not seen is archived.
void Pump::State::find_place(Reader& reader) {
  if (reader.live) {
    reader.position = database.read([](db::Transaction& tx) { return end(tx); });
    return;
  }
  reader.position = database.write([&](db::Transaction& tx) {
    tx.execute(
        "INSERT INTO event_cursor (reader, transaction_id, seq) VALUES (?1, 0, 0) ON CONFLICT (reader) DO NOTHING",
        reader.name);
    return load_cursor(tx, reader.name);
  });
}

void Pump::State::run() {
  while (!stopping()) wait(work());
}

// Brings every reader as far as the log is settled; gives how long to wait before the next look.
milliseconds Pump::State::work() {
  try {
    Ends now = ends();
    while (advance_all(now.settled)) {
    }
    database_pause = milliseconds{0};
    return pause_after(now);
  } catch (const std::exception& fault) {
    database_pause = std::clamp(database_pause * 2, first_retry_pause, longest_retry_pause);
    base::log::error("events", "the log cannot be read: {}", fault.what());
    return database_pause;
  }
}

Ends Pump::State::ends() {
  return database.read([](db::Transaction& tx) { return Ends{end(tx), last_committed(tx)}; });
}

// A batch for each reader in turn, so that one with much to read does not hold up the
// others. Gives whether any of them got further.
bool Pump::State::advance_all(Position settled) {
  bool advanced = false;
  for (Reader& reader : readers) advanced |= advance(reader, settled);
  return advanced;
}

bool Pump::State::advance(Reader& reader, Position settled) {
  Position before = position_of(reader);
  if (stopping() || before >= settled || Monotonic::now() < reader.retry_at) return false;
  try {
    moved(reader, deliver(reader));
  } catch (const std::exception& fault) {
    failed(reader, fault.what());
  } catch (...) {
    failed(reader, "an exception of an unknown kind");
  }
  return position_of(reader) != before;
}

Position Pump::State::deliver(Reader& reader) {
  return reader.live ? deliver_live(reader) : deliver_durable(reader);
}

// The place is loaded under the lock of its reader: another node may have gone on from it.
Position Pump::State::deliver_durable(const Reader& reader) {
  return database.write([&](db::Transaction& tx) {
    tx.lock("events.reader." + reader.name);
    Position place = load_cursor(tx, reader.name);
    std::vector<Event> batch = read_after(tx, place, batch_size);
    if (batch.empty()) return place;
    reader.durable(tx, batch);
    save_cursor(tx, reader.name, batch.back().position);
    return batch.back().position;
  });
}

Position Pump::State::deliver_live(const Reader& reader) {
  Position place = position_of(reader);
  auto batch = database.read([&](db::Transaction& tx) { return read_after(tx, place, batch_size); });
  if (batch.empty()) return place;
  reader.live(batch);
  return batch.back().position;
}

void Pump::State::moved(Reader& reader, Position position) {
  reader.retry_pause = milliseconds{0};
  std::lock_guard lock(bell->mutex);
  reader.position = position;
  bell->changed.notify_all();
}

void Pump::State::failed(Reader& reader, std::string_view why) {
  reader.retry_pause = std::clamp(reader.retry_pause * 2, first_retry_pause, longest_retry_pause);
  reader.retry_at = Monotonic::now() + reader.retry_pause;
  Position place = position_of(reader);
  base::log::error("events", "the reader {} failed after {}/{}, next try in {} ms: {}", reader.title(),
                   place.transaction, place.seq, reader.retry_pause.count(), why);
}

Position Pump::State::position_of(const Reader& reader) const {
  std::lock_guard lock(bell->mutex);
  return reader.position;
}

Position Pump::State::slowest() const {
  std::lock_guard lock(bell->mutex);
  return std::min_element(readers.begin(), readers.end(),
                          [](const Reader& a, const Reader& b) { return a.position < b.position; })
      ->position;
}

milliseconds Pump::State::pause_after(const Ends& ends) {
  milliseconds pause = std::min(slow_timer, until_retry());
  if (ends.committed <= ends.settled) {
    settling_pause = first_settling_pause;
    return pause;
  }
  pause = std::min(pause, settling_pause);
  settling_pause = std::min(settling_pause * 2, slow_timer);
  return pause;
}

milliseconds Pump::State::until_retry() const {
  auto now = Monotonic::now();
  milliseconds soonest = slow_timer;
  for (const Reader& reader : readers)
    if (reader.retry_at > now) soonest = std::min(soonest, std::chrono::ceil<milliseconds>(reader.retry_at - now));
  return soonest;
}

// A new event is a new reason to hope that the older ones settle soon.
void Pump::State::wait(milliseconds longest) {
  std::unique_lock lock(bell->mutex);
  if (bell->changed.wait_for(lock, longest, [&] { return bell->rung || bell->stopping; }))
    settling_pause = first_settling_pause;
  bell->rung = false;
}

bool Pump::State::stopping() const {
  std::lock_guard lock(bell->mutex);
  return bell->stopping;
}

}  // namespace events
