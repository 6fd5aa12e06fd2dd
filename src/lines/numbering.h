#pragma once
// What phone numbers mean in China: one form for each number, its kind, where it belongs.
// Pure rules; the form is that by which customers are known (customers/identities.h).

#include <string>
#include <string_view>

#include "base/describe.h"

namespace lines {

enum class NumberKind {
  Mobile,     // 13800138000
  Landline,   // 02161234567, with its area code
  Service,    // 4001234567, 8008101234, 95588, 12345, 10086
  Emergency,  // 110, 119, 120, 122
  Foreign,    // +14155550123
  Inner,      // a number of the house, such as 8001
  None        // withheld, or not a number
};
BOOST_DESCRIBE_ENUM(NumberKind, Mobile, Landline, Service, Emergency, Foreign, Inner, None)

struct PhoneNumber {
  std::string digits;  // its one form: "+14155550123" where it is foreign, else digits; "" of None
  NumberKind kind = NumberKind::None;
  bool operator==(const PhoneNumber&) const = default;
};

// Reads a number as a trunk tells it or a person types it: separators, full width, +86, 0086, 86 before a
// whole number, a 0 before a mobile, and the prefixes of cheap lines (17951, 12593 …) fall away. A local number
// (7 or 8 digits) gets `area_code` ("021") when there is one.
PhoneNumber read_number(std::string_view text, std::string_view area_code = {});

// Where a number belongs, as far as it says. The carrier is a hint: numbers are ported.
struct Region {
  std::string province, city, carrier;
  std::string province_en, city_en, carrier_en;
  bool operator==(const Region&) const = default;
};
BOOST_DESCRIBE_STRUCT(Region, (), (province, city, carrier, province_en, city_en, carrier_en))
Region region_of(const PhoneNumber& number);

// "138****8000", "021****4567", "9****", as customers' numbers are masked.
std::string mask_number(std::string_view digits);

}  // namespace lines
