#pragma once
// Web chat: visitors of web sites write through a widget, the distribution finds an agent,
// and both talk. A chat is a contact; its place in the queue is a work item of routing.
//
// Verbs take who acts first: an actor of the console, or a Visitor by the token of the
// browser. They are thread-safe, block on the database, and refuse with Forbidden, NotFound,
// WrongState, Invalid, TooMany, TooLarge, UnsupportedMedia. A visitor reaches its own chats
// only; an agent those it takes part in; others by rights over the chat's centre, team or
// agent.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "base/messages.h"
#include "base/result.h"
#include "channels/webchat/throttle.h"
#include "channels/webchat/types.h"
#include "events/events.h"
#include "files/store.h"
#include "http/message.h"
#include "http/server.h"
#include "images/images.h"

namespace jobs {
class Runner;
}
namespace org {
class Api;
}
namespace realtime {
class Hub;
}

namespace channels {

class Feed;

struct SiteFilter {
  std::optional<org::CentreId> centre_id;
};

struct ChatFilter {
  std::optional<ChatState> state;
  std::optional<org::CentreId> centre_id;
  std::optional<routing::QueueId> queue_id;
  std::optional<org::PersonId> agent_id;
  std::optional<customers::CustomerId> customer_id;
  std::optional<SiteId> site_id;
};

// Who acts on the other side: a browser, by the token that it was given.
struct Visitor {
  std::string token;
  std::string address;
};

// How often strangers may do what; each is a burst, and so many a minute after it.
struct Rates {
  Rate sessions{60, 60};  // of an address
  Rate chats{30, 10};     // of an address
  Rate messages{20, 60};  // of a visitor
  Rate uploads{10, 10};   // of a visitor
};

// What is read for a download.
struct ChatFile {
  Attachment file;
  std::shared_ptr<http::Seekable> content;
};

class Webchat {
 public:
  // References live as long as the program.
  Webchat(org::Platform platform, files::Store& files, const images::Cleaner& cleaner, const base::Messages& messages,
          Rates rates = {});
  ~Webchat();

  // Sites.
  base::Result<org::Page<Site>> sites(const org::Actor& actor, const SiteFilter& filter, const org::ListQuery& query);
  base::Result<Site> site(const org::Actor& actor, SiteId id);
  base::Result<Site> create_site(const org::Actor& actor, const SiteFields& fields);
  base::Result<Site> edit_site(const org::Actor& actor, SiteId id, std::int64_t version, const SiteFields& fields);
  // Only one that nobody ever came through.
  base::Status delete_site(const org::Actor& actor, SiteId id);
  // Who may embed the pages of an active site; empty when there is none of that key.
  std::optional<std::vector<std::string>> origins(std::string_view site_key);

  // Visitors.
  base::Result<VisitorSession> begin_session(const Visitor& visitor, const SessionRequest& request);
  base::Result<VisitorChat> start(const Visitor& visitor, const NewChat& chat);
  base::Result<LeftMessage> leave_message(const Visitor& visitor, const NewChat& message);
  base::Result<VisitorMessage> say(const Visitor& visitor, ChatId id, const NewWords& message);
  base::Result<VisitorMessage> send_file(const Visitor& visitor, ChatId id, Upload upload);
  base::Result<ChatFile> file(const Visitor& visitor, ChatId id, files::FileId file);
  base::Result<org::Page<VisitorMessage>> messages(const Visitor& visitor, ChatId id, const org::ListQuery& query);
  base::Result<org::Page<PastChat>> history(const Visitor& visitor, const org::ListQuery& query);
  base::Result<VisitorChat> end(const Visitor& visitor, ChatId id);
  base::Result<VisitorChat> rate(const Visitor& visitor, ChatId id, const NewRating& rating);

  // Agents.
  base::Result<org::Page<Chat>> chats(const org::Actor& actor, const ChatFilter& filter, const org::ListQuery& query);
  base::Result<Chat> chat(const org::Actor& actor, ChatId id);
  base::Result<org::Page<ChatMessage>> messages(const org::Actor& actor, ChatId id, const org::ListQuery& query);
  base::Result<Answers> answers(const org::Actor& actor, ChatId id);
  base::Result<ChatMessage> say(const org::Actor& actor, ChatId id, const NewAgentWords& message);
  base::Result<ChatMessage> send_file(const org::Actor& actor, ChatId id, Upload upload);
  base::Result<ChatFile> file(const org::Actor& actor, ChatId id, files::FileId file);
  base::Status mark_read(const org::Actor& actor, ChatId id, const Seen& seen);
  base::Status type(const org::Actor& actor, ChatId id);
  base::Result<Chat> end(const org::Actor& actor, ChatId id);
  base::Result<TransferTargets> transfer_targets(const org::Actor& actor, ChatId id);
  base::Result<Chat> transfer(const org::Actor& actor, ChatId id, const Transfer& transfer);
  // A colleague reads along and writes to the agent.
  base::Result<Chat> consult(const org::Actor& actor, ChatId id, const Consultation& consultation);
  // A supervisor does; audited.
  base::Result<Chat> watch(const org::Actor& actor, ChatId id);
  // Who consults or supervises goes.
  base::Status depart(const org::Actor& actor, ChatId id);
  // The supervisor becomes the agent.
  base::Result<Chat> take_over(const org::Actor& actor, ChatId id);
  base::Result<Chat> choose_customer(const org::Actor& actor, ChatId id, const CustomerChoice& choice);

  // Brings chats in line with what routing decided. For the pump's durable reader.
  void follow_routing(db::Transaction& tx, const std::vector<events::Event>& events);
  // Warns and closes chats whose visitor says nothing, and those that nobody waits in any
  // more. Run each 15 seconds.
  void close_silent();

  // The visitors' live feed; see feed.h.
  Feed& feed() { return *feed_; }

 private:
  friend class Feed;

  // A visitor with the site through which it came.
  struct Caller;

  base::Result<Caller> require_caller(db::Transaction& tx, const Visitor& visitor) const;
  base::Result<VisitorChat> begin(db::Transaction& tx, struct ChatRow row, const NewChat& chat);
  base::Result<VisitorMessage> say_words(const Visitor& visitor, ChatId id, const struct Words& words);
  base::Result<ChatMessage> say_words(const org::Actor& actor, ChatId id, const struct Words& words);
  base::Result<Attachment> keep(const Upload& upload, ChatId chat);
  // A file that no message took is not kept.
  void discard_unless(bool taken, files::FileId id);
  base::Result<struct VisitorRow> require_visitor(db::Transaction& tx, const Visitor& visitor) const;
  base::Result<ChatFile> open_file(db::Transaction& tx, ChatId chat, files::FileId id);

  org::Platform platform_;
  files::Store& files_;
  const images::Cleaner& cleaner_;
  const base::Messages& messages_;
  Throttle sessions_, chats_, says_, uploads_;
  std::unique_ptr<Feed> feed_;
};

void add_webchat_endpoints(org::Api& api, Webchat& webchat);
// The visitors' WebSocket /api/v1/webchat/live.
http::SocketRoute webchat_route(org::Api& api, Webchat& webchat);
// Topics chat_sites; of the viewer alone my_chats, my_chat_messages, chat_typing.
void add_webchat_topics(realtime::Hub& hub, Webchat& webchat);
void add_webchat_jobs(jobs::Runner& runner, Webchat& webchat);
// The durable reader "webchat".
void add_webchat_readers(events::Pump& pump, Webchat& webchat);

}  // namespace channels
