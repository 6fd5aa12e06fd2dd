#include "http/frame.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace http {
namespace {

constexpr std::size_t kMaxControl = 125;
constexpr std::size_t kMaxReason = 120;

// Codes that may stand in a close frame (RFC 6455 §7.4 and the IANA registry).
bool may_be_sent(int code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

}  // namespace

std::size_t write_frame_head(char* out, Opcode opcode, std::size_t payload_size) {
  out[0] = static_cast<char>(0x80 | static_cast<unsigned>(opcode));
  if (payload_size <= kMaxControl) {
    out[1] = static_cast<char>(payload_size);
    return 2;
  }
  std::size_t bytes = payload_size <= 0xffff ? 2 : 8;
  out[1] = static_cast<char>(bytes == 2 ? 126 : 127);
  for (std::size_t i = 0; i < bytes; ++i) out[2 + i] = static_cast<char>(payload_size >> (8 * (bytes - 1 - i)));
  return 2 + bytes;
}

std::string close_payload(int code, std::string_view reason) {
  if (code == close_code::kNone) return {};
  if (reason.size() > kMaxReason) {
    std::size_t end = kMaxReason;
    while (end > 0 && (static_cast<unsigned char>(reason[end]) & 0xc0) == 0x80) --end;
    reason = reason.substr(0, end);
  }
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code)};
  return payload.append(reason);
}

FrameReader::Event FrameReader::next(std::string_view& bytes) {
  while (!ended_) {
    if (!in_payload_) {
      bool whole = take_head(bytes);
      if (head_read_ >= 2)
        if (int code = fault_of_first_bytes()) return fault(code);
      if (!whole) return Event::NeedMore;
      if (int code = fault_of_length()) return fault(code);
      in_payload_ = true;
      read_ = 0;
    }
    take_payload(bytes);
    if (read_ < length_) return Event::NeedMore;
    in_payload_ = false;
    head_read_ = 0;
    if (auto event = end_of_frame(); event != Event::NeedMore) return event;
  }
  bytes = {};
  return Event::NeedMore;
}

// True when the head is whole.
bool FrameReader::take_head(std::string_view& bytes) {
  while (head_read_ < head_size()) {
    if (bytes.empty()) return false;
    head_[head_read_++] = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
  }
  return true;
}

// Two bytes, the longer length, the mask.
std::size_t FrameReader::head_size() const {
  if (head_read_ < 2) return 2;
  auto length = head_[1] & 0x7f;
  return 2 + (length == 126 ? 2u : length == 127 ? 8u : 0u) + 4;
}

int FrameReader::fault_of_first_bytes() const {
  bool reserved = (head_[0] & 0x70) != 0, masked = (head_[1] & 0x80) != 0;
  if (reserved || !masked) return close_code::kProtocol;
  if (control() && (!final_fragment() || (head_[1] & 0x7f) > kMaxControl)) return close_code::kProtocol;
  switch (opcode()) {
    case Opcode::Binary:
      return close_code::kUnsupported;
    case Opcode::Text:
      return in_message_ ? close_code::kProtocol : 0;
    case Opcode::Continuation:
      return in_message_ ? 0 : close_code::kProtocol;
    case Opcode::Close:
    case Opcode::Ping:
    case Opcode::Pong:
      return 0;
  }
  return close_code::kProtocol;
}

int FrameReader::fault_of_length() {
  auto first = head_[1] & 0x7f;
  std::size_t bytes = first == 126 ? 2 : first == 127 ? 8 : 0;
  length_ = bytes == 0 ? static_cast<std::uint64_t>(first) : 0;
  for (std::size_t i = 0; i < bytes; ++i) length_ = (length_ << 8) | head_[2 + i];
  bool longer_than_needed = (bytes == 2 && length_ < 126) || (bytes == 8 && length_ <= 0xffff);
  if (longer_than_needed || (length_ >> 63) != 0) return close_code::kProtocol;
  if (!control() && length_ > max_message_bytes_ - message_.size()) return close_code::kTooBig;
  return 0;
}

void FrameReader::take_payload(std::string_view& bytes) {
  auto& into = control() ? control_ : message_;
  auto size = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), length_ - read_));
  const unsigned char* mask = head_.data() + head_size() - 4;
  auto at = into.size();
  into.append(bytes.substr(0, size));
  for (std::size_t i = 0; i < size; ++i) into[at + i] = static_cast<char>(into[at + i] ^ mask[(read_ + i) & 3]);
  read_ += size;
  bytes.remove_prefix(size);
}

FrameReader::Event FrameReader::fault(int code) {
  ended_ = true;
  code_ = code;
  return Event::Fault;
}

FrameReader::Event FrameReader::end_of_frame() {
  if (control()) return end_of_control();
  in_message_ = !final_fragment();
  return in_message_ ? Event::NeedMore : end_of_message();
}

FrameReader::Event FrameReader::end_of_control() {
  payload_ = std::exchange(control_, {});
  if (opcode() == Opcode::Close) return end_of_close();
  return opcode() == Opcode::Ping ? Event::Ping : Event::Pong;
}

FrameReader::Event FrameReader::end_of_message() {
  payload_ = std::exchange(message_, {});
  return base::valid_utf8(payload_) ? Event::Text : fault(close_code::kNotUtf8);
}

FrameReader::Event FrameReader::end_of_close() {
  ended_ = true;
  code_ = close_code::kNone;
  if (payload_.empty()) return Event::Close;
  if (payload_.size() == 1) return fault(close_code::kProtocol);
  code_ = static_cast<unsigned char>(payload_[0]) * 256 + static_cast<unsigned char>(payload_[1]);
  if (!may_be_sent(code_)) return fault(close_code::kProtocol);
  if (!base::valid_utf8(std::string_view(payload_).substr(2))) return fault(close_code::kNotUtf8);
  return Event::Close;
}

}  // namespace http
