#include "channels/webchat/conversation.h"

#include <algorithm>

#include "contacts/contacts.h"
#include "routing/routing.h"

namespace channels {

template <class E>
void Conversation::tell(const E& event) {
  events::append(*tx_, {now(), by_, row_.centre_id.value, row_.id.value}, event);
}

std::optional<Conversation> Conversation::open(db::Transaction& tx, const org::Platform& platform,
                                               const base::ActorRef& by, ChatId id, Hold hold) {
  if (hold == Hold::ChatAndItem) routing::Routing::lock_items(tx);
  lock_chat(tx, id);
  auto row = find_chat(tx, id);
  if (!row) return std::nullopt;
  Conversation conversation(tx, platform, by, *std::move(row));
  conversation.settle();
  return conversation;
}

Conversation::Conversation(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, ChatRow row)
    : tx_(&tx),
      platform_(&platform),
      by_(by),
      row_(std::move(row)),
      saved_(row_),
      participants_(participants_of(tx, row_.id)),
      people_before_(people()) {}

std::vector<org::PersonId> Conversation::people() const {
  std::vector<org::PersonId> ids;
  for (const auto& one : participants_) ids.push_back(one.person_id);
  return ids;
}

std::optional<ParticipantRole> Conversation::role_of(org::PersonId person) const {
  for (const auto& one : participants_)
    if (one.person_id == person) return one.role;
  return std::nullopt;
}

// --- what is said

MessageRow Conversation::append(MessageRow message) {
  message.id = platform_->ids.make<MessageId>();
  message.chat_id = row_.id;
  message.seq = ++row_.last_seq;
  message.at = now();
  insert(*tx_, message);
  changed_ = true;
  tell(MessageAdded{row_.id, message.id, message.seq, message.author, message.visibility, people()});
  return message;
}

base::Result<MessageRow> Conversation::say(const Words& words) {
  if (auto said = find_message_by_client(*tx_, row_.id, words.client_id)) return *std::move(said);
  if (row_.state == ChatState::Ended) return base::refuse(base::Code::WrongState, "chat_ended");
  if (row_.last_seq >= max_messages || (words.file && row_.files >= max_files))
    return base::refuse(base::Code::TooMany, "chat_too_long");
  auto message = append({{},
                         {},
                         0,
                         {},
                         words.author,
                         words.author_id,
                         words.file ? MessageKind::File : MessageKind::Text,
                         words.visibility,
                         words.text,
                         {},
                         words.client_id,
                         words.file});
  if (words.file) ++row_.files;
  if (words.visibility == Visibility::Agents) return message;
  row_.last_message_at = message.at;
  row_.silence_warned = false;
  if (words.author == Author::Visitor) {
    row_.last_visitor_seq = message.seq;
    row_.silent_since.reset();
  } else {
    row_.silent_since = message.at;
    row_.agent_read_seq = message.seq;
  }
  return message;
}

void Conversation::notice(const std::string& key, std::map<std::string, std::string> arguments, Visibility visibility) {
  append({{}, {}, 0, {}, Author::System, {}, MessageKind::Notice, visibility, key, std::move(arguments), "", {}});
}

// --- who takes part

void Conversation::join(org::PersonId person, ParticipantRole role) {
  auto found = std::find_if(participants_.begin(), participants_.end(),
                            [&](const ParticipantRow& one) { return one.person_id == person; });
  if (found != participants_.end() && found->role == role) return;
  if (found != participants_.end()) participants_.erase(found);
  participants_.push_back({row_.id, person, role, now()});
  put_participant(*tx_, participants_.back());
  seats_changed_ = true;
}

void Conversation::leave(org::PersonId person) {
  if (std::erase_if(participants_, [&](const ParticipantRow& one) { return one.person_id == person; }) == 0) return;
  remove_participant(*tx_, row_.id, person);
  seats_changed_ = true;
}

void Conversation::drop(ParticipantRole role, std::optional<org::PersonId> but) {
  for (const auto& one : std::vector(participants_))
    if (one.role == role && one.person_id != but) leave(one.person_id);
}

void Conversation::clear_participants() {
  for (const auto& one : std::vector(participants_)) leave(one.person_id);
}

// The one whom routing has given the chat, or offers it to; none while it waits.
void Conversation::seat(std::optional<org::PersonId> person, ParticipantRole role) {
  const bool is_agent = person && role == ParticipantRole::Agent;
  drop(ParticipantRole::Offered, is_agent ? std::nullopt : person);
  drop(ParticipantRole::Agent, is_agent ? person : std::nullopt);
  if (is_agent) {
    const bool is_new = row_.state == ChatState::Waiting || row_.agent_id != person;
    join(*person, role);
    if (is_new) agent_arrived(*person);
    return;
  }
  if (row_.state == ChatState::Active) agent_was_lost();
  // Who reads along already sees what is offered.
  if (person && !role_of(*person)) join(*person, role);
}

void Conversation::agent_arrived(org::PersonId person) {
  row_.state = ChatState::Active;
  row_.agent_id = person;
  if (auto place = org::Access::person_place(*tx_, person)) {
    row_.department_id = place->department_id;
    row_.team_id = place->team_id;
  }
  if (!row_.answered_at) row_.answered_at = now();
  row_.silent_since.reset();
  row_.silence_warned = false;
  auto visitor = find_visitor(*tx_, row_.visitor_id);
  visitor->last_agent_id = person;
  update(*tx_, *visitor);
  notice("agent_joined", {{"name", org::Access::person_name(*tx_, person.value)},
                          {"number", org::Access::person_number(*tx_, person)}});
}

void Conversation::agent_was_lost() {
  row_.state = ChatState::Waiting;
  row_.silent_since.reset();
  notice("agent_lost");
}

void Conversation::hand_on(const std::string& key, std::map<std::string, std::string> arguments) {
  row_.state = ChatState::Waiting;
  row_.silent_since.reset();
  drop(ParticipantRole::Agent, {});
  notice(key, std::move(arguments));
}

void Conversation::settle() {
  if (!row_.work_item_id) return;
  auto item = routing::Routing::find_item(*tx_, *row_.work_item_id);
  if (!item) return;
  if (row_.queue_id != item->queue_id) {
    row_.queue_id = item->queue_id;
    changed_ = true;
  }
  if (item->state == routing::ItemState::Ended) {
    close(EndedBy::System);
    return clear_participants();
  }
  if (row_.state == ChatState::Ended) return;
  switch (item->state) {
    case routing::ItemState::Waiting:
      return seat({}, ParticipantRole::Agent);
    case routing::ItemState::Offered:
      return seat(item->agent_id, ParticipantRole::Offered);
    default:
      return seat(item->agent_id, ParticipantRole::Agent);
  }
}

void Conversation::end(EndedBy by) {
  if (row_.state == ChatState::Ended) return;
  routing::Routing::end(*tx_, *platform_, by_, *row_.work_item_id);
  close(by);
  settle();
}

// Nothing is said any more.
void Conversation::close(EndedBy by) {
  if (row_.state == ChatState::Ended) return;
  notice("ended_by_" + base::word_of(by));
  row_.state = ChatState::Ended;
  row_.ended_at = now();
  row_.ended_by = by;
  row_.silent_since.reset();
  drop(ParticipantRole::Offered, {});
  tell(ChatEnded{row_.id, by, row_.last_seq, (now() - row_.started_at).count()});
  contacts::Contacts::conversation_over(*tx_, *platform_, by_, row_.contact_id);
}

void Conversation::close_as_left() {
  row_.state = ChatState::Ended;
  row_.ended_at = now();
  row_.ended_by = EndedBy::Visitor;
  changed_ = true;
  contacts::Contacts::close_as(*tx_, *platform_, by_, row_.contact_id, contacts::ContactOutcome::Message);
}

// --- the rest

void Conversation::link_customer(std::optional<customers::CustomerId> id) {
  row_.customer_id = id;
  row_.customer_claimed = false;
  contacts::Contacts::link_customer(*tx_, *platform_, by_, row_.contact_id, id);
  changed_ = true;
}

void Conversation::set_rating(std::int64_t score) {
  row_.rating = score;
  changed_ = true;
}

void Conversation::visitor_has_seen(std::int64_t received, std::int64_t read) {
  received = std::min(std::max(received, read), row_.last_seq);
  read = std::min(read, row_.last_seq);
  if (received <= row_.visitor_received_seq && read <= row_.visitor_read_seq) return;
  row_.visitor_received_seq = std::max(row_.visitor_received_seq, received);
  row_.visitor_read_seq = std::max(row_.visitor_read_seq, read);
  receipts_changed_ = true;
}

void Conversation::agent_has_read(std::int64_t seq) {
  seq = std::min(seq, row_.last_seq);
  if (seq <= row_.agent_read_seq) return;
  row_.agent_read_seq = seq;
  receipts_changed_ = true;
}

void Conversation::visitor_came() {
  if (!row_.visitor_gone_at && row_.visitor_node == platform_->node) return;
  row_.visitor_node = platform_->node;
  row_.visitor_gone_at.reset();
  changed_ = true;
}

void Conversation::visitor_went() {
  if (row_.visitor_gone_at || row_.visitor_node != platform_->node || row_.state == ChatState::Ended) return;
  row_.visitor_gone_at = now();
  changed_ = true;
}

void Conversation::warn_of_silence() {
  if (std::exchange(row_.silence_warned, true)) return;
  notice("silence_warning");
}

void Conversation::save() {
  if (!changed_ && !seats_changed_ && !receipts_changed_) return;
  update(*tx_, saved_, row_);
  saved_ = row_;
  auto all = people();
  if (seats_changed_) {
    all.insert(all.end(), people_before_.begin(), people_before_.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    tell(ParticipantsChanged{row_.id, all});
  } else if (changed_) {
    tell(ChatChanged{row_.id, all});
  } else {
    tell(ReceiptsChanged{row_.id, all});
  }
  people_before_ = people();
  changed_ = seats_changed_ = receipts_changed_ = false;
}

}  // namespace channels
