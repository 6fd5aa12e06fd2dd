#include <gtest/gtest.h>

#include <set>

#include "keys/keys.h"

namespace {

TEST(Bytes, HexGoesThereAndBack) {
  EXPECT_EQ(keys::hex(std::string("\x00\x7f\xff", 3)), "007fff");
  EXPECT_EQ(keys::unhex("007fFF"), std::string("\x00\x7f\xff", 3));
  EXPECT_EQ(keys::unhex(""), "");
}

TEST(Bytes, WhatIsNoHexIsRefused) {
  for (std::string_view bad : {"0", "0g", "zz", "00 11", "0x", "00\n"}) EXPECT_FALSE(keys::unhex(bad)) << bad;
}

TEST(Bytes, TokensAre22UrlSafeCharactersAndDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 1'000; ++i) {
    std::string token = keys::random_token();
    EXPECT_EQ(token.size(), 22u);
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), token.npos);
    seen.insert(token);
  }
  EXPECT_EQ(seen.size(), 1'000u);
}

TEST(Bytes, RandomBytesAreAsManyAsAskedFor) {
  EXPECT_EQ(keys::random_bytes(0), "");
  EXPECT_EQ(keys::random_bytes(40).size(), 40u);
  EXPECT_NE(keys::random_bytes(40), keys::random_bytes(40));
}

// RFC 7693 gives BLAKE2b-512 only; this vector is what `b2sum -l 256` prints for "abc".
TEST(Bytes, TheDigestIsBlake2b256) {
  EXPECT_EQ(keys::hex(keys::digest("abc")), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST(Bytes, EqualComparesWholeStrings) {
  EXPECT_TRUE(keys::equal("abc", "abc"));
  EXPECT_TRUE(keys::equal("", ""));
  EXPECT_FALSE(keys::equal("abc", "abd"));
  EXPECT_FALSE(keys::equal("abc", "ab"));
}

}  // namespace
