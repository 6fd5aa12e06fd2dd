// The history of a customer.

#include "customers/verbs.h"

namespace customers {

base::Result<org::Page<Change>> Customers::changes(const org::Actor& actor, CustomerId id,
                                                   const org::ListQuery& query) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<org::Page<Change>> {
    if (auto row = load_seen(tx, actor, id); !row) return base::pass(row);
    org::ListStatement list(db::columns<ChangeRow>(), "customer_change", "id",
                            {"customer_id {in ?1}", {db::to_value(merged_files(tx, id))}});
    return org::page_of<Change>(tx, list, query, org::ListStatement::Order::NewestFirst, [&](db::Row read) {
      auto row = db::read_row<ChangeRow>(read);
      auto name = org::Access::actor_name(tx, {row.actor_kind, row.actor_id});
      return Change{row.id,   row.customer_id,           row.at, row.actor_kind, row.actor_id, name,
                    row.kind, std::move(row.differences)};
    });
  });
}

base::Result<std::vector<CustomerId>> Customers::files_of(db::Transaction& tx, const org::Actor& actor, CustomerId id) {
  if (auto row = load_customer(tx, actor, view_customers, id); !row) return base::pass(row);
  return merged_files(tx, id);
}

}  // namespace customers
