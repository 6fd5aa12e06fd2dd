// The language rules that ship, a file of content/wording for each language.

#include "content/packs.h"
#include "content/record.h"
#include "wording/events.h"
#include "wording/rules.h"
#include "wording/store.h"
#include "wording/wording.h"

namespace wording {

struct ShippedRule {
  std::string key;
  RuleKind kind = RuleKind::Banned;
  std::string name;
  std::vector<std::string> phrases;
  std::vector<std::string> exceptions;
  std::vector<std::string> unless;
  std::string advice;
  std::vector<std::string> contact_kinds;
  std::optional<std::int64_t> max_count;
};
BOOST_DESCRIBE_STRUCT(ShippedRule, (), (key, kind, name, phrases, exceptions, unless, advice, contact_kinds, max_count))

struct WordingPack {
  std::string language;
  std::vector<ShippedRule> rules;
};
BOOST_DESCRIBE_STRUCT(WordingPack, (), (language, rules))
constexpr auto limits_of(const WordingPack*) {
  return std::array{base::Limit{.field = "language", .format = base::Format::Language}};
}

namespace {

LanguageRuleFields fields_of(const ShippedRule& shipped, const std::string& language) {
  return {shipped.kind,
          language,
          shipped.name,
          shipped.phrases,
          shipped.exceptions,
          shipped.unless,
          shipped.advice,
          shipped.contact_kinds,
          shipped.max_count.value_or(0),
          true};
}

void check_pack(const content::Pack& pack, const WordingPack& shipped) {
  std::vector<base::Fault> faults;
  for (std::size_t i = 0; i < shipped.rules.size(); ++i)
    for (auto& fault : check_rule(fields_of(shipped.rules[i], shipped.language)))
      faults.push_back({"/rules/" + std::to_string(i) + fault.path, fault.code, fault.fields});
  if (!faults.empty()) content::refuse_pack(pack, {base::Code::Invalid, "invalid", {}, faults});
}

void add_rule(db::Transaction& tx, const org::Platform& platform, const ShippedRule& shipped,
              const std::string& language) {
  LanguageRule rule{fields_of(shipped, language), platform.ids.make<RuleId>(), shipped.key, 1, platform.clock.now()};
  insert(tx, rule);
  content::record(tx, platform, org::system_actor(), {"language_rule", rule.id.value, {}}, org::Change::Created, "",
                  RuleChanged{rule.id, org::Change::Created});
}

}  // namespace

void Wording::load_packs(const std::string& content_folder) {
  for (const auto& pack : content::find_packs(content_folder, "wording")) {
    auto shipped = content::read_pack<WordingPack>(pack);
    check_pack(pack, shipped);
    content::load_once(platform_, pack, [&](db::Transaction& tx) {
      for (const auto& rule : shipped.rules)
        if (!has_rule_key(tx, rule.key)) add_rule(tx, platform_, rule, shipped.language);
      tx.after_commit([this] { forget_checker(); });
    });
  }
}

}  // namespace wording
