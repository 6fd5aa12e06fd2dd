#pragma once
// One playing of prompts to a leg. Owned by the leg; media thread.

#include "voice/media/frame.h"

namespace voice::media {

class Player {
 public:
  explicit Player(const Play& play);

  PlayId id() const { return id_; }
  // Adds the next 20 ms to what the leg hears; false when there is nothing left.
  bool add_to(Samples& heard);
  std::chrono::milliseconds played() const { return frame_time * frames_; }

 private:
  bool at_end();

  PlayId id_;
  std::vector<Sound> sounds_;  // without empty ones
  bool loops_;
  std::int32_t gain_;  // in 1/4096
  std::size_t sound_ = 0, sample_ = 0;
  std::int64_t frames_ = 0;
};

// A gain of the commands as the mix reckons it, in 1/4096.
std::int32_t fixed_gain(float gain);

}  // namespace voice::media
