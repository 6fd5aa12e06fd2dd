#pragma once
// JSON for described structs (base/describe.h): a strict reader that reports
// every fault of a body at once, and a writer. Reads at most 32 levels deep.

#include <string>
#include <string_view>

#include "base/describe.h"
#include "base/result.h"

namespace base {

// Writes `object` of type `type` onto `out`. Absent optionals are written as null.
void write_json(std::string& out, const Type& type, const void* object);

// Reads `text` into `object`, which holds the defaults: a missing field of a kind
// other than Optional, List or Map is a fault unless the field is optional by type.
// Refuses with BadRequest "malformed_json" (byte offset) or Invalid with all faults:
// unknown_field, duplicate_field, missing, wrong_type, too_short, too_long,
// out_of_range, too_many_items, not_a_choice, not_an_id, not_a_time, control_character,
// bad_utf8, bad_format, too_deep. `limit` is that of the whole, where it is a list, a map or a string.
Status read_json(std::string_view text, const Type& type, void* object, const Limit& limit = {});

template <class T>
std::string to_json(const T& value) {
  std::string out;
  write_json(out, type_of<T>(), &value);
  return out;
}

template <class T>
Result<T> from_json(std::string_view text) {
  T value{};
  if (auto read = read_json(text, type_of<T>(), &value); !read) return pass(read);
  return value;
}

// Writes `text` as a JSON string with its quotes.
void write_json_string(std::string& out, std::string_view text);

// Checks a value against the limit of its field, as the reader does; appends faults.
void check_text(std::string& value, const Limit& limit, const std::string& path, std::vector<Fault>& faults);

}  // namespace base
