// Verbs of visitors.

#include <algorithm>

#include "calendars/calendars.h"
#include "channels/webchat/form.h"
#include "channels/webchat/token.h"
#include "channels/webchat/verbs.h"
#include "contacts/contacts.h"
#include "customers/customers.h"
#include "routing/routing.h"

namespace channels {
namespace {

// The last chat is shown again for so long after its end.
constexpr base::Duration shown_again = std::chrono::hours(1);

std::unexpected<base::Error> too_often() {
  return base::refuse(base::Code::TooMany, "too_often");
}

VisitorSite to_visitor_site(const Site& site) {
  return {site.name,         site.name_en,         site.greeting,
          site.greeting_en,  site.offline_text,    site.offline_text_en,
          site.privacy_note, site.privacy_note_en, site.colour,
          site.form,         site.ask_rating,      static_cast<std::int64_t>(max_file_bytes)};
}

base::Result<ChatRow> find_own(db::Transaction& tx, const VisitorRow& visitor, ChatId id) {
  auto row = find_chat(tx, id);
  if (!row || row->visitor_id != visitor.id) return base::not_found();
  return *std::move(row);
}

// A chat of this visitor, in the hands of the transaction. Whose it is is asked first, so that nobody holds
// the chat of another.
base::Result<Conversation> open_own(db::Transaction& tx, const org::Platform& platform, const VisitorRow& visitor,
                                    ChatId id, Hold hold) {
  if (auto own = find_own(tx, visitor, id); !own) return base::pass(own);
  return *Conversation::open(tx, platform, ref_of(visitor.id), id, hold);
}

// The customer whose phone or address the visitor wrote, when there is just one.
std::optional<customers::CustomerId> claimed_customer(db::Transaction& tx, const keys::KeyRing& keys,
                                                      const std::vector<Answer>& answers) {
  for (const auto& answer : answers) {
    std::optional<customers::CustomerId> found;
    if (answer.kind == QuestionKind::Phone)
      found = customers::Customers::only_holder(tx, keys, customers::IdentityKind::Phone, answer.value);
    if (answer.kind == QuestionKind::Email)
      found = customers::Customers::only_holder(tx, keys, customers::IdentityKind::Email, answer.value);
    if (found) return found;
  }
  return std::nullopt;
}

std::string name_in(const std::vector<Answer>& answers) {
  for (const auto& answer : answers)
    if (answer.kind == QuestionKind::Name) return answer.value;
  return "";
}

// The row of a new chat, before it has an item and a contact.
ChatRow new_row(db::Transaction& tx, const org::Platform& platform, const Site& site, VisitorId visitor,
                const NewChat& chat, const std::vector<Answer>& answers) {
  ChatRow row;
  row.id = platform.ids.make<ChatId>();
  row.site_id = site.id;
  row.centre_id = site.centre_id;
  row.queue_id = site.queue_id;
  row.customer_id = claimed_customer(tx, platform.keys, answers);
  row.customer_claimed = row.customer_id.has_value();
  row.visitor_id = visitor;
  row.visitor_name = name_in(answers);
  row.client_id = chat.client_id;
  row.language = chat.language == "en" ? "en" : "zh-CN";
  row.page = chat.page;
  row.answers = platform.keys.seal(base::to_json(Answers{answers}), answers_context(row.id));
  row.visitor_node = platform.node;
  row.silence_minutes = site.silence_minutes;
  row.started_at = platform.clock.now();
  return row;
}

contacts::NewContact new_contact(const ChatRow& row) {
  contacts::NewContact contact;
  contact.centre_id = row.centre_id;
  contact.channel = agents::Channel::Webchat;
  contact.direction = contacts::Direction::Inbound;
  contact.conversation_id = row.id.value;
  contact.queue_id = row.queue_id;
  contact.work_item_id = row.work_item_id;
  contact.customer_id = row.customer_id;
  contact.language = row.language;
  return contact;
}

Words words_of(const NewWords& message) {
  return {Author::Visitor, {}, Visibility::Everyone, message.client_id, message.text, {}};
}

}  // namespace

VisitorChat to_visitor_chat(db::Transaction& tx, const ChatRow& row, base::Time now) {
  std::optional<routing::Standing> standing;
  if (row.state == ChatState::Waiting && row.work_item_id)
    standing = routing::Routing::standing(tx, *row.work_item_id, now);
  return to_visitor_chat(tx, row, now, standing);
}

VisitorChat to_visitor_chat(db::Transaction& tx, const ChatRow& row, base::Time now,
                            const std::optional<routing::Standing>& standing) {
  VisitorChat chat;
  chat.id = row.id;
  chat.state = row.state;
  if (standing) {
    chat.position = standing->position;
    chat.expected_wait_seconds = standing->expected_wait_seconds;
  }
  if (row.agent_id && row.state != ChatState::Waiting)
    chat.agent =
        VisitorAgent{org::Access::person_name(tx, row.agent_id->value), org::Access::person_number(tx, *row.agent_id)};
  chat.agent_read_seq = row.agent_read_seq;
  chat.last_seq = row.last_seq;
  chat.started_at = row.started_at;
  chat.ended_at = row.ended_at;
  chat.ended_by = row.ended_by;
  chat.rating = row.rating;
  chat.may_rate = row.state == ChatState::Ended && !row.rating && row.answered_at && now - *row.ended_at < rating_time;
  if (chat.may_rate) chat.may_rate = find_site(tx, row.site_id)->ask_rating;
  return chat;
}

std::vector<VisitorMessage> to_visitor_messages(db::Transaction& tx, const std::vector<MessageRow>& rows,
                                                const base::Messages& messages, std::string_view language) {
  std::vector<VisitorMessage> seen;
  for (const auto& message : to_messages(tx, rows)) {
    if (message.visibility != Visibility::Everyone) continue;
    VisitorMessage one{message.id,          message.chat_id, message.seq,  message.at,        message.author,
                       message.author_name, message.kind,    message.text, message.client_id, message.file};
    if (message.kind == MessageKind::Notice)
      one.text = messages.text(language, "webchat.notices." + message.text,
                               {message.arguments.begin(), message.arguments.end()});
    seen.push_back(std::move(one));
  }
  return seen;
}

base::Result<VisitorRow> Webchat::require_visitor(db::Transaction& tx, const Visitor& visitor) const {
  if (site_of_token(platform_.keys, visitor.token))
    if (auto row = find_visitor_by_token(tx, digest_of_token(visitor.token))) return *std::move(row);
  return base::refuse(base::Code::Unauthenticated, "unknown_visitor");
}

base::Result<VisitorSession> Webchat::begin_session(const Visitor& visitor, const SessionRequest& request) {
  if (!sessions_.take(visitor.address)) return too_often();
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<VisitorSession> {
    auto site = find_site_by_key(tx, request.site_key);
    if (!site || !site->active) return base::not_found();
    const auto now = platform_.clock.now();
    VisitorSession session;
    session.site = to_visitor_site(*site);
    session.admission = routing::Routing::admission(tx, site->queue_id, now);
    if (session.admission == routing::Admission::Closed)
      if (auto queue = routing::Routing::find_queue(tx, site->queue_id); queue && queue->calendar_id)
        session.opens_at = calendars::Calendars::schedule(tx, *queue->calendar_id)->next_opening(now);
    if (request.token && site_of_token(platform_.keys, *request.token) == site->id) session.token = *request.token;
    if (session.token.empty()) {
      session.token = make_token(platform_.keys, site->id);
      return session;
    }
    auto known = find_visitor_by_token(tx, digest_of_token(session.token));
    if (!known) return session;
    auto chat = newest_chat(tx, known->id);
    if (chat && chat->work_item_id && (!chat->ended_at || now - *chat->ended_at < shown_again))
      session.chat = to_visitor_chat(tx, *chat, now);
    return session;
  });
}

// The visitor of a token that was given out, written down when it says something for the first time.
base::Result<Webchat::Caller> Webchat::require_caller(db::Transaction& tx, const Visitor& visitor) const {
  auto site_id = site_of_token(platform_.keys, visitor.token);
  if (!site_id) return base::refuse(base::Code::Unauthenticated, "unknown_visitor");
  auto site = find_site(tx, *site_id);
  if (!site || !site->active) return base::not_found();
  const auto digest = digest_of_token(visitor.token);
  tx.lock("chat_visitor " + digest);
  auto row = find_visitor_by_token(tx, digest);
  if (!row) {
    row = VisitorRow{platform_.ids.make<VisitorId>(), site->id, digest, {}, platform_.clock.now()};
    insert(tx, *row);
  }
  return Caller{*std::move(site), *std::move(row)};
}

base::Result<VisitorChat> Webchat::start(const Visitor& visitor, const NewChat& chat) {
  if (!chats_.take(visitor.address)) return too_often();
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<VisitorChat> {
    routing::Routing::lock_items(tx);
    auto caller = require_caller(tx, visitor);
    if (!caller) return base::pass(caller);
    const auto now = platform_.clock.now();
    auto newest = newest_chat(tx, caller->visitor.id);
    if (newest && (newest->state != ChatState::Ended || newest->client_id == chat.client_id))
      return to_visitor_chat(tx, *newest, now);
    auto answers = read_form(caller->site.form, chat.form);
    if (!answers) return base::pass(answers);
    auto row = new_row(tx, platform_, caller->site, caller->visitor.id, chat, *answers);
    routing::NewItem item;
    item.queue_id = caller->site.queue_id;
    if (caller->visitor.last_agent_id && caller->site.last_agent_seconds > 0)
      item.preference =
          routing::Preference{*caller->visitor.last_agent_id, std::chrono::seconds{caller->site.last_agent_seconds}};
    auto entered = routing::Routing::enter(tx, platform_, ref_of(caller->visitor.id), item);
    if (!entered) return base::pass(entered);
    row.work_item_id = entered->id;
    return begin(tx, std::move(row), chat);
  });
}

// Writes the row with its contact and first words.
base::Result<VisitorChat> Webchat::begin(db::Transaction& tx, ChatRow row, const NewChat& chat) {
  const auto by = ref_of(row.visitor_id);
  row.contact_id = contacts::Contacts::open(tx, platform_, by, new_contact(row)).id;
  insert(tx, row);
  const auto now = platform_.clock.now();
  events::append(tx, {now, by, row.centre_id.value, row.id.value}, ChatStarted{row.id, row.site_id, row.contact_id});
  Conversation conversation(tx, platform_, by, std::move(row));
  if (!chat.text.empty())
    if (auto said = conversation.say(words_of({"first-" + chat.client_id, chat.text})); !said) return base::pass(said);
  conversation.save();
  return to_visitor_chat(tx, conversation.row(), now);
}

base::Result<LeftMessage> Webchat::leave_message(const Visitor& visitor, const NewChat& message) {
  if (!chats_.take(visitor.address)) return too_often();
  if (message.text.empty()) return base::refuse_fault("/text", "missing");
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<LeftMessage> {
    auto caller = require_caller(tx, visitor);
    if (!caller) return base::pass(caller);
    if (auto known = find_chat_begun_by(tx, caller->visitor.id, message.client_id)) return LeftMessage{known->id};
    auto answers = read_form(caller->site.form, message.form);
    if (!answers) return base::pass(answers);
    if (auto newest = newest_chat(tx, caller->visitor.id); newest && newest->state != ChatState::Ended)
      return base::refuse(base::Code::WrongState, "chat_is_open");
    auto left = begin(tx, new_row(tx, platform_, caller->site, caller->visitor.id, message, *answers), message);
    if (!left) return base::pass(left);
    auto conversation = *Conversation::open(tx, platform_, ref_of(caller->visitor.id), left->id, Hold::Chat);
    conversation.close_as_left();
    conversation.save();
    return LeftMessage{left->id};
  });
}

base::Result<VisitorMessage> Webchat::say(const Visitor& visitor, ChatId id, const NewWords& message) {
  return say_words(visitor, id, words_of(message));
}

base::Result<VisitorMessage> Webchat::say_words(const Visitor& visitor, ChatId id, const Words& words) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<VisitorMessage> {
    auto known = require_visitor(tx, visitor);
    if (!known) return base::pass(known);
    auto conversation = open_own(tx, platform_, *known, id, Hold::Chat);
    if (!conversation) return base::pass(conversation);
    if (!says_.take(known->id.text())) return too_often();
    auto said = conversation->say(words);
    if (!said) return base::pass(said);
    conversation->save();
    return to_visitor_messages(tx, {*said}, messages_, conversation->row().language).at(0);
  });
}

base::Result<VisitorMessage> Webchat::send_file(const Visitor& visitor, ChatId id, Upload upload) {
  auto known = platform_.database.read([&](db::Transaction& tx) -> base::Result<VisitorRow> {
    auto row = require_visitor(tx, visitor);
    if (!row) return row;
    if (auto own = find_own(tx, *row, id); !own) return base::pass(own);
    return row;
  });
  if (!known) return base::pass(known);
  if (!uploads_.take(known->id.text())) return too_often();
  auto file = keep(upload, id);
  if (!file) return base::pass(file);
  auto said = say_words(visitor, id, {Author::Visitor, {}, Visibility::Everyone, upload.client_id, "", *file});
  discard_unless(said && said->file->id == file->id, file->id);
  return said;
}

base::Result<ChatFile> Webchat::file(const Visitor& visitor, ChatId id, files::FileId file) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<ChatFile> {
    auto known = require_visitor(tx, visitor);
    if (!known) return base::pass(known);
    if (auto own = find_own(tx, *known, id); !own) return base::pass(own);
    return open_file(tx, id, file);
  });
}

base::Result<org::Page<VisitorMessage>> Webchat::messages(const Visitor& visitor, ChatId id,
                                                          const org::ListQuery& query) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<org::Page<VisitorMessage>> {
    auto known = require_visitor(tx, visitor);
    if (!known) return base::pass(known);
    auto own = find_own(tx, *known, id);
    if (!own) return base::pass(own);
    auto rows = messages_after(tx, id, query.after.value_or(0), query.limit + 1, Reader::Visitor);
    return page_by_seq<VisitorMessage>(query, to_visitor_messages(tx, rows, messages_, own->language), own->last_seq);
  });
}

base::Result<org::Page<PastChat>> Webchat::history(const Visitor& visitor, const org::ListQuery& query) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<org::Page<PastChat>> {
    auto known = require_visitor(tx, visitor);
    if (!known) return base::pass(known);
    org::ListStatement list("id, started_at, ended_at, rating", "chat", "id",
                            {"visitor_id = ?1 AND state = 'ended'", {db::to_value(known->id)}});
    return org::page_of<PastChat>(tx, list, query, org::ListStatement::Order::NewestFirst, &db::read_row<PastChat>);
  });
}

base::Result<VisitorChat> Webchat::end(const Visitor& visitor, ChatId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<VisitorChat> {
    auto known = require_visitor(tx, visitor);
    if (!known) return base::pass(known);
    auto conversation = open_own(tx, platform_, *known, id, Hold::ChatAndItem);
    if (!conversation) return base::pass(conversation);
    conversation->end(EndedBy::Visitor);
    conversation->save();
    return to_visitor_chat(tx, conversation->row(), platform_.clock.now());
  });
}

base::Result<VisitorChat> Webchat::rate(const Visitor& visitor, ChatId id, const NewRating& rating) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<VisitorChat> {
    auto known = require_visitor(tx, visitor);
    if (!known) return base::pass(known);
    auto conversation = open_own(tx, platform_, *known, id, Hold::Chat);
    if (!conversation) return base::pass(conversation);
    const auto now = platform_.clock.now();
    if (conversation->row().rating) return base::refuse(base::Code::WrongState, "already_rated");
    if (!to_visitor_chat(tx, conversation->row(), now).may_rate)
      return base::refuse(base::Code::WrongState, "rating_closed");
    auto rated = contacts::Contacts::rate(tx, platform_, ref_of(known->id), conversation->row().contact_id,
                                          rating.score, rating.comment);
    if (!rated) return base::pass(rated);
    conversation->set_rating(rating.score);
    conversation->save();
    return to_visitor_chat(tx, conversation->row(), now);
  });
}

}  // namespace channels
