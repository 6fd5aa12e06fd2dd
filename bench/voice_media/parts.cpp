// The parts of a tick, each by itself: 20 ms of one leg.

#include <benchmark/benchmark.h>

#include <random>

#include "voice/media/exchange.h"
#include "voice/media/g711.h"

namespace {

using namespace voice;
using namespace voice::media;

struct Nowhere final : Wire {
  void send_rtp(std::span<const std::uint8_t> packet, const Address&) override {
    benchmark::DoNotOptimize(packet.data());
  }
  void send_rtcp(std::span<const std::uint8_t>, const Address&) override {}
};

std::array<std::uint8_t, rtp_header_size + samples_per_frame> packet_of(std::uint16_t sequence) {
  std::array<std::uint8_t, rtp_header_size + samples_per_frame> made;
  std::mt19937 chance(1);
  for (auto& byte : made) byte = static_cast<std::uint8_t>(chance());
  write_rtp_header({8, false, sequence, sequence * 160U, 1}, made.data());
  return made;
}

void encoding(benchmark::State& state) {
  Samples samples;
  std::mt19937 chance(1);
  for (auto& sample : samples) sample = static_cast<std::int16_t>(chance());
  std::array<std::uint8_t, samples_per_frame> bytes;
  for (auto _ : state) {
    encode(Codec::Pcma, samples, bytes.data());
    benchmark::DoNotOptimize(bytes);
  }
}
BENCHMARK(encoding);

void jitter_buffer(benchmark::State& state) {
  JitterBuffer buffer;
  auto packet = packet_of(0);
  Moment now{std::chrono::seconds(1000)};
  Samples samples;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  for (auto _ : state) {
    now += frame_time;
    buffer.put({8, false, ++sequence, timestamp += 160, 1}, Codec::Pcma, std::span(packet).subspan(12), now, now);
    benchmark::DoNotOptimize(buffer.take(samples));
  }
}
BENCHMARK(jitter_buffer);

void listening_for_tones(benchmark::State& state) {
  ToneReceiver receiver;
  Samples samples{};
  for (auto _ : state) receiver.frame(samples, [](char) {});
}
BENCHMARK(listening_for_tones);

void sealing(benchmark::State& state) {
  SrtpSender sender({SrtpSuite::AesCm128HmacSha1_80, std::string(30, 'k')});
  std::array<std::uint8_t, 300> room{};
  std::uint16_t sequence = 0;
  const auto packet = packet_of(0);
  for (auto _ : state) {
    std::copy(packet.begin(), packet.end(), room.begin());
    write_rtp_header({8, false, ++sequence, 0, 1}, room.data());
    benchmark::DoNotOptimize(sender.protect_rtp(room, packet.size()));
  }
}
BENCHMARK(sealing);

// Legs of one room in which all hear all.
void conference(benchmark::State& state) {
  recording::Recorder recorder([](const Event&) {});
  Exchange exchange([](const Event&) {}, recorder);
  Moment now{std::chrono::seconds(1000)};
  PutRoom room{RoomId{1}, {}, {}};
  const Address at = *Address::from("192.0.2.1", 4000);
  for (std::int64_t i = 1; i <= state.range(0); ++i) {
    Stream stream;
    stream.remote = at;
    stream.event_type = 101;
    exchange.open(LegId{i}, stream, std::make_unique<Nowhere>(), now);
    room.legs.push_back(LegId{i});
    for (std::int64_t other = 1; other <= state.range(0); ++other)
      if (other != i) room.paths.push_back({LegId{other}, LegId{i}});
  }
  exchange.put_room(room);
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  auto packet = packet_of(0);
  for (auto _ : state) {
    now += frame_time;
    write_rtp_header({8, false, ++sequence, timestamp += 160, 1}, packet.data());
    for (std::int64_t i = 1; i <= state.range(0); ++i) {
      exchange.find(LegId{i})->receive_rtp(packet, at, now, now);
    }
    exchange.tick(now);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(conference)->Arg(2)->Arg(3)->Arg(10)->Arg(30);

}  // namespace
