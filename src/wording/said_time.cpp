#include "wording/said_time.h"

#include <initializer_list>
#include <string_view>

#include "wording/folded_text.h"

namespace wording {
namespace {

using Words = std::initializer_list<std::u32string_view>;

// Reads along; every take_ either moves on and says true, or stays.
class Reader {
 public:
  Reader(const std::u32string& letters, std::size_t at) : letters_(letters), at_(at) {}

  std::size_t place() const { return at_; }
  void go_back(std::size_t place) { at_ = place; }

  bool take(Words words) {
    std::u32string_view rest(letters_.data() + at_, letters_.size() - at_);
    std::size_t longest = 0;
    for (auto word : words)
      if (rest.starts_with(word) && word.size() > longest && is_whole(word)) longest = word.size();
    at_ += longest;
    return longest > 0;
  }
  bool take_digits(std::size_t most) {
    std::size_t count = 0;
    while (count < most && at_ + count < letters_.size() && is_digit(letters_[at_ + count])) ++count;
    bool goes_on = at_ + count < letters_.size() && is_digit(letters_[at_ + count]);
    if (count == 0 || goes_on) return false;
    at_ += count;
    return true;
  }
  bool take_chinese_number() {
    auto begin = at_;
    while (at_ < letters_.size() &&
           std::u32string_view(U"一二两三四五六七八九十半").find(letters_[at_]) != std::u32string_view::npos)
      ++at_;
    return at_ > begin;
  }
  bool take_number() { return take_digits(4) || take_chinese_number(); }
  // All of them or nothing.
  template <class... Steps>
  bool all(Steps... steps) {
    auto begin = at_;
    if ((steps() && ...)) return true;
    at_ = begin;
    return false;
  }

 private:
  static bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
  // English words end where a word ends.
  bool is_whole(std::u32string_view word) const {
    auto end = at_ + word.size();
    return !(word.back() >= U'a' && word.back() <= U'z') || end == letters_.size() || !is_ascii_word(letters_[end]);
  }

  const std::u32string& letters_;
  std::size_t at_;
};

// 10点半, 10时30分, 10:30
bool take_clock(Reader& reader) {
  auto colon = [&] { return reader.take({U":"}); };
  auto two_digits = [&] { return reader.take_digits(2); };
  if (reader.all(two_digits, colon, two_digits)) return true;
  bool hour = reader.all([&] { return reader.take_number(); }, [&] { return reader.take({U"点", U"点钟", U"时"}); });
  if (!hour) return false;
  if (!reader.take({U"半"}) && two_digits()) reader.take({U"分"});
  return true;
}

bool take_day(Reader& reader) {
  auto number = [&] { return reader.take_digits(2); };
  if (reader.all(number, [&] { return reader.take({U"月"}); }, number, [&] { return reader.take({U"日", U"号"}); }))
    return true;
  auto of_week = [&] { return reader.take({U"一", U"二", U"三", U"四", U"五", U"六", U"日", U"天"}); };
  if (reader.all([&] { return reader.take({U"下周", U"本周", U"这周", U"周", U"下星期", U"星期"}); }, of_week))
    return true;
  return reader.take({U"今天", U"今日", U"今晚", U"明天", U"明日", U"明早", U"明晚", U"后天", U"次日", U"当天", U"当日",
                      U"本周", U"下周", U"本月", U"下月", U"月底"});
}

bool take_part_of_day(Reader& reader) {
  return reader.take({U"上午", U"中午", U"下午", U"晚上", U"早上", U"傍晚"});
}

bool take_moment(Reader& reader) {
  bool day = take_day(reader);
  bool part = take_part_of_day(reader);
  bool clock = take_clock(reader);
  if (day || part || clock) reader.take({U"前", U"之前", U"以前", U"内"});
  return day || part || clock;
}

bool take_span(Reader& reader) {
  auto number = [&] { return reader.take_number(); };
  auto unit = [&] {
    reader.take({U"个"});
    return reader.take({U"分钟", U"小时", U"钟头", U"工作日", U"天", U"日", U"星期", U"周", U"月"});
  };
  if (!reader.all(number, unit)) return false;
  reader.take({U"内", U"以内", U"之内", U"后", U"之后", U"以后", U"前", U"之前"});
  return true;
}

bool take_english_number(Reader& reader) {
  return reader.take_digits(4) || reader.take({U"one", U"two", U"three", U"four", U"five", U"six", U"seven", U"eight",
                                               U"nine", U"ten", U"a", U"an", U"half an"});
}

bool take_english_span(Reader& reader) {
  auto space = [&] { return reader.take({U" "}); };
  auto unit = [&] {
    reader.all([&] { return reader.take({U"working", U"business"}); }, space);
    return reader.take({U"minute", U"minutes", U"hour", U"hours", U"day", U"days", U"week", U"weeks"});
  };
  return reader.all([&] { return take_english_number(reader); }, space, unit);
}

bool take_english_day(Reader& reader) {
  return reader.take({U"today", U"tomorrow", U"tonight", U"this morning", U"this afternoon", U"this evening", U"monday",
                      U"tuesday", U"wednesday", U"thursday", U"friday", U"saturday", U"sunday", U"noon", U"next week"});
}

bool take_english_clock(Reader& reader) {
  auto half = [&] { return reader.take({U" am", U" pm", U"am", U"pm", U" a.m.", U" p.m.", U" o'clock"}); };
  return reader.all([&] { return reader.take_digits(2); }, half);
}

// Spares the reading at most places.
bool may_begin_time(char32_t c) {
  constexpr std::u32string_view beginnings = U"一二两三四五六七八九十半今明后次当本下这周星月上中早晚傍";
  return is_ascii_word(c) || beginnings.find(c) != beginnings.npos;
}

}  // namespace

std::size_t said_time_end(const std::u32string& letters, std::size_t at) {
  if (at >= letters.size() || !may_begin_time(letters[at])) return at;
  std::size_t end = at;
  // Neither the tail of a number nor of a word begins a time.
  if (at > 0 && at < letters.size() && is_ascii_word(letters[at - 1]) && is_ascii_word(letters[at])) return at;
  for (auto* take : {&take_moment, &take_span, &take_english_span, &take_english_day, &take_english_clock}) {
    Reader reader(letters, at);
    if (take(reader) && reader.place() > end) end = reader.place();
  }
  return end;
}

}  // namespace wording
