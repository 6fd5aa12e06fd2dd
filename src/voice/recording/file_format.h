#pragma once
// How a recording lies on the disk. Numbers are little-endian.
//
//   header, 48 bytes:
//     8   "YDREC\0\0\1": what it is, and the version
//     24  salt, random: the file's own key is BLAKE2b(salt) keyed by the key that was given, so
//         that two files under one key never share a nonce
//     16  tag of an empty message, nonce 2^64-1, over the bytes before: tells a wrong key at once
//   frames, one for each second, numbered from 0:
//     4   samples of each channel, and bit 31: this is the last; 8000 in all but the last, which
//         may have fewer, and none
//     2n  sealed samples, A-law, left and right by turns
//     16  tag
//
// Frames are sealed with ChaCha20-Poly1305 (RFC 8439); the nonce is the frame's number, the
// header and the frame's first four bytes are authenticated with it. So a frame can neither be
// altered, nor moved, nor come from another file. A file may be cut: what its writer had no
// time to write is missing, up to one second; that frames are missing at the end is seen by the
// bit that nothing else can set.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace voice::recording {

inline constexpr std::size_t key_size = 32, header_size = 48, frame_head_size = 4, tag_size = 16;
inline constexpr std::size_t samples_in_frame = 8000;
inline constexpr std::size_t full_frame_size = frame_head_size + 2 * samples_in_frame + tag_size;

enum class FramePlace : std::uint8_t { Middle, Last };

// One file's key and header. Any thread.
class Seal {
 public:
  // Draws a salt. `key` has key_size bytes.
  static std::optional<Seal> make(const std::string& key);
  // Of a file's first header_size bytes; none when the key is not its key.
  static std::optional<Seal> open(std::span<const std::uint8_t> header, const std::string& key);

  Seal(const Seal&) = default;
  Seal& operator=(const Seal&) = default;
  ~Seal();

  const std::array<std::uint8_t, header_size>& header() const { return header_; }
  // The whole frame; `samples` are pairs of bytes.
  std::vector<std::uint8_t> seal(std::uint64_t number, std::span<const std::uint8_t> samples, FramePlace place) const;
  // The pairs of bytes of a whole frame; none when it is not what was written there.
  std::optional<std::vector<std::uint8_t>> open_frame(std::uint64_t number, std::span<const std::uint8_t> frame) const;

 private:
  Seal() = default;
  void derive(const std::string& key);
  std::vector<std::uint8_t> associated(std::span<const std::uint8_t> head) const;

  std::array<std::uint8_t, header_size> header_{};
  std::array<std::uint8_t, key_size> key_{};
};

// What the first four bytes of a frame say, not yet authenticated; none when it cannot be.
struct FrameHead {
  std::size_t samples = 0;  // of each channel
  bool last = false;
  std::size_t size() const { return frame_head_size + 2 * samples + tag_size; }
};
std::optional<FrameHead> read_frame_head(std::span<const std::uint8_t> bytes);

}  // namespace voice::recording
