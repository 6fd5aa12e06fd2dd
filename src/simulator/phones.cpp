#include "simulator/phones.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

#include "base/log.h"
#include "simulator/hotlines.h"
#include "simulator/murmur.h"

namespace simulator {
namespace {

constexpr std::size_t most_waiting_words = 40;
constexpr std::chrono::seconds signs_in_every{600};
constexpr int engaged = 486;  // RFC 3261 §21.4.21
constexpr voice::TrunkId carrier{1};

voice::EngineSettings settings_at(std::uint16_t port) {
  voice::EngineSettings settings;
  settings.sip = *voice::Address::from(trunk_host, port);
  settings.media.local = settings.sip;
  return settings;
}

// On the usual port, or on any when another demo has that one.
std::unique_ptr<voice::NetworkEngine> make_engine(const Phones::MakeId& make_id,
                                                  const std::function<void(voice::Event)>& tell) {
  try {
    return std::make_unique<voice::NetworkEngine>(settings_at(trunk_port), make_id, tell);
  } catch (const std::runtime_error&) {
    return std::make_unique<voice::NetworkEngine>(settings_at(0), make_id, tell);
  }
}

voice::media::Sound silence(double seconds) {
  return std::make_shared<const Samples>(static_cast<std::size_t>(seconds * voice::media::samples_per_second), 0);
}

}  // namespace

struct Phones::State {
  struct Saying {
    voice::LegId leg;
    std::vector<std::string> words;
    std::string language;
    int voice = 0;
  };

  State(const voice::Address& centre, ivr::Prompts& p, MakeId ids, Listener l)
      : prompts(p), make_id(std::move(ids)), listener(std::move(l)) {
    engine = make_engine(make_id, [this](voice::Event event) { hear(event); });
    address = centre;
    put(carrier, "", "");
    speaker = std::thread([this] { speak(); });
  }
  ~State() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    changed.notify_all();
    speaker.join();
    engine.reset();
  }

  void put(voice::TrunkId id, const std::string& login, const std::string& password) {
    voice::TrunkSettings line;
    line.trunk = id;
    line.host = address.ip();
    line.port = address.port();
    line.user = login;
    line.password = password;
    line.registers = !login.empty();
    line.registration = signs_in_every;
    line.pings = false;
    command(voice::PutTrunk{std::move(line)});
  }

  void command(voice::SignallingCommand command) { engine->post(std::move(command)); }

  // On the engine's threads.
  void hear(const voice::Event& event) {
    const auto* told = std::get_if<voice::SignallingEvent>(&event);
    if (!told) return;
    if (const auto* arrived = std::get_if<voice::LegArrived>(told)) {
      open(arrived->leg);
      listener({PhoneNews::Kind::Arrived, arrived->leg, arrived->called});
    } else if (const auto* answered = std::get_if<voice::LegAnswered>(told)) {
      listener({PhoneNews::Kind::Answered, answered->leg, {}});
    } else if (const auto* ended = std::get_if<voice::LegEnded>(told)) {
      {
        const std::lock_guard lock(mutex);
        legs.erase(ended->leg);
      }
      listener({PhoneNews::Kind::Ended, ended->leg, {}});
    }
  }

  void open(voice::LegId leg) {
    const std::lock_guard lock(mutex);
    legs.insert(leg);
  }

  void speak() {
    for (;;) {
      Saying next;
      {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return stopping || !sayings.empty(); });
        if (stopping) return;
        next = std::move(sayings.front());
        sayings.pop_front();
        if (!legs.contains(next.leg)) continue;
      }
      engine->post(
          voice::media::Command(voice::media::Play{voice::PlayId{make_id()}, next.leg, sounds_of(next), true, 1.0F}));
    }
  }

  std::vector<voice::media::Sound> sounds_of(const Saying& saying) {
    std::vector<voice::media::Sound> sounds;
    for (const auto& words : saying.words) {
      auto spoken = prompts.sound(ivr::Speech{ivr::SpeechKind::Text, {}, words, false}, saying.language);
      if (!spoken || !*spoken || (*spoken)->empty()) break;
      sounds.push_back(std::make_shared<const Samples>(in_voice(**spoken, saying.voice)));
      sounds.push_back(silence(4.5));
    }
    if (sounds.empty()) sounds.push_back(murmur_of(saying.voice));
    return sounds;
  }

  voice::media::Sound murmur_of(int voice) {
    auto& kept = murmurs[voice];
    if (!kept) kept = std::make_shared<const Samples>(murmur(voice));
    return kept;
  }

  ivr::Prompts& prompts;
  const MakeId make_id;
  const Listener listener;
  voice::Address address;                      // of the centre
  std::map<int, voice::media::Sound> murmurs;  // the speaker's

  mutable std::mutex mutex;
  std::condition_variable changed;
  std::set<voice::LegId> legs;
  std::deque<Saying> sayings;
  bool stopping = false;
  std::thread speaker;
  std::unique_ptr<voice::NetworkEngine> engine;
};

Phones::Phones(const voice::Address& centre, ivr::Prompts& prompts, MakeId make_id, Listener listener)
    : state_(std::make_unique<State>(centre, prompts, std::move(make_id), std::move(listener))) {}

Phones::~Phones() = default;

std::uint16_t Phones::port() const {
  return state_->engine->listening().port();
}

// A phone signs in as a trunk does that registers at its carrier.
void Phones::sign_in(voice::PhoneId phone, const std::string& login, const std::string& password) {
  state_->put(voice::TrunkId{phone.value}, login, password);
}

void Phones::dial(voice::LegId leg, const std::string& number, const std::string& caller_number) {
  state_->open(leg);
  voice::DialTrunk dial;
  dial.leg = leg;
  dial.trunks = {carrier};
  dial.number = number;
  dial.caller_number = caller_number;
  state_->command(std::move(dial));
}

void Phones::press(voice::LegId leg, const std::string& keys) {
  state_->engine->post(voice::media::Command(voice::media::SendDigits{leg, keys}));
}

void Phones::say(voice::LegId leg, std::vector<std::string> words, const std::string& language, int voice) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->sayings.size() >= most_waiting_words) words.clear();
    state_->sayings.push_back({leg, std::move(words), language, voice});
  }
  state_->changed.notify_all();
}

void Phones::ring(voice::LegId leg) {
  state_->command(voice::Ring{leg});
}

void Phones::pick_up(voice::LegId leg) {
  state_->command(voice::Answer{leg});
}

void Phones::refuse(voice::LegId leg) {
  state_->command(voice::Refuse{leg, engaged});
}

void Phones::hang_up(voice::LegId leg) {
  state_->command(voice::HangUp{leg});
}

void Phones::hang_up_everywhere() {
  std::set<voice::LegId> all;
  {
    const std::lock_guard lock(state_->mutex);
    all = state_->legs;
    state_->sayings.clear();
  }
  for (const auto leg : all) hang_up(leg);
}

std::size_t Phones::legs() const {
  const std::lock_guard lock(state_->mutex);
  return state_->legs.size();
}

}  // namespace simulator
