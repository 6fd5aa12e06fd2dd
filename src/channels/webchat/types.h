#pragma once
// The words of web chat: sites that embed the widget, visitors, chats and their messages.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "access/types.h"
#include "base/describe.h"
#include "contacts/types.h"
#include "customers/types.h"
#include "files/store.h"
#include "routing/types.h"

namespace channels {

using SiteId = base::Id<struct ChatSiteTag>;
using VisitorId = base::Id<struct ChatVisitorTag>;
using ChatId = base::Id<struct ChatTag>;
using MessageId = base::Id<struct ChatMessageTag>;

// --- sites

// What a question before the chat asks for. A name becomes the visitor's name; phone and
// email look for the customer's file.
enum class QuestionKind { Text, Name, Phone, Email, Choice };
BOOST_DESCRIBE_ENUM(QuestionKind, Text, Name, Phone, Email, Choice)

struct Question {
  std::string key;  // lower-case letters, digits and _
  QuestionKind kind = QuestionKind::Text;
  std::string label;
  std::string label_en;
  bool required = false;
  std::vector<std::string> choices;
};
BOOST_DESCRIBE_STRUCT(Question, (), (key, kind, label, label_en, required, choices))
constexpr auto limits_of(const Question*) {
  return std::array{base::Limit{.field = "key", .min_length = 1, .max_length = 40},
                    base::Limit{.field = "label", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "label_en", .max_length = 60},
                    base::Limit{.field = "choices", .min_length = 1, .max_length = 60, .max_items = 30}};
}

struct SiteFields {
  org::CentreId centre_id;
  std::string name;
  std::string name_en;
  routing::QueueId queue_id;
  std::vector<std::string> origins;  // that may embed the widget; empty: only our own pages
  std::string greeting;
  std::string greeting_en;
  std::string offline_text;
  std::string offline_text_en;
  std::string privacy_note;  // shown before anything is sent; "" none
  std::string privacy_note_en;
  std::string colour = "#1f6feb";
  std::vector<Question> form;
  bool ask_rating = true;
  std::int64_t silence_minutes = 10;    // of the visitor, after which the chat is closed
  std::int64_t last_agent_seconds = 0;  // so long a visitor waits for the agent of the last time; 0: not at all
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(SiteFields, (),
                      (centre_id, name, name_en, queue_id, origins, greeting, greeting_en, offline_text,
                       offline_text_en, privacy_note, privacy_note_en, colour, form, ask_rating, silence_minutes,
                       last_agent_seconds, active))
constexpr auto limits_of(const SiteFields*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "name_en", .max_length = 100},
                    base::Limit{.field = "origins", .min_length = 1, .max_length = 200, .max_items = 50},
                    base::Limit{.field = "greeting", .max_length = 500, .lines = true},
                    base::Limit{.field = "greeting_en", .max_length = 1'000, .lines = true},
                    base::Limit{.field = "offline_text", .max_length = 500, .lines = true},
                    base::Limit{.field = "offline_text_en", .max_length = 1'000, .lines = true},
                    base::Limit{.field = "privacy_note", .max_length = 1'000, .lines = true},
                    base::Limit{.field = "privacy_note_en", .max_length = 2'000, .lines = true},
                    base::Limit{.field = "colour", .min_length = 7, .max_length = 7},
                    base::Limit{.field = "form", .max_items = 12},
                    base::Limit{.field = "silence_minutes", .minimum = 3, .maximum = 1'440},
                    base::Limit{.field = "last_agent_seconds", .minimum = 0, .maximum = 3'600}};
}

struct Site : SiteFields {
  SiteId id;
  std::string site_key;  // names the site in the line that embeds the widget; no secret
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Site, (SiteFields), (id, site_key, version, updated_at))

// --- messages

enum class Author { Visitor, Agent, System };
BOOST_DESCRIBE_ENUM(Author, Visitor, Agent, System)

// Notice: told by the system; its text is a key of the catalogue.
enum class MessageKind { Text, File, Notice };
BOOST_DESCRIBE_ENUM(MessageKind, Text, File, Notice)

enum class Visibility { Everyone, Agents };
BOOST_DESCRIBE_ENUM(Visibility, Everyone, Agents)

struct Attachment {
  files::FileId id;
  std::string name;
  std::string content_type;
  std::int64_t size = 0;   // bytes
  std::int64_t width = 0;  // of pictures, in pixels; else 0
  std::int64_t height = 0;
};
BOOST_DESCRIBE_STRUCT(Attachment, (), (id, name, content_type, size, width, height))

struct ChatMessage {
  MessageId id;
  ChatId chat_id;
  std::int64_t seq = 0;  // from 1, without gaps
  base::Time at;
  Author author = Author::System;
  std::optional<org::PersonId> author_id;  // of agents
  std::string author_name;
  MessageKind kind = MessageKind::Text;
  Visibility visibility = Visibility::Everyone;
  std::string text;  // of a notice: its key
  std::map<std::string, std::string> arguments;
  std::string client_id;  // by which its sender knows it again; "" of notices
  std::optional<Attachment> file;
};
BOOST_DESCRIBE_STRUCT(ChatMessage, (),
                      (id, chat_id, seq, at, author, author_id, author_name, kind, visibility, text, arguments,
                       client_id, file))
constexpr auto limits_of(const ChatMessage*) {
  return std::array{base::Limit{.field = "text", .max_length = 4'000, .lines = true, .trim = false}};
}

struct NewWords {
  std::string client_id;  // one message for each, however often it is sent
  std::string text;
};
BOOST_DESCRIBE_STRUCT(NewWords, (), (client_id, text))
constexpr auto limits_of(const NewWords*) {
  return std::array{base::Limit{.field = "client_id", .min_length = 1, .max_length = 40},
                    base::Limit{.field = "text", .min_length = 1, .max_length = 4'000, .lines = true}};
}

struct NewAgentWords {
  std::string client_id;
  std::string text;
  Visibility visibility = Visibility::Everyone;
};
BOOST_DESCRIBE_STRUCT(NewAgentWords, (), (client_id, text, visibility))
constexpr auto limits_of(const NewAgentWords*) {
  return limits_of(static_cast<const NewWords*>(nullptr));
}

// A file as it comes in.
struct Upload {
  std::string client_id;
  std::string name;
  std::string content;
};

// --- chats

// Ended: nothing is said any more; the agent may still write it up.
enum class ChatState { Waiting, Active, Ended };
BOOST_DESCRIBE_ENUM(ChatState, Waiting, Active, Ended)

enum class EndedBy { Visitor, Agent, Silence, System };
BOOST_DESCRIBE_ENUM(EndedBy, Visitor, Agent, Silence, System)

// Offered: may take the chat, and sees it before.
enum class ParticipantRole { Offered, Agent, Consultant, Supervisor };
BOOST_DESCRIBE_ENUM(ParticipantRole, Offered, Agent, Consultant, Supervisor)

struct Participant {
  org::PersonId person_id;
  std::string name;
  ParticipantRole role = ParticipantRole::Agent;
  base::Time since;
};
BOOST_DESCRIBE_STRUCT(Participant, (), (person_id, name, role, since))

// The page from which the visitor wrote.
struct WebPage {
  std::string url;
  std::string title;
};
BOOST_DESCRIBE_STRUCT(WebPage, (), (url, title))
constexpr auto limits_of(const WebPage*) {
  return std::array{base::Limit{.field = "url", .max_length = 500}, base::Limit{.field = "title", .max_length = 200}};
}

// A chat as agents see it.
struct Chat {
  ChatId id;
  SiteId site_id;
  org::CentreId centre_id;
  routing::QueueId queue_id;
  std::optional<routing::WorkItemId> work_item_id;  // none: a message left outside hours
  contacts::ContactId contact_id;
  std::optional<customers::CustomerId> customer_id;
  bool customer_claimed = false;  // found by what the visitor wrote, and not confirmed by an agent
  VisitorId visitor_id;
  std::string visitor_name;
  ChatState state = ChatState::Waiting;
  std::string language;
  WebPage page;
  std::optional<org::PersonId> agent_id;  // who has it in hand, or had it last
  std::vector<Participant> participants;
  bool visitor_present = true;
  std::int64_t last_seq = 0;
  std::int64_t visitor_received_seq = 0;
  std::int64_t visitor_read_seq = 0;
  std::int64_t agent_read_seq = 0;
  std::int64_t last_visitor_seq = 0;
  base::Time started_at;
  std::optional<base::Time> answered_at;
  std::optional<base::Time> last_message_at;
  std::optional<base::Time> silent_close_at;  // unless somebody writes before
  std::optional<base::Time> ended_at;
  std::optional<EndedBy> ended_by;
  std::optional<std::int64_t> rating;
};
BOOST_DESCRIBE_STRUCT(Chat, (),
                      (id, site_id, centre_id, queue_id, work_item_id, contact_id, customer_id, customer_claimed,
                       visitor_id, visitor_name, state, language, page, agent_id, participants, visitor_present,
                       last_seq, visitor_received_seq, visitor_read_seq, agent_read_seq, last_visitor_seq, started_at,
                       answered_at, last_message_at, silent_close_at, ended_at, ended_by, rating))

struct Seen {
  std::int64_t seq = 0;
};
BOOST_DESCRIBE_STRUCT(Seen, (), (seq))
constexpr auto limits_of(const Seen*) {
  return std::array{base::Limit{.field = "seq", .minimum = 0, .maximum = 1'000'000}};
}

// To a queue or an agent, one of them.
struct Transfer {
  std::optional<routing::QueueId> queue_id;
  std::optional<org::PersonId> agent_id;
  std::string note;  // for agents only
};
BOOST_DESCRIBE_STRUCT(Transfer, (), (queue_id, agent_id, note))
constexpr auto limits_of(const Transfer*) {
  return std::array{base::Limit{.field = "note", .max_length = 500, .lines = true}};
}

struct Consultation {
  org::PersonId agent_id;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(Consultation, (), (agent_id, note))
constexpr auto limits_of(const Consultation*) {
  return std::array{base::Limit{.field = "note", .max_length = 500, .lines = true}};
}

struct CustomerChoice {
  std::optional<customers::CustomerId> customer_id;
};
BOOST_DESCRIBE_STRUCT(CustomerChoice, (), (customer_id))

struct TargetQueue {
  routing::QueueId id;
  std::string name;
  std::string name_en;
  routing::Admission admission = routing::Admission::Open;
  std::int64_t waiting = 0;
};
BOOST_DESCRIBE_STRUCT(TargetQueue, (), (id, name, name_en, admission, waiting))

struct TargetAgent {
  org::PersonId id;
  std::string name;
  std::string number;
  agents::State state = agents::State::NotReady;
  std::int64_t in_hand = 0;
  std::int64_t capacity = 0;
};
BOOST_DESCRIBE_STRUCT(TargetAgent, (), (id, name, number, state, in_hand, capacity))

// Where a chat can be transferred to, and who can be consulted.
struct TransferTargets {
  std::vector<TargetQueue> queues;
  std::vector<TargetAgent> agents;
};
BOOST_DESCRIBE_STRUCT(TransferTargets, (), (queues, agents))

// What the visitor wrote before the chat.
struct Answer {
  std::string key;
  std::string label;
  std::string label_en;
  QuestionKind kind = QuestionKind::Text;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(Answer, (), (key, label, label_en, kind, value))
constexpr auto limits_of(const Answer*) {
  return std::array{base::Limit{.field = "value", .max_length = 500}};
}

struct Answers {
  std::vector<Answer> answers;
};
BOOST_DESCRIBE_STRUCT(Answers, (), (answers))

// --- what visitors say and see

struct SessionRequest {
  std::string site_key;
  std::optional<std::string> token;
  std::optional<std::string> language;
};
BOOST_DESCRIBE_STRUCT(SessionRequest, (), (site_key, token, language))

struct NewChat {
  std::map<std::string, std::string> form;
  std::string language;
  WebPage page;
  std::string text;  // "": says nothing yet
  std::string client_id;
};
BOOST_DESCRIBE_STRUCT(NewChat, (), (form, language, page, text, client_id))
constexpr auto limits_of(const NewChat*) {
  return std::array{base::Limit{.field = "form", .max_length = 500, .max_items = 12},
                    base::Limit{.field = "language", .max_length = 10},
                    base::Limit{.field = "text", .max_length = 4'000, .lines = true},
                    base::Limit{.field = "client_id", .min_length = 1, .max_length = 40}};
}

struct NewRating {
  std::int64_t score = 5;
  std::string comment;
};
BOOST_DESCRIBE_STRUCT(NewRating, (), (score, comment))
constexpr auto limits_of(const NewRating*) {
  return std::array{base::Limit{.field = "score", .minimum = 1, .maximum = 5},
                    base::Limit{.field = "comment", .max_length = 500, .lines = true}};
}

struct VisitorMessage {
  MessageId id;
  ChatId chat_id;
  std::int64_t seq = 0;
  base::Time at;
  Author author = Author::System;
  std::string author_name;
  MessageKind kind = MessageKind::Text;
  std::string text;  // of a notice: its words in the visitor's language
  std::string client_id;
  std::optional<Attachment> file;
};
BOOST_DESCRIBE_STRUCT(VisitorMessage, (), (id, chat_id, seq, at, author, author_name, kind, text, client_id, file))

struct VisitorAgent {
  std::string name;
  std::string number;
};
BOOST_DESCRIBE_STRUCT(VisitorAgent, (), (name, number))

struct VisitorChat {
  ChatId id;
  ChatState state = ChatState::Waiting;
  std::optional<std::int64_t> position;  // while waiting
  std::optional<std::int64_t> expected_wait_seconds;
  std::optional<VisitorAgent> agent;
  std::int64_t agent_read_seq = 0;
  std::int64_t last_seq = 0;
  base::Time started_at;
  std::optional<base::Time> ended_at;
  std::optional<EndedBy> ended_by;
  std::optional<std::int64_t> rating;
  bool may_rate = false;
};
BOOST_DESCRIBE_STRUCT(VisitorChat, (),
                      (id, state, position, expected_wait_seconds, agent, agent_read_seq, last_seq, started_at,
                       ended_at, ended_by, rating, may_rate))

struct VisitorSite {
  std::string name, name_en;
  std::string greeting, greeting_en;
  std::string offline_text, offline_text_en;
  std::string privacy_note, privacy_note_en;
  std::string colour;
  std::vector<Question> form;
  bool ask_rating = true;
  std::int64_t max_file_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(VisitorSite, (),
                      (name, name_en, greeting, greeting_en, offline_text, offline_text_en, privacy_note,
                       privacy_note_en, colour, form, ask_rating, max_file_bytes))

struct VisitorSession {
  std::string token;
  VisitorSite site;
  routing::Admission admission = routing::Admission::Open;
  std::optional<base::Time> opens_at;  // when it is closed by the calendar
  std::optional<VisitorChat> chat;
};
BOOST_DESCRIBE_STRUCT(VisitorSession, (), (token, site, admission, opens_at, chat))

struct PastChat {
  ChatId id;
  base::Time started_at;
  std::optional<base::Time> ended_at;
  std::optional<std::int64_t> rating;
};
BOOST_DESCRIBE_STRUCT(PastChat, (), (id, started_at, ended_at, rating))

struct LeftMessage {
  ChatId id;
};
BOOST_DESCRIBE_STRUCT(LeftMessage, (), (id))

// Sizes and rates that are refused beyond.
inline constexpr std::size_t max_file_bytes = 20 * 1024 * 1024;
inline constexpr std::int64_t max_messages = 5'000;  // of a chat
inline constexpr std::int64_t max_files = 100;       // of a chat

}  // namespace channels
