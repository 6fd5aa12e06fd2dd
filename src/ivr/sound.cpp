#include "ivr/sound.h"

#include <samplerate.h>
#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>

#include "voice/media/types.h"

namespace ivr {
namespace {

constexpr int rate = voice::media::samples_per_second;
constexpr std::size_t header_bytes = 44;
constexpr sf_count_t most_channels = 8;
constexpr sf_count_t frames_at_once = 4'096;

// A file in memory, as libsndfile reads it.
struct Memory {
  std::string_view bytes;
  sf_count_t at = 0;

  static Memory& of(void* user) { return *static_cast<Memory*>(user); }
  static sf_count_t size(void* user) { return static_cast<sf_count_t>(of(user).bytes.size()); }
  static sf_count_t tell(void* user) { return of(user).at; }
  static sf_count_t seek(sf_count_t offset, int whence, void* user) {
    auto& memory = of(user);
    const auto base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? memory.at : size(user);
    memory.at = std::clamp<sf_count_t>(base + offset, 0, size(user));
    return memory.at;
  }
  static sf_count_t read(void* to, sf_count_t count, void* user) {
    auto& memory = of(user);
    count = std::clamp<sf_count_t>(count, 0, size(user) - memory.at);
    std::memcpy(to, memory.bytes.data() + memory.at, static_cast<std::size_t>(count));
    memory.at += count;
    return count;
  }
  static sf_count_t write(const void*, sf_count_t, void*) { return 0; }
};

struct CloseFile {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
struct DeleteState {
  void operator()(SRC_STATE* state) const { src_delete(state); }
};

std::int16_t to_sample(float value) {
  return static_cast<std::int16_t>(std::lround(std::clamp(value, -1.0F, 1.0F) * 32'767.0F));
}

std::unexpected<base::Error> unreadable() {
  return base::refuse(base::Code::UnsupportedMedia, "sound_unreadable");
}
std::unexpected<base::Error> too_long() {
  return base::refuse(base::Code::TooLarge, "sound_too_long", {{"minutes", std::to_string(most_sound_seconds / 60)}});
}

// Takes sound of another rate piece by piece.
class Resampler {
 public:
  explicit Resampler(int from)
      : state_(src_new(SRC_SINC_MEDIUM_QUALITY, 1, nullptr)), ratio_(static_cast<double>(rate) / from) {}

  // False when the library refuses.
  bool take(const std::vector<float>& piece, bool is_last) {
    if (ratio_ == 1) {
      for (float value : piece) samples.push_back(to_sample(value));
      return true;
    }
    SRC_DATA data{};
    data.data_in = piece.data();
    data.input_frames = static_cast<long>(piece.size());
    data.src_ratio = ratio_;
    data.end_of_input = is_last ? 1 : 0;
    std::array<float, 4'096> out;
    do {
      data.data_out = out.data();
      data.output_frames = out.size();
      if (!state_ || src_process(state_.get(), &data) != 0) return false;
      data.data_in += data.input_frames_used;
      data.input_frames -= data.input_frames_used;
      for (long i = 0; i < data.output_frames_gen; ++i) samples.push_back(to_sample(out[static_cast<std::size_t>(i)]));
    } while (data.input_frames > 0 ||
             (is_last ? data.output_frames_gen > 0 : data.output_frames_gen == static_cast<long>(out.size())));
    return true;
  }

  Samples samples;

 private:
  std::unique_ptr<SRC_STATE, DeleteState> state_;
  double ratio_;
};

// The mean of the channels.
std::vector<float> mixed(const std::vector<float>& frames, sf_count_t count, int channels) {
  std::vector<float> mono(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < mono.size(); ++i) {
    float sum = 0;
    for (int c = 0; c < channels; ++c)
      sum += frames[i * static_cast<std::size_t>(channels) + static_cast<std::size_t>(c)];
    mono[i] = std::isfinite(sum) ? sum / static_cast<float>(channels) : 0;
  }
  return mono;
}

void put(std::string& to, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) to += static_cast<char>((value >> (8 * i)) & 0xFFU);
}

}  // namespace

base::Result<Samples> decode(std::string_view content) {
  if (content.empty()) return unreadable();
  Memory memory{content};
  SF_VIRTUAL_IO io{&Memory::size, &Memory::seek, &Memory::read, &Memory::write, &Memory::tell};
  SF_INFO info{};
  std::unique_ptr<SNDFILE, CloseFile> file(sf_open_virtual(&io, SFM_READ, &info, &memory));
  if (!file || info.channels < 1 || info.channels > most_channels || info.samplerate < 4'000 ||
      info.samplerate > 192'000)
    return unreadable();
  Resampler resampler(info.samplerate);
  std::vector<float> frames(static_cast<std::size_t>(frames_at_once * info.channels));
  for (;;) {
    const auto count = std::max<sf_count_t>(0, sf_readf_float(file.get(), frames.data(), frames_at_once));
    if (!resampler.take(mixed(frames, count, info.channels), count == 0)) return unreadable();
    if (resampler.samples.size() > std::size_t{most_sound_seconds} * rate) return too_long();
    if (count == 0) break;
  }
  if (resampler.samples.empty()) return unreadable();
  return std::move(resampler.samples);
}

void normalise(Samples& samples) {
  constexpr std::size_t frame = voice::media::samples_per_frame;
  constexpr double silence = 100.0, wanted = 3'276.8, most_gain = 10.0, highest = 29'200.0;
  double energy = 0;
  std::size_t spoken = 0;
  double peak = 1;
  for (std::size_t at = 0; at < samples.size(); at += frame) {
    const auto end = std::min(at + frame, samples.size());
    double sum = 0;
    for (auto i = at; i < end; ++i) {
      sum += static_cast<double>(samples[i]) * samples[i];
      peak = std::max(peak, std::abs(static_cast<double>(samples[i])));
    }
    if (std::sqrt(sum / static_cast<double>(end - at)) < silence) continue;
    energy += sum;
    spoken += end - at;
  }
  if (spoken == 0) return;
  const auto loudness = std::sqrt(energy / static_cast<double>(spoken));
  const auto gain = std::min({wanted / loudness, most_gain, highest / peak});
  for (auto& sample : samples) sample = static_cast<std::int16_t>(std::lround(sample * gain));
}

std::string to_wav(const Samples& samples) {
  const auto bytes = static_cast<std::uint32_t>(samples.size() * 2);
  std::string wav = "RIFF";
  put(wav, bytes + header_bytes - 8, 4);
  wav += "WAVEfmt ";
  put(wav, 16, 4);
  put(wav, 1, 2);  // PCM
  put(wav, 1, 2);  // one channel
  put(wav, rate, 4);
  put(wav, rate * 2, 4);
  put(wav, 2, 2);
  put(wav, 16, 2);
  wav += "data";
  put(wav, bytes, 4);
  for (auto sample : samples) put(wav, static_cast<std::uint16_t>(sample), 2);
  return wav;
}

Samples from_wav(std::string_view wav) {
  Samples samples;
  if (wav.size() < header_bytes) return samples;
  wav.remove_prefix(header_bytes);
  samples.reserve(wav.size() / 2);
  for (std::size_t i = 0; i + 1 < wav.size(); i += 2)
    samples.push_back(
        static_cast<std::int16_t>(static_cast<unsigned char>(wav[i]) | (static_cast<unsigned char>(wav[i + 1]) << 8U)));
  return samples;
}

}  // namespace ivr
