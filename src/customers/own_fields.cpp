#include "customers/own_fields.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "base/time.h"

namespace customers {
namespace {

bool is_key(std::string_view key) {
  return key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == key.npos && key.front() >= 'a' &&
         key.front() <= 'z';
}

bool is_number(std::string_view text) {
  double value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  return error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
}

bool is_date(const std::string& text) {
  return text.size() == 10 && base::from_rfc3339(text + "T00:00:00Z");
}

// A JSON pointer escapes ~ and / (RFC 6901 §3).
std::string path_of(std::string_view key) {
  std::string path = "/fields/";
  for (char c : key) path += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return path;
}

std::string joined(const std::vector<std::string>& choices) {
  std::string text;
  for (const auto& choice : choices) text += (text.empty() ? "" : ", ") + choice;
  return text;
}

bool unchanged(const FieldValues& stored, const std::string& key, const std::string& value) {
  auto found = stored.find(key);
  return found != stored.end() && found->second == value;
}

void check_value(const FieldDefinition& definition, const std::string& value, std::vector<base::Fault>& faults) {
  if (!definition.active) return faults.push_back({path_of(definition.key), "field_inactive", {}});
  auto code = fault_of(definition, value);
  if (code.empty()) return;
  base::Fields fields;
  if (code == "not_a_choice") fields = {{"choices", joined(definition.choices)}};
  faults.push_back({path_of(definition.key), code, fields});
}

}  // namespace

void check_definition(const FieldFields& fields, std::vector<base::Fault>& faults) {
  if (!is_key(fields.key)) faults.push_back({"/key", "bad_field_key", {}});
  bool needs_choices = fields.kind == FieldKind::Choice;
  if (needs_choices && fields.choices.empty()) faults.push_back({"/choices", "missing", {}});
  if (!needs_choices && !fields.choices.empty()) faults.push_back({"/choices", "choices_unused", {}});
  std::set<std::string> seen;
  for (std::size_t i = 0; i < fields.choices.size(); ++i)
    if (!seen.insert(fields.choices[i]).second) faults.push_back({"/choices/" + std::to_string(i), "twice", {}});
}

std::string fault_of(const FieldFields& definition, const std::string& value) {
  const auto& choices = definition.choices;
  switch (definition.kind) {
    case FieldKind::Text:
      return "";
    case FieldKind::Number:
      return is_number(value) ? "" : "not_a_number";
    case FieldKind::Date:
      return is_date(value) ? "" : "not_a_date";
    case FieldKind::Choice:
      return std::find(choices.begin(), choices.end(), value) != choices.end() ? "" : "not_a_choice";
  }
  return "";
}

void check_values(const std::vector<FieldDefinition>& definitions, const FieldValues& stored, const FieldValues& values,
                  std::vector<base::Fault>& faults) {
  std::map<std::string_view, const FieldDefinition*> known;
  for (const auto& definition : definitions) known[definition.key] = &definition;
  for (const auto& [key, value] : values) {
    if (value.empty() || unchanged(stored, key, value)) continue;
    auto found = known.find(key);
    if (found == known.end())
      faults.push_back({path_of(key), "unknown_field", {}});
    else
      check_value(*found->second, value, faults);
  }
  for (const auto& definition : definitions) {
    auto value = values.find(definition.key);
    bool given = value != values.end() && !value->second.empty();
    if (definition.required && definition.active && !given) faults.push_back({path_of(definition.key), "missing", {}});
  }
}

}  // namespace customers
