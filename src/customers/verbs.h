#pragma once
// What the verbs of customers share. Private to the module.

#include <string>
#include <vector>

#include "customers/customers.h"
#include "customers/draft.h"
#include "customers/rights.h"
#include "customers/store.h"

namespace customers {

// Refuses a reference of a body to something absent or out of reach.
inline std::unexpected<base::Error> refuse_reference(std::string path) {
  return base::refuse_fault(std::move(path), "no_such_object");
}

// The lock of what ties files together: relations, merges. Taken before anything is read.
inline constexpr std::string_view links_lock = "customer_links";

// Loads `id` through the actor; NotFound when absent or out of reach of `right`.
base::Result<CustomerRow> load_customer(db::Transaction& tx, const org::Actor& actor, org::Right right, CustomerId id);
// The same, but refuses a file that was merged away (WrongState).
base::Result<CustomerRow> load_unmerged(db::Transaction& tx, const org::Actor& actor, org::Right right, CustomerId id);
// The same with all that hangs on it, taken for a change of this transaction alone: refuses
// (Stale) when somebody else changes it right now.
base::Result<Record> take_customer(db::Transaction& tx, const org::Actor& actor, org::Right right, CustomerId id);

// Appends to the history; centres, tiers and owners become names.
void record_change(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& actor, CustomerId id,
                   ChangeKind kind, std::vector<Difference> differences);

// "name, tags": the fields of differences, for the audit.
std::string fields_in(const std::vector<Difference>& differences);

}  // namespace customers
