#pragma once
// What web chat tells in the event log: ids and figures, no personal data. The subject is
// the chat, except of SiteChanged. `people` are those whose lists it changes.

#include <string_view>
#include <vector>

#include "access/events.h"
#include "channels/webchat/types.h"

namespace channels {

// Subject: the site.
struct SiteChanged {
  static constexpr std::string_view type = "webchat.site_changed";
  SiteId site_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(SiteChanged, (), (site_id, change))

struct ChatStarted {
  static constexpr std::string_view type = "webchat.chat_started";
  ChatId chat_id;
  SiteId site_id;
  contacts::ContactId contact_id;
};
BOOST_DESCRIBE_STRUCT(ChatStarted, (), (chat_id, site_id, contact_id))

// Its state, customer, presence of the visitor, or rating.
struct ChatChanged {
  static constexpr std::string_view type = "webchat.chat_changed";
  ChatId chat_id;
  std::vector<org::PersonId> people;
};
BOOST_DESCRIBE_STRUCT(ChatChanged, (), (chat_id, people))

// Who takes part: `people` are those of before and after.
struct ParticipantsChanged {
  static constexpr std::string_view type = "webchat.participants_changed";
  ChatId chat_id;
  std::vector<org::PersonId> people;
};
BOOST_DESCRIBE_STRUCT(ParticipantsChanged, (), (chat_id, people))

struct MessageAdded {
  static constexpr std::string_view type = "webchat.message_added";
  ChatId chat_id;
  MessageId message_id;
  std::int64_t seq = 0;
  Author author = Author::System;
  Visibility visibility = Visibility::Everyone;
  std::vector<org::PersonId> people;
};
BOOST_DESCRIBE_STRUCT(MessageAdded, (), (chat_id, message_id, seq, author, visibility, people))

// How far either side has received and read.
struct ReceiptsChanged {
  static constexpr std::string_view type = "webchat.receipts_changed";
  ChatId chat_id;
  std::vector<org::PersonId> people;
};
BOOST_DESCRIBE_STRUCT(ReceiptsChanged, (), (chat_id, people))

struct ChatEnded {
  static constexpr std::string_view type = "webchat.chat_ended";
  ChatId chat_id;
  EndedBy by = EndedBy::Agent;
  std::int64_t messages = 0;
  std::int64_t lasted_ms = 0;
};
BOOST_DESCRIBE_STRUCT(ChatEnded, (), (chat_id, by, messages, lasted_ms))

}  // namespace channels
