#pragma once
// Decodes a chunked body (RFC 9112 §7.1), strictly and byte by byte, so that the way in
// which the bytes come makes no difference. Beast's parser takes quoted extensions that
// run over the end of their line differently whole and in pieces. Private; pure.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/refusal.h"

namespace http {

class ChunkReader {
 public:
  // Takes bytes of the body and appends what they carry, at most `max_bytes` in all.
  // Gives how many were taken: fewer than given only when done() or refused.
  std::size_t read(std::string_view bytes, std::string& body, std::size_t max_bytes);
  bool done() const { return state_ == State::Done; }
  Refusal refusal() const { return refusal_; }

 private:
  enum class State { Size, Extension, SizeEnd, Data, DataReturn, DataEnd, LineStart, Line, LineEnd, LastEnd, Done };

  void take(char c, std::size_t max_bytes);
  void take_size(char c);
  void take_extension(char c);
  void end_size(std::size_t max_bytes);
  void take_line(char c);
  void expect(char c, char expected, State next);
  void refuse(Refusal refusal) { refusal_ = refusal; }

  State state_ = State::Size;
  Refusal refusal_;
  std::uint64_t size_ = 0;  // of this chunk; counts down while its data is read
  int digits_ = 0;
  std::size_t total_ = 0;      // data announced so far
  std::size_t extension_ = 0;  // bytes of the extension of this chunk
  bool quoted_ = false, escaped_ = false;
  std::size_t trailers_ = 0;  // bytes of all trailers
};

}  // namespace http
