// Verbs on one customer: reading, making, editing, deleting, unmasking.

#include "customers/customers.h"

#include <algorithm>

#include "customers/draft.h"
#include "customers/finder.h"
#include "customers/identities.h"
#include "customers/verbs.h"
#include "dictionaries/dictionaries.h"

namespace customers {
namespace {

// Faults that only the database knows: a centre out of reach, an owner elsewhere, a taken identity.
base::Status check_place(db::Transaction& tx, const org::Actor& actor, const CustomerRow* stored,
                         const CustomerRow& row) {
  if (!actor.reaches(edit_customers, place_of(tx, row)))
    return refuse_reference(reaches_by_owner(actor, edit_customers) ? "/owner_id" : "/centre_id");
  bool same_owner = stored && stored->owner_id == row.owner_id && stored->centre_id == row.centre_id;
  if (!row.owner_id || same_owner) return {};
  auto owner = org::Access::person_place(tx, *row.owner_id);
  if (!owner || owner->centre_id != row.centre_id) return refuse_reference("/owner_id");
  return {};
}

// A tier that has become inactive stays where it is.
base::Status check_tier(db::Transaction& tx, const CustomerRow* stored, const CustomerRow& row) {
  if (!row.tier_id || (stored && stored->tier_id == row.tier_id)) return {};
  auto entry = dictionaries::Dictionaries::find_entry(tx, *row.tier_id);
  if (!entry || entry->dictionary != "customer_tiers" || !entry->active) return refuse_reference("/tier_id");
  return {};
}

base::Status check_taken(db::Transaction& tx, const Record& record) {
  std::vector<std::string> indexes;
  for (const auto& identity : record.identities)
    if (is_exclusive(identity.kind)) indexes.push_back(identity.value_index);
  std::vector<base::Fault> faults;
  for (const auto& holder : find_holders(tx, indexes))
    for (std::size_t i = 0; i < record.identities.size(); ++i) {
      const auto& identity = record.identities[i];
      bool same = is_exclusive(identity.kind) && identity.kind == holder.kind &&
                  identity.value_index == holder.value_index && holder.id != record.row.id;
      if (same) faults.push_back({"/identities/" + std::to_string(i) + "/value", "taken", {}});
    }
  if (faults.empty()) return {};
  return base::refuse_faults(std::move(faults));
}

void changed(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const CustomerRow& row,
             org::Change change, std::string detail) {
  org::audit(tx, platform, actor,
             {"customer." + base::word_of(change), "customer", row.id.value, row.centre_id, std::move(detail)});
  tell(tx, platform, actor.ref, row.centre_id, row.id.value, CustomerChanged{row.id, change});
}

bool in_use(db::Transaction& tx, CustomerId id) {
  return !tx.query("SELECT 1 FROM customer_relation WHERE customer_id = ?1 LIMIT 1", id).empty() ||
         !tx.query("SELECT 1 FROM customer WHERE merged_into = ?1 LIMIT 1", id).empty();
}

}  // namespace

Customers::Customers(org::Platform platform, files::Store& files, const base::Messages& messages)
    : platform_(platform), files_(files), messages_(messages) {}

base::Result<Customer> Customers::customer(const org::Actor& actor, CustomerId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Customer> {
    auto row = load_seen(tx, actor, id);
    if (!row) return base::pass(row);
    return to_customer(tx, *row);
  });
}

bool Customers::sees(db::Transaction& tx, const org::Actor& actor, const CustomerRow& row) const {
  if (actor.reaches(view_customers, place_of(tx, row))) return true;
  return actor.ref.kind == base::ActorKind::Person && std::ranges::any_of(references_, [&](const auto* references) {
           return references->serves(tx, org::PersonId{actor.ref.id}, row.id);
         });
}

base::Result<CustomerRow> Customers::load_seen(db::Transaction& tx, const org::Actor& actor, CustomerId id) const {
  if (auto status = actor.require(view_customers); !status) return base::pass(status);
  auto row = find_row(tx, id);
  if (!row || !sees(tx, actor, *row)) return base::not_found();
  return *std::move(row);
}

base::Result<Customer> Customers::create(const org::Actor& actor, const CustomerFields& fields) {
  if (auto status = actor.require(edit_customers); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<Customer>(tx, platform_, actor, [&]() -> base::Result<Customer> {
      auto definitions = load_definitions(tx);
      DraftGround ground{platform_.keys, platform_.ids, definitions, platform_.clock.now()};
      auto record = draft(ground, nullptr, fields);
      if (!record) return base::pass(record);
      // Whoever reaches only own files would lose sight of one without owner.
      if (!record->row.owner_id && reaches_by_owner(actor, edit_customers))
        record->row.owner_id = actor.place.person_id;
      if (auto status = check_place(tx, actor, nullptr, record->row); !status) return base::pass(status);
      if (auto status = check_tier(tx, nullptr, record->row); !status) return base::pass(status);
      if (auto status = check_taken(tx, *record); !status) return base::pass(status);
      insert_record(tx, *record);
      record_change(tx, platform_, actor.ref, record->row.id, ChangeKind::Created, {});
      changed(tx, platform_, actor, record->row, org::Change::Created, "");
      return to_customer(tx, record->row);
    });
  });
}

base::Result<Customer> Customers::edit(const org::Actor& actor, CustomerId id, std::int64_t version,
                                       const CustomerFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Customer> {
    auto stored = take_customer(tx, actor, edit_customers, id);
    if (!stored) return base::pass(stored);
    if (auto status = org::check_version(stored->row.version, version); !status) return base::pass(status);
    auto definitions = load_definitions(tx);
    DraftGround ground{platform_.keys, platform_.ids, definitions, platform_.clock.now()};
    auto record = draft(ground, &*stored, fields);
    if (!record) return base::pass(record);
    if (auto status = check_place(tx, actor, &stored->row, record->row); !status) return base::pass(status);
    if (auto status = check_tier(tx, &stored->row, record->row); !status) return base::pass(status);
    if (auto status = check_taken(tx, *record); !status) return base::pass(status);
    replace_record(tx, *stored, *record);
    auto found = differences(*stored, *record);
    auto names = fields_in(found);
    record_change(tx, platform_, actor.ref, id, ChangeKind::Edited, std::move(found));
    changed(tx, platform_, actor, record->row, org::Change::Edited, names);
    return to_customer(tx, record->row);
  });
}

std::optional<dictionaries::EntryId> Customers::tier_of(db::Transaction& tx, CustomerId id) {
  auto row = find_row(tx, id);
  while (row && row->merged_into) row = find_row(tx, *row->merged_into);
  return row ? row->tier_id : std::nullopt;
}

base::Status Customers::remove(const org::Actor& actor, CustomerId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    tx.lock(links_lock);
    auto stored = take_customer(tx, actor, delete_customers, id);
    if (!stored) return base::pass(stored);
    auto refers = [&](const References* references) { return references->refers_to(tx, id); };
    if (in_use(tx, id) || std::any_of(references_.begin(), references_.end(), refers))
      return base::refuse(base::Code::Conflict, "customer_in_use");
    delete_record(tx, id);
    changed(tx, platform_, actor, stored->row, org::Change::Deleted, "");
    return {};
  });
}

base::Result<Unmasked> Customers::unmask(const org::Actor& actor, CustomerId id) {
  if (auto status = actor.require(unmask_customers); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Unmasked> {
    if (auto seen = load_customer(tx, actor, view_customers, id); !seen) return base::pass(seen);
    auto row = load_customer(tx, actor, unmask_customers, id);
    if (!row) return base::pass(row);
    auto centre = row->centre_id;
    Unmasked unmasked;
    for (const auto& identity : load_record(tx, *std::move(row)).identities)
      unmasked.identities.push_back({identity.id.text(), identity.kind, open_identity(platform_.keys, identity),
                                     identity.label, identity.preferred, false});
    org::audit(tx, platform_, actor, {"customer.unmasked", "customer", id.value, centre, ""});
    return unmasked;
  });
}

std::string Customers::identity_fault(IdentityKind kind, std::string_view value) {
  return normalise(kind, value).fault;
}

std::optional<CustomerId> Customers::only_holder(db::Transaction& tx, const keys::KeyRing& keys, IdentityKind kind,
                                                 std::string_view value) {
  auto normal = normalise(kind, value);
  if (!normal.fault.empty()) return std::nullopt;
  std::optional<CustomerId> only;
  for (const auto& holder : find_holders(tx, {value_index(keys, normal.key)})) {
    if (holder.kind != kind || holder.id == only) continue;
    if (only) return std::nullopt;
    only = holder.id;
  }
  return only;
}

bool Customers::may_see(db::Transaction& tx, const org::Actor& actor, CustomerId id) {
  return load_unmerged(tx, actor, view_customers, id).has_value();
}

}  // namespace customers
