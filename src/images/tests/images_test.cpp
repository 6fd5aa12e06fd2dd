// Pictures made anew by the program that does it.

#include "images/images.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>

namespace images {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

std::uint32_t crc_of(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (unsigned char byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
  }
  return ~crc;
}

std::string big_endian(std::uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
          static_cast<char>(value)};
}

std::string chunk(const std::string& type, const std::string& content) {
  return big_endian(static_cast<std::uint32_t>(content.size())) + type + content + big_endian(crc_of(type + content));
}

// One stored block of zlib (RFC 1950, 1951).
std::string stored(const std::string& content) {
  std::uint32_t a = 1, b = 0;
  for (unsigned char byte : content) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  const auto size = static_cast<std::uint16_t>(content.size());
  std::string block = "\x78\x01\x01"s;
  for (std::uint16_t word : {size, static_cast<std::uint16_t>(~size)})
    block += {static_cast<char>(word), static_cast<char>(word >> 8)};
  return block + content + big_endian(b << 16 | a);
}

// A grey PNG of that size, with a text that says who made it; `rows` of pixels are there.
std::string png(std::uint32_t width, std::uint32_t height, std::uint32_t rows) {
  std::string pixels;
  for (std::uint32_t row = 0; row < rows; ++row) pixels += '\0' + std::string(width, '\x80');
  return "\x89PNG\r\n\x1A\n"s + chunk("IHDR", big_endian(width) + big_endian(height) + "\x08\0\0\0\0"s) +
         chunk("tEXt", "Author\0somebody who wants to stay unknown"s) + chunk("IDAT", stored(pixels)) +
         chunk("IEND", "");
}

TEST(Images, APictureComesBackAsPixelsAlone) {
  Cleaner cleaner(find_program());
  auto picture = cleaner.clean(png(40, 30, 30), "image/png");
  ASSERT_TRUE(picture) << picture.error().key;
  EXPECT_EQ(picture->width, 40);
  EXPECT_EQ(picture->height, 30);
  EXPECT_EQ(picture->content_type, "image/jpeg");
  EXPECT_EQ(picture->content.find("unknown"), std::string::npos);
  EXPECT_EQ(picture->content.substr(0, 3), "\xFF\xD8\xFF");
  // What it made it reads again.
  EXPECT_TRUE(cleaner.clean(picture->content, "image/jpeg"));
}

TEST(Images, ALargeOneIsMadeSmallerAndAHugeOneRefusedBeforeItIsDecoded) {
  Cleaner cleaner(find_program());
  auto wide = cleaner.clean(png(8'000, 8, 8), "image/png");
  ASSERT_TRUE(wide) << wide.error().key;
  EXPECT_EQ(wide->width, longest_side);
  auto bomb = cleaner.clean(png(60'000, 60'000, 1), "image/png");
  ASSERT_FALSE(bomb);
  EXPECT_EQ(bomb.error().key, "image_too_large");
}

TEST(Images, WhatIsNoPictureOrOnlyHalfOneIsRefused) {
  Cleaner cleaner(find_program());
  for (const auto& [content, type] : std::array<std::pair<std::string, std::string>, 6>{
           {{"", "image/png"},
            {"\x89PNG\r\n\x1A\n and then nothing", "image/png"},
            {png(40, 30, 5), "image/png"},
            {"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"},
            {png(40, 30, 30), "image/gif"},
            {"GIF89a" + std::string(50, '\xFF'), "image/gif"}}}) {
    auto picture = cleaner.clean(content, type);
    ASSERT_FALSE(picture) << type;
    EXPECT_EQ(picture.error().key, "image_unreadable");
  }
}

TEST(Images, AProgramThatHangsIsEnded) {
  Cleaner cleaner("/bin/cat", 200ms);  // takes "image/png" for a file, says nothing of use, or waits
  EXPECT_FALSE(cleaner.clean(std::string(100, 'x'), "-"));
}

TEST(Images, AMissingProgramIsToldAtTheStart) {
  EXPECT_THROW(Cleaner("/nowhere/yingda-images"), std::runtime_error);
}

}  // namespace
}  // namespace images
