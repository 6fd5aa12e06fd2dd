// Frames of a WebSocket client: the same events whole and in pieces, within the limit.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "http/frame.h"

namespace {

constexpr std::size_t kLimit = 300;

std::string events(std::string_view bytes, std::size_t piece) {
  http::FrameReader reader(kLimit);
  std::string seen;
  while (!bytes.empty()) {
    auto part = bytes.substr(0, piece);
    bytes.remove_prefix(part.size());
    for (auto event = reader.next(part); event != http::FrameReader::Event::NeedMore; event = reader.next(part)) {
      bool closes = event == http::FrameReader::Event::Close || event == http::FrameReader::Event::Fault;
      seen += std::to_string(static_cast<int>(event)) + ':';
      seen += closes ? std::to_string(reader.code()) : reader.payload();
      if (event != http::FrameReader::Event::Text) continue;
      if (reader.payload().size() > kLimit || !base::valid_utf8(reader.payload())) std::abort();
    }
    if (!part.empty()) std::abort();  // NeedMore means that all was taken
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto whole = events(bytes, size + 1);
  if (events(bytes, 1) != whole || events(bytes, 5) != whole) std::abort();
  return 0;
}
