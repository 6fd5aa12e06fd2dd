#pragma once
// The words of wording: rules on the language of service, and what a check of a text
// against them finds. A check warns and offers better words; it never blocks.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/describe.h"

namespace wording {

using RuleId = base::Id<struct LanguageRuleTag>;

enum class RuleKind {
  Banned,           // 服务忌语: a phrase that is never said
  Vague,            // 模糊承诺: a phrase that promises nothing, unless a reason or a time stands beside it
  Imperative,       // 命令语气
  Jargon,           // 专业术语: a phrase to be explained
  EarlyFault,       // 过早认责: fault admitted before the facts are established
  GreetingMissing,  // 缺少开场白: none of the phrases in the first message
  ClosingMissing,   // 缺少结束语: none of the phrases in the last message
  Emoji,            // 表情过多: more than `max_count` in a message
};
BOOST_DESCRIBE_ENUM(RuleKind, Banned, Vague, Imperative, Jargon, EarlyFault, GreetingMissing, ClosingMissing, Emoji)

// Phrases are compared without regard to case, width, and spaces between CJK characters.
// {单位}/{unit} in a phrase stands for a name, {工号}/{number} for an employee number,
// {时间}/{time} for any time that is said ("2小时内", "明天上午", "within 2 hours"). In
// `advice` they stand for the values that the check is given.
struct LanguageRuleFields {
  RuleKind kind = RuleKind::Banned;
  std::string language;  // of the rule: zh-CN or en
  std::string name;
  std::vector<std::string> phrases;        // none for emoji, where they are picture words such as [微笑]
  std::vector<std::string> exceptions;     // longer phrases that hold one without fault: 可能性
  std::vector<std::string> unless;         // in the same sentence, these excuse it: 因为, {时间}
  std::string advice;                      // what to say instead
  std::vector<std::string> contact_kinds;  // keys of the dictionary contact_kinds; none: all
  std::int64_t max_count = 0;              // of emoji in a message
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(LanguageRuleFields, (),
                      (kind, language, name, phrases, exceptions, unless, advice, contact_kinds, max_count, active))
constexpr auto limits_of(const LanguageRuleFields*) {
  return std::array{base::Limit{.field = "language", .min_length = 1, .format = base::Format::Language},
                    base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "phrases", .min_length = 1, .max_length = 60, .max_items = 200},
                    base::Limit{.field = "exceptions", .min_length = 1, .max_length = 60, .max_items = 200},
                    base::Limit{.field = "unless", .min_length = 1, .max_length = 60, .max_items = 50},
                    base::Limit{.field = "advice", .max_length = 500, .lines = true},
                    base::Limit{.field = "contact_kinds", .min_length = 1, .max_length = 60, .max_items = 50},
                    base::Limit{.field = "max_count", .minimum = 0, .maximum = 100}};
}

struct LanguageRule : LanguageRuleFields {
  RuleId id;
  std::string key;  // of a rule that shipped; "" for one's own
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(LanguageRule, (LanguageRuleFields), (id, key, version, updated_at))

// Where in the conversation a message stands.
enum class Moment { First, Middle, Last };
BOOST_DESCRIBE_ENUM(Moment, First, Middle, Last)

struct CheckContext {
  Moment moment = Moment::Middle;
  std::optional<std::string> language;        // of the conversation; none: as the text looks
  std::optional<std::string> contact_kind;    // "complaint", when it is known
  std::optional<bool> facts_established;      // true: fault may be admitted
  std::map<std::string, std::string> values;  // 单位, 工号, 时间 (or unit, number, time) for the advice
};
BOOST_DESCRIBE_STRUCT(CheckContext, (), (moment, language, contact_kind, facts_established, values))

struct LanguageCheck : CheckContext {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(LanguageCheck, (CheckContext), (text))
constexpr auto limits_of(const LanguageCheck*) {
  return std::array{base::Limit{.field = "text", .max_length = 20'000, .lines = true, .trim = false},
                    base::Limit{.field = "language", .format = base::Format::Language},
                    base::Limit{.field = "contact_kind", .max_length = 60},
                    base::Limit{.field = "values", .max_length = 60, .max_items = 10}};
}

// What one rule has to say about one place of the text. begin and end count UTF-16 code
// units, as JavaScript strings do; a missing greeting is the empty place at the begin,
// a missing closing the one at the end.
struct LanguageHit {
  RuleId rule_id;
  RuleKind kind = RuleKind::Banned;
  std::string name;  // of the rule
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::string advice;
  bool operator==(const LanguageHit&) const = default;
};
BOOST_DESCRIBE_STRUCT(LanguageHit, (), (rule_id, kind, name, begin, end, advice))

}  // namespace wording
