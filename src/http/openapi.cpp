#include "http/openapi.h"

#include <fmt/format.h>

#include <limits>

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

std::string string_schema(const base::Limit& limit) {
  std::string schema = R"({"type":"string")";
  if (limit.min_length > 0) schema += fmt::format(R"(,"minLength":{})", limit.min_length);
  schema += fmt::format(R"(,"maxLength":{})", limit.max_length);
  if (limit.format != base::Format::Plain) schema += R"(,"format":)" + quoted(base::word_of(limit.format));
  return schema + '}';
}

std::string integer_schema(const base::Limit& limit) {
  std::string schema = R"({"type":"integer")";
  if (limit.minimum != std::numeric_limits<std::int64_t>::min())
    schema += fmt::format(R"(,"minimum":{})", limit.minimum);
  if (limit.maximum != std::numeric_limits<std::int64_t>::max())
    schema += fmt::format(R"(,"maximum":{})", limit.maximum);
  return schema + '}';
}

// {"$ref"} cannot carry a type, so what may be null is a choice of two.
std::string nullable(const std::string& schema) {
  return R"({"anyOf":[)" + schema + R"(,{"type":"null"}]})";
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

OpenApi::OpenApi(std::string title, std::string version) : title_(std::move(title)), version_(std::move(version)) {
  schemas_["Error"] = error_schema;
}

std::string OpenApi::reference_to(const base::Type& type) {
  if (!schemas_.contains(type.name)) {
    schemas_[type.name] = "";  // stops a struct that holds itself
    schemas_[type.name] = type.kind == base::Kind::Struct ? struct_schema(type) : choices_schema(type);
  }
  return R"({"$ref":"#/components/schemas/)" + type.name + "\"}";
}

std::string OpenApi::struct_schema(const base::Type& type) {
  std::string properties, required;
  for (const base::Field& field : type.fields) {
    properties += (properties.empty() ? "" : ",") + quoted(field.name) + ':' + schema_of(field.type(), field.limit);
    auto kind = field.type().kind;
    if (kind != base::Kind::Optional) required += (required.empty() ? "" : ",") + quoted(field.name);
  }
  return R"({"type":"object","required":[)" + required + R"(],"properties":{)" + properties + "}}";
}

std::string OpenApi::schema_of(const base::Type& type, const base::Limit& limit) {
  switch (type.kind) {
    case base::Kind::Boolean:
      return R"({"type":"boolean"})";
    case base::Kind::Integer:
      return integer_schema(limit);
    case base::Kind::Number:
      return R"({"type":"number"})";
    case base::Kind::String:
      return string_schema(limit);
    case base::Kind::Id:
      return R"({"type":"string","pattern":"^[1-9][0-9]{0,18}$"})";
    case base::Kind::Time:
      return R"({"type":"string","format":"date-time"})";
    case base::Kind::Optional:
      return nullable(schema_of(*type.element, limit));
    case base::Kind::List:
      return fmt::format(R"({{"type":"array","maxItems":{},"items":{}}})", limit.max_items,
                         schema_of(*type.element, limit));
    case base::Kind::Map:
      return R"({"type":"object","additionalProperties":)" + schema_of(*type.element, limit) + '}';
    case base::Kind::Json:
      return "{}";
    case base::Kind::Choice:
    case base::Kind::Struct:
      return reference_to(type);
  }
  return "{}";
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

std::string OpenApi::responses_of(const Operation& operation) {
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
  std::string text = fmt::format(R"({{"operationId":{},"summary":{})", quoted(operation.id), quoted(operation.summary));
  if (!operation.right.empty()) text += R"(,"x-right":)" + quoted(operation.right);
  if (operation.open) text += R"(,"security":[])";
  text += R"(,"parameters":[)" + parameters_of(path, operation) + ']';
  if (operation.request)
    text +=
        R"(,"requestBody":{"required":true,)" + content("application/json", schema_of(*operation.request, {})) + '}';
  else if (operation.content_type == "multipart/form-data")
    text += R"(,"requestBody":{"required":true,)" + content(operation.content_type, R"({"type":"object"})") + '}';
  text += R"(,"responses":{)" + responses_of(operation) + "}}";
  paths_[path][base::ascii_lower(method_word(method))] = std::move(text);
}

std::string OpenApi::document() const {
  std::string paths, schemas;
  for (const auto& [path, methods] : paths_) {
    std::string operations;
    for (const auto& [method, operation] : methods)
      operations += (operations.empty() ? "" : ",") + quoted(method) + ':' + operation;
    paths += (paths.empty() ? "" : ",") + quoted(path) + ":{" + operations + '}';
  }
  for (const auto& [name, schema] : schemas_) schemas += (schemas.empty() ? "" : ",") + quoted(name) + ':' + schema;
  return fmt::format(
      R"({{"openapi":"3.1.0","info":{{"title":{},"version":{}}},"security":[{{"cookie":[]}},{{"key":[]}}],)"
      R"("paths":{{{}}},"components":{{"schemas":{{{}}},"securitySchemes":{{)"
      R"("cookie":{{"type":"apiKey","in":"cookie","name":"yingda_session"}},"key":{{"type":"http","scheme":"bearer"}}}}}}}})",
      quoted(title_), quoted(version_), paths, schemas);
}

}  // namespace http
