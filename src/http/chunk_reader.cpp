#include "http/chunk_reader.h"

#include <algorithm>

namespace http {
namespace {

constexpr int kMaxDigits = 15;  // so that no size overflows
// Nobody uses extensions in earnest; a byte of body in a kilobyte of extension is an attack.
constexpr std::size_t kMaxExtension = 256;
constexpr std::size_t kMaxTrailers = 4 * 1024;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
}

}  // namespace

std::size_t ChunkReader::read(std::string_view bytes, std::string& body, std::size_t max_bytes) {
  std::size_t at = 0;
  while (at < bytes.size() && !done() && !refusal_) {
    if (state_ != State::Data) {
      take(bytes[at++], max_bytes);
      continue;
    }
    auto part = static_cast<std::size_t>(std::min<std::uint64_t>(size_, bytes.size() - at));
    body.append(bytes.substr(at, part));
    at += part;
    size_ -= part;
    if (size_ == 0) state_ = State::DataReturn;
  }
  return at;
}

void ChunkReader::take(char c, std::size_t max_bytes) {
  switch (state_) {
    case State::Size:
      return take_size(c);
    case State::Extension:
      return take_extension(c);
    case State::SizeEnd:
      return c == '\n' ? end_size(max_bytes) : refuse(kBadRequest);
    case State::DataReturn:
      return expect(c, '\r', State::DataEnd);
    case State::DataEnd:
      digits_ = 0;
      return expect(c, '\n', State::Size);
    case State::LineStart:
    case State::Line:
      return take_line(c);
    case State::LineEnd:
      return expect(c, '\n', State::LineStart);
    case State::LastEnd:
      return expect(c, '\n', State::Done);
    case State::Data:
    case State::Done:
      return;
  }
}

void ChunkReader::take_size(char c) {
  if (int value = hex_value(c); value >= 0) {
    size_ = (digits_ == 0 ? 0 : size_ << 4) | static_cast<std::uint64_t>(value);
    return ++digits_ > kMaxDigits ? refuse(kBadRequest) : void();
  }
  if (digits_ == 0 || (c != ';' && c != '\r')) return refuse(kBadRequest);
  extension_ = 0;
  quoted_ = escaped_ = false;
  state_ = c == ';' ? State::Extension : State::SizeEnd;
}

// Read over, but a quoted string must end on its line, or others might look for the
// chunk's data elsewhere.
void ChunkReader::take_extension(char c) {
  if (c == '\r') {
    state_ = State::SizeEnd;
    return quoted_ ? refuse(kBadRequest) : void();
  }
  if (is_control(c) || ++extension_ > kMaxExtension) return refuse(kBadRequest);
  if (c == '"' && !escaped_) quoted_ = !quoted_;
  escaped_ = quoted_ && c == '\\' && !escaped_;
}

void ChunkReader::end_size(std::size_t max_bytes) {
  if (size_ > max_bytes - total_) return refuse(kTooLarge);
  total_ += static_cast<std::size_t>(size_);
  state_ = size_ == 0 ? State::LineStart : State::Data;
}

// Trailers are read over: they say nothing that we would believe.
void ChunkReader::take_line(char c) {
  bool empty = state_ == State::LineStart;
  if (c == '\r') {
    state_ = empty ? State::LastEnd : State::LineEnd;
    return;
  }
  state_ = State::Line;
  bool folded = empty && (c == ' ' || c == '\t');
  if (folded || is_control(c) || ++trailers_ > kMaxTrailers) refuse(kBadRequest);
}

void ChunkReader::expect(char c, char expected, State next) {
  c == expected ? void(state_ = next) : refuse(kBadRequest);
}

}  // namespace http
