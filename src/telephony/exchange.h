#pragma once
// The exchange: where calls live. It takes what the voice engine tells, what people wish and
// what the distribution decides in the order in which they came, lets the switchboard decide,
// writes the deeds of the turn in one transaction, and then commands the engine. What the
// database cannot take now is kept and written as soon as it can, so that calls go on.
//
// Looking things up outside and making sound out of texts is done by threads of their own.
//
// Thread: one of its own, which may block on the database; step() instead of start() for tests.

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "access/access.h"
#include "base/messages.h"
#include "base/result.h"
#include "events/events.h"
#include "ivr/walk.h"
#include "telephony/switchboard.h"
#include "voice/engine.h"

namespace telephony {

// Makes sound out of what is to be said. Any thread; may take a while.
class Voices {
 public:
  virtual ~Voices() = default;
  // Empty when there is nothing to be heard, or it cannot be made.
  virtual std::vector<voice::media::Sound> sounds(const Words& words) = 0;
  virtual voice::media::Sound music(const Music& music) = 0;
};

// Asks hosts outside. Any thread; may take a while.
using LookUps = std::function<ivr::LookUpResult(const ivr::LookUp&)>;

// Where recordings lie, and who keeps their rows.
class Tapes {
 public:
  struct Tape {
    std::string path;
    std::string key;
  };
  virtual ~Tapes() = default;
  // In the transaction of the turn.
  virtual Tape begin(db::Transaction& tx, const KeptCall& call, voice::RecordingId id, bool voicemail) = 0;
  virtual void mark(db::Transaction& tx, voice::RecordingId id, const std::string& kind, std::int64_t at_ms) = 0;
  virtual void end(db::Transaction& tx, voice::RecordingId id, std::int64_t length_ms, std::int64_t bytes) = 0;
};

class Exchange {
 public:
  // References live as long as this. `connect_engine` comes before start().
  Exchange(org::Platform platform, const base::Messages& messages, House& house, Voices& voices, LookUps look_ups,
           Tapes& tapes);
  ~Exchange();  // stops

  void connect_engine(voice::Engine& engine) { engine_ = &engine; }
  void start();
  // Ends all calls first, so that nobody is left with silence.
  void stop();

  // What the engine tells. Any thread; does not block.
  void tell(voice::Event event);
  // What routing decided: from events::Pump, as a live reader. Any thread; does not block.
  void changed(const std::vector<events::Event>& batch);
  // Does what a person wants, and says what came of it once it is committed. Any thread but the
  // exchange's own; blocks.
  base::Status ask(org::PersonId person, CallId call, Wish wish);
  // The answer to a browser's offer; "" when it cannot be taken.
  base::Result<std::string> connect_phone(org::PersonId person, const std::string& offer);

  // Takes all that came, once; gives whether there was anything. Tests, instead of start().
  bool step();

  struct Life {
    base::Time seen_at;
    std::int64_t calls = 0, legs = 0;
    std::int64_t unwritten = 0;  // deeds that wait for the database
  };
  Life life() const;
  // Whether the person's browser, or SIP phone, can be called, as of the last turn. Any thread.
  bool has_line(org::PersonId person) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
  voice::Engine* engine_ = nullptr;
};

}  // namespace telephony
