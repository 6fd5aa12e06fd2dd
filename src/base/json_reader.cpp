// The reading half of json.h: one walk over the value and the type's table together,
// which notes every fault and goes on.

#include <algorithm>

#include "base/json.h"
#include "base/json_parser.h"
#include "base/text.h"

namespace base {
namespace {

namespace json = boost::json;

std::string_view word_of_kind(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "boolean";
    case json::kind::int64:
    case json::kind::uint64:
      return "integer";
    case json::kind::double_:
      return "number";
    case json::kind::string:
      return "string";
    case json::kind::array:
      return "list";
    case json::kind::object:
      return "object";
  }
  return "null";
}

std::string_view expected_word(Kind kind) {
  switch (kind) {
    case Kind::Boolean:
      return "boolean";
    case Kind::Integer:
      return "integer";
    case Kind::Number:
      return "number";
    case Kind::List:
      return "list";
    case Kind::Map:
    case Kind::Struct:
      return "object";
    default:
      return "string";
  }
}

// A JSON pointer escapes ~ and / (RFC 6901 §3).
std::string pointer(const std::string& base, std::string_view step) {
  std::string path = base + '/';
  for (char c : step) {
    if (c == '~')
      path += "~0";
    else if (c == '/')
      path += "~1";
    else
      path += c;
  }
  return path;
}

class Reader {
 public:
  std::vector<Fault> faults;

  void read(const json::value& value, const Type& type, void* object, const Limit& limit, const std::string& path) {
    switch (type.kind) {
      case Kind::Boolean:
        if (expect(value.is_bool(), value, type, path)) type.store_integer(object, value.get_bool());
        break;
      case Kind::Integer:
        read_integer(value, type, object, limit, path);
        break;
      case Kind::Number:
        read_number(value, type, object, limit, path);
        break;
      case Kind::String:
        if (expect(value.is_string(), value, type, path)) {
          auto& text = *static_cast<std::string*>(object);
          text = value.get_string();
          check_text(text, limit, path, faults);
        }
        break;
      case Kind::Choice:
        read_choice(value, type, object, path);
        break;
      case Kind::Id:
        read_id(value, type, object, path);
        break;
      case Kind::Time:
        read_time(value, type, object, path);
        break;
      case Kind::Optional:
        if (value.is_null())
          type.reset(object);
        else
          read(value, *type.element, type.emplace(object), limit, path);
        break;
      case Kind::List:
        read_list(value, type, object, limit, path);
        break;
      case Kind::Map:
        read_map(value, type, object, limit, path);
        break;
      case Kind::Struct:
        read_struct(value, type, object, path);
        break;
      case Kind::Json: {
        auto& text = static_cast<Json*>(object)->text;
        text.clear();
        write_value(text, value);
        break;
      }
    }
  }

 private:
  void fault(const std::string& path, std::string code, Fields fields = {}) {
    faults.push_back({path, std::move(code), std::move(fields)});
  }

  bool expect(bool right, const json::value& value, const Type& type, const std::string& path) {
    if (!right)
      fault(path, "wrong_type",
            {{"expected", std::string(expected_word(type.kind))}, {"got", std::string(word_of_kind(value))}});
    return right;
  }

  void out_of_range(const std::string& path, std::int64_t minimum, std::int64_t maximum) {
    fault(path, "out_of_range", {{"minimum", std::to_string(minimum)}, {"maximum", std::to_string(maximum)}});
  }

  void read_integer(const json::value& value, const Type& type, void* object, const Limit& limit,
                    const std::string& path) {
    if (!expect(value.is_int64() || value.is_uint64(), value, type, path)) return;
    auto minimum = std::max(limit.minimum, type.integer_min);
    auto maximum = std::min(limit.maximum, type.integer_max);
    if (value.is_uint64() || value.get_int64() < minimum || value.get_int64() > maximum)
      return out_of_range(path, minimum, maximum);
    type.store_integer(object, value.get_int64());
  }

  void read_number(const json::value& value, const Type& type, void* object, const Limit& limit,
                   const std::string& path) {
    if (!expect(value.is_number(), value, type, path)) return;
    auto number = value.to_number<double>();
    if (number < static_cast<double>(limit.minimum) || number > static_cast<double>(limit.maximum))
      return out_of_range(path, limit.minimum, limit.maximum);
    *static_cast<double*>(object) = number;
  }

  void read_choice(const json::value& value, const Type& type, void* object, const std::string& path) {
    if (!expect(value.is_string(), value, type, path)) return;
    auto word = std::find(type.choices.begin(), type.choices.end(), std::string_view(value.get_string()));
    if (word != type.choices.end()) return type.store_integer(object, word - type.choices.begin());
    std::string choices;
    for (const auto& choice : type.choices) choices += (choices.empty() ? "" : ", ") + choice;
    fault(path, "not_a_choice", {{"choices", choices}});
  }

  void read_id(const json::value& value, const Type& type, void* object, const std::string& path) {
    if (!expect(value.is_string(), value, type, path)) return;
    if (auto id = parse_id(value.get_string()))
      type.store_integer(object, *id);
    else
      fault(path, "not_an_id");
  }

  void read_time(const json::value& value, const Type& type, void* object, const std::string& path) {
    if (!expect(value.is_string(), value, type, path)) return;
    if (auto time = from_rfc3339(value.get_string()))
      type.store_integer(object, epoch_ms(*time));
    else
      fault(path, "not_a_time");
  }

  bool check_count(std::size_t count, const Limit& limit, const std::string& path) {
    if (count <= limit.max_items) return true;
    fault(path, "too_many_items", {{"limit", std::to_string(limit.max_items)}});
    return false;
  }

  void read_list(const json::value& value, const Type& type, void* object, const Limit& limit,
                 const std::string& path) {
    if (!expect(value.is_array(), value, type, path)) return;
    if (!check_count(value.get_array().size(), limit, path)) return;
    type.clear(object);
    std::size_t index = 0;
    for (const auto& element : value.get_array())
      read(element, *type.element, type.append(object), limit, pointer(path, std::to_string(index++)));
  }

  void read_map(const json::value& value, const Type& type, void* object, const Limit& limit, const std::string& path) {
    if (!expect(value.is_object(), value, type, path)) return;
    if (!check_count(value.get_object().size(), limit, path)) return;
    type.clear(object);
    for (const auto& [key, element] : value.get_object()) {
      std::string name(key);
      auto element_path = pointer(path, name);
      check_text(name, Limit{.min_length = 1, .max_length = 100}, element_path, faults);
      read(element, *type.element, type.at_key(object, name), limit, element_path);
    }
  }

  void read_struct(const json::value& value, const Type& type, void* object, const std::string& path) {
    if (!expect(value.is_object(), value, type, path)) return;
    const auto& members = value.get_object();
    for (const Field& field : type.fields) read_field(members, field, object, pointer(path, field.name));
    for (const auto& member : members) {
      auto known = [&](const Field& field) { return field.name == std::string_view(member.key()); };
      if (std::none_of(type.fields.begin(), type.fields.end(), known))
        fault(pointer(path, member.key()), "unknown_field");
    }
  }

  void read_field(const json::object& members, const Field& field, void* object, const std::string& path) {
    const Type& type = field.type();
    if (const auto* member = members.if_contains(field.name))
      return read(*member, type, field.at(object), field.limit, path);
    bool may_be_absent = type.kind == Kind::Optional || type.kind == Kind::List || type.kind == Kind::Map;
    if (!may_be_absent) fault(path, "missing");
  }
};

}  // namespace

Status read_json(std::string_view text, const Type& type, void* object, const Limit& limit) {
  auto value = parse_json(text);
  if (!value) return pass(value);
  Reader reader;
  reader.read(*value, type, object, limit, "");
  if (!reader.faults.empty()) return refuse_faults(std::move(reader.faults));
  return {};
}

}  // namespace base
