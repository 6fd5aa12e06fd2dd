// Finding customers: lists, tags, duplicates.

#include <fmt/format.h>

#include <algorithm>

#include "customers/finder.h"
#include "customers/verbs.h"

namespace customers {
namespace {

constexpr int max_total = 1'000;
constexpr int max_tags = 200;
constexpr std::size_t max_duplicates = 50;

std::vector<CustomerId> ids_in(const db::Rows& rows) {
  std::vector<CustomerId> ids;
  for (db::Row row : rows) ids.push_back(row.id<CustomerId>(0));
  return ids;
}

}  // namespace

base::Result<org::Page<Customer>> Customers::customers(const org::Actor& actor, const CustomerFilter& filter,
                                                       const org::ListQuery& query) {
  if (auto status = actor.require(view_customers); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    Finder finder(tx, platform_.keys, actor, view_customers, filter);
    auto ids = finder.newest(std::nullopt, max_total + 1);
    org::Page<Customer> page;
    page.total_exceeds = ids.size() > max_total;
    page.total = std::min<std::int64_t>(static_cast<std::int64_t>(ids.size()), max_total);
    if (query.after) ids = finder.newest(CustomerId{*query.after}, query.limit + 1);
    auto limit = static_cast<std::size_t>(query.limit);
    if (ids.size() > limit) page.next = ids[limit - 1].text();
    ids.resize(std::min(ids.size(), limit));
    page.items = to_customers(tx, find_rows(tx, ids));
    return base::Result<org::Page<Customer>>(std::move(page));
  });
}

base::Result<std::vector<TagCount>> Customers::tags(const org::Actor& actor) {
  if (auto status = actor.require(view_customers); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    std::string_view table = "customer_tag_total", total = "sum(customers)";
    org::Condition reach = actor.within(view_customers, {.centre = "centre_id"}, 1);
    if (actor.reaches_all(view_customers)) reach = {"1 = 1", {}};
    if (reaches_by_owner(actor, view_customers)) {
      table = "customer_tag", total = "count(*)";
      reach = {"customer_id IN (SELECT id FROM customer WHERE owner_id {in ?1})",
               {db::to_value(org::Access::people_within(tx, actor, view_customers))}};
    }
    auto sql = fmt::format(
        "SELECT min(tag), CAST({0} AS BIGINT) FROM {1} WHERE {2} GROUP BY tag_fold ORDER BY {0} DESC, tag_fold "
        "LIMIT {3}",
        total, table, reach.sql, max_tags);
    std::vector<TagCount> counts;
    for (db::Row row : tx.query(sql, reach.values)) counts.push_back({row.text(0), row.integer(1)});
    return base::Result<std::vector<TagCount>>(std::move(counts));
  });
}

base::Result<std::vector<Customer>> Customers::duplicates(const org::Actor& actor, CustomerId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<std::vector<Customer>> {
    auto row = load_customer(tx, actor, view_customers, id);
    if (!row) return base::pass(row);
    auto found = ids_in(tx.query(
        "SELECT b.customer_id FROM customer_identity a JOIN customer_identity b ON b.value_index = a.value_index "
        "AND b.kind = a.kind WHERE a.customer_id = ?1 "
        "UNION SELECT b.customer_id FROM customer_address a JOIN customer_address b ON b.address_index = "
        "a.address_index JOIN customer c ON c.id = b.customer_id WHERE a.customer_id = ?1 AND c.name_fold = ?2 "
        "ORDER BY 1 DESC LIMIT 500",
        id, row->name_fold));
    std::vector<CustomerRow> candidates;
    for (auto& other : find_rows(tx, found)) {
      bool shown = other.id != id && !other.merged_into && actor.reaches(view_customers, place_of(tx, other));
      if (shown && candidates.size() < max_duplicates) candidates.push_back(std::move(other));
    }
    return to_customers(tx, std::move(candidates));
  });
}

}  // namespace customers
