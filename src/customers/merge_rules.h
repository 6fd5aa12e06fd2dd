#pragma once
// What a merge makes of two files, and a split of it again. Pure rules.
//
// The kept file wins: its name, stage and so on stay. It takes over the identities,
// addresses, tags and own fields that it lacks, and note, tier and owner when it has none. What
// does not enter is told in its history, and the other file is kept as a snapshot, so
// that nothing is lost and a split gives it back.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "customers/store.h"

namespace customers {

// What the kept file took over. `relations` are ids of customers.
struct Added {
  std::vector<IdentityId> identities;
  std::vector<AddressId> addresses;
  std::vector<std::string> tags;
  std::map<std::string, std::string> fields;
  std::string note;
  std::optional<dictionaries::EntryId> tier_id;
  std::optional<org::PersonId> owner_id;
  std::vector<CustomerId> relations;
};
BOOST_DESCRIBE_STRUCT(Added, (), (identities, addresses, tags, fields, note, tier_id, owner_id, relations))
constexpr auto limits_of(const Added*) {
  return std::array{base::Limit{.field = "fields", .max_length = 500, .max_items = 100},
                    base::Limit{.field = "note", .max_length = 4'000, .lines = true},
                    base::Limit{.field = "relations", .max_items = 10'000}};
}

// The parts of the other file that leave it, values of identities whole.
struct Snapshot {
  std::vector<Identity> identities;
  std::vector<Address> addresses;
  std::vector<RelationRow> relations;
};
BOOST_DESCRIBE_STRUCT(Snapshot, (), (identities, addresses, relations))
constexpr auto limits_of(const Snapshot*) {
  return std::array{base::Limit{.field = "relations", .max_items = 10'000}};
}

struct Merged {
  Record record;  // the kept file afterwards
  Added added;
  std::vector<Difference> left_outside;  // "merged/name" …
};

// Refuses (Conflict) when the kept file would pass its limits.
base::Result<Merged> merge_records(const Record& kept, const Record& other);

// The kept file without what it took over, as far as it still is as it was taken.
Record without(const Record& kept, const Added& added);

}  // namespace customers
