#pragma once
// One party's line: packets in, sound out, and back. Knows nothing of sockets: whoever owns it
// passes packets and time in, and gives a Wire for what goes out. Owned by the Exchange; media thread.
//
// Each tick: receive() what came, listen(), then hear() what others said, then speak().

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "voice/media/digits.h"
#include "voice/media/jitter_buffer.h"
#include "voice/media/latch.h"
#include "voice/media/player.h"
#include "voice/media/quality.h"
#include "voice/media/srtp.h"
#include "voice/media/wire.h"

namespace voice::media {

using Tell = std::function<void(Event)>;

class Leg {
 public:
  // Until its keys are known a leg that wants them neither sends nor hears (DTLS-SRTP).
  enum class Keys : std::uint8_t { AsInStream, Awaited };
  struct Options {
    Keys keys = Keys::AsInStream;
    std::uint32_t ssrc = 0;  // 0: drawn
  };

  Leg(LegId id, const Stream& stream, std::unique_ptr<Wire> wire, Tell tell, Moment now)
      : Leg(id, stream, std::move(wire), std::move(tell), now, Options{}) {}
  Leg(LegId id, const Stream& stream, std::unique_ptr<Wire> wire, Tell tell, Moment now, Options options);
  ~Leg();

  LegId id() const { return id_; }
  std::uint32_t ssrc() const { return ssrc_; }
  // Throws std::invalid_argument, changing nothing, when the keys are not usable.
  void change(const Stream& stream, Moment now);
  // The handshake of a leg whose keys were awaited is through.
  void give_keys(const SrtpKey& send, const SrtpKey& receive, Moment now);
  // Where a browser is, as ICE found.
  void move_to(const Address& peer, Moment now);

  // A datagram of the RTP socket, which may be RTCP too. Changes the bytes. Packets were there at
  // `arrival`, and are looked at now.
  void receive_rtp(std::span<std::uint8_t> datagram, const Address& from, Moment arrival, Moment now);
  void receive_rtcp(std::span<std::uint8_t> datagram, const Address& from, Moment arrival);

  // Takes the next 20 ms from the jitter buffer.
  void listen(Moment now);
  // What it said in them; null is silence. Empty while muted.
  const Samples* said() const { return said_; }
  // Given what the others said (null: nothing), what the leg hears: with the prompt, if one plays.
  const Samples* hear(const Samples* others);
  // Sends it, or a digit instead.
  void speak(const Samples* heard, Moment now);
  // Ticks that were left out, because the machine stood still.
  void skip(int frames);

  void mute(bool muted) { muted_ = muted; }
  void play(const Play& play);
  void stop_play(PlayId play, PlayEnd how);
  PlayId playing() const { return player_ ? player_->id() : PlayId{}; }
  void send_digits(const std::string& digits) { digits_out_.add(digits); }

  // Says good-bye to the peer and everything of itself to whoever listens.
  void close(Moment now);

  // The mix, as the Exchange keeps it: whom this leg hears.
  struct Hearing {
    Leg* source;
    std::int32_t gain;  // in 1/4096
  };
  std::vector<Hearing> hears;
  RoomId room;

  const Stream& stream() const { return stream_; }
  const Latch& latch() const { return latch_; }
  const JitterBuffer& jitter_buffer() const { return buffer_; }

 private:
  void set_keys();
  bool can_send() const {
    return !awaits_keys_ && stream_.sends && latch_.target().port() != 0 && !latch_.target().is_any();
  }
  std::optional<RtpPacket> open(std::span<std::uint8_t> datagram);
  void take(const RtpPacket& packet, Moment arrival, Moment now);
  bool known_type(std::uint8_t payload_type) const;
  void send_sound(const Samples* samples);
  void send_event();
  void send_packet(std::uint8_t type, bool marker, std::uint32_t timestamp, std::size_t payload);
  void tell_digit(char digit, DigitMethod method);
  void watch_sound(Moment now);
  void note_sound(Moment now);
  void report(Moment now, bool bye);
  double loss_since_last();
  Quality quality(double loss) const;

  const LegId id_;
  Stream stream_;
  std::unique_ptr<Wire> wire_;
  Tell tell_;
  Latch latch_;
  std::optional<SrtpSender> sealer_;
  std::optional<SrtpReceiver> opener_;
  bool awaits_keys_;

  JitterBuffer buffer_;
  Samples said_samples_{};
  const Samples* said_ = nullptr;
  bool muted_ = false;
  EventReceiver events_in_;
  std::optional<ToneReceiver> tones_in_;

  std::optional<Player> player_;
  Samples heard_samples_{};
  DigitSender digits_out_;
  std::array<std::uint8_t, rtp_header_size + samples_per_frame + srtp_overhead> packet_{};
  std::uint32_t ssrc_, timestamp_;
  std::uint16_t sequence_;
  bool resumes_ = true;  // the next packet of sound begins a talk spurt
  std::uint64_t packets_sent_ = 0, bytes_sent_ = 0;

  Reception reception_;
  PeerView peer_;
  std::optional<Address> rtcp_source_;
  std::string cname_;
  Moment next_report_, last_sound_;
  std::uint64_t packets_told_ = 0;
  bool sound_stopped_ = false;
  std::uint64_t expected_told_ = 0, missing_told_ = 0;
};

}  // namespace voice::media
