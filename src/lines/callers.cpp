// Verbs on callers who are blocked, let through, or called a nuisance.

#include "lines/matching.h"
#include "lines/verbs.h"

namespace lines {
namespace {

// The number or prefix of a rule as its row keeps it; false when it is none.
bool put_pattern(const org::Platform& platform, std::string_view text, CallerRuleRow& row) {
  const auto pattern = read_pattern(text);
  if (pattern.digits.empty()) return false;
  if (pattern.is_prefix) {
    // 0085 and +85 begin the same numbers.
    row.prefix = pattern.digits.starts_with("00") ? '+' + pattern.digits.substr(2) : pattern.digits;
    return row.prefix.size() > 1 && row.prefix != "+";
  }
  const auto number = read_number(pattern.digits);
  if (number.kind == NumberKind::None) return false;
  row.sealed = platform.keys.seal(number.digits, "caller_rule.sealed");
  row.value_index = platform.keys.blind_index(number.digits, number_purpose);
  row.masked = mask_number(number.digits);
  row.region = region_of(number);
  return true;
}

base::Status check(db::Transaction& tx, const org::Platform& platform, const std::string& pattern, CallerRuleRow& row) {
  if (!put_pattern(platform, pattern, row)) return base::refuse_fault("/pattern", "bad_pattern");
  if (row.until && *row.until <= row.updated_at) return base::refuse_fault("/until", "in_the_past");
  if (same_rule(tx, row)) return base::refuse_fault("/pattern", "taken");
  return {};
}

}  // namespace

base::Result<org::Page<CallerRule>> Lines::caller_rules(const org::Actor& actor, Centre centre,
                                                        const org::ListQuery& query) {
  return page<CallerRuleRow>(platform_, actor, centre, query, org::ListStatement::Order::NewestFirst);
}

base::Result<CallerRule> Lines::caller_rule(const org::Actor& actor, CallerRuleId id) {
  return show<CallerRuleRow>(platform_, actor, id);
}

base::Result<CallerRule> Lines::create_caller_rule(const org::Actor& actor, const NewCallerRule& fields) {
  CallerRuleRow row{fields};
  row.centre_id = fields.centre_id;
  return create(platform_, actor, row,
                [&](db::Transaction& tx, CallerRuleRow& fresh) { return check(tx, platform_, fields.pattern, fresh); });
}

base::Result<CallerRule> Lines::edit_caller_rule(const org::Actor& actor, CallerRuleId id, std::int64_t version,
                                                 const CallerRuleFields& fields) {
  return edit<CallerRuleRow>(
      platform_, actor, id, version,
      [&](db::Transaction&, const CallerRuleRow& stored, CallerRuleRow& row) -> base::Status {
        if (fields.until && fields.until != stored.until && *fields.until <= platform_.clock.now())
          return base::refuse_fault("/until", "in_the_past");
        static_cast<CallerRuleFields&>(row) = fields;
        return {};
      });
}

base::Status Lines::delete_caller_rule(const org::Actor& actor, CallerRuleId id) {
  return erase<CallerRuleRow>(platform_, actor, id,
                              [](db::Transaction&, const CallerRuleRow&) -> base::Status { return {}; });
}

base::Result<CallerRule> Lines::mark_nuisance(const org::Actor& actor, const NuisanceMark& mark) {
  if (auto status = actor.require(mark_callers); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<CallerRule> {
    tx.lock(lines_lock);
    CallerRuleRow row{{CallerVerdict::Nuisance, mark.reason, {}}};
    row.id = platform_.ids.make<CallerRuleId>();
    row.centre_id = actor.place.centre_id;
    row.updated_at = platform_.clock.now();
    row.marks = 1;
    if (mark.number.ends_with('*') || !put_pattern(platform_, mark.number, row))
      return base::refuse_fault("/number", "bad_pattern");
    const auto stored = same_rule(tx, row);
    if (!stored) {
      db::insert_row(tx, Kept<CallerRuleRow>::table, row);
      changed(tx, platform_, actor, row, org::Change::Created, "nuisance");
      return to_shown(tx, row);
    }
    auto counted = *stored;
    ++counted.marks;
    ++counted.version;
    if (!mark.reason.empty()) counted.reason = mark.reason;
    counted.updated_at = row.updated_at;
    db::update_row(tx, Kept<CallerRuleRow>::table, counted);
    changed(tx, platform_, actor, counted, org::Change::Edited, "nuisance");
    return to_shown(tx, counted);
  });
}

std::optional<CallerRule> Lines::rule_for(db::Transaction& tx, const org::Platform& platform, org::CentreId centre,
                                          const PhoneNumber& caller) {
  if (caller.digits.empty()) return std::nullopt;
  const auto index = platform.keys.blind_index(caller.digits, number_purpose);
  std::vector<CallerRule> fitting;
  for (const auto& row : rules_of(tx, org::Access::centres_above(tx, centre), index))
    if (row.prefix.empty() || caller.digits.starts_with(row.prefix)) fitting.push_back(to_shown(tx, row));
  const auto* rule = verdict_of(fitting, platform.clock.now());
  return rule ? std::optional(*rule) : std::nullopt;
}

void Lines::count_hit(db::Transaction& tx, const org::Platform& platform, CallerRuleId id) {
  const auto now = platform.clock.now();
  tx.execute("UPDATE caller_rule SET hits = hits + 1, last_hit_at = ?2 WHERE id = ?1", id, now);
  const auto row = find<CallerRuleRow>(tx, id);
  if (row) events::append(tx, {now, {}, row->centre_id.value, id.value}, CallerRuleHit{id, row->verdict});
}

}  // namespace lines
