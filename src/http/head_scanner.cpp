#include "http/head_scanner.h"

#include "http/header_value.h"

namespace http {
namespace {

// Method and version around the target: "OPTIONS " and " HTTP/1.1\r\n", with room
// for unknown methods, which are answered 501 rather than 414.
constexpr std::size_t kAroundTarget = 64;

}  // namespace

std::size_t HeadScanner::scan(std::string_view bytes) {
  if (!bytes.empty() && !is_token(bytes.substr(0, 1))) {
    refusal_ = kBadRequest;  // TLS on the plain port, or plain nonsense
    return 0;
  }
  while (!refusal_) {
    auto end = bytes.find('\n', scanned_);
    scanned_ = end == bytes.npos ? bytes.size() : end + 1;
    refusal_ = fault_of_size(scanned_);
    if (refusal_ || end == bytes.npos) return 0;
    auto line = bytes.substr(line_, scanned_ - line_);
    if (line == "\r\n") return scanned_;
    refusal_ = fault_of_line(line);
    line_ = scanned_;
  }
  return 0;
}

Refusal HeadScanner::fault_of_line(std::string_view line) const {
  bool folded = line_ != 0 && (line.front() == ' ' || line.front() == '\t');
  bool ends_well = line.ends_with("\r\n") && line.find('\r') == line.size() - 2;
  return folded || !ends_well || line.find('\0') != line.npos ? kBadRequest : Refusal{};
}

Refusal HeadScanner::fault_of_size(std::size_t size) const {
  if (line_ == 0 && size > max_target_bytes_ + kAroundTarget) return kTargetTooLong;
  return size > max_header_bytes_ ? kHeadersTooLarge : Refusal{};
}

}  // namespace http
