#include "customers/import_batch.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "customers/identities.h"
#include "customers/verbs.h"

namespace customers {
namespace {

constexpr std::size_t max_faults_per_row = 100;

bool identifies(IdentityKind kind) {
  return kind == IdentityKind::Phone || kind == IdentityKind::Email || is_exclusive(kind);
}

// The title of the column that gave what a path speaks of: "/tags" also speaks for "/tags/3".
std::string title_of(const TableRow& row, std::string path) {
  while (true) {
    auto found = row.titles.find(path);
    if (found != row.titles.end()) return found->second;
    auto slash = path.rfind('/');
    if (path.empty() || slash == path.npos) return "";
    path.resize(slash);
  }
}

void add_faults(std::vector<base::Fault>& faults, const std::vector<base::Fault>& more) {
  for (const auto& fault : more) {
    auto same = [&](const base::Fault& known) { return known.path == fault.path; };
    if (std::none_of(faults.begin(), faults.end(), same)) faults.push_back(fault);
  }
}

// The body after the limits of its fields, as the API reads it.
CustomerFields within_limits(const CustomerFields& fields, std::vector<base::Fault>& faults) {
  auto read = base::from_json<CustomerFields>(base::to_json(fields));
  if (read) return *std::move(read);
  add_faults(faults, read.error().faults);
  return fields;
}

class Batch {
 public:
  Batch(db::Transaction& tx, const org::Platform& platform, ImportRow& import, const std::vector<PreparedRow>& rows)
      : tx_(tx), platform_(platform), import_(import), definitions_(load_definitions(tx)) {
    std::set<std::string> indexes;
    for (const auto& row : rows) indexes.insert(row.indexes.begin(), row.indexes.end());
    indexes.erase("");
    for (auto& holder : find_holders(tx, {indexes.begin(), indexes.end()})) add_holder(std::move(holder));
  }

  void take(const PreparedRow& prepared) {
    faults_ = prepared.table.faults;
    auto known = holders_of(prepared);
    if (!faults_.empty() || known.size() > 1)
      refuse_or_skip(prepared, known.size());
    else if (known.empty())
      create(prepared);
    else if (import_.duplicates == Duplicates::Skip)
      ++import_.skipped;
    else
      update(prepared, *known.begin());
  }

 private:
  void add_holder(Holder holder) { holders_[holder.value_index].push_back(std::move(holder)); }

  // The customers of the centre that the row speaks of. An ID card or account of another centre is a fault.
  std::set<CustomerId> holders_of(const PreparedRow& prepared) {
    std::set<CustomerId> known;
    const auto& identities = prepared.table.fields.identities;
    for (std::size_t i = 0; i < identities.size(); ++i) {
      if (prepared.indexes[i].empty() || !identifies(identities[i].kind)) continue;
      for (const auto& holder : holders_[prepared.indexes[i]]) {
        if (holder.kind != identities[i].kind) continue;
        if (holder.centre_id == import_.centre_id)
          known.insert(holder.id);
        else if (is_exclusive(holder.kind))
          add_faults(faults_, {{"/identities/" + std::to_string(i) + "/value", "taken", {}}});
      }
    }
    return known;
  }

  void refuse_or_skip(const PreparedRow& prepared, std::size_t known) {
    if (faults_.empty() && import_.duplicates == Duplicates::Skip) {
      ++import_.skipped;
      return;
    }
    if (known > 1 && import_.duplicates == Duplicates::Update)
      faults_.push_back({"", "several_match", {{"count", std::to_string(known)}}});
    // The other faults of the row are told too.
    auto fields = within_limits(prepared.table.fields, faults_);
    if (auto record = drafted(nullptr, fields); !record) add_faults(faults_, record.error().faults);
    keep_faults(prepared.table);
  }

  base::Result<Record> drafted(const Record* stored, const CustomerFields& fields) const {
    return draft({platform_.keys, platform_.ids, definitions_, platform_.clock.now()}, stored, fields);
  }

  void create(const PreparedRow& prepared) {
    auto fields = within_limits(prepared.table.fields, faults_);
    auto record = drafted(nullptr, fields);
    if (!record) add_faults(faults_, record.error().faults);
    if (!faults_.empty()) return keep_faults(prepared.table);
    insert_record(tx_, *record);
    imported(*record, org::Change::Created, {});
    ++import_.created;
  }

  void update(const PreparedRow& prepared, CustomerId id) {
    auto stored = load_record(tx_, find_row(tx_, id).value());
    auto table = prepared.table;
    auto fields = within_limits(updated(stored, table, prepared.indexes), faults_);
    auto record = drafted(&stored, fields);
    if (!record) add_faults(faults_, record.error().faults);
    if (!faults_.empty()) return keep_faults(table);
    auto found = differences(stored, *record);
    if (found.empty()) {
      ++import_.skipped;
      return;
    }
    if (!claim(tx_, id, stored.row.version)) throw std::runtime_error("a customer of an import was changed meanwhile");
    replace_record(tx_, stored, *record);
    imported(*record, org::Change::Edited, std::move(found));
    ++import_.updated;
  }

  // What the file has, with what the row says over it. The paths of `table` become those of the new body.
  CustomerFields updated(const Record& stored, TableRow& table, const std::vector<std::string>& indexes) const {
    auto fields = fields_of(stored);
    const auto& row = table.fields;
    if (!row.name.empty()) fields.name = row.name;
    if (!row.note.empty()) fields.note = row.note;
    if (table.has_kind) fields.kind = row.kind;
    if (table.has_stage) fields.stage = row.stage;
    fields.tags.insert(fields.tags.end(), row.tags.begin(), row.tags.end());
    for (const auto& [key, value] : row.fields) fields.fields[key] = value;
    for (const auto& address : row.addresses) add_address(fields, stored, table, address);
    for (std::size_t i = 0; i < row.identities.size(); ++i) {
      auto same = [&](const IdentityRow& own) {
        return own.kind == row.identities[i].kind && own.value_index == indexes[i];
      };
      if (std::any_of(stored.identities.begin(), stored.identities.end(), same)) continue;
      move_title(table, "/identities/" + std::to_string(i) + "/value",
                 "/identities/" + std::to_string(fields.identities.size()) + "/value");
      fields.identities.push_back(row.identities[i]);
    }
    return fields;
  }

  void add_address(CustomerFields& fields, const Record& stored, TableRow& table, const Address& address) const {
    auto index = address_index(platform_.keys, address.region, address.street);
    auto same = [&](const AddressRow& own) { return own.address_index == index; };
    if (std::any_of(stored.addresses.begin(), stored.addresses.end(), same)) return;
    auto place = "/addresses/" + std::to_string(fields.addresses.size());
    for (std::string_view part : {"/region", "/street", "/postcode"})
      move_title(table, "/addresses/0" + std::string(part), place + std::string(part));
    fields.addresses.push_back(address);
  }

  static void move_title(TableRow& table, const std::string& from, const std::string& to) {
    if (auto found = table.titles.find(from); found != table.titles.end()) table.titles[to] = found->second;
  }

  void imported(const Record& record, org::Change change, std::vector<Difference> found) {
    const auto& row = record.row;
    record_change(tx_, platform_, import_.actor(), row.id, ChangeKind::Imported, std::move(found));
    tell(tx_, platform_, import_.actor(), row.centre_id, row.id.value, CustomerChanged{row.id, change});
    // Later rows of the batch must find it.
    for (const auto& identity : record.identities) {
      auto& known = holders_[identity.value_index];
      auto same = [&](const Holder& holder) { return holder.id == row.id && holder.kind == identity.kind; };
      if (std::none_of(known.begin(), known.end(), same))
        known.push_back({row.id, row.centre_id, identity.kind, identity.value_index});
    }
  }

  void keep_faults(const TableRow& table) {
    if (faults_.size() > max_faults_per_row) faults_.resize(max_faults_per_row);
    for (const auto& fault : faults_)
      db::insert_row(tx_, "customer_import_fault",
                     ImportFaultRow{platform_.ids.make<ImportFaultId>(),
                                    import_.id,
                                    table.line,
                                    title_of(table, fault.path),
                                    fault.code,
                                    {fault.fields.begin(), fault.fields.end()}});
    ++import_.faulty;
  }

  db::Transaction& tx_;
  const org::Platform& platform_;
  ImportRow& import_;
  const std::vector<FieldDefinition> definitions_;
  std::map<std::string, std::vector<Holder>> holders_;  // by the index of a value
  std::vector<base::Fault> faults_;                     // of the row in hand
};

}  // namespace

PreparedRow prepare_row(const keys::KeyRing& keys, const base::CsvRow& row, const ImportRow& import) {
  PreparedRow prepared{read_table_row(row, import.columns, import.centre_id), {}};
  for (const auto& identity : prepared.table.fields.identities) {
    auto normal = normalise(identity.kind, identity.value);
    prepared.indexes.push_back(normal.key.empty() ? "" : value_index(keys, normal.key));
  }
  return prepared;
}

void import_batch(db::Transaction& tx, const org::Platform& platform, ImportRow& import,
                  const std::vector<PreparedRow>& rows) {
  Batch batch(tx, platform, import, rows);
  for (const auto& row : rows) batch.take(row);
}

}  // namespace customers
