#pragma once
// What is recorded of a leg, gathered second by second for the recorder. Owned by the Exchange; media thread.

#include "voice/media/frame.h"
#include "voice/recording/recorder.h"

namespace voice::media {

class Tap {
 public:
  Tap(const StartRecording& start, recording::Recorder& recorder);

  RecordingId id() const { return id_; }
  LegId leg() const { return leg_; }
  void pause(bool paused) { paused_ = paused; }
  // 20 ms; null is silence.
  void frame(const Samples* said, const Samples* heard);
  void finish(RecordingEnd how);

 private:
  void write(const Samples* samples, std::size_t channel);

  const RecordingId id_;
  const LegId leg_;
  recording::Recorder& recorder_;
  bool paused_ = false;
  recording::Second second_;
  std::size_t filled_ = 0;  // bytes
};

}  // namespace voice::media
