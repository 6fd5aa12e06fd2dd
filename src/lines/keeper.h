#pragma once
// Keeps the voice engine of this node in agreement with the rows: puts trunks and phones at the
// start and whenever one changes, and writes down what the engine tells of them, so that every
// console sees it, whatever node it is connected to.
//
// Thread: one of its own, which blocks on the database; all public calls but start(), stop() and
// settle() only queue. Owned by `app`, and made after the engine.

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "access/access.h"
#include "events/events.h"
#include "lines/types.h"
#include "voice/engine.h"

namespace lines {

class Keeper {
 public:
  Keeper(org::Platform platform, voice::Engine& engine) : platform_(platform), engine_(engine) {}
  ~Keeper() { stop(); }

  // Forgets what this node knew when it last ran, and puts all trunks and phones.
  void start();
  // Does what is queued, and forgets what this node knows.
  void stop();

  // From events::Pump, as a live reader.
  void changed(const std::vector<events::Event>& batch);
  // Takes what is said of trunks, phones and sources; false: it is somebody else's.
  bool take(const voice::Event& event);
  // Blocks until all that was queued is done (tests).
  void settle();

  // Sources that were refused for a while, since the start.
  std::int64_t locked_sources() const { return locked_; }

 private:
  using Work = std::function<void()>;

  void queue(Work work);
  void run();
  // Again and again until it is done: the database may be away for a moment.
  void carry_out(const Work& work);

  void put(TrunkId id);
  void put(PhoneId id);
  void write_down(const voice::TrunkChanged& change, base::Time at);
  void write_down(const voice::PhoneChanged& change, base::Time at);
  void forget();

  org::Platform platform_;
  voice::Engine& engine_;
  std::atomic<std::int64_t> locked_ = 0;

  std::mutex mutex_;
  std::condition_variable woken_, done_;
  std::deque<Work> waiting_;  // under mutex_; the first stays until it is done
  bool stopping_ = false;     // under mutex_
  std::thread thread_;
};

}  // namespace lines
