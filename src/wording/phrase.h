#pragma once
// A phrase of a rule, ready to be looked for in folded text. Pure and immutable.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "wording/folded_text.h"

namespace wording {

class Phrase {
 public:
  explicit Phrase(std::string_view text);

  // Nothing is left of it after folding, or nothing but variables.
  bool empty() const;
  // The letter that it begins with; empty when that is a variable.
  std::optional<char32_t> first_letter() const;
  // The furthest end of the phrase that begins at `at`; empty when it does not stand
  // there. English words are found whole only.
  std::optional<std::size_t> match(const std::u32string& letters, std::size_t at) const;

 private:
  std::u32string letters_;  // variables are single letters of the private use area
};

// The advice with {单位}, {工号}, {时间} (or {unit}, {number}, {time}) replaced by the
// values of these names; a variable without a value stays as it is.
std::string fill_in(std::string advice, const std::map<std::string, std::string>& values);

}  // namespace wording
