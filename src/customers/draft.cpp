#include "customers/draft.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "customers/identities.h"
#include "customers/own_fields.h"
#include "search/search.h"

namespace customers {
namespace {

std::string seal_context(IdentityId id) {
  return "customer_identity.sealed:" + id.text();
}

// Tags that are equal whatever their case are one.
std::vector<std::string> distinct(const std::vector<std::string>& tags) {
  std::vector<std::string> kept;
  std::set<std::string> seen;
  for (const auto& tag : tags)
    if (seen.insert(search::fold(tag)).second) kept.push_back(tag);
  return kept;
}

FieldValues without_empty(FieldValues values) {
  std::erase_if(values, [](const auto& entry) { return entry.second.empty(); });
  return values;
}

class Drafting {
 public:
  Drafting(const DraftGround& ground, const Record* stored, const CustomerFields& fields)
      : ground_(ground), stored_(stored), fields_(fields) {}

  base::Result<Record> run() && {
    draft_row();
    for (std::size_t i = 0; i < fields_.identities.size(); ++i) draft_identity(i);
    for (std::size_t i = 0; i < fields_.addresses.size(); ++i) draft_address(i);
    check_values(ground_.definitions, stored_ ? stored_->row.fields : FieldValues{}, fields_.fields, faults_);
    if (!faults_.empty()) return base::refuse_faults(std::move(faults_));
    return std::move(record_);
  }

 private:
  void draft_row() {
    auto& row = record_.row;
    if (stored_) row = stored_->row;
    if (!stored_) {
      row.id = ground_.ids.make<CustomerId>();
      row.created_at = ground_.now;
    }
    row.version = stored_ ? stored_->row.version + 1 : 1;
    row.updated_at = ground_.now;
    row.centre_id = fields_.centre_id;
    row.kind = fields_.kind;
    row.stage = fields_.stage;
    row.tier_id = fields_.tier_id;
    row.name = fields_.name;
    row.name_fold = search::fold(fields_.name);
    row.owner_id = fields_.owner_id;
    row.note = fields_.note;
    row.tags = distinct(fields_.tags);
    row.fields = without_empty(fields_.fields);
  }

  void fault(std::size_t identity, std::string_view field, std::string code) {
    faults_.push_back({"/identities/" + std::to_string(identity) + std::string(field), std::move(code), {}});
  }

  const IdentityRow* find_stored(const std::string& id) const {
    if (!stored_) return nullptr;
    for (const auto& row : stored_->identities)
      if (row.id.text() == id) return &row;
    return nullptr;
  }

  void draft_identity(std::size_t i) {
    const Identity& given = fields_.identities[i];
    const IdentityRow* row = find_stored(given.id);
    if (!given.id.empty() && !row) return fault(i, "/id", "no_such_object");
    std::string value = given.value;
    if (row && value == row->masked)
      value = open_identity(ground_.keys, *row);
    else if (value.find('*') != value.npos)
      return fault(i, "/value", "masked_value");
    auto normal = normalise(given.kind, value);
    if (!normal.fault.empty()) return fault(i, "/value", normal.fault);
    add_identity(i, given, row, normal);
  }

  void add_identity(std::size_t i, const Identity& given, const IdentityRow* row, const NormalIdentity& normal) {
    auto index = value_index(ground_.keys, normal.key);
    if (!seen_.emplace(given.kind, index).second) return fault(i, "/value", "twice");
    IdentityRow made;
    if (row && row->kind == given.kind && row->value_index == index)
      made = *row;
    else
      made = make_identity(ground_.keys, row ? row->id : ground_.ids.make<IdentityId>(), record_.row.id, given.kind,
                           normal);
    made.position = static_cast<std::int64_t>(i);
    made.label = given.label;
    made.preferred = given.preferred;
    record_.identities.push_back(std::move(made));
  }

  // An address that stays keeps its row, so that a later split knows it.
  AddressId id_of(const AddressRow& address) {
    if (stored_)
      for (const auto& row : stored_->addresses)
        if (text_of(row) == text_of(address) && used_.insert(row.id).second) return row.id;
    return ground_.ids.make<AddressId>();
  }

  void draft_address(std::size_t i) {
    const Address& given = fields_.addresses[i];
    if (given.region.empty() && given.street.empty())
      faults_.push_back({"/addresses/" + std::to_string(i) + "/street", "missing", {}});
    AddressRow row{{},
                   record_.row.id,
                   static_cast<std::int64_t>(i),
                   given.label,
                   given.region,
                   given.street,
                   given.postcode,
                   address_index(ground_.keys, given.region, given.street)};
    row.id = id_of(row);
    record_.addresses.push_back(std::move(row));
  }

  const DraftGround& ground_;
  const Record* stored_;
  const CustomerFields& fields_;
  Record record_;
  std::vector<base::Fault> faults_;
  std::set<std::pair<IdentityKind, std::string>> seen_;
  std::set<AddressId> used_;
};

// Gathers differences in the order in which the fields are asked for.
class Comparison {
 public:
  void text(std::string field, const std::string& before, const std::string& after) {
    if (before != after) found.push_back({std::move(field), before, after});
  }

  template <class Row>
  void parts(const std::vector<Row>& before, const std::vector<Row>& after, auto field_of, auto same) {
    for (const auto& row : before) {
      auto kept = std::find_if(after.begin(), after.end(), [&](const Row& other) { return other.id == row.id; });
      if (kept == after.end())
        found.push_back({field_of(row), text_of(row), ""});
      else if (!same(row, *kept))
        found.push_back({field_of(*kept), text_of(row), text_of(*kept)});
    }
    for (const auto& row : after)
      if (std::none_of(before.begin(), before.end(), [&](const Row& other) { return other.id == row.id; }))
        found.push_back({field_of(row), "", text_of(row)});
  }

  std::vector<Difference> found;
};

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

void compare_values(Comparison& comparison, const FieldValues& before, const FieldValues& after) {
  auto value_in = [](const FieldValues& values, const std::string& key) {
    auto found = values.find(key);
    return found == values.end() ? std::string() : found->second;
  };
  FieldValues keys = before;
  keys.insert(after.begin(), after.end());
  for (const auto& [key, ignored] : keys) comparison.text("fields/" + key, value_in(before, key), value_in(after, key));
}

}  // namespace

base::Result<Record> draft(const DraftGround& ground, const Record* stored, const CustomerFields& fields) {
  return Drafting(ground, stored, fields).run();
}

IdentityRow make_identity(const keys::KeyRing& keys, IdentityId id, CustomerId customer, IdentityKind kind,
                          const NormalIdentity& normal) {
  IdentityRow row;
  row.id = id;
  row.customer_id = customer;
  row.kind = kind;
  row.sealed = keys.seal(normal.value, seal_context(id));
  row.value_index = value_index(keys, normal.key);
  row.tail_index = tail_index(keys, tail(kind, normal.key));
  row.masked = mask(kind, normal.value);
  return row;
}

std::string open_identity(const keys::KeyRing& keys, const IdentityRow& row) {
  auto value = keys.open(row.sealed, seal_context(row.id));
  if (!value) throw std::runtime_error("identity " + row.id.text() + " does not open with the keys of this database");
  return *std::move(value);
}

std::string value_index(const keys::KeyRing& keys, std::string_view key) {
  return keys.blind_index(key, "customer_identity.value");
}

std::string tail_index(const keys::KeyRing& keys, std::string_view tail) {
  return tail.empty() ? "" : keys.blind_index(tail, "customer_identity.tail");
}

std::string address_index(const keys::KeyRing& keys, std::string_view region, std::string_view street) {
  auto text = search::fold(std::string(region) + std::string(street));
  std::erase(text, ' ');
  return keys.blind_index(text, "customer_address");
}

std::vector<Difference> differences(const Record& before, const Record& after) {
  const auto &old_row = before.row, &row = after.row;
  auto text = [](const auto& id) { return id ? id->text() : ""; };
  Comparison comparison;
  comparison.text("centre_id", old_row.centre_id.text(), row.centre_id.text());
  comparison.text("kind", base::word_of(old_row.kind), base::word_of(row.kind));
  comparison.text("stage", base::word_of(old_row.stage), base::word_of(row.stage));
  comparison.text("tier_id", text(old_row.tier_id), text(row.tier_id));
  comparison.text("name", old_row.name, row.name);
  comparison.text("owner_id", text(old_row.owner_id), text(row.owner_id));
  comparison.text("note", old_row.note, row.note);
  comparison.text("tags", joined(old_row.tags), joined(row.tags));
  comparison.parts(
      before.identities, after.identities, [](const IdentityRow& i) { return "identities/" + base::word_of(i.kind); },
      [](const IdentityRow& a, const IdentityRow& b) {
        return a.value_index == b.value_index && a.kind == b.kind && text_of(a) == text_of(b);
      });
  comparison.parts(
      before.addresses, after.addresses, [](const AddressRow&) { return std::string("addresses"); },
      [](const AddressRow& a, const AddressRow& b) { return text_of(a) == text_of(b); });
  compare_values(comparison, old_row.fields, row.fields);
  return std::move(comparison.found);
}

std::string text_of(const IdentityRow& identity) {
  return identity.masked + (identity.label.empty() ? "" : " (" + identity.label + ")") +
         (identity.preferred ? " ★" : "");
}

std::string text_of(const AddressRow& address) {
  std::string text = address.label.empty() ? "" : address.label + ": ";
  text += address.region + ' ' + address.street;
  return address.postcode.empty() ? text : text + ' ' + address.postcode;
}

}  // namespace customers
