#include "http/openapi.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace http {
namespace {

constexpr std::string_view error_schema =
    R"({"type":"object","required":["error"],"properties":{"error":{"type":"object",)"
    R"("required":["code","key","message","faults","trace_id"],"properties":{"code":{"type":"string"},)"
    R"("key":{"type":"string"},"message":{"type":"string"},"trace_id":{"type":"string"},)"
    R"("faults":{"type":"array","items":{"type":"object","required":["path","code","message"],)"
    R"("properties":{"path":{"type":"string"},"code":{"type":"string"},"message":{"type":"string"}}}}}}}})";

std::string quoted(std::string_view text) {
  std::string out;
  base::write_json_string(out, text);
  return out;
}

std::string choices_schema(const base::Type& type) {
  std::string list;
  for (const auto& word : type.choices) list += (list.empty() ? "" : ",") + quoted(word);
  return R"({"type":"string","enum":[)" + list + "]}";
}

// Formats of JSON Schema where it has the word, ours else.
std::string_view format_word(base::Format format) {
  return format == base::Format::Url ? std::string_view("uri") : std::string_view(base::word_of(format));
}

std::string string_schema(const base::Limit& limit) {
  std::string schema = R"({"type":"string")";
  if (limit.min_length > 0) schema += fmt::format(R"(,"minLength":{})", limit.min_length);
  schema += fmt::format(R"(,"maxLength":{})", limit.max_length);
  if (limit.format != base::Format::Plain) schema += R"(,"format":)" + quoted(format_word(limit.format));
  return schema + '}';
}

std::string integer_schema(const base::Type& type, const base::Limit& limit) {
  constexpr auto lowest = std::numeric_limits<std::int64_t>::min(), highest = std::numeric_limits<std::int64_t>::max();
  auto minimum = std::max(limit.minimum, type.integer_min), maximum = std::min(limit.maximum, type.integer_max);
  std::string schema = R"({"type":"integer")";
  if (minimum != lowest) schema += fmt::format(R"(,"minimum":{})", minimum);
  if (maximum != highest) schema += fmt::format(R"(,"maximum":{})", maximum);
  return schema + '}';
}

// {"$ref"} cannot carry a type, so what may be null is a choice of two.
std::string nullable(const std::string& schema) {
  return R"({"anyOf":[)" + schema + R"(,{"type":"null"}]})";
}

std::string schema_of(const base::Type& type, const base::Limit& limit) {
  switch (type.kind) {
    case base::Kind::Boolean:
      return R"({"type":"boolean"})";
    case base::Kind::Integer:
      return integer_schema(type, limit);
    case base::Kind::Number:
      return R"({"type":"number"})";
    case base::Kind::String:
      return string_schema(limit);
    case base::Kind::Id:
      return R"({"type":"string","pattern":"^[1-9][0-9]*$","maxLength":19})";
    case base::Kind::Time:
      return R"({"type":"string","format":"date-time"})";
    case base::Kind::Optional:
      return nullable(schema_of(*type.element, limit));
    case base::Kind::List:
      return fmt::format(R"({{"type":"array","maxItems":{},"items":{}}})", limit.max_items,
                         schema_of(*type.element, limit));
    case base::Kind::Map:
      return fmt::format(R"({{"type":"object","maxProperties":{},"additionalProperties":{}}})", limit.max_items,
                         schema_of(*type.element, limit));
    case base::Kind::Json:
      return "{}";
    case base::Kind::Choice:
    case base::Kind::Struct:
      return R"({"$ref":"#/components/schemas/)" + type.name + "\"}";
  }
  return "{}";
}

enum class Required { All, NotOptionals, NotWhatMayBeEmpty };

bool is_required(base::Kind kind, Required required) {
  if (required == Required::All) return true;
  bool may_be_empty = kind == base::Kind::List || kind == base::Kind::Map;
  return kind != base::Kind::Optional && !(may_be_empty && required == Required::NotWhatMayBeEmpty);
}

std::string struct_schema(const base::Type& type, Required required) {
  std::string properties, names;
  for (const base::Field& field : type.fields) {
    properties += (properties.empty() ? "" : ",") + quoted(field.name) + ':' + schema_of(field.type(), field.limit);
    if (is_required(field.type().kind, required)) names += (names.empty() ? "" : ",") + quoted(field.name);
  }
  return R"({"type":"object","required":[)" + names + R"(],"properties":{)" + properties + "}}";
}

// The first word of the path behind the version, by which documents are ordered.
std::string tag_of(std::string_view path) {
  for (auto segment : base::split(path, '/'))
    if (!segment.empty() && segment != "api" && segment != "v1") return std::string(segment);
  return "api";
}

std::string parameter(std::string_view name, std::string_view in, bool required, std::string_view summary,
                      std::string_view schema) {
  return fmt::format(R"({{"name":{},"in":"{}","required":{},"description":{},"schema":{}}})", quoted(name), in,
                     required, quoted(summary), schema);
}

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (const auto& element : list) text += (text.empty() ? "" : ",") + element;
  return text;
}

std::string content(std::string_view type, const std::string& schema) {
  return R"("content":{)" + quoted(type) + R"(:{"schema":)" + schema + "}}";
}

}  // namespace

OpenApi::OpenApi(std::string title, std::string version) : title_(std::move(title)), version_(std::move(version)) {}

// Notes every struct and enum below `type`, and which way it travels.
void OpenApi::note(const base::Type& type, Travel travel) {
  if (type.element) return note(*type.element, travel);
  if (type.kind != base::Kind::Struct && type.kind != base::Kind::Choice) return;
  auto& named = named_[type.name];
  if ((named.type && named.type != &type) || type.name == "Error")
    throw std::logic_error("two types are called " + type.name + " in the API");
  named.type = &type;
  bool& seen = travel == Travel::Request ? named.in_requests : named.in_replies;
  if (std::exchange(seen, true)) return;  // a struct may hold itself
  for (const base::Field& field : type.fields) note(field.type(), travel);
}

std::string OpenApi::parameters_of(const std::string& path, const Operation& operation) const {
  std::vector<std::string> list;
  for (auto segment : base::split(path, '/'))
    if (segment.starts_with('{'))
      list.push_back(parameter(segment.substr(1, segment.size() - 2), "path", true, "", R"({"type":"string"})"));
  for (const auto& [name, summary] : operation.parameters)
    list.push_back(parameter(name, "query", false, summary, R"({"type":"string"})"));
  if (operation.paged) {
    list.push_back(parameter("limit", "query", false, "1 to 200", R"({"type":"integer","minimum":1,"maximum":200})"));
    list.push_back(parameter("after", "query", false, "`next` of the page before", R"({"type":"string"})"));
  }
  if (operation.versioned)
    list.push_back(
        parameter("If-Match", "header", true, "the version that was seen, in quotes", R"({"type":"string"})"));
  return joined(list);
}

std::string OpenApi::responses_of(const Operation& operation) const {
  auto body = std::string();
  if (operation.reply)
    body = ',' + content("application/json", schema_of(*operation.reply, {}));
  else if (!operation.content_type.empty() && !operation.request && operation.status == 200)
    body = ',' + content(operation.content_type, R"({"type":"string"})");
  auto problem = content("application/json", R"({"$ref":"#/components/schemas/Error"})");
  return fmt::format(R"("{}":{{"description":"done"{}}},"default":{{"description":"refused",{}}})", operation.status,
                     body, problem);
}

void OpenApi::add(Method method, const std::string& path, const Operation& operation) {
  auto& place = paths_[path][base::ascii_lower(method_word(method))];
  if (!place.empty() || !ids_.insert(std::string(operation.id)).second)
    throw std::logic_error("two operations of the API are called " + std::string(operation.id) + " or " + path);
  if (operation.request) note(*operation.request, Travel::Request);
  if (operation.reply) note(*operation.reply, Travel::Reply);
  std::string text = fmt::format(R"({{"operationId":{},"summary":{},"tags":[{}])", quoted(operation.id),
                                 quoted(operation.summary), quoted(tag_of(path)));
  if (!operation.right.empty()) text += R"(,"x-right":)" + quoted(operation.right);
  if (operation.open) text += R"(,"security":[])";
  text += R"(,"parameters":[)" + parameters_of(path, operation) + ']';
  if (operation.request)
    text +=
        R"(,"requestBody":{"required":true,)" + content("application/json", schema_of(*operation.request, {})) + '}';
  else if (operation.content_type == "multipart/form-data")
    text += R"(,"requestBody":{"required":true,)" + content(operation.content_type, R"({"type":"object"})") + '}';
  text += R"(,"responses":{)" + responses_of(operation) + "}}";
  place = std::move(text);
}

std::string OpenApi::document() const {
  std::string paths, schemas = R"("Error":)" + std::string(error_schema);
  for (const auto& [path, methods] : paths_) {
    std::string operations;
    for (const auto& [method, operation] : methods)
      operations += (operations.empty() ? "" : ",") + quoted(method) + ':' + operation;
    paths += (paths.empty() ? "" : ",") + quoted(path) + ":{" + operations + '}';
  }
  for (const auto& [name, named] : named_) {
    auto required = !named.in_requests ? Required::All
                    : named.in_replies ? Required::NotOptionals
                                       : Required::NotWhatMayBeEmpty;
    bool is_struct = named.type->kind == base::Kind::Struct;
    schemas += ',' + quoted(name) + ':';
    schemas += is_struct ? struct_schema(*named.type, required) : choices_schema(*named.type);
  }
  return fmt::format(
      R"({{"openapi":"3.1.0","info":{{"title":{},"version":{}}},"security":[{{"cookie":[]}},{{"key":[]}}],)"
      R"("paths":{{{}}},"components":{{"schemas":{{{}}},"securitySchemes":{{)"
      R"("cookie":{{"type":"apiKey","in":"cookie","name":"yingda_session"}},"key":{{"type":"http","scheme":"bearer"}}}}}}}})",
      quoted(title_), quoted(version_), paths, schemas);
}

}  // namespace http
