// What a file is, from its bytes alone: names and claimed types are the sender's word.

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>

#include "base/text.h"
#include "files/store.h"

namespace files {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::size_t offset;
  std::string_view bytes;
  std::string_view type;
};

// The first that fits decides.
constexpr Magic magics[] = {
    {0, "\xFF\xD8\xFF"sv, "image/jpeg"},
    {0, "\x89PNG\r\n\x1A\n"sv, "image/png"},
    {0, "GIF87a"sv, "image/gif"},
    {0, "GIF89a"sv, "image/gif"},
    {0, "%PDF-"sv, "application/pdf"},
    {0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "application/x-ole-storage"},
    {0, "ID3"sv, "audio/mpeg"},
    {0, "OggS\0"sv, "audio/ogg"},
    {0, "fLaC"sv, "audio/flac"},
    {0, "#!AMR"sv, "audio/amr"},
    {0, "\x1F\x8B\x08"sv, "application/gzip"},
    {0, "7z\xBC\xAF\x27\x1C"sv, "application/x-7z-compressed"},
    {0, "Rar!\x1A\x07"sv, "application/vnd.rar"},
};

bool has(std::string_view content, std::size_t offset, std::string_view bytes) {
  return content.size() >= offset + bytes.size() && content.substr(offset, bytes.size()) == bytes;
}

std::string_view by_magic(std::string_view content) {
  for (const Magic& magic : magics)
    if (has(content, magic.offset, magic.bytes)) return magic.type;
  return "";
}

std::string_view riff_type(std::string_view content) {
  if (!has(content, 0, "RIFF")) return "";
  if (has(content, 8, "WEBP")) return "image/webp";
  if (has(content, 8, "WAVE")) return "audio/wav";
  return "";
}

// ISO base media: MP4 and its kin name their brand in the first box, which is short.
std::string_view mp4_type(std::string_view content) {
  if (!has(content, 0, "\0\0"sv) || !has(content, 4, "ftyp")) return "";
  if (has(content, 8, "M4A ")) return "audio/mp4";
  if (has(content, 8, "heic") || has(content, 8, "heix") || has(content, 8, "mif1")) return "image/heic";
  for (std::string_view brand :
       {"isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "qt  ", "3gp4", "3gp5"})
    if (has(content, 8, brand)) return "video/mp4";
  return "";
}

// An MPEG audio frame without an ID3 tag: the sync word, then layer III and values that are not reserved.
bool is_mpeg_frame(std::string_view content) {
  if (content.size() < 4) return false;
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(content[i]); };
  bool sync = byte(0) == 0xFF && (byte(1) & 0xE0) == 0xE0;
  bool version_and_layer = (byte(1) & 0x18) != 0x08 && (byte(1) & 0x06) == 0x02;
  bool rates = (byte(2) & 0xF0) != 0xF0 && (byte(2) & 0xF0) != 0 && (byte(2) & 0x0C) != 0x0C;
  return sync && version_and_layer && rates;
}

std::uint32_t little_endian(std::string_view content, std::size_t offset, int bytes) {
  std::uint32_t value = 0;
  for (int i = bytes; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(content[offset + static_cast<std::size_t>(i)]);
  return value;
}

// The names in the central directory of a ZIP file, at most 1,000 (APPNOTE 4.3.12, 4.3.16).
class ZipNames {
 public:
  explicit ZipNames(std::string_view content) : content_(content) {
    std::size_t tail = content.size() > 65'557 ? content.size() - 65'557 : 0;
    auto end = content.rfind("PK\x05\x06"sv);
    if (end == content.npos || end < tail || end + 22 > content.size()) return;
    at_ = little_endian(content, end + 16, 4);
  }

  // Empty at the end.
  std::optional<std::string_view> next() {
    if (left_-- == 0 || content_.size() < 46 || at_ > content_.size() - 46 || !has(content_, at_, "PK\x01\x02"))
      return std::nullopt;
    std::size_t name = little_endian(content_, at_ + 28, 2);
    std::size_t others = little_endian(content_, at_ + 30, 2) + little_endian(content_, at_ + 32, 2);
    std::string_view found = content_.substr(at_ + 46, name);
    at_ += 46 + name + others;
    return found;
  }

 private:
  std::string_view content_;
  std::size_t at_ = std::string_view::npos;
  int left_ = 1'000;
};

std::string_view office_type(std::string_view name) {
  if (name == "word/document.xml") return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  if (name == "xl/workbook.xml") return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  if (name == "ppt/presentation.xml")
    return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
  return "";
}

// OpenDocument and EPUB keep their type as the first, stored entry "mimetype".
std::string_view stored_type(std::string_view content) {
  constexpr std::size_t text = 30 + 8;
  if (!has(content, 30, "mimetype") || little_endian(content, 8, 2) != 0) return "";
  for (std::string_view type :
       {"application/vnd.oasis.opendocument.text"sv, "application/vnd.oasis.opendocument.spreadsheet"sv,
        "application/vnd.oasis.opendocument.presentation"sv, "application/epub+zip"sv})
    if (has(content, text, type) && little_endian(content, 18, 4) == type.size()) return type;
  return "";
}

std::string_view zip_type(std::string_view content) {
  if (!has(content, 0, "PK\x03\x04") && !has(content, 0, "PK\x05\x06")) return "";
  if (has(content, 0, "PK\x03\x04") && content.size() >= 46)
    if (auto type = stored_type(content); !type.empty()) return type;
  ZipNames names(content);
  while (auto name = names.next())
    if (auto type = office_type(*name); !type.empty()) return type;
  return "application/zip";
}

// A browser looks for a tag behind white space, comments and declarations; so do we.
std::string_view skip_to_first_tag(std::string_view text) {
  for (;;) {
    text = base::trim(text);
    std::string_view closing = text.starts_with("<!--") ? "-->"sv : text.starts_with("<?") ? "?>"sv : ""sv;
    auto end = closing.empty() ? text.npos : text.find(closing);
    if (end == text.npos) return text;
    text.remove_prefix(end + closing.size());
  }
}

bool begins_tag(std::string_view lower, std::string_view tag) {
  if (!lower.starts_with(tag)) return false;
  if (tag == "<!--") return true;  // a comment longer than we look
  return lower.size() == tag.size() ||
         std::string_view(" \t\r\n\f/>").find(lower[tag.size()]) != std::string_view::npos;
}

// Markup that a browser would run. SVG is not given an image/ type: it carries scripts.
std::string_view markup_type(std::string_view text) {
  std::string lower = base::ascii_lower(skip_to_first_tag(text.substr(0, 4'096)).substr(0, 512));
  if (begins_tag(lower, "<svg") || begins_tag(lower, "<!doctype svg")) return "application/svg+xml";
  for (std::string_view tag :
       {"<!doctype html", "<html",  "<head", "<body", "<script", "<iframe", "<style",    "<title",
        "<table",         "<div",   "<h1",   "<p",    "<a",      "<br",     "<b",        "<font",
        "<img",           "<meta",  "<link", "<form", "<object", "<embed",  "<frameset", "<base",
        "<video",         "<audio", "<span", "<!--"})
    if (begins_tag(lower, tag)) return "text/html";
  // Unknown XML may turn out to be SVG or XHTML by its namespace further down.
  if (text.find("http://www.w3.org/2000/svg") != text.npos) return "application/svg+xml";
  if (base::trim(text).starts_with("<?xml")) return "application/xml";
  return "";
}

bool has_control_characters(std::string_view content) {
  return std::any_of(content.begin(), content.end(), [](char c) {
    auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && std::strchr("\t\n\r\f\x1B", c) == nullptr) || byte == 0 || byte == 0x7F;
  });
}

// GB18030 gives a meaning to nearly every pair of bytes, so binaries are kept out
// before by their control characters.
bool valid_gb18030(std::string_view content) {
  UErrorCode error = U_ZERO_ERROR;
  std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open("gb18030", &error), ucnv_close);
  if (U_FAILURE(error)) return false;
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  const char* from = content.data();
  const char* const end = from + content.size();
  std::array<UChar, 4'096> buffer;
  do {
    UChar* to = buffer.data();
    error = U_ZERO_ERROR;
    ucnv_toUnicode(converter.get(), &to, buffer.data() + buffer.size(), &from, end, nullptr, true, &error);
    if (std::any_of(buffer.data(), to, [](UChar c) { return c >= 0xE000 && c <= 0xF8FF; })) return false;
  } while (error == U_BUFFER_OVERFLOW_ERROR);
  return U_SUCCESS(error);
}

std::string_view charset_of(std::string_view content) {
  if (has_control_characters(content)) return "";
  if (base::valid_utf8(content)) return "utf-8";
  return valid_gb18030(content) ? "gb18030" : "";
}

// Separators outside quotes in each of the first 20 lines.
std::vector<int> separators_by_line(std::string_view text, char separator) {
  std::vector<int> counts{0};
  bool quoted = false;
  for (char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == separator) ++counts.back();
    if (c == '\n') {
      if (counts.size() == 20) return counts;
      counts.push_back(0);
    }
  }
  if (text.ends_with('\n')) counts.pop_back();
  return counts;
}

// A table: at least two lines with one count of separators. The bytes , ; and tab
// stand for nothing else in UTF-8 and never begin or end a character of GB18030.
bool is_csv(std::string_view text) {
  for (char separator : {',', ';', '\t'}) {
    auto counts = separators_by_line(text, separator);
    bool table = counts.size() >= 2 && counts[0] > 0;
    if (table && std::all_of(counts.begin(), counts.end(), [&](int count) { return count == counts[0]; })) return true;
  }
  return false;
}

std::string text_type(std::string_view content) {
  std::string_view charset = charset_of(content);
  if (charset.empty()) return "";
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  if (auto markup = markup_type(content); !markup.empty()) return std::string(markup);
  return (is_csv(content) ? "text/csv; charset=" : "text/plain; charset=") + std::string(charset);
}

}  // namespace

std::string sniff(std::string_view content) {
  for (auto recognise : {by_magic, riff_type, mp4_type, zip_type})
    if (auto type = recognise(content); !type.empty()) return std::string(type);
  if (is_mpeg_frame(content)) return "audio/mpeg";
  if (auto type = content.empty() ? "" : text_type(content); !type.empty()) return type;
  return "application/octet-stream";
}

bool safe_to_show(std::string_view content_type) {
  constexpr std::string_view shown[] = {"image/jpeg", "image/png", "image/gif", "image/webp", "audio/mpeg",
                                        "audio/ogg",  "audio/wav", "audio/mp4", "video/mp4"};
  return std::find(std::begin(shown), std::end(shown), content_type) != std::end(shown);
}

}  // namespace files
