#pragma once
// Which row is meant: the number that was called, the way out of a number, the rule that a caller
// meets. Pure; the longest that fits wins.

#include <string>
#include <string_view>
#include <vector>

#include "lines/types.h"

namespace lines {

// "0216123*": a prefix; without the star a whole number. Only digits, and a + in front.
struct Pattern {
  std::string digits;
  bool is_prefix = false;
  bool fits(std::string_view number) const { return is_prefix ? number.starts_with(digits) : number == digits; }
};
// Empty digits when it is none. A star alone is none: it would mean everybody.
Pattern read_pattern(std::string_view text);

// Ours that was called, in any of the forms that it was told in; active ones only. Null when it is not ours.
const Number* number_called(const std::vector<Number>& numbers, const std::vector<std::string>& forms);

// The way out of a number for a centre: of the nearest centre that has one, the longest prefix. `centres` are the
// centre itself and those above it, in this order. Null when there is none.
const WayOut* way_of(const std::vector<WayOut>& ways, const std::vector<org::CentreId>& centres,
                     std::string_view digits);
// The number as the trunks of the way get it.
std::string dialled_over(const WayOut& way, std::string_view digits);

// The number that is shown when `centre` calls out for a queue: the queue's own, else the default of the nearest
// centre, "" when there is none.
std::string shown_number(const std::vector<Number>& numbers, const std::vector<org::CentreId>& centres,
                         std::optional<routing::QueueId> queue);

// Of rules that fit a caller, the one that counts: allow before block before nuisance. Null when there is none.
const CallerRule* verdict_of(const std::vector<CallerRule>& fitting, base::Time now);

}  // namespace lines
