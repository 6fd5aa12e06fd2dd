#include "voice/tests/peers.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <thread>

#include "voice/tests/sound.h"

namespace voice::testing {

namespace fs = std::filesystem;

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "yingda-voice-XXXXXX").string();
  path_ = mkdtemp(name.data());
}
Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Program::Program(const std::vector<std::string>& words, const std::string& folder, const std::string& log) : log_(log) {
  process_ = fork();
  if (process_ != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int out = open(log.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  if (chdir(folder.c_str()) != 0) _exit(126);
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments.front(), arguments.data());
  _exit(127);
}

Program::~Program() {
  if (process_ <= 0) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

int Program::wait(std::chrono::seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  int status = 0;
  while (std::chrono::steady_clock::now() < deadline) {
    if (waitpid(process_, &status, WNOHANG) == process_) {
      process_ = -1;
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    }
    // A process of its own tells of its end in no other way that one could wait for with a limit.
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return -1;
}

std::string Program::said() const {
  std::ifstream file(log_);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::uint16_t free_port() {
  // Taken by both kinds of sockets at once, then let go of.
  for (int attempt = 0; attempt < 100; ++attempt) {
    const base::Descriptor udp(socket(AF_INET, SOCK_DGRAM, 0)), tcp(socket(AF_INET, SOCK_STREAM, 0));
    const Address any = *Address::from("127.0.0.1", 0);
    if (bind(udp.number(), any.socket_address(), any.length()) != 0) continue;
    sockaddr_storage given{};
    socklen_t length = sizeof given;
    getsockname(udp.number(), reinterpret_cast<sockaddr*>(&given), &length);
    const Address got = *Address::from(reinterpret_cast<sockaddr*>(&given), length);
    if (bind(tcp.number(), got.socket_address(), got.length()) == 0) return got.port();
  }
  throw std::runtime_error("There is no free port.");
}

void write_tone(const std::string& path, media::Codec codec, double hertz, int seconds) {
  const auto samples = media::testing::tone(hertz, seconds * media::samples_per_second);
  std::vector<std::uint8_t> bytes(samples.size());
  media::encode(codec, samples, bytes.data());
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

void write_wav(const std::string& path, double hertz, int seconds) {
  const auto samples = media::testing::tone(hertz, seconds * media::samples_per_second);
  const auto bytes = static_cast<std::uint32_t>(samples.size() * 2);
  std::string head = "RIFF";
  const auto put = [&head](std::uint32_t value, int count) {
    for (int i = 0; i < count; ++i) head += static_cast<char>(value >> (8 * i));
  };
  put(36 + bytes, 4);
  head += "WAVEfmt ";
  put(16, 4);
  put(1, 2);
  put(1, 2);
  put(media::samples_per_second, 4);
  put(media::samples_per_second * 2, 4);
  put(2, 2);
  put(16, 2);
  head += "data";
  put(bytes, 4);
  std::ofstream file(path, std::ios::binary);
  file << head;
  file.write(reinterpret_cast<const char*>(samples.data()), bytes);
}

namespace {

void put16(std::string& out, unsigned value) {
  out += static_cast<char>(value >> 8);
  out += static_cast<char>(value);
}
void put32(std::string& out, std::uint32_t value) {
  put16(out, value >> 16);
  put16(out, value & 0xffff);
}
// The host's order, as in the headers of a pcap file.
void put_host32(std::string& out, std::uint32_t value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// Ethernet, IPv4 and UDP around an RTP packet; SIPp puts its own addresses in.
std::string framed(const std::string& rtp) {
  std::string frame(12, '\0');
  put16(frame, 0x0800);
  put16(frame, 0x4500);
  put16(frame, static_cast<unsigned>(28 + rtp.size()));
  put32(frame, 0);
  put16(frame, 0x4011);
  put16(frame, 0);
  put32(frame, 0x7f000001);
  put32(frame, 0x7f000001);
  put16(frame, 6000);
  put16(frame, 6000);
  put16(frame, static_cast<unsigned>(8 + rtp.size()));
  put16(frame, 0);
  return frame + rtp;
}

std::string event_packet(unsigned sequence, std::uint32_t began, std::size_t event, unsigned duration, bool end,
                         bool first) {
  std::string rtp = {'\x80', static_cast<char>(first ? 0xe5 : 0x65)};
  put16(rtp, sequence);
  put32(rtp, began);
  put32(rtp, 0x1234);
  rtp += static_cast<char>(event);
  rtp += static_cast<char>(end ? 0x8a : 0x0a);
  put16(rtp, duration);
  return rtp;
}

}  // namespace

void write_digits(const std::string& path, std::string_view digits) {
  std::string file;
  for (const std::uint32_t word : {0xa1b2c3d4U, 0x00040002U, 0U, 0U, 65535U, 1U}) put_host32(file, word);
  unsigned sequence = 1;
  std::uint32_t ms = 0;
  for (const char digit : digits) {
    const std::size_t event = std::string_view("0123456789*#ABCD").find(digit);
    const std::uint32_t began = ms * 8;
    for (unsigned i = 0; i < 7; ++i, ms += 20) {
      const unsigned duration = std::min(i + 1, 5U) * 160;
      const std::string frame = framed(event_packet(sequence++, began, event, duration, i >= 4, i == 0));
      put_host32(file, ms / 1000);
      put_host32(file, ms % 1000 * 1000);
      put_host32(file, static_cast<std::uint32_t>(frame.size()));
      put_host32(file, static_cast<std::uint32_t>(frame.size()));
      file += frame;
    }
    ms += 100;
  }
  std::ofstream(path, std::ios::binary).write(file.data(), static_cast<std::streamsize>(file.size()));
}

void Engine::start(std::uint16_t peer_port, EngineSettings settings) {
  settings.media.first_port = 41000;
  settings.media.last_port = 48999;
  engine = std::make_unique<NetworkEngine>(
      settings, [this] { return ++last_id_; },
      [this](Event event) {
        const std::lock_guard lock(mutex_);
        events_.push_back(std::move(event));
        came_.notify_all();
      });
  TrunkSettings it;
  it.trunk = trunk;
  it.host = "127.0.0.1";
  it.port = peer_port == 0 ? std::uint16_t{9} : peer_port;
  it.pings = false;  // SIPp would take it for a call
  post(PutTrunk{it});
}

std::unique_ptr<Program> Engine::sipp(const std::string& scenario, std::vector<std::string> more, media::Codec codec,
                                      std::uint16_t peer_port) {
  const std::string tone = folder.path("tone.raw");
  if (!fs::exists(tone)) write_tone(tone, codec, 440, 2);
  std::vector<std::string> words{"sipp",
                                 "-sf",
                                 std::string(YINGDA_SOURCE_DIR "/src/voice/tests/sipp/") + scenario + ".xml",
                                 "-i",
                                 "127.0.0.1",
                                 "-m",
                                 "1",
                                 "-s",
                                 "95598",
                                 "-nostdin",
                                 "-timeout",
                                 "20",
                                 "-timeout_error",
                                 "-key",
                                 "codec",
                                 std::to_string(payload_type(codec)),
                                 "-key",
                                 "stream",
                                 tone + ",-1," + std::to_string(payload_type(codec)),
                                 "-mp",
                                 std::to_string(free_port() & ~1),
                                 "-trace_err",
                                 "-trace_msg"};
  words.insert(words.end(), more.begin(), more.end());
  words.insert(words.end(), {"-p", std::to_string(peer_port == 0 ? free_port() : peer_port)});
  if (scenario == "answer")
    words.push_back("-aa");
  else
    words.push_back("127.0.0.1:" + port());
  return std::make_unique<Program>(words, folder.path("."), folder.path("sipp-" + scenario + ".log"));
}

void Engine::play_and_record(LegId leg, double hertz) {
  const auto sound =
      std::make_shared<const std::vector<std::int16_t>>(media::testing::tone(hertz, media::samples_per_second));
  post(media::Play{PlayId{1}, leg, {sound}, true, 1});
  post(media::StartRecording{RecordingId{1}, leg, folder.path("call.rec"), key});
}

double Engine::heard(recording::Channel channel, double hertz, double from_seconds) const {
  const auto reader = recording::Reader::open(folder.path("call.rec"), key);
  if (!reader) return -1;
  const auto from = static_cast<std::int64_t>(from_seconds * media::samples_per_second);
  return media::testing::level_of(reader->read(channel, from, media::samples_per_second / 2), hertz) / 8000;
}

}  // namespace voice::testing
