#include "base/charset.h"

#include <unicode/ucnv.h>

#include <array>
#include <memory>
#include <new>
#include <stdexcept>

#include "base/text.h"

namespace base {
namespace {

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;

// A converter that stops at what it cannot convert.
Converter open_converter(const char* name) {
  UErrorCode error = U_ZERO_ERROR;
  Converter converter(ucnv_open(name, &error), &ucnv_close);
  if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU knows no encoding ") + name);
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  ucnv_setFromUCallBack(converter.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  return converter;
}

// Lines that begin within `bytes`, a line feed being one unit of `width` bytes.
std::int64_t lines_in(std::string_view bytes, std::size_t width, bool big_endian) {
  std::int64_t lines = 1;
  for (std::size_t i = 0; i + width <= bytes.size(); i += width) {
    auto unit = bytes.substr(i, width);
    char low = big_endian ? unit.back() : unit.front();
    char high = width == 1 ? '\0' : big_endian ? unit.front() : unit.back();
    lines += low == '\n' && high == '\0';
  }
  return lines;
}

// Converts all of `bytes`; gives how many were read before the first fault.
std::size_t convert(std::string_view bytes, const char* encoding, std::string& out) {
  auto from = open_converter(encoding), to = open_converter("UTF-8");
  std::array<UChar, 1024> pivot{};
  UChar *pivot_source = pivot.data(), *pivot_target = pivot.data();
  std::array<char, 4096> piece{};
  const char* source = bytes.data();
  UErrorCode error = U_BUFFER_OVERFLOW_ERROR;
  for (UBool reset = true; error == U_BUFFER_OVERFLOW_ERROR; reset = false) {
    error = U_ZERO_ERROR;
    char* target = piece.data();
    ucnv_convertEx(to.get(), from.get(), &target, piece.data() + piece.size(), &source, bytes.data() + bytes.size(),
                   pivot.data(), &pivot_source, &pivot_target, pivot.data() + pivot.size(), reset, true, &error);
    out.append(piece.data(), target);
  }
  return U_FAILURE(error) ? static_cast<std::size_t>(source - bytes.data()) - 1 : bytes.size();
}

Result<DecodedText> decode_as(std::string_view bytes, const char* encoding, std::size_t width) {
  DecodedText decoded{"", encoding};
  auto converted = convert(bytes, encoding, decoded.text);
  if (converted == bytes.size()) return decoded;
  auto line = lines_in(bytes.substr(0, converted), width, decoded.encoding == "UTF-16BE");
  return refuse(Code::Invalid, "undecodable", {{"line", std::to_string(line)}});
}

// ZIP (also XLSX, ODS), the old Office format, PDF, gzip.
bool is_foreign(std::string_view bytes) {
  using namespace std::string_view_literals;
  for (auto magic : {"PK\3\4"sv, "\xD0\xCF\x11\xE0"sv, "%PDF-"sv, "\x1F\x8B"sv})
    if (bytes.starts_with(magic)) return true;
  return false;
}

}  // namespace

Result<DecodedText> decode_text(std::string_view bytes) {
  if (is_foreign(bytes)) return refuse(Code::Invalid, "not_a_text");
  if (bytes.starts_with("\xFF\xFE")) return decode_as(bytes.substr(2), "UTF-16LE", 2);
  if (bytes.starts_with("\xFE\xFF")) return decode_as(bytes.substr(2), "UTF-16BE", 2);
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.find('\0') != bytes.npos) return refuse(Code::Invalid, "not_a_text");
  if (valid_utf8(bytes)) return DecodedText{std::string(bytes), "UTF-8"};
  return decode_as(bytes, "GB18030", 1);
}

}  // namespace base
