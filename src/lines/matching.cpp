#include "lines/matching.h"

#include <algorithm>

#include "search/search.h"

namespace lines {
namespace {

// How near a centre is: 0 the centre itself; `centres.size()` when it is none of them.
std::size_t distance(const std::vector<org::CentreId>& centres, org::CentreId centre) {
  return static_cast<std::size_t>(std::ranges::find(centres, centre) - centres.begin());
}

// Allow stands above all.
int rank(CallerVerdict verdict) {
  return verdict == CallerVerdict::Allow ? 2 : verdict == CallerVerdict::Block ? 1 : 0;
}

}  // namespace

Pattern read_pattern(std::string_view text) {
  Pattern pattern;
  auto folded = search::fold(text);
  std::erase_if(folded, [](char c) { return c == ' ' || c == '-' || c == '(' || c == ')'; });
  if (folded.ends_with('*')) {
    pattern.is_prefix = true;
    folded.pop_back();
  }
  const auto digits = std::string_view(folded).substr(folded.starts_with('+') ? 1 : 0);
  const bool good = !digits.empty() && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (good) pattern.digits = folded;
  return pattern;
}

const Number* number_called(const std::vector<Number>& numbers, const std::vector<std::string>& forms) {
  const Number* best = nullptr;
  Pattern best_pattern;
  for (const auto& number : numbers) {
    if (!number.active) continue;
    auto pattern = read_pattern(number.pattern);
    if (std::ranges::none_of(forms, [&](const auto& form) { return pattern.fits(form); })) continue;
    const bool longer =
        !best || pattern.digits.size() > best_pattern.digits.size() || (best_pattern.is_prefix && !pattern.is_prefix);
    if (!longer) continue;
    best = &number;
    best_pattern = std::move(pattern);
  }
  return best;
}

const WayOut* way_of(const std::vector<WayOut>& ways, const std::vector<org::CentreId>& centres,
                     std::string_view digits) {
  const WayOut* best = nullptr;
  const auto order = [&](const WayOut& way) {
    return std::pair(distance(centres, way.centre_id), -static_cast<std::ptrdiff_t>(way.prefix.size()));
  };
  for (const auto& way : ways)
    if (way.active && distance(centres, way.centre_id) < centres.size() && digits.starts_with(way.prefix) &&
        (!best || order(way) < order(*best)))
      best = &way;
  return best;
}

std::string dialled_over(const WayOut& way, std::string_view digits) {
  const auto cut = std::min(digits.size(), static_cast<std::size_t>(way.cut_digits));
  return way.put_before + std::string(digits.substr(cut));
}

std::string shown_number(const std::vector<Number>& numbers, const std::vector<org::CentreId>& centres,
                         std::optional<routing::QueueId> queue) {
  const Number* best = nullptr;
  const auto is_of_queue = [&](const Number& number) {
    return queue && std::ranges::find(number.queue_ids, *queue) != number.queue_ids.end();
  };
  const auto order = [&](const Number& number) {
    return std::pair(!is_of_queue(number), distance(centres, number.centre_id));
  };
  for (const auto& number : numbers) {
    const bool may = number.active && !number.caller_number.empty() &&
                     distance(centres, number.centre_id) < centres.size() && (number.is_default || is_of_queue(number));
    if (may && (!best || order(number) < order(*best))) best = &number;
  }
  return best ? best->caller_number : "";
}

const CallerRule* verdict_of(const std::vector<CallerRule>& fitting, base::Time now) {
  const CallerRule* best = nullptr;
  const auto order = [](const CallerRule& rule) { return std::pair(rank(rule.verdict), rule.pattern.size()); };
  for (const auto& rule : fitting)
    if ((!rule.until || *rule.until > now) && (!best || order(rule) > order(*best))) best = &rule;
  return best;
}

}  // namespace lines
