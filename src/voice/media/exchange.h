#pragma once
// All legs and who hears whom: the media plane without sockets and without a clock. Whoever
// owns it gives legs their Wires and packets, and tells the time every 20 ms. Media thread.

#include <memory>
#include <unordered_map>
#include <vector>

#include "voice/media/leg.h"
#include "voice/media/tap.h"

namespace voice::media {

class Exchange {
 public:
  Exchange(Tell tell, recording::Recorder& recorder);
  ~Exchange();

  // Null for a second leg of the same id, and for keys that are not usable: that is told as LegClosed.
  Leg* open(LegId id, const Stream& stream, std::unique_ptr<Wire> wire, Moment now, Leg::Options options = {});
  Leg* find(LegId id);
  void close(LegId id, Moment now);
  void close_all(Moment now);

  void put_room(const PutRoom& room);
  void play(const Play& play);
  void stop_play(PlayId play);

  // Of a leg that is not there nothing is recorded, which is told as LegClosed.
  void start_recording(const StartRecording& start);
  void pause_recording(const PauseRecording& pause);
  void stop_recording(RecordingId recording);

  // 20 ms: takes what every leg said, mixes, and sends what each is to hear.
  void tick(Moment now);
  // Time that went by while the machine stood still.
  void skip(int frames);

  std::size_t size() const { return order_.size(); }

 private:
  void leave_room(Leg& leg);
  void record(LegId leg, const Samples* said, const Samples* heard);
  void finish_taps(LegId leg);

  Tell tell_;
  recording::Recorder& recorder_;
  std::unordered_map<LegId, std::unique_ptr<Leg>> legs_;
  std::vector<Leg*> order_;
  std::unordered_map<RoomId, std::vector<Leg*>> rooms_;
  std::unordered_multimap<LegId, Tap> taps_;
};

// What a listener hears, sample by sample, saturated; null when nobody says anything. One
// source at its own loudness, as in every call of two, is passed on as it is; else `room` is used.
const Samples* mix(std::span<const Leg::Hearing> hears, Samples& room);

}  // namespace voice::media
