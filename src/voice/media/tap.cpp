#include "voice/media/tap.h"

#include "voice/media/g711.h"

namespace voice::media {
namespace {

constexpr std::size_t second_size = 2 * samples_per_second;

}  // namespace

Tap::Tap(const StartRecording& start, recording::Recorder& recorder)
    : id_(start.recording), leg_(start.leg), recorder_(recorder), second_(second_size) {
  recorder_.start(start.recording, start.path, start.key);
}

void Tap::write(const Samples* samples, std::size_t channel) {
  std::array<std::uint8_t, samples_per_frame> bytes;
  if (samples != nullptr && !paused_)
    encode(Codec::Pcma, *samples, bytes.data());
  else
    bytes.fill(silence_byte(Codec::Pcma));
  for (std::size_t i = 0; i < bytes.size(); ++i) second_[filled_ + 2 * i + channel] = bytes[i];
}

void Tap::frame(const Samples* said, const Samples* heard) {
  write(said, 0);
  write(heard, 1);
  filled_ += 2 * samples_per_frame;
  if (filled_ < second_size) return;
  recorder_.put(id_, std::exchange(second_, recording::Second(second_size)));
  filled_ = 0;
}

void Tap::finish(RecordingEnd how) {
  second_.resize(filled_);
  recorder_.stop(id_, how, std::move(second_));
}

}  // namespace voice::media
