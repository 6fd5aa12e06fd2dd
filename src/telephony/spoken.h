#pragma once
// Words and music as the flows' prompts have them. Private to the module, but for `app`.

#include "ivr/prompts.h"
#include "telephony/exchange.h"

namespace telephony {

// Thread: any.
class PromptVoices final : public Voices {
 public:
  explicit PromptVoices(ivr::Prompts& prompts) : prompts_(prompts) {}

  std::vector<voice::media::Sound> sounds(const Words& words) override;
  // The prompt of the queue; where there is none, the music that ships.
  voice::media::Sound music(const Music& music) override;

 private:
  ivr::Prompts& prompts_;
};

}  // namespace telephony
