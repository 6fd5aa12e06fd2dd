#pragma once
// Writes recordings. All file work of the voice engine is done on its one thread, so that a slow
// disk never holds up sound: what waits is bounded, and a recording for which there is no room
// ends, as one does whose disk refuses.

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <variant>
#include <vector>

#include "voice/media/types.h"

namespace voice::recording {

// At most a second of both channels: pairs of A-law bytes.
using Second = std::vector<std::uint8_t>;

class Recorder {
 public:
  // Seconds that may wait: with 100 recordings, ten seconds of a disk that stands still.
  static constexpr std::size_t most_waiting = 1000;

  // `tell` is called on the recorder's thread, with RecordingEnded only: once for each start.
  explicit Recorder(std::function<void(media::Event)> tell);
  // Writes what waits, and ends what was not ended.
  ~Recorder();

  // Any thread; none of these waits for the disk. The folder must be there, and the file not.
  void start(RecordingId recording, std::string path, std::string key);
  void put(RecordingId recording, Second second);
  // `rest` may be empty.
  void stop(RecordingId recording, media::RecordingEnd how, Second rest);

 private:
  class File;
  struct Start {
    RecordingId recording;
    std::string path, key;
  };
  struct Put {
    RecordingId recording;
    Second second;
  };
  struct Stop {
    RecordingId recording;
    media::RecordingEnd how;
    Second rest;
  };
  // There was no room for a second of it.
  struct GiveUp {
    RecordingId recording;
  };
  using Work = std::variant<Start, Put, Stop, GiveUp>;

  void add(Work work);
  void run();
  void act(Start& start);
  void act(Put& put);
  void act(Stop& stop);
  void act(GiveUp& give_up);
  void end(RecordingId recording, media::RecordingEnd how);

  std::function<void(media::Event)> tell_;
  std::mutex mutex_;
  std::condition_variable more_;
  std::deque<Work> waiting_;         // under mutex_
  std::size_t seconds_waiting_ = 0;  // under mutex_
  bool stopping_ = false;            // under mutex_

  std::unordered_map<RecordingId, std::unique_ptr<File>> files_;  // of the thread alone
  std::thread thread_;
};

}  // namespace voice::recording
