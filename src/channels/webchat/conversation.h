#pragma once
// A chat in the hands of one transaction: what is said, who takes part, how it ends. Private
// to the module.
//
// Who has the chat is what routing says: settle() reads the work item and brings the chat in
// line with it, so it does not matter whether a verb or the reader of the log comes first.
// Nothing is written of the chat's own row before save().

#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "channels/webchat/events.h"
#include "channels/webchat/store.h"

namespace channels {

// What somebody says.
struct Words {
  Author author = Author::Visitor;
  std::optional<org::PersonId> author_id;
  Visibility visibility = Visibility::Everyone;
  std::string client_id;
  std::string text;
  std::optional<Attachment> file;
};

// What a transaction takes for itself: the work items too when it changes one, and those
// before anything else, so that the log tells of items in the order of what happened.
enum class Hold { Chat, ChatAndItem };

class Conversation {
 public:
  // Takes the chat until the transaction ends, settled; empty when there is none.
  static std::optional<Conversation> open(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                                          ChatId id, Hold hold);
  // A new one, whose row is written.
  Conversation(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, ChatRow row);

  const ChatRow& row() const { return row_; }
  std::optional<ParticipantRole> role_of(org::PersonId person) const;

  // What was sent before with the same client_id is given again. Refuses WrongState
  // chat_ended, TooMany chat_too_long.
  base::Result<MessageRow> say(const Words& words);
  void notice(const std::string& key, std::map<std::string, std::string> arguments = {},
              Visibility visibility = Visibility::Everyone);

  void join(org::PersonId person, ParticipantRole role);
  void leave(org::PersonId person);
  // The agent has given it away: it waits again.
  void hand_on(const std::string& key, std::map<std::string, std::string> arguments);
  // Nothing when it has ended. Needs the item.
  void end(EndedBy by);

  // A message left outside hours: nobody is waited for.
  void close_as_left();

  void settle();
  void link_customer(std::optional<customers::CustomerId> id);
  void set_rating(std::int64_t score);
  // How far a side has received and read; lower figures than known change nothing.
  void visitor_has_seen(std::int64_t received, std::int64_t read);
  void agent_has_read(std::int64_t seq);
  // The browser is connected to this node; or is not any more, unless it is to another.
  void visitor_came();
  void visitor_went();
  void warn_of_silence();

  void save();

 private:
  MessageRow append(MessageRow message);
  void seat(std::optional<org::PersonId> person, ParticipantRole role);
  void agent_arrived(org::PersonId person);
  void agent_was_lost();
  void drop(ParticipantRole role, std::optional<org::PersonId> but);
  void clear_participants();
  void close(EndedBy by);
  std::vector<org::PersonId> people() const;
  base::Time now() const { return platform_->clock.now(); }
  template <class E>
  void tell(const E& event);

  db::Transaction* tx_;
  const org::Platform* platform_;
  base::ActorRef by_;
  ChatRow row_, saved_;  // as it is to be, and as it stands in the database
  std::vector<ParticipantRow> participants_;
  std::vector<org::PersonId> people_before_;
  bool changed_ = false;  // what lists show
  bool seats_changed_ = false;
  bool receipts_changed_ = false;
};

}  // namespace channels
