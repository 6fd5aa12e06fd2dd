#pragma once
// The voice engine: phone calls of one node. It is told by commands and tells by events
// (voice/types.h); it knows legs, rooms, trunks and phones, and nothing of agents, queues or
// databases. Its loops: signalling (SIP), media (RTP), and the recorder.

#include <functional>
#include <memory>
#include <string>

#include "voice/media/plane.h"
#include "voice/types.h"

namespace voice {

// Whoever commands calls holds this; voice/testing.h has one without a network.
class Engine {
 public:
  virtual ~Engine() = default;
  // Any thread. Commands of one thread, of either kind, are done in their order: what is played
  // after an Answer finds the leg open. What names a leg, trunk or phone that is not there is passed over.
  virtual void post(SignallingCommand command) = 0;
  virtual void post(media::Command command) = 0;
};

struct EngineSettings {
  Address sip;                             // UDP and TCP; TLS on the next port. Port 0: one that is free.
  std::string certificate_file, key_file;  // PEM, for SIP over TLS; "" for none
  bool verifies_trunks = true;             // their certificates, over TLS
  std::optional<Address> advertised;       // our address as the world sees it, when a translator stands between
  media::Settings media;
  std::string realm = "yingda";  // of phones' passwords
  bool asks_sha256 = false;      // of phones too, before MD5; not every phone bears being asked
  std::size_t legs_max = 4000;
};

// The real one. Thread: any.
class NetworkEngine final : public Engine {
 public:
  // `make_id` gives ids of legs that arrive; `tell` is called on the engine's threads, and must only
  // pass the event on. Throws std::runtime_error with a sentence when it cannot listen.
  NetworkEngine(EngineSettings settings, std::function<std::int64_t()> make_id, std::function<void(Event)> tell);
  // Ends without a word to those in calls; whoever wants them told hangs up first.
  ~NetworkEngine() override;

  void post(SignallingCommand command) override;
  void post(media::Command command) override;

  // Where it listens.
  Address listening() const;
  // How its loops do. Asking is also a question to the signalling loop, which the next asking finds answered.
  struct Pulse {
    std::size_t legs = 0;                             // as signalling last saw them
    std::chrono::steady_clock::time_point seen_at{};  // when signalling last answered
    media::Plane::Pulse media;
  };
  Pulse pulse() const;
  // Calls that wait in the loop longer than this are refused with 503 until it has caught up.
  static constexpr std::chrono::milliseconds overload_delay{150};
  // For so long after the last that waited: longer, and the loop would stand idle meanwhile.
  static constexpr std::chrono::milliseconds overload_pause{50};

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace voice
