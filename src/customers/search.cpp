// Finding customers: lists, tags, duplicates.

#include "search/search.h"

#include <fmt/format.h>

#include "customers/identities.h"
#include "customers/verbs.h"

namespace customers {
namespace {

constexpr search::Index customer_search{"customer_search"};
constexpr int max_tags = 200;
constexpr std::size_t max_duplicates = 50;

// Customers with one of these identities, or one that ends in the tail.
std::string identity_clause(int keys, int tail) {
  auto clause = fmt::format("SELECT customer_id FROM customer_identity WHERE value_index {{in ?{}}}", keys);
  if (tail) clause += fmt::format(" UNION SELECT customer_id FROM customer_identity WHERE tail_index = ?{}", tail);
  return clause;
}

struct Search {
  std::string clause;  // of ids, "SELECT …"; "" when nothing can match
  std::vector<db::Value> values;
};

// What the words and the identities of the one search box find, values numbered from `first`.
Search search_for(db::Engine engine, const keys::KeyRing& keys, const std::string& text, int first) {
  Search search;
  std::vector<std::string> indexes;
  for (const auto& key : possible_keys(text)) indexes.push_back(value_index(keys, key));
  if (!indexes.empty()) {
    search.values.push_back(indexes);
    auto tail = possible_tail(text);
    if (!tail.empty()) search.values.push_back(tail_index(keys, tail));
    search.clause = identity_clause(first, tail.empty() ? 0 : first + 1);
  }
  auto words = customer_search.match(engine, text, first + static_cast<int>(search.values.size()));
  if (!words) return search;
  search.values.push_back(words->value);
  if (!search.clause.empty()) search.clause += " UNION ";
  search.clause += "SELECT w.id FROM customer w WHERE w.id " + words->clause;
  return search;
}

std::vector<CustomerId> ids_in(const db::Rows& rows) {
  std::vector<CustomerId> ids;
  for (db::Row row : rows) ids.push_back(row.id<CustomerId>(0));
  return ids;
}

}  // namespace

void apply_filter(org::ListStatement& list, const db::Transaction& tx, const keys::KeyRing& keys,
                  const CustomerFilter& filter) {
  list.require("c.merged_into IS NULL");
  if (!filter.tag.empty())
    list.require("c.id IN (SELECT customer_id FROM customer_tag WHERE tag_fold = ?%1)", search::fold(filter.tag));
  if (filter.stage) list.require("c.stage = ?%1", *filter.stage);
  if (filter.kind) list.require("c.kind = ?%1", *filter.kind);
  if (filter.centre_id) list.require("c.centre_id = ?%1", *filter.centre_id);
  if (filter.owner_id) list.require("c.owner_id = ?%1", *filter.owner_id);
  if (filter.text.empty()) return;
  auto search = search_for(tx.engine(), keys, filter.text, list.next_number());
  if (search.clause.empty()) return list.require("1 = 0");
  list.require(org::Condition{"c.id IN (" + search.clause + ")", std::move(search.values)});
}

base::Result<org::Page<Customer>> Customers::customers(const org::Actor& actor, const CustomerFilter& filter,
                                                       const org::ListQuery& query) {
  if (auto status = actor.require(view_customers); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    auto list = list_within(tx, actor, view_customers);
    apply_filter(list, tx, platform_.keys, filter);
    auto page =
        org::page_of<CustomerRow>(tx, list, query, org::ListStatement::Order::NewestFirst, &db::read_row<CustomerRow>);
    return org::Page<Customer>{to_customers(tx, std::move(page.items)), page.next, page.total, page.total_exceeds};
  });
}

base::Result<std::vector<TagCount>> Customers::tags(const org::Actor& actor) {
  if (auto status = actor.require(view_customers); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::Condition reach{"1 = 1", {}};
    auto held = actor.rights.find(view_customers.key);
    if (!actor.reaches_all(view_customers)) {
      if (held != actor.rights.end() && held->second < org::Scope::Centre)
        reach = {"customer_id IN (SELECT id FROM customer WHERE owner_id {in ?1})",
                 {db::to_value(org::Access::people_within(tx, actor, view_customers))}};
      else
        reach = actor.within(view_customers, {.centre = "centre_id"}, 1);
    }
    auto sql = fmt::format(
        "SELECT min(tag), count(*) FROM customer_tag WHERE {} GROUP BY tag_fold ORDER BY count(*) DESC, tag_fold "
        "LIMIT {}",
        reach.sql, max_tags);
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
