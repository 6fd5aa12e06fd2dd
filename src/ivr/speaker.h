#pragma once
// Makes speech of text by the program espeak-ng (GPL, so a child process, never linked).
// Blocks for as long as the program takes, at most ten seconds; at most two run at once. Any
// thread. Private to the module.

#include <semaphore>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ivr/sound.h"
#include "ivr/walk.h"

namespace ivr {

inline constexpr std::size_t most_spoken_bytes = 8'000;

// What the program is to read for a piece: digits one by one, an amount in yuan, a date as
// it is said. Pure.
std::string spoken_text(SpeechKind kind, std::string_view text, std::string_view language);

// The voice of a language, as the program calls it.
std::string_view voice_of(std::string_view language);

class Speaker {
 public:
  // `program`: where it is; "" looks in the folders of programs.
  explicit Speaker(std::string program = "");

  // Unavailable "speech_missing" without the program, Internal "speech_failed".
  base::Result<Samples> speak(const std::string& text, std::string_view language);

 private:
  std::string program_;
  std::counting_semaphore<2> places_{2};
};

}  // namespace ivr
