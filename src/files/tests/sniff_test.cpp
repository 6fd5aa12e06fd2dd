#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "files/store.h"

namespace {

using namespace std::string_literals;
using files::sniff;

// A ZIP file of empty stored entries, as small as the format allows.
std::string zip_of(const std::vector<std::string>& names, const std::string& first_content = "") {
  auto number = [](std::size_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out += i < 8 ? static_cast<char>(value >> (8 * i) & 0xFF) : 0;
    return out;
  };
  std::string body, directory;
  for (const auto& name : names) {
    std::string content = body.empty() ? first_content : "";
    std::string sizes = number(0, 4) + number(content.size(), 4) + number(content.size(), 4);
    directory += "PK\x01\x02" + number(20, 2) + number(20, 2) + number(0, 8) + sizes + number(name.size(), 2) +
                 number(0, 12) + number(body.size(), 4) + name;
    body +=
        "PK\x03\x04" + number(20, 2) + number(0, 8) + sizes + number(name.size(), 2) + number(0, 2) + name + content;
  }
  return body + directory + "PK\x05\x06" + number(0, 4) + number(names.size(), 2) + number(names.size(), 2) +
         number(directory.size(), 4) + number(body.size(), 4) + number(0, 2);
}

struct Case {
  std::string content;
  std::string type;
};

class Sniff : public testing::TestWithParam<Case> {};

TEST_P(Sniff, TellsTheTypeFromTheBytes) {
  EXPECT_EQ(sniff(GetParam().content), GetParam().type);
}

INSTANTIATE_TEST_SUITE_P(
    Binary, Sniff,
    testing::Values(Case{"\xFF\xD8\xFF\xE0\x00\x10JFIF"s, "image/jpeg"}, Case{"\x89PNG\r\n\x1A\n\0\0"s, "image/png"},
                    Case{"GIF89a..."s, "image/gif"}, Case{"RIFF\x10\0\0\0WEBPVP8 "s, "image/webp"},
                    Case{"RIFF\x10\0\0\0WAVEfmt "s, "audio/wav"},
                    Case{"RIFF\x10\0\0\0AVI LIST"s, "application/octet-stream"},
                    Case{"%PDF-1.7\n%\xE2\xE3"s, "application/pdf"},
                    Case{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0"s, "application/x-ole-storage"},
                    Case{"ID3\x04\0\0\0\0\0\0"s, "audio/mpeg"}, Case{"\xFF\xFB\x90\x64\0\0"s, "audio/mpeg"},
                    Case{"OggS\0\x02\0\0"s, "audio/ogg"}, Case{"\0\0\0\x18"s + "ftypmp42\0\0\0\0"s, "video/mp4"},
                    Case{"\0\0\0\x18"s + "ftypM4A \0\0\0\0"s, "audio/mp4"},
                    Case{"\0\x01\x02\x03"s, "application/octet-stream"}, Case{""s, "application/octet-stream"}));

INSTANTIATE_TEST_SUITE_P(
    Zip, Sniff,
    testing::Values(Case{zip_of({"a.txt", "b.txt"}), "application/zip"}, Case{zip_of({}), "application/zip"},
                    Case{zip_of({"[Content_Types].xml", "word/document.xml"}),
                         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
                    Case{zip_of({"[Content_Types].xml", "xl/workbook.xml"}),
                         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
                    Case{zip_of({"ppt/presentation.xml"}),
                         "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
                    Case{zip_of({"mimetype", "content.xml"}, "application/vnd.oasis.opendocument.text"),
                         "application/vnd.oasis.opendocument.text"},
                    Case{"PK\x03\x04 cut off", "application/zip"},
                    Case{"PK\x05\x06" + std::string(14, '\xFF') + "\xFF\xFF"s, "application/zip"}));

INSTANTIATE_TEST_SUITE_P(
    Text, Sniff,
    testing::Values(Case{"您好，欢迎致电。\n", "text/plain; charset=utf-8"},
                    Case{"\xC4\xFA\xBA\xC3\xA3\xAC\xBB\xB6\xD3\xAD\xD6\xC2\xB5\xE7\xA1\xA3",
                         "text/plain; charset=gb18030"},
                    Case{"姓名,电话\n王伟,138\n李芳,139\n", "text/csv; charset=utf-8"},
                    Case{"\xEF\xBB\xBF姓名;电话\r\n王伟;138\r\n", "text/csv; charset=utf-8"},
                    Case{"\xD0\xD5\xC3\xFB,\xB5\xE7\xBB\xB0\n\xCD\xF5\xCE\xB0,138\n", "text/csv; charset=gb18030"},
                    Case{"a,\"b,\nc\"\nd,e\n", "text/csv; charset=utf-8"},
                    Case{"one line, with a comma", "text/plain; charset=utf-8"},
                    Case{"text with a NUL\0"s, "application/octet-stream"}, Case{"\x81"s, "application/octet-stream"}));

INSTANTIATE_TEST_SUITE_P(
    Markup, Sniff,
    testing::Values(
        Case{"<!DOCTYPE html><p>x", "text/html"}, Case{" \n<!-- x --><HTML>", "text/html"},
        Case{"<script>alert(1)</script>", "text/html"}, Case{"<br>ftypmp42", "text/html"},
        Case{"<!--" + std::string(5'000, 'x'), "text/html"}, Case{"<svg onload=alert(1)>", "application/svg+xml"},
        Case{"<?xml version=\"1.0\"?><!-- c --><svg xmlns=\"http://www.w3.org/2000/svg\"/>", "application/svg+xml"},
        Case{"<x:svg xmlns:x=\"http://www.w3.org/2000/svg\"/>", "application/svg+xml"},
        Case{"<?xml version=\"1.0\"?><order/>", "application/xml"}, Case{"<3 I love it", "text/plain; charset=utf-8"}));

TEST(SafeToShow, ScriptsAndDocumentsAreDownloads) {
  EXPECT_TRUE(files::safe_to_show("image/png"));
  EXPECT_TRUE(files::safe_to_show("audio/wav"));
  for (std::string type : {"text/html", "application/svg+xml", "image/svg+xml", "application/pdf",
                           "text/plain; charset=utf-8", "application/octet-stream", ""})
    EXPECT_FALSE(files::safe_to_show(type)) << type;
}

}  // namespace
