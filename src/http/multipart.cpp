#include <algorithm>

#include "base/text.h"
#include "http/header_value.h"
#include "http/message.h"

namespace http {
namespace {

constexpr std::size_t kMaxParts = 100;
constexpr std::size_t kMaxHeaderBytes = 8 * 1024;  // of all parts together
constexpr std::size_t kMaxFileName = 255;

bool is_boundary(std::string_view text) {
  return !text.empty() && text.size() <= 70 && is_field_value(text) && text.back() != ' ';
}

// The name alone: browsers of old sent whole paths, and attackers still do.
std::string clean_file_name(std::string_view sent) {
  if (auto slash = sent.find_last_of("/\\"); slash != sent.npos) sent.remove_prefix(slash + 1);
  if (!base::valid_utf8(sent) || sent == "." || sent == "..") return "file";
  std::string clean;
  for (char c : sent)
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) clean.push_back(c);
  if (clean.size() <= kMaxFileName) return clean;
  std::size_t end = kMaxFileName;  // not inside a code point
  while ((static_cast<unsigned char>(clean[end]) & 0xC0) == 0x80) --end;
  return clean.substr(0, end);
}

// Cuts the text up to `end` and `end` itself off `rest`; empty when it is not there.
std::optional<std::string_view> take_until(std::string_view& rest, std::string_view end) {
  auto at = rest.find(end);
  if (at == rest.npos) return std::nullopt;
  auto taken = rest.substr(0, at);
  rest.remove_prefix(at + end.size());
  return taken;
}

bool read_disposition(std::string_view value, Part& part) {
  auto disposition = parse_parameterised(value);
  if (!disposition || disposition->word != "form-data") return false;
  auto name = disposition->parameter("name");
  if (!name || !base::valid_utf8(*name)) return false;
  part.name = std::move(*name);
  if (auto file = disposition->parameter("filename")) part.file_name = clean_file_name(*file);
  return true;
}

bool read_headers(std::string_view block, Part& part) {
  int dispositions = 0;
  while (!block.empty()) {
    auto line = take_until(block, "\r\n");
    if (!line) return false;
    auto colon = line->find(':');
    if (colon == line->npos || !is_token(line->substr(0, colon)) || !is_field_value(*line)) return false;
    auto name = base::ascii_lower(line->substr(0, colon));
    auto value = base::trim(line->substr(colon + 1));
    if (name == "content-type") part.content_type = value;
    if (name == "content-disposition" && (++dispositions > 1 || !read_disposition(value, part))) return false;
  }
  return dispositions == 1;
}

// Skips what may stand between a delimiter and its line end: blanks (RFC 2046 §5.1.1).
bool take_line_end(std::string_view& rest) {
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) rest.remove_prefix(1);
  if (!rest.starts_with("\r\n")) return false;
  rest.remove_prefix(2);
  return true;
}

}  // namespace

std::optional<std::vector<Part>> parse_multipart(std::string_view content_type, std::string_view body) {
  auto type = parse_parameterised(content_type);
  if (!type || type->word != "multipart/form-data") return std::nullopt;
  auto boundary = type->parameter("boundary");
  if (!boundary || !is_boundary(*boundary)) return std::nullopt;
  const std::string delimiter = "\r\n--" + *boundary;

  std::string_view rest = body;
  if (!rest.starts_with(std::string_view(delimiter).substr(2))) return std::nullopt;
  rest.remove_prefix(delimiter.size() - 2);
  std::vector<Part> parts;
  std::size_t header_bytes = 0;
  while (!rest.starts_with("--")) {
    if (parts.size() == kMaxParts || !take_line_end(rest)) return std::nullopt;
    // A part without headers begins with the empty line at once, and is refused for want of a name.
    auto headers = take_until(rest, "\r\n\r\n");
    if (!headers || (header_bytes += headers->size()) > kMaxHeaderBytes) return std::nullopt;
    Part part;
    if (!read_headers(std::string(*headers) + "\r\n", part)) return std::nullopt;
    auto content = take_until(rest, delimiter);
    if (!content) return std::nullopt;
    part.content = *content;
    parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace http
