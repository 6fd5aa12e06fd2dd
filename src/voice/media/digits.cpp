#include "voice/media/digits.h"

#include <spandsp.h>

#include <cmath>
#include <numbers>

#include "voice/media/bytes.h"

namespace voice::media {
namespace {

constexpr std::uint16_t longest_duration = 0xffff;
// Two tones of -9 dBm0 and -7 dBm0, of a full scale of 3.14 dBm0.
constexpr double low_level = 8200, high_level = 10300;
constexpr double low_hertz[] = {697, 770, 852, 941}, high_hertz[] = {1209, 1336, 1477, 1633};
constexpr std::string_view keypad = "123A456B789C*0#D";

}  // namespace

// A segment of a long event begins where the one before ended (RFC 4733, 2.5.1.3). Some peers
// wrongly count the timestamp up in every packet of a digit: without a new marker, and sooner
// than a second digit can be, that is the same one.
bool EventReceiver::continues(const RtpHeader& header, std::uint8_t event) const {
  if (event != current_->event || header.marker) return false;
  const std::uint32_t step = header.timestamp - current_->timestamp;
  if (current_->duration == longest_duration && step == longest_duration) return true;
  return !current_->ended && step < 5 * samples_per_frame;
}

std::optional<char> EventReceiver::packet(const RtpHeader& header, std::span<const std::uint8_t> payload) {
  if (payload.size() < 4 || payload[0] >= digit_characters.size()) return std::nullopt;
  const std::uint8_t event = payload[0];
  const bool end = (payload[1] & 0x80) != 0;
  const std::uint16_t duration = get16(&payload[2]);
  if (current_ && current_->ssrc == header.ssrc) {
    const auto step = static_cast<std::int32_t>(header.timestamp - current_->timestamp);
    if (step < 0) return std::nullopt;  // of a digit before
    if (step == 0 || continues(header, event)) {
      current_->timestamp = header.timestamp;
      current_->duration = duration;
      current_->ended |= end;
      return std::nullopt;
    }
  }
  current_ = Current{header.ssrc, header.timestamp, event, duration, end};
  return digit_characters[event];
}

struct ToneReceiver::State {
  dtmf_rx_state_t* detector = dtmf_rx_init(nullptr, nullptr, nullptr);
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { dtmf_rx_free(detector); }
};

ToneReceiver::ToneReceiver() : state_(std::make_unique<State>()) {}
ToneReceiver::~ToneReceiver() = default;

int ToneReceiver::listen(const Samples& samples, char* digits, int most) {
  dtmf_rx(state_->detector, samples.data(), samples_per_frame);
  return static_cast<int>(dtmf_rx_get(state_->detector, digits, most - 1));
}

// Two phases that go on from frame to frame.
struct DigitSender::Tone {
  double low_phase = 0, high_phase = 0;

  void play(char digit, Samples& into) {
    const auto key = keypad.find(digit);
    const double low = 2 * std::numbers::pi * low_hertz[key / 4] / samples_per_second;
    const double high = 2 * std::numbers::pi * high_hertz[key % 4] / samples_per_second;
    for (auto& sample : into) {
      sample = static_cast<std::int16_t>(low_level * std::sin(low_phase) + high_level * std::sin(high_phase));
      low_phase += low;
      high_phase += high;
    }
  }
};

DigitSender::DigitSender() : tone_(std::make_unique<Tone>()) {}
DigitSender::~DigitSender() = default;

void DigitSender::add(std::string_view digits) {
  for (const char digit : digits)
    if (waiting_.size() < most_waiting && digit_characters.find(digit) != std::string_view::npos)
      waiting_.push_back(digit);
}

void DigitSender::advance() {
  if (++frame_ < frames_in_all) return;
  frame_ = 0;
  waiting_.pop_front();
}

std::optional<DigitSender::EventPacket> DigitSender::next_event(std::uint32_t timestamp) {
  if (frame_ == 0) began_ = timestamp;
  const int frame = frame_;
  const char digit = waiting_.front();
  advance();
  // The last packet is sent three times, in case it is lost (RFC 4733, 2.5.1.4).
  if (frame > frames_on + 1) return std::nullopt;
  const bool end = frame >= frames_on - 1;
  const int frames = end ? frames_on : frame + 1;
  EventPacket made{frame == 0, began_, {}};
  made.payload[0] = static_cast<std::uint8_t>(digit_characters.find(digit));
  made.payload[1] = static_cast<std::uint8_t>((end ? 0x80 : 0) | 10);  // -10 dBm0
  put16(&made.payload[2], static_cast<std::uint16_t>(frames * samples_per_frame));
  return made;
}

void DigitSender::next_tone(Samples& into) {
  if (frame_ == 0) *tone_ = {};
  if (frame_ < frames_on)
    tone_->play(waiting_.front(), into);
  else
    into.fill(0);
  advance();
}

}  // namespace voice::media
