#include "realtime/hub.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <typeinfo>

#include "base/json.h"
#include "base/log.h"
#include "realtime/operation.h"
#include "realtime/stream.h"

namespace realtime {
namespace {

constexpr std::chrono::seconds retry_pause{1};
constexpr int signed_out = 4401;
constexpr int policy_violation = 1008;  // RFC 6455 §7.4.1

// One socket. The hub's thread only.
struct Watcher {
  std::shared_ptr<http::Socket> socket;
  std::shared_ptr<const Viewer> viewer;
  std::map<std::string, std::string, std::less<>> streams;  // key of the stream, by topic
};

// A stream, those who hear it, and through whose rights it is read.
struct Audience {
  Stream stream;
  std::shared_ptr<const Viewer> viewer;
  std::set<std::int64_t> sockets;
  bool behind = false;  // a read failed: everything is to be read again
};

std::string key_of(const Topic& topic, const Viewer& viewer, const std::vector<std::int64_t>& ids) {
  std::string key = std::string(topic.name()) + '\n' + (topic.personal() ? viewer.own_key() : viewer.key());
  for (std::int64_t id : ids) key += '\n' + std::to_string(id);
  return key;
}

// Those that concern the viewer of a personal topic.
std::vector<events::Event> concerning(const Topic& topic, const Viewer& viewer,
                                      const std::vector<events::Event>& events) {
  std::vector<events::Event> own;
  std::copy_if(events.begin(), events.end(), std::back_inserter(own),
               [&](const events::Event& event) { return topic.concerns(event, viewer); });
  return own;
}

// All that a batch of events touches in one topic.
Touched touched_by(const Topic& topic, const std::vector<events::Event>& events) {
  Touched all;
  for (const events::Event& event : events) {
    Touched one = topic.touched(event);
    all.everything = all.everything || one.everything;
    all.ids.insert(all.ids.end(), one.ids.begin(), one.ids.end());
  }
  std::sort(all.ids.begin(), all.ids.end());
  all.ids.erase(std::unique(all.ids.begin(), all.ids.end()), all.ids.end());
  return all;
}

// The same; everything when a topic cannot read an event.
Touched touched_or_all(const Topic& topic, const std::vector<events::Event>& events) {
  try {
    return touched_by(topic, events);
  } catch (const std::exception& fault) {
    base::log::error("realtime", "an event cannot be read for topic {}: {}", topic.name(), fault.what());
    return {{}, true};
  }
}

}  // namespace

struct Hub::State {
  State(db::Database& the_database, Limits the_limits) : database(the_database), limits(the_limits) {}

  // Any thread: work is queued under the mutex.
  db::Database& database;
  const Limits limits;
  std::mutex mutex;
  std::condition_variable work_came, work_done;
  std::deque<std::function<void()>> tasks;
  std::vector<events::Event> events;
  std::map<std::int64_t, std::size_t> waiting_messages;  // by socket
  bool busy = false, stopping = false;
  std::atomic<std::int64_t> socket_count{0}, stream_count{0}, frames_sent{0};

  // Fixed before start.
  std::map<std::string, std::unique_ptr<Topic>, std::less<>> topics;
  std::function<bool(const events::Event&)> changes_rights = [](const events::Event&) { return false; };
  std::thread thread;

  // The hub's thread only.
  std::map<std::int64_t, Watcher> watchers;
  std::map<std::string, Audience> audiences;
  bool renewal_due = false;
  bool behind = false;  // renewal_due, or an audience is

  void queue(std::function<void()> task);
  void run();
  void work(std::deque<std::function<void()>> tasks, const std::vector<events::Event>& events);
  void guarded(const std::function<void()>& action);
  void handle(std::int64_t socket_id, const std::string& text);
  base::Status subscribe(std::int64_t socket_id, Watcher& watcher, const Operation& operation);
  base::Status join(std::int64_t socket_id, Watcher& watcher, const Topic& topic, std::vector<std::int64_t> ids);
  void leave(std::int64_t socket_id, Watcher& watcher, std::string_view topic);
  void forget(std::int64_t socket_id);
  void send(Watcher& watcher, Frame frame);
  void send_error(Watcher& watcher, std::string_view topic, const base::Error& error);
  void tell(const Audience& audience, const Frame& frame);
  void apply(const std::vector<events::Event>& events);
  void renew_viewers();
  void move(std::int64_t socket_id, Watcher& watcher, std::shared_ptr<const Viewer> viewer);
  void refresh(const std::string& key, const Touched& touched);
  base::Result<std::vector<Item>> read(const Audience& audience, const std::vector<std::int64_t>* ids);
  void close_stream(const std::string& key, const base::Error& error);
};

void Hub::State::queue(std::function<void()> task) {
  std::lock_guard lock(mutex);
  tasks.push_back(std::move(task));
  work_came.notify_one();
}

void Hub::State::run() {
  std::unique_lock lock(mutex);
  while (!stopping) {
    auto due = [&] { return stopping || !tasks.empty() || !events.empty(); };
    if (behind)
      work_came.wait_for(lock, retry_pause, due);
    else
      work_came.wait(lock, due);
    auto new_tasks = std::exchange(tasks, {});
    auto new_events = std::exchange(events, {});
    busy = true;
    lock.unlock();
    work(std::move(new_tasks), new_events);
    lock.lock();
    busy = false;
    if (tasks.empty() && events.empty()) work_done.notify_all();
  }
  work_done.notify_all();
}

// What events leave undone is marked as behind.
void Hub::State::work(std::deque<std::function<void()>> new_tasks, const std::vector<events::Event>& new_events) {
  for (const auto& task : new_tasks) guarded(task);
  if (!new_events.empty() || behind) guarded([&] { apply(new_events); });
  // Kept only for those who subscribe at the same time, as after a restart.
  for (auto& [key, audience] : audiences) audience.stream.drop_snapshot();
  socket_count = static_cast<std::int64_t>(watchers.size());
  stream_count = static_cast<std::int64_t>(audiences.size());
}

// What no code here foresees must not end the feed: everything is read again.
void Hub::State::guarded(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::exception& fault) {
    base::log::error("realtime", "the live feed met a fault of type {}", typeid(fault).name());
    for (auto& [key, audience] : audiences) audience.behind = true;
    renewal_due = behind = true;
  }
}

void Hub::State::handle(std::int64_t socket_id, const std::string& text) {
  auto found = watchers.find(socket_id);
  if (found == watchers.end()) return;
  Watcher& watcher = found->second;
  auto operation = read_operation(text);
  if (!operation) return send_error(watcher, "", operation.error());
  if (operation->op == Op::Unsubscribe) return leave(socket_id, watcher, operation->topic);
  base::Status status;
  try {
    status = subscribe(socket_id, watcher, *operation);
  } catch (const std::exception& fault) {
    base::log::error("realtime", "topic {} cannot be read: {}", operation->topic, fault.what());
    status = base::refuse(base::Code::Unavailable, "unavailable");
  }
  if (!status) send_error(watcher, operation->topic, status.error());
}

base::Status Hub::State::subscribe(std::int64_t socket_id, Watcher& watcher, const Operation& operation) {
  auto topic = topics.find(operation.topic);
  if (topic == topics.end()) return base::refuse(base::Code::NotFound, "no_such_topic");
  if (topic->second->by_ids() != operation.ids.has_value())
    return base::refuse(base::Code::BadRequest, operation.ids ? "topic_takes_no_ids" : "topic_needs_ids");
  std::vector<std::int64_t> ids = operation.sorted_ids();
  if (ids.size() > limits.ids_per_topic) return base::refuse(base::Code::TooMany, "too_many_ids");
  if (operation.ids && ids.empty()) return base::refuse(base::Code::BadRequest, "topic_needs_ids");
  if (watcher.streams.size() >= limits.topics_per_socket && !watcher.streams.contains(operation.topic))
    return base::refuse(base::Code::TooMany, "too_many_topics");
  return join(socket_id, watcher, *topic->second, std::move(ids));
}

base::Status Hub::State::join(std::int64_t socket_id, Watcher& watcher, const Topic& topic,
                              std::vector<std::int64_t> ids) {
  leave(socket_id, watcher, topic.name());
  const std::string key = key_of(topic, *watcher.viewer, ids);
  auto [place, is_new] = audiences.try_emplace(
      key, Audience{Stream(topic, std::move(ids), limits.remembered_items), watcher.viewer, {}, false});
  Audience& audience = place->second;
  if (!audience.stream.snapshot()) {
    base::Result<std::vector<Item>> items;
    try {
      items = read(audience, audience.stream.ids());
    } catch (...) {
      if (is_new) audiences.erase(place);
      throw;
    }
    if (!items) {
      base::Error refusal = items.error();
      close_stream(key, refusal);
      return std::unexpected(std::move(refusal));
    }
    if (is_new)
      audience.stream.begin(*items);
    else
      tell(audience, audience.stream.make_snapshot(*items));
  }
  audience.sockets.insert(socket_id);
  watcher.streams.emplace(topic.name(), key);
  send(watcher, audience.stream.snapshot());
  return {};
}

void Hub::State::leave(std::int64_t socket_id, Watcher& watcher, std::string_view topic) {
  auto subscribed = watcher.streams.find(topic);
  if (subscribed == watcher.streams.end()) return;
  auto audience = audiences.find(subscribed->second);
  audience->second.sockets.erase(socket_id);
  if (audience->second.sockets.empty()) audiences.erase(audience);
  watcher.streams.erase(subscribed);
}

void Hub::State::forget(std::int64_t socket_id) {
  auto found = watchers.find(socket_id);
  if (found == watchers.end()) return;
  while (!found->second.streams.empty())
    leave(socket_id, found->second, std::string(found->second.streams.begin()->first));
  watchers.erase(found);
}

void Hub::State::send(Watcher& watcher, Frame frame) {
  ++frames_sent;
  watcher.socket->send(std::move(frame));
}

void Hub::State::send_error(Watcher& watcher, std::string_view topic, const base::Error& error) {
  std::string out = "{\"topic\":";
  base::write_json_string(out, topic);
  // The error is an object of its own, {"error":…}: its member is put beside the topic.
  out += ',' + watcher.viewer->error_json(error).substr(1);
  send(watcher, std::make_shared<const std::string>(std::move(out)));
}

void Hub::State::tell(const Audience& audience, const Frame& frame) {
  if (!frame) return;
  for (std::int64_t socket_id : audience.sockets) send(watchers.at(socket_id), frame);
}

void Hub::State::close_stream(const std::string& key, const base::Error& error) {
  auto audience = audiences.find(key);
  const std::string topic(audience->second.stream.topic().name());
  for (std::int64_t socket_id : audience->second.sockets) {
    Watcher& watcher = watchers.at(socket_id);
    watcher.streams.erase(topic);
    send_error(watcher, topic, error);
  }
  audiences.erase(audience);
}

// A transaction for each read: a topic that fails takes no other with it.
base::Result<std::vector<Item>> Hub::State::read(const Audience& audience, const std::vector<std::int64_t>* ids) {
  return database.read([&](db::Transaction& tx) { return audience.stream.topic().read(tx, *audience.viewer, ids); });
}

void Hub::State::apply(const std::vector<events::Event>& new_events) {
  behind = false;
  const bool renewal = renewal_due || std::any_of(new_events.begin(), new_events.end(), changes_rights);
  if (renewal) renew_viewers();
  std::map<const Topic*, Touched> by_topic;
  for (const auto& [name, topic] : topics)
    if (!topic->personal()) by_topic[topic.get()] = touched_or_all(*topic, new_events);
  std::vector<std::string> keys;
  for (const auto& [key, audience] : audiences) keys.push_back(key);
  for (const std::string& key : keys) {
    const Audience& audience = audiences.at(key);
    const Topic& topic = audience.stream.topic();
    Touched touched =
        topic.personal() ? touched_or_all(topic, concerning(topic, *audience.viewer, new_events)) : by_topic[&topic];
    touched.everything = touched.everything || renewal || audience.behind;
    refresh(key, touched);
  }
}

void Hub::State::refresh(const std::string& key, const Touched& touched) {
  Audience& audience = audiences.at(key);
  const std::vector<std::int64_t> asked = audience.stream.watched(touched.ids);
  if (!touched.everything && asked.empty()) return;
  try {
    auto items = read(audience, touched.everything ? audience.stream.ids() : &asked);
    audience.behind = false;
    if (!items) return close_stream(key, items.error());
    tell(audience, touched.everything ? audience.stream.replace(*items) : audience.stream.update(asked, *items));
  } catch (const std::exception& fault) {
    base::log::error("realtime", "topic {} cannot be read: {}", audience.stream.topic().name(), fault.what());
    audience.behind = behind = true;
  }
}

void Hub::State::renew_viewers() {
  std::map<std::int64_t, std::shared_ptr<const Viewer>> renewed;
  try {
    database.read([&](db::Transaction& tx) {
      for (const auto& [id, watcher] : watchers) renewed[id] = watcher.viewer->renewed(tx);
    });
    renewal_due = false;
  } catch (const std::exception& fault) {
    base::log::error("realtime", "viewers cannot be renewed: {}", fault.what());
    renewal_due = behind = true;
    return;
  }
  for (auto& [id, viewer] : renewed) {
    Watcher& watcher = watchers.at(id);
    if (viewer) {
      move(id, watcher, std::move(viewer));
    } else {
      watcher.socket->close(signed_out, "signed out");
      forget(id);
    }
  }
}

// To the streams of its new key. Those of an unchanged key are read through the new
// viewer, as the old one may stand for rights of before.
void Hub::State::move(std::int64_t socket_id, Watcher& watcher, std::shared_ptr<const Viewer> viewer) {
  const bool same_key = viewer->key() == watcher.viewer->key() && viewer->own_key() == watcher.viewer->own_key();
  watcher.viewer = std::move(viewer);
  const auto before = watcher.streams;
  for (const auto& [name, key] : before) {
    Audience& audience = audiences.at(key);
    if (same_key) {
      audience.viewer = watcher.viewer;
      continue;
    }
    const Topic& topic = audience.stream.topic();
    auto ids = audience.stream.ids() ? *audience.stream.ids() : std::vector<std::int64_t>{};
    try {
      if (auto status = join(socket_id, watcher, topic, std::move(ids)); !status)
        send_error(watcher, name, status.error());
    } catch (const std::exception& fault) {
      base::log::error("realtime", "topic {} cannot be read: {}", name, fault.what());
      send_error(watcher, name, {base::Code::Unavailable, "unavailable", {}, {}});
    }
  }
}

Hub::Hub(db::Database& database, Limits limits) : state_(std::make_unique<State>(database, limits)) {}

Hub::~Hub() {
  stop();
}

void Hub::add(std::unique_ptr<Topic> topic) {
  std::string name(topic->name());
  if (!state_->topics.emplace(name, std::move(topic)).second) throw std::logic_error("two topics are named " + name);
}

void Hub::set_renewal(std::function<bool(const events::Event&)> changes_rights) {
  state_->changes_rights = std::move(changes_rights);
}

void Hub::start() {
  state_->thread = std::thread([this] { state_->run(); });
}

void Hub::stop() {
  {
    std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->work_came.notify_all();
  if (state_->thread.joinable()) state_->thread.join();
}

void Hub::attach(std::shared_ptr<http::Socket> socket, std::shared_ptr<const Viewer> viewer) {
  state_->queue([state = state_.get(), socket = std::move(socket), viewer = std::move(viewer)] {
    state->watchers[socket->id()] = Watcher{socket, viewer, {}};
  });
}

void Hub::received(std::int64_t socket_id, std::string text) {
  std::lock_guard lock(state_->mutex);
  std::size_t& waiting = state_->waiting_messages[socket_id];
  if (waiting > state_->limits.waiting_messages_per_socket) return;  // it is being closed
  ++waiting;
  const bool floods = waiting > state_->limits.waiting_messages_per_socket;
  state_->tasks.push_back([state = state_.get(), socket_id, floods, text = floods ? "" : std::move(text)] {
    {
      std::lock_guard lock(state->mutex);
      auto count = state->waiting_messages.find(socket_id);
      if (--count->second == 0) state->waiting_messages.erase(count);
    }
    if (!floods) return state->handle(socket_id, text);
    if (auto watcher = state->watchers.find(socket_id); watcher != state->watchers.end())
      watcher->second.socket->close(policy_violation, "too many messages");
    state->forget(socket_id);
  });
  state_->work_came.notify_one();
}

void Hub::detach(std::int64_t socket_id) {
  state_->queue([state = state_.get(), socket_id] { state->forget(socket_id); });
}

void Hub::changed(const std::vector<events::Event>& batch) {
  std::lock_guard lock(state_->mutex);
  state_->events.insert(state_->events.end(), batch.begin(), batch.end());
  state_->work_came.notify_one();
}

void Hub::settle() {
  std::unique_lock lock(state_->mutex);
  state_->work_done.wait(
      lock, [&] { return state_->stopping || (state_->tasks.empty() && state_->events.empty() && !state_->busy); });
}

Hub::Counts Hub::counts() const {
  return {state_->socket_count, state_->stream_count, state_->frames_sent};
}

}  // namespace realtime
