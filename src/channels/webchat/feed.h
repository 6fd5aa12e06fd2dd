#pragma once
// The visitors' live feed: each socket follows one chat. A browser says hello with its token,
// the chat and the last message that it has; it gets every later one once, in order, and the
// chat whenever that changes. What it has received and read is written a few times a second,
// for many chats in one transaction, as is whether a visitor is there at all.
//
// What happened is told by the event log; what it is now is read from the rows, so frames of
// several nodes and of a restart agree. Typing passes through memory alone.
//
// Thread: one of its own, which may block on the database; public calls only queue. Tests call
// step() instead of start().

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "channels/webchat/feed_operation.h"
#include "channels/webchat/verbs.h"

namespace channels {

class Feed {
 public:
  Feed(org::Platform platform, const base::Messages& messages);
  ~Feed();

  // Of those who take part in the chat, when its visitor types. Set before start().
  using TypingListener = std::function<void(ChatId, const std::vector<org::PersonId>& people, base::Time until)>;
  void set_typing_listener(TypingListener listener) { typing_ = std::move(listener); }
  // Visitors who were connected to this node count as gone since now, until they come back.
  void start();
  void stop();

  // I/O threads; of one socket in this order.
  void opened(std::shared_ptr<http::Socket> socket, std::string language);
  void received(std::int64_t socket_id, std::string text);
  void closed(std::int64_t socket_id);
  // From events::Pump, as a live reader.
  void changed(const std::vector<events::Event>& batch);
  void agent_types(ChatId id);

  // Does what was queued and what is due.
  void step();

  struct Counts {
    std::int64_t sockets = 0, chats = 0;
  };
  Counts counts() const;

  static constexpr base::Duration hello_time{10'000};
  // A browser that comes back within it was never away.
  static constexpr base::Duration grace{10'000};
  static constexpr base::Duration write_pause{250};
  static constexpr base::Duration standing_pause{5'000};
  static constexpr base::Duration typing_time{4'000};
  static constexpr std::size_t sockets_per_chat = 6;
  static constexpr std::int64_t operations_per_minute = 240;  // of a socket

 private:
  struct Connection {
    std::shared_ptr<http::Socket> socket;
    std::string language;
    base::Time opened_at;
    std::optional<ChatId> chat;
    std::int64_t sent_seq = 0;
    std::string told;  // the chat as it was told last
    std::int64_t operations = 0;
    base::Time minute;
    base::Time typed_at;
  };
  // A chat that sockets of this node follow, or followed until just now.
  struct Watched {
    std::set<std::int64_t> sockets;
    std::optional<base::Time> left_at;
    std::optional<routing::WorkItemId> waits_as;
    routing::QueueId queue_id;
  };
  struct Seen {
    std::int64_t received = 0, read = 0;
  };
  using Task = std::function<void()>;

  void queue(Task task);
  void run();
  void take(std::int64_t socket_id, const std::string& text);
  void hello(Connection& connection, std::int64_t socket_id, const FeedOperation& operation);
  void receipt(const Connection& connection, const FeedOperation& operation);
  void visitor_types(Connection& connection);
  bool too_busy(Connection& connection);
  void detach(std::int64_t socket_id);
  void refuse(Connection& connection, const base::Error& error);
  void tell_dirty();
  void tell(db::Transaction& tx, ChatId id, Watched& watched);
  void tell_messages(db::Transaction& tx, Connection& connection, const ChatRow& row);
  void tell_chat(Connection& connection, VisitorChat chat);
  void tell_standings();
  void write_due(base::Time now);
  void close_silent_sockets(base::Time now);

  org::Platform platform_;
  const base::Messages& messages_;
  TypingListener typing_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Task> tasks_;
  bool stopping_ = false;
  Counts counts_;
  std::thread thread_;

  // The feed's thread only.
  std::unordered_map<std::int64_t, Connection> connections_;
  std::map<ChatId, Watched> watched_;
  std::set<ChatId> dirty_;
  std::map<ChatId, Seen> seen_;
  std::set<ChatId> came_;
  base::Time wrote_at_;
  base::Time stood_at_;
};

}  // namespace channels
