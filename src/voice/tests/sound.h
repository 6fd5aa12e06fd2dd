#pragma once
// Tones, and packets of them, for the tests of the media plane.

#include <cmath>
#include <deque>
#include <memory>
#include <numbers>
#include <vector>

#include "voice/media/g711.h"
#include "voice/media/leg.h"

namespace voice::media::testing {

inline constexpr std::chrono::milliseconds ms{1};

inline std::vector<std::int16_t> tone(double hertz, int count, double level = 8000, int from = 0) {
  std::vector<std::int16_t> made(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    made[static_cast<std::size_t>(i)] = static_cast<std::int16_t>(
        std::lround(level * std::sin(2 * std::numbers::pi * hertz * (from + i) / samples_per_second)));
  return made;
}

// How loud a frequency is in the samples (Goertzel): the level of a tone that was put in.
inline double level_of(std::span<const std::int16_t> samples, double hertz) {
  double re = 0, im = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double angle = 2 * std::numbers::pi * hertz * static_cast<double>(i) / samples_per_second;
    re += samples[i] * std::cos(angle);
    im += samples[i] * std::sin(angle);
  }
  return samples.empty() ? 0 : 2 * std::hypot(re, im) / static_cast<double>(samples.size());
}

inline double loudness(std::span<const std::int16_t> samples) {
  double sum = 0;
  for (const auto sample : samples) sum += double{1} * sample * sample;
  return samples.empty() ? 0 : std::sqrt(sum / static_cast<double>(samples.size()));
}

// A peer that talks: makes RTP of a tone.
class Talker {
 public:
  explicit Talker(double hertz = 440, Codec codec = Codec::Pcma, int samples = samples_per_frame)
      : hertz_(hertz), codec_(codec), samples_(samples) {}

  std::uint32_t ssrc = 0x11223344;
  std::uint16_t sequence = 65530;  // wraps soon
  std::uint32_t timestamp = 0xfffffc00;
  bool marker = false;
  double level = 8000;

  std::vector<std::uint8_t> next() {
    std::vector<std::uint8_t> packet(rtp_header_size + static_cast<std::size_t>(samples_));
    write_rtp_header({payload_type(codec_), std::exchange(marker, false), sequence++, timestamp, ssrc}, packet.data());
    encode(codec_, tone(hertz_, samples_, level, said_), packet.data() + rtp_header_size);
    pass();
    return packet;
  }
  // Time goes by without a packet.
  void pass() {
    said_ += samples_;
    timestamp += static_cast<std::uint32_t>(samples_);
  }
  // An event packet of RFC 4733.
  std::vector<std::uint8_t> event(std::uint8_t type, int event, std::uint32_t began, int duration, bool end,
                                  bool first = false) {
    std::vector<std::uint8_t> packet(rtp_header_size + 4);
    write_rtp_header({type, first, sequence++, began, ssrc}, packet.data());
    packet[12] = static_cast<std::uint8_t>(event);
    packet[13] = end ? 0x8a : 0x0a;
    packet[14] = static_cast<std::uint8_t>(duration >> 8);
    packet[15] = static_cast<std::uint8_t>(duration);
    return packet;
  }

 private:
  double hertz_;
  Codec codec_;
  int samples_;
  int said_ = 0;
};

// Keeps what a leg sent.
struct Sent {
  struct Datagram {
    std::vector<std::uint8_t> bytes;
    Address to;
  };
  std::vector<Datagram> rtp, rtcp;
};

class KeepingWire final : public Wire {
 public:
  explicit KeepingWire(std::shared_ptr<Sent> sent) : sent_(std::move(sent)) {}
  void send_rtp(std::span<const std::uint8_t> packet, const Address& to) override {
    sent_->rtp.push_back({{packet.begin(), packet.end()}, to});
  }
  void send_rtcp(std::span<const std::uint8_t> packet, const Address& to) override {
    sent_->rtcp.push_back({{packet.begin(), packet.end()}, to});
  }

 private:
  std::shared_ptr<Sent> sent_;
};

// The sound of packets, in the order in which they were sent.
inline std::vector<std::int16_t> sound_of(const std::vector<Sent::Datagram>& packets) {
  std::vector<std::int16_t> made;
  for (const auto& packet : packets) {
    const auto rtp = read_rtp(packet.bytes);
    if (!rtp || (rtp->header.payload_type != 0 && rtp->header.payload_type != 8)) continue;
    const std::size_t before = made.size();
    made.resize(before + rtp->payload.size());
    decode(rtp->header.payload_type == 8 ? Codec::Pcma : Codec::Pcmu, rtp->payload, &made[before]);
  }
  return made;
}

template <class T>
std::vector<T> of_type(const std::vector<Event>& events) {
  std::vector<T> made;
  for (const Event& event : events)
    if (const T* one = std::get_if<T>(&event)) made.push_back(*one);
  return made;
}

}  // namespace voice::media::testing
