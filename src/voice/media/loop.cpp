#include "voice/media/loop.h"

#include <pthread.h>
#include <sodium.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "base/log.h"

namespace voice::media {
namespace {

// A leg sends one packet a tick; a few more come after a pause of the network.
constexpr std::size_t packets_a_read = 8, most_packets_a_tick = 64;
constexpr std::size_t browser_packets_a_read = 32, most_of_browsers_a_tick = 4096;
// All browsers' packets of two ticks: 1,000 of them.
constexpr int browser_buffer = 1 << 20;
// RTCP is in no hurry: its socket is looked at every 200 ms, as the kernel stamps arrivals.
constexpr std::uint64_t ticks_between_rtcp = 10;

base::Descriptor make_timer() {
  base::Descriptor made(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
  if (!made) throw std::runtime_error("the media plane got no timer from the kernel");
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
  return made;
}

base::Descriptor bind_browser_socket(const Settings& settings) {
  const Address at = settings.local.with_port(settings.browser_port);
  base::Descriptor made = bind_udp(at);
  if (!made)
    throw std::runtime_error("the media port for browsers, " + at.text() + ", cannot be had: " + strerror(errno));
  const int size = browser_buffer;
  setsockopt(made.number(), SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  return made;
}

std::uint16_t port_of(const base::Descriptor& socket) {
  sockaddr_in6 name{};
  socklen_t length = sizeof name;
  getsockname(socket.number(), reinterpret_cast<sockaddr*>(&name), &length);
  const auto address = Address::from(reinterpret_cast<const sockaddr*>(&name), length);
  return address ? address->port() : 0;
}

}  // namespace

Plane::Loop::Loop(const Settings& settings, Tell tell)
    : tell_(std::move(tell)),
      ports_(settings),
      timer_(make_timer()),
      browser_socket_(bind_browser_socket(settings)),
      browser_port_(port_of(browser_socket_)),
      recorder_(tell_),
      exchange_(tell_, recorder_),
      reader_(packets_a_read),
      browser_reader_(browser_packets_a_read),
      browser_wire_(browser_socket_),
      browsers_(exchange_, tell_, browser_wire_),
      pacer_(std::chrono::steady_clock::now() + frame_time),
      thread_([this] { run(); }) {}

Plane::Loop::~Loop() {
  stopping_ = true;
  thread_.join();
}

void Plane::Loop::post(Command command) {
  const std::lock_guard lock(mutex_);
  commands_.push_back(std::move(command));
}

void Plane::Loop::run() {
  pthread_setname_np(pthread_self(), "media");
  while (!stopping_) {
    wait_until(pacer_.due());
    tick();
  }
  do_commands(std::chrono::steady_clock::now());
  exchange_.close_all(std::chrono::steady_clock::now());
  browser_wire_.flush();
}

void Plane::Loop::wait_until(Moment due) {
  const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(due.time_since_epoch()).count();
  itimerspec when{};
  when.it_value = {ns / 1'000'000'000, ns % 1'000'000'000};
  timerfd_settime(timer_.number(), TFD_TIMER_ABSTIME, &when, nullptr);
  std::uint64_t expired;
  while (read(timer_.number(), &expired, sizeof expired) < 0 && errno == EINTR) {
  }
}

void Plane::Loop::tick() {
  const ClockPair clocks = ClockPair::now();
  if (const int left_out = pacer_.begin(clocks.monotonic); left_out > 0) {
    base::log::warning("voice", "Sound stood still for {} ms; ticks that were late: {}", left_out * frame_time.count(),
                       pacer_.overruns());
    exchange_.skip(left_out);
  }
  do_commands(clocks.monotonic);
  read_lines(clocks);
  browser_reader_.read(browser_socket_, clocks, most_of_browsers_a_tick,
                       [&](auto bytes, const Address& from, Moment arrival) {
                         browsers_.receive(bytes, from, arrival, clocks.monotonic);
                       });
  browsers_.tick(clocks.monotonic);
  exchange_.tick(clocks.monotonic);
  browser_wire_.flush();
  ticked_ = ++ticks_;
  overran_ = pacer_.overruns();
}

void Plane::Loop::do_commands(Moment now) {
  std::deque<Command> commands;
  {
    const std::lock_guard lock(mutex_);
    commands.swap(commands_);
  }
  for (Command& command : commands) try {
      std::visit([&](auto& one) { act(one, now); }, command);
    } catch (const std::exception& fault) {
      // One leg's trouble (a key that does not fit) is not the others'.
      base::log::error("voice", "A command of the media plane failed: {}", fault.what());
    }
}

void Plane::Loop::read_lines(const ClockPair& clocks) {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const Line& line = lines_[i];
    reader_.read(line.wire->rtp(), clocks, most_packets_a_tick, [&](auto bytes, const Address& from, Moment arrival) {
      line.leg->receive_rtp(bytes, from, arrival, clocks.monotonic);
    });
    if (!line.wire->rtcp() || (ticks_ + i) % ticks_between_rtcp != 0) continue;
    reader_.read(line.wire->rtcp(), clocks, packets_a_read, [&](auto bytes, const Address& from, Moment arrival) {
      line.leg->receive_rtcp(bytes, from, arrival);
    });
  }
}

void Plane::Loop::act(OpenLeg& open, Moment now) {
  auto wire = std::make_unique<SocketWire>(std::move(open.rtp), std::move(open.rtcp));
  SocketWire* sockets = wire.get();
  for (const auto* socket : {&sockets->rtp(), &sockets->rtcp()}) {
    if (!*socket) continue;
    drain(*socket);
    stamp_arrivals(*socket);
  }
  if (Leg* leg = exchange_.open(open.leg, open.stream, std::move(wire), now))
    lines_.push_back({open.leg, leg, sockets});
}

void Plane::Loop::act(OpenBrowserLeg& open, Moment now) {
  browsers_.open(open, now);
}

void Plane::Loop::act(ChangeStream& change, Moment now) {
  if (browsers_.change(change.leg, change.stream, now)) return;
  if (Leg* leg = exchange_.find(change.leg)) leg->change(change.stream, now);
}

void Plane::Loop::act(CloseLeg& close, Moment now) {
  std::erase_if(lines_, [&](const Line& line) { return line.id == close.leg; });
  exchange_.close(close.leg, now);
  browsers_.close(close.leg);
}

void Plane::Loop::act(PutRoom& put, Moment) {
  exchange_.put_room(put);
}

void Plane::Loop::act(Mute& mute, Moment) {
  if (Leg* leg = exchange_.find(mute.leg)) leg->mute(mute.muted);
}

void Plane::Loop::act(Play& play, Moment) {
  exchange_.play(play);
}

void Plane::Loop::act(StopPlay& stop, Moment) {
  exchange_.stop_play(stop.play);
}

void Plane::Loop::act(SendDigits& send, Moment) {
  if (Leg* leg = exchange_.find(send.leg)) leg->send_digits(send.digits);
}

void Plane::Loop::act(StartRecording& start, Moment) {
  exchange_.start_recording(start);
}

void Plane::Loop::act(PauseRecording& pause, Moment) {
  exchange_.pause_recording(pause);
}

void Plane::Loop::act(StopRecording& stop, Moment) {
  exchange_.stop_recording(stop.recording);
}

}  // namespace voice::media
