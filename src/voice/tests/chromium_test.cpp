// The engine with a real browser: Chromium with a tone for a microphone, over ICE, DTLS and SRTP.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <functional>
#include <future>
#include <istream>
#include <thread>

#include "voice/tests/peers.h"
#include "voice/tests/sound.h"

namespace voice::testing {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using recording::Channel;

// Connects, hears until a tone of 600 Hz is there, presses keys, and tells how it went, as a line of words.
constexpr std::string_view page = R"(<!doctype html><title>call</title><script>
const post = (path, body) => fetch(path, { method: 'POST', body }).then((reply) => reply.text())
const pause = (ms) => new Promise((done) => setTimeout(done, ms))
async function call() {
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } })
  const line = new RTCPeerConnection()
  const sender = line.addTrack(microphone.getAudioTracks()[0], microphone)
  const heard = new Promise((done) => line.addEventListener('track', ({ track }) => done(new MediaStream([track]))))
  await line.setLocalDescription(await line.createOffer())
  if (line.iceGatheringState !== 'complete')
    await new Promise((done) => line.addEventListener('icegatheringstatechange', () => line.iceGatheringState === 'complete' && done()))
  await line.setRemoteDescription({ type: 'answer', sdp: await post('/offer', line.localDescription.sdp) })
  const stream = await heard
  const player = new Audio()
  player.srcObject = stream
  await player.play()
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  analyser.fftSize = 4096
  context.createMediaStreamSource(stream).connect(analyser)
  const bins = new Float32Array(analyser.frequencyBinCount)
  const level = (hertz) => bins[Math.round((hertz * analyser.fftSize) / context.sampleRate)]
  let isHeard = false
  for (let i = 0; i < 200 && !isHeard; i++) {
    await pause(100)
    analyser.getFloatFrequencyData(bins)
    isHeard = level(600) > -45 && level(600) > level(440) + 20
  }
  sender.dtmf.insertDTMF('159#')
  await new Promise((done) => sender.dtmf.addEventListener('tonechange', ({ tone }) => tone === '' && done()))
  await pause(1500)
  const stats = [...(await line.getStats()).values()].find(({ type }) => type === 'inbound-rtp')
  await post('/told', [line.connectionState, isHeard ? 'heard' : 'deaf', stats.packetsReceived > 50 ? 'packets' : 'silence', stats.packetsLost].join(' '))
}
call().catch((fault) => post('/told', 'failed ' + fault))
</script>)";

// Serves the page, and hands on what it posts. One connection at a time is all that it takes.
class PageServer {
 public:
  using Answer = std::function<std::string(const std::string& path, const std::string& body)>;
  explicit PageServer(Answer answer) : answer_(std::move(answer)), thread_([this] { run(); }) {}
  ~PageServer() {
    stopping_ = true;
    boost::system::error_code ignored;
    tcp::socket(context_).connect(acceptor_.local_endpoint(), ignored);  // wakes it
    thread_.join();
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/"; }

 private:
  void run() {
    while (true) {
      boost::system::error_code failed;
      tcp::socket socket(context_);
      acceptor_.accept(socket, failed);
      if (stopping_) return;
      if (!failed) serve(socket);
    }
  }
  void serve(tcp::socket& socket) {
    boost::system::error_code failed;
    asio::streambuf read;
    asio::read_until(socket, read, "\r\n\r\n", failed);
    if (failed) return;
    std::istream lines(&read);
    std::string method, path, line;
    lines >> method >> path;
    std::size_t length = 0;
    for (std::getline(lines, line); std::getline(lines, line) && line != "\r";)
      if (line.starts_with("Content-Length: ")) std::from_chars(line.data() + 16, line.data() + line.size(), length);
    if (read.size() < length) asio::read(socket, read, asio::transfer_exactly(length - read.size()), failed);
    const std::string body{std::istreambuf_iterator<char>(lines), {}};
    const auto said = method == "GET" ? std::string(page) : answer_(path, body);
    const auto reply = "HTTP/1.1 200 OK\r\nContent-Type: " + std::string(method == "GET" ? "text/html" : "text/plain") +
                       "; charset=utf-8\r\nConnection: close\r\nContent-Length: " + std::to_string(said.size()) +
                       "\r\n\r\n" + said;
    asio::write(socket, asio::buffer(reply), failed);
  }

  const Answer answer_;
  std::atomic<bool> stopping_ = false;
  asio::io_context context_;
  tcp::acceptor acceptor_{context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  std::thread thread_;
};

class Chromium : public Engine {
 protected:
  static constexpr std::chrono::seconds patience{60};
  std::unique_ptr<Program> browse(const std::string& url) {
    write_wav(folder.path("microphone.wav"), 440, 20);
    return std::make_unique<Program>(
        std::vector<std::string>{
            "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--user-data-dir=" + folder.path("profile"), "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream", "--use-file-for-fake-audio-capture=" + folder.path("microphone.wav"),
            "--allow-loopback-in-peer-connection", "--autoplay-policy=no-user-gesture-required", url},
        folder.path(""), folder.path("chromium.log"));
  }
};

TEST_F(Chromium, TalksWithTheEngineInBothDirections) {
  start();
  const LegId leg{1};
  std::promise<std::string> offer, answer, told;
  PageServer server([&](const std::string& path, const std::string& body) -> std::string {
    (path == "/offer" ? offer : told).set_value(body);
    if (path != "/offer") return "";
    auto ours = answer.get_future();
    return ours.wait_for(patience) == std::future_status::ready ? ours.get() : "";
  });
  const auto browser = browse(server.url());
  auto offered = offer.get_future();
  ASSERT_EQ(offered.wait_for(patience), std::future_status::ready) << browser->said();
  post(AnswerBrowser{leg, offered.get()});
  answer.set_value(await<BrowserAnswered>().answer);
  await<media::BrowserConnected>();
  play_and_record(leg, 600);
  for (const char digit : {'1', '5', '9', '#'}) EXPECT_EQ(await<media::DigitHeard>().digit, digit);
  auto said = told.get_future();
  ASSERT_EQ(said.wait_for(patience), std::future_status::ready) << browser->said();
  const auto how = said.get();
  EXPECT_TRUE(how.starts_with("connected heard packets")) << how;
  post(media::CloseLeg{leg});
  await<media::RecordingEnded>();
  // The keys took its place for a while.
  EXPECT_GT(heard(Channel::Said, 440), 0.3) << "the browser's microphone";
  EXPECT_LT(heard(Channel::Said, 600), 0.05) << "what is played to the browser is not what it says";
}

}  // namespace
}  // namespace voice::testing
