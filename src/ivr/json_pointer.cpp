#include "ivr/json_pointer.h"

#include <charconv>
#include <map>
#include <vector>

#include "base/json.h"
#include "base/text.h"

namespace ivr {
namespace {

constexpr std::size_t most_items = 10'000;

std::string unescaped(std::string_view token) {
  std::string name;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      name += token[i];
      continue;
    }
    ++i;
    name += i < token.size() && token[i] == '1' ? '/' : '~';
  }
  return name;
}

template <class T>
std::optional<T> read(std::string_view json) {
  T value{};
  if (!base::read_json(json, base::type_of<T>(), &value,
                       {.max_length = 64 * 1024, .lines = true, .max_items = most_items}))
    return std::nullopt;
  return value;
}

std::optional<std::string> member(const std::string& json, const std::string& name) {
  auto object = read<std::map<std::string, base::Json>>(json);
  if (!object) return std::nullopt;
  auto found = object->find(name);
  if (found == object->end()) return std::nullopt;
  return std::move(found->second.text);
}

std::optional<std::string> element(const std::string& json, const std::string& index) {
  std::size_t at = 0;
  auto [end, error] = std::from_chars(index.data(), index.data() + index.size(), at);
  if (error != std::errc{} || end != index.data() + index.size()) return std::nullopt;
  auto list = read<std::vector<base::Json>>(json);
  if (!list || at >= list->size()) return std::nullopt;
  return std::move((*list)[at].text);
}

std::optional<std::string> plain(const std::string& json) {
  auto text = base::trim(json);
  if (text.empty() || text == "null" || text[0] == '{' || text[0] == '[') return std::nullopt;
  if (text[0] != '"') return std::string(text);
  return read<std::string>(text);
}

}  // namespace

bool is_json_pointer(std::string_view pointer) {
  if (!pointer.empty() && pointer[0] != '/') return false;
  for (std::size_t i = 0; i < pointer.size(); ++i)
    if (pointer[i] == '~' && (i + 1 == pointer.size() || (pointer[i + 1] != '0' && pointer[i + 1] != '1')))
      return false;
  return true;
}

std::optional<std::string> text_at(std::string_view json, std::string_view pointer) {
  if (!is_json_pointer(pointer)) return std::nullopt;
  std::string value(json);
  auto tokens = base::split(pointer, '/');
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    const auto name = unescaped(tokens[i]);
    auto next = member(value, name);
    if (!next) next = element(value, name);
    if (!next) return std::nullopt;
    value = *std::move(next);
  }
  return plain(value);
}

}  // namespace ivr
