#include "calls.h"

#include <pthread.h>
#include <sodium.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "voice/media/plane.h"
#include "voice/media/ports.h"
#include "voice/media/rtp.h"
#include "voice/media/srtp.h"

namespace bench {
namespace {

using namespace voice;
using namespace voice::media;
using Clock = std::chrono::steady_clock;

const Address loopback = *Address::from("127.0.0.1", 0);
constexpr std::chrono::seconds warm_up{2};

// A phone that says its packets one after the other and counts what it hears.
struct Phone {
  base::Descriptor socket = bind_udp(loopback);
  Address at;
  std::uint16_t port = 0;  // of the plane
  std::vector<std::uint8_t> packet;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0, ssrc = randombytes_random();
  Codec codec;
  std::unique_ptr<SrtpSender> sealer;

  explicit Phone(Codec with) : packet(rtp_header_size + samples_per_frame + srtp_overhead), codec(with) {
    const int off = 0;
    setsockopt(socket.number(), SOL_SOCKET, SO_TIMESTAMPNS, &off, sizeof off);
    sockaddr_in6 name{};
    socklen_t length = sizeof name;
    getsockname(socket.number(), reinterpret_cast<sockaddr*>(&name), &length);
    at = *Address::from(reinterpret_cast<const sockaddr*>(&name), length);
  }
  void say() {
    write_rtp_header({payload_type(codec), false, sequence++, timestamp, ssrc}, packet.data());
    timestamp += samples_per_frame;
    std::size_t length = rtp_header_size + samples_per_frame;
    if (sealer) length = sealer->protect_rtp(packet, length);
    const Address to = loopback.with_port(port);
    sendto(socket.number(), packet.data(), length, 0, to.socket_address(), to.length());
  }
  void fill() { randombytes_buf(packet.data() + rtp_header_size, samples_per_frame); }
  int hear() const {
    int heard = 0;
    std::uint8_t room[256];
    while (recv(socket.number(), room, sizeof room, MSG_DONTWAIT) > 0) ++heard;
    return heard;
  }
};

// Nanoseconds that each thread of this process was on a core, by name.
std::map<std::string, double> thread_times() {
  std::map<std::string, double> made;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::string name;
    double ns = 0;
    std::getline(std::ifstream(task.path() / "comm"), name);
    std::ifstream(task.path() / "schedstat") >> ns;
    made[name] += ns;
  }
  return made;
}

// All phones' packets, spread over each 20 ms as real ones are.
class Generator {
 public:
  explicit Generator(std::vector<Phone>& phones) : phones_(phones), thread_([this] { run(); }) {}
  ~Generator() {
    stopping_ = true;
    thread_.join();
  }
  std::atomic<std::uint64_t> sent = 0, heard = 0;

 private:
  static constexpr std::size_t parts = 10;
  void run() {
    pthread_setname_np(pthread_self(), "generator");
    auto due = Clock::now();
    for (std::size_t part = 0; !stopping_; part = (part + 1) % parts) {
      for (std::size_t i = part; i < phones_.size(); i += parts) {
        phones_[i].say();
        ++sent;
        heard += static_cast<std::uint64_t>(phones_[i].hear());
      }
      due += frame_time / parts;
      std::this_thread::sleep_until(due);
    }
  }
  std::vector<Phone>& phones_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

std::string new_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "yingda-bench-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for recordings");
  return name;
}

}  // namespace

Taken run(const Load& load) {
  const std::string folder = new_folder();
  Settings settings;
  settings.local = loopback;
  std::vector<Phone> phones;
  Taken taken;
  {
    Plane plane(settings, [](const Event&) {});
    const SrtpKey ours{SrtpSuite::AesCm128HmacSha1_80, std::string(30, 'a')};
    const SrtpKey theirs{SrtpSuite::AesCm128HmacSha1_80, std::string(30, 'b')};
    for (int i = 0; i < 2 * load.calls; ++i) {
      const Codec codec = i % 2 == 0 ? Codec::Pcma : Codec::Pcmu;
      Phone& phone = phones.emplace_back(codec);
      auto ports = plane.allocate_ports();
      if (!ports) throw std::runtime_error("no ports are free");
      phone.port = ports->rtp_port;
      phone.fill();
      Stream stream;
      stream.codec = codec;
      stream.event_type = 101;
      stream.remote = phone.at;
      if (load.sealed_wire) {
        stream.send_key = ours;
        stream.receive_key = theirs;
        phone.sealer = std::make_unique<SrtpSender>(theirs);
      }
      plane.post(OpenLeg{LegId{i + 1}, std::move(ports->rtp), std::move(ports->rtcp), stream});
      if (i % 2 == 0) continue;
      const LegId a{i}, b{i + 1};
      plane.post(PutRoom{RoomId{i}, {a, b}, {{a, b}, {b, a}}});
      if (load.recorded)
        plane.post(StartRecording{RecordingId{i}, a, folder + "/" + std::to_string(i), std::string(32, 'k')});
    }
    Generator generator(phones);
    std::this_thread::sleep_for(warm_up);
    const auto before = thread_times();
    const std::uint64_t sent = generator.sent, heard = generator.heard;
    const auto began = Clock::now();
    std::this_thread::sleep_for(load.time);
    const auto after = thread_times();
    const double ns = static_cast<double>(std::chrono::nanoseconds(Clock::now() - began).count());
    const auto share = [&](const char* name) { return (after.at(name) - before.at(name)) / ns; };
    taken = {share("media"), share("recorder"), share("generator"),
             static_cast<double>(generator.sent - sent) / ns * 1e9,
             static_cast<double>(generator.heard - heard) / ns * 1e9};
  }
  std::filesystem::remove_all(folder);
  return taken;
}

}  // namespace bench
