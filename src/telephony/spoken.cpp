#include "telephony/spoken.h"

#include "base/log.h"
#include "telephony/tones.h"

namespace telephony {

// A part that cannot be made is left out: the caller is to hear the rest.
std::vector<voice::media::Sound> PromptVoices::sounds(const Words& words) {
  std::vector<voice::media::Sound> sounds;
  for (const auto& part : words.parts) {
    auto sound = prompts_.sound(part, words.language);
    if (sound)
      sounds.push_back(*std::move(sound));
    else
      base::log::warning("telephony", "something to be said cannot be: {}", sound.error().key);
  }
  return sounds;
}

voice::media::Sound PromptVoices::music(const Music& music) {
  if (!music.prompt_id) return waiting_music();
  ivr::Speech speech;
  speech.kind = ivr::SpeechKind::Prompt;
  speech.prompt_id = music.prompt_id;
  auto sound = prompts_.sound(speech, "zh-CN");
  return sound && *sound && !(*sound)->empty() ? *std::move(sound) : waiting_music();
}

}  // namespace telephony
