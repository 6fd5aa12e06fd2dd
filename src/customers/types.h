#pragma once
// The words of customers: a file per person or organisation, found by any of its
// identities; addresses, relations, tags, own fields, history, merges, imports.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "access/types.h"
#include "base/actor.h"
#include "base/describe.h"
#include "dictionaries/types.h"

namespace customers {

using CustomerId = base::Id<struct CustomerTag>;
using FieldId = base::Id<struct CustomerFieldTag>;
using ChangeId = base::Id<struct CustomerChangeTag>;
using ImportId = base::Id<struct CustomerImportTag>;

enum class Kind { Person, Organization };
BOOST_DESCRIBE_ENUM(Kind, Person, Organization)

// From lead to customer, and out of the door.
enum class Stage { Lead, Prospect, Customer, Lapsed };
BOOST_DESCRIBE_ENUM(Stage, Lead, Prospect, Customer, Lapsed)

enum class IdentityKind { Phone, Email, IdCard, Account, Wechat, Weibo, Web, Other };
BOOST_DESCRIBE_ENUM(IdentityKind, Phone, Email, IdCard, Account, Wechat, Weibo, Web, Other)

// One way to know or reach a customer. `value` is masked ("138****8000") wherever a file is
// shown; unmasking shows it whole. Sending the masked value back with its id leaves it as it is.
struct Identity {
  std::string id;  // stable within the file; empty for a new one
  IdentityKind kind = IdentityKind::Phone;
  std::string value;
  std::string label;  // 家里, 单位 …
  bool preferred = false;
  bool masked = false;  // given by the server
};
BOOST_DESCRIBE_STRUCT(Identity, (), (id, kind, value, label, preferred, masked))
constexpr auto limits_of(const Identity*) {
  return std::array{base::Limit{.field = "id", .max_length = 20},
                    base::Limit{.field = "value", .min_length = 1, .max_length = 120},
                    base::Limit{.field = "label", .max_length = 30}};
}

struct Address {
  std::string label;
  std::string region;  // 省/市/区
  std::string street;
  std::string postcode;
};
BOOST_DESCRIBE_STRUCT(Address, (), (label, region, street, postcode))
constexpr auto limits_of(const Address*) {
  return std::array{base::Limit{.field = "label", .max_length = 30}, base::Limit{.field = "region", .max_length = 100},
                    base::Limit{.field = "street", .max_length = 200},
                    base::Limit{.field = "postcode", .max_length = 12}};
}

struct CustomerFields {
  org::CentreId centre_id;
  Kind kind = Kind::Person;
  Stage stage = Stage::Lead;
  std::optional<dictionaries::EntryId> tier_id;  // of customer_tiers
  std::string name;
  std::optional<org::PersonId> owner_id;  // who looks after this customer
  std::string note;
  std::vector<std::string> tags;
  std::vector<Identity> identities;
  std::vector<Address> addresses;
  std::map<std::string, std::string> fields;  // own fields, by the key of their definition
};
BOOST_DESCRIBE_STRUCT(CustomerFields, (),
                      (centre_id, kind, stage, tier_id, name, owner_id, note, tags, identities, addresses, fields))
constexpr auto limits_of(const CustomerFields*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 100},
                    base::Limit{.field = "note", .max_length = 4'000, .lines = true},
                    base::Limit{.field = "tags", .min_length = 1, .max_length = 40, .max_items = 50},
                    base::Limit{.field = "identities", .max_items = 30},
                    base::Limit{.field = "addresses", .max_items = 10},
                    base::Limit{.field = "fields", .max_length = 500, .max_items = 100}};
}

struct Customer : CustomerFields {
  CustomerId id;
  std::optional<CustomerId> merged_into;  // set on a file that was merged away
  std::int64_t version = 1;
  base::Time created_at;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Customer, (CustomerFields), (id, merged_into, version, created_at, updated_at))

// The identities of a file, whole. Each such look is audited.
struct Unmasked {
  std::vector<Identity> identities;
};
BOOST_DESCRIBE_STRUCT(Unmasked, (), (identities))

struct TagCount {
  std::string tag;
  std::int64_t count = 0;  // of customers within reach
};
BOOST_DESCRIBE_STRUCT(TagCount, (), (tag, count))

// What the other is to this customer. An agent acts for its principal.
enum class RelationKind { Family, Colleague, Employer, Employee, Agent, Principal, Neighbour, Other };
BOOST_DESCRIBE_ENUM(RelationKind, Family, Colleague, Employer, Employee, Agent, Principal, Neighbour, Other)

struct NewRelation {
  CustomerId other_id;
  RelationKind kind = RelationKind::Other;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(NewRelation, (), (other_id, kind, note))
constexpr auto limits_of(const NewRelation*) {
  return std::array{base::Limit{.field = "note", .max_length = 200}};
}

// A relation as seen from one side.
struct Relation {
  CustomerId other_id;
  std::string other_name;
  RelationKind kind = RelationKind::Other;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(Relation, (), (other_id, other_name, kind, note))

enum class FieldKind { Text, Number, Date, Choice };
BOOST_DESCRIBE_ENUM(FieldKind, Text, Number, Date, Choice)

// The definition of an own field.
struct FieldFields {
  std::string key;  // lower-case letters, digits and _; cannot change
  std::string name;
  std::string name_en;
  FieldKind kind = FieldKind::Text;
  std::vector<std::string> choices;
  bool required = false;
  std::int64_t position = 0;
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(FieldFields, (), (key, name, name_en, kind, choices, required, position, active))
constexpr auto limits_of(const FieldFields*) {
  return std::array{base::Limit{.field = "key", .min_length = 1, .max_length = 40},
                    base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "name_en", .max_length = 60},
                    base::Limit{.field = "choices", .min_length = 1, .max_length = 100, .max_items = 100},
                    base::Limit{.field = "position", .minimum = 0, .maximum = 100'000}};
}

struct FieldDefinition : FieldFields {
  FieldId id;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(FieldDefinition, (FieldFields), (id, version, updated_at))

// One difference of one change. Values of identities are masked; centre and owner are names.
struct Difference {
  std::string field;  // "name", "tags", "fields/contract"; "merged/name": what a merge left outside
  std::string before;
  std::string after;
};
BOOST_DESCRIBE_STRUCT(Difference, (), (field, before, after))
// Room for the longest values of a file; an outer space counts as a difference.
constexpr auto limits_of(const Difference*) {
  return std::array{base::Limit{.field = "before", .max_length = 20'000, .lines = true, .trim = false},
                    base::Limit{.field = "after", .max_length = 20'000, .lines = true, .trim = false}};
}

enum class ChangeKind { Created, Edited, Merged, MergedAway, Split, SplitAway, Related, Unrelated, Imported };
BOOST_DESCRIBE_ENUM(ChangeKind, Created, Edited, Merged, MergedAway, Split, SplitAway, Related, Unrelated, Imported)

struct Change {
  ChangeId id;
  CustomerId customer_id;  // the file it was made on, perhaps one that was merged in later
  base::Time at;
  base::ActorKind actor_kind = base::ActorKind::System;
  std::int64_t actor_id = 0;
  std::string actor_name;
  ChangeKind kind = ChangeKind::Edited;
  std::vector<Difference> differences;
};
BOOST_DESCRIBE_STRUCT(Change, (), (id, customer_id, at, actor_kind, actor_id, actor_name, kind, differences))

struct NewMerge {
  CustomerId other_id;  // goes into the file named by the path
};
BOOST_DESCRIBE_STRUCT(NewMerge, (), (other_id))

struct NewSplit {
  CustomerId other_id;  // was merged into the file named by the path, and becomes a file of its own again
};
BOOST_DESCRIBE_STRUCT(NewSplit, (), (other_id))

// What a column of an import file means.
enum class ColumnTarget {
  Skip,
  Name,
  Kind,
  Stage,
  Phone,
  Email,
  IdCard,
  Account,
  Tags,
  Note,
  Region,
  Street,
  Postcode,
  Field
};
BOOST_DESCRIBE_ENUM(ColumnTarget, Skip, Name, Kind, Stage, Phone, Email, IdCard, Account, Tags, Note, Region, Street,
                    Postcode, Field)

struct Column {
  std::string title;  // of the file's first row
  ColumnTarget target = ColumnTarget::Skip;
  std::string field_key;  // when target is field
};
BOOST_DESCRIBE_STRUCT(Column, (), (title, target, field_key))
constexpr auto limits_of(const Column*) {
  return std::array{base::Limit{.field = "title", .max_length = 200},
                    base::Limit{.field = "field_key", .max_length = 40}};
}

enum class ImportState { Previewed, Running, Done, Failed };
BOOST_DESCRIBE_ENUM(ImportState, Previewed, Running, Done, Failed)

// What to do with a row whose phone, mail, ID card or account is known already.
enum class Duplicates { Skip, Update };
BOOST_DESCRIBE_ENUM(Duplicates, Skip, Update)

struct ImportFault {
  std::int64_t line = 0;  // of the file, the title row being 1
  std::string column;     // its title, "" for the whole row
  std::string code;
  std::string message;  // in the caller's language
};
BOOST_DESCRIBE_STRUCT(ImportFault, (), (line, column, code, message))

struct ImportRun {
  std::vector<Column> columns;
  Duplicates duplicates = Duplicates::Skip;
};
BOOST_DESCRIBE_STRUCT(ImportRun, (), (columns, duplicates))
constexpr auto limits_of(const ImportRun*) {
  return std::array{base::Limit{.field = "columns", .min_length = 1, .max_items = 200}};
}

// A table of customers that was uploaded: looked at first, then run once.
struct Import {
  ImportId id;
  org::CentreId centre_id;
  std::string file_name;
  std::string encoding;  // "UTF-8", "UTF-16LE", "UTF-16BE" or "GB18030", as found
  ImportState state = ImportState::Previewed;
  std::string failure;          // why it failed, in the caller's language; else ""
  std::vector<Column> columns;  // guessed at first, then as run
  Duplicates duplicates = Duplicates::Skip;
  // The first 20 rows, cells as text cut to 200 characters; only of a preview, for whoever uploaded it.
  std::vector<std::vector<std::string>> sample;
  std::int64_t rows = 0, created = 0, updated = 0, skipped = 0, faulty = 0;
  std::vector<ImportFault> faults;  // the first 20
  std::int64_t version = 1;
  base::Time created_at;
};
BOOST_DESCRIBE_STRUCT(Import, (),
                      (id, centre_id, file_name, encoding, state, failure, columns, duplicates, sample, rows, created,
                       updated, skipped, faulty, faults, version, created_at))

}  // namespace customers
