#pragma once
// Reads a text against language rules. Pure and immutable; any thread.
//
// At each place the longest phrase of all rules counts, and what it covers is read by no
// other: 不可能 is a banned word and not the vague 可能 inside it, and an exception such as
// 可能性 covers without a hit.

#include <string_view>
#include <unordered_map>
#include <vector>

#include "wording/phrase.h"
#include "wording/types.h"

namespace wording {

class Checker {
 public:
  // Of the active ones among `rules`.
  explicit Checker(const std::vector<LanguageRule>& rules);

  // In the order of place: a missing greeting first, a missing closing last.
  std::vector<LanguageHit> check(std::string_view text, const CheckContext& context) const;

 private:
  struct Rule {
    LanguageRule rule;
    std::vector<Phrase> phrases;  // of greeting, closing and emoji; others stand in the index
    std::vector<Phrase> unless;
  };
  enum class Use { Hit, Exception };
  struct Entry {
    Phrase phrase;
    std::size_t rule;
    Use use;
  };
  struct Found {
    std::size_t rule;
    std::size_t end;
    Use use;
  };
  class Run;

  void add_to_index(std::size_t rule, const std::vector<std::string>& phrases, Use use);

  std::vector<Rule> rules_;
  std::vector<Entry> entries_;
  std::unordered_map<char32_t, std::vector<std::size_t>> by_first_letter_;
  std::vector<std::size_t> by_variable_;  // entries that begin with a variable
};

}  // namespace wording
