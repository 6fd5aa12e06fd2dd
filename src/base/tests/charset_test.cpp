#include "base/charset.h"

#include <gtest/gtest.h>

namespace {

using namespace std::string_literals;

std::string decoded(std::string_view bytes) {
  auto text = base::decode_text(bytes);
  if (!text) return "refused " + text.error().key;
  return text->encoding + " " + text->text;
}

TEST(Charset, Utf8IsTakenWithAndWithoutMark) {
  EXPECT_EQ(decoded("王伟"), "UTF-8 王伟");
  EXPECT_EQ(decoded("\xEF\xBB\xBF王伟"), "UTF-8 王伟");
  EXPECT_EQ(decoded(""), "UTF-8 ");
}

TEST(Charset, Utf16GoesByItsMark) {
  EXPECT_EQ(decoded("\xFF\xFE\x8B\x73\x41\x00"s), "UTF-16LE 王A");
  EXPECT_EQ(decoded("\xFE\xFF\x73\x8B\x00\x41"s), "UTF-16BE 王A");
}

TEST(Charset, WhatIsNotUtf8IsGb18030) {
  EXPECT_EQ(decoded("\xCD\xF5\xCE\xB0"), "GB18030 王伟");
  EXPECT_EQ(decoded("\x82\x35\x8F\x33"), "GB18030 \xE9\xBE\xA6");  // four bytes
}

TEST(Charset, LongTextsAreWholeWhateverTheConvertersBuffersAre) {
  std::string gb, utf8;
  for (int i = 0; i < 30'000; ++i) {
    gb += i % 7 ? "\xCD\xF5" : "a";
    utf8 += i % 7 ? "王" : "a";
  }
  EXPECT_EQ(decoded(gb), "GB18030 " + utf8);
}

TEST(Charset, WhatCannotBeDecodedIsRefusedWithItsLine) {
  auto line = [](std::string_view bytes) { return base::decode_text(bytes).error().fields.at(0).second; };
  EXPECT_EQ(decoded("ok\nfine\n\xCD\xFF\n"), "refused undecodable");
  EXPECT_EQ(line("ok\nfine\n\xCD\xFF\n"), "3");
  EXPECT_EQ(line("ok\n\xCD"), "2");
  EXPECT_EQ(line("\xFF\xFE\x41\x00\x0A\x00\x00\xD8\x41\x00"s), "2");  // half a surrogate pair
}

TEST(Charset, WorkbooksArchivesAndBinariesAreNoTexts) {
  EXPECT_EQ(decoded("PK\x03\x04rest"), "refused not_a_text");
  EXPECT_EQ(decoded("%PDF-1.7"), "refused not_a_text");
  EXPECT_EQ(decoded("a\0b"s), "refused not_a_text");
}

}  // namespace
