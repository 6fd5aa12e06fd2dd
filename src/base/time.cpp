#include "base/time.h"

#include <fmt/core.h>

#include <charconv>

namespace base {
namespace {

using namespace std::chrono;

// Reads exactly `width` digits from the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
  if (text.size() < width) return std::nullopt;
  int value = 0;
  for (char c : text.substr(0, width)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(width);
  return value;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == any_of.npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<year_month_day> take_date(std::string_view& text) {
  auto y = take_digits(text, 4);
  if (!y || !take(text, "-")) return std::nullopt;
  auto m = take_digits(text, 2);
  if (!m || !take(text, "-")) return std::nullopt;
  auto d = take_digits(text, 2);
  if (!d) return std::nullopt;
  year_month_day date{year{*y}, month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  return date;
}

// Hours, minutes, seconds; 23:59:60 is read as the last second.
std::optional<seconds> take_time_of_day(std::string_view& text) {
  auto h = take_digits(text, 2);
  if (!h || *h > 23 || !take(text, ":")) return std::nullopt;
  auto m = take_digits(text, 2);
  if (!m || *m > 59 || !take(text, ":")) return std::nullopt;
  auto s = take_digits(text, 2);
  if (!s || *s > 60) return std::nullopt;
  return hours{*h} + minutes{*m} + seconds{std::min(*s, 59)};
}

std::optional<milliseconds> take_fraction(std::string_view& text) {
  if (!take(text, ".")) return milliseconds{0};
  int ms = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits)
    if (digits < 3) ms = ms * 10 + (text[digits] - '0');
  if (digits == 0 || digits > 9) return std::nullopt;
  for (std::size_t i = digits; i < 3; ++i) ms *= 10;
  text.remove_prefix(digits);
  return milliseconds{ms};
}

std::optional<minutes> take_offset(std::string_view& text) {
  if (take(text, "Zz")) return minutes{0};
  bool west = !text.empty() && text.front() == '-';
  if (!take(text, "+-")) return std::nullopt;
  auto h = take_digits(text, 2);
  if (!h || *h > 23 || !take(text, ":")) return std::nullopt;
  auto m = take_digits(text, 2);
  if (!m || *m > 59) return std::nullopt;
  auto offset = hours{*h} + minutes{*m};
  return west ? -offset : offset;
}

}  // namespace

std::string to_rfc3339(Time t) {
  auto day = floor<days>(t);
  year_month_day date{day};
  hh_mm_ss clock{t - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::optional<Time> from_rfc3339(std::string_view text) {
  auto date = take_date(text);
  if (!date || !take(text, "Tt ")) return std::nullopt;
  auto clock = take_time_of_day(text);
  if (!clock) return std::nullopt;
  auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return Time{sys_days{*date}.time_since_epoch() + *clock + *fraction - *offset};
}

Time SystemClock::now() const {
  return floor<Duration>(system_clock::now());
}

}  // namespace base
