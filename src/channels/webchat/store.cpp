#include "channels/webchat/store.h"

#include <map>

namespace channels {
namespace {

// Names of people, each looked up once.
class Names {
 public:
  explicit Names(db::Transaction& tx) : tx_(tx) {}
  const std::string& of(org::PersonId id) {
    auto [place, is_new] = known_.try_emplace(id);
    if (is_new) place->second = org::Access::person_name(tx_, id.value);
    return place->second;
  }

 private:
  db::Transaction& tx_;
  std::map<org::PersonId, std::string> known_;
};

Chat chat_of(db::Transaction& tx, ChatRow row, Names& names) {
  Chat chat;
  chat.id = row.id;
  chat.site_id = row.site_id;
  chat.centre_id = row.centre_id;
  chat.queue_id = row.queue_id;
  chat.work_item_id = row.work_item_id;
  chat.contact_id = row.contact_id;
  chat.customer_id = row.customer_id;
  chat.customer_claimed = row.customer_claimed;
  chat.visitor_id = row.visitor_id;
  chat.visitor_name = std::move(row.visitor_name);
  chat.state = row.state;
  chat.language = std::move(row.language);
  chat.page = std::move(row.page);
  chat.agent_id = row.agent_id;
  for (const auto& one : participants_of(tx, row.id))
    chat.participants.push_back({one.person_id, names.of(one.person_id), one.role, one.since});
  chat.visitor_present = !row.visitor_gone_at && row.state != ChatState::Ended;
  chat.last_seq = row.last_seq;
  chat.visitor_received_seq = row.visitor_received_seq;
  chat.visitor_read_seq = row.visitor_read_seq;
  chat.agent_read_seq = row.agent_read_seq;
  chat.last_visitor_seq = row.last_visitor_seq;
  chat.started_at = row.started_at;
  chat.answered_at = row.answered_at;
  chat.last_message_at = row.last_message_at;
  if (row.state == ChatState::Active && row.silent_since)
    chat.silent_close_at = *row.silent_since + std::chrono::minutes{row.silence_minutes};
  chat.ended_at = row.ended_at;
  chat.ended_by = row.ended_by;
  chat.rating = row.rating;
  return chat;
}

ChatMessage message_of(const MessageRow& row, Names& names) {
  ChatMessage message{row.id,   row.chat_id,    row.seq,  row.at,        row.author,    row.author_id, "",
                      row.kind, row.visibility, row.text, row.arguments, row.client_id, row.file};
  if (row.author_id) message.author_name = names.of(*row.author_id);
  return message;
}

}  // namespace

// --- sites and visitors

std::optional<SiteRow> find_site(db::Transaction& tx, SiteId id) {
  return db::first_row<SiteRow>(tx.query(db::select<SiteRow>("chat_site") + "WHERE id = ?1", id));
}

std::optional<SiteRow> find_site_by_key(db::Transaction& tx, std::string_view site_key) {
  return db::first_row<SiteRow>(
      tx.query(db::select<SiteRow>("chat_site") + "WHERE site_key = ?1", std::string(site_key)));
}

bool name_is_taken(db::Transaction& tx, const SiteRow& row) {
  return !tx.query("SELECT 1 FROM chat_site WHERE centre_id = ?1 AND name_fold = ?2 AND id <> ?3", row.centre_id,
                   row.name_fold, row.id)
              .empty();
}

bool site_has_visitors(db::Transaction& tx, SiteId id) {
  return !tx.query("SELECT 1 FROM chat_visitor WHERE site_id = ?1 LIMIT 1", id).empty();
}

void insert(db::Transaction& tx, const SiteRow& row) {
  db::insert_row(tx, "chat_site", row);
}

void update(db::Transaction& tx, const SiteRow& row) {
  db::update_row(tx, "chat_site", row);
}

void erase(db::Transaction& tx, SiteId id) {
  tx.execute("DELETE FROM chat_site WHERE id = ?1", id);
}

std::optional<VisitorRow> find_visitor(db::Transaction& tx, VisitorId id) {
  return db::first_row<VisitorRow>(tx.query(db::select<VisitorRow>("chat_visitor") + "WHERE id = ?1", id));
}

std::optional<VisitorRow> find_visitor_by_token(db::Transaction& tx, std::string_view digest) {
  return db::first_row<VisitorRow>(
      tx.query(db::select<VisitorRow>("chat_visitor") + "WHERE token_digest = ?1", std::string(digest)));
}

void insert(db::Transaction& tx, const VisitorRow& row) {
  db::insert_row(tx, "chat_visitor", row);
}

void update(db::Transaction& tx, const VisitorRow& row) {
  db::update_row(tx, "chat_visitor", row);
}

// --- chats

std::optional<ChatRow> find_chat(db::Transaction& tx, ChatId id) {
  static const std::string sql = db::select<ChatRow>("chat") + "WHERE id = ?1";
  return db::first_row<ChatRow>(tx.query(sql, id));
}

std::optional<ChatRow> find_chat_of_item(db::Transaction& tx, routing::WorkItemId id) {
  static const std::string sql = db::select<ChatRow>("chat") + "WHERE work_item_id = ?1";
  return db::first_row<ChatRow>(tx.query(sql, id));
}

std::optional<ChatRow> newest_chat(db::Transaction& tx, VisitorId id) {
  return db::first_row<ChatRow>(
      tx.query(db::select<ChatRow>("chat") + "WHERE visitor_id = ?1 ORDER BY id DESC LIMIT 1", id));
}

std::optional<ChatRow> find_chat_begun_by(db::Transaction& tx, VisitorId visitor, std::string_view client_id) {
  return db::first_row<ChatRow>(
      tx.query(db::select<ChatRow>("chat") + "WHERE visitor_id = ?1 AND client_id = ?2 ORDER BY id DESC LIMIT 1",
               visitor, std::string(client_id)));
}

std::vector<ChatRow> running_chats(db::Transaction& tx) {
  return db::read_rows<ChatRow>(tx.query(db::select<ChatRow>("chat") + "WHERE state <> 'ended' ORDER BY id"));
}

std::vector<ChatRow> silent_chats(db::Transaction& tx, base::Time until) {
  return db::read_rows<ChatRow>(
      tx.query(db::select<ChatRow>("chat") + "WHERE state = 'active' AND silent_since < ?1 ORDER BY id", until));
}

std::vector<ChatRow> deserted_chats(db::Transaction& tx, base::Time until) {
  return db::read_rows<ChatRow>(
      tx.query(db::select<ChatRow>("chat") + "WHERE state = 'waiting' AND visitor_gone_at < ?1 ORDER BY id", until));
}

void insert(db::Transaction& tx, const ChatRow& row) {
  db::insert_row(tx, "chat", row);
}

void update(db::Transaction& tx, const ChatRow& before, const ChatRow& row) {
  db::update_changes(tx, "chat", before, row);
}

void lock_chat(db::Transaction& tx, ChatId id) {
  tx.lock("chat " + id.text());
}

// --- participants

std::vector<ParticipantRow> participants_of(db::Transaction& tx, ChatId id) {
  static const std::string sql =
      db::select<ParticipantRow>("chat_participant") + "WHERE chat_id = ?1 ORDER BY person_id";
  return db::read_rows<ParticipantRow>(tx.query(sql, id));
}

void put_participant(db::Transaction& tx, const ParticipantRow& row) {
  remove_participant(tx, row.chat_id, row.person_id);
  db::insert_row(tx, "chat_participant", row);
}

void remove_participant(db::Transaction& tx, ChatId chat, org::PersonId person) {
  tx.execute("DELETE FROM chat_participant WHERE chat_id = ?1 AND person_id = ?2", chat, person);
}

std::optional<ParticipantRole> role_of(db::Transaction& tx, ChatId chat, org::PersonId person) {
  for (const auto& one : participants_of(tx, chat))
    if (one.person_id == person) return one.role;
  return std::nullopt;
}

std::vector<ChatId> chats_with(db::Transaction& tx, org::PersonId person) {
  std::vector<ChatId> ids;
  for (db::Row row : tx.query("SELECT chat_id FROM chat_participant WHERE person_id = ?1 ORDER BY chat_id", person))
    ids.push_back(ChatId{row.integer(0)});
  return ids;
}

// --- messages

void insert(db::Transaction& tx, const MessageRow& row) {
  db::insert_row(tx, "chat_message", row);
}

std::optional<MessageRow> find_message_by_client(db::Transaction& tx, ChatId chat, std::string_view client_id) {
  return db::first_row<MessageRow>(
      tx.query(db::select<MessageRow>("chat_message") + "WHERE chat_id = ?1 AND client_id = ?2 AND client_id <> ''",
               chat, std::string(client_id)));
}

std::vector<MessageRow> messages_after(db::Transaction& tx, ChatId chat, std::int64_t after, int limit, Reader reader) {
  static const std::string sql = db::select<MessageRow>("chat_message") + "WHERE chat_id = ?1 AND seq > ?2 ";
  static const std::string all = sql + "ORDER BY seq LIMIT ?3";
  static const std::string visible = sql + "AND visibility = 'everyone' ORDER BY seq LIMIT ?3";
  return db::read_rows<MessageRow>(tx.query(reader == Reader::Agent ? all : visible, chat, after, limit));
}

std::vector<MessageRow> latest_messages(db::Transaction& tx, ChatId chat, int limit) {
  auto rows = db::read_rows<MessageRow>(
      tx.query(db::select<MessageRow>("chat_message") + "WHERE chat_id = ?1 ORDER BY seq DESC LIMIT ?2", chat, limit));
  return {rows.rbegin(), rows.rend()};
}

std::vector<MessageRow> find_messages(db::Transaction& tx, const std::vector<std::int64_t>& ids) {
  return db::read_rows<MessageRow>(
      tx.query(db::select<MessageRow>("chat_message") + "WHERE id {in ?1} ORDER BY chat_id, seq", ids));
}

// --- as agents see them

std::vector<Chat> to_chats(db::Transaction& tx, std::vector<ChatRow> rows) {
  Names names(tx);
  std::vector<Chat> chats;
  for (auto& row : rows) chats.push_back(chat_of(tx, std::move(row), names));
  return chats;
}

Chat to_chat(db::Transaction& tx, ChatRow row) {
  Names names(tx);
  return chat_of(tx, std::move(row), names);
}

std::vector<ChatMessage> to_messages(db::Transaction& tx, const std::vector<MessageRow>& rows) {
  Names names(tx);
  std::vector<ChatMessage> messages;
  for (const auto& row : rows) messages.push_back(message_of(row, names));
  return messages;
}

ChatMessage to_message(db::Transaction& tx, const MessageRow& row) {
  Names names(tx);
  return message_of(row, names);
}

}  // namespace channels
