// Checks of text against the limit of its field.

#include <date/tz.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace base {
namespace {

bool control(char c, bool lines) {
  auto byte = static_cast<unsigned char>(c);
  if (lines && (c == '\n' || c == '\r' || c == '\t')) return false;
  return byte < 0x20 || byte == 0x7f;
}

// Enough to catch slips; only a delivered mail proves an address (RFC 5321 §4.5.3.1 for the length).
bool looks_like_email(std::string_view text) {
  auto at = text.rfind('@');
  if (at == text.npos || at == 0 || text.size() > 254) return false;
  auto domain = text.substr(at + 1);
  return domain.size() >= 3 && domain.find('.') != domain.npos && domain.front() != '.' && domain.back() != '.' &&
         text.find_first_of(" \t,;<>\"") == text.npos && text.find('@') == at;
}

// Digits with the usual separators, and a plus in front; 3 to 20 digits.
bool looks_like_phone(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  auto digits = std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 3 && digits <= 20 && text.find_first_not_of("0123456789 -()#*.") == text.npos;
}

bool looks_like_url(std::string_view text) {
  return (text.starts_with("https://") || text.starts_with("http://")) && text.find_first_of(" \"<>") == text.npos;
}

bool is_date(std::string_view text) {
  return text.size() == 10 && from_rfc3339(std::string(text) + "T00:00:00Z");
}

bool is_time_zone(std::string_view text) {
  try {
    date::locate_zone(std::string(text));
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

bool fits(std::string_view text, Format format) {
  switch (format) {
    case Format::Plain:
    case Format::Password:
      return true;
    case Format::Email:
      return looks_like_email(text);
    case Format::Url:
      return looks_like_url(text);
    case Format::Phone:
      return looks_like_phone(text);
    case Format::Date:
      return is_date(text);
    case Format::TimeZone:
      return is_time_zone(text);
    case Format::Language:
      return text == "zh-CN" || text == "en";
  }
  return false;
}

}  // namespace

void check_text(std::string& value, const Limit& limit, const std::string& path, std::vector<Fault>& faults) {
  if (!valid_utf8(value)) return faults.push_back({path, "bad_utf8", {}});
  if (limit.trim && limit.format != Format::Password) value = std::string(trim(value));
  if (std::any_of(value.begin(), value.end(), [&](char c) { return control(c, limit.lines); }))
    faults.push_back({path, "control_character", {}});
  auto length = length_utf8(value);
  if (length == 0 && limit.min_length > 0) return faults.push_back({path, "missing", {}});
  if (length < limit.min_length) faults.push_back({path, "too_short", {{"minimum", std::to_string(limit.min_length)}}});
  if (length > limit.max_length)
    faults.push_back({path, "too_long", {{"maximum", std::to_string(limit.max_length)}}});
  else if (length > 0 && !fits(value, limit.format))
    faults.push_back({path, "bad_format", {{"format", word_of(limit.format)}}});
}

}  // namespace base
