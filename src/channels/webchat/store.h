#pragma once
// All SQL of web chat. Private to the module.

#include <optional>
#include <string>
#include <vector>

#include "access/list.h"
#include "channels/webchat/types.h"
#include "db/database.h"
#include "db/rows.h"

namespace channels {

struct SiteRow : Site {
  std::string name_fold;
};
BOOST_DESCRIBE_STRUCT(SiteRow, (Site), (name_fold))

struct VisitorRow {
  VisitorId id;
  SiteId site_id;
  std::string token_digest;
  std::optional<org::PersonId> last_agent_id;
  base::Time created_at;
};
BOOST_DESCRIBE_STRUCT(VisitorRow, (), (id, site_id, token_digest, last_agent_id, created_at))

struct ChatRow {
  ChatId id;
  SiteId site_id;
  org::CentreId centre_id;
  std::optional<org::DepartmentId> department_id;  // of the agent
  std::optional<org::TeamId> team_id;
  routing::QueueId queue_id;
  std::optional<routing::WorkItemId> work_item_id;
  contacts::ContactId contact_id;
  std::optional<customers::CustomerId> customer_id;
  bool customer_claimed = false;
  VisitorId visitor_id;
  std::string visitor_name;
  std::string client_id;  // of the request that began it
  ChatState state = ChatState::Waiting;
  std::string language;
  WebPage page;
  std::string answers;  // sealed Answers
  std::optional<org::PersonId> agent_id;
  std::int64_t visitor_node = 0;  // to which its browser is connected, or was last
  std::optional<base::Time> visitor_gone_at;
  std::int64_t last_seq = 0;
  std::int64_t files = 0;
  std::int64_t visitor_received_seq = 0;
  std::int64_t visitor_read_seq = 0;
  std::int64_t agent_read_seq = 0;
  std::int64_t last_visitor_seq = 0;
  std::int64_t silence_minutes = 10;
  bool silence_warned = false;
  base::Time started_at;
  std::optional<base::Time> answered_at;
  std::optional<base::Time> last_message_at;
  std::optional<base::Time> silent_since;  // the agent spoke last, then
  std::optional<base::Time> ended_at;
  std::optional<EndedBy> ended_by;
  std::optional<std::int64_t> rating;
};
BOOST_DESCRIBE_STRUCT(ChatRow, (),
                      (id, site_id, centre_id, department_id, team_id, queue_id, work_item_id, contact_id, customer_id,
                       customer_claimed, visitor_id, visitor_name, client_id, state, language, page, answers, agent_id,
                       visitor_node, visitor_gone_at, last_seq, files, visitor_received_seq, visitor_read_seq,
                       agent_read_seq, last_visitor_seq, silence_minutes, silence_warned, started_at, answered_at,
                       last_message_at, silent_since, ended_at, ended_by, rating))

struct ParticipantRow {
  ChatId chat_id;
  org::PersonId person_id;
  ParticipantRole role = ParticipantRole::Agent;
  base::Time since;
};
BOOST_DESCRIBE_STRUCT(ParticipantRow, (), (chat_id, person_id, role, since))

struct MessageRow {
  MessageId id;
  ChatId chat_id;
  std::int64_t seq = 0;
  base::Time at;
  Author author = Author::System;
  std::optional<org::PersonId> author_id;
  MessageKind kind = MessageKind::Text;
  Visibility visibility = Visibility::Everyone;
  std::string text;
  std::map<std::string, std::string> arguments;
  std::string client_id;
  std::optional<Attachment> file;
};
BOOST_DESCRIBE_STRUCT(MessageRow, (),
                      (id, chat_id, seq, at, author, author_id, kind, visibility, text, arguments, client_id, file))
constexpr auto limits_of(const MessageRow*) {
  return limits_of(static_cast<const ChatMessage*>(nullptr));
}

inline constexpr org::PlaceColumns site_place{"centre_id", "", "", ""};
inline constexpr org::PlaceColumns chat_place{"centre_id", "department_id", "team_id", "agent_id"};

inline org::Place place_of(const Site& site) {
  return {site.centre_id, {}, {}, {}};
}
inline org::Place place_of(const ChatRow& chat) {
  return {chat.centre_id, chat.department_id, chat.team_id, chat.agent_id};
}

std::optional<SiteRow> find_site(db::Transaction& tx, SiteId id);
std::optional<SiteRow> find_site_by_key(db::Transaction& tx, std::string_view site_key);
bool name_is_taken(db::Transaction& tx, const SiteRow& row);
bool site_has_visitors(db::Transaction& tx, SiteId id);
void insert(db::Transaction& tx, const SiteRow& row);
void update(db::Transaction& tx, const SiteRow& row);
void erase(db::Transaction& tx, SiteId id);

std::optional<VisitorRow> find_visitor(db::Transaction& tx, VisitorId id);
std::optional<VisitorRow> find_visitor_by_token(db::Transaction& tx, std::string_view digest);
void insert(db::Transaction& tx, const VisitorRow& row);
void update(db::Transaction& tx, const VisitorRow& row);

std::optional<ChatRow> find_chat(db::Transaction& tx, ChatId id);
std::optional<ChatRow> find_chat_of_item(db::Transaction& tx, routing::WorkItemId id);
// The newest of the visitor.
std::optional<ChatRow> newest_chat(db::Transaction& tx, VisitorId id);
// That was begun by this request of the visitor.
std::optional<ChatRow> find_chat_begun_by(db::Transaction& tx, VisitorId visitor, std::string_view client_id);
std::vector<ChatRow> running_chats(db::Transaction& tx);
// Active ones in which the agent spoke last, before `until`.
std::vector<ChatRow> silent_chats(db::Transaction& tx, base::Time until);
// Waiting ones whose visitor has been gone since before `until`.
std::vector<ChatRow> deserted_chats(db::Transaction& tx, base::Time until);
void insert(db::Transaction& tx, const ChatRow& row);
// Writes what differs from `before`, as it was read in this transaction.
void update(db::Transaction& tx, const ChatRow& before, const ChatRow& row);
// Holds the chat until the transaction ends: what is read of it is what is changed.
void lock_chat(db::Transaction& tx, ChatId id);

std::vector<ParticipantRow> participants_of(db::Transaction& tx, ChatId id);
void put_participant(db::Transaction& tx, const ParticipantRow& row);
void remove_participant(db::Transaction& tx, ChatId chat, org::PersonId person);
std::optional<ParticipantRole> role_of(db::Transaction& tx, ChatId chat, org::PersonId person);
std::vector<ChatId> chats_with(db::Transaction& tx, org::PersonId person);

void insert(db::Transaction& tx, const MessageRow& row);
std::optional<MessageRow> find_message_by_client(db::Transaction& tx, ChatId chat, std::string_view client_id);
// Those after `after`, by seq; of everyone only when `visible`.
enum class Reader { Visitor, Agent };
std::vector<MessageRow> messages_after(db::Transaction& tx, ChatId chat, std::int64_t after, int limit, Reader reader);
// The last `limit`, by seq.
std::vector<MessageRow> latest_messages(db::Transaction& tx, ChatId chat, int limit);
std::vector<MessageRow> find_messages(db::Transaction& tx, const std::vector<std::int64_t>& ids);

// As agents see them.
std::vector<Chat> to_chats(db::Transaction& tx, std::vector<ChatRow> rows);
Chat to_chat(db::Transaction& tx, ChatRow row);
std::vector<ChatMessage> to_messages(db::Transaction& tx, const std::vector<MessageRow>& rows);
ChatMessage to_message(db::Transaction& tx, const MessageRow& row);

}  // namespace channels
