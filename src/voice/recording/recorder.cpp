#include "voice/recording/recorder.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

#include "base/descriptor.h"
#include "base/log.h"
#include "voice/recording/file_format.h"

namespace voice::recording {
namespace {

// A machine that loses its power loses no more than this; a process that is killed loses a second.
constexpr int seconds_between_syncs = 10;

std::string_view text(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

// One file that grows. Once anything failed nothing more is written.
class Recorder::File {
 public:
  explicit File(const Start& start) : path_(start.path), seal_(Seal::make(start.key)) {
    if (!seal_) {
      errno = EINVAL;  // the key has not 32 bytes
      fail();
      return;
    }
    file_ = base::Descriptor(open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file_ || !write(seal_->header()) || !base::sync_folder(std::filesystem::path(path_).parent_path())) fail();
  }

  void add(std::span<const std::uint8_t> second, FramePlace place) {
    if (failed_ || (second.empty() && place == FramePlace::Middle)) return;
    if (!write(seal_->seal(frames_++, second, place))) return fail();
    samples_ += static_cast<std::int64_t>(second.size() / 2);
    if (frames_ % seconds_between_syncs == 0) sync();
  }
  void sync() {
    if (!failed_ && fdatasync(file_.number()) != 0) fail();
  }

  bool failed() const { return failed_; }
  std::int64_t bytes() const { return bytes_; }
  std::chrono::milliseconds length() const { return std::chrono::milliseconds(samples_ * 1000 / 8000); }

 private:
  bool write(std::span<const std::uint8_t> bytes) {
    if (!base::write_all(file_, text(bytes))) return false;
    bytes_ += static_cast<std::int64_t>(bytes.size());
    return true;
  }
  void fail() {
    failed_ = true;
    base::log::error("voice", "The recording {} cannot be written: {}", path_, std::strerror(errno));
  }

  std::string path_;
  std::optional<Seal> seal_;
  base::Descriptor file_;
  std::uint64_t frames_ = 0;
  std::int64_t samples_ = 0, bytes_ = 0;
  bool failed_ = false;
};

Recorder::Recorder(std::function<void(media::Event)> tell) : tell_(std::move(tell)), thread_([this] { run(); }) {}

Recorder::~Recorder() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  more_.notify_one();
  thread_.join();
}

void Recorder::add(Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (std::holds_alternative<Put>(work) && ++seconds_waiting_ > most_waiting) {
      --seconds_waiting_;
      work = GiveUp{std::get<Put>(work).recording};
    }
    waiting_.push_back(std::move(work));
  }
  more_.notify_one();
}

void Recorder::start(RecordingId recording, std::string path, std::string key) {
  add(Start{recording, std::move(path), std::move(key)});
}

void Recorder::put(RecordingId recording, Second second) {
  add(Put{recording, std::move(second)});
}

void Recorder::stop(RecordingId recording, media::RecordingEnd how, Second rest) {
  add(Stop{recording, how, std::move(rest)});
}

void Recorder::run() {
  pthread_setname_np(pthread_self(), "recorder");
  for (;;) {
    std::deque<Work> work;
    {
      std::unique_lock lock(mutex_);
      more_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) break;
      work.swap(waiting_);
    }
    for (Work& one : work) {
      std::visit([this](auto& known) { act(known); }, one);
      if (!std::holds_alternative<Put>(one)) continue;
      const std::lock_guard lock(mutex_);
      --seconds_waiting_;
    }
  }
  while (!files_.empty()) end(files_.begin()->first, media::RecordingEnd::Stopped);
}

void Recorder::act(Start& start) {
  auto& file = files_[start.recording];
  if (file) return;  // a second start of the same
  file = std::make_unique<File>(start);
  if (file->failed()) end(start.recording, media::RecordingEnd::DiskRefused);
}

void Recorder::act(Put& put) {
  const auto file = files_.find(put.recording);
  if (file == files_.end()) return;
  file->second->add(put.second, FramePlace::Middle);
  if (file->second->failed()) end(put.recording, media::RecordingEnd::DiskRefused);
}

void Recorder::act(Stop& stop) {
  const auto file = files_.find(stop.recording);
  if (file == files_.end()) return;
  file->second->add(stop.rest, FramePlace::Last);
  end(stop.recording, stop.how);
}

void Recorder::act(GiveUp& give_up) {
  if (!files_.contains(give_up.recording)) return;
  base::log::error("voice", "The disk is too slow: a recording was ended");
  end(give_up.recording, media::RecordingEnd::DiskRefused);
}

void Recorder::end(RecordingId recording, media::RecordingEnd how) {
  const auto file = files_.find(recording);
  file->second->sync();
  if (file->second->failed()) how = media::RecordingEnd::DiskRefused;
  const media::RecordingEnded ended{recording, how, file->second->length(), file->second->bytes()};
  files_.erase(file);
  tell_(ended);
}

}  // namespace voice::recording
