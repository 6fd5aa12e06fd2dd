// Verbs of agents and supervisors.

#include <algorithm>

#include "agents/agents.h"
#include "channels/webchat/feed.h"
#include "channels/webchat/verbs.h"
#include "customers/customers.h"
#include "routing/routing.h"

namespace channels {
namespace {

// An agent to whom a chat is given waits for it so long before anybody may take it.
constexpr base::Duration transfer_patience = std::chrono::seconds(60);

org::PersonId person_of(const org::Actor& actor) {
  return org::PersonId{actor.ref.kind == base::ActorKind::Person ? actor.ref.id : 0};
}

bool may_read(db::Transaction& tx, const org::Actor& actor, const ChatRow& chat) {
  return role_of(tx, chat.id, person_of(actor)) || actor.reaches(view_chats, place_of(chat));
}

base::Result<ChatRow> load(db::Transaction& tx, const org::Actor& actor, ChatId id) {
  auto row = find_chat(tx, id);
  if (!row || !may_read(tx, actor, *row)) return base::not_found();
  return *std::move(row);
}

// A chat that the actor takes part in or may read, in the hands of the transaction.
base::Result<Conversation> open_readable(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor,
                                         ChatId id, Hold hold) {
  auto conversation = Conversation::open(tx, platform, actor.ref, id, hold);
  if (!conversation) return base::not_found();
  if (!conversation->role_of(person_of(actor)) && !actor.reaches(view_chats, place_of(conversation->row())))
    return base::not_found();
  return *std::move(conversation);
}

// The actor's own: the agent who has it in hand.
base::Result<Conversation> open_own(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor,
                                    ChatId id, Hold hold) {
  auto conversation = open_readable(tx, platform, actor, id, hold);
  if (!conversation) return conversation;
  if (conversation->role_of(person_of(actor)) != ParticipantRole::Agent)
    return base::refuse(base::Code::WrongState, "chat_not_in_hand");
  return conversation;
}

base::Result<Conversation> open_own_active(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor,
                                           ChatId id, Hold hold) {
  auto conversation = open_own(tx, platform, actor, id, hold);
  if (conversation && conversation->row().state != ChatState::Active)
    return base::refuse(base::Code::WrongState, "chat_ended");
  return conversation;
}

// Saves and shows.
Chat shown(db::Transaction& tx, Conversation& conversation) {
  conversation.save();
  return to_chat(tx, conversation.row());
}

// Whether somebody in that role may say this to those.
base::Status may_say(std::optional<ParticipantRole> role, Visibility visibility) {
  if (role == ParticipantRole::Agent) return {};
  if (role && *role != ParticipantRole::Offered && visibility == Visibility::Agents) return {};
  return base::refuse(base::Code::WrongState, "chat_not_in_hand");
}

}  // namespace

base::Result<org::Page<Chat>> Webchat::chats(const org::Actor& actor, const ChatFilter& filter,
                                             const org::ListQuery& query) {
  if (auto status = actor.require(view_chats); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<ChatRow>(), "chat", "id", actor.within(view_chats, chat_place, 1));
    if (filter.state) list.require("state = ?%1", base::word_of(*filter.state));
    if (filter.centre_id) list.require("centre_id = ?%1", *filter.centre_id);
    if (filter.queue_id) list.require("queue_id = ?%1", *filter.queue_id);
    if (filter.agent_id) list.require("agent_id = ?%1", *filter.agent_id);
    if (filter.customer_id) list.require("customer_id = ?%1", *filter.customer_id);
    if (filter.site_id) list.require("site_id = ?%1", *filter.site_id);
    return org::page_of<Chat>(tx, list, query, org::ListStatement::Order::NewestFirst,
                              [&](const db::Row& row) { return to_chat(tx, db::read_row<ChatRow>(row)); });
  });
}

base::Result<Chat> Webchat::chat(const org::Actor& actor, ChatId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Chat> {
    auto row = load(tx, actor, id);
    if (!row) return base::pass(row);
    return to_chat(tx, *std::move(row));
  });
}

base::Result<org::Page<ChatMessage>> Webchat::messages(const org::Actor& actor, ChatId id,
                                                       const org::ListQuery& query) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<org::Page<ChatMessage>> {
    auto row = load(tx, actor, id);
    if (!row) return base::pass(row);
    auto rows = messages_after(tx, id, query.after.value_or(0), query.limit + 1, Reader::Agent);
    return page_by_seq<ChatMessage>(query, to_messages(tx, rows), row->last_seq);
  });
}

// Seeing what the visitor wrote of itself is noted.
base::Result<Answers> Webchat::answers(const org::Actor& actor, ChatId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Answers> {
    auto row = load(tx, actor, id);
    if (!row) return base::pass(row);
    auto text = platform_.keys.open(row->answers, answers_context(id));
    if (!text) throw std::runtime_error("the answers of chat " + id.text() + " do not open");
    org::audit(tx, platform_, actor, {"chat.answers_seen", "chat", id.value, row->centre_id, ""});
    return base::from_json<Answers>(*text);
  });
}

base::Result<ChatMessage> Webchat::say(const org::Actor& actor, ChatId id, const NewAgentWords& message) {
  return say_words(actor, id,
                   {Author::Agent, person_of(actor), message.visibility, message.client_id, message.text, {}});
}

base::Result<ChatMessage> Webchat::say_words(const org::Actor& actor, ChatId id, const Words& words) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<ChatMessage> {
    auto conversation = open_readable(tx, platform_, actor, id, Hold::Chat);
    if (!conversation) return base::pass(conversation);
    if (auto status = may_say(conversation->role_of(person_of(actor)), words.visibility); !status)
      return base::pass(status);
    auto said = conversation->say(words);
    if (!said) return base::pass(said);
    conversation->save();
    return to_message(tx, *said);
  });
}

base::Result<ChatMessage> Webchat::send_file(const org::Actor& actor, ChatId id, Upload upload) {
  if (auto status = actor.require(agents::work_as_agent); !status) return base::pass(status);
  auto readable = platform_.database.read([&](db::Transaction& tx) { return load(tx, actor, id); });
  if (!readable) return base::pass(readable);
  auto file = keep(upload, id);
  if (!file) return base::pass(file);
  auto said =
      say_words(actor, id, {Author::Agent, person_of(actor), Visibility::Everyone, upload.client_id, "", *file});
  discard_unless(said && said->file->id == file->id, file->id);
  return said;
}

base::Result<ChatFile> Webchat::file(const org::Actor& actor, ChatId id, files::FileId file) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<ChatFile> {
    auto row = load(tx, actor, id);
    if (!row) return base::pass(row);
    return open_file(tx, id, file);
  });
}

base::Status Webchat::mark_read(const org::Actor& actor, ChatId id, const Seen& seen) {
  if (auto status = actor.require(agents::work_as_agent); !status) return status;
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    auto conversation = open_readable(tx, platform_, actor, id, Hold::Chat);
    if (!conversation) return base::pass(conversation);
    // What others read says nothing to the visitor.
    if (conversation->role_of(person_of(actor)) != ParticipantRole::Agent) return {};
    conversation->agent_has_read(seen.seq);
    conversation->save();
    return {};
  });
}

base::Status Webchat::type(const org::Actor& actor, ChatId id) {
  if (auto status = actor.require(agents::work_as_agent); !status) return status;
  auto own = platform_.database.read(
      [&](db::Transaction& tx) { return role_of(tx, id, person_of(actor)) == ParticipantRole::Agent; });
  if (!own) return base::not_found();
  feed_->agent_types(id);
  return {};
}

base::Result<Chat> Webchat::end(const org::Actor& actor, ChatId id) {
  if (auto status = actor.require(agents::work_as_agent); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Chat> {
    auto conversation = open_readable(tx, platform_, actor, id, Hold::ChatAndItem);
    if (!conversation) return base::pass(conversation);
    if (conversation->row().state == ChatState::Ended) return to_chat(tx, conversation->row());
    if (conversation->role_of(person_of(actor)) != ParticipantRole::Agent)
      return base::refuse(base::Code::WrongState, "chat_not_in_hand");
    conversation->end(EndedBy::Agent);
    return shown(tx, *conversation);
  });
}

base::Result<TransferTargets> Webchat::transfer_targets(const org::Actor& actor, ChatId id) {
  if (auto status = actor.require(agents::work_as_agent); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<TransferTargets> {
    auto row = load(tx, actor, id);
    if (!row) return base::pass(row);
    TransferTargets targets;
    const auto now = platform_.clock.now();
    for (const auto& queue : routing::Routing::active_queues(tx, agents::Channel::Webchat))
      targets.queues.push_back({queue.id, queue.name, queue.name_en, routing::Routing::admission(tx, queue.id, now),
                                routing::Routing::waiting_in(tx, queue.id)});
    for (const auto& agent : agents::Agents::signed_in_agents(tx)) {
      if (agent.place.centre_id != row->centre_id || agent.profile.id == person_of(actor)) continue;
      targets.agents.push_back({agent.profile.id, org::Access::person_name(tx, agent.profile.id.value),
                                org::Access::person_number(tx, agent.profile.id), agent.state.state,
                                routing::Routing::held_by(tx, agent.profile.id),
                                agents::most_at_once(agent.profile, agents::Channel::Webchat)});
    }
    return targets;
  });
}

base::Result<Chat> Webchat::transfer(const org::Actor& actor, ChatId id, const Transfer& transfer) {
  if (auto status = actor.require(agents::work_as_agent); !status) return base::pass(status);
  if (transfer.queue_id.has_value() == transfer.agent_id.has_value())
    return base::refuse_fault("/queue_id", "one_of_both");
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Chat> {
    auto conversation = open_own_active(tx, platform_, actor, id, Hold::ChatAndItem);
    if (!conversation) return base::pass(conversation);
    const auto item = *conversation->row().work_item_id;
    auto moved = transfer.queue_id
                     ? routing::Routing::transfer_to_queue(tx, platform_, actor.ref, item, *transfer.queue_id)
                     : routing::Routing::transfer_to_agent(tx, platform_, actor.ref, item, *transfer.agent_id,
                                                           transfer_patience);
    if (!moved) return base::pass(moved);
    std::map<std::string, std::string> to{{"from", org::Access::person_name(tx, actor.ref.id)}};
    to["to"] = transfer.queue_id ? routing::Routing::find_queue(tx, *transfer.queue_id)->name
                                 : org::Access::person_name(tx, transfer.agent_id->value);
    if (!transfer.note.empty()) {
      auto noted = conversation->say({Author::Agent,
                                      person_of(actor),
                                      Visibility::Agents,
                                      "note-" + platform_.ids.make<MessageId>().text(),
                                      transfer.note,
                                      {}});
      if (!noted) return base::pass(noted);
    }
    conversation->hand_on("transferred", std::move(to));
    conversation->settle();
    return shown(tx, *conversation);
  });
}

base::Result<Chat> Webchat::consult(const org::Actor& actor, ChatId id, const Consultation& consultation) {
  if (auto status = actor.require(agents::work_as_agent); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Chat> {
    auto conversation = open_own_active(tx, platform_, actor, id, Hold::Chat);
    if (!conversation) return base::pass(conversation);
    auto agent = agents::Agents::find_agent(tx, consultation.agent_id);
    if (!agent || consultation.agent_id == person_of(actor)) return base::refuse_fault("/agent_id", "no_such_object");
    if (agent->state.state == agents::State::SignedOut) return base::refuse(base::Code::WrongState, "agent_signed_out");
    if (!conversation->role_of(consultation.agent_id)) {
      conversation->join(consultation.agent_id, ParticipantRole::Consultant);
      conversation->notice("consult_invited",
                           {{"from", org::Access::person_name(tx, actor.ref.id)},
                            {"name", org::Access::person_name(tx, consultation.agent_id.value)}},
                           Visibility::Agents);
    }
    if (!consultation.note.empty()) {
      auto noted = conversation->say({Author::Agent,
                                      person_of(actor),
                                      Visibility::Agents,
                                      "note-" + platform_.ids.make<MessageId>().text(),
                                      consultation.note,
                                      {}});
      if (!noted) return base::pass(noted);
    }
    return shown(tx, *conversation);
  });
}

base::Result<Chat> Webchat::watch(const org::Actor& actor, ChatId id) {
  if (auto status = actor.require(supervise_chats); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Chat> {
    auto conversation = Conversation::open(tx, platform_, actor.ref, id, Hold::Chat);
    if (!conversation || !person_of(actor) || !actor.reaches(supervise_chats, place_of(conversation->row())))
      return base::not_found();
    if (conversation->row().state == ChatState::Ended) return base::refuse(base::Code::WrongState, "chat_ended");
    if (conversation->role_of(person_of(actor))) return to_chat(tx, conversation->row());
    conversation->join(person_of(actor), ParticipantRole::Supervisor);
    org::audit(tx, platform_, actor, {"chat.watched", "chat", id.value, conversation->row().centre_id, ""});
    return shown(tx, *conversation);
  });
}

base::Status Webchat::depart(const org::Actor& actor, ChatId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    auto conversation = Conversation::open(tx, platform_, actor.ref, id, Hold::Chat);
    if (!conversation) return base::not_found();
    auto role = conversation->role_of(person_of(actor));
    if (!role) return {};
    if (*role == ParticipantRole::Agent || *role == ParticipantRole::Offered)
      return base::refuse(base::Code::WrongState, "chat_in_hand");
    conversation->leave(person_of(actor));
    if (*role == ParticipantRole::Consultant && conversation->row().state != ChatState::Ended)
      conversation->notice("consultant_left", {{"name", org::Access::person_name(tx, actor.ref.id)}},
                           Visibility::Agents);
    conversation->save();
    return {};
  });
}

base::Result<Chat> Webchat::take_over(const org::Actor& actor, ChatId id) {
  if (auto status = actor.require(supervise_chats); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Chat> {
    auto conversation = Conversation::open(tx, platform_, actor.ref, id, Hold::ChatAndItem);
    if (!conversation || !person_of(actor) || !actor.reaches(supervise_chats, place_of(conversation->row())))
      return base::not_found();
    if (conversation->row().state != ChatState::Active) return base::refuse(base::Code::WrongState, "chat_not_active");
    if (conversation->role_of(person_of(actor)) == ParticipantRole::Agent) return to_chat(tx, conversation->row());
    auto taken =
        routing::Routing::take_over(tx, platform_, actor.ref, *conversation->row().work_item_id, person_of(actor));
    if (!taken) return base::pass(taken);
    org::audit(tx, platform_, actor, {"chat.taken_over", "chat", id.value, conversation->row().centre_id, ""});
    conversation->settle();
    return shown(tx, *conversation);
  });
}

base::Result<Chat> Webchat::choose_customer(const org::Actor& actor, ChatId id, const CustomerChoice& choice) {
  if (auto status = actor.require(agents::work_as_agent); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Chat> {
    auto conversation = open_own(tx, platform_, actor, id, Hold::Chat);
    if (!conversation) return base::pass(conversation);
    if (choice.customer_id && !customers::Customers::may_see(tx, actor, *choice.customer_id))
      return base::refuse_fault("/customer_id", "no_such_object");
    conversation->link_customer(choice.customer_id);
    return shown(tx, *conversation);
  });
}

}  // namespace channels
