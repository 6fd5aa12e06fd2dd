#include "voice/media/rtp.h"

#include <algorithm>
#include <cstring>

#include "voice/media/bytes.h"

namespace voice::media {
namespace {

constexpr std::uint8_t version_bits = 0x80;
constexpr std::uint8_t type_sr = 200, type_rr = 201, type_sdes = 202, type_bye = 203;
constexpr std::size_t block_size = 24, sender_size = 20;
constexpr std::size_t longest_cname = 64;

bool version_is_2(std::uint8_t first) {
  return (first & 0xc0) == version_bits;
}

// Where the payload begins: after contributors and the extension.
std::optional<std::size_t> payload_start(std::span<const std::uint8_t> bytes) {
  std::size_t start = rtp_header_size + 4U * (bytes[0] & 0x0f);
  if (bytes[0] & 0x10) {
    if (bytes.size() < start + 4) return std::nullopt;
    start += 4 + 4U * get16(&bytes[start + 2]);
  }
  if (bytes.size() < start) return std::nullopt;
  return start;
}

ReportBlock read_block(const std::uint8_t* at) {
  // 24 bits with a sign: into the upper ones, and down again.
  const auto lost = static_cast<std::int32_t>(get32(at + 4) << 8) >> 8;
  return {get32(at), at[4], lost, get32(at + 8), get32(at + 12), get32(at + 16), get32(at + 20)};
}

void read_blocks(std::span<const std::uint8_t> bytes, std::size_t count, RtcpCompound& into) {
  for (; count > 0 && bytes.size() >= block_size; --count, bytes = bytes.subspan(block_size))
    if (into.block_count < RtcpCompound::max_blocks) into.blocks[into.block_count++] = read_block(bytes.data());
}

// One packet of a compound, whose length was measured.
bool read_report(std::span<const std::uint8_t> packet, RtcpCompound& into) {
  const std::size_t count = packet[0] & 0x1f;
  const std::size_t fixed = packet[1] == type_sr ? 8 + sender_size : 8;
  if (packet.size() < fixed + count * block_size) return false;
  if (packet[1] == type_sr)
    into.sender = SenderReport{get64(&packet[8]), get32(&packet[16]), get32(&packet[20]), get32(&packet[24])};
  read_blocks(packet.subspan(fixed), count, into);
  return true;
}

std::size_t packet_length(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 4 || !version_is_2(bytes[0])) return 0;
  const std::size_t length = 4 * (1U + get16(&bytes[2]));
  return length <= bytes.size() ? length : 0;
}

std::uint8_t* finish(std::uint8_t* start, std::uint8_t* end, std::uint8_t count, std::uint8_t type) {
  start[0] = version_bits | count;
  start[1] = type;
  put16(start + 2, static_cast<std::uint16_t>((end - start) / 4 - 1));
  return end;
}

std::uint8_t* write_block(const ReportBlock& block, std::uint8_t* at) {
  put32(at, block.ssrc);
  put32(at + 4, static_cast<std::uint32_t>(block.lost) & 0xffffff);
  at[4] = block.fraction_lost;
  put32(at + 8, block.highest_sequence);
  put32(at + 12, block.jitter);
  put32(at + 16, block.last_sr);
  put32(at + 20, block.delay_since_last_sr);
  return at + block_size;
}

std::uint8_t* write_report(const RtcpReport& report, std::uint8_t* start) {
  put32(start + 4, report.ssrc);
  std::uint8_t* at = start + 8;
  if (report.sender) {
    put64(at, report.sender->ntp);
    put32(at + 8, report.sender->timestamp);
    put32(at + 12, report.sender->packets);
    put32(at + 16, report.sender->bytes);
    at += sender_size;
  }
  if (report.block) at = write_block(*report.block, at);
  return finish(start, at, report.block ? 1 : 0, report.sender ? type_sr : type_rr);
}

std::uint8_t* write_cname(const RtcpReport& report, std::uint8_t* start) {
  const auto cname = report.cname.substr(0, longest_cname);
  put32(start + 4, report.ssrc);
  start[8] = 1;  // CNAME
  start[9] = static_cast<std::uint8_t>(cname.size());
  std::uint8_t* at = std::copy(cname.begin(), cname.end(), start + 10);
  do *at++ = 0;  // ends the list, and fills up to 32 bits
  while ((at - start) % 4 != 0);
  return finish(start, at, 1, type_sdes);
}

}  // namespace

std::optional<RtpPacket> read_rtp(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < rtp_header_size || !version_is_2(bytes[0])) return std::nullopt;
  const auto start = payload_start(bytes);
  if (!start) return std::nullopt;
  auto payload = bytes.subspan(*start);
  if (bytes[0] & 0x20) {
    const std::size_t padding = payload.empty() ? 0 : payload.back();
    if (padding == 0 || padding > payload.size()) return std::nullopt;
    payload = payload.first(payload.size() - padding);
  }
  return RtpPacket{{static_cast<std::uint8_t>(bytes[1] & 0x7f), (bytes[1] & 0x80) != 0, get16(&bytes[2]),
                    get32(&bytes[4]), get32(&bytes[8])},
                   payload};
}

void write_rtp_header(const RtpHeader& header, std::uint8_t* to) {
  to[0] = version_bits;
  to[1] = static_cast<std::uint8_t>((header.marker ? 0x80 : 0) | header.payload_type);
  put16(to + 2, header.sequence);
  put32(to + 4, header.timestamp);
  put32(to + 8, header.ssrc);
}

std::optional<RtcpCompound> read_rtcp(std::span<const std::uint8_t> bytes) {
  RtcpCompound made;
  if (bytes.size() < 8 || bytes.size() > packet_limit || !looks_like_rtcp(bytes)) return std::nullopt;
  made.ssrc = get32(&bytes[4]);
  while (!bytes.empty()) {
    const std::size_t length = packet_length(bytes);
    if (length == 0) return std::nullopt;
    const auto packet = bytes.first(length);
    if ((packet[1] == type_sr || packet[1] == type_rr) && !read_report(packet, made)) return std::nullopt;
    if (packet[1] == type_bye) made.bye = true;
    bytes = bytes.subspan(length);
  }
  return made;
}

std::size_t write_rtcp(const RtcpReport& report, std::uint8_t* to) {
  std::uint8_t* at = write_cname(report, write_report(report, to));
  if (report.bye) {
    put32(at + 4, report.ssrc);
    at = finish(at, at + 8, 1, type_bye);
  }
  return static_cast<std::size_t>(at - to);
}

}  // namespace voice::media
