// Packets of RTP: what is read lies within the bytes, and a leg that gets them (each with two
// bytes of length before it, and one of time) goes on.

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "voice/media/leg.h"

namespace {

using namespace voice::media;

class Nowhere final : public Wire {
 public:
  void send_rtp(std::span<const std::uint8_t>, const voice::Address&) override {}
  void send_rtcp(std::span<const std::uint8_t>, const voice::Address&) override {}
};

void check_bounds(std::span<const std::uint8_t> bytes) {
  const auto packet = read_rtp(bytes);
  if (!packet || packet->payload.empty()) return;
  if (packet->payload.data() < bytes.data() + rtp_header_size) std::abort();
  if (packet->payload.data() + packet->payload.size() > bytes.data() + bytes.size()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::span<const std::uint8_t> bytes(data, size);
  check_bounds(bytes);
  const auto from = *voice::Address::from("192.0.2.1", 4000);
  Stream stream;
  stream.remote = stream.remote_rtcp = from;
  stream.event_type = 101;
  stream.rtcp_mux = true;
  Moment now{std::chrono::seconds(1000)};
  Leg leg(voice::LegId{1}, stream, std::make_unique<Nowhere>(), [](const Event&) {}, now);
  while (bytes.size() > 3) {
    const std::size_t length = std::min<std::size_t>(bytes[0] << 8 | bytes[1], bytes.size() - 3);
    std::vector<std::uint8_t> packet(bytes.begin() + 3, bytes.begin() + 3 + static_cast<std::ptrdiff_t>(length));
    leg.receive_rtp(packet, from, now, now);
    for (int ticks = bytes[2] % 8; ticks > 0; --ticks) {
      now += frame_time;
      leg.listen(now);
      leg.speak(leg.hear(nullptr), now);
    }
    bytes = bytes.subspan(3 + length);
  }
  leg.close(now);
  return 0;
}
