#include "voice/recording/reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/descriptor.h"
#include "voice/media/g711.h"
#include "voice/recording/file_format.h"

namespace voice::recording {
namespace {

using Bytes = std::vector<std::uint8_t>;

// Up to `count` bytes from `at` on; fewer at the end of the file.
Bytes read_at(const base::Descriptor& file, std::int64_t at, std::size_t count) {
  Bytes made(count);
  std::size_t have = 0;
  while (have < count) {
    const ssize_t more = pread(file.number(), made.data() + have, count - have, at + static_cast<std::int64_t>(have));
    if (more <= 0) break;
    have += static_cast<std::size_t>(more);
  }
  made.resize(have);
  return made;
}

void put(std::string& to, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) to += static_cast<char>(value >> (8 * i));
}

// RIFF, with the chunks that a format other than PCM asks for.
std::string wav_header(std::uint32_t samples) {
  constexpr std::uint32_t format_alaw = 6, channels = 2, rate = 8000, bits = 8;
  const std::uint32_t bytes = samples * channels;
  std::string made = "RIFF";
  put(made, 4 + (8 + 18) + (8 + 4) + 8 + bytes, 4);
  made += "WAVEfmt ";
  put(made, 18, 4);
  put(made, format_alaw, 2);
  put(made, channels, 2);
  put(made, rate, 4);
  put(made, rate * channels, 4);
  put(made, channels, 2);
  put(made, bits, 2);
  put(made, 0, 2);
  made += "fact";
  put(made, 4, 4);
  put(made, samples, 4);
  made += "data";
  put(made, bytes, 4);
  return made;
}

}  // namespace

// Where the frames are, as the file's length says; what they hold is authenticated when it is read.
class Reader::File {
 public:
  File(base::Descriptor file, Seal seal, std::int64_t size) : file_(std::move(file)), seal_(seal) {
    const std::int64_t content = size - static_cast<std::int64_t>(header_size);
    frames_ = content / static_cast<std::int64_t>(full_frame_size);
    find_last(content % static_cast<std::int64_t>(full_frame_size));
  }

  std::int64_t samples() const { return frames_ * frame_samples + last_samples_; }
  std::int64_t frames() const { return frames_ + (last_samples_ > 0 ? 1 : 0); }
  bool complete() const { return complete_; }

  // Pairs of bytes of one second; null when it was altered. Kept until another is asked for.
  const Bytes* frame(std::int64_t number) {
    if (kept_ == number) return &kept_bytes_;
    const std::size_t size =
        number < frames_ ? full_frame_size : FrameHead{static_cast<std::size_t>(last_samples_), true}.size();
    auto opened = seal_.open_frame(static_cast<std::uint64_t>(number), read_at(file_, offset(number), size));
    if (!opened) return nullptr;
    kept_ = number;
    kept_bytes_ = std::move(*opened);
    return &kept_bytes_;
  }

 private:
  static constexpr auto frame_samples = static_cast<std::int64_t>(samples_in_frame);

  static std::int64_t offset(std::int64_t number) {
    return static_cast<std::int64_t>(header_size) + number * static_cast<std::int64_t>(full_frame_size);
  }
  // What is left after the full frames is a shorter last one, or what a killed writer left of one.
  void find_last(std::int64_t rest) {
    if (rest == 0) {
      if (frames_ == 0) return;
      const auto head = read_frame_head(read_at(file_, offset(frames_ - 1), frame_head_size));
      complete_ = head && head->last;
      return;
    }
    const Bytes bytes = read_at(file_, offset(frames_), static_cast<std::size_t>(rest));
    const auto head = read_frame_head(bytes);
    if (!head || !head->last || head->size() != bytes.size()) return;
    if (!seal_.open_frame(static_cast<std::uint64_t>(frames_), bytes)) return;
    last_samples_ = static_cast<std::int64_t>(head->samples);
    complete_ = true;
  }

  base::Descriptor file_;
  Seal seal_;
  std::int64_t frames_ = 0, last_samples_ = 0;
  bool complete_ = false;
  std::int64_t kept_ = -1;
  Bytes kept_bytes_;
};

std::optional<Reader> Reader::open(const std::string& path, const std::string& key) {
  base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat about{};
  if (!file || fstat(file.number(), &about) != 0 || !S_ISREG(about.st_mode)) return std::nullopt;
  const auto seal = Seal::open(read_at(file, 0, header_size), key);
  if (!seal) return std::nullopt;
  return Reader(std::make_unique<File>(std::move(file), *seal, about.st_size));
}

Reader::Reader(std::unique_ptr<File> file) : file_(std::move(file)) {}
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

std::chrono::seconds Reader::length() const {
  return std::chrono::seconds(file_->frames());
}

std::int64_t Reader::samples() const {
  return file_->samples();
}

bool Reader::complete() const {
  return file_->complete();
}

std::vector<std::int16_t> Reader::read(Channel channel, std::int64_t first, std::int64_t count) const {
  constexpr auto per_frame = static_cast<std::int64_t>(samples_in_frame);
  const auto table = media::decoding_table(media::Codec::Pcma);
  std::vector<std::int16_t> made;
  if (first < 0 || first >= samples() || count <= 0) return made;
  const std::int64_t end = first + std::min(count, samples() - first);
  made.reserve(static_cast<std::size_t>(end - first));
  for (std::int64_t at = first; at < end;) {
    const Bytes* frame = file_->frame(at / per_frame);
    if (frame == nullptr) return {};
    const std::int64_t until = std::min(end, (at / per_frame + 1) * per_frame);
    for (; at < until; ++at)
      made.push_back(
          table[(*frame)[static_cast<std::size_t>(2 * (at % per_frame) + (channel == Channel::Said ? 0 : 1))]]);
  }
  return made;
}

std::string Reader::wav() const {
  std::string made = wav_header(static_cast<std::uint32_t>(samples()));
  made.reserve(made.size() + static_cast<std::size_t>(2 * samples()));
  for (std::int64_t i = 0; i < file_->frames(); ++i) {
    const Bytes* frame = file_->frame(i);
    if (frame == nullptr) return {};
    made.append(frame->begin(), frame->end());
  }
  return made;
}

std::vector<float> Reader::peaks(Channel channel, int buckets) const {
  std::vector<float> made(static_cast<std::size_t>(std::max(buckets, 0)));
  for (std::int64_t i = 0; i < std::ssize(made); ++i) {
    const std::int64_t from = samples() * i / buckets, until = samples() * (i + 1) / buckets;
    int peak = 0;
    for (const std::int16_t sample : read(channel, from, until - from)) peak = std::max(peak, std::abs(int{sample}));
    made[static_cast<std::size_t>(i)] = static_cast<float>(peak) / 32768.0F;
  }
  return made;
}

}  // namespace voice::recording
