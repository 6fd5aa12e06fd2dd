#include "voice/sip/guard.h"

#include <algorithm>

namespace voice::sip {

Guard::Source& Guard::source(Instant now, const Address& address) {
  if (sources_.size() >= settings_.sources_max) forget_old(now);
  const auto [place, is_new] = sources_.try_emplace(address.ip());
  if (is_new) place->second = {settings_.requests_burst, now, now, {}, 0};
  return place->second;
}

// A flood of made-up addresses must not push out those that are locked.
void Guard::forget_old(Instant now) {
  std::erase_if(sources_, [&](const auto& pair) {
    return pair.second.locked_until <= now && now - pair.second.seen > settings_.window;
  });
  if (sources_.size() >= settings_.sources_max)
    std::erase_if(sources_, [&](const auto& pair) { return pair.second.locked_until <= now; });
  if (sources_.size() >= settings_.sources_max) sources_.clear();
}

bool Guard::admits(Instant now, const Address& address) {
  if (known_.contains(address.ip())) return true;
  Source& it = source(now, address);
  const double passed = std::chrono::duration<double>(now - it.seen).count();
  it.tokens = std::min(settings_.requests_burst, it.tokens + passed * settings_.requests_per_second);
  it.seen = now;
  if (now < it.locked_until || it.tokens < 1) return false;
  it.tokens -= 1;
  return true;
}

bool Guard::failed(Instant now, const Address& address) {
  if (known_.contains(address.ip())) return false;
  Source& it = source(now, address);
  if (now - it.window_began > settings_.window) {
    it.window_began = now;
    it.failures = 0;
  }
  if (++it.failures < settings_.failures_max || now < it.locked_until) return false;
  it.locked_until = now + settings_.lock;
  it.failures = 0;
  return true;
}

void Guard::proved(const Address& address) {
  sources_.erase(address.ip());
}

}  // namespace voice::sip
