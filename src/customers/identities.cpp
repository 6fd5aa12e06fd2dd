#include "customers/identities.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/text.h"
#include "base/time.h"
#include "search/search.h"

namespace customers {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_digit);
}

// Full-width letters, digits and signs (U+FF01 to U+FF5E) as ASCII; the case stays.
std::string narrow(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto byte = [&](std::size_t at) { return static_cast<unsigned char>(at < text.size() ? text[at] : 0); };
    unsigned code = (byte(i) & 0x0Fu) << 12 | (byte(i + 1) & 0x3Fu) << 6 | (byte(i + 2) & 0x3Fu);
    bool wide = byte(i) == 0xEF && code >= 0xFF01 && code <= 0xFF5E;
    out += wide ? static_cast<char>(code - 0xFEE0) : text[i];
    if (wide) i += 2;
  }
  return out;
}

void erase_all(std::string& text, std::string_view piece) {
  for (auto at = text.find(piece); at != text.npos; at = text.find(piece, at)) text.erase(at, piece.size());
}

// Phones.

struct PhoneParts {
  std::string number;
  std::string extension;
};

constexpr std::string_view extension_word = "转";

// An extension follows a word or sign for it, or a hyphen behind a whole local number ("61234567-801").
PhoneParts cut_extension(const std::string& text) {
  for (std::string_view mark : {"extension", "ext.", "ext", "分机", "转", "x", "#", ","})
    if (auto at = text.find(mark); at != text.npos) return {text.substr(0, at), text.substr(at + mark.size())};
  auto last = text.rfind('-');
  if (last == text.npos || last == 0) return {text, ""};
  auto before = text.substr(0, last);
  auto local = before.substr(before.find_last_of("- )") + 1);
  bool whole =
      (local.size() == 7 || local.size() == 8 || local.size() == 11 || local.size() == 12) && all_digits(local);
  return whole && text.size() - last <= 7 ? PhoneParts{before, text.substr(last + 1)} : PhoneParts{text, ""};
}

// Without the signs that people put between digits; empty when there are others.
std::optional<std::string> only_digits(std::string_view text) {
  std::string digits;
  for (char c : text) {
    if (is_digit(c))
      digits += c;
    else if (std::string_view(" -().·/\t").find(c) == std::string_view::npos)
      return std::nullopt;
  }
  return digits;
}

bool is_mobile(std::string_view digits) {
  return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
}

// What follows +86: a mobile, a number without trunk zero of its own (400, 800, 95…, 1…), or an area code.
std::string national(std::string digits) {
  bool geographic = digits.size() >= 9 && digits.size() <= 11 && !is_mobile(digits) && digits[0] != '0' &&
                    !digits.starts_with("400") && !digits.starts_with("800");
  return geographic ? '0' + digits : digits;
}

// Strips the country and trunk prefixes that say nothing within China. What it gives, it
// gives again for itself.
std::string canonical_number(std::string text) {
  text = std::string(base::trim(text));
  erase_all(text, "(0)");
  bool foreign = text.starts_with('+');
  auto digits = only_digits(std::string_view(text).substr(foreign ? 1 : 0));
  if (!digits) return "";
  if (!foreign && digits->starts_with("00")) {
    foreign = true;
    digits->erase(0, 2);
  }
  if (foreign && !digits->starts_with("86")) return '+' + *digits;
  if (foreign) digits = national(digits->substr(2));
  if (digits->starts_with("00")) return "";
  if (digits->size() == 13 && digits->starts_with("86") && is_mobile(digits->substr(2))) return digits->substr(2);
  if (digits->size() == 12 && digits->starts_with('0') && is_mobile(digits->substr(1))) return digits->substr(1);
  return *digits;
}

bool fits_phone(std::string_view number) {
  if (number.starts_with('+')) return number.size() >= 8 && number.size() <= 16 && number[1] != '0';
  return number.size() >= 3 && number.size() <= 12;
}

// With a hyphen where that is read as the sign of an extension again, else with the word.
std::string with_extension(const std::string& number, const std::string& extension) {
  auto joined = number + '-' + extension;
  return cut_extension(joined).number == number ? joined : number + std::string(extension_word) + extension;
}

std::string_view without_extension(std::string_view phone) {
  return phone.substr(0, std::min(phone.find('-'), phone.find(extension_word)));
}

NormalIdentity normalise_phone(std::string_view value) {
  auto parts = cut_extension(search::fold(value));
  auto number = canonical_number(parts.number);
  auto extension = only_digits(parts.extension);
  if (!fits_phone(number) || !extension || extension->size() > 6) return {std::string(value), "", "bad_phone"};
  if (!extension->empty()) number = with_extension(number, *extension);
  return {number, number, ""};
}

// Mail: enough to catch slips, as base::Format::Email; only a delivered mail proves an address.

bool looks_like_email(std::string_view text) {
  auto at = text.find('@');
  if (at == text.npos || at == 0 || text.size() > 254 || text.find('@', at + 1) != text.npos) return false;
  auto domain = text.substr(at + 1);
  return domain.size() >= 3 && domain.find('.') != domain.npos && domain.front() != '.' && domain.back() != '.' &&
         text.find_first_of(" \t,;<>\"") == text.npos;
}

NormalIdentity normalise_email(std::string_view value) {
  auto text = narrow(base::trim(value));
  if (!looks_like_email(text)) return {std::string(value), "", "bad_email"};
  return {text, search::fold(text), ""};
}

// ID cards: GB 11643-1999, check character by ISO 7064 MOD 11-2.

char check_character(std::string_view seventeen) {
  constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += (seventeen[i] - '0') * weights[i];
  return "10X98765432"[sum % 11];
}

bool is_birthday(std::string_view digits) {
  auto date = std::string(digits.substr(0, 4)) + '-' + std::string(digits.substr(4, 2)) + '-' +
              std::string(digits.substr(6, 2)) + "T00:00:00Z";
  return (digits.starts_with("18") || digits.starts_with("19") || digits.starts_with("20")) &&
         base::from_rfc3339(date).has_value();
}

NormalIdentity normalise_id_card(std::string_view value) {
  auto text = narrow(value);
  std::erase_if(text, [](char c) { return c == ' ' || c == '-'; });
  if (text.ends_with('x')) text.back() = 'X';
  bool valid = text.size() == 18 && all_digits(std::string_view(text).substr(0, 17)) &&
               is_birthday(std::string_view(text).substr(6, 8)) && text.back() == check_character(text);
  if (!valid) return {std::string(value), "", "bad_id_card"};
  return {text, text, ""};
}

// Masks.

std::string stars(std::size_t count) {
  return std::string(count, '*');
}

std::string mask_number(std::string_view number) {
  auto size = number.size();
  if (size < 7) return std::string(number.substr(0, 1)) + stars(size > 1 ? size - 1 : 1);
  auto hidden = std::min<std::size_t>(4, size - 4);
  return std::string(number.substr(0, size - 4 - hidden)) + stars(hidden) + std::string(number.substr(size - 4));
}

std::string mask_phone(std::string_view value) {
  auto number = without_extension(value);
  return mask_number(number) + (number.size() == value.size() ? "" : "-***");
}

std::string mask_email(std::string_view value) {
  auto at = value.find('@');
  auto name = value.substr(0, at);
  auto first = base::length_utf8(name) > 1 ? base::head_utf8(name, 1) : "";
  return std::string(first) + "****" + std::string(at == value.npos ? "" : value.substr(at));
}

std::string mask_text(std::string_view value) {
  auto length = base::length_utf8(value);
  std::size_t shown = length >= 8 ? 2 : length >= 4 ? 1 : 0;
  auto head = base::head_utf8(value, shown);
  auto tail = length >= 8 ? value.substr(base::head_utf8(value, length - shown).size()) : "";
  return std::string(head) + "****" + std::string(tail);
}

}  // namespace

NormalIdentity normalise(IdentityKind kind, std::string_view value) {
  switch (kind) {
    case IdentityKind::Phone:
      return normalise_phone(value);
    case IdentityKind::Email:
      return normalise_email(value);
    case IdentityKind::IdCard:
      return normalise_id_card(value);
    default:
      break;
  }
  auto text = narrow(base::trim(value));
  return {text, text, text.empty() ? "missing" : ""};
}

std::string mask(IdentityKind kind, std::string_view value) {
  if (kind == IdentityKind::Phone) return mask_phone(value);
  if (kind == IdentityKind::Email) return mask_email(value);
  if (kind == IdentityKind::IdCard && value.size() == 18)
    return std::string(value.substr(0, 3)) + stars(11) + std::string(value.substr(14));
  return mask_text(value);
}

std::string tail(IdentityKind kind, std::string_view key) {
  if (kind == IdentityKind::Email) return "";
  auto number = kind == IdentityKind::Phone ? without_extension(key) : key;
  auto last = number.size() < 7 ? std::string_view() : number.substr(number.size() - 4);
  return possible_tail(last);
}

bool is_exclusive(IdentityKind kind) {
  return kind == IdentityKind::IdCard || kind == IdentityKind::Account;
}

std::vector<std::string> possible_keys(std::string_view query) {
  std::set<std::string> keys;
  bool ascii = std::any_of(query.begin(), query.end(), [](char c) { return c > ' ' && c < 0x7f; });
  // Full-width digits and signs begin with the byte 0xEF.
  if (!ascii && query.find('\xEF') == query.npos) return {};
  for (auto kind : {IdentityKind::Phone, IdentityKind::Email, IdentityKind::IdCard, IdentityKind::Account})
    if (auto normal = normalise(kind, query); !normal.key.empty()) keys.insert(normal.key);
  return {keys.begin(), keys.end()};
}

std::string possible_tail(std::string_view query) {
  auto text = narrow(base::trim(query));
  if (text.size() != 4 || !all_digits(std::string_view(text).substr(0, 3))) return "";
  if (text[3] == 'x') text[3] = 'X';
  return is_digit(text[3]) || text[3] == 'X' ? text : "";
}

}  // namespace customers
