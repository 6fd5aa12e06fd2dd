// A peer that says anything: requests and responses, of a trunk and of strangers, with calls
// of ours under way. Nothing may break, and when all time has passed nothing may be left.
//
// The input is cut at 0xff: each piece is one datagram; 0xfe at its head lets a second pass first.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "voice/sip/signalling.h"

namespace {

using namespace voice;
using namespace voice::sip;

class Silence final : public Transport, public MediaGate, public Resolver {
 public:
  void send(const Flow&, std::string) override {}
  Address local(const Flow&) const override { return *Address::from("198.51.100.1", 5060); }
  base::Result<media::Ports> allocate_ports() override {
    return media::Ports{base::Descriptor(), base::Descriptor(), 20000};
  }
  void post(media::Command) override {}
  BrowserHost browser_host() const override { return {}; }
  void resolve(const std::string& host, std::uint16_t port, std::function<void(std::vector<Address>)> found) override {
    found({*Address::from(host, port)});
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Silence silence;
  std::int64_t last = 0;
  std::vector<LegId> arrived;
  Signalling signalling(
      {}, silence, silence, silence, [&] { return LegId{++last}; },
      [&](Event event) {
        const auto* signal = std::get_if<SignallingEvent>(&event);
        if (const auto* it = signal ? std::get_if<LegArrived>(signal) : nullptr) arrived.push_back(it->leg);
      });
  Instant now{std::chrono::hours(1)};
  TrunkSettings trunk;
  trunk.trunk = TrunkId{1};
  trunk.host = "192.0.2.10";
  signalling.command(now, PutTrunk{trunk});
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  int turn = 0;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\xff');
    std::string_view piece = bytes.substr(0, end);
    bytes = end == std::string_view::npos ? std::string_view() : bytes.substr(end + 1);
    if (piece.starts_with('\xfe')) {
      piece.remove_prefix(1);
      now += std::chrono::seconds(1);
      signalling.run(now);
    }
    const bool stranger = turn % 4 == 3;
    signalling.datagram_came(now, piece,
                             {TransportKind::Udp, *Address::from(stranger ? "203.0.113.1" : "192.0.2.10", 5060), 0});
    for (const LegId leg : std::exchange(arrived, {})) {
      if (turn % 3 != 0) signalling.command(now, Ring{leg, turn % 3 == 1});
      if (turn % 2 == 0) signalling.command(now, Answer{leg});
    }
    ++turn;
  }
  signalling.command(now, RemoveTrunk{TrunkId{1}});
  for (std::int64_t leg = 1; leg <= last; ++leg) signalling.command(now, HangUp{LegId{leg}});
  for (int i = 0; i < 200; ++i) {
    now += std::chrono::seconds(1);
    signalling.run(now);
  }
  if (signalling.unfinished() != 0) std::abort();
  return 0;
}
