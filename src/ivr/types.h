#pragma once
// The words of flows: what a caller hears and may press before a person answers. A flow is
// a graph of nodes, kept as a draft and as published versions, which never change.
//
// Texts are templates: {name} stands for the variable of that name. A template is at most
// 2,000 characters; what comes of it is cut at 4,000.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "calendars/types.h"
#include "customers/types.h"
#include "dictionaries/types.h"
#include "routing/types.h"

namespace ivr {

using FlowId = base::Id<struct FlowTag>;
using FlowVersionId = base::Id<struct FlowVersionTag>;
using PromptId = base::Id<struct PromptTag>;

// ---- what is said ----

// One piece of what is said; exactly one field is there. Digits are said one by one, an
// amount as money ("12.50"), a date ("2026-01-31") as people say it.
struct Part {
  std::optional<PromptId> prompt_id;
  std::optional<std::string> text, digits, amount, date;  // templates
  bool operator==(const Part&) const = default;
};
BOOST_DESCRIBE_STRUCT(Part, (), (prompt_id, text, digits, amount, date))
constexpr auto limits_of(const Part*) {
  return std::array{base::Limit{.field = "text", .max_length = 2'000, .lines = true},
                    base::Limit{.field = "digits", .max_length = 200},
                    base::Limit{.field = "amount", .max_length = 200}, base::Limit{.field = "date", .max_length = 200}};
}

// By language; where there is nothing in English, the Chinese is said.
struct Phrases {
  std::vector<Part> zh, en;
  bool operator==(const Phrases&) const = default;
};
BOOST_DESCRIBE_STRUCT(Phrases, (), (zh, en))
constexpr auto limits_of(const Phrases*) {
  return std::array{base::Limit{.field = "zh", .max_items = 30}, base::Limit{.field = "en", .max_items = 30}};
}

// ---- nodes: their settings, one struct a kind ----

// Exit: next.
struct Play {
  Phrases phrases;
  bool interruptible = true;  // a key ends it, and counts for what comes after
  bool operator==(const Play&) const = default;
};
BOOST_DESCRIBE_STRUCT(Play, (), (phrases, interruptible))

// Exits: each of `keys`, invalid, timeout.
struct Menu {
  Phrases phrases;
  std::optional<Phrases> retry;  // said before the menu is said again
  bool interruptible = true;
  std::string keys;  // "12*"
  std::int64_t timeout_seconds = 5;
  std::int64_t tries = 3;
  bool operator==(const Menu&) const = default;
};
BOOST_DESCRIBE_STRUCT(Menu, (), (phrases, retry, interruptible, keys, timeout_seconds, tries))
constexpr auto limits_of(const Menu*) {
  return std::array{base::Limit{.field = "keys", .max_length = 12},
                    base::Limit{.field = "timeout_seconds", .minimum = 1, .maximum = 60},
                    base::Limit{.field = "tries", .minimum = 1, .maximum = 10}};
}

// Exits: done, invalid, timeout.
struct Collect {
  Phrases phrases;
  std::optional<Phrases> retry;
  bool interruptible = true;
  std::int64_t min_digits = 1;
  std::int64_t max_digits = 11;
  std::string end_key;  // "#", "*" or "" for none
  std::int64_t first_seconds = 8;
  std::int64_t between_seconds = 4;
  std::int64_t tries = 3;
  std::string variable;
  bool secret = false;  // never said, shown, logged or kept: only looked up and tested
  bool operator==(const Collect&) const = default;
};
BOOST_DESCRIBE_STRUCT(Collect, (),
                      (phrases, retry, interruptible, min_digits, max_digits, end_key, first_seconds, between_seconds,
                       tries, variable, secret))
constexpr auto limits_of(const Collect*) {
  return std::array{base::Limit{.field = "min_digits", .minimum = 0, .maximum = 40},
                    base::Limit{.field = "max_digits", .minimum = 1, .maximum = 40},
                    base::Limit{.field = "end_key", .max_length = 1},
                    base::Limit{.field = "first_seconds", .minimum = 1, .maximum = 60},
                    base::Limit{.field = "between_seconds", .minimum = 1, .maximum = 60},
                    base::Limit{.field = "tries", .minimum = 1, .maximum = 10},
                    base::Limit{.field = "variable", .max_length = 40}};
}

// Exit: next.
struct SetVariable {
  std::string variable;
  std::string value;  // template
  bool operator==(const SetVariable&) const = default;
};
BOOST_DESCRIBE_STRUCT(SetVariable, (), (variable, value))
constexpr auto limits_of(const SetVariable*) {
  return std::array{base::Limit{.field = "variable", .max_length = 40},
                    base::Limit{.field = "value", .max_length = 500}};
}

// Less and Greater compare numbers; what is no number is neither.
enum class Operator { Equals, Differs, Less, Greater, BeginsWith, IsEmpty };
BOOST_DESCRIBE_ENUM(Operator, Equals, Differs, Less, Greater, BeginsWith, IsEmpty)

// Exits: yes, no.
struct TestVariable {
  std::string variable;
  Operator op = Operator::Equals;
  std::string value;  // template; nothing with is_empty
  bool operator==(const TestVariable&) const = default;
};
BOOST_DESCRIBE_STRUCT(TestVariable, (), (variable, op, value))
constexpr auto limits_of(const TestVariable*) {
  return std::array{base::Limit{.field = "variable", .max_length = 40},
                    base::Limit{.field = "value", .max_length = 500}};
}

// Exits: open, closed, holiday.
struct HoursOf {
  std::optional<calendars::CalendarId> calendar_id;
  bool operator==(const HoursOf&) const = default;
};
BOOST_DESCRIBE_STRUCT(HoursOf, (), (calendar_id))

// Fits when every condition that is there holds; of a list, one of it.
struct CallerBranch {
  std::string exit;
  std::vector<std::string> number_prefixes;
  std::vector<dictionaries::EntryId> tier_ids;
  std::vector<std::string> regions;  // provinces or cities, as the number tells them
  std::optional<bool> known_customer;
  std::optional<std::string> language;
  bool operator==(const CallerBranch&) const = default;
};
BOOST_DESCRIBE_STRUCT(CallerBranch, (), (exit, number_prefixes, tier_ids, regions, known_customer, language))
constexpr auto limits_of(const CallerBranch*) {
  return std::array{
      base::Limit{.field = "exit", .max_length = 40}, base::Limit{.field = "number_prefixes", .max_items = 100},
      base::Limit{.field = "tier_ids", .max_items = 50}, base::Limit{.field = "regions", .max_items = 100},
      base::Limit{.field = "language", .format = base::Format::Language}};
}

// Exits: that of the first branch that fits, else otherwise.
struct ByCaller {
  std::vector<CallerBranch> branches;
  bool operator==(const ByCaller&) const = default;
};
BOOST_DESCRIBE_STRUCT(ByCaller, (), (branches))
constexpr auto limits_of(const ByCaller*) {
  return std::array{base::Limit{.field = "branches", .max_items = 30}};
}

struct Share {
  std::string exit;
  std::int64_t percent = 0;
  bool operator==(const Share&) const = default;
};
BOOST_DESCRIBE_STRUCT(Share, (), (exit, percent))
constexpr auto limits_of(const Share*) {
  return std::array{base::Limit{.field = "exit", .max_length = 40},
                    base::Limit{.field = "percent", .minimum = 0, .maximum = 100}};
}

// Exits: those of the shares, which are 100 together.
struct Split {
  std::vector<Share> shares;
  bool operator==(const Split&) const = default;
};
BOOST_DESCRIBE_STRUCT(Split, (), (shares))
constexpr auto limits_of(const Split*) {
  return std::array{base::Limit{.field = "shares", .max_items = 20}};
}

enum class LookupMethod { Get, Post };
BOOST_DESCRIBE_ENUM(LookupMethod, Get, Post)

struct LookupHeader {
  std::string name;
  std::string value;  // template
  bool operator==(const LookupHeader&) const = default;
};
BOOST_DESCRIBE_STRUCT(LookupHeader, (), (name, value))
constexpr auto limits_of(const LookupHeader*) {
  return std::array{base::Limit{.field = "name", .max_length = 60}, base::Limit{.field = "value", .max_length = 1'000}};
}

// Takes the value at a JSON pointer (RFC 6901) of the answer into a variable.
struct Mapping {
  std::string pointer;
  std::string variable;
  bool operator==(const Mapping&) const = default;
};
BOOST_DESCRIBE_STRUCT(Mapping, (), (pointer, variable))
constexpr auto limits_of(const Mapping*) {
  return std::array{base::Limit{.field = "pointer", .max_length = 200},
                    base::Limit{.field = "variable", .max_length = 40}};
}

// Exits: ok (an answer 2xx), failed, timeout. In the URL variables are percent-encoded, in a
// body of JSON they are escaped. The host holds no variable and is on the administrator's list.
struct Lookup {
  LookupMethod method = LookupMethod::Get;
  std::string url;
  std::vector<LookupHeader> headers;
  std::string body;  // of POST
  std::int64_t timeout_ms = 3'000;
  std::vector<Mapping> mapping;
  bool operator==(const Lookup&) const = default;
};
BOOST_DESCRIBE_STRUCT(Lookup, (), (method, url, headers, body, timeout_ms, mapping))
constexpr auto limits_of(const Lookup*) {
  return std::array{base::Limit{.field = "url", .max_length = 1'000}, base::Limit{.field = "headers", .max_items = 20},
                    base::Limit{.field = "body", .max_length = 4'000, .lines = true},
                    base::Limit{.field = "timeout_ms", .minimum = 200, .maximum = 10'000},
                    base::Limit{.field = "mapping", .max_items = 30}};
}

// Exits, for a queue that does not take the caller: closed, full, emergency, inactive.
struct ToQueue {
  std::optional<routing::QueueId> queue_id;
  std::int64_t advance_seconds = 0;
  std::vector<routing::SkillLevel> skills;
  bool operator==(const ToQueue&) const = default;
};
BOOST_DESCRIBE_STRUCT(ToQueue, (), (queue_id, advance_seconds, skills))
constexpr auto limits_of(const ToQueue*) {
  return std::array{base::Limit{.field = "advance_seconds", .minimum = 0, .maximum = 86'400},
                    base::Limit{.field = "skills", .max_items = 20}};
}

enum class TransferTarget { Number, Agent };
BOOST_DESCRIBE_ENUM(TransferTarget, Number, Agent)

// Exit: failed.
struct ToTarget {
  TransferTarget target = TransferTarget::Number;
  std::string to;  // template: a telephone number, or the number of an agent
  bool operator==(const ToTarget&) const = default;
};
BOOST_DESCRIBE_STRUCT(ToTarget, (), (target, to))

// Exit: done.
struct MessageTaking {
  Phrases phrases;
  std::optional<routing::QueueId> queue_id;  // whose people get it
  std::int64_t max_seconds = 120;
  bool operator==(const MessageTaking&) const = default;
};
BOOST_DESCRIBE_STRUCT(MessageTaking, (), (phrases, queue_id, max_seconds))
constexpr auto limits_of(const MessageTaking*) {
  return std::array{base::Limit{.field = "max_seconds", .minimum = 5, .maximum = 600}};
}

// Exits: done, after the confirmation; failed, without a number.
struct Callback {
  std::string number;  // template: "{caller_number}", or a variable that was collected
  std::optional<routing::QueueId> queue_id;
  Phrases confirmation;
  bool operator==(const Callback&) const = default;
};
BOOST_DESCRIBE_STRUCT(Callback, (), (number, queue_id, confirmation))

enum class RatingScale { FiveIsBest, OneIsBest };
BOOST_DESCRIBE_ENUM(RatingScale, FiveIsBest, OneIsBest)

// Exits: rated; invalid, of what is no whole number from 1 to 5. The first rating of a contact counts.
struct RatingTaking {
  std::string score;  // template: "{score}", a variable that was collected
  RatingScale scale = RatingScale::FiveIsBest;
  bool operator==(const RatingTaking&) const = default;
};
BOOST_DESCRIBE_STRUCT(RatingTaking, (), (score, scale))
constexpr auto limits_of(const RatingTaking*) {
  return std::array{base::Limit{.field = "score", .max_length = 200}};
}

// Exit: next.
struct ToLanguage {
  std::string language;
  bool operator==(const ToLanguage&) const = default;
};
BOOST_DESCRIBE_STRUCT(ToLanguage, (), (language))
constexpr auto limits_of(const ToLanguage*) {
  return std::array{base::Limit{.field = "language", .format = base::Format::Language}};
}

// Exit: done, when the other flow comes to a hang-up that returns.
struct Subflow {
  std::optional<FlowId> flow_id;  // its published version
  bool operator==(const Subflow&) const = default;
};
BOOST_DESCRIBE_STRUCT(Subflow, (), (flow_id))

// No exit. In a flow that is used by another, `returns` gives back to it instead.
struct Hangup {
  Phrases phrases;
  bool returns = false;
  bool operator==(const Hangup&) const = default;
};
BOOST_DESCRIBE_STRUCT(Hangup, (), (phrases, returns))

enum class NodeKind {
  Play,
  Menu,
  Collect,
  SetVariable,
  Test,
  Hours,
  Caller,
  Split,
  Lookup,
  Queue,
  Transfer,
  Voicemail,
  Callback,
  Rate,
  Language,
  Subflow,
  Hangup
};
BOOST_DESCRIBE_ENUM(NodeKind, Play, Menu, Collect, SetVariable, Test, Hours, Caller, Split, Lookup, Queue, Transfer,
                    Voicemail, Callback, Rate, Language, Subflow, Hangup)

struct Exit {
  std::string name;
  std::string to;  // id of a node
  bool operator==(const Exit&) const = default;
};
BOOST_DESCRIBE_STRUCT(Exit, (), (name, to))
constexpr auto limits_of(const Exit*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 40},
                    base::Limit{.field = "to", .min_length = 1, .max_length = 64}};
}

// The settings of its kind are there once the node can be walked; a draft may lack them.
struct Node {
  std::string id;
  NodeKind kind = NodeKind::Play;
  std::string title;
  std::int64_t x = 0, y = 0;  // in the drawing
  std::optional<Play> play;
  std::optional<Menu> menu;
  std::optional<Collect> collect;
  std::optional<SetVariable> set_variable;
  std::optional<TestVariable> test;
  std::optional<HoursOf> hours;
  std::optional<ByCaller> caller;
  std::optional<Split> split;
  std::optional<Lookup> lookup;
  std::optional<ToQueue> queue;
  std::optional<ToTarget> transfer;
  std::optional<MessageTaking> voicemail;
  std::optional<Callback> callback;
  std::optional<RatingTaking> rate;
  std::optional<ToLanguage> language;
  std::optional<Subflow> subflow;
  std::optional<Hangup> hangup;
  std::vector<Exit> exits;
  bool operator==(const Node&) const = default;
};
BOOST_DESCRIBE_STRUCT(Node, (),
                      (id, kind, title, x, y, play, menu, collect, set_variable, test, hours, caller, split, lookup,
                       queue, transfer, voicemail, callback, rate, language, subflow, hangup, exits))
constexpr auto limits_of(const Node*) {
  return std::array{base::Limit{.field = "id", .min_length = 1, .max_length = 64},
                    base::Limit{.field = "title", .max_length = 60},
                    base::Limit{.field = "x", .minimum = -1'000'000, .maximum = 1'000'000},
                    base::Limit{.field = "y", .minimum = -1'000'000, .maximum = 1'000'000},
                    base::Limit{.field = "exits", .max_items = 40}};
}

struct Graph {
  std::string start;  // id of a node; "" none yet
  std::vector<Node> nodes;
  bool operator==(const Graph&) const = default;
};
BOOST_DESCRIBE_STRUCT(Graph, (), (start, nodes))
constexpr auto limits_of(const Graph*) {
  return std::array{base::Limit{.field = "start", .max_length = 64}, base::Limit{.field = "nodes", .max_items = 500}};
}

// ---- flows ----

struct FlowFields {
  org::CentreId centre_id;
  std::string name;
  std::string name_en;
  Graph draft;
};
BOOST_DESCRIBE_STRUCT(FlowFields, (), (centre_id, name, name_en, draft))
constexpr auto limits_of(const FlowFields*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "name_en", .max_length = 100}};
}

// The emergency switch of a flow: callers walk the other flow instead, at once.
struct EmergencyFields {
  bool emergency = false;
  std::optional<FlowId> emergency_flow_id;
};
BOOST_DESCRIBE_STRUCT(EmergencyFields, (), (emergency, emergency_flow_id))

struct Flow : FlowFields {
  FlowId id;
  std::int64_t published = 0;  // number of the version that callers walk; 0: none
  bool emergency = false;
  std::optional<FlowId> emergency_flow_id;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Flow, (FlowFields), (id, published, emergency, emergency_flow_id, version, updated_at))

// A flow in lists: without its drawing.
struct FlowSummary {
  FlowId id;
  org::CentreId centre_id;
  std::string name;
  std::string name_en;
  std::int64_t published = 0;
  bool emergency = false;
  std::optional<FlowId> emergency_flow_id;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(FlowSummary, (),
                      (id, centre_id, name, name_en, published, emergency, emergency_flow_id, version, updated_at))

// One that was published, without its drawing.
struct FlowVersion {
  FlowVersionId id;
  FlowId flow_id;
  std::int64_t number = 1;  // from 1 on, in each flow
  base::Time published_at;
  base::ActorRef published_by;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(FlowVersion, (), (id, flow_id, number, published_at, published_by, note))

struct FlowVersionGraph : FlowVersion {
  Graph graph;
};
BOOST_DESCRIBE_STRUCT(FlowVersionGraph, (FlowVersion), (graph))

// ---- who calls ----

// What is known of a call before its flow begins.
struct Facts {
  std::string caller_number;  // "" when it is withheld
  std::string called_number;
  std::optional<customers::CustomerId> customer_id;
  std::optional<dictionaries::EntryId> tier_id;
  std::string province, city, carrier;
  std::string language = "zh-CN";
};
BOOST_DESCRIBE_STRUCT(Facts, (),
                      (caller_number, called_number, customer_id, tier_id, province, city, carrier, language))
constexpr auto limits_of(const Facts*) {
  return std::array{base::Limit{.field = "caller_number", .max_length = 40},
                    base::Limit{.field = "called_number", .max_length = 40},
                    base::Limit{.field = "language", .format = base::Format::Language}};
}

// A key that the caller pressed in a menu, with the titles of the menu and of where it led.
struct MenuChoice {
  std::string menu;
  std::string key;
  std::string leads_to;
  bool operator==(const MenuChoice&) const = default;
};
BOOST_DESCRIBE_STRUCT(MenuChoice, (), (menu, key, leads_to))

}  // namespace ivr
