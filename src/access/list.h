#pragma once
// How a verb reads a list from the database: a statement within the actor's reach, and
// a page of what it gives. Values; used inside one transaction.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"

namespace org {

// A page of rows within `reach` and the further conditions, in the order of id.
// Every condition numbers its values after those before it.
class ListStatement {
 public:
  ListStatement(std::string columns, std::string from, std::string id_column, const Condition& reach);

  // Adds "AND sql", in which %1 stands for the number of the value.
  template <class V>
  void require(std::string_view sql, const V& value) {
    add(sql, db::to_value(value));
  }
  void require(std::string_view sql) { where_ += " AND " + std::string(sql); }
  int next_number() const { return static_cast<int>(values_.size()) + 1; }
  void add(std::string_view sql, db::Value value);

  enum class Order { OldestFirst, NewestFirst };
  // Up to limit + 1 rows after query.after.
  db::Rows page(db::Transaction& tx, const ListQuery& query, Order order) const;
  // The exact number up to 1,000; 1,001 for more.
  std::int64_t count(db::Transaction& tx) const;

 private:
  std::string columns_, from_, id_, where_;
  std::vector<db::Value> values_;
};

// Turns up to limit + 1 rows into a page.
template <class T, class Read>
Page<T> page_of(db::Transaction& tx, const ListStatement& statement, const ListQuery& query, ListStatement::Order order,
                Read read) {
  Page<T> page;
  auto rows = statement.page(tx, query, order);
  for (db::Row row : rows) {
    if (page.items.size() == static_cast<std::size_t>(query.limit)) {
      page.next = page.items.back().id.text();
      break;
    }
    page.items.push_back(read(row));
  }
  page.total = statement.count(tx);
  page.total_exceeds = page.total > 1000;
  if (page.total_exceeds) page.total = 1000;
  return page;
}

}  // namespace org
