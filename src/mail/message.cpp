#include "mail/message.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>

#include <fmt/format.h>

namespace mail {
namespace {

constexpr std::size_t line_length = 76;  // of base64 (RFC 2045 §6.8)
// So many bytes give 45 UTF-8 bytes as base64 (60) and "=?UTF-8?B?…?=" (12): 72 of the 75 allowed.
constexpr std::size_t word_bytes = 45;

bool is_plain(std::string_view text) {
  return text.find("=?") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

std::string base64(std::string_view bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // the NUL
  return text;
}

// The first bytes of `text`, at most `most`, that end between two code points.
std::string_view head_bytes(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  return text.substr(0, most);
}

std::string body_of(std::string_view text) {
  std::string lines;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) lines += '\r';
    lines += text[i];
  }
  const auto encoded = base64(lines);
  std::string body;
  for (std::size_t at = 0; at < encoded.size(); at += line_length) body += encoded.substr(at, line_length) + "\r\n";
  return body;
}

std::string date_of(base::Time at) {
  static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
  return fmt::format("{}, {} {} {:04} {:02}:{:02}:{:02} +0000", days[std::chrono::weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

std::string checked(const std::string& address) {
  if (!is_address(address)) throw std::invalid_argument("no mail address");
  return '<' + address + '>';
}

}  // namespace

bool is_address(std::string_view address) {
  const auto at = address.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == address.size() || address.size() > 254) return false;
  if (address.find('@', at + 1) != std::string_view::npos) return false;
  return std::all_of(address.begin(), address.end(), [](char c) {
    return c > 0x20 && c < 0x7f && std::string_view("<>()[]\\,;:\"").find(c) == std::string_view::npos;
  });
}

std::string encode_words(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string words;
  while (!text.empty()) {
    const auto head = head_bytes(text, word_bytes);
    if (!words.empty()) words += "\r\n ";
    words += "=?UTF-8?B?" + base64(head) + "?=";
    text.remove_prefix(head.size());
  }
  return words;
}

std::string compose(const Message& message) {
  std::string to;
  for (const auto& recipient : message.recipients) to += (to.empty() ? "" : ",\r\n ") + checked(recipient);
  return fmt::format(
      "Date: {}\r\nFrom: {}\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <{}>\r\nAuto-Submitted: auto-generated\r\n"
      "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
      date_of(message.at), checked(message.sender), to, encode_words(message.subject), message.id,
      body_of(message.text));
}

}  // namespace mail
