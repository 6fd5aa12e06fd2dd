#pragma once
// Reads what the recorder wrote: sealed frames of one second, two channels of A-law at
// 8000 samples a second. A file whose writer was killed is read up to its last whole frame.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace voice::recording {

enum class Channel : std::uint8_t { Said, Heard };  // left, right

// Thread: one at a time; reads the file as it is asked.
class Reader {
 public:
  // Empty when there is no such file, or `key` is not its key.
  static std::optional<Reader> open(const std::string& path, const std::string& key);
  ~Reader();
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;

  std::chrono::seconds length() const;  // whole seconds in the file, the last rounded up
  std::int64_t samples() const;         // of each channel
  // Whether the writer came to the end; false when it was killed, or the file was cut.
  bool complete() const;
  // 16-bit linear samples from `first` on, at most `count`, fewer at the end; empty when altered.
  std::vector<std::int16_t> read(Channel channel, std::int64_t first, std::int64_t count) const;
  // The whole as a WAV file, stereo, A-law (format 6), for whoever may download it; empty when altered.
  std::string wav() const;
  // Loudest sample (0..1) of each of `buckets` equal stretches, for a waveform; what was altered
  // is 0.
  std::vector<float> peaks(Channel channel, int buckets) const;

 private:
  class File;
  explicit Reader(std::unique_ptr<File> file);
  std::unique_ptr<File> file_;
};

}  // namespace voice::recording
