#include "customers/verbs.h"

#include "dictionaries/dictionaries.h"

namespace customers {
namespace {

std::int64_t number_in(const std::string& text) {
  return base::parse_id(text).value_or(0);
}

void name_centre(db::Transaction& tx, std::string& id) {
  if (!id.empty()) id = org::Access::centre_name(tx, org::CentreId{number_in(id)});
}

void name_person(db::Transaction& tx, std::string& id) {
  if (!id.empty()) id = org::Access::person_name(tx, number_in(id));
}

void name_tier(db::Transaction& tx, std::string& id) {
  if (id.empty()) return;
  if (auto entry = dictionaries::Dictionaries::find_entry(tx, dictionaries::EntryId{number_in(id)})) id = entry->name;
}

}  // namespace

base::Result<CustomerRow> load_customer(db::Transaction& tx, const org::Actor& actor, org::Right right, CustomerId id) {
  if (auto status = actor.require(right); !status) return base::pass(status);
  auto row = find_row(tx, id);
  if (!row || !actor.reaches(right, place_of(tx, *row))) return base::not_found();
  return *std::move(row);
}

base::Result<CustomerRow> load_unmerged(db::Transaction& tx, const org::Actor& actor, org::Right right, CustomerId id) {
  auto row = load_customer(tx, actor, right, id);
  if (row && row->merged_into) return base::refuse(base::Code::WrongState, "customer_merged");
  return row;
}

base::Result<Record> take_customer(db::Transaction& tx, const org::Actor& actor, org::Right right, CustomerId id) {
  auto row = load_unmerged(tx, actor, right, id);
  if (!row) return base::pass(row);
  auto record = load_record(tx, *std::move(row));
  if (!claim(tx, id, record.row.version)) return base::refuse(base::Code::Stale, "stale");
  return record;
}

void record_change(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& actor, CustomerId id,
                   ChangeKind kind, std::vector<Difference> differences) {
  for (auto& [field, before, after] : differences) {
    bool centre = field.ends_with("centre_id"), owner = field.ends_with("owner_id"), tier = field.ends_with("tier_id");
    for (auto* value : {&before, &after}) {
      if (centre) name_centre(tx, *value);
      if (owner) name_person(tx, *value);
      if (tier) name_tier(tx, *value);
    }
  }
  db::insert_row(tx, "customer_change",
                 ChangeRow{platform.ids.make<ChangeId>(), id, platform.clock.now(), actor.kind, actor.id, kind,
                           std::move(differences)});
}

std::string fields_in(const std::vector<Difference>& differences) {
  std::string names;
  for (const auto& difference : differences) names += (names.empty() ? "" : ", ") + difference.field;
  return names;
}

}  // namespace customers
