#include "wording/checker.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "wording/emoji.h"

namespace wording {
namespace {

// Rules on whole messages need to know its language; phrases find their own.
bool is_of_whole_message(RuleKind kind) {
  return kind == RuleKind::GreetingMissing || kind == RuleKind::ClosingMissing || kind == RuleKind::Emoji;
}

std::vector<Phrase> phrases_of(const std::vector<std::string>& texts) {
  std::vector<Phrase> phrases;
  for (const auto& text : texts) phrases.emplace_back(text);
  return phrases;
}

bool stands_in(const std::vector<Phrase>& phrases, const std::u32string& letters, std::size_t begin, std::size_t end) {
  for (std::size_t at = begin; at < end; ++at)
    for (const auto& phrase : phrases)
      if (auto match = phrase.match(letters, at); match && *match <= end) return true;
  return false;
}

std::string language_of(const std::u32string& letters) {
  return std::any_of(letters.begin(), letters.end(), is_cjk) ? "zh-CN" : "en";
}

}  // namespace

// One check: the text, its context, and what was found so far.
class Checker::Run {
 public:
  Run(const Checker& checker, std::string_view text, const CheckContext& context)
      : checker_(checker), text_(text), context_(context), folded_(fold_text(text)) {
    language_ = context.language.value_or(language_of(folded_.letters));
    for (std::size_t at = 0; at < folded_.letters.size(); ++at)
      if (ends_sentence(folded_.letters, at)) sentence_ends_.push_back(at + 1);
    if (sentence_ends_.empty() || sentence_ends_.back() < folded_.letters.size())
      sentence_ends_.push_back(folded_.letters.size());
  }

  std::vector<LanguageHit> check() {
    if (context_.moment == Moment::First) check_missing(RuleKind::GreetingMissing, 0);
    check_phrases();
    check_emoji();
    auto by_place = [](const LanguageHit& a, const LanguageHit& b) {
      return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
    };
    std::sort(hits_.begin(), hits_.end(), by_place);
    if (context_.moment == Moment::Last) check_missing(RuleKind::ClosingMissing, utf16_length(text_));
    return std::move(hits_);
  }

 private:
  struct Span {
    std::size_t begin = 0, end = 0;
    bool operator<(const Span& other) const { return std::tie(begin, end) < std::tie(other.begin, other.end); }
  };

  bool applies(const LanguageRule& rule) const {
    if (rule.kind == RuleKind::EarlyFault && context_.facts_established.value_or(false)) return false;
    if (is_of_whole_message(rule.kind) && rule.language != language_) return false;
    if (rule.contact_kinds.empty()) return true;
    const auto& kinds = rule.contact_kinds;
    return context_.contact_kind && std::find(kinds.begin(), kinds.end(), *context_.contact_kind) != kinds.end();
  }

  void hit(const LanguageRule& rule, std::int64_t begin, std::int64_t end) {
    hits_.push_back({rule.id, rule.kind, rule.name, begin, end, fill_in(rule.advice, context_.values)});
  }

  void check_missing(RuleKind kind, std::int64_t place) {
    for (const auto& rule : checker_.rules_)
      if (rule.rule.kind == kind && applies(rule.rule) &&
          !stands_in(rule.phrases, folded_.letters, 0, folded_.letters.size()))
        hit(rule.rule, place, place);
  }

  void check_phrases() {
    for (std::size_t at = 0; at < folded_.letters.size();) {
      auto found = longest_at(at);
      if (found && found->use == Use::Hit && !excused(found->rule, at, found->end))
        hit(checker_.rules_[found->rule].rule, folded_.places[at].begin, folded_.places[found->end - 1].end);
      at = found ? found->end : at + 1;
    }
  }

  std::optional<Found> longest_at(std::size_t at) const {
    std::optional<Found> longest;
    auto consider = [&](const std::vector<std::size_t>& entries) {
      for (auto index : entries) {
        const auto& entry = checker_.entries_[index];
        if (!applies(checker_.rules_[entry.rule].rule)) continue;
        auto end = entry.phrase.match(folded_.letters, at);
        if (!end) continue;
        if (!longest || rank(entry.rule, entry.use, *end) > rank(longest->rule, longest->use, longest->end))
          longest = Found{entry.rule, *end, entry.use};
      }
    };
    auto entries = checker_.by_first_letter_.find(folded_.letters[at]);
    if (entries != checker_.by_first_letter_.end()) consider(entries->second);
    consider(checker_.by_variable_);
    return longest;
  }

  // Of phrases as long as each other an exception wins, as it says that just this is
  // meant well, and then a rule of the language that is spoken.
  std::tuple<std::size_t, bool, bool> rank(std::size_t rule, Use use, std::size_t end) const {
    return {end, use == Use::Exception, checker_.rules_[rule].rule.language == language_};
  }

  // Whether the sentence around [begin, end) holds one of the rule's excuses.
  bool excused(std::size_t rule, std::size_t begin, std::size_t end) {
    if (checker_.rules_[rule].unless.empty()) return false;
    auto after = std::upper_bound(sentence_ends_.begin(), sentence_ends_.end(), begin);
    auto first = after == sentence_ends_.begin() ? 0 : *std::prev(after);
    auto last = *std::lower_bound(sentence_ends_.begin(), sentence_ends_.end(), end);
    const auto& excuses = excuses_of(rule);
    auto excuse = std::lower_bound(excuses.begin(), excuses.end(), Span{first, 0});
    for (; excuse != excuses.end() && excuse->begin < last; ++excuse)
      if (excuse->end <= last) return true;
    return false;
  }

  // Where the excuses of a rule stand in the whole text: found once, when first asked for,
  // so that a text with many slips is not read anew for each of them.
  const std::vector<Span>& excuses_of(std::size_t rule) {
    auto [place, is_new] = excuses_.try_emplace(rule);
    if (!is_new) return place->second;
    const auto& letters = folded_.letters;
    for (std::size_t at = 0; at < letters.size(); ++at)
      for (const auto& phrase : checker_.rules_[rule].unless)
        if (auto end = phrase.match(letters, at)) place->second.push_back({at, *end});
    return place->second;
  }

  // The strictest of the rules that apply speaks.
  void check_emoji() {
    const Rule* strictest = nullptr;
    for (const auto& rule : checker_.rules_)
      if (rule.rule.kind == RuleKind::Emoji && applies(rule.rule) &&
          (!strictest || rule.rule.max_count < strictest->rule.max_count))
        strictest = &rule;
    if (!strictest) return;
    auto places = find_emoji(text_);
    add_picture_words(*strictest, places);
    std::sort(places.begin(), places.end(), [](Place a, Place b) { return a.begin < b.begin; });
    auto allowed = static_cast<std::size_t>(strictest->rule.max_count);
    if (places.size() > allowed) hit(strictest->rule, places[allowed].begin, places[allowed].end);
  }

  void add_picture_words(const Rule& rule, std::vector<Place>& places) const {
    for (std::size_t at = 0; at < folded_.letters.size(); ++at)
      for (const auto& phrase : rule.phrases)
        if (auto end = phrase.match(folded_.letters, at)) {
          places.push_back({folded_.places[at].begin, folded_.places[*end - 1].end});
          break;
        }
  }

  const Checker& checker_;
  const std::string_view text_;
  const CheckContext& context_;
  const FoldedText folded_;
  std::string language_;
  std::vector<std::size_t> sentence_ends_;            // behind the last letter of each sentence
  std::map<std::size_t, std::vector<Span>> excuses_;  // by rule
  std::vector<LanguageHit> hits_;
};

Checker::Checker(const std::vector<LanguageRule>& rules) {
  for (const auto& rule : rules) {
    if (!rule.active) continue;
    auto index = rules_.size();
    rules_.push_back({rule, {}, phrases_of(rule.unless)});
    if (is_of_whole_message(rule.kind)) {
      rules_.back().phrases = phrases_of(rule.phrases);
      continue;
    }
    add_to_index(index, rule.phrases, Use::Hit);
    add_to_index(index, rule.exceptions, Use::Exception);
  }
}

void Checker::add_to_index(std::size_t rule, const std::vector<std::string>& phrases, Use use) {
  for (const auto& text : phrases) {
    Phrase phrase(text);
    if (phrase.empty()) continue;
    auto& entries = phrase.first_letter() ? by_first_letter_[*phrase.first_letter()] : by_variable_;
    entries.push_back(entries_.size());
    entries_.push_back({std::move(phrase), rule, use});
  }
}

std::vector<LanguageHit> Checker::check(std::string_view text, const CheckContext& context) const {
  return Run(*this, text, context).check();
}

}  // namespace wording
