#include "base/describe.h"

namespace base {

std::string snake_case(std::string_view name) {
  std::string word;
  for (std::size_t i = 0; i < name.size(); ++i) {
    bool upper = name[i] >= 'A' && name[i] <= 'Z';
    if (upper && i > 0) word += '_';
    word += upper ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
  }
  return word;
}

}  // namespace base
