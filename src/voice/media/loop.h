#pragma once
// The media thread: timer, sockets, commands, around the Exchange. Owned by the Plane.

#include <atomic>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "voice/media/browsers.h"
#include "voice/media/exchange.h"
#include "voice/media/pacer.h"
#include "voice/media/plane.h"
#include "voice/media/ports.h"
#include "voice/media/sockets.h"

namespace voice::media {

class Plane::Loop {
 public:
  Loop(const Settings& settings, Tell tell);
  ~Loop();

  // Any thread.
  void post(Command command);
  Pulse pulse() const { return {ticked_, overran_}; }
  base::Result<Ports> allocate_ports() { return ports_.allocate(); }
  const std::string& fingerprint() const { return browsers_.fingerprint(); }
  std::uint16_t browser_port() const { return browser_port_; }

 private:
  // What is read for a leg; its wire lives as long as the leg.
  struct Line {
    LegId id;
    Leg* leg;
    SocketWire* wire;
  };

  void run();
  void wait_until(Moment due);
  void tick();
  void do_commands(Moment now);
  void read_lines(const ClockPair& clocks);

  void act(OpenLeg& open, Moment now);
  void act(OpenBrowserLeg& open, Moment now);
  void act(ChangeStream& change, Moment now);
  void act(CloseLeg& close, Moment now);
  void act(PutRoom& put, Moment now);
  void act(Mute& mute, Moment now);
  void act(Play& play, Moment now);
  void act(StopPlay& stop, Moment now);
  void act(SendDigits& send, Moment now);
  void act(StartRecording& start, Moment now);
  void act(PauseRecording& pause, Moment now);
  void act(StopRecording& stop, Moment now);

  Tell tell_;
  PortAllocator ports_;
  base::Descriptor timer_;
  base::Descriptor browser_socket_;
  std::uint16_t browser_port_;
  std::mutex mutex_;
  std::deque<Command> commands_;  // under mutex_
  std::atomic<bool> stopping_ = false;

  recording::Recorder recorder_;

  // Of the media thread alone.
  Exchange exchange_;
  DatagramReader reader_, browser_reader_;
  BatchWire browser_wire_;
  Browsers browsers_;
  std::vector<Line> lines_;
  Pacer pacer_;
  std::uint64_t ticks_ = 0;
  // For others to read.
  std::atomic<std::uint64_t> ticked_ = 0, overran_ = 0;

  std::thread thread_;  // last: begins when all else is there
};

}  // namespace voice::media
