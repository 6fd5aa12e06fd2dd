// Verbs on language rules, and the check.

#include "wording/wording.h"

#include "access/list.h"
#include "content/record.h"
#include "content/rights.h"
#include "db/rows.h"
#include "dictionaries/dictionaries.h"
#include "wording/events.h"
#include "wording/rules.h"
#include "wording/store.h"

namespace wording {
namespace {

constexpr std::int64_t max_rules = 1'000;

base::Status check_fields(db::Transaction& tx, const LanguageRuleFields& fields) {
  auto faults = check_rule(fields);
  for (std::size_t i = 0; i < fields.contact_kinds.size(); ++i)
    if (!dictionaries::Dictionaries::find_entry(tx, "contact_kinds", fields.contact_kinds[i]))
      faults.push_back({"/contact_kinds/" + std::to_string(i), "no_such_object", {}});
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  return {};
}

}  // namespace

void Wording::tell(db::Transaction& tx, const org::Actor& actor, RuleId id, org::Change change, std::string detail) {
  content::record(tx, platform_, actor, {"language_rule", id.value, {}}, change, std::move(detail),
                  RuleChanged{id, change});
  tx.after_commit([this] { forget_checker(); });
}

base::Result<org::Page<LanguageRule>> Wording::rules(const org::Actor& actor, const org::ListQuery& query) {
  if (auto status = actor.require(content::view_content); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<LanguageRule>(), "language_rule", "id", {"1 = 1", {}});
    return org::page_of<LanguageRule>(tx, list, query, org::ListStatement::Order::OldestFirst,
                                      &db::read_row<LanguageRule>);
  });
}

base::Result<LanguageRule> Wording::rule(const org::Actor& actor, RuleId id) {
  if (auto status = actor.require(content::view_content); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<LanguageRule> {
    auto rule = find_rule(tx, id);
    if (!rule) return base::not_found();
    return *std::move(rule);
  });
}

base::Result<LanguageRule> Wording::create_rule(const org::Actor& actor, const LanguageRuleFields& fields) {
  if (auto status = content::require_edit_everywhere(actor); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<LanguageRule>(tx, platform_, actor, [&]() -> base::Result<LanguageRule> {
      if (auto status = check_fields(tx, fields); !status) return base::pass(status);
      tx.lock("language_rule");
      if (count_rules(tx) >= max_rules)
        return base::refuse(base::Code::WrongState, "too_many_rules", {{"limit", std::to_string(max_rules)}});
      LanguageRule rule{fields, platform_.ids.make<RuleId>(), "", 1, platform_.clock.now()};
      insert(tx, rule);
      tell(tx, actor, rule.id, org::Change::Created, "");
      return rule;
    });
  });
}

base::Result<LanguageRule> Wording::edit_rule(const org::Actor& actor, RuleId id, std::int64_t version,
                                              const LanguageRuleFields& fields) {
  if (auto status = content::require_edit_everywhere(actor); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<LanguageRule> {
    tx.lock("language_rule");
    auto stored = find_rule(tx, id);
    if (!stored) return base::not_found();
    if (auto status = org::check_version(stored->version, version); !status) return base::pass(status);
    if (auto status = check_fields(tx, fields); !status) return base::pass(status);
    LanguageRule rule{fields, id, stored->key, version + 1, platform_.clock.now()};
    update(tx, rule);
    tell(tx, actor, id, org::Change::Edited, org::changed_fields<LanguageRuleFields>(*stored, fields));
    return rule;
  });
}

base::Status Wording::delete_rule(const org::Actor& actor, RuleId id) {
  if (auto status = content::require_edit_everywhere(actor); !status) return status;
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    tx.lock("language_rule");
    auto stored = find_rule(tx, id);
    if (!stored) return base::not_found();
    if (!stored->key.empty()) return base::refuse(base::Code::WrongState, "shipped_content_stays");
    erase(tx, id);
    tell(tx, actor, id, org::Change::Deleted, stored->name);
    return {};
  });
}

base::Result<std::vector<LanguageHit>> Wording::check(const org::Actor& actor, const LanguageCheck& check) {
  if (auto status = actor.require(content::view_content); !status) return base::pass(status);
  return checker()->check(check.text, check);
}

std::shared_ptr<const Checker> Wording::checker() {
  std::uint64_t generation = 0;
  {
    std::lock_guard lock(mutex_);
    if (checker_) return checker_;
    generation = generation_;
  }
  auto rules = platform_.database.read([](db::Transaction& tx) { return all_rules(tx); });
  auto made = std::make_shared<const Checker>(rules);
  std::lock_guard lock(mutex_);
  // What was read before a change is good for this once only.
  if (generation == generation_) checker_ = made;
  return made;
}

void Wording::changed(const std::vector<events::Event>& batch) {
  for (const auto& event : batch)
    if (event.type == RuleChanged::type) return forget_checker();
}

void Wording::forget_checker() {
  std::lock_guard lock(mutex_);
  checker_.reset();
  ++generation_;
}

}  // namespace wording
