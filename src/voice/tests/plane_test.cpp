// The media plane as it runs: its own thread and clock, sockets of the loopback.
#include "voice/media/plane.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sodium.h>

#include <condition_variable>
#include <mutex>

#include "voice/media/ports.h"
#include "voice/tests/fake_browser.h"

namespace voice::media {
namespace {

using testing::Sent;
using testing::Talker;

const Address loopback = *Address::from("127.0.0.1", 0);
constexpr std::chrono::seconds patience{10};

Settings some_ports() {
  Settings settings;
  settings.local = loopback;
  settings.first_port = static_cast<std::uint16_t>(20000 + 2 * randombytes_uniform(15000));
  settings.last_port = static_cast<std::uint16_t>(settings.first_port + 999);
  return settings;
}

// What the plane told, for a thread that waits for it.
class Told {
 public:
  void operator()(Event event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
    changed_.notify_all();
  }
  template <class T>
  std::optional<T> wait_for() {
    std::unique_lock lock(mutex_);
    std::optional<T> found;
    changed_.wait_for(lock, patience, [&] {
      for (const Event& event : events_)
        if (const T* one = std::get_if<T>(&event)) found = *one;
      return found.has_value();
    });
    return found;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Event> events_;
};

// A phone on a socket: says a packet for each that it hears, as both count 20 ms.
struct Phone {
  explicit Phone(double hertz, Codec codec) : talker(hertz, codec), socket(bind_udp(loopback)) {
    sockaddr_in6 name{};
    socklen_t length = sizeof name;
    getsockname(socket.number(), reinterpret_cast<sockaddr*>(&name), &length);
    at = *Address::from(reinterpret_cast<const sockaddr*>(&name), length);
  }
  void say(std::uint16_t port) { send(talker.next(), port); }
  void send(const std::vector<std::uint8_t>& packet, std::uint16_t port) {
    const Address to = loopback.with_port(port);
    sendto(socket.number(), packet.data(), packet.size(), 0, to.socket_address(), to.length());
  }
  // The next packet, or nothing after a long time.
  std::vector<std::uint8_t> hear() {
    pollfd wait{socket.number(), POLLIN, 0};
    if (poll(&wait, 1, static_cast<int>(std::chrono::milliseconds(patience).count())) != 1) return {};
    std::vector<std::uint8_t> bytes(2000);
    bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(recv(socket.number(), bytes.data(), bytes.size(), 0), 0)));
    return bytes;
  }
  void hear(std::vector<std::int16_t>& sound) {
    const auto more = testing::sound_of({{hear(), at}});
    sound.insert(sound.end(), more.begin(), more.end());
  }
  Stream stream(Codec codec) const {
    Stream made;
    made.codec = codec;
    made.event_type = 101;
    made.remote = at;
    return made;
  }

  Talker talker;
  base::Descriptor socket;
  Address at;
};

TEST(ThePlane, BridgesTwoPhonesOverRealSocketsAndTranscodes) {
  Told told;
  Plane plane(some_ports(), std::ref(told));
  Phone a(440, Codec::Pcma), b(1000, Codec::Pcmu);
  auto for_a = plane.allocate_ports(), for_b = plane.allocate_ports();
  ASSERT_TRUE(for_a && for_b);
  const std::uint16_t port_a = for_a->rtp_port, port_b = for_b->rtp_port;
  EXPECT_NE(port_a, port_b);
  plane.post(OpenLeg{LegId{1}, std::move(for_a->rtp), std::move(for_a->rtcp), a.stream(Codec::Pcma)});
  plane.post(OpenLeg{LegId{2}, std::move(for_b->rtp), std::move(for_b->rtcp), b.stream(Codec::Pcmu)});
  plane.post(PutRoom{RoomId{1}, {LegId{1}, LegId{2}}, {{LegId{1}, LegId{2}}, {LegId{2}, LegId{1}}}});
  std::vector<std::int16_t> heard_a, heard_b;
  for (int i = 0; i < 50; ++i) {
    a.hear(heard_a);
    b.hear(heard_b);
    a.say(port_a);
    b.say(port_b);
  }
  ASSERT_GE(heard_a.size(), 8000u);
  // A busy machine may blur a phase or two: the pitch is what counts.
  EXPECT_GT(testing::level_of(std::span(heard_a).last(800), 1000), 5000);
  EXPECT_GT(testing::level_of(std::span(heard_b).last(800), 440), 5000);
  plane.post(CloseLeg{LegId{1}});
  const auto closed = told.wait_for<LegClosed>();
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->leg, LegId{1});
  EXPECT_GE(closed->quality.packets_received, 45u);
}

TEST(ThePlane, TellsDigitsThatArrive) {
  Told told;
  Plane plane(some_ports(), std::ref(told));
  Phone phone(440, Codec::Pcma);
  auto ports = plane.allocate_ports();
  const std::uint16_t port = ports->rtp_port;
  plane.post(OpenLeg{LegId{1}, std::move(ports->rtp), std::move(ports->rtcp), phone.stream(Codec::Pcma)});
  phone.hear();
  phone.send(phone.talker.event(101, 8, 1, 160, false, true), port);
  const auto digit = told.wait_for<DigitHeard>();
  ASSERT_TRUE(digit);
  EXPECT_EQ(digit->digit, '8');
}

TEST(ThePlane, ConnectsABrowserOverItsSharedPortAndBridgesItToAPhone) {
  Told told;
  Plane plane(some_ports(), std::ref(told));
  Phone phone(440, Codec::Pcma), at_browser(1000, Codec::Pcma);
  testing::FakeBrowser browser;
  plane.post(OpenBrowserLeg{LegId{1}, browser.other_user, browser.password, browser.user, browser.fingerprint,
                            Codec::Pcma, 126, 99});
  auto ports = plane.allocate_ports();
  const std::uint16_t port = ports->rtp_port;
  plane.post(OpenLeg{LegId{2}, std::move(ports->rtp), std::move(ports->rtcp), phone.stream(Codec::Pcma)});
  plane.post(PutRoom{RoomId{1}, {LegId{1}, LegId{2}}, {{LegId{1}, LegId{2}}, {LegId{2}, LegId{1}}}});
  phone.hear();  // now everything is open
  at_browser.send(browser.check(), plane.browser_port());
  EXPECT_EQ(get16(at_browser.hear().data()), 0x0101);
  for (const auto& record : browser.handshake()) at_browser.send(record, plane.browser_port());
  while (!browser.connected()) {
    const auto datagram = at_browser.hear();
    ASSERT_FALSE(datagram.empty());
    for (const auto& record : browser.handshake(datagram)) at_browser.send(record, plane.browser_port());
  }
  EXPECT_EQ(browser.certificate_of_server(), plane.fingerprint());
  ASSERT_TRUE(told.wait_for<BrowserConnected>());
  browser.take_keys();
  std::vector<Sent::Datagram> at_last;
  std::vector<std::int16_t> heard_phone;
  while (at_last.size() < 50) {
    auto datagram = at_browser.hear();
    ASSERT_FALSE(datagram.empty());
    if (datagram[0] < 128) continue;
    at_last.push_back({browser.opened(std::move(datagram)), at_browser.at});
    at_browser.send(browser.sealed(at_browser.talker.next()), plane.browser_port());
    phone.hear(heard_phone);
    phone.say(port);
  }
  const auto heard_browser = testing::sound_of(at_last);
  EXPECT_GT(testing::level_of(std::span(heard_browser).last(800), 440), 5000);
  EXPECT_GT(testing::level_of(std::span(heard_phone).last(800), 1000), 5000);
}

TEST(ThePlane, ThatCannotHaveItsPortSaysWhich) {
  Told told;
  Settings settings = some_ports();
  Plane first(settings, std::ref(told));
  settings.browser_port = first.browser_port();
  EXPECT_THROW(Plane(settings, std::ref(told)), std::runtime_error);
}

TEST(ThePlane, GivesPortsBackWithTheirDescriptors) {
  Settings settings = some_ports();
  settings.last_port = static_cast<std::uint16_t>(settings.first_port + 19);
  Told told;
  Plane plane(settings, std::ref(told));
  std::vector<Ports> taken;
  while (auto more = plane.allocate_ports()) {
    EXPECT_EQ(more->rtp_port % 2, 0);
    taken.push_back(std::move(*more));
  }
  ASSERT_FALSE(taken.empty());
  EXPECT_LE(taken.size(), 10u);
  EXPECT_EQ(plane.allocate_ports().error().code, base::Code::Unavailable);
  taken.pop_back();
  EXPECT_TRUE(plane.allocate_ports());
}

TEST(ThePlane, ClosesItsLegsWhenItEnds) {
  Told told;
  {
    Plane plane(some_ports(), std::ref(told));
    Phone phone(440, Codec::Pcma);
    auto ports = plane.allocate_ports();
    plane.post(OpenLeg{LegId{1}, std::move(ports->rtp), std::move(ports->rtcp), phone.stream(Codec::Pcma)});
    phone.hear();
  }
  EXPECT_TRUE(told.wait_for<LegClosed>());
}

}  // namespace
}  // namespace voice::media
