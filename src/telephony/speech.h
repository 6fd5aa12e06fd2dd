#pragma once
// What somebody is to hear. Private to the module.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ivr/walk.h"
#include "voice/ids.h"

namespace telephony {

// Spoken or played, one part after the other, in a language.
struct Words {
  std::vector<ivr::Speech> parts;
  std::string language;
};
// `lasting`: its sound may be kept, since it will be said again.
inline ivr::Speech spoken(std::string text, bool lasting) {
  return {ivr::SpeechKind::Text, {}, std::move(text), lasting};
}
// On and on. None: the music that ships.
struct Music {
  std::optional<ivr::PromptId> prompt_id;
};
// What a caller hears while it rings: 450 Hz, one second of five (YD/T 5016 and ITU-T E.180).
struct RingingTone {};
// A short beep: speak now.
struct Beep {};

struct Speech {
  voice::PlayId play;
  voice::LegId leg;
  std::variant<Words, Music, RingingTone, Beep> what;
};

}  // namespace telephony
