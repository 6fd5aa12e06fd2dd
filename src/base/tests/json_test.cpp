#include "base/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace base;
using testing::ElementsAre;

namespace {

enum class Colour { Red, DarkBlue };
BOOST_DESCRIBE_ENUM(Colour, Red, DarkBlue)

struct Wheel {
  std::string name;
  int size = 0;
};
BOOST_DESCRIBE_STRUCT(Wheel, (), (name, size))
constexpr auto limits_of(const Wheel*) {
  return std::array{Limit{.field = "name", .min_length = 1, .max_length = 4},
                    Limit{.field = "size", .minimum = 1, .maximum = 99}};
}

struct Cart {
  Id<struct CartTag> id;
  Colour colour = Colour::Red;
  std::optional<std::string> note;
  std::vector<Wheel> wheels;
  std::map<std::string, double> weights;
  bool sold = false;
  Time made_at;
  Json extra;
};
BOOST_DESCRIBE_STRUCT(Cart, (), (id, colour, note, wheels, weights, sold, made_at, extra))
constexpr auto limits_of(const Cart*) {
  return std::array{Limit{.field = "note", .max_length = 20, .lines = true}, Limit{.field = "wheels", .max_items = 3}};
}

const std::string whole =
    R"({"id":"42","colour":"dark_blue","note":null,"wheels":[{"name":"轮子","size":7}],"weights":{"a":1.5},)"
    R"("sold":true,"made_at":"2026-02-28T15:59:59.123Z","extra":{"x":[1,2.25,"y"]}})";

// "path: code" of each fault.
std::vector<std::string> faults_of(std::string_view text) {
  auto read = from_json<Cart>(text);
  std::vector<std::string> lines;
  if (!read)
    for (const auto& fault : read.error().faults) lines.push_back(fault.path + ": " + fault.code);
  return lines;
}

std::string with(std::string from, std::string to) {
  std::string text = whole;
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST(Json, WhatIsWrittenIsReadAgain) {
  auto cart = from_json<Cart>(whole);
  ASSERT_TRUE(cart);
  EXPECT_EQ(cart->id.value, 42);
  EXPECT_EQ(cart->colour, Colour::DarkBlue);
  EXPECT_EQ(cart->wheels.at(0).name, "轮子");
  EXPECT_EQ(to_json(*cart), whole);
}

TEST(Json, AllFaultsOfABodyAreReportedAtOnce) {
  EXPECT_THAT(
      faults_of(R"({"id":"x","colour":"green","wheels":[{"name":"","size":100},{"nam":"a","size":"1"}],)"
                R"("weights":{"a":"heavy"},"sold":1,"made_at":"yesterday","extra":1})"),
      ElementsAre("/id: not_an_id", "/colour: not_a_choice", "/wheels/0/name: missing", "/wheels/0/size: out_of_range",
                  "/wheels/1/name: missing", "/wheels/1/size: wrong_type", "/wheels/1/nam: unknown_field",
                  "/weights/a: wrong_type", "/sold: wrong_type", "/made_at: not_a_time"));
}

TEST(Json, RepeatedKeysAreRefused) {
  EXPECT_THAT(faults_of(with(R"("sold":true)", R"("sold":true,"sold":false)")), ElementsAre(": duplicate_field"));
  EXPECT_THAT(faults_of(with(R"("a":1.5)", R"("a":1.5,"a":2)")), ElementsAre(": duplicate_field"));
}

TEST(Json, MalformedTextIsRefusedWithItsPlace) {
  for (std::string_view text : {"", "{", "{]", "nul", "{}x", "\xff\xfe", "{\"a\":01}", "[1,]"}) {
    auto read = from_json<Cart>(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, Code::BadRequest) << text;
    EXPECT_EQ(read.error().key, "malformed_json") << text;
  }
}

TEST(Json, DepthIsBounded) {
  std::string deep(1'000'000, '[');
  EXPECT_THAT(faults_of(deep), ElementsAre(": too_deep"));
}

TEST(Json, TextIsTrimmedAndMeasuredInCharacters) {
  auto cart = from_json<Cart>(with(R"("轮子")", R"("  轮子轮子\u3000 ")"));
  ASSERT_TRUE(cart);
  EXPECT_EQ(cart->wheels[0].name, "轮子轮子");
  EXPECT_THAT(faults_of(with(R"("轮子")", R"("轮子轮子轮")")), ElementsAre("/wheels/0/name: too_long"));
}

TEST(Json, ControlCharactersAreRefusedSaveLineBreaksInLongTexts) {
  EXPECT_THAT(faults_of(with(R"("轮子")", R"("a\nb")")), ElementsAre("/wheels/0/name: control_character"));
  EXPECT_TRUE(faults_of(with(R"("note":null)", R"("note":"a\nb")")).empty());
  EXPECT_THAT(faults_of(with(R"("note":null)", R"("note":"a\u0000b")")), ElementsAre("/note: control_character"));
}

TEST(Json, ListsAreBounded) {
  std::string wheel = R"({"name":"a","size":1})";
  EXPECT_THAT(faults_of(with(R"({"name":"轮子","size":7})", wheel + "," + wheel + "," + wheel + "," + wheel)),
              ElementsAre("/wheels: too_many_items"));
}

TEST(Json, IntegersBeyondTheirTypeAreRefused) {
  EXPECT_THAT(faults_of(with("\"size\":7", "\"size\":99999999999999999999")),
              ElementsAre("/wheels/0/size: wrong_type"));
  EXPECT_THAT(faults_of(with("\"size\":7", "\"size\":18446744073709551615")),
              ElementsAre("/wheels/0/size: out_of_range"));
  EXPECT_THAT(faults_of(with("\"size\":7", "\"size\":1.0")), ElementsAre("/wheels/0/size: wrong_type"));
}

TEST(Json, ScriptInTextStaysText) {
  std::string out;
  write_json_string(out, "</script>\"\\\x01\n");
  EXPECT_EQ(out, "\"</script>\\\"\\\\\\u0001\\n\"");
}

TEST(CheckText, FormatsCatchSlips) {
  struct Case {
    Format format;
    std::string text;
    bool right;
  };
  for (auto& [format, text, right] : std::vector<Case>{{Format::Email, "wang@example.com", true},
                                                       {Format::Email, "wang@@example.com", false},
                                                       {Format::Email, "wang@example", false},
                                                       {Format::Phone, "+86 138-0013-8000", true},
                                                       {Format::Phone, "12", false},
                                                       {Format::Phone, "138abc", false},
                                                       {Format::Date, "2026-02-28", true},
                                                       {Format::Date, "2026-02-30", false},
                                                       {Format::TimeZone, "Asia/Shanghai", true},
                                                       {Format::TimeZone, "../etc/passwd", false},
                                                       {Format::Language, "en", true},
                                                       {Format::Language, "xx", false},
                                                       {Format::Url, "https://example.com/a?b", true},
                                                       {Format::Url, "javascript:alert(1)", false}}) {
    std::vector<Fault> faults;
    check_text(text, Limit{.format = format}, "/x", faults);
    EXPECT_EQ(faults.empty(), right) << text;
  }
}
