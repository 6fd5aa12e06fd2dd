// One form for each number, and where it belongs.

#include "lines/numbering.h"

#include <gtest/gtest.h>

namespace lines {
namespace {

PhoneNumber mobile(const char* digits) {
  return {digits, NumberKind::Mobile};
}
PhoneNumber landline(const char* digits) {
  return {digits, NumberKind::Landline};
}

TEST(Numbering, AMobileIsKnownHoweverItIsWritten) {
  for (const char* text : {"13800138000", "+8613800138000", "008613800138000", "8613800138000", "013800138000",
                           "138-0013-8000", "１３８００１３８０００", "1795113800138000", "12593013800138000"})
    EXPECT_EQ(read_number(text), mobile("13800138000")) << text;
}

TEST(Numbering, ALandlineHasItsAreaCode) {
  for (const char* text :
       {"02161234567", "021-61234567", "(021) 6123 4567", "+862161234567", "00862161234567", "862161234567"})
    EXPECT_EQ(read_number(text), landline("02161234567")) << text;
  EXPECT_EQ(read_number("61234567", "021"), landline("02161234567"));
  EXPECT_EQ(read_number("6123456", "0511"), landline("05116123456"));
  EXPECT_EQ(read_number("61234567").kind, NumberKind::Inner) << "nobody knows whose it is";
}

TEST(Numbering, ServicesEmergenciesAndTheWorldAreTold) {
  EXPECT_EQ(read_number("400-820-8820"), (PhoneNumber{"4008208820", NumberKind::Service}));
  EXPECT_EQ(read_number("+864008208820"), (PhoneNumber{"4008208820", NumberKind::Service}));
  for (const char* text : {"95588", "10086", "12345", "12315", "8008101234", "96110"})
    EXPECT_EQ(read_number(text).kind, NumberKind::Service) << text;
  for (const char* text : {"110", "119", "120", "122"})
    EXPECT_EQ(read_number(text).kind, NumberKind::Emergency) << text;
  EXPECT_EQ(read_number("0014155550123"), (PhoneNumber{"+14155550123", NumberKind::Foreign}));
  EXPECT_EQ(read_number("+1 (415) 555-0123"), (PhoneNumber{"+14155550123", NumberKind::Foreign}));
  EXPECT_EQ(read_number("8001"), (PhoneNumber{"8001", NumberKind::Inner}));
}

TEST(Numbering, WhatIsNoNumberHasNoForm) {
  for (const char* text : {"", "anonymous", "+", "00", "+0123456789", "1", "12345678901234567890", "abc123"})
    EXPECT_EQ(read_number(text), PhoneNumber{}) << text;
}

TEST(Numbering, AFormIsItsOwnForm) {
  for (const char* text : {"13800138000", "02161234567", "05116123456", "4008208820", "95588", "110", "+14155550123"}) {
    const auto once = read_number(text);
    EXPECT_EQ(once.digits, text);
    EXPECT_EQ(read_number(once.digits), once);
  }
}

TEST(Numbering, ANumberTellsItsRegionAndCarrier) {
  const auto beijing = region_of(read_number("13800100500"));
  EXPECT_EQ(beijing.province, "北京");
  EXPECT_EQ(beijing.city_en, "Beijing");
  EXPECT_EQ(beijing.carrier, "中国移动");
  EXPECT_EQ(beijing.carrier_en, "China Mobile");
  const auto shanghai = region_of(read_number("021-61234567"));
  EXPECT_EQ(shanghai.province, "上海");
  EXPECT_EQ(shanghai.carrier, "") << "a landline does not say";
  const auto nanjing = region_of(read_number("025-84567890"));
  EXPECT_EQ(nanjing.province, "江苏");
  EXPECT_EQ(nanjing.city, "南京");
  EXPECT_EQ(nanjing.province_en, "Jiangsu");
  EXPECT_EQ(nanjing.city_en, "Nanjing");
  EXPECT_EQ(region_of(read_number("13000000000")).city, "济南");
  EXPECT_EQ(region_of(read_number("13000010000")).city, "常州") << "the next block is another city's";
  EXPECT_EQ(region_of(read_number("18900000000")).carrier, "中国电信");
}

TEST(Numbering, WhatSaysNothingHasNoRegion) {
  for (const char* text : {"95588", "4008208820", "+14155550123", "8001", "110", ""})
    EXPECT_EQ(region_of(read_number(text)), Region{}) << text;
}

TEST(Numbering, AMaskHidesFourDigitsAtLeast) {
  EXPECT_EQ(mask_number("13800138000"), "138****8000");
  EXPECT_EQ(mask_number("02161234567"), "021****4567");
  EXPECT_EQ(mask_number("95588"), "9****");
  EXPECT_EQ(mask_number(""), "*");
}

}  // namespace
}  // namespace lines
