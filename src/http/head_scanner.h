#pragma once
// Finds the end of a request's header in bytes as they come, and refuses at once
// what can never become a request: bare line feeds, folded lines, NUL, too much.
// Such forms are where two readers of one connection begin to disagree (RFC 9112 §11.2).
// Private to the module; pure.

#include <cstddef>
#include <string_view>

#include "http/refusal.h"

namespace http {

class HeadScanner {
 public:
  HeadScanner(std::size_t max_header_bytes, std::size_t max_target_bytes)
      : max_header_bytes_(max_header_bytes), max_target_bytes_(max_target_bytes) {}

  // Looks at `bytes`, which begin where the request begins and have only grown since
  // the last call. Gives the length of the header with its empty line, or 0 when
  // more is needed or `refusal()` says why not.
  std::size_t scan(std::string_view bytes);
  Refusal refusal() const { return refusal_; }

 private:
  Refusal fault_of_line(std::string_view line) const;
  Refusal fault_of_size(std::size_t size) const;

  std::size_t max_header_bytes_;
  std::size_t max_target_bytes_;
  std::size_t line_ = 0;     // where the line being read begins
  std::size_t scanned_ = 0;  // bytes already looked at
  Refusal refusal_;
};

}  // namespace http
