#include "customers/store.h"

#include <map>
#include <set>

#include "keys/keys.h"
#include "search/search.h"

namespace customers {
namespace {

constexpr search::Index customer_search{"customer_search"};

void index_text(db::Transaction& tx, const Record& record) {
  const auto& row = record.row;
  std::string text = row.name;  // one line per field
  for (const auto& tag : row.tags) text += '\n' + tag;
  for (const auto& [key, value] : row.fields) text += '\n' + value;
  for (const auto& address : record.addresses) text += '\n' + address.region + address.street;
  std::vector<std::string> marks{mark_of(row.centre_id), mark_of(row.stage), mark_of(row.kind)};
  if (row.owner_id) marks.push_back(mark_of(*row.owner_id));
  if (row.tier_id) marks.push_back(mark_of(*row.tier_id));
  for (const auto& tag : row.tags) marks.push_back(mark_of_tag(tag));
  for (const auto& [key, value] : row.fields) marks.push_back(mark_of_field(key));
  customer_search.put(tx, row.id.value, text + '\n' + row.note, marks);
}

// Totals are taken in the order of their tags, so that two files that are saved at once
// wait for each other instead of both for ever.
void put_tags(db::Transaction& tx, const CustomerRow& row) {
  std::map<std::string, std::string> tags;
  for (const auto& tag : row.tags) tags.emplace(search::fold(tag), tag);
  for (const auto& [fold, tag] : tags) {
    tx.execute("INSERT INTO customer_tag (tag_fold, customer_id, centre_id, tag) VALUES (?1, ?2, ?3, ?4)", fold, row.id,
               row.centre_id, tag);
    tx.execute(
        "INSERT INTO customer_tag_total (centre_id, tag_fold, tag, customers) VALUES (?1, ?2, ?3, 1) "
        "ON CONFLICT (centre_id, tag_fold, tag) DO UPDATE SET customers = customer_tag_total.customers + 1",
        row.centre_id, fold, tag);
  }
}

void erase_tags(db::Transaction& tx, CustomerId id) {
  auto tags =
      tx.query("SELECT centre_id, tag_fold, tag FROM customer_tag WHERE customer_id = ?1 ORDER BY tag_fold", id);
  for (db::Row row : tags) {
    auto centre = row.id<org::CentreId>(0);
    std::string_view same = " WHERE centre_id = ?1 AND tag_fold = ?2 AND tag = ?3";
    tx.execute("UPDATE customer_tag_total SET customers = customers - 1" + std::string(same), centre, row.text(1),
               row.text(2));
    tx.execute("DELETE FROM customer_tag_total" + std::string(same) + " AND customers < 1", centre, row.text(1),
               row.text(2));
  }
  tx.execute("DELETE FROM customer_tag WHERE customer_id = ?1", id);
}

template <class Row>
std::vector<Row> load_parts(db::Transaction& tx, std::string_view table, const std::vector<CustomerId>& ids) {
  if (ids.empty()) return {};
  auto sql = db::select<Row>(table) + "WHERE customer_id {in ?1} ORDER BY customer_id, position";
  return db::read_rows<Row>(tx.query(sql, ids));
}

bool equal(const base::Type& type, const void* a, const void* b) {
  std::string text_a, text_b;
  base::write_json(text_a, type, a);
  base::write_json(text_b, type, b);
  return text_a == text_b;
}

// Deletes, changes and inserts rows until the table holds `after`, deleting first, so
// that a value may move from one row to another.
template <class Row>
void replace_parts(db::Transaction& tx, std::string_view table, const std::vector<Row>& before,
                   const std::vector<Row>& after) {
  std::map<std::int64_t, const Row*> stored;
  for (const auto& row : before) stored[row.id.value] = &row;
  std::vector<const Row*> changed, fresh;
  for (const auto& row : after) {
    auto found = stored.find(row.id.value);
    if (found == stored.end()) {
      fresh.push_back(&row);
      continue;
    }
    if (!equal(base::type_of<Row>(), found->second, &row)) changed.push_back(&row);
    stored.erase(found);
  }
  for (const auto& [id, row] : stored) tx.execute("DELETE FROM " + std::string(table) + " WHERE id = ?1", id);
  for (const auto* row : changed) db::update_row(tx, table, *row);
  for (const auto* row : fresh) db::insert_row(tx, table, *row);
}

Identity to_identity(const IdentityRow& row) {
  return {row.id.text(), row.kind, row.masked, row.label, row.preferred, true};
}

Customer to_customer(const Record& record) {
  Customer customer;
  static_cast<CustomerFields&>(customer) = fields_of(record);
  customer.id = record.row.id;
  customer.merged_into = record.row.merged_into;
  customer.version = record.row.version;
  customer.created_at = record.row.created_at;
  customer.updated_at = record.row.updated_at;
  return customer;
}

CustomerId end_of_merges(db::Transaction& tx, CustomerId id) {
  while (true) {
    auto rows = tx.query("SELECT merged_into FROM customer WHERE id = ?1", id);
    if (rows.empty() || rows[0].null(0)) return id;
    id = rows[0].id<CustomerId>(0);
  }
}

}  // namespace

org::Place place_of(db::Transaction& tx, const CustomerRow& row) {
  org::Place place{.centre_id = row.centre_id, .person_id = row.owner_id};
  if (!row.owner_id) return place;
  if (auto owner = org::Access::person_place(tx, *row.owner_id)) {
    place.department_id = owner->department_id;
    place.team_id = owner->team_id;
  }
  return place;
}

std::optional<CustomerRow> find_row(db::Transaction& tx, CustomerId id) {
  return db::first_row<CustomerRow>(tx.query(db::select<CustomerRow>("customer") + "WHERE id = ?1", id));
}

std::vector<CustomerRow> find_rows(db::Transaction& tx, const std::vector<CustomerId>& ids) {
  if (ids.empty()) return {};
  return db::read_rows<CustomerRow>(
      tx.query(db::select<CustomerRow>("customer") + "WHERE id {in ?1} ORDER BY id DESC", ids));
}

std::vector<Record> load_records(db::Transaction& tx, std::vector<CustomerRow> rows) {
  std::vector<CustomerId> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  std::map<CustomerId, std::size_t> places;
  std::vector<Record> records;
  for (auto& row : rows) {
    places[row.id] = records.size();
    records.push_back({std::move(row), {}, {}});
  }
  for (auto& identity : load_parts<IdentityRow>(tx, "customer_identity", ids))
    records[places[identity.customer_id]].identities.push_back(std::move(identity));
  for (auto& address : load_parts<AddressRow>(tx, "customer_address", ids))
    records[places[address.customer_id]].addresses.push_back(std::move(address));
  return records;
}

Record load_record(db::Transaction& tx, CustomerRow row) {
  return std::move(load_records(tx, {std::move(row)}).front());
}

std::vector<Customer> to_customers(db::Transaction& tx, std::vector<CustomerRow> rows) {
  std::vector<Customer> customers;
  for (const auto& record : load_records(tx, std::move(rows))) {
    customers.push_back(to_customer(record));
    if (auto& merged = customers.back().merged_into) merged = end_of_merges(tx, *merged);
  }
  return customers;
}

Customer to_customer(db::Transaction& tx, const CustomerRow& row) {
  return std::move(to_customers(tx, {row}).front());
}

CustomerFields fields_of(const Record& record) {
  const auto& row = record.row;
  CustomerFields fields{row.centre_id, row.kind, row.stage, row.tier_id, row.name,  row.owner_id,
                        row.note,      row.tags, {},        {},          row.fields};
  for (const auto& identity : record.identities) fields.identities.push_back(to_identity(identity));
  for (const auto& address : record.addresses)
    fields.addresses.push_back({address.label, address.region, address.street, address.postcode});
  return fields;
}

std::string mark_of(org::CentreId centre) {
  return "centre_" + centre.text();
}

std::string mark_of(org::PersonId owner) {
  return "owner_" + owner.text();
}

std::string mark_of(dictionaries::EntryId tier) {
  return "tier_" + tier.text();
}

std::string mark_of(Stage stage) {
  return "stage_" + base::word_of(stage);
}

std::string mark_of(Kind kind) {
  return "kind_" + base::word_of(kind);
}

std::string mark_of_field(const std::string& key) {
  return "field_" + key;
}

// Marks hold only a-z, 0-9 and _, so a tag stands there as the beginning of its digest.
std::string mark_of_tag(const std::string& tag) {
  return "tag_" + keys::hex(keys::digest(search::fold(tag)).substr(0, 8));
}

bool claim(db::Transaction& tx, CustomerId id, std::int64_t version) {
  return tx.execute("UPDATE customer SET version = version + 1 WHERE id = ?1 AND version = ?2", id, version) == 1;
}

bool marks_are_known(db::Transaction& tx) {
  return tx.query("SELECT 1 FROM customer_reindex LIMIT 1").empty();
}

bool field_has_values(db::Transaction& tx, const std::string& key) {
  bool known = marks_are_known(tx);
  if (known && !customer_search.newest(tx, {.table = "customer", .marks = {{mark_of_field(key)}}, .limit = 1})->empty())
    return true;
  std::string pattern;  // underscores are wildcards of LIKE
  for (char c : key) pattern += c == '_' ? "!_" : std::string(1, c);
  std::string_view among = known ? "merged_into IS NOT NULL AND " : "";  // those are not in the index
  return !tx.query("SELECT 1 FROM customer WHERE " + std::string(among) + "fields LIKE ?1 ESCAPE '!' LIMIT 1",
                   "%\"" + pattern + "\":%")
              .empty();
}

bool reindex_some(db::Transaction& tx, int limit) {
  tx.lock("customer_reindex");
  auto place = tx.query("SELECT next_id FROM customer_reindex LIMIT 1");
  if (place.empty()) return false;
  std::vector<CustomerId> ids;
  for (db::Row row :
       tx.query("SELECT id FROM customer WHERE id >= ?1 ORDER BY id LIMIT ?2", place[0].integer(0), limit))
    ids.push_back(row.id<CustomerId>(0));
  if (ids.empty()) {
    tx.execute("DELETE FROM customer_reindex");
    return false;
  }
  // Taken before they are read, as an edit at the same time would else be indexed as it was before.
  tx.execute("UPDATE customer SET version = version WHERE id {in ?1}", ids);
  for (const auto& record : load_records(tx, find_rows(tx, ids)))
    if (!record.row.merged_into) index_text(tx, record);
  tx.execute("UPDATE customer_reindex SET next_id = ?1", ids.back().value + 1);
  return true;
}

void insert_record(db::Transaction& tx, const Record& record) {
  db::insert_row(tx, "customer", record.row);
  for (const auto& identity : record.identities) db::insert_row(tx, "customer_identity", identity);
  for (const auto& address : record.addresses) db::insert_row(tx, "customer_address", address);
  show_record(tx, record);
}

void replace_record(db::Transaction& tx, const Record& before, const Record& after) {
  db::update_row(tx, "customer", after.row);
  replace_parts(tx, "customer_identity", before.identities, after.identities);
  replace_parts(tx, "customer_address", before.addresses, after.addresses);
  index_text(tx, after);
  if (before.row.tags == after.row.tags && before.row.centre_id == after.row.centre_id) return;
  erase_tags(tx, after.row.id);
  put_tags(tx, after.row);
}

void delete_record(db::Transaction& tx, CustomerId id) {
  hide_record(tx, id);
  for (std::string_view table : {"customer_identity", "customer_address", "customer_change"})
    tx.execute("DELETE FROM " + std::string(table) + " WHERE customer_id = ?1", id);
  tx.execute("DELETE FROM customer_merge WHERE kept_id = ?1 OR other_id = ?1", id);
  tx.execute("DELETE FROM customer WHERE id = ?1", id);
}

void hide_record(db::Transaction& tx, CustomerId id) {
  erase_tags(tx, id);
  customer_search.remove(tx, id.value);
}

void show_record(db::Transaction& tx, const Record& record) {
  put_tags(tx, record.row);
  index_text(tx, record);
}

std::vector<Holder> find_holders(db::Transaction& tx, const std::vector<std::string>& value_indexes) {
  std::vector<Holder> holders;
  if (value_indexes.empty()) return holders;
  auto rows = tx.query(
      "SELECT c.id, c.centre_id, i.kind, i.value_index FROM customer_identity i JOIN customer c ON c.id = "
      "i.customer_id WHERE i.value_index {in ?1} AND c.merged_into IS NULL ORDER BY c.id",
      value_indexes);
  for (db::Row row : rows)
    holders.push_back({row.id<CustomerId>(0), row.id<org::CentreId>(1),
                       base::from_word<IdentityKind>(row.text(2)).value(), row.text(3)});
  return holders;
}

std::vector<RelationRow> relations_of(db::Transaction& tx, CustomerId id) {
  auto sql = db::select<RelationRow>("customer_relation") + "WHERE customer_id = ?1 ORDER BY other_id";
  return db::read_rows<RelationRow>(tx.query(sql, id));
}

void put_relation(db::Transaction& tx, const RelationRow& relation) {
  db::insert_row(tx, "customer_relation", relation);
  db::insert_row(tx, "customer_relation",
                 RelationRow{relation.other_id, relation.customer_id, opposite(relation.kind), relation.note});
}

void erase_relation(db::Transaction& tx, CustomerId id, CustomerId other) {
  tx.execute(
      "DELETE FROM customer_relation WHERE (customer_id = ?1 AND other_id = ?2) OR (customer_id = ?2 AND other_id = "
      "?1)",
      id, other);
}

RelationKind opposite(RelationKind kind) {
  switch (kind) {
    case RelationKind::Employer:
      return RelationKind::Employee;
    case RelationKind::Employee:
      return RelationKind::Employer;
    case RelationKind::Agent:
      return RelationKind::Principal;
    case RelationKind::Principal:
      return RelationKind::Agent;
    default:
      return kind;
  }
}

std::vector<FieldDefinition> load_definitions(db::Transaction& tx) {
  static const std::string sql = db::select<FieldDefinition>("customer_field") + "ORDER BY position, id";
  return db::read_rows<FieldDefinition>(tx.query(sql));
}

std::vector<CustomerId> merged_files(db::Transaction& tx, CustomerId id) {
  auto rows = tx.query(
      "WITH RECURSIVE files (id) AS (SELECT id FROM customer WHERE id = ?1 "
      "UNION SELECT c.id FROM customer c JOIN files f ON c.merged_into = f.id) SELECT id FROM files",
      id);
  std::vector<CustomerId> ids;
  for (db::Row row : rows) ids.push_back(row.id<CustomerId>(0));
  return ids;
}

std::optional<MergeRow> find_merge(db::Transaction& tx, CustomerId kept, CustomerId other) {
  return db::first_row<MergeRow>(
      tx.query(db::select<MergeRow>("customer_merge") + "WHERE kept_id = ?1 AND other_id = ?2 AND split_at IS NULL",
               kept, other));
}

}  // namespace customers
