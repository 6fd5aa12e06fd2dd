// A multipart body; its first line is the content type.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "http/message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  auto line = std::min(text.find('\n'), text.size());
  auto body = text.substr(std::min(line + 1, text.size()));
  auto parts = http::parse_multipart(text.substr(0, line), body);
  if (!parts) return 0;
  if (parts->size() > 100) std::abort();
  for (const auto& part : *parts) {
    if (part.content.size() > body.size() || !base::valid_utf8(part.name)) std::abort();
    if (part.file_name.find('/') != part.file_name.npos || part.file_name.size() > 255) std::abort();
  }
  return 0;
}
