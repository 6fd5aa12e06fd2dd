#pragma once
// Keeps strangers from trying out numbers and passwords, and from keeping the loop busy: a
// source that fails too often, or asks too much, is not heard for a while. Trunks are known
// and never locked. Bounded in memory.

#include <chrono>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "voice/address.h"
#include "voice/sip/timers.h"

namespace voice::sip {

struct GuardSettings {
  int failures_max = 8;  // within `window`, then it is locked
  std::chrono::seconds window{60};
  std::chrono::seconds lock{600};
  double requests_per_second = 30;  // of a stranger, lasting
  double requests_burst = 120;
  std::size_t sources_max = 20'000;
};

// Thread: the signalling loop.
class Guard {
 public:
  explicit Guard(GuardSettings settings) : settings_(settings) {}

  // Whether a message from there is to be heard at all; counts it.
  bool admits(Instant now, const Address& source);
  // A wrong password, an unknown user, a message that is not SIP. True when that locks the source.
  bool failed(Instant now, const Address& source);
  // It proved itself: its failures are forgotten.
  void proved(const Address& source);
  // Who is known is not counted, for as long as it is.
  void set_known(std::unordered_set<std::string> ips) { known_ = std::move(ips); }

 private:
  struct Source {
    double tokens = 0;
    Instant seen{}, window_began{}, locked_until{};
    int failures = 0;
  };
  Source& source(Instant now, const Address& address);
  void forget_old(Instant now);

  const GuardSettings settings_;
  std::unordered_map<std::string, Source> sources_;  // by IP
  std::unordered_set<std::string> known_;
};

}  // namespace voice::sip
