#include "voice/media/player.h"

#include <algorithm>
#include <cmath>

namespace voice::media {

std::int32_t fixed_gain(float gain) {
  if (!std::isfinite(gain)) return 0;
  return static_cast<std::int32_t>(std::lround(std::clamp(gain, 0.0F, 4.0F) * 4096));
}

Player::Player(const Play& play) : id_(play.play), loops_(play.loops), gain_(fixed_gain(play.gain)) {
  for (const Sound& sound : play.sounds)
    if (sound && !sound->empty()) sounds_.push_back(sound);
}

bool Player::at_end() {
  if (sound_ < sounds_.size()) return false;
  if (!loops_ || sounds_.empty()) return true;
  sound_ = 0;
  return false;
}

bool Player::add_to(Samples& heard) {
  if (at_end()) return false;
  std::size_t filled = 0;
  while (filled < heard.size() && !at_end()) {
    const std::vector<std::int16_t>& sound = *sounds_[sound_];
    const std::size_t count = std::min(heard.size() - filled, sound.size() - sample_);
    for (std::size_t i = 0; i < count; ++i, ++filled)
      heard[filled] = saturated(heard[filled] + ((sound[sample_ + i] * gain_) >> 12));
    sample_ += count;
    if (sample_ < sound.size()) continue;
    sample_ = 0;
    ++sound_;
  }
  ++frames_;
  return true;
}

}  // namespace voice::media
