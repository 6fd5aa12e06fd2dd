#include "voice/media/leg.h"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>

#include "voice/media/g711.h"

namespace voice::media {
namespace {

constexpr std::chrono::seconds report_interval{5}, sound_missed_after{3};
constexpr std::uint8_t comfort_noise_type = 13;  // RFC 3389

// RFC 7022, 4.2: 96 random bits, for this leg alone.
std::string make_cname() {
  unsigned char bytes[12];
  char text[sodium_base64_ENCODED_LEN(sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
  randombytes_buf(bytes, sizeof bytes);
  return sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

}  // namespace

Leg::Leg(LegId id, const Stream& stream, std::unique_ptr<Wire> wire, Tell tell, Moment now, Options options)
    : id_(id),
      stream_(stream),
      wire_(std::move(wire)),
      tell_(std::move(tell)),
      latch_(stream.remote),
      awaits_keys_(options.keys == Keys::Awaited),
      ssrc_(options.ssrc != 0 ? options.ssrc : randombytes_random()),
      timestamp_(randombytes_random()),
      // Below the half, so that SRTP does not roll over with the first packets lost (RFC 3711, 3.3.1).
      sequence_(static_cast<std::uint16_t>(randombytes_uniform(0x8000))),
      cname_(make_cname()),
      next_report_(now + report_interval),
      last_sound_(now) {
  set_keys();
}

Leg::~Leg() = default;

void Leg::set_keys() {
  sealer_.reset();
  opener_.reset();
  if (!stream_.send_key || !stream_.receive_key) return;
  sealer_.emplace(*stream_.send_key);
  opener_.emplace(*stream_.receive_key);
}

void Leg::change(const Stream& stream, Moment now) {
  if (!keys_usable(stream)) throw std::invalid_argument("the keys of a changed stream do not fit; it stays as it was");
  const auto same = [](const std::optional<SrtpKey>& a, const std::optional<SrtpKey>& b) {
    return a.has_value() == b.has_value() && (!a || (a->suite == b->suite && a->key == b->key));
  };
  const bool keys_stay = same(stream_.send_key, stream.send_key) && same(stream_.receive_key, stream.receive_key);
  if (stream.receives && !stream_.receives) last_sound_ = now;
  if (stream.remote_rtcp != stream_.remote_rtcp) rtcp_source_.reset();
  stream_ = stream;
  latch_.tell(stream.remote, now);
  if (!keys_stay) set_keys();
}

void Leg::give_keys(const SrtpKey& send, const SrtpKey& receive, Moment now) {
  stream_.send_key = send;
  stream_.receive_key = receive;
  awaits_keys_ = false;
  last_sound_ = now;
  set_keys();
}

void Leg::move_to(const Address& peer, Moment now) {
  stream_.remote = stream_.remote_rtcp = peer;
  latch_.tell(peer, now);
}

bool Leg::known_type(std::uint8_t payload_type) const {
  return payload_type == media::payload_type(Codec::Pcmu) || payload_type == media::payload_type(Codec::Pcma) ||
         payload_type == comfort_noise_type || payload_type == stream_.event_type;
}

std::optional<RtpPacket> Leg::open(std::span<std::uint8_t> datagram) {
  if (opener_) datagram = datagram.first(opener_->open_rtp(datagram));
  return read_rtp(datagram);
}

void Leg::receive_rtp(std::span<std::uint8_t> datagram, const Address& from, Moment arrival, Moment now) {
  if (awaits_keys_ || datagram.size() > packet_limit) return;
  if (looks_like_rtcp(datagram)) {
    if (stream_.rtcp_mux) receive_rtcp(datagram, from, arrival);
    return;
  }
  const auto packet = open(datagram);
  if (!packet || !known_type(packet->header.payload_type)) return;
  const Proof proof = opener_ ? Proof::Authenticated : Proof::None;
  if (latch_.accept(from, packet->header, proof, now)) take(*packet, arrival, now);
}

void Leg::take(const RtpPacket& packet, Moment arrival, Moment now) {
  const std::uint8_t type = packet.header.payload_type;
  const bool sound = type == media::payload_type(Codec::Pcmu) || type == media::payload_type(Codec::Pcma);
  reception_.packet(packet.header, sound ? Reception::Kind::Sound : Reception::Kind::Other, arrival);
  if (!stream_.receives) return;
  note_sound(now);
  if (sound) {
    const Codec codec = type == media::payload_type(Codec::Pcma) ? Codec::Pcma : Codec::Pcmu;
    buffer_.put(packet.header, codec, packet.payload, arrival, now);
    return;
  }
  buffer_.quiet();
  if (type != stream_.event_type) return;
  if (const auto digit = events_in_.packet(packet.header, packet.payload)) tell_digit(*digit, DigitMethod::Rfc4733);
}

void Leg::receive_rtcp(std::span<std::uint8_t> datagram, const Address& from, Moment arrival) {
  if (awaits_keys_ || datagram.size() > packet_limit) return;
  if (opener_)
    datagram = datagram.first(opener_->open_rtcp(datagram));
  else if (!from.same_ip(latch_.target()) && !from.same_ip(stream_.remote_rtcp))
    return;
  const auto compound = read_rtcp(datagram);
  if (!compound) return;
  rtcp_source_ = from;
  peer_.report(*compound, ssrc_, arrival);
}

void Leg::tell_digit(char digit, DigitMethod method) {
  tell_(DigitHeard{id_, digit, method});
}

void Leg::listen(Moment now) {
  const auto heard = buffer_.take(said_samples_);
  said_ = heard == JitterBuffer::Heard::Silence || muted_ || !stream_.receives ? nullptr : &said_samples_;
  if (stream_.event_type) {
    tones_in_.reset();
  } else if (heard != JitterBuffer::Heard::Silence || tones_in_) {
    if (!tones_in_) tones_in_.emplace();
    tones_in_->frame(said_samples_, [this](char digit) { tell_digit(digit, DigitMethod::InBand); });
  }
  watch_sound(now);
}

void Leg::watch_sound(Moment now) {
  if (sound_stopped_ || !stream_.receives || awaits_keys_ || now - last_sound_ < sound_missed_after) return;
  sound_stopped_ = true;
  tell_(SoundStopped{id_});
}

void Leg::note_sound(Moment now) {
  last_sound_ = now;
  if (!std::exchange(sound_stopped_, false)) return;
  tell_(SoundResumed{id_});
}

const Samples* Leg::hear(const Samples* others) {
  if (!player_) return others;
  if (others != nullptr)
    heard_samples_ = *others;
  else
    heard_samples_.fill(0);
  if (player_->add_to(heard_samples_)) return &heard_samples_;
  stop_play(player_->id(), PlayEnd::Finished);
  return others;
}

void Leg::play(const Play& play) {
  if (player_) stop_play(player_->id(), PlayEnd::Replaced);
  player_.emplace(play);
}

void Leg::stop_play(PlayId play, PlayEnd how) {
  if (!player_ || player_->id() != play) return;
  const auto played = player_->played();
  player_.reset();
  tell_(PlayEnded{play, id_, how, played});
}

void Leg::speak(const Samples* heard, Moment now) {
  if (!digits_out_.busy()) {
    send_sound(heard);
  } else if (stream_.event_type) {
    send_event();
  } else {
    digits_out_.next_tone(heard_samples_);
    send_sound(&heard_samples_);
  }
  timestamp_ += samples_per_frame;
  if (now >= next_report_) report(now, false);
}

void Leg::send_sound(const Samples* samples) {
  if (!can_send()) {
    resumes_ = true;
    return;
  }
  std::uint8_t* payload = &packet_[rtp_header_size];
  if (samples != nullptr)
    encode(stream_.codec, *samples, payload);
  else
    std::fill_n(payload, samples_per_frame, silence_byte(stream_.codec));
  send_packet(media::payload_type(stream_.codec), resumes_, timestamp_, samples_per_frame);
  resumes_ = false;
}

void Leg::send_event() {
  const auto event = digits_out_.next_event(timestamp_);
  resumes_ = true;
  if (!event || !can_send()) return;
  std::copy(event->payload.begin(), event->payload.end(), &packet_[rtp_header_size]);
  send_packet(*stream_.event_type, event->first, event->timestamp, event->payload.size());
}

void Leg::send_packet(std::uint8_t type, bool marker, std::uint32_t timestamp, std::size_t payload) {
  write_rtp_header({type, marker, sequence_++, timestamp, ssrc_}, packet_.data());
  std::size_t length = rtp_header_size + payload;
  if (sealer_) length = sealer_->protect_rtp(packet_, length);
  if (length == 0) return;
  wire_->send_rtp(std::span(packet_).first(length), latch_.target());
  ++packets_sent_;
  bytes_sent_ += payload;
}

void Leg::skip(int frames) {
  timestamp_ += static_cast<std::uint32_t>(frames) * samples_per_frame;
  buffer_.skip(frames);
}

double Leg::loss_since_last() {
  const std::uint64_t missing = reception_.lost() + buffer_.counts().late;
  const std::uint64_t expected = reception_.received() + reception_.lost();
  const std::uint64_t expected_now = expected - std::min(expected, expected_told_);
  const std::uint64_t missing_now = missing - std::min(missing, missing_told_);
  expected_told_ = expected;
  missing_told_ = missing;
  return expected_now == 0 ? 0 : static_cast<double>(missing_now) / static_cast<double>(expected_now);
}

Quality Leg::quality(double loss) const {
  Quality made;
  made.packets_received = reception_.received();
  made.packets_lost = reception_.lost();
  made.packets_late = buffer_.counts().late;
  made.packets_sent = packets_sent_;
  made.jitter = reception_.jitter();
  made.jitter_max = reception_.jitter_max();
  made.playout_delay = std::chrono::duration_cast<std::chrono::milliseconds>(buffer_.mean_delay());
  made.concealed_frames = buffer_.counts().concealed;
  made.peer_loss = peer_.loss();
  made.peer_jitter = peer_.jitter();
  made.round_trip = peer_.round_trip();
  const auto trip = peer_.round_trip().value_or(std::chrono::microseconds{0}) / 2;
  made.mos = estimated_mos(loss, trip + buffer_.mean_delay() + frame_time);
  return made;
}

void Leg::report(Moment now, bool bye) {
  next_report_ = now + report_interval;
  if (!bye) tell_(QualityMeasured{id_, quality(loss_since_last())});
  const Address to = stream_.rtcp_mux ? latch_.target() : rtcp_source_.value_or(stream_.remote_rtcp);
  if (awaits_keys_ || to.port() == 0 || to.is_any()) return;
  RtcpReport made;
  made.ssrc = ssrc_;
  // Only what a source sent since the last report makes it a sender (RFC 3550, 6.4).
  if (packets_sent_ > packets_told_)
    made.sender = SenderReport{ntp(now), timestamp_, static_cast<std::uint32_t>(packets_sent_),
                               static_cast<std::uint32_t>(bytes_sent_)};
  packets_told_ = packets_sent_;
  made.block = reception_.block();
  if (made.block) peer_.answer(*made.block, now);
  made.cname = cname_;
  made.bye = bye;
  std::array<std::uint8_t, 256> room;
  std::size_t length = write_rtcp(made, room.data());
  if (sealer_) length = sealer_->protect_rtcp(room, length);
  if (length == 0) return;
  if (stream_.rtcp_mux)
    wire_->send_rtp(std::span(room).first(length), to);
  else
    wire_->send_rtcp(std::span(room).first(length), to);
}

void Leg::close(Moment now) {
  if (player_) stop_play(player_->id(), PlayEnd::LegClosed);
  report(now, true);
  const std::uint64_t expected = reception_.received() + reception_.lost();
  const std::uint64_t missing = reception_.lost() + buffer_.counts().late;
  tell_(LegClosed{id_, quality(expected == 0 ? 0 : static_cast<double>(missing) / static_cast<double>(expected))});
}

}  // namespace voice::media
