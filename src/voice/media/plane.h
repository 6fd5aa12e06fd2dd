#pragma once
// The media plane: every leg's RTP, the mix, prompts, digits, recordings. One thread of
// its own wakes every 20 ms (CLOCK_MONOTONIC), takes what has arrived, mixes, and sends;
// the recorder's thread writes. Nothing here waits for a disk, a lock of another's work, or a name server.

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "voice/media/types.h"

namespace voice::media {

struct Settings {
  Address local;                                        // where sockets are bound; the port is not read
  std::uint16_t first_port = 20000, last_port = 29999;  // RTP on even ports, RTCP above it
  std::uint16_t browser_port = 0;                       // shared by all browsers; 0 lets the system choose
};

// A pair of sockets for a leg. The pair closes, and the ports are free, with its descriptors.
struct Ports {
  base::Descriptor rtp, rtcp;
  std::uint16_t rtp_port = 0;
};

class Plane {
 public:
  // `tell` is called on the media thread or the recorder's, and must only pass the event on.
  // Throws std::runtime_error with a sentence when a socket cannot be had.
  Plane(const Settings& settings, std::function<void(Event)> tell);
  // Closes every leg, finishes every recording, joins its threads.
  ~Plane();

  // Any thread. Unavailable when every pair of ports is taken.
  base::Result<Ports> allocate_ports();
  // Any thread; commands are done in order at the next tick. What names a leg, room, play or
  // recording that is not there is passed over.
  void post(Command command);

  // Any thread. How the media thread does since the start.
  struct Pulse {
    std::uint64_t ticks = 0;     // every 20 ms one
    std::uint64_t overruns = 0;  // that were late by a whole one, or left out
  };
  Pulse pulse() const;

  // Told to browsers in the answer: sha-256 of our certificate (new at each start), and the port.
  const std::string& fingerprint() const;
  std::uint16_t browser_port() const;

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace voice::media
