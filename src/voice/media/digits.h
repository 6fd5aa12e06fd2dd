#pragma once
// Digits, both ways and by both methods: events of RFC 4733, and tones in the sound. Each
// object belongs to a leg; media thread.

#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "voice/media/frame.h"
#include "voice/media/rtp.h"

namespace voice::media {

// The sixteen digits by their event numbers (RFC 4733, 3.2).
inline constexpr std::string_view digit_characters = "0123456789*#ABCD";

// Events told by the peer. A digit is known by its RTP timestamp, so that repeated packets
// count once and lost ones (also all that say "end") do no harm.
class EventReceiver {
 public:
  // Gives the digit with the first packet that tells of it.
  std::optional<char> packet(const RtpHeader& header, std::span<const std::uint8_t> payload);

 private:
  struct Current {
    std::uint32_t ssrc, timestamp;
    std::uint8_t event;
    std::uint16_t duration;
    bool ended;
  };
  bool continues(const RtpHeader& header, std::uint8_t event) const;
  std::optional<Current> current_;
};

// A tone in the sound. Costs about a microsecond a frame: asked only while nothing better is agreed.
class ToneReceiver {
 public:
  ToneReceiver();
  ~ToneReceiver();
  // Calls `heard(char)` for each digit that ended or began within the frame.
  template <class Heard>
  void frame(const Samples& samples, Heard heard) {
    char digits[8];
    const int count = listen(samples, digits, sizeof digits);
    for (int i = 0; i < count; ++i) heard(digits[i]);
  }

 private:
  struct State;
  int listen(const Samples& samples, char* digits, int most);
  std::unique_ptr<State> state_;
};

// What waits to be sent: each digit for five frames, and three frames of pause.
class DigitSender {
 public:
  static constexpr std::size_t most_waiting = 64;

  DigitSender();
  ~DigitSender();
  // Characters that are no digits are passed over, and what is too much.
  void add(std::string_view digits);
  bool busy() const { return !waiting_.empty(); }

  // The next frame as an event; `began` is its timestamp for all packets of a digit. Between
  // digits there is nothing to send. Only while busy.
  struct EventPacket {
    bool first = false;
    std::uint32_t timestamp = 0;
    std::array<std::uint8_t, 4> payload{};
  };
  std::optional<EventPacket> next_event(std::uint32_t timestamp);
  // The next frame as a tone. Only while busy.
  void next_tone(Samples& into);

 private:
  static constexpr int frames_on = 5, frames_in_all = 8;
  struct Tone;
  void advance();

  std::deque<char> waiting_;
  int frame_ = 0;
  std::uint32_t began_ = 0;
  std::unique_ptr<Tone> tone_;
};

}  // namespace voice::media
