#pragma once
// All SQL of customers. Private to the module.

#include <optional>
#include <string>
#include <vector>

#include "access/list.h"
#include "customers/events.h"
#include "customers/types.h"
#include "db/database.h"
#include "db/rows.h"
#include "events/events.h"

namespace customers {

using IdentityId = base::Id<struct IdentityTag>;
using AddressId = base::Id<struct AddressTag>;
using MergeId = base::Id<struct MergeTag>;

struct CustomerRow {
  CustomerId id;
  org::CentreId centre_id;
  Kind kind = Kind::Person;
  Stage stage = Stage::Lead;
  std::optional<dictionaries::EntryId> tier_id;
  std::string name;
  std::string name_fold;
  std::optional<org::PersonId> owner_id;
  std::string note;
  std::vector<std::string> tags;
  std::map<std::string, std::string> fields;
  std::optional<CustomerId> merged_into;
  std::int64_t version = 1;
  base::Time created_at;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(CustomerRow, (),
                      (id, centre_id, kind, stage, tier_id, name, name_fold, owner_id, note, tags, fields, merged_into,
                       version, created_at, updated_at))
constexpr auto limits_of(const CustomerRow*) {
  return limits_of(static_cast<const CustomerFields*>(nullptr));
}

struct IdentityRow {
  IdentityId id;
  CustomerId customer_id;
  std::int64_t position = 0;
  IdentityKind kind = IdentityKind::Phone;
  std::string sealed;
  std::string value_index;
  std::string tail_index;
  std::string masked;
  std::string label;
  bool preferred = false;
};
BOOST_DESCRIBE_STRUCT(IdentityRow, (),
                      (id, customer_id, position, kind, sealed, value_index, tail_index, masked, label, preferred))

struct AddressRow {
  AddressId id;
  CustomerId customer_id;
  std::int64_t position = 0;
  std::string label;
  std::string region;
  std::string street;
  std::string postcode;
  std::string address_index;
};
BOOST_DESCRIBE_STRUCT(AddressRow, (), (id, customer_id, position, label, region, street, postcode, address_index))

// A customer's file with all that hangs on it.
struct Record {
  CustomerRow row;
  std::vector<IdentityRow> identities;
  std::vector<AddressRow> addresses;
};

struct RelationRow {
  CustomerId customer_id;
  CustomerId other_id;
  RelationKind kind = RelationKind::Other;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(RelationRow, (), (customer_id, other_id, kind, note))

struct ChangeRow {
  ChangeId id;
  CustomerId customer_id;
  base::Time at;
  base::ActorKind actor_kind = base::ActorKind::System;
  std::int64_t actor_id = 0;
  ChangeKind kind = ChangeKind::Edited;
  std::vector<Difference> differences;
};
BOOST_DESCRIBE_STRUCT(ChangeRow, (), (id, customer_id, at, actor_kind, actor_id, kind, differences))
constexpr auto limits_of(const ChangeRow*) {
  return std::array{base::Limit{.field = "differences", .max_items = 1'000}};
}

struct MergeRow {
  MergeId id;
  CustomerId kept_id;
  CustomerId other_id;
  base::Time at;
  std::string snapshot;
  std::string added;
  std::optional<base::Time> split_at;
};
BOOST_DESCRIBE_STRUCT(MergeRow, (), (id, kept_id, other_id, at, snapshot, added, split_at))

// Where a customer stands: in its centre, and with whoever looks after it.
org::Place place_of(db::Transaction& tx, const CustomerRow& row);

std::optional<CustomerRow> find_row(db::Transaction& tx, CustomerId id);
// Those that exist, by falling id.
std::vector<CustomerRow> find_rows(db::Transaction& tx, const std::vector<CustomerId>& ids);
Record load_record(db::Transaction& tx, CustomerRow row);
std::vector<Record> load_records(db::Transaction& tx, std::vector<CustomerRow> rows);
// As the API shows them, masked; merged_into is the file in which they ended up.
std::vector<Customer> to_customers(db::Transaction& tx, std::vector<CustomerRow> rows);
Customer to_customer(db::Transaction& tx, const CustomerRow& row);
CustomerFields fields_of(const Record& record);

// Takes the row for this transaction and raises its version; false when it is no longer
// at `version`. What was read before is then as it was at that version.
bool claim(db::Transaction& tx, CustomerId id, std::int64_t version);
void insert_record(db::Transaction& tx, const Record& record);
void replace_record(db::Transaction& tx, const Record& before, const Record& after);
void delete_record(db::Transaction& tx, CustomerId id);
// Words of the program in the search index, by which a narrow list is found without
// looking at all that has the same name.
std::string mark_of(org::CentreId centre);
std::string mark_of(org::PersonId owner);
std::string mark_of(dictionaries::EntryId tier);
std::string mark_of(Stage stage);
std::string mark_of(Kind kind);
std::string mark_of_tag(const std::string& tag);
std::string mark_of_field(const std::string& key);
// Whether every file in the search index has its marks. Not so after an upgrade that
// brought new ones, until reindex_some() has gone through all files.
bool marks_are_known(db::Transaction& tx);
// The kind of the job that does so.
inline constexpr std::string_view reindex_kind = "customers.reindex";
// Indexes the next files that an upgrade left without their marks; false when none is left.
bool reindex_some(db::Transaction& tx, int limit);
// Whether any file, also one that was merged away, has a value in the own field.
bool field_has_values(db::Transaction& tx, const std::string& key);

// Takes a file that was merged away out of lists and counts, and puts it back.
void hide_record(db::Transaction& tx, CustomerId id);
void show_record(db::Transaction& tx, const Record& record);

// Customers that are not merged away and have one of the identities; the kind must be equal too.
struct Holder {
  CustomerId id;
  org::CentreId centre_id;
  IdentityKind kind = IdentityKind::Phone;
  std::string value_index;
};
std::vector<Holder> find_holders(db::Transaction& tx, const std::vector<std::string>& value_indexes);

std::vector<RelationRow> relations_of(db::Transaction& tx, CustomerId id);
// Both rows of a relation.
void put_relation(db::Transaction& tx, const RelationRow& relation);
void erase_relation(db::Transaction& tx, CustomerId id, CustomerId other);
RelationKind opposite(RelationKind kind);

std::vector<FieldDefinition> load_definitions(db::Transaction& tx);

// The file and all that were merged into it, however far back.
std::vector<CustomerId> merged_files(db::Transaction& tx, CustomerId id);
std::optional<MergeRow> find_merge(db::Transaction& tx, CustomerId kept, CustomerId other);

// Appends a typed event about `subject` in `centre`.
template <class E>
void tell(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& actor, org::CentreId centre,
          std::int64_t subject, const E& event) {
  events::append(tx, {platform.clock.now(), actor, centre.value, subject}, event);
}

}  // namespace customers
