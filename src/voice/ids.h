#pragma once
// What the parts of the voice engine call each other by. Whoever gives a command makes
// the id (base::IdMaker), so that an answer is never needed to go on.

#include "base/id.h"

namespace voice {

// One party's line: a SIP dialog, or a browser's connection while it takes part in calls.
using LegId = base::Id<struct LegTag>;
// A mix of legs.
using RoomId = base::Id<struct RoomTag>;
// One playing of prompts to a leg.
using PlayId = base::Id<struct PlayTag>;
using RecordingId = base::Id<struct RecordingTag>;

}  // namespace voice
