#include "wording/rules.h"

#include "wording/phrase.h"

namespace wording {
namespace {

void check_phrases(const std::vector<std::string>& phrases, const std::string& path, std::vector<base::Fault>& faults) {
  for (std::size_t i = 0; i < phrases.size(); ++i)
    if (Phrase(phrases[i]).empty()) faults.push_back({path + '/' + std::to_string(i), "empty_phrase", {}});
}

}  // namespace

std::vector<base::Fault> check_rule(const LanguageRuleFields& rule) {
  std::vector<base::Fault> faults;
  if (rule.phrases.empty() && rule.kind != RuleKind::Emoji) faults.push_back({"/phrases", "missing", {}});
  check_phrases(rule.phrases, "/phrases", faults);
  check_phrases(rule.exceptions, "/exceptions", faults);
  // A time alone is an excuse, so `unless` may be a variable and nothing else.
  return faults;
}

}  // namespace wording
