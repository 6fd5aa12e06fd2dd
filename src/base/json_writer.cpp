// The writing half of json.h.

#include <fmt/format.h>

#include <cmath>

#include "base/json.h"

namespace base {
namespace {

void write_list(std::string& out, const Type& type, const void* list) {
  out += '[';
  for (std::size_t i = 0, n = type.size(list); i < n; ++i) {
    if (i > 0) out += ',';
    write_json(out, *type.element, type.element_at(list, i));
  }
  out += ']';
}

void write_map(std::string& out, const Type& type, const void* map) {
  struct Context {
    std::string& out;
    const Type& element;
    bool first = true;
  } context{out, *type.element};
  out += '{';
  type.each(map, &context, [](void* erased, const std::string& key, const void* value) {
    auto& c = *static_cast<Context*>(erased);
    if (!std::exchange(c.first, false)) c.out += ',';
    write_json_string(c.out, key);
    c.out += ':';
    write_json(c.out, c.element, value);
  });
  out += '}';
}

void write_struct(std::string& out, const Type& type, const void* object) {
  char separator = '{';
  if (type.fields.empty()) out += '{';
  for (const Field& field : type.fields) {
    out += std::exchange(separator, ',');
    write_json_string(out, field.name);
    out += ':';
    write_json(out, field.type(), field.at(const_cast<void*>(object)));
  }
  out += '}';
}

}  // namespace

void write_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20)
          fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
        else
          out += c;
    }
  }
  out += '"';
}

void write_json(std::string& out, const Type& type, const void* object) {
  switch (type.kind) {
    case Kind::Boolean:
      out += type.load_integer(object) ? "true" : "false";
      break;
    case Kind::Integer:
      fmt::format_to(std::back_inserter(out), "{}", type.load_integer(object));
      break;
    case Kind::Number: {
      double d = *static_cast<const double*>(object);
      if (std::isfinite(d))
        fmt::format_to(std::back_inserter(out), "{}", d);
      else
        out += "null";
      break;
    }
    case Kind::String:
      write_json_string(out, *static_cast<const std::string*>(object));
      break;
    case Kind::Choice:
      write_json_string(out, type.choices[static_cast<std::size_t>(type.load_integer(object))]);
      break;
    case Kind::Id:
      fmt::format_to(std::back_inserter(out), "\"{}\"", type.load_integer(object));
      break;
    case Kind::Time:
      write_json_string(out, to_rfc3339(from_epoch_ms(type.load_integer(object))));
      break;
    case Kind::Optional:
      if (type.has(object))
        write_json(out, *type.element, type.element_at(object, 0));
      else
        out += "null";
      break;
    case Kind::List:
      write_list(out, type, object);
      break;
    case Kind::Map:
      write_map(out, type, object);
      break;
    case Kind::Struct:
      write_struct(out, type, object);
      break;
    case Kind::Json:
      out += static_cast<const Json*>(object)->text;
      break;
  }
}

}  // namespace base
