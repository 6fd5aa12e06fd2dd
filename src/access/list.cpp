#include "access/list.h"

#include <fmt/format.h>

namespace org {

ListStatement::ListStatement(std::string columns, std::string from, std::string id_column, const Condition& reach)
    : columns_(std::move(columns)),
      from_(std::move(from)),
      id_(std::move(id_column)),
      where_(reach.sql),
      values_(reach.values) {}

void ListStatement::add(std::string_view sql, db::Value value) {
  std::string numbered(sql);
  auto number = std::to_string(next_number());
  for (auto at = numbered.find("%1"); at != numbered.npos; at = numbered.find("%1", at))
    numbered.replace(at, 2, number);
  where_ += " AND " + numbered;
  values_.push_back(std::move(value));
}

db::Rows ListStatement::page(db::Transaction& tx, const ListQuery& query, Order order) const {
  auto values = values_;
  auto sql = fmt::format("SELECT {} FROM {} WHERE {}", columns_, from_, where_);
  bool newest = order == Order::NewestFirst;
  if (query.after) {
    values.push_back(*query.after);
    sql += fmt::format(" AND {} {} ?{}", id_, newest ? '<' : '>', values.size());
  }
  values.push_back(std::int64_t{query.limit} + 1);
  sql += fmt::format(" ORDER BY {}{} LIMIT ?{}", id_, newest ? " DESC" : "", values.size());
  return tx.query(sql, std::move(values));
}

std::int64_t ListStatement::count(db::Transaction& tx) const {
  auto sql = fmt::format("SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} LIMIT 1001) AS counted", from_, where_);
  return tx.query(sql, values_)[0].integer(0);
}

}  // namespace org
