#include "channels/webchat/feed.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "channels/webchat/token.h"
#include "routing/routing.h"

namespace channels {
namespace {

constexpr int messages_at_once = 500;
constexpr int policy_violation = 1008;

std::shared_ptr<const std::string> frame(std::string_view kind, std::string_view name, const std::string& json) {
  return std::make_shared<const std::string>(fmt::format(R"({{"kind":"{}","{}":{}}})", kind, name, json));
}

bool is_of_chats(const events::Event& event) {
  return event.type.starts_with("webchat.") && event.type != SiteChanged::type;
}

}  // namespace

Feed::Feed(org::Platform platform, const base::Messages& messages) : platform_(platform), messages_(messages) {}

Feed::~Feed() {
  stop();
}

void Feed::start() {
  queue([this] {
    const auto now = platform_.clock.now();
    for (const auto& row : platform_.database.read([](db::Transaction& tx) { return running_chats(tx); }))
      if (row.visitor_node == platform_.node && !row.visitor_gone_at && !watched_.contains(row.id))
        watched_[row.id].left_at = now;
  });
  thread_ = std::thread([this] { run(); });
}

void Feed::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Feed::run() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, write_pause, [&] { return stopping_ || !tasks_.empty(); });
      if (stopping_) return;
    }
    try {
      step();
    } catch (const std::exception& fault) {
      base::log::error("webchat", "the visitors' feed tries again: {}", fault.what());
    }
  }
}

void Feed::queue(Task task) {
  {
    std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  wake_.notify_all();
}

Feed::Counts Feed::counts() const {
  std::lock_guard lock(mutex_);
  return counts_;
}

// --- what comes in

void Feed::opened(std::shared_ptr<http::Socket> socket, std::string language) {
  queue([this, socket = std::move(socket), language = std::move(language)] {
    Connection connection;
    connection.socket = socket;
    connection.language = language;
    connection.opened_at = platform_.clock.now();
    connections_[socket->id()] = std::move(connection);
  });
}

void Feed::received(std::int64_t socket_id, std::string text) {
  queue([this, socket_id, text = std::move(text)] { take(socket_id, text); });
}

void Feed::closed(std::int64_t socket_id) {
  queue([this, socket_id] { detach(socket_id); });
}

void Feed::changed(const std::vector<events::Event>& batch) {
  std::vector<ChatId> ids;
  for (const auto& event : batch)
    if (is_of_chats(event)) ids.push_back(ChatId{event.subject_id});
  if (ids.empty()) return;
  queue([this, ids = std::move(ids)] {
    for (auto id : ids)
      if (watched_.contains(id)) dirty_.insert(id);
  });
}

void Feed::agent_types(ChatId id) {
  queue([this, id] {
    auto watched = watched_.find(id);
    if (watched == watched_.end()) return;
    static const auto typing = std::make_shared<const std::string>(R"({"kind":"typing"})");
    for (auto socket : watched->second.sockets) connections_.at(socket).socket->send(typing);
  });
}

void Feed::step() {
  std::vector<Task> tasks;
  {
    std::lock_guard lock(mutex_);
    tasks.swap(tasks_);
  }
  for (auto& task : tasks) task();
  tell_dirty();
  const auto now = platform_.clock.now();
  if (now - wrote_at_ >= write_pause) {
    write_due(now);
    close_silent_sockets(now);
  }
  if (now - stood_at_ >= standing_pause) {
    stood_at_ = now;
    tell_standings();
  }
  std::lock_guard lock(mutex_);
  counts_ = {static_cast<std::int64_t>(connections_.size()), static_cast<std::int64_t>(watched_.size())};
}

// --- what browsers say

bool Feed::too_busy(Connection& connection) {
  const auto now = platform_.clock.now();
  if (now - connection.minute >= std::chrono::minutes(1)) {
    connection.minute = now;
    connection.operations = 0;
  }
  return ++connection.operations > operations_per_minute;
}

void Feed::take(std::int64_t socket_id, const std::string& text) {
  auto found = connections_.find(socket_id);
  if (found == connections_.end()) return;
  Connection& connection = found->second;
  if (too_busy(connection)) return refuse(connection, {base::Code::TooMany, "too_often", {}, {}});
  auto operation = base::from_json<FeedOperation>(text);
  if (!operation) return refuse(connection, operation.error());
  if (operation->op == FeedOp::Hello) return hello(connection, socket_id, *operation);
  if (!connection.chat) return refuse(connection, {base::Code::Unauthenticated, "unknown_visitor", {}, {}});
  if (operation->op == FeedOp::Typing) return visitor_types(connection);
  receipt(connection, *operation);
}

void Feed::hello(Connection& connection, std::int64_t socket_id, const FeedOperation& operation) {
  if (connection.chat || !operation.token || !operation.chat_id)
    return refuse(connection, {base::Code::BadRequest, "malformed_request", {}, {}});
  const bool own = platform_.database.read([&](db::Transaction& tx) {
    if (!site_of_token(platform_.keys, *operation.token)) return false;
    auto visitor = find_visitor_by_token(tx, digest_of_token(*operation.token));
    auto chat = find_chat(tx, *operation.chat_id);
    return visitor && chat && chat->visitor_id == visitor->id;
  });
  if (!own) return refuse(connection, {base::Code::NotFound, "not_found", {}, {}});
  Watched& watched = watched_[*operation.chat_id];
  if (watched.sockets.size() >= sockets_per_chat)
    return refuse(connection, {base::Code::TooMany, "too_many_tabs", {}, {}});
  watched.sockets.insert(socket_id);
  watched.left_at.reset();
  connection.chat = operation.chat_id;
  connection.sent_seq = operation.after.value_or(0);
  dirty_.insert(*operation.chat_id);
  came_.insert(*operation.chat_id);
}

void Feed::receipt(const Connection& connection, const FeedOperation& operation) {
  auto& seen = seen_[*connection.chat];
  const auto seq = operation.seq.value_or(0);
  seen.received = std::max(seen.received, seq);
  if (operation.op == FeedOp::Read) seen.read = std::max(seen.read, seq);
}

void Feed::visitor_types(Connection& connection) {
  const auto now = platform_.clock.now();
  if (!typing_ || now - connection.typed_at < std::chrono::seconds(1)) return;
  connection.typed_at = now;
  std::vector<org::PersonId> people;
  for (const auto& one :
       platform_.database.read([&](db::Transaction& tx) { return participants_of(tx, *connection.chat); }))
    people.push_back(one.person_id);
  if (!people.empty()) typing_(*connection.chat, people, now + typing_time);
}

void Feed::detach(std::int64_t socket_id) {
  auto found = connections_.find(socket_id);
  if (found == connections_.end()) return;
  if (found->second.chat) {
    Watched& watched = watched_.at(*found->second.chat);
    watched.sockets.erase(socket_id);
    if (watched.sockets.empty()) watched.left_at = platform_.clock.now();
  }
  connections_.erase(found);
}

void Feed::refuse(Connection& connection, const base::Error& error) {
  auto json = messages_.error_json(connection.language, error, "");
  connection.socket->send(std::make_shared<const std::string>(R"({"kind":"error",)" + json.substr(1)));
  connection.socket->close(policy_violation, error.key);
}

// --- what they are told

void Feed::tell_dirty() {
  if (dirty_.empty()) return;
  platform_.database.read([&](db::Transaction& tx) {
    for (auto id : dirty_)
      if (auto watched = watched_.find(id); watched != watched_.end() && !watched->second.sockets.empty())
        tell(tx, id, watched->second);
  });
  dirty_.clear();
}

void Feed::tell(db::Transaction& tx, ChatId id, Watched& watched) {
  auto row = find_chat(tx, id);
  if (!row) return;
  watched.waits_as = row->state == ChatState::Waiting ? row->work_item_id : std::nullopt;
  watched.queue_id = row->queue_id;
  const auto chat = to_visitor_chat(tx, *row, platform_.clock.now());
  for (auto socket : watched.sockets) {
    Connection& connection = connections_.at(socket);
    // The first word is the chat; afterwards what was said comes before what became of it.
    if (connection.told.empty()) tell_chat(connection, chat);
    tell_messages(tx, connection, *row);
    tell_chat(connection, chat);
  }
}

void Feed::tell_messages(db::Transaction& tx, Connection& connection, const ChatRow& row) {
  while (connection.sent_seq < row.last_seq) {
    auto rows = messages_after(tx, row.id, connection.sent_seq, messages_at_once, Reader::Visitor);
    for (const auto& message : to_visitor_messages(tx, rows, messages_, row.language))
      connection.socket->send(frame("message", "message", base::to_json(message)));
    connection.sent_seq = rows.size() < static_cast<std::size_t>(messages_at_once) ? row.last_seq : rows.back().seq;
  }
}

// Messages tell of themselves, so a new one alone is no news of the chat.
void Feed::tell_chat(Connection& connection, VisitorChat chat) {
  const auto last_seq = std::exchange(chat.last_seq, 0);
  auto news = base::to_json(chat);
  if (news == connection.told) return;
  connection.told = std::move(news);
  chat.last_seq = last_seq;
  connection.socket->send(frame("chat", "chat", base::to_json(chat)));
}

// All who wait move up when one is served.
void Feed::tell_standings() {
  std::map<routing::QueueId, std::vector<ChatId>> waiting;
  for (const auto& [id, watched] : watched_)
    if (watched.waits_as && !watched.sockets.empty()) waiting[watched.queue_id].push_back(id);
  if (waiting.empty()) return;
  platform_.database.read([&](db::Transaction& tx) {
    const auto now = platform_.clock.now();
    for (const auto& [queue_id, chats] : waiting) {
      std::map<routing::WorkItemId, routing::Standing> standings;
      for (const auto& one : routing::Routing::standings(tx, queue_id, now))
        standings.emplace(one.item_id, one.standing);
      for (auto id : chats) {
        const Watched& watched = watched_.at(id);
        auto standing = standings.find(*watched.waits_as);
        auto row = find_chat(tx, id);
        if (standing == standings.end() || !row) continue;
        const auto chat = to_visitor_chat(tx, *row, now, standing->second);
        for (auto socket : watched.sockets) tell_chat(connections_.at(socket), chat);
      }
    }
  });
}

// --- what is written

void Feed::write_due(base::Time now) {
  wrote_at_ = now;
  std::set<ChatId> went;
  for (const auto& [id, watched] : watched_)
    if (watched.sockets.empty() && watched.left_at && now - *watched.left_at >= grace) went.insert(id);
  std::set<ChatId> all = went;
  for (const auto& [id, seen] : seen_) all.insert(id);
  all.insert(came_.begin(), came_.end());
  if (all.empty()) return;
  platform_.database.write([&](db::Transaction& tx) {
    for (auto id : all) {
      auto row = find_chat(tx, id);
      if (!row) continue;
      auto conversation = *Conversation::open(tx, platform_, ref_of(row->visitor_id), id, Hold::Chat);
      if (came_.contains(id)) conversation.visitor_came();
      if (went.contains(id)) conversation.visitor_went();
      if (auto seen = seen_.find(id); seen != seen_.end())
        conversation.visitor_has_seen(seen->second.received, seen->second.read);
      conversation.save();
    }
  });
  for (auto id : went) watched_.erase(id);
  seen_.clear();
  came_.clear();
}

void Feed::close_silent_sockets(base::Time now) {
  for (auto& [id, connection] : connections_)
    if (!connection.chat && now - connection.opened_at >= hello_time)
      connection.socket->close(policy_violation, "hello_expected");
}

}  // namespace channels
