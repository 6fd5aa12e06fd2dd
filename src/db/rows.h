#pragma once
// Rows of described structs. A field is the column of its name; optionals are
// nullable columns; enums are stored as their words, ids and times as integers,
// bool as 0 and 1; lists, maps, structs and base::Json as JSON text.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe.h"
#include "db/database.h"

namespace db {

// "id, name, version" for the fields of `type`, each after `prefix` ("t." or "").
std::string column_list(const base::Type& type, std::string_view prefix = "");
template <class T>
const std::string& columns() {
  static const std::string list = column_list(base::type_of<T>());
  return list;
}

// Fills `object` from the columns of `row` that bear its fields' names; other columns are
// passed over. Throws std::logic_error when a field has no column.
void read_row(const Row& row, const base::Type& type, void* object);
template <class T>
T read_row(const Row& row) {
  T value{};
  read_row(row, base::type_of<T>(), &value);
  return value;
}
template <class T>
std::vector<T> read_rows(const Rows& rows) {
  std::vector<T> values;
  values.reserve(rows.size());
  for (Row row : rows) values.push_back(read_row<T>(row));
  return values;
}

// The first row, if there is one.
template <class T>
std::optional<T> first_row(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return read_row<T>(rows[0]);
}

// "SELECT all columns of T FROM `table` ", to be gone on with.
template <class T>
std::string select(std::string_view table) {
  return "SELECT " + columns<T>() + " FROM " + std::string(table) + ' ';
}

// INSERT of all fields of `object` into `table`.
void insert_row(Transaction& tx, std::string_view table, const base::Type& type, const void* object);
template <class T>
void insert_row(Transaction& tx, std::string_view table, const T& object) {
  insert_row(tx, table, base::type_of<T>(), &object);
}

// INSERT of all fields, or UPDATE of the row that has the same `keys` ("contact_id, seq").
void put_row(Transaction& tx, std::string_view table, std::string_view keys, const base::Type& type,
             const void* object);
template <class T>
void put_row(Transaction& tx, std::string_view table, std::string_view keys, const T& object) {
  put_row(tx, table, keys, base::type_of<T>(), &object);
}

// INSERT of all of them, several with each statement: for who writes thousands at once. `stride`
// is how far apart they lie in memory.
void insert_rows(Transaction& tx, std::string_view table, const base::Type& type, const void* first, std::size_t count,
                 std::size_t stride);
template <class T>
void insert_rows(Transaction& tx, std::string_view table, const std::vector<T>& objects) {
  insert_rows(tx, table, base::type_of<T>(), objects.data(), objects.size(), sizeof(T));
}

// UPDATE of all fields but `id` where id is the object's; gives the rows changed (0 or 1).
std::int64_t update_row(Transaction& tx, std::string_view table, const base::Type& type, const void* object);
template <class T>
std::int64_t update_row(Transaction& tx, std::string_view table, const T& object) {
  return update_row(tx, table, base::type_of<T>(), &object);
}

// UPDATE of the fields in which `after` differs from `before`, the row of the same id as the transaction
// sees it; no statement when there are none.
void update_changes(Transaction& tx, std::string_view table, const base::Type& type, const void* before,
                    const void* after);
template <class T>
void update_changes(Transaction& tx, std::string_view table, const T& before, const T& after) {
  update_changes(tx, table, base::type_of<T>(), &before, &after);
}

}  // namespace db
