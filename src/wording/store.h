#pragma once
// All SQL of wording. Private to the module.

#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "wording/types.h"

namespace wording {

std::vector<LanguageRule> all_rules(db::Transaction& tx);
std::int64_t count_rules(db::Transaction& tx);
std::optional<LanguageRule> find_rule(db::Transaction& tx, RuleId id);
bool has_rule_key(db::Transaction& tx, const std::string& key);
void insert(db::Transaction& tx, const LanguageRule& rule);
void update(db::Transaction& tx, const LanguageRule& rule);
void erase(db::Transaction& tx, RuleId id);

}  // namespace wording
