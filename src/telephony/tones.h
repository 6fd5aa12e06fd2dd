#pragma once
// Sounds that need no words: tones, and the music that ships. Made once, then shared.

#include "voice/media/types.h"

namespace telephony {

// 450 Hz, one second in five: what Chinese networks let a caller hear while it rings.
voice::media::Sound ringing_tone();
// 0.3 s of 1,000 Hz, after a moment of silence: speak now.
voice::media::Sound beep();
// A quiet piece of 38 s that begins again without a seam; composed for this project.
voice::media::Sound waiting_music();

}  // namespace telephony
