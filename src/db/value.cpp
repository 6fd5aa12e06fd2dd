#include "db/value.h"

#include <fmt/format.h>

#include <stdexcept>

namespace db {
namespace {

[[noreturn]] void wrong_kind(std::span<const std::string> columns, std::size_t column, std::string_view wanted) {
  throw std::logic_error(fmt::format("column \"{}\" does not hold {}", columns[column], wanted));
}

template <class Wanted>
const Wanted* find_cell(std::span<const Value> cells, std::size_t column) {
  if (column >= cells.size()) throw std::logic_error(fmt::format("there is no column {} in this row", column));
  return std::get_if<Wanted>(&cells[column]);
}

}  // namespace

std::int64_t Row::integer(std::size_t column) const {
  if (const auto* value = find_cell<std::int64_t>(cells_, column)) return *value;
  wrong_kind(columns_, column, "an integer");
}

// Sums of integers are integers on both engines, so a number may be one of them.
double Row::number(std::size_t column) const {
  if (const auto* value = find_cell<double>(cells_, column)) return *value;
  if (const auto* value = find_cell<std::int64_t>(cells_, column)) return static_cast<double>(*value);
  wrong_kind(columns_, column, "a number");
}

const std::string& Row::text(std::size_t column) const {
  if (const auto* value = find_cell<std::string>(cells_, column)) return *value;
  wrong_kind(columns_, column, "text");
}

const std::string& Row::bytes(std::size_t column) const {
  if (const auto* value = find_cell<Blob>(cells_, column)) return value->bytes;
  wrong_kind(columns_, column, "bytes");
}

}  // namespace db
