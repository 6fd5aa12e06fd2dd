#include "channels/webchat/history.h"

#include "channels/webchat/token.h"
#include "channels/webchat/verbs.h"

namespace channels {
namespace {

ChatRow row_of(const keys::KeyRing& keys, const PastConversation& past) {
  const auto& chat = past.chat;
  ChatRow row;
  row.id = chat.id;
  row.site_id = chat.site_id;
  row.centre_id = chat.centre_id;
  row.department_id = past.place.department_id;
  row.team_id = past.place.team_id;
  row.queue_id = chat.queue_id;
  row.work_item_id = chat.work_item_id;
  row.contact_id = chat.contact_id;
  row.customer_id = chat.customer_id;
  row.customer_claimed = chat.customer_claimed;
  row.visitor_id = chat.visitor_id;
  row.visitor_name = chat.visitor_name;
  row.client_id = chat.id.text();
  row.state = ChatState::Ended;
  row.language = chat.language;
  row.page = chat.page;
  row.answers = keys.seal(base::to_json(Answers{past.answers}), answers_context(row.id));
  row.agent_id = chat.agent_id;
  row.visitor_gone_at = chat.ended_at;
  row.started_at = chat.started_at;
  row.answered_at = chat.answered_at;
  row.ended_at = chat.ended_at;
  row.ended_by = chat.ended_by;
  row.rating = chat.rating;
  return row;
}

MessageRow row_of(const PastWords& words, ChatId chat, std::int64_t seq) {
  MessageRow row;
  row.id = words.id;
  row.chat_id = chat;
  row.seq = seq;
  row.at = words.at;
  row.author = words.author;
  row.author_id = words.author_id;
  row.kind = words.author == Author::System ? MessageKind::Notice : MessageKind::Text;
  row.text = words.text;
  row.arguments = words.arguments;
  if (row.kind == MessageKind::Text) row.client_id = words.id.text();
  return row;
}

// Everybody read everything.
void count(ChatRow& chat, const MessageRow& message) {
  chat.last_seq = message.seq;
  chat.visitor_received_seq = chat.visitor_read_seq = message.seq;
  if (message.kind == MessageKind::Notice) return;
  chat.last_message_at = message.at;
  if (message.author == Author::Visitor) chat.last_visitor_seq = message.seq;
  if (chat.agent_id) chat.agent_read_seq = message.seq;
}

}  // namespace

void write_past(db::Transaction& tx, const std::vector<PastVisitor>& visitors) {
  std::vector<VisitorRow> rows;
  for (const auto& visitor : visitors)
    rows.push_back({visitor.id, visitor.site_id,
                    digest_of_token(visitor.token.empty() ? "past " + visitor.id.text() : visitor.token),
                    visitor.last_agent_id, visitor.created_at});
  db::insert_rows(tx, "chat_visitor", rows);
}

void write_past(db::Transaction& tx, const keys::KeyRing& keys, const std::vector<PastConversation>& conversations) {
  std::vector<ChatRow> chats;
  std::vector<MessageRow> messages;
  for (const auto& past : conversations) {
    auto& chat = chats.emplace_back(row_of(keys, past));
    for (const auto& words : past.words) {
      messages.push_back(row_of(words, chat.id, chat.last_seq + 1));
      count(chat, messages.back());
    }
  }
  db::insert_rows(tx, "chat", chats);
  db::insert_rows(tx, "chat_message", messages);
}

}  // namespace channels
