#pragma once
// The least that makes a call centre of the voice engine: answers every call that comes, calls
// out over a second trunk, and joins the two; records the caller when asked to. Beneath it
// everything is the product's own.

#include <atomic>
#include <mutex>
#include <string>
#include <unordered_map>

#include "voice/engine.h"

namespace bench {

enum class Recording { Off, On };
enum class Mode {
  Answer,  // answers, and hangs up when the caller does
  Bridge,  // calls on, answers when that is answered, and joins both
};

class Switchboard {
 public:
  // `peer_port`: where calls go on to, on the loopback; recordings are written below `folder`.
  Switchboard(Mode mode, std::uint16_t peer_port, Recording recording, std::string folder);

  std::uint16_t port() const { return engine_->listening().port(); }

 private:
  void tell(voice::Event event);
  void arrived(const voice::LegArrived& arrived);
  void answered(voice::LegId leg);
  void ended(voice::LegId leg);

  const Mode mode_;
  const Recording recording_;
  const std::string folder_;
  std::atomic<std::int64_t> last_id_{0};
  std::mutex mutex_;
  std::unordered_map<voice::LegId, voice::LegId> other_;  // caller ↔ called
  std::unordered_map<voice::LegId, bool> is_called_;
  std::unique_ptr<voice::NetworkEngine> engine_;
};

}  // namespace bench
