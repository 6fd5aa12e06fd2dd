#include "db/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/json.h"

namespace db {
namespace {

using base::Field;
using base::Kind;
using base::Type;

const void* at(const Field& field, const void* object) {
  return field.at(const_cast<void*>(object));
}

[[noreturn]] void unreadable(std::string_view column, std::string_view why) {
  throw std::logic_error(fmt::format("column \"{}\" cannot be read: {}", column, why));
}

std::size_t column_of(const Row& row, std::string_view name) {
  auto found = std::find(row.columns().begin(), row.columns().end(), name);
  if (found == row.columns().end()) throw std::logic_error(fmt::format("the row has no column \"{}\"", name));
  return static_cast<std::size_t>(found - row.columns().begin());
}

void read_integer(const Row& row, std::size_t column, const Type& type, void* value) {
  std::int64_t read = row.integer(column);
  if (type.kind == Kind::Integer && (read < type.integer_min || read > type.integer_max))
    unreadable(row.columns()[column], "the integer is out of the range of its field");
  type.store_integer(value, read);
}

void read_choice(const Row& row, std::size_t column, const Type& type, void* value) {
  auto found = std::find(type.choices.begin(), type.choices.end(), row.text(column));
  if (found == type.choices.end()) unreadable(row.columns()[column], "the word is not one of its choices");
  type.store_integer(value, found - type.choices.begin());
}

void read_structured(const Row& row, std::size_t column, const Type& type, void* value, const base::Limit& limit) {
  if (auto read = base::read_json(row.text(column), type, value, limit); !read)
    unreadable(row.columns()[column], "its JSON does not fit the field");
}

void read_cell(const Row& row, std::size_t column, const Type& type, void* value, const base::Limit& limit);

void read_optional(const Row& row, std::size_t column, const Type& type, void* value, const base::Limit& limit) {
  if (row.null(column)) return type.reset(value);
  read_cell(row, column, *type.element, type.emplace(value), limit);
}

void read_cell(const Row& row, std::size_t column, const Type& type, void* value, const base::Limit& limit) {
  switch (type.kind) {
    case Kind::Boolean:
    case Kind::Integer:
    case Kind::Id:
    case Kind::Time:
      return read_integer(row, column, type, value);
    case Kind::Number:
      *static_cast<double*>(value) = row.number(column);
      return;
    case Kind::String:
      *static_cast<std::string*>(value) = row.text(column);
      return;
    case Kind::Json:
      static_cast<base::Json*>(value)->text = row.text(column);
      return;
    case Kind::Choice:
      return read_choice(row, column, type, value);
    case Kind::Optional:
      return read_optional(row, column, type, value, limit);
    case Kind::List:
    case Kind::Map:
    case Kind::Struct:
      return read_structured(row, column, type, value, limit);
  }
}

Value json_value(const Type& type, const void* value) {
  std::string text;
  base::write_json(text, type, value);
  return text;
}

Value cell_value(const Type& type, const void* value) {
  switch (type.kind) {
    case Kind::Boolean:
    case Kind::Integer:
    case Kind::Id:
    case Kind::Time:
      return type.load_integer(value);
    case Kind::Number:
      return *static_cast<const double*>(value);
    case Kind::String:
      return *static_cast<const std::string*>(value);
    case Kind::Json:
      return static_cast<const base::Json*>(value)->text;
    case Kind::Choice:
      return type.choices[static_cast<std::size_t>(type.load_integer(value))];
    case Kind::Optional:
      return type.has(value) ? cell_value(*type.element, type.element_at(value, 0)) : Value{};
    case Kind::List:
    case Kind::Map:
    case Kind::Struct:
      break;
  }
  return json_value(type, value);
}

// Of insert_rows(): most of what more would save is saved by then, and the statement stays short.
constexpr std::size_t rows_at_once = 20;

void add_values(std::vector<Value>& values, const Type& type, const void* object) {
  for (const Field& field : type.fields) values.push_back(cell_value(field.type(), at(field, object)));
}

std::vector<Value> values_of(const Type& type, const void* object) {
  std::vector<Value> values;
  add_values(values, type, object);
  return values;
}

// "(?1, ?2), (?3, ?4)"
std::string tuples(std::size_t rows, std::size_t columns) {
  std::string list;
  for (std::size_t row = 0; row < rows; ++row) {
    list += row > 0 ? ", (" : "(";
    for (std::size_t column = 1; column <= columns; ++column)
      list += fmt::format("{}?{}", column > 1 ? ", " : "", row * columns + column);
    list += ')';
  }
  return list;
}

std::string insertion(std::string_view table, const Type& type, std::size_t rows) {
  return fmt::format("INSERT INTO {} ({}) VALUES {}", table, column_list(type), tuples(rows, type.fields.size()));
}

// Of all fields, or of those that differ from `before`.
std::int64_t update_fields(Transaction& tx, std::string_view table, const Type& type, const void* before,
                           const void* object) {
  std::vector<Value> values;
  std::string changes;
  std::optional<Value> id;
  for (const Field& field : type.fields) {
    Value value = cell_value(field.type(), at(field, object));
    if (field.name == "id") {
      id = std::move(value);
    } else if (!before || cell_value(field.type(), at(field, before)) != value) {
      values.push_back(std::move(value));
      changes += fmt::format("{}{} = ?{}", changes.empty() ? "" : ", ", field.name, values.size());
    }
  }
  if (!id) throw std::logic_error(fmt::format("rows of {} have no id to be updated by", type.name));
  if (values.empty()) return 0;
  values.push_back(std::move(*id));
  auto sql = fmt::format("UPDATE {} SET {} WHERE id = ?{}", table, changes, values.size());
  return tx.execute(sql, std::move(values));
}

}  // namespace

std::string column_list(const Type& type, std::string_view prefix) {
  std::string list;
  for (const Field& field : type.fields) list += fmt::format("{}{}{}", list.empty() ? "" : ", ", prefix, field.name);
  return list;
}

void read_row(const Row& row, const Type& type, void* object) {
  for (const Field& field : type.fields)
    read_cell(row, column_of(row, field.name), field.type(), field.at(object), field.limit);
}

void insert_row(Transaction& tx, std::string_view table, const Type& type, const void* object) {
  tx.execute(insertion(table, type, 1), values_of(type, object));
}

void put_row(Transaction& tx, std::string_view table, std::string_view keys, const Type& type, const void* object) {
  auto sql = insertion(table, type, 1) + fmt::format(" ON CONFLICT ({}) DO UPDATE SET ", keys);
  std::string_view comma;
  for (const Field& field : type.fields)
    sql += fmt::format("{0}{1} = excluded.{1}", std::exchange(comma, ", "), field.name);
  tx.execute(sql, values_of(type, object));
}

void insert_rows(Transaction& tx, std::string_view table, const Type& type, const void* first, std::size_t count,
                 std::size_t stride) {
  const auto* object = static_cast<const char*>(first);
  const auto batch = insertion(table, type, rows_at_once);
  for (; count >= rows_at_once; count -= rows_at_once) {
    std::vector<Value> values;
    values.reserve(rows_at_once * type.fields.size());
    for (std::size_t row = 0; row < rows_at_once; ++row, object += stride) add_values(values, type, object);
    tx.execute(batch, std::move(values));
  }
  for (; count > 0; --count, object += stride) insert_row(tx, table, type, object);
}

std::int64_t update_row(Transaction& tx, std::string_view table, const Type& type, const void* object) {
  return update_fields(tx, table, type, nullptr, object);
}

void update_changes(Transaction& tx, std::string_view table, const Type& type, const void* before, const void* after) {
  update_fields(tx, table, type, before, after);
}

}  // namespace db
