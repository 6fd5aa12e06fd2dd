// Verbs that make one file of two, and two of one again.

#include <algorithm>
#include <stdexcept>

#include "customers/identities.h"
#include "customers/merge_rules.h"
#include "customers/verbs.h"

namespace customers {
namespace {

std::string snapshot_context(MergeId id) {
  return "customer_merge.snapshot:" + id.text();
}

std::string added_context(MergeId id) {
  return "customer_merge.added:" + id.text();
}

Snapshot snapshot_of(db::Transaction& tx, const keys::KeyRing& keys, const Record& record) {
  Snapshot snapshot;
  for (const auto& identity : record.identities)
    snapshot.identities.push_back(
        {identity.id.text(), identity.kind, open_identity(keys, identity), identity.label, identity.preferred, false});
  snapshot.addresses = fields_of(record).addresses;
  snapshot.relations = relations_of(tx, record.row.id);
  return snapshot;
}

template <class T>
T open_json(const keys::KeyRing& keys, const std::string& sealed, const std::string& context) {
  auto text = keys.open(sealed, context);
  if (!text) throw std::runtime_error("a merge does not open with the keys of this database");
  return base::from_json<T>(*text).value();
}

// The relations of `other` go over to `kept`, but for one between the two, and those that `kept` has too.
std::vector<CustomerId> move_relations(db::Transaction& tx, CustomerId kept, CustomerId other) {
  std::vector<CustomerId> known{kept}, moved;
  for (const auto& relation : relations_of(tx, kept)) known.push_back(relation.other_id);
  for (const auto& relation : relations_of(tx, other)) {
    erase_relation(tx, other, relation.other_id);
    if (std::find(known.begin(), known.end(), relation.other_id) != known.end()) continue;
    put_relation(tx, {kept, relation.other_id, relation.kind, relation.note});
    moved.push_back(relation.other_id);
  }
  return moved;
}

// The file that was merged away: its row stays, its parts are in the snapshot.
Record emptied(const Record& other, CustomerId kept, base::Time now) {
  Record record{other.row, {}, {}};
  record.row.merged_into = kept;
  record.row.version += 1;
  record.row.updated_at = now;
  return record;
}

void keep_merge(db::Transaction& tx, const org::Platform& platform, CustomerId kept, CustomerId other,
                const Snapshot& snapshot, const Added& added) {
  auto id = platform.ids.make<MergeId>();
  db::insert_row(
      tx, "customer_merge",
      MergeRow{id, kept, other, platform.clock.now(), platform.keys.seal(base::to_json(snapshot), snapshot_context(id)),
               platform.keys.seal(base::to_json(added), added_context(id)), std::nullopt});
}

// Files that went into `id` earlier end up elsewhere now.
void tell_followers(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, CustomerId id) {
  for (const auto& row : find_rows(tx, merged_files(tx, id)))
    if (row.id != id)
      tell(tx, platform, actor.ref, row.centre_id, row.id.value, CustomerChanged{row.id, org::Change::Edited});
}

void record_merge(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const Record& kept,
                  const Record& other, const Merged& merged) {
  auto found = differences(kept, merged.record);
  found.insert(found.end(), merged.left_outside.begin(), merged.left_outside.end());
  record_change(tx, platform, actor.ref, kept.row.id, ChangeKind::Merged, std::move(found));
  record_change(tx, platform, actor.ref, other.row.id, ChangeKind::MergedAway, {{"merged_into", "", kept.row.name}});
  org::audit(tx, platform, actor,
             {"customer.merged", "customer", kept.row.id.value, kept.row.centre_id, "customer " + other.row.id.text()});
  tell(tx, platform, actor.ref, kept.row.centre_id, kept.row.id.value, CustomersMerged{kept.row.id, other.row.id});
  tell_followers(tx, platform, actor, other.row.id);
}

// The parts of the snapshot as rows of `row` again.
Record restored(const org::Platform& platform, CustomerRow row, const Snapshot& snapshot) {
  Record record{std::move(row), {}, {}};
  for (const auto& identity : snapshot.identities) {
    auto id = IdentityId{base::parse_id(identity.id).value()};
    auto made =
        make_identity(platform.keys, id, record.row.id, identity.kind, normalise(identity.kind, identity.value));
    made.position = static_cast<std::int64_t>(record.identities.size());
    made.label = identity.label;
    made.preferred = identity.preferred;
    record.identities.push_back(std::move(made));
  }
  for (const auto& address : snapshot.addresses)
    record.addresses.push_back({platform.ids.make<AddressId>(), record.row.id,
                                static_cast<std::int64_t>(record.addresses.size()), address.label, address.region,
                                address.street, address.postcode,
                                address_index(platform.keys, address.region, address.street)});
  record.row.merged_into.reset();
  record.row.version += 1;
  record.row.updated_at = platform.clock.now();
  return record;
}

void restore_relations(db::Transaction& tx, CustomerId kept, CustomerId other, const Added& added,
                       const Snapshot& snapshot) {
  for (auto id : added.relations) erase_relation(tx, kept, id);
  for (const auto& relation : snapshot.relations) {
    auto third = find_row(tx, relation.other_id);
    if (third && !third->merged_into) put_relation(tx, {other, third->id, relation.kind, relation.note});
  }
}

// Somebody may have got an ID card or account of the file meanwhile.
bool is_taken(db::Transaction& tx, const Record& record, CustomerId kept) {
  std::vector<std::string> indexes;
  for (const auto& identity : record.identities)
    if (is_exclusive(identity.kind)) indexes.push_back(identity.value_index);
  for (const auto& holder : find_holders(tx, indexes))
    if (is_exclusive(holder.kind) && holder.id != kept) return true;
  return false;
}

void record_split(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const Record& before,
                  const Record& after, const Record& other) {
  record_change(tx, platform, actor.ref, after.row.id, ChangeKind::Split, differences(before, after));
  record_change(tx, platform, actor.ref, other.row.id, ChangeKind::SplitAway, {{"merged_into", after.row.name, ""}});
  org::audit(
      tx, platform, actor,
      {"customer.split", "customer", after.row.id.value, after.row.centre_id, "customer " + other.row.id.text()});
  tell(tx, platform, actor.ref, after.row.centre_id, after.row.id.value, CustomersSplit{after.row.id, other.row.id});
  tell_followers(tx, platform, actor, other.row.id);
}

void touch(CustomerRow& row, base::Time now) {
  row.version += 1;
  row.updated_at = now;
}

}  // namespace

base::Result<Customer> Customers::merge(const org::Actor& actor, CustomerId id, CustomerId other_id) {
  if (id == other_id) return base::refuse_fault("/other_id", "same_customer");
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Customer> {
    tx.lock(links_lock);
    auto known = load_customer(tx, actor, merge_customers, other_id);
    if (!known && known.error().code == base::Code::NotFound) return refuse_reference("/other_id");
    if (!known) return base::pass(known);
    if (known->merged_into == id) return to_customer(tx, find_row(tx, id).value());
    auto kept = take_customer(tx, actor, merge_customers, id);
    if (!kept) return base::pass(kept);
    auto other = take_customer(tx, actor, merge_customers, other_id);
    if (!other) return base::pass(other);
    auto merged = merge_records(*kept, *other);
    if (!merged) return base::pass(merged);
    auto snapshot = snapshot_of(tx, platform_.keys, *other);
    merged->added.relations = move_relations(tx, id, other_id);
    touch(merged->record.row, platform_.clock.now());
    replace_record(tx, *other, emptied(*other, id, platform_.clock.now()));
    hide_record(tx, other_id);
    replace_record(tx, *kept, merged->record);
    keep_merge(tx, platform_, id, other_id, snapshot, merged->added);
    record_merge(tx, platform_, actor, *kept, *other, *merged);
    return to_customer(tx, merged->record.row);
  });
}

base::Result<Customer> Customers::split(const org::Actor& actor, CustomerId id, CustomerId other_id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Customer> {
    tx.lock(links_lock);
    auto kept = take_customer(tx, actor, merge_customers, id);
    if (!kept) return base::pass(kept);
    auto row = load_customer(tx, actor, merge_customers, other_id);
    auto merge = find_merge(tx, id, other_id);
    if (!row || !merge) return base::refuse_fault("/other_id", "not_merged_here");
    auto added = open_json<Added>(platform_.keys, merge->added, added_context(merge->id));
    auto snapshot = open_json<Snapshot>(platform_.keys, merge->snapshot, snapshot_context(merge->id));
    auto record = without(*kept, added);
    auto other = restored(platform_, *std::move(row), snapshot);
    if (is_taken(tx, other, id)) return base::refuse(base::Code::Conflict, "split_identity_taken");
    touch(record.row, platform_.clock.now());
    replace_record(tx, *kept, record);
    replace_record(tx, {other.row, {}, {}}, other);
    show_record(tx, other);
    restore_relations(tx, id, other_id, added, snapshot);
    tx.execute("UPDATE customer_merge SET split_at = ?2 WHERE id = ?1", merge->id, platform_.clock.now());
    record_split(tx, platform_, actor, *kept, record, other);
    return to_customer(tx, other.row);
  });
}

}  // namespace customers
