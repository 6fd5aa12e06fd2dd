#pragma once
// Real peers for the voice engine: SIPp as a trunk, baresip as a desk phone, in processes of
// their own on the loopback, and the engine that they call.

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "voice/engine.h"
#include "voice/recording/reader.h"

namespace voice::testing {

// A folder of a test's own, gone with it.
class Folder {
 public:
  Folder();
  ~Folder();
  std::string path(std::string_view name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

// A program, ended with this object.
class Program {
 public:
  // Its output goes to `log`. The process begins in `folder`.
  Program(const std::vector<std::string>& words, const std::string& folder, const std::string& log);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // Its exit code once it has ended; -1 when it has not within `limit`.
  int wait(std::chrono::seconds limit = std::chrono::seconds(40));
  // What it said so far.
  std::string said() const;

 private:
  pid_t process_ = -1;
  std::string log_;
};

// A UDP and TCP port that nobody has just now.
std::uint16_t free_port();
// Writes a tone as raw G.711, as SIPp streams it.
void write_tone(const std::string& path, media::Codec codec, double hertz, int seconds);

// Writes a tone as a WAV file of 16-bit samples, 8000 a second, one channel.
void write_wav(const std::string& path, double hertz, int seconds);
// Writes packets of telephone-event (RFC 4733, payload type 101) as SIPp plays them: each digit 100 ms, then as long
// nothing.
void write_digits(const std::string& path, std::string_view digits);

// An engine on the loopback with SIPp as its trunk. What it tells is awaited, never slept for.
class Engine : public ::testing::Test {
 protected:
  static constexpr TrunkId trunk{1};

  // Starts the engine. `peer_port` is where SIPp listens; 0 when it only calls.
  void start(std::uint16_t peer_port = 0, EngineSettings settings = on_loopback());
  static EngineSettings on_loopback() {
    EngineSettings settings;
    settings.sip = settings.media.local = *Address::from("127.0.0.1", 0);
    return settings;
  }

  // SIPp with a scenario of tests/sipp; more words are its own options. It calls unless its name is "answer".
  std::unique_ptr<Program> sipp(const std::string& scenario, std::vector<std::string> more = {},
                                media::Codec codec = media::Codec::Pcma, std::uint16_t port = 0);

  // The next event of kind E, passing over others; throws when none comes.
  template <class E>
  E await() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    std::unique_lock lock(mutex_);
    while (true) {
      while (!events_.empty()) {
        const Event event = std::move(events_.front());
        events_.pop_front();
        if (const auto* found = find<E>(event)) return *found;
      }
      if (came_.wait_until(lock, deadline) == std::cv_status::timeout && events_.empty()) {
        throw std::runtime_error("It was not told in time.");
      }
    }
  }

  void post(SignallingCommand command) { engine->post(std::move(command)); }
  void post(media::Command command) { engine->post(std::move(command)); }
  // Plays a tone to the leg until it ends, and records it.
  void play_and_record(LegId leg, double hertz);
  // A tone that came through, also when the machine was busy and some of it had to be concealed.
  static constexpr double audible = 0.6;
  // How loud a tone is in a channel of the recording, from 0.4 s on: 1 is as loud as it was sent.
  double heard(recording::Channel channel, double hertz, double from_seconds = 0.4) const;
  std::string port() const { return std::to_string(engine->listening().port()); }

  Folder folder;
  const std::string key = std::string(32, 'k');

 private:
  template <class E>
  static const E* find(const Event& event) {
    if (const auto* signal = std::get_if<SignallingEvent>(&event)) {
      if constexpr (std::is_constructible_v<SignallingEvent, E>) return std::get_if<E>(signal);
    } else if constexpr (std::is_constructible_v<media::Event, E>) {
      return std::get_if<E>(&std::get<media::Event>(event));
    }
    return nullptr;
  }

  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<Event> events_;
  std::atomic<std::int64_t> last_id_{100};

 protected:
  std::unique_ptr<NetworkEngine> engine;  // the last: its threads tell until they are joined
};

}  // namespace voice::testing
