#include "search/segments.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <memory>

namespace search {
namespace {

enum class CharacterClass { Space, Other, Letter, Cjk, Symbol };

bool is_ascii_alphanumeric(UChar32 c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Scripts that are written without spaces between words and searched by character.
bool is_cjk(UChar32 c) {
  if (c >= 0x4E00 && c <= 0x9FFF) return true;
  if (c < 0x1100 || !u_isUAlphabetic(c)) return false;
  for (UScriptCode script :
       {USCRIPT_HAN, USCRIPT_HANGUL, USCRIPT_HIRAGANA, USCRIPT_KATAKANA, USCRIPT_BOPOMOFO, USCRIPT_YI})
    if (uscript_hasScript(c, script)) return true;
  return false;
}

CharacterClass class_of(UChar32 c) {
  if (c < 0x80) {
    if (is_ascii_alphanumeric(c)) return CharacterClass::Letter;
    return c == ' ' ? CharacterClass::Space : CharacterClass::Other;
  }
  if (is_cjk(c)) return CharacterClass::Cjk;
  if ((U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0) return CharacterClass::Letter;
  if (u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC)) return CharacterClass::Symbol;
  return u_isUWhiteSpace(c) ? CharacterClass::Space : CharacterClass::Other;
}

// Thai, Lao, Khmer and Myanmar need ICU's dictionaries to find words.
bool needs_dictionary(UChar32 c) {
  return c >= 0x0E00 && u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT;
}

std::string_view cut(std::string_view word) {
  if (word.size() <= max_token_bytes) return word;
  int32_t end = max_token_bytes;
  U8_SET_CP_START(reinterpret_cast<const uint8_t*>(word.data()), 0, end);
  return word.substr(0, static_cast<std::size_t>(end));
}

// Cuts folded text into segments in one pass.
class Segmenter {
 public:
  Segmenter(std::string_view text, std::size_t limit) : text_(text), limit_(limit) {}

  std::vector<Segment> run() {
    while (at_ < text_.size() && count_ < limit_) step();
    end_word(at_);
    return std::move(found_);
  }

 private:
  void step() {
    std::size_t begin = at_;
    UChar32 c = next();
    CharacterClass kind = class_of(c);
    if (kind == CharacterClass::Letter) {
      if (!in_word_) word_begin_ = begin;
      in_word_ = true;
      dictionary_ = dictionary_ || needs_dictionary(c);
      return;
    }
    end_word(begin);
    if (kind == CharacterClass::Cjk) add_cjk(text_.substr(begin, at_ - begin));
    if (kind == CharacterClass::Symbol) add(SegmentKind::Symbol, text_.substr(begin, at_ - begin));
    if (kind == CharacterClass::Other) run_open_ = false;
  }

  // A malformed byte counts as punctuation.
  UChar32 next() {
    int32_t place = static_cast<int32_t>(at_);
    UChar32 c;
    U8_NEXT_OR_FFFD(reinterpret_cast<const uint8_t*>(text_.data()), place, static_cast<int32_t>(text_.size()), c);
    at_ = static_cast<std::size_t>(place);
    return c;
  }

  // A run goes on over spaces: short names are set as 张　三 to align them in lists.
  void add_cjk(std::string_view character) {
    if (count_ >= limit_) return;
    if (!run_open_) {
      found_.push_back({SegmentKind::Run, {}});
      run_open_ = true;
    }
    found_.back().characters.emplace_back(character);
    ++count_;
  }

  void add(SegmentKind kind, std::string_view text) {
    if (count_ >= limit_) return;
    found_.push_back({kind, {std::string(cut(text))}});
    run_open_ = false;
    ++count_;
  }

  void end_word(std::size_t end) {
    if (!in_word_) return;
    std::string_view word = text_.substr(word_begin_, end - word_begin_);
    if (dictionary_)
      add_dictionary_words(word);
    else
      add(SegmentKind::Word, word);
    in_word_ = dictionary_ = false;
  }

  void add_dictionary_words(std::string_view words) {
    auto unicode = icu::UnicodeString::fromUTF8(icu::StringPiece(words.data(), static_cast<int32_t>(words.size())));
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> breaks(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), error));
    if (U_FAILURE(error)) return add(SegmentKind::Word, words);
    breaks->setText(unicode);
    for (int32_t begin = breaks->first(), end = breaks->next(); end != icu::BreakIterator::DONE;
         begin = end, end = breaks->next()) {
      std::string word;
      unicode.tempSubStringBetween(begin, end).toUTF8String(word);
      add(SegmentKind::Word, word);
    }
  }

  const std::string_view text_;
  const std::size_t limit_;
  std::vector<Segment> found_;
  std::size_t at_ = 0, count_ = 0, word_begin_ = 0;
  bool in_word_ = false, dictionary_ = false, run_open_ = false;
};

}  // namespace

std::vector<Segment> segments(std::string_view folded, std::size_t limit) {
  return Segmenter(folded, limit).run();
}

}  // namespace search
