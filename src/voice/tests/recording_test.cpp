#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <fstream>
#include <mutex>

#include "tests/support/databases.h"
#include "voice/media/exchange.h"
#include "voice/recording/file_format.h"
#include "voice/recording/reader.h"
#include "voice/recording/recorder.h"
#include "voice/tests/sound.h"

namespace voice::recording {
namespace {

using media::RecordingEnd;
using media::RecordingEnded;

const std::string key(32, 'k');

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void put_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// Both channels: one tone on the left, another on the right.
Second second_of(int number, int samples = 8000) {
  std::vector<std::uint8_t> left(static_cast<std::size_t>(samples)), right(left.size());
  media::encode(media::Codec::Pcma, media::testing::tone(440, samples, 8000, number * 8000), left.data());
  media::encode(media::Codec::Pcma, media::testing::tone(1000, samples, 4000, number * 8000), right.data());
  Second made;
  for (std::size_t i = 0; i < left.size(); ++i) {
    made.push_back(left[i]);
    made.push_back(right[i]);
  }
  return made;
}

struct Recordings : ::testing::Test {
  support::TempFolder folder;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<RecordingEnded> ended;
  std::unique_ptr<Recorder> recorder = std::make_unique<Recorder>([this](const media::Event& event) {
    const std::lock_guard lock(mutex);
    ended.push_back(std::get<RecordingEnded>(event));
    changed.notify_all();
  });

  std::string path(const std::string& name = "call") const { return folder.path(name); }
  RecordingEnded wait_for_end() {
    std::unique_lock lock(mutex);
    EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(10), [this] { return !ended.empty(); }));
    return ended.empty() ? RecordingEnded{} : ended.back();
  }
  // Whole seconds, then some samples.
  RecordingEnded record(int seconds, int rest, const std::string& name = "call") {
    recorder->start(RecordingId{1}, path(name), key);
    for (int i = 0; i < seconds; ++i) recorder->put(RecordingId{1}, second_of(i));
    recorder->stop(RecordingId{1}, RecordingEnd::Stopped, second_of(seconds, rest));
    const auto end = wait_for_end();
    ended.clear();
    return end;
  }
};

TEST_F(Recordings, AreReadAsTheyWereWritten) {
  const auto end = record(3, 1600);
  EXPECT_EQ(end.how, RecordingEnd::Stopped);
  EXPECT_EQ(end.length, std::chrono::milliseconds(3200));
  EXPECT_EQ(end.bytes, static_cast<std::int64_t>(bytes_of(path()).size()));
  const auto reader = Reader::open(path(), key);
  ASSERT_TRUE(reader);
  EXPECT_TRUE(reader->complete());
  EXPECT_EQ(reader->samples(), 25600);
  EXPECT_EQ(reader->length(), std::chrono::seconds(4));
  const auto said = reader->read(Channel::Said, 0, 25600), heard = reader->read(Channel::Heard, 7000, 9000);
  ASSERT_EQ(said.size(), 25600u);
  ASSERT_EQ(heard.size(), 9000u);
  EXPECT_NEAR(media::testing::level_of(said, 440), 8000, 200);
  EXPECT_NEAR(media::testing::level_of(heard, 1000), 4000, 200);
  EXPECT_EQ(reader->read(Channel::Said, 25000, 100000).size(), 600u);
  EXPECT_TRUE(reader->read(Channel::Said, 25600, 1).empty());
  EXPECT_TRUE(reader->read(Channel::Said, -1, 1).empty());
}

TEST_F(Recordings, ThatEndOnASecondOrAtOnceAreWhole) {
  for (const int seconds : {0, 2}) {
    const std::string name = std::to_string(seconds);
    record(seconds, 0, name);
    const auto reader = Reader::open(path(name), key);
    ASSERT_TRUE(reader);
    EXPECT_TRUE(reader->complete());
    EXPECT_EQ(reader->samples(), seconds * 8000);
    EXPECT_EQ(reader->wav().size(), 58u + static_cast<std::size_t>(seconds) * 16000);
  }
}

TEST_F(Recordings, LieSealedOnTheDisk) {
  record(1, 0);
  const std::string bytes = bytes_of(path());
  const Second plain = second_of(0);
  const std::string sample(plain.begin(), plain.begin() + 16);
  EXPECT_EQ(bytes.find(sample), std::string::npos);
  EXPECT_FALSE(Reader::open(path(), std::string(32, 'x')));
  EXPECT_FALSE(Reader::open(path(), "short"));
  EXPECT_FALSE(Reader::open(path("nothing"), key));
}

TEST_F(Recordings, OfOneKeyShareNoBytes) {
  record(1, 0, "a");
  record(1, 0, "b");
  EXPECT_NE(bytes_of(path("a")).substr(header_size, 64), bytes_of(path("b")).substr(header_size, 64));
  // A frame of one is no frame of the other.
  std::string mixed = bytes_of(path("a")).substr(0, header_size) + bytes_of(path("b")).substr(header_size);
  put_bytes(path("c"), mixed);
  EXPECT_TRUE(Reader::open(path("c"), key)->read(Channel::Said, 0, 100).empty());
}

TEST_F(Recordings, CutAnywhereAreReadUpToTheirLastWholeFrame) {
  record(2, 40);
  const std::string whole = bytes_of(path());
  for (std::size_t size = 0; size < whole.size(); size += size < 100 || size + 150 > whole.size() ? 1 : 97) {
    put_bytes(path("cut"), whole.substr(0, size));
    const auto reader = Reader::open(path("cut"), key);
    ASSERT_EQ(reader.has_value(), size >= header_size) << size;
    if (!reader) continue;
    const auto frames = static_cast<std::int64_t>((size - header_size) / full_frame_size);
    ASSERT_EQ(reader->samples(), frames * 8000) << size;
    ASSERT_FALSE(reader->complete()) << size;
    ASSERT_EQ(reader->read(Channel::Said, 0, 100000).size(), static_cast<std::size_t>(frames) * 8000) << size;
  }
}

TEST_F(Recordings, AlteredInAnyByteAreNotPlayed) {
  record(1, 40);
  const std::string whole = bytes_of(path());
  for (std::size_t at = 0; at < whole.size(); at += at < 100 || at + 150 > whole.size() ? 1 : 61) {
    std::string altered = whole;
    altered[at] = static_cast<char>(altered[at] ^ 0x10);
    put_bytes(path("altered"), altered);
    const auto reader = Reader::open(path("altered"), key);
    ASSERT_EQ(reader.has_value(), at >= header_size) << at;
    if (!reader) continue;
    if (at < header_size + full_frame_size)
      ASSERT_TRUE(reader->read(Channel::Said, 0, 100).empty() && reader->wav().empty()) << at;
    else  // in the short one at the end, which is then missing
      ASSERT_TRUE(reader->samples() == 8000 && !reader->complete()) << at;
  }
}

TEST_F(Recordings, WhoseFramesChangedPlacesAreNotPlayed) {
  record(2, 0);
  std::string bytes = bytes_of(path());
  const std::string first = bytes.substr(header_size, full_frame_size);
  const std::string second = bytes.substr(header_size + full_frame_size, full_frame_size);
  put_bytes(path("swapped"),
            bytes.substr(0, header_size) + second + first + bytes.substr(header_size + 2 * full_frame_size));
  const auto reader = Reader::open(path("swapped"), key);
  ASSERT_TRUE(reader);
  EXPECT_TRUE(reader->read(Channel::Said, 0, 8000).empty());
  EXPECT_TRUE(reader->read(Channel::Said, 8000, 8000).empty());
}

TEST_F(Recordings, OfAKilledProcessAreReadUpToTheirLastSecond) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  recorder.reset();  // no thread while the process is copied
  const pid_t child = fork();
  if (child == 0) {
    Recorder doomed([&](const media::Event&) { (void)!write(ready[1], "x", 1); });
    doomed.start(RecordingId{1}, path(), key);
    for (int i = 0; i < 3; ++i) doomed.put(RecordingId{1}, second_of(i));
    doomed.start(RecordingId{2}, path("other"), key);
    doomed.stop(RecordingId{2}, RecordingEnd::Stopped, {});  // told when all before it is written
    for (;;) pause();
  }
  char byte;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(ready[0]);
  close(ready[1]);
  const auto reader = Reader::open(path(), key);
  ASSERT_TRUE(reader);
  EXPECT_FALSE(reader->complete());
  EXPECT_EQ(reader->read(Channel::Heard, 0, 100000).size(), 24000u);
}

TEST_F(Recordings, ThatTheDiskRefusesEndAndSaySo) {
  recorder->start(RecordingId{1}, path("no/such/folder"), key);
  EXPECT_EQ(wait_for_end().how, RecordingEnd::DiskRefused);
  ended.clear();
  record(1, 0);
  recorder->start(RecordingId{2}, path(), key);  // there is one already
  EXPECT_EQ(wait_for_end().how, RecordingEnd::DiskRefused);
  EXPECT_TRUE(Reader::open(path(), key)->complete());
}

TEST_F(Recordings, WhoseDiskIsFullInTheMiddleEndAndKeepWhatTheyHave) {
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, SIG_IGN);
  const rlimit two_seconds{40000, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &two_seconds);
  recorder->start(RecordingId{1}, path(), key);
  for (int i = 0; i < 5; ++i) recorder->put(RecordingId{1}, second_of(i));
  recorder->stop(RecordingId{1}, RecordingEnd::Stopped, {});
  const auto end = wait_for_end();
  recorder.reset();
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(end.how, RecordingEnd::DiskRefused);
  EXPECT_EQ(end.length, std::chrono::seconds(2));
  EXPECT_EQ(ended.size(), 1u);
  EXPECT_EQ(Reader::open(path(), key)->read(Channel::Said, 0, 100000).size(), 16000u);
}

TEST_F(Recordings, UnderAKeyOfTheWrongLengthAreRefused) {
  recorder->start(RecordingId{1}, path(), "a key too short");
  EXPECT_EQ(wait_for_end().how, RecordingEnd::DiskRefused);
}

TEST_F(Recordings, BecomeWavFilesWithBothChannels) {
  record(1, 800);
  const auto reader = Reader::open(path(), key);
  const std::string wav = reader->wav();
  ASSERT_EQ(wav.size(), 58u + 2 * 8800);
  EXPECT_EQ(wav.substr(0, 4), "RIFF");
  EXPECT_EQ(wav.substr(8, 8), "WAVEfmt ");
  EXPECT_EQ(wav[20], 6);  // A-law
  EXPECT_EQ(wav[22], 2);
  EXPECT_EQ(wav.substr(50, 4), "data");
  const Second first = second_of(0);
  EXPECT_TRUE(std::equal(first.begin(), first.end(), wav.begin() + 58,
                         [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); }));
}

TEST_F(Recordings, ShowTheirLoudestSamples) {
  record(2, 0);
  const auto reader = Reader::open(path(), key);
  const auto said = reader->peaks(Channel::Said, 10), heard = reader->peaks(Channel::Heard, 10);
  ASSERT_EQ(said.size(), 10u);
  for (const float peak : said) EXPECT_NEAR(peak, 8000 / 32768.0, 0.01);
  for (const float peak : heard) EXPECT_NEAR(peak, 4000 / 32768.0, 0.01);
  EXPECT_TRUE(reader->peaks(Channel::Said, 0).empty());
}

// ---- what a leg's recording holds ----

TEST_F(Recordings, HoldWhatTheLegSaysAndHearsWithSilenceWhilePaused) {
  using namespace media;
  Exchange exchange([](const Event&) {}, *recorder);
  Moment now{std::chrono::seconds(1000)};
  auto sent = std::make_shared<testing::Sent>();
  std::array<Address, 2> at{*Address::from("192.0.2.1", 4000), *Address::from("192.0.2.2", 4000)};
  std::array<testing::Talker, 2> talkers{testing::Talker(440), testing::Talker(1000)};
  for (int i = 0; i < 2; ++i) {
    Stream stream;
    stream.remote = at[static_cast<std::size_t>(i)];
    exchange.open(LegId{i + 1}, stream, std::make_unique<testing::KeepingWire>(sent), now);
  }
  exchange.put_room({RoomId{1}, {LegId{1}, LegId{2}}, {{LegId{1}, LegId{2}}, {LegId{2}, LegId{1}}}});
  const auto run = [&](int ticks) {
    for (int i = 0; i < ticks; ++i) {
      now += frame_time;
      for (std::size_t leg = 0; leg < 2; ++leg) {
        auto packet = talkers[leg].next();
        exchange.find(LegId{static_cast<std::int64_t>(leg) + 1})->receive_rtp(packet, at[leg], now, now);
      }
      exchange.tick(now);
    }
  };
  exchange.start_recording({RecordingId{5}, LegId{1}, path(), key});
  run(100);
  exchange.pause_recording({RecordingId{5}, true});
  run(100);
  exchange.pause_recording({RecordingId{5}, false});
  run(50);
  exchange.skip(25);
  exchange.close(LegId{1}, now);
  const auto end = wait_for_end();
  EXPECT_EQ(end.how, RecordingEnd::LegClosed);
  EXPECT_EQ(end.length, std::chrono::milliseconds(5500));
  const auto reader = Reader::open(path(), key);
  ASSERT_TRUE(reader && reader->complete());
  EXPECT_NEAR(testing::level_of(reader->read(Channel::Said, 4000, 8000), 440), 8000, 300);
  EXPECT_NEAR(testing::level_of(reader->read(Channel::Heard, 4000, 8000), 1000), 8000, 300);
  EXPECT_LT(testing::loudness(reader->read(Channel::Said, 16000, 16000)), 10);
  EXPECT_LT(testing::loudness(reader->read(Channel::Heard, 16000, 16000)), 10);
  EXPECT_GT(testing::loudness(reader->read(Channel::Said, 34000, 4000)), 4000);
}

TEST_F(Recordings, OfALegThatIsNotThereEndAtOnce) {
  std::vector<media::Event> told;
  media::Exchange exchange([&](const media::Event& event) { told.push_back(event); }, *recorder);
  exchange.start_recording({RecordingId{5}, LegId{1}, path(), key});
  ASSERT_EQ(media::testing::of_type<RecordingEnded>(told).size(), 1u);
  EXPECT_EQ(std::get<RecordingEnded>(told[0]).how, RecordingEnd::LegClosed);
}

}  // namespace
}  // namespace voice::recording
