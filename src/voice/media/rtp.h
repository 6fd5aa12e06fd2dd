#pragma once
// The packets of RFC 3550: RTP, and RTCP with sender and receiver reports. Reading is
// bounded by the bytes given and refuses what does not fit; nothing is copied. Any thread.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace voice::media {

inline constexpr std::size_t rtp_header_size = 12;
// No datagram of ours or that we accept is longer.
inline constexpr std::size_t packet_limit = 1500;

struct RtpHeader {
  std::uint8_t payload_type = 0;
  bool marker = false;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t ssrc = 0;
};

struct RtpPacket {
  RtpHeader header;
  std::span<const std::uint8_t> payload;  // without contributors, extension and padding
};

std::optional<RtpPacket> read_rtp(std::span<const std::uint8_t> bytes);
// Writes the 12 bytes.
void write_rtp_header(const RtpHeader& header, std::uint8_t* to);

// By RFC 5761, 4: what is told apart by its second byte.
inline bool looks_like_rtcp(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= 2 && bytes[1] >= 192 && bytes[1] <= 223;
}

// What a receiver says of a source (RFC 3550, 6.4.1).
struct ReportBlock {
  std::uint32_t ssrc = 0;
  std::uint8_t fraction_lost = 0;
  std::int32_t lost = 0;  // 24 bits, signed
  std::uint32_t highest_sequence = 0;
  std::uint32_t jitter = 0;               // in timestamp units
  std::uint32_t last_sr = 0;              // middle bits of the NTP time of the last sender report
  std::uint32_t delay_since_last_sr = 0;  // in 1/65536 s
};

struct SenderReport {
  std::uint64_t ntp = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t packets = 0;
  std::uint32_t bytes = 0;
};

// What we read of a compound packet: its first report, the blocks of all, who says good-bye.
struct RtcpCompound {
  static constexpr std::size_t max_blocks = 8;  // more are passed over
  std::uint32_t ssrc = 0;                       // of the first packet
  std::optional<SenderReport> sender;
  std::array<ReportBlock, max_blocks> blocks{};
  std::size_t block_count = 0;
  bool bye = false;
};

std::optional<RtcpCompound> read_rtcp(std::span<const std::uint8_t> bytes);

// What we send: a sender report, or a receiver report when nothing was sent, with at most
// one block, then SDES with the CNAME, then BYE when it is the last.
struct RtcpReport {
  std::uint32_t ssrc = 0;
  std::optional<SenderReport> sender;
  std::optional<ReportBlock> block;
  std::string_view cname;  // at most 64 bytes
  bool bye = false;
};
// Gives the bytes used: at most 160.
std::size_t write_rtcp(const RtcpReport& report, std::uint8_t* to);

}  // namespace voice::media
