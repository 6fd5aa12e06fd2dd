#include "http/frame.h"

#include <gtest/gtest.h>

#include <vector>

namespace http {
namespace {

std::string masked(int first, std::string_view payload, int length_bytes = -1) {
  constexpr unsigned char mask[4] = {1, 2, 3, 4};
  auto size = payload.size();
  if (length_bytes < 0) length_bytes = size < 126 ? 0 : size <= 0xffff ? 2 : 8;
  std::string frame{static_cast<char>(first)};
  frame += static_cast<char>(0x80 | (length_bytes == 0 ? size : length_bytes == 2 ? 126 : 127));
  for (int i = length_bytes - 1; i >= 0; --i) frame += static_cast<char>(size >> (8 * i));
  frame.append(reinterpret_cast<const char*>(mask), 4);
  for (std::size_t i = 0; i < size; ++i) frame += static_cast<char>(payload[i] ^ mask[i % 4]);
  return frame;
}

// What the reader makes of `bytes`, given in pieces of `piece` bytes: "text:…", "ping:…", "close:1000", "fault:1002".
std::vector<std::string> events(const std::string& bytes, std::size_t piece, std::size_t max_message = 1'000'000) {
  FrameReader reader(max_message);
  std::vector<std::string> seen;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    std::string_view rest = std::string_view(bytes).substr(at, piece);
    for (auto event = reader.next(rest); event != FrameReader::Event::NeedMore; event = reader.next(rest)) {
      if (event == FrameReader::Event::Text) seen.push_back("text:" + reader.payload());
      if (event == FrameReader::Event::Ping) seen.push_back("ping:" + reader.payload());
      if (event == FrameReader::Event::Pong) seen.push_back("pong:" + reader.payload());
      if (event == FrameReader::Event::Close) seen.push_back("close:" + std::to_string(reader.code()));
      if (event == FrameReader::Event::Fault) seen.push_back("fault:" + std::to_string(reader.code()));
    }
  }
  return seen;
}

struct Case {
  const char* name;
  std::string bytes;
  std::vector<std::string> expected;
};
void PrintTo(const Case& c, std::ostream* out) {
  *out << c.name;
}

class Frames : public testing::TestWithParam<Case> {};

TEST_P(Frames, AreReadTheSameHoweverTheyCome) {
  for (std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{64}, std::size_t{1'000'000}})
    EXPECT_EQ(events(GetParam().bytes, piece), GetParam().expected) << "in pieces of " << piece;
}

const std::string k126(126, 'a'), k65536(65'536, 'b');

INSTANTIATE_TEST_SUITE_P(
    Rfc6455, Frames,
    testing::Values(
        Case{"a text", masked(0x81, "hello"), {"text:hello"}}, Case{"an empty text", masked(0x81, ""), {"text:"}},
        Case{"two texts", masked(0x81, "a") + masked(0x81, "b"), {"text:a", "text:b"}},
        Case{"a medium length", masked(0x81, k126), {"text:" + k126}},
        Case{"a long length", masked(0x81, k65536), {"text:" + k65536}},
        Case{"fragments", masked(0x01, "a") + masked(0x00, "b") + masked(0x80, "c"), {"text:abc"}},
        Case{"a ping between fragments",
             masked(0x01, "a") + masked(0x89, "p") + masked(0x80, "c"),
             {"ping:p", "text:ac"}},
        Case{"a code point across fragments", masked(0x01, "\xe4\xbd") + masked(0x80, "\xa0"), {"text:\xe4\xbd\xa0"}},
        Case{"a pong", masked(0x8a, "x"), {"pong:x"}}, Case{"a close without a code", masked(0x88, ""), {"close:1005"}},
        Case{"a close with a code", masked(0x88, "\x03\xe8 bye"), {"close:1000"}},
        Case{"nothing behind a close", masked(0x88, "\x03\xe8") + masked(0x81, "x"), {"close:1000"}},
        Case{"an application's code", masked(0x88, "\x0f\xa0"), {"close:4000"}}));

INSTANTIATE_TEST_SUITE_P(
    Violations, Frames,
    testing::Values(Case{"a frame without a mask", std::string("\x81\x01x"), {"fault:1002"}},
                    Case{"a reserved bit", masked(0xc1, "x"), {"fault:1002"}},
                    Case{"a reserved opcode", masked(0x83, "x"), {"fault:1002"}},
                    Case{"a reserved control opcode", masked(0x8b, ""), {"fault:1002"}},
                    Case{"binary", masked(0x82, "x"), {"fault:1003"}},
                    Case{"a continuation of nothing", masked(0x80, "x"), {"fault:1002"}},
                    Case{"a text within a text", masked(0x01, "a") + masked(0x81, "b"), {"fault:1002"}},
                    Case{"a fragmented ping", masked(0x09, "x"), {"fault:1002"}},
                    Case{"a ping of 126 bytes", masked(0x89, k126), {"fault:1002"}},
                    Case{"a medium length that is short", masked(0x81, "x", 2), {"fault:1002"}},
                    Case{"a long length that is medium", masked(0x81, k126, 8), {"fault:1002"}},
                    Case{"a close of one byte", masked(0x88, "\x03"), {"fault:1002"}},
                    Case{"a close with a code nobody may send", masked(0x88, "\x03\xed"), {"fault:1002"}},
                    Case{"a close with a reason that is not UTF-8", masked(0x88, "\x03\xe8\xff"), {"fault:1007"}},
                    Case{"a text that is not UTF-8", masked(0x81, "\xff"), {"fault:1007"}},
                    Case{"half a code point", masked(0x81, "\xe4\xbd"), {"fault:1007"}}));

TEST(FrameReader, RefusesAMessageBeyondItsLimitBeforeItHasCome) {
  EXPECT_EQ(events(masked(0x81, "12345"), 1, 5), std::vector<std::string>{"text:12345"});
  auto announced = masked(0x81, std::string(70'000, 'x')).substr(0, 14);
  EXPECT_EQ(events(announced, 1, 69'999), std::vector<std::string>{"fault:1009"});
  std::string fragments = masked(0x01, "123") + masked(0x80, "456").substr(0, 6);
  EXPECT_EQ(events(fragments, 1, 5), std::vector<std::string>{"fault:1009"});
}

TEST(FrameReader, RefusesALengthWithTheHighestBit) {
  std::string head("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00", 14);
  EXPECT_EQ(events(head, 1), std::vector<std::string>{"fault:1002"});
}

TEST(FrameHead, HasTheShortestLength) {
  char head[kMaxFrameHead];
  EXPECT_EQ(write_frame_head(head, Opcode::Text, 125), 2u);
  EXPECT_EQ(std::string(head, 2), "\x81\x7d");
  EXPECT_EQ(write_frame_head(head, Opcode::Text, 126), 4u);
  EXPECT_EQ(std::string(head, 4), std::string("\x81\x7e\x00\x7e", 4));
  EXPECT_EQ(write_frame_head(head, Opcode::Close, 65'536), 10u);
  EXPECT_EQ(std::string(head, 10), std::string("\x88\x7f\0\0\0\0\0\x01\0\0", 10));
}

TEST(ClosePayload, CutsTheReasonBetweenCodePoints) {
  std::string reason;
  for (int i = 0; i < 50; ++i) reason += "你";
  auto payload = close_payload(1000, reason);
  EXPECT_EQ(payload.size(), 2 + 120u);
  EXPECT_EQ(close_payload(1000, "a" + reason).size(), 2 + 118u);
  EXPECT_EQ(close_payload(close_code::kNone, "x"), "");
}

}  // namespace
}  // namespace http
