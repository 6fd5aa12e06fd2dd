// SIP messages, whole and from a stream: what is read within bounds can be written, and
// what was written reads as the same; a stream's cuts make no difference.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "voice/sip/digest.h"
#include "voice/sip/message.h"

namespace {

using namespace voice::sip;

std::string of_stream(std::string_view bytes, std::size_t piece) {
  StreamReader reader;
  std::string seen;
  while (!bytes.empty()) {
    reader.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    std::expected<Message, Malformed> message;
    for (auto step = reader.next(message); step != StreamReader::Step::NeedMore; step = reader.next(message)) {
      seen += std::to_string(static_cast<int>(step));
      if (step == StreamReader::Step::Broken) return seen;
      if (step == StreamReader::Step::Message) seen += message ? message->write() : message.error().why;
    }
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto message = read_datagram(bytes)) {
    const std::string written = message->write();
    const auto again = read_datagram(written);
    if (!again || again->write() != written) std::abort();
    (void)read_challenge(*message);
    (void)read_credentials(*message, "yingda");
    (void)make_response(*message, 200, "tag").write();
  } else if (message.error().reply_to) {
    (void)make_response(*message.error().reply_to, 400, "tag").write();
  }
  (void)of_stream(bytes, 7);
  return 0;
}
