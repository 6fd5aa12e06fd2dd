#include "telephony/recordings/sound.h"

#include <algorithm>
#include <stdexcept>

#include "http/message.h"

namespace telephony {
namespace {

using voice::recording::Channel;
using voice::recording::Reader;

constexpr std::int64_t header_size = 44, frame_size = 4, rate = 8'000;

void put(std::string& out, std::int64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xff);
}

// RIFF, PCM.
std::string header_of(std::int64_t data) {
  std::string header = "RIFF";
  put(header, data + header_size - 8, 4);
  header += "WAVEfmt ";
  put(header, 16, 4);
  put(header, 1, 2);
  put(header, 2, 2);
  put(header, rate, 4);
  put(header, rate * frame_size, 4);
  put(header, frame_size, 2);
  put(header, 16, 2);
  header += "data";
  put(header, data, 4);
  return header;
}

// Whole frames from `first` on.
std::string frames_of(const Reader& reader, std::int64_t first, std::int64_t count) {
  const auto said = reader.read(Channel::Said, first, count), heard = reader.read(Channel::Heard, first, count);
  if (said.empty() || said.size() != heard.size()) throw std::runtime_error("a recording cannot be read");
  std::string frames;
  frames.reserve(said.size() * frame_size);
  for (std::size_t i = 0; i < said.size(); ++i) {
    put(frames, said[i], 2);
    put(frames, heard[i], 2);
  }
  return frames;
}

}  // namespace

std::shared_ptr<http::Seekable> wav_of(Reader opened) {
  auto reader = std::make_shared<Reader>(std::move(opened));
  const auto data = reader->samples() * frame_size;
  auto wav = std::make_shared<http::Seekable>();
  wav->size = header_size + data;
  wav->read = [reader, data](std::int64_t offset, std::int64_t length) {
    if (offset < header_size)
      return header_of(data).substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(length));
    const auto within = offset - header_size, first = within / frame_size;
    const auto skip = static_cast<std::size_t>(within % frame_size);
    const auto count = std::max<std::int64_t>(1, (length + frame_size - 1) / frame_size);
    return frames_of(*reader, first, count).substr(skip, static_cast<std::size_t>(length));
  };
  return wav;
}

}  // namespace telephony
