#include "wording/store.h"

#include "db/rows.h"

namespace wording {
namespace {

const std::string& select_rules() {
  static const std::string sql = db::select<LanguageRule>("language_rule");
  return sql;
}

}  // namespace

std::vector<LanguageRule> all_rules(db::Transaction& tx) {
  return db::read_rows<LanguageRule>(tx.query(select_rules() + "ORDER BY id"));
}

std::int64_t count_rules(db::Transaction& tx) {
  return tx.query("SELECT count(*) FROM language_rule")[0].integer(0);
}

std::optional<LanguageRule> find_rule(db::Transaction& tx, RuleId id) {
  return db::first_row<LanguageRule>(tx.query(select_rules() + "WHERE id = ?1", id));
}

bool has_rule_key(db::Transaction& tx, const std::string& key) {
  return !tx.query("SELECT 1 FROM language_rule WHERE key = ?1", key).empty();
}

void insert(db::Transaction& tx, const LanguageRule& rule) {
  db::insert_row(tx, "language_rule", rule);
}

void update(db::Transaction& tx, const LanguageRule& rule) {
  db::update_row(tx, "language_rule", rule);
}

void erase(db::Transaction& tx, RuleId id) {
  tx.execute("DELETE FROM language_rule WHERE id = ?1", id);
}

}  // namespace wording
