#include "voice/media/srtp.h"

extern "C" {
#include <re.h>
}

#include <algorithm>
#include <cstring>
#include <optional>
#include <stdexcept>

#include "voice/media/bytes.h"
#include "voice/media/rtp.h"

namespace voice::media {
namespace {

constexpr std::size_t most_sources = 4;
constexpr std::size_t room_size = 2048;
// A sequence number may roll over only near its end: see SrtpReceiver.
constexpr std::uint16_t near_rollover = 3000;

srtp_suite suite_of(SrtpSuite suite) {
  switch (suite) {
    case SrtpSuite::AesCm128HmacSha1_80:
      return SRTP_AES_CM_128_HMAC_SHA1_80;
    case SrtpSuite::AesCm128HmacSha1_32:
      return SRTP_AES_CM_128_HMAC_SHA1_32;
    case SrtpSuite::AeadAes128Gcm:
      return SRTP_AES_128_GCM;
  }
  return SRTP_AES_CM_128_HMAC_SHA1_80;
}

bool plausible(std::uint16_t highest, std::uint16_t sequence) {
  if (highest <= 0x7fff || sequence >= highest - 0x7fff) return true;
  return highest > 0xffff - near_rollover && sequence < near_rollover;
}

}  // namespace

bool usable(const SrtpKey& key) {
  return key.key.size() == (key.suite == SrtpSuite::AeadAes128Gcm ? 28U : 30U);
}

bool keys_usable(const Stream& stream) {
  if (!stream.send_key && !stream.receive_key) return true;
  return stream.send_key && stream.receive_key && usable(*stream.send_key) && usable(*stream.receive_key);
}

// One of libre's, with memory of libre's own, which it may enlarge.
class SrtpContext {
 public:
  using Work = int (*)(struct srtp*, mbuf*);

  explicit SrtpContext(const SrtpKey& key) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(key.key.data());
    if (!usable(key) || srtp_alloc(&srtp_, suite_of(key.suite), bytes, key.key.size(), 0) != 0)
      throw std::invalid_argument("an SRTP key does not fit its suite");
    room_ = mbuf_alloc(room_size);
    if (room_ == nullptr) {
      mem_deref(srtp_);
      throw std::bad_alloc();
    }
  }
  SrtpContext(const SrtpContext&) = delete;
  SrtpContext& operator=(const SrtpContext&) = delete;
  ~SrtpContext() {
    mem_deref(srtp_);
    mem_deref(room_);
  }

  std::size_t run(Work work, std::span<std::uint8_t> room, std::size_t length) {
    if (length > packet_limit) return 0;
    mbuf_rewind(room_);
    if (mbuf_write_mem(room_, room.data(), length) != 0) return 0;
    mbuf_set_pos(room_, 0);
    if (work(srtp_, room_) != 0) return 0;
    const std::size_t made = mbuf_get_left(room_);
    if (made > room.size()) return 0;
    std::memcpy(room.data(), mbuf_buf(room_), made);
    return made;
  }

 private:
  struct srtp* srtp_ = nullptr;
  mbuf* room_ = nullptr;
};

SrtpSender::SrtpSender(const SrtpKey& key) : context_(std::make_unique<SrtpContext>(key)) {}
SrtpSender::~SrtpSender() = default;

std::size_t SrtpSender::protect_rtp(std::span<std::uint8_t> room, std::size_t length) {
  return context_->run(srtp_encrypt, room, length);
}

std::size_t SrtpSender::protect_rtcp(std::span<std::uint8_t> room, std::size_t length) {
  return context_->run(srtcp_encrypt, room, length);
}

struct SrtpReceiver::Source {
  std::uint32_t ssrc = 0;
  std::unique_ptr<SrtpContext> context;
  std::optional<std::uint16_t> highest;  // authentic sequence number
};

SrtpReceiver::SrtpReceiver(const SrtpKey& key) : key_(key) {
  SrtpContext tried(key);
}
SrtpReceiver::~SrtpReceiver() = default;

SrtpReceiver::Source* SrtpReceiver::find(std::uint32_t ssrc) {
  const auto found = std::find_if(sources_.begin(), sources_.end(), [&](const Source& s) { return s.ssrc == ssrc; });
  if (found == sources_.end()) return nullptr;
  if (found != sources_.begin()) std::rotate(sources_.begin(), found, found + 1);
  return &sources_.front();
}

template <class Open>
std::size_t SrtpReceiver::open(std::span<std::uint8_t> packet, std::uint32_t ssrc, Open how) {
  if (Source* known = find(ssrc)) return how(*known, packet);
  Source tried{ssrc, std::make_unique<SrtpContext>(key_), std::nullopt};
  const std::size_t length = how(tried, packet);
  if (length == 0) return 0;
  if (sources_.size() >= most_sources) sources_.pop_back();
  sources_.insert(sources_.begin(), std::move(tried));
  return length;
}

std::size_t SrtpReceiver::open_rtp(std::span<std::uint8_t> packet) {
  if (packet.size() < rtp_header_size) return 0;
  return open(packet, get32(&packet[8]), [](Source& source, std::span<std::uint8_t> bytes) -> std::size_t {
    const std::uint16_t sequence = get16(&bytes[2]);
    if (source.highest && !plausible(*source.highest, sequence)) return 0;
    const std::size_t length = source.context->run(srtp_decrypt, bytes, bytes.size());
    if (length != 0 && (!source.highest || static_cast<std::int16_t>(sequence - *source.highest) > 0))
      source.highest = sequence;
    return length;
  });
}

std::size_t SrtpReceiver::open_rtcp(std::span<std::uint8_t> packet) {
  if (packet.size() < 8) return 0;
  return open(packet, get32(&packet[4]), [](Source& source, std::span<std::uint8_t> bytes) {
    return source.context->run(srtcp_decrypt, bytes, bytes.size());
  });
}

}  // namespace voice::media
