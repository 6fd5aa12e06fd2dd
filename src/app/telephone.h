#pragma once
// The telephony of this node: the voice engine, and who hears what it tells. Made when a SIP
// listener is asked for; owned by the program.

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "access/access.h"
#include "app/configuration.h"
#include "lines/keeper.h"
#include "lines/types.h"
#include "monitoring/probe.h"
#include "voice/engine.h"

namespace app {

class Telephone {
 public:
  // Takes what is told of calls; called on the engine's threads, and must only pass it on. False: not taken.
  using Calls = std::function<bool(const voice::Event&)>;

  // Listens at once. `certificate` and `key` are of SIP over TLS, "" for none; without `calls` whoever calls is
  // told that there is no service. Throws std::runtime_error with a sentence when it cannot listen.
  Telephone(const org::Platform& platform, const Configuration& configuration, const std::string& certificate,
            const std::string& key, Calls calls = {});
  ~Telephone() { stop(); }

  // Puts trunks and phones.
  void start() { keeper_->start(); }
  // What the engine tells is heard no more; calls in progress end with this object.
  void stop() { keeper_->stop(); }

  voice::Engine& engine() { return *engine_; }
  lines::Keeper& keeper() { return *keeper_; }
  voice::Address listening() const { return engine_->listening(); }
  // Where phones find us, as the console shows it.
  lines::Telephony described() const;

  struct Counts {
    std::size_t legs = 0;
    std::int64_t packets_received = 0, packets_lost = 0;  // of legs that have closed
    std::int64_t locked_sources = 0;
    std::uint64_t overruns = 0;  // of the media thread
  };
  Counts counts() const;
  // How long ago the engine was seen at work; critical when no sound was sent out since the last asking.
  monitoring::Measure life() const;

 private:
  void hear(const voice::Event& event);
  void refuse(const voice::Event& event);

  const std::string advertised_;
  const Calls calls_;
  std::atomic<lines::Keeper*> hearing_ = nullptr;  // what is told before it is there is of nobody's trunks
  std::atomic<std::int64_t> received_ = 0, lost_ = 0;
  std::unique_ptr<lines::Keeper> keeper_;  // outlives the engine, whose threads tell it
  std::unique_ptr<voice::NetworkEngine> engine_;
  mutable std::atomic<std::uint64_t> ticks_seen_ = 0;
};

// Active trunks that are down at this node; critical when all are.
monitoring::Probe trunks_probe(db::Database& database, int node);

}  // namespace app
