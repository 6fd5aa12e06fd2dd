#pragma once
// Values that go into statements and come out of rows.

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/describe.h"
#include "base/id.h"
#include "base/time.h"

namespace db {

struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};
// Lists are bound only where the statement says {in ?N}.
using IntegerList = std::vector<std::int64_t>;
using TextList = std::vector<std::string>;

using Value = std::variant<std::monostate, std::int64_t, double, std::string, Blob, IntegerList, TextList>;

inline Value to_value(const Value& v) {
  return v;
}
inline Value to_value(bool v) {
  return std::int64_t{v};
}
template <std::integral T>
Value to_value(T v) {
  return static_cast<std::int64_t>(v);
}
inline Value to_value(double v) {
  return v;
}
inline Value to_value(std::string v) {
  return v;
}
inline Value to_value(std::string_view v) {
  return std::string(v);
}
inline Value to_value(const char* v) {
  return std::string(v);
}
inline Value to_value(Blob v) {
  return v;
}
inline Value to_value(std::nullopt_t) {
  return std::monostate{};
}
inline Value to_value(base::Time v) {
  return base::epoch_ms(v);
}
template <class Tag>
Value to_value(base::Id<Tag> v) {
  return v.value;
}
template <class E>
  requires std::is_enum_v<E>
Value to_value(E v) {
  return base::word_of(v);
}
template <class T>
Value to_value(const std::optional<T>& v) {
  if (!v) return std::monostate{};
  return to_value(*v);
}
inline Value to_value(const TextList& v) {
  return v;
}
inline Value to_value(const IntegerList& v) {
  return v;
}
template <class Tag>
Value to_value(const std::vector<base::Id<Tag>>& ids) {
  IntegerList list;
  for (auto id : ids) list.push_back(id.value);
  return list;
}

// One row of a result; borrowed from its Rows. Getters throw std::logic_error when
// the column holds another kind, as a wrong statement is a fault of the program.
class Row {
 public:
  Row(std::span<const std::string> columns, std::span<const Value> cells) : columns_(columns), cells_(cells) {}

  std::span<const std::string> columns() const { return columns_; }
  const Value& cell(std::size_t column) const { return cells_[column]; }
  bool null(std::size_t column) const { return std::holds_alternative<std::monostate>(cells_[column]); }
  std::int64_t integer(std::size_t column) const;  // bool, ids and times are integers too
  double number(std::size_t column) const;
  const std::string& text(std::size_t column) const;
  const std::string& bytes(std::size_t column) const;
  base::Time time(std::size_t column) const { return base::from_epoch_ms(integer(column)); }
  template <class T>
  T id(std::size_t column) const {
    return T{null(column) ? 0 : integer(column)};
  }

 private:
  std::span<const std::string> columns_;
  std::span<const Value> cells_;
};

// All rows of one statement.
class Rows {
 public:
  std::vector<std::string> columns;
  std::vector<Value> cells;  // row after row

  std::size_t size() const { return columns.empty() ? 0 : cells.size() / columns.size(); }
  bool empty() const { return cells.empty(); }
  Row operator[](std::size_t row) const {
    return Row(columns, std::span(cells).subspan(row * columns.size(), columns.size()));
  }

  class Iterator {
   public:
    Iterator(const Rows* rows, std::size_t row) : rows_(rows), row_(row) {}
    Row operator*() const { return (*rows_)[row_]; }
    Iterator& operator++() {
      ++row_;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const Rows* rows_;
    std::size_t row_;
  };
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size()}; }
};

}  // namespace db
