#include "base/messages.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <stdexcept>

#include "base/file.h"
#include "base/json.h"
#include "base/json_parser.h"
#include "base/text.h"

namespace base {
namespace {

constexpr std::string_view first_language = "zh-CN";

using Texts = std::map<std::string, std::string, std::less<>>;

void flatten(const boost::json::value& value, const std::string& key, Texts& texts) {
  if (value.is_string()) {
    texts[key] = std::string(value.get_string());
    return;
  }
  if (!value.is_object()) throw std::runtime_error("the value of \"" + key + "\" is neither text nor an object");
  for (const auto& [name, inner] : value.get_object())
    flatten(inner, key.empty() ? std::string(name) : key + '.' + std::string(name), texts);
}

void load_file(const std::filesystem::path& path, Texts& texts) {
  auto value = parse_json(read_file(path).value_or(""));
  if (!value) throw std::runtime_error("the message file " + path.string() + " cannot be read as JSON");
  flatten(*value, "", texts);
}

std::string fill_in(std::string text, const Fields& fields) {
  for (const auto& [name, value] : fields) {
    std::string mark = '{' + name + '}';
    for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + value.size()))
      text.replace(at, mark.size(), value);
  }
  return text;
}

// The weight of one element of Accept-Language, "en-GB;q=0.8"; 0 when malformed.
double weight_of(std::string_view parameters) {
  auto q = parameters.find("q=");
  if (q == parameters.npos) return 1;
  double weight = 0;
  std::istringstream stream{std::string(parameters.substr(q + 2))};
  stream.imbue(std::locale::classic());
  stream >> weight;
  return weight;
}

std::string primary(std::string_view tag) {
  return ascii_lower(tag.substr(0, tag.find('-')));
}

}  // namespace

Messages Messages::load(const std::string& folder) {
  Messages messages;
  for (const auto& language : std::filesystem::directory_iterator(folder)) {
    if (!language.is_directory()) continue;
    auto& texts = messages.texts_[language.path().filename().string()];
    for (const auto& file : std::filesystem::directory_iterator(language.path()))
      if (file.path().extension() == ".json") load_file(file.path(), texts);
  }
  if (!messages.has_language(first_language))
    throw std::runtime_error("there are no messages in " + std::string(first_language) + " below " + folder);
  return messages;
}

std::string Messages::text(std::string_view language, std::string_view key, const Fields& fields) const {
  for (auto wanted : {language, first_language}) {
    auto texts = texts_.find(wanted);
    if (texts == texts_.end()) continue;
    if (auto found = texts->second.find(key); found != texts->second.end()) return fill_in(found->second, fields);
  }
  return std::string(key);
}

bool Messages::has_language(std::string_view language) const {
  return texts_.contains(language);
}

std::vector<std::string> Messages::languages() const {
  std::vector<std::string> names;
  for (const auto& [name, texts] : texts_) names.push_back(name);
  return names;
}

std::string Messages::negotiate(std::string_view accept_language) const {
  std::string best;
  double best_weight = 0;
  for (auto element : split(accept_language.substr(0, 500), ',')) {
    auto semicolon = element.find(';');
    auto tag = trim(element.substr(0, semicolon));
    double weight = semicolon == element.npos ? 1 : weight_of(element.substr(semicolon + 1));
    for (const auto& [name, texts] : texts_)
      if (weight > best_weight && primary(tag) == primary(name)) best = name, best_weight = weight;
  }
  return best;
}

std::string Messages::error_json(std::string_view language, const Error& error, std::string_view trace_id) const {
  auto member = [](std::string& out, std::string_view name, std::string_view value) {
    write_json_string(out, name);
    out += ':';
    write_json_string(out, value);
  };
  std::string out = R"({"error":{)";
  member(out, "code", code_word(error.code));
  out += ',';
  member(out, "key", error.key);
  out += ',';
  member(out, "message", text(language, "errors." + error.key, error.fields));
  out += R"(,"faults":[)";
  for (const Fault& fault : error.faults) {
    if (out.back() == '}') out += ',';
    out += '{';
    member(out, "path", fault.path);
    out += ',';
    member(out, "code", fault.code);
    out += ',';
    member(out, "message", text(language, "faults." + fault.code, fault.fields));
    out += '}';
  }
  out += "],";
  member(out, "trace_id", trace_id);
  out += "}}";
  return out;
}

}  // namespace base
