#include "wording/phrase.h"

#include <algorithm>
#include <array>

#include "wording/said_time.h"

namespace wording {
namespace {

// Letters of the private use area stand for variables.
constexpr char32_t unit_mark = 0xE000, number_mark = 0xE001, time_mark = 0xE002;
constexpr std::size_t longest_unit = 20, longest_number = 12;

struct Variable {
  std::string_view name, name_en;
  char32_t mark;
};
constexpr std::array variables{Variable{"单位", "unit", unit_mark}, Variable{"工号", "number", number_mark},
                               Variable{"时间", "time", time_mark}};

std::string braced(std::string_view name) {
  return '{' + std::string(name) + '}';
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

bool is_mark(char32_t c) {
  return c >= unit_mark && c <= time_mark;
}

// Replaces the variables of a phrase by their marks. Marks in the phrase itself are dropped first.
std::u32string with_marks(std::string_view phrase) {
  std::string text(phrase);
  constexpr std::array<std::string_view, 3> marks{"\uE000", "\uE001", "\uE002"};
  for (auto mark : marks) replace_all(text, mark, "");
  for (std::size_t i = 0; i < variables.size(); ++i) {
    replace_all(text, braced(variables[i].name), marks[i]);
    replace_all(text, braced(variables[i].name_en), marks[i]);
  }
  return fold_text(text).letters;
}

using Places = std::vector<std::size_t>;

void step_run(const std::u32string& letters, std::size_t at, std::size_t longest,
              bool (*fits)(const std::u32string&, std::size_t), Places& next) {
  for (std::size_t end = at; end < letters.size() && end < at + longest && fits(letters, end); ++end)
    next.push_back(end + 1);
}

bool in_unit(const std::u32string& letters, std::size_t at) {
  return !ends_sentence(letters, at) && letters[at] != U',' && letters[at] != U'，';
}

bool in_number(const std::u32string& letters, std::size_t at) {
  return is_ascii_word(letters[at]);
}

// Where the text may stand after `element`, having stood at `at` before it.
void step(const std::u32string& letters, std::size_t at, char32_t element, Places& next) {
  if (element == unit_mark) return step_run(letters, at, longest_unit, in_unit, next);
  if (element == number_mark) return step_run(letters, at, longest_number, in_number, next);
  if (element == time_mark) {
    if (auto end = said_time_end(letters, at); end > at) next.push_back(end);
  } else if (at < letters.size() && letters[at] == element) {
    next.push_back(at + 1);
  }
}

// Whether an English word begins or ends at `at` and not within.
bool at_word_edge(const std::u32string& letters, std::size_t at) {
  return at == 0 || at == letters.size() || !is_ascii_word(letters[at - 1]) || !is_ascii_word(letters[at]);
}

}  // namespace

Phrase::Phrase(std::string_view text) : letters_(with_marks(text)) {}

bool Phrase::empty() const {
  return std::all_of(letters_.begin(), letters_.end(), [](char32_t c) { return is_mark(c) || c == U' '; });
}

std::optional<char32_t> Phrase::first_letter() const {
  if (letters_.empty() || is_mark(letters_.front())) return std::nullopt;
  return letters_.front();
}

// All places are followed at once, so that no phrase takes longer than its length times
// the longest variable, whatever it is made of.
std::optional<std::size_t> Phrase::match(const std::u32string& letters, std::size_t at) const {
  if (letters_.empty() || (is_ascii_word(letters_.front()) && !at_word_edge(letters, at))) return std::nullopt;
  // The letters before the first variable are compared as they are; most phrases fail or end here.
  std::size_t plain = 0;
  for (; plain < letters_.size() && !is_mark(letters_[plain]); ++plain)
    if (at + plain >= letters.size() || letters[at + plain] != letters_[plain]) return std::nullopt;
  Places places{at + plain}, next;
  for (char32_t element : std::u32string_view(letters_).substr(plain)) {
    next.clear();
    for (auto place : places) step(letters, place, element, next);
    std::sort(next.begin(), next.end());
    next.erase(std::unique(next.begin(), next.end()), next.end());
    places.swap(next);
    if (places.empty()) return std::nullopt;
  }
  if (!is_ascii_word(letters_.back())) return places.back();
  auto whole = [&](std::size_t end) { return at_word_edge(letters, end); };
  auto found = std::find_if(places.rbegin(), places.rend(), whole);
  return found == places.rend() ? std::nullopt : std::optional(*found);
}

std::string fill_in(std::string advice, const std::map<std::string, std::string>& values) {
  for (const auto& variable : variables)
    for (auto name : {variable.name, variable.name_en}) {
      auto value = values.find(std::string(name));
      if (value == values.end() || value->second.empty()) continue;
      replace_all(advice, braced(variable.name), value->second);
      replace_all(advice, braced(variable.name_en), value->second);
    }
  return advice;
}

}  // namespace wording
