#pragma once
// Pairs of UDP ports for RTP and RTCP. Any thread.

#include <mutex>

#include "base/result.h"
#include "voice/media/plane.h"

namespace voice::media {

// The kernel knows which ports are taken; this only remembers where it stopped, so that a port
// that was just given back, where packets of its last call may still arrive, comes last.
class PortAllocator {
 public:
  explicit PortAllocator(const Settings& settings);
  base::Result<Ports> allocate();

 private:
  std::uint16_t next_pair();

  const Address local_;
  const std::uint16_t first_;
  const std::uint32_t pairs_;
  std::mutex mutex_;
  std::uint32_t next_;
};

// A non-blocking UDP socket for sound: marked as expedited (DSCP EF), its packets stamped by the
// kernel with their arrival. None, with errno, when it cannot be had.
base::Descriptor bind_udp(const Address& address);
// Stamps arrivals, also for a socket that somebody else made.
void stamp_arrivals(const base::Descriptor& socket);

}  // namespace voice::media
