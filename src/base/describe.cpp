#include "base/describe.h"

namespace base {

std::string detail::unqualified(std::string_view name) {
  auto bracket = name.find('<');
  auto outer = name.substr(0, bracket);
  if (auto scope = outer.rfind("::"); scope != outer.npos) outer.remove_prefix(scope + 2);
  if (bracket == name.npos) return std::string(outer);
  return unqualified(name.substr(bracket + 1, name.rfind('>') - bracket - 1)) + std::string(outer);
}

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::string snake_case(std::string_view name) {
  std::string word;
  for (std::size_t i = 0; i < name.size(); ++i) {
    bool upper = name[i] >= 'A' && name[i] <= 'Z';
    if (i > 0 && (upper || (is_digit(name[i]) && !is_digit(name[i - 1])))) word += '_';
    word += upper ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
  }
  return word;
}

}  // namespace base
