#include "lines/numbering.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "lines/region_table.h"
#include "search/search.h"

namespace lines {
namespace {

constexpr std::size_t key_digits = 7;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_mobile(std::string_view digits) {
  return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
}

bool is_landline(std::string_view digits) {
  return digits.size() >= 10 && digits.size() <= 12 && digits[0] == '0' && digits[1] >= '1';
}

bool is_emergency(std::string_view digits) {
  constexpr std::array<std::string_view, 4> all{"110", "119", "120", "122"};
  return std::ranges::find(all, digits) != all.end();
}

// Numbers that everybody in the country can call without an area code: 400, 800, 95…, 96…, 1….
bool is_service(std::string_view digits) {
  if (digits.size() == 10) return digits.starts_with("400") || digits.starts_with("800");
  if (digits.starts_with("95") || digits.starts_with("96")) return digits.size() >= 5 && digits.size() <= 9;
  return digits.starts_with('1') && digits.size() >= 3 && digits.size() <= 8 && digits.size() != 4;
}

// Only digits, "+" before them kept; nothing when there are other signs.
std::optional<std::string> bare(std::string_view text) {
  std::string digits;
  for (const char c : search::fold(text)) {
    if (is_digit(c) || (c == '+' && digits.empty()))
      digits += c;
    else if (std::string_view(" -().·/\t").find(c) == std::string_view::npos)
      return std::nullopt;
  }
  return digits;
}

// A whole number behind the access code of a cheap line means that number.
std::string_view without_access_code(std::string_view digits) {
  for (const std::string_view code : {"17951", "12593", "17911", "17909", "17901", "11808", "10193", "17950", "17910"})
    if (digits.starts_with(code) && digits.size() >= code.size() + 8) return digits.substr(code.size());
  return digits;
}

PhoneNumber kind_of(std::string digits, std::string_view area_code) {
  const auto as = [&](NumberKind kind) { return PhoneNumber{std::move(digits), kind}; };
  if (is_emergency(digits)) return as(NumberKind::Emergency);
  if (digits.size() == 12 && digits.starts_with('0') && is_mobile(std::string_view(digits).substr(1)))
    digits.erase(0, 1);
  if (is_mobile(digits)) return as(NumberKind::Mobile);
  if (is_service(digits)) return as(NumberKind::Service);
  if (is_landline(digits)) return as(NumberKind::Landline);
  if ((digits.size() == 7 || digits.size() == 8) && digits[0] >= '2' && !area_code.empty())
    return {std::string(area_code) + digits, NumberKind::Landline};
  if (digits.size() >= 2 && digits.size() <= 8 && digits[0] != '0') return as(NumberKind::Inner);
  return {};
}

// What follows +86 has no 0 before its area code.
PhoneNumber domestic(std::string_view digits) {
  if (is_mobile(digits) || is_service(digits)) return kind_of(std::string(digits), {});
  if (digits.size() >= 9 && digits.size() <= 11 && digits[0] != '0') return kind_of('0' + std::string(digits), {});
  return kind_of(std::string(digits), {});
}

PhoneNumber foreign(std::string_view digits) {
  if (digits.starts_with("86")) return domestic(digits.substr(2));
  if (digits.size() < 7 || digits.size() > 15 || digits[0] == '0') return {};
  return {'+' + std::string(digits), NumberKind::Foreign};
}

// The first seven digits behind the country code, by which a region is known; none where there is none.
std::optional<std::uint32_t> key_of(const PhoneNumber& number) {
  if (number.kind != NumberKind::Mobile && number.kind != NumberKind::Landline) return std::nullopt;
  auto digits = std::string_view(number.digits).substr(number.kind == NumberKind::Landline ? 1 : 0, key_digits);
  std::uint32_t key = 0;
  for (const char c : digits) key = key * 10 + static_cast<std::uint32_t>(c - '0');
  return key;
}

std::uint16_t value_at(std::span<const std::uint32_t> begins, std::span<const std::uint16_t> values,
                       std::uint32_t key) {
  const auto after = std::ranges::upper_bound(begins, key);
  return after == begins.begin() ? 0 : values[static_cast<std::size_t>(after - begins.begin() - 1)];
}

}  // namespace

PhoneNumber read_number(std::string_view text, std::string_view area_code) {
  const auto digits = bare(text);
  if (!digits || digits->empty()) return {};
  if (digits->starts_with('+')) return foreign(std::string_view(*digits).substr(1));
  const auto whole = without_access_code(*digits);
  if (whole.starts_with("00")) return foreign(whole.substr(2));
  if (whole.size() >= 12 && whole.starts_with("86")) return domestic(whole.substr(2));
  return kind_of(std::string(whole), area_code);
}

Region region_of(const PhoneNumber& number) {
  const auto key = key_of(number);
  if (!key) return {};
  const auto& table = region_table();
  const auto& region = table.regions[value_at(table.region_begins, table.region_values, *key)];
  const auto& carrier = number.kind == NumberKind::Mobile
                            ? table.carriers[value_at(table.carrier_begins, table.carrier_values, *key)]
                            : table.carriers[0];
  const auto text = [](std::string_view words) { return std::string(words); };
  return {text(region.province),    text(region.city),    text(carrier.name),
          text(region.province_en), text(region.city_en), text(carrier.name_en)};
}

std::string mask_number(std::string_view digits) {
  const auto size = digits.size();
  if (size < 7) return std::string(digits.substr(0, 1)) + std::string(size > 1 ? size - 1 : 1, '*');
  const auto hidden = std::min<std::size_t>(4, size - 4);
  return std::string(digits.substr(0, size - 4 - hidden)) + std::string(hidden, '*') +
         std::string(digits.substr(size - 4));
}

}  // namespace lines
