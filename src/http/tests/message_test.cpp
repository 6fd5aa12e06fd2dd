#include "http/message.h"

#include <gtest/gtest.h>

#include "http/etag.h"

namespace http {
namespace {

TEST(PercentDecode, RefusesBadEscapesAndNul) {
  EXPECT_EQ(percent_decode("a%20b%E4%BD%A0+", false), "a b你+");
  EXPECT_EQ(percent_decode("a+b", true), "a b");
  for (const char* bad : {"%", "%4", "%zz", "%4g", "a%00b", "%%41"})
    EXPECT_EQ(percent_decode(bad, true), std::nullopt) << bad;
}

TEST(PercentEncode, IsUndoneByDecoding) {
  std::string every;
  for (int c = 1; c < 256; ++c) every += static_cast<char>(c);
  EXPECT_EQ(percent_decode(percent_encode(every), true), every);
  EXPECT_EQ(percent_encode("a-b_c.d~e/你"), "a-b_c.d~e%2F%E4%BD%A0");
}

TEST(Request, FindsParametersInOrder) {
  Request request;
  request.query = "a=1&b=&a=2&&c&%61=3&d=x=y";
  EXPECT_EQ(request.parameter("a"), "1");
  EXPECT_EQ(request.parameters("a"), (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_EQ(request.parameter("b"), "");
  EXPECT_EQ(request.parameter("c"), "");
  EXPECT_EQ(request.parameter("d"), "x=y");
  EXPECT_EQ(request.parameter("e"), std::nullopt);
}

TEST(Request, FindsCookiesInAllTheirHeaders) {
  Request request;
  request.headers = {{"cookie", "a=1; session=\"x y\";b"}, {"cookie", "late=2"}};
  EXPECT_EQ(request.cookie("a"), "1");
  EXPECT_EQ(request.cookie("session"), "x y");
  EXPECT_EQ(request.cookie("late"), "2");
  EXPECT_EQ(request.cookie("b"), std::nullopt);
  EXPECT_EQ(request.cookie("ession"), std::nullopt);
}

TEST(Etag, CarriesAVersion) {
  EXPECT_EQ(etag(7), "\"7\"");
  EXPECT_EQ(parse_if_match("\"7\""), 7);
  for (const char* bad : {"", "7", "\"\"", "W/\"7\"", "*", "\"07\"", "\"7\", \"8\"", "\"-7\"", "\""})
    EXPECT_EQ(parse_if_match(bad), std::nullopt) << bad;
}

constexpr const char* kType = "multipart/form-data; boundary=XX";

std::string part(const std::string& headers, const std::string& content) {
  return "--XX\r\n" + headers + "\r\n\r\n" + content + "\r\n";
}
std::string field(const std::string& name, const std::string& content) {
  return part("Content-Disposition: form-data; name=\"" + name + "\"", content);
}
const std::string kEnd = "--XX--\r\n";

TEST(Multipart, GivesFieldsAndFiles) {
  auto parts = parse_multipart(
      "Multipart/Form-Data; charset=utf-8; Boundary=\"XX\"",
      field("title", "你好") +
          part("content-type: text/csv\r\nCONTENT-DISPOSITION: form-data; name=\"file\"; filename=\"a \\\"b\\\".csv\"",
               "x,y\r\n--X\r\n1,2") +
          field("", "") + kEnd + "an epilogue");
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 3u);
  EXPECT_EQ((*parts)[0].name, "title");
  EXPECT_EQ((*parts)[0].content, "你好");
  EXPECT_EQ((*parts)[0].file_name, "");
  EXPECT_EQ((*parts)[1].file_name, "a \"b\".csv");
  EXPECT_EQ((*parts)[1].content_type, "text/csv");
  EXPECT_EQ((*parts)[1].content, "x,y\r\n--X\r\n1,2");
}

TEST(Multipart, GivesNothingForNoParts) {
  auto parts = parse_multipart(kType, kEnd);
  ASSERT_TRUE(parts);
  EXPECT_TRUE(parts->empty());
}

TEST(Multipart, CleansFileNames) {
  auto name_of = [](const std::string& sent) {
    auto parts = parse_multipart(
        kType, part("Content-Disposition: form-data; name=\"f\"; filename=\"" + sent + "\"", "x") + kEnd);
    return parts ? parts->at(0).file_name : "(refused)";
  };
  EXPECT_EQ(name_of("../../etc/passwd"), "passwd");
  EXPECT_EQ(name_of("C:\\Users\\wang\\a.txt"), "a.txt");
  EXPECT_EQ(name_of(".."), "file");
  EXPECT_EQ(name_of("a\tb"), "ab");
  EXPECT_EQ(name_of("\xff"), "file");
  std::string chinese;
  for (int i = 0; i < 200; ++i) chinese += "你";
  EXPECT_EQ(name_of(chinese).size(), 255u);
}

TEST(Multipart, RefusesWhatIsMalformed) {
  auto whole = field("a", "b") + kEnd;
  ASSERT_TRUE(parse_multipart(kType, whole));
  for (std::size_t size = 0; size + 2 < whole.size(); ++size)
    EXPECT_FALSE(parse_multipart(kType, whole.substr(0, size))) << size;
  EXPECT_FALSE(parse_multipart("multipart/form-data", whole));
  EXPECT_FALSE(parse_multipart("multipart/mixed; boundary=XX", whole));
  EXPECT_FALSE(parse_multipart("multipart/form-data; boundary=" + std::string(71, 'X'), whole));
  EXPECT_FALSE(parse_multipart(kType, "preamble\r\n" + whole));
  EXPECT_FALSE(parse_multipart(kType, part("Content-Type: text/plain", "x") + kEnd));
  EXPECT_FALSE(parse_multipart(kType, part("Content-Disposition: form-data", "x") + kEnd));
  EXPECT_FALSE(parse_multipart(kType, part("Content-Disposition: attachment; name=\"a\"", "x") + kEnd));
  EXPECT_FALSE(parse_multipart(kType, part("Content-Disposition: form-data; name=\"a", "x") + kEnd));
  EXPECT_FALSE(parse_multipart(kType, part("Content-Disposition: form-data; name=\"a\"\r\n folded", "x") + kEnd));
  EXPECT_FALSE(parse_multipart(kType, "--XX\r\n\r\nx\r\n--XX--"));
  EXPECT_FALSE(parse_multipart(kType, "--XXY" + whole.substr(4)));
}

TEST(Multipart, LimitsPartsAndTheirHeaders) {
  std::string many;
  for (int i = 0; i < 100; ++i) many += field("a", "");
  EXPECT_TRUE(parse_multipart(kType, many + kEnd));
  EXPECT_FALSE(parse_multipart(kType, many + field("a", "") + kEnd));
  std::string long_header = "X-A: " + std::string(3'000, 'a') + "\r\nContent-Disposition: form-data; name=a";
  EXPECT_TRUE(parse_multipart(kType, part(long_header, "") + part(long_header, "") + kEnd));
  EXPECT_FALSE(parse_multipart(kType, part(long_header, "") + part(long_header, "") + part(long_header, "") + kEnd));
}

}  // namespace
}  // namespace http
