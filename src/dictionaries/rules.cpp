#include "dictionaries/rules.h"

#include <algorithm>
#include <charconv>

namespace dictionaries {
namespace {

bool is_integer(std::string_view text) {
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

bool fits(AttributeKind kind, std::string_view text) {
  if (kind == AttributeKind::Integer) return is_integer(text);
  if (kind == AttributeKind::Flag) return text == "true" || text == "false";
  return true;
}

// The level of an entry, the first being 1; 0 for none.
std::int64_t level_of(const Parents& parents, std::optional<EntryId> entry) {
  std::int64_t level = 0;
  while (entry) {
    ++level;
    entry = parents.at(*entry);
  }
  return level;
}

}  // namespace

bool is_key(std::string_view text) {
  auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !text.empty() && text[0] >= 'a' && text[0] <= 'z' && std::all_of(text.begin(), text.end(), plain);
}

std::vector<base::Fault> check_attributes(std::span<const AttributeDefinition> definitions,
                                          const std::map<std::string, std::string>& attributes) {
  std::vector<base::Fault> faults;
  for (const auto& [key, value] : attributes) {
    auto path = "/attributes/" + key;
    auto definition =
        std::find_if(definitions.begin(), definitions.end(), [&](const auto& each) { return each.key == key; });
    if (definition == definitions.end())
      faults.push_back({path, "unknown_field", {}});
    else if (!fits(definition->kind, value))
      faults.push_back({path, "wrong_type", {{"expected", base::word_of(definition->kind)}, {"got", "string"}}});
  }
  return faults;
}

bool stands_below(const Parents& parents, EntryId entry, EntryId ancestor) {
  for (std::optional<EntryId> above = entry; above; above = parents.at(*above))
    if (*above == ancestor) return true;
  return false;
}

std::int64_t levels_with(const Parents& parents, std::optional<EntryId> parent, EntryId moved) {
  std::int64_t height = 1;
  if (moved)
    for (const auto& [id, above] : parents)
      if (stands_below(parents, id, moved))
        height = std::max(height, level_of(parents, id) - level_of(parents, moved) + 1);
  return level_of(parents, parent) + height;
}

}  // namespace dictionaries
