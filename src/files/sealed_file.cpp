#include "files/sealed_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace files {
namespace {

constexpr std::string_view magic = "YDBLOB1\n";
constexpr std::int64_t header_bytes = 16;
constexpr std::int64_t tag_bytes = crypto_aead_chacha20poly1305_ietf_ABYTES;

using Nonce = std::array<unsigned char, crypto_aead_chacha20poly1305_ietf_NPUBBYTES>;

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* octets(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

template <class Bytes>
void put_number(Bytes bytes, std::int64_t number) {
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<unsigned char>(number >> (8 * i));
}

std::string header_for(std::int64_t size) {
  std::string header(magic);
  header.resize(header_bytes);
  put_number(octets(header) + magic.size(), size);
  return header;
}

std::int64_t size_in(std::string_view header) {
  std::uint64_t size = 0;
  for (int i = 8; i-- > 0;) size = size << 8 | octets(header)[magic.size() + static_cast<std::size_t>(i)];
  return static_cast<std::int64_t>(size);
}

Nonce nonce_of(std::int64_t frame) {
  Nonce nonce{};
  put_number(nonce.data(), frame);
  return nonce;
}

// Empty content has one frame too, so that its header is authenticated.
std::int64_t frames_of(std::int64_t size) {
  return std::max<std::int64_t>(1, (size + frame_bytes - 1) / frame_bytes);
}

std::string sealed_frame(std::string_view plain, std::int64_t number, const std::string& header, std::string_view key) {
  std::string sealed(plain.size() + tag_bytes, '\0');
  crypto_aead_chacha20poly1305_ietf_encrypt(octets(sealed), nullptr, octets(plain), plain.size(), octets(header),
                                            header.size(), nullptr, nonce_of(number).data(), octets(key));
  return sealed;
}

// Exactly `count` bytes, or empty.
std::optional<std::string> read_at(const base::Descriptor& file, std::int64_t offset, std::int64_t count) {
  std::string bytes(static_cast<std::size_t>(count), '\0');
  for (std::int64_t got = 0; got < count;) {
    ssize_t more = ::pread(file.number(), bytes.data() + got, static_cast<std::size_t>(count - got), offset + got);
    if (more < 0 && errno == EINTR) continue;
    if (more <= 0) return std::nullopt;
    got += more;
  }
  return bytes;
}

}  // namespace

bool write_sealed(const base::Descriptor& file, std::string_view content, std::string_view key) {
  auto size = static_cast<std::int64_t>(content.size());
  const std::string header = header_for(size);
  if (!base::write_all(file, header)) return false;
  for (std::int64_t frame = 0; frame < frames_of(size); ++frame) {
    std::string_view plain = content.substr(static_cast<std::size_t>(frame * frame_bytes), frame_bytes);
    if (!base::write_all(file, sealed_frame(plain, frame, header, key))) return false;
  }
  return true;
}

SealedFile::SealedFile(base::Descriptor file, std::string key, std::int64_t size)
    : file_(std::move(file)), key_(std::move(key)), size_(size) {}

std::optional<SealedFile> SealedFile::open(const std::string& path, std::string key) {
  base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return std::nullopt;
  auto header = read_at(file, 0, header_bytes);
  if (!header || !header->starts_with(magic)) return std::nullopt;
  std::int64_t size = size_in(*header);
  struct stat status{};
  if (size < 0 || ::fstat(file.number(), &status) != 0 || size > status.st_size) return std::nullopt;
  if (status.st_size != header_bytes + size + frames_of(size) * tag_bytes) return std::nullopt;
  return SealedFile(std::move(file), std::move(key), size);
}

std::optional<std::string> SealedFile::read_frame(std::int64_t number) const {
  std::int64_t plain_bytes = std::min(frame_bytes, size_ - number * frame_bytes);
  auto sealed = read_at(file_, header_bytes + number * (frame_bytes + tag_bytes), plain_bytes + tag_bytes);
  if (!sealed) return std::nullopt;
  std::string plain(static_cast<std::size_t>(plain_bytes), '\0');
  const std::string header = header_for(size_);
  int bad =
      crypto_aead_chacha20poly1305_ietf_decrypt(octets(plain), nullptr, nullptr, octets(*sealed), sealed->size(),
                                                octets(header), header.size(), nonce_of(number).data(), octets(key_));
  if (bad != 0) return std::nullopt;
  return plain;
}

std::optional<std::string> SealedFile::read(std::int64_t offset, std::int64_t length) const {
  offset = std::clamp<std::int64_t>(offset, 0, size_);
  std::int64_t end = offset + std::clamp<std::int64_t>(length, 0, size_ - offset);
  std::string bytes;
  std::int64_t frame = offset / frame_bytes;
  // Empty content is one frame to be opened; other empty ranges are none.
  for (bool first = size_ == 0; first || frame * frame_bytes < end; first = false, ++frame) {
    auto plain = read_frame(frame);
    if (!plain) return std::nullopt;
    auto from = static_cast<std::size_t>(std::max<std::int64_t>(0, offset - frame * frame_bytes));
    auto to = static_cast<std::size_t>(std::min(frame_bytes, end - frame * frame_bytes));
    bytes.append(*plain, from, to - from);
  }
  return bytes;
}

}  // namespace files
