#include "customers/merge_rules.h"

#include <algorithm>
#include <set>

#include "customers/draft.h"
#include "search/search.h"

namespace customers {
namespace {

// As limits_of(CustomerFields) say.
constexpr std::size_t max_identities = 30, max_addresses = 10, max_tags = 50, max_fields = 100;

bool has_identity(const Record& record, const IdentityRow& identity) {
  return std::any_of(record.identities.begin(), record.identities.end(), [&](const IdentityRow& own) {
    return own.kind == identity.kind && own.value_index == identity.value_index;
  });
}

bool has_address(const Record& record, const AddressRow& address) {
  return std::any_of(record.addresses.begin(), record.addresses.end(),
                     [&](const AddressRow& own) { return own.address_index == address.address_index; });
}

void merge_identities(Merged& merged, const Record& other) {
  auto& identities = merged.record.identities;
  for (auto identity : other.identities) {
    if (has_identity(merged.record, identity)) continue;
    identity.customer_id = merged.record.row.id;
    identity.position = identities.empty() ? 0 : identities.back().position + 1;
    merged.added.identities.push_back(identity.id);
    identities.push_back(std::move(identity));
  }
}

void merge_addresses(Merged& merged, const Record& other) {
  auto& addresses = merged.record.addresses;
  for (auto address : other.addresses) {
    if (has_address(merged.record, address)) continue;
    address.customer_id = merged.record.row.id;
    address.position = addresses.empty() ? 0 : addresses.back().position + 1;
    merged.added.addresses.push_back(address.id);
    addresses.push_back(std::move(address));
  }
}

void merge_tags(Merged& merged, const Record& other) {
  auto& tags = merged.record.row.tags;
  std::set<std::string> own;
  for (const auto& tag : tags) own.insert(search::fold(tag));
  for (const auto& tag : other.row.tags) {
    if (!own.insert(search::fold(tag)).second) continue;
    merged.added.tags.push_back(tag);
    tags.push_back(tag);
  }
}

void leave_outside(Merged& merged, std::string field, const std::string& value, const std::string& kept) {
  if (!value.empty() && value != kept) merged.left_outside.push_back({"merged/" + std::move(field), value, kept});
}

void merge_values(Merged& merged, const Record& other) {
  auto& fields = merged.record.row.fields;
  for (const auto& [key, value] : other.row.fields) {
    auto [own, fresh] = fields.emplace(key, value);
    if (fresh)
      merged.added.fields[key] = value;
    else
      leave_outside(merged, "fields/" + key, value, own->second);
  }
}

void merge_note(Merged& merged, const Record& other) {
  auto& note = merged.record.row.note;
  if (!note.empty()) return leave_outside(merged, "note", other.row.note, note);
  merged.added.note = note = other.row.note;
}

template <class Id>
std::string text(const std::optional<Id>& id) {
  return id ? id->text() : "";
}

void merge_tier(Merged& merged, const Record& other) {
  auto& row = merged.record.row;
  if (row.tier_id) return leave_outside(merged, "tier_id", text(other.row.tier_id), text(row.tier_id));
  merged.added.tier_id = row.tier_id = other.row.tier_id;
}

void merge_owner(Merged& merged, const Record& other) {
  auto& row = merged.record.row;
  bool fits = !row.owner_id && other.row.owner_id && other.row.centre_id == row.centre_id;
  if (!fits) return leave_outside(merged, "owner_id", text(other.row.owner_id), text(row.owner_id));
  merged.added.owner_id = row.owner_id = other.row.owner_id;
}

template <class Row, class Id>
void erase_ids(std::vector<Row>& rows, const std::vector<Id>& ids) {
  std::erase_if(rows, [&](const Row& row) { return std::find(ids.begin(), ids.end(), row.id) != ids.end(); });
}

}  // namespace

base::Result<Merged> merge_records(const Record& kept, const Record& other) {
  Merged merged{kept, {}, {}};
  const auto& row = merged.record.row;
  leave_outside(merged, "centre_id", other.row.centre_id.text(), row.centre_id.text());
  leave_outside(merged, "kind", base::word_of(other.row.kind), base::word_of(row.kind));
  leave_outside(merged, "stage", base::word_of(other.row.stage), base::word_of(row.stage));
  leave_outside(merged, "name", other.row.name, row.name);
  merge_tier(merged, other);
  merge_owner(merged, other);
  merge_note(merged, other);
  merge_tags(merged, other);
  merge_identities(merged, other);
  merge_addresses(merged, other);
  merge_values(merged, other);
  const auto& record = merged.record;
  if (record.identities.size() > max_identities || record.addresses.size() > max_addresses ||
      row.tags.size() > max_tags || row.fields.size() > max_fields)
    return base::refuse(base::Code::Conflict, "merge_too_large");
  return merged;
}

Record without(const Record& kept, const Added& added) {
  Record record = kept;
  auto& row = record.row;
  erase_ids(record.identities, added.identities);
  erase_ids(record.addresses, added.addresses);
  std::erase_if(row.tags, [&](const std::string& tag) {
    return std::find(added.tags.begin(), added.tags.end(), tag) != added.tags.end();
  });
  for (const auto& [key, value] : added.fields)
    if (auto own = row.fields.find(key); own != row.fields.end() && own->second == value) row.fields.erase(own);
  if (!added.note.empty() && row.note == added.note) row.note.clear();
  if (added.tier_id && row.tier_id == added.tier_id) row.tier_id.reset();
  if (added.owner_id && row.owner_id == added.owner_id) row.owner_id.reset();
  return record;
}

}  // namespace customers
