#pragma once
// From a body to a record: the rules of a customer's file, and what an edit changed.
// Pure, but for ids and sealing.

#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "customers/store.h"
#include "keys/keys.h"

namespace customers {

struct DraftGround {
  const keys::KeyRing& keys;
  base::IdMaker& ids;
  const std::vector<FieldDefinition>& definitions;
  base::Time now;
};

// The record that `fields` make of `stored` (of nothing: a new one), or all their
// faults. What only the database knows (places, owners, taken values) is not asked here.
base::Result<Record> draft(const DraftGround& ground, const Record* stored, const CustomerFields& fields);

// A sealed identity of `customer`, from a value that normalise() accepted.
struct NormalIdentity;
IdentityRow make_identity(const keys::KeyRing& keys, IdentityId id, CustomerId customer, IdentityKind kind,
                          const NormalIdentity& normal);
// Its value; throws std::runtime_error when it was altered in the database.
std::string open_identity(const keys::KeyRing& keys, const IdentityRow& row);

std::string value_index(const keys::KeyRing& keys, std::string_view key);
std::string tail_index(const keys::KeyRing& keys, std::string_view tail);
std::string address_index(const keys::KeyRing& keys, std::string_view region, std::string_view street);

// What differs, identities masked, centres, tiers and owners as ids.
std::vector<Difference> differences(const Record& before, const Record& after);
// One line each, as differences tell them.
std::string text_of(const IdentityRow& identity);
std::string text_of(const AddressRow& address);

}  // namespace customers
