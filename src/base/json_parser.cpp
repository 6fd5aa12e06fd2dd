#include "base/json_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <cmath>

#include "base/json.h"

namespace base {
namespace {

namespace json = boost::json;

// Builds the value and keeps the keys of the objects that are open, to notice repeats.
struct Handler {
  static constexpr std::size_t max_object_size = 10'000;
  static constexpr std::size_t max_array_size = 100'000;
  static constexpr std::size_t max_key_size = 1'000;
  static constexpr std::size_t max_string_size = 16 * 1024 * 1024;

  using Code = boost::system::error_code;

  json::value_stack stack;
  std::vector<std::string> keys;
  std::string key_so_far;
  std::vector<Fault> faults;

  bool on_document_begin(Code&) {
    stack.reset();
    return true;
  }
  bool on_document_end(Code&) { return true; }
  bool on_object_begin(Code&) { return true; }
  bool on_object_end(std::size_t count, Code&) {
    notice_repeats(count);
    stack.push_object(count);
    return true;
  }
  bool on_array_begin(Code&) { return true; }
  bool on_array_end(std::size_t count, Code&) {
    stack.push_array(count);
    return true;
  }
  bool on_key_part(json::string_view text, std::size_t, Code&) {
    key_so_far.append(text.data(), text.size());
    stack.push_chars(text);
    return true;
  }
  bool on_key(json::string_view text, std::size_t, Code&) {
    key_so_far.append(text.data(), text.size());
    keys.push_back(std::move(key_so_far));
    key_so_far.clear();
    stack.push_key(text);
    return true;
  }
  bool on_string_part(json::string_view text, std::size_t, Code&) {
    stack.push_chars(text);
    return true;
  }
  bool on_string(json::string_view text, std::size_t, Code&) {
    stack.push_string(text);
    return true;
  }
  bool on_number_part(json::string_view, Code&) { return true; }
  bool on_int64(std::int64_t i, json::string_view, Code&) {
    stack.push_int64(i);
    return true;
  }
  bool on_uint64(std::uint64_t u, json::string_view, Code&) {
    stack.push_uint64(u);
    return true;
  }
  bool on_double(double d, json::string_view, Code&) {
    stack.push_double(d);
    return true;
  }
  bool on_bool(bool b, Code&) {
    stack.push_bool(b);
    return true;
  }
  bool on_null(Code&) {
    stack.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, Code&) { return true; }
  bool on_comment(json::string_view, Code&) { return true; }

 private:
  void notice_repeats(std::size_t count) {
    auto first = keys.end() - static_cast<std::ptrdiff_t>(count);
    std::sort(first, keys.end());
    for (auto at = std::adjacent_find(first, keys.end()); at != keys.end(); at = std::adjacent_find(at + 1, keys.end()))
      faults.push_back({"", "duplicate_field", {{"field", *at}}});
    keys.erase(first, keys.end());
  }
};

void write_double(std::string& out, double d) {
  if (std::isfinite(d))
    fmt::format_to(std::back_inserter(out), "{}", d);
  else
    out += "null";
}

}  // namespace

Result<json::value> parse_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = max_json_depth;
  json::basic_parser<Handler> parser(options);
  boost::system::error_code error;
  auto used = parser.write_some(false, text.data(), text.size(), error);
  if (!error && used < text.size()) error = json::error::extra_data;
  if (error == json::error::too_deep) return refuse_fault("", "too_deep", {{"limit", std::to_string(max_json_depth)}});
  if (error) return refuse(Code::BadRequest, "malformed_json", {{"offset", std::to_string(used)}});
  if (auto& faults = parser.handler().faults; !faults.empty()) return refuse_faults(std::move(faults));
  return parser.handler().stack.release();
}

void write_value(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      out += "null";
      break;
    case json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      break;
    case json::kind::int64:
      out += std::to_string(value.get_int64());
      break;
    case json::kind::uint64:
      out += std::to_string(value.get_uint64());
      break;
    case json::kind::double_:
      write_double(out, value.get_double());
      break;
    case json::kind::string:
      write_json_string(out, value.get_string());
      break;
    case json::kind::array: {
      char separator = '[';
      if (value.get_array().empty()) out += '[';
      for (const auto& element : value.get_array()) {
        out += std::exchange(separator, ',');
        write_value(out, element);
      }
      out += ']';
      break;
    }
    case json::kind::object: {
      char separator = '{';
      if (value.get_object().empty()) out += '{';
      for (const auto& [key, element] : value.get_object()) {
        out += std::exchange(separator, ',');
        write_json_string(out, key);
        out += ':';
        write_value(out, element);
      }
      out += '}';
      break;
    }
  }
}

}  // namespace base
