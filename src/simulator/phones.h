#pragma once
// The other end of every telephone line of the demo: a carrier over whose trunk customers call
// and are called, and the SIP phones of simulated agents, all on one address of loopback. It
// speaks real SIP and RTP by a voice engine of its own, and knows nobody.
//
// Owned by Life. Calls come from its thread; the listener is called on the engine's threads
// and must only pass on. Words are spoken by one more thread, which may take a while.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ivr/prompts.h"
#include "voice/engine.h"

namespace simulator {

struct PhoneNews {
  enum class Kind { Answered, Arrived, Ended };
  Kind kind = Kind::Ended;
  voice::LegId leg;
  std::string called;  // of Arrived
};

class Phones {
 public:
  using Listener = std::function<void(PhoneNews)>;
  using MakeId = std::function<std::int64_t()>;

  // `centre` is where calls go to. Throws std::runtime_error with a sentence when it cannot listen.
  Phones(const voice::Address& centre, ivr::Prompts& prompts, MakeId make_id, Listener listener);
  ~Phones();

  // Where the trunk must find it.
  std::uint16_t port() const;
  // Signs the phone in, and again for as long as this lives.
  void sign_in(voice::PhoneId phone, const std::string& login, const std::string& password);

  void dial(voice::LegId leg, const std::string& number, const std::string& caller_number);
  void press(voice::LegId leg, const std::string& keys);
  // What is said, again and again with pauses; no words: a murmur.
  void say(voice::LegId leg, std::vector<std::string> words, const std::string& language, int voice);
  void ring(voice::LegId leg);  // says that it does
  void pick_up(voice::LegId leg);
  void refuse(voice::LegId leg);
  void hang_up(voice::LegId leg);
  // Ends all calls; what is left to be said to the centre is said until this is gone.
  void hang_up_everywhere();
  std::size_t legs() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace simulator
