#pragma once
// What the media plane is told, and what it tells. Plain data: no socket library,
// no thread. media/plane.h carries it.
//
// All sound inside is 16-bit linear, mono, 8000 samples a second, in frames of 20 ms
// (160 samples), whatever a leg speaks.

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/descriptor.h"
#include "base/time.h"
#include "voice/address.h"
#include "voice/ids.h"

namespace voice::media {

inline constexpr int samples_per_second = 8000;
inline constexpr int samples_per_frame = 160;
inline constexpr std::chrono::milliseconds frame_time{20};

// ITU-T G.711; payload types 0 and 8 of RFC 3551.
enum class Codec : std::uint8_t { Pcmu, Pcma };
inline constexpr std::uint8_t payload_type(Codec codec) {
  return codec == Codec::Pcmu ? 0 : 8;
}

// Sound kept whole in memory, shared by all who play it. Never changed once made.
using Sound = std::shared_ptr<const std::vector<std::int16_t>>;

// One direction's key of SRTP (RFC 3711, RFC 7714): master key and salt together.
enum class SrtpSuite : std::uint8_t { AesCm128HmacSha1_80, AesCm128HmacSha1_32, AeadAes128Gcm };
struct SrtpKey {
  SrtpSuite suite = SrtpSuite::AesCm128HmacSha1_80;
  std::string key;  // 30 bytes for AES-CM, 28 for GCM
};

// How a leg's RTP looks on the wire, as offer and answer settled it (RFC 3264).
struct Stream {
  Codec codec = Codec::Pcma;
  // The peer's payload type for telephone-event (RFC 4733); none: digits are sent in band.
  std::optional<std::uint8_t> event_type;
  // Where RTP goes. Once packets of the leg have come from another place, they go there
  // (symmetric RTP, RFC 4961), as long as its first packets came after the leg was opened.
  Address remote;
  Address remote_rtcp;
  bool rtcp_mux = false;                         // RFC 5761: RTCP on the socket of RTP
  bool sends = true;                             // false while the peer holds us (a=sendonly or inactive)
  bool receives = true;                          // false while nothing of the peer's is wanted
  std::optional<SrtpKey> send_key, receive_key;  // both or none
};

// ---- commands ----

// A leg over its own pair of sockets (a trunk's or a phone's).
struct OpenLeg {
  LegId leg;
  base::Descriptor rtp, rtcp;  // bound, non-blocking; rtcp none with rtcp_mux
  Stream stream;
};
// A leg over the socket that all browsers share: ICE-lite (RFC 8445), DTLS-SRTP (RFC 5763),
// we being passive. It is open from here on; sound passes once the handshake is through.
struct OpenBrowserLeg {
  LegId leg;
  std::string local_user, local_password;  // ice-ufrag and ice-pwd that we told
  std::string remote_user;                 // the browser's ice-ufrag
  std::string remote_fingerprint;          // sha-256 of its certificate, upper-case hex with colons
  Codec codec = Codec::Pcma;
  std::optional<std::uint8_t> event_type;
  std::uint32_t local_ssrc = 0;  // as told in the answer
};
// Replaces what offer and answer settled.
struct ChangeStream {
  LegId leg;
  Stream stream;
};
// Answered by LegClosed.
struct CloseLeg {
  LegId leg;
};

// Who hears whom, whole: a leg that a room no longer names is out of it; a room without
// legs is gone. A leg is in one room at most: the last that named it.
struct Path {
  LegId source, listener;
  float gain = 1.0F;  // 0..4
};
struct PutRoom {
  RoomId room;
  std::vector<LegId> legs;
  std::vector<Path> paths;  // what is not named is not heard
};
// Nothing of the leg's is heard by anybody, nor taken into its recording; its digits are.
struct Mute {
  LegId leg;
  bool muted = true;
};

// The leg alone hears the sounds, one after the other, added to its room. A new playing to
// a leg ends the one before it. Answered by PlayEnded.
struct Play {
  PlayId play;
  LegId leg;
  std::vector<Sound> sounds;
  bool loops = false;
  float gain = 1.0F;
};
struct StopPlay {
  PlayId play;
};
// RFC 4733 where the peer takes it, tones else; 0-9 * # A-D, each 100 ms with 60 ms between.
struct SendDigits {
  LegId leg;
  std::string digits;
};

// Left channel: what the leg says; right: what it hears. The file is sealed, second by
// second, with `key` (32 bytes). Answered by RecordingEnded.
struct StartRecording {
  RecordingId recording;
  LegId leg;
  std::string path;
  std::string key;
};
// While it is paused, silence is written on both channels: times in the file stay true.
struct PauseRecording {
  RecordingId recording;
  bool paused = true;
};
struct StopRecording {
  RecordingId recording;
};

using Command = std::variant<OpenLeg, OpenBrowserLeg, ChangeStream, CloseLeg, PutRoom, Mute, Play, StopPlay, SendDigits,
                             StartRecording, PauseRecording, StopRecording>;

// ---- events ----

enum class DigitMethod : std::uint8_t { Rfc4733, InBand, Info };  // Info: told by SIP INFO
struct DigitHeard {
  LegId leg;
  char digit = '0';
  DigitMethod method = DigitMethod::Rfc4733;
};
enum class PlayEnd : std::uint8_t { Finished, Stopped, Replaced, LegClosed };
struct PlayEnded {
  PlayId play;
  LegId leg;
  PlayEnd how = PlayEnd::Finished;
  std::chrono::milliseconds played{0};
};

// A browser's handshake is through, and sound may pass; or its checks stopped coming.
struct BrowserConnected {
  LegId leg;
};
struct BrowserLost {
  LegId leg;  // no STUN check and no packet for 7 s; the leg stays open and may connect again
};
struct BrowserRefused {
  LegId leg;  // the certificate is not the one that the offer named
};

// Nothing has arrived for 3 s on a leg that should be heard, or it has begun to again.
struct SoundStopped {
  LegId leg;
};
struct SoundResumed {
  LegId leg;
};

// RFC 3550, and the peer's view from its receiver reports. Counted from the opening.
struct Quality {
  std::uint64_t packets_received = 0, packets_lost = 0, packets_late = 0, packets_sent = 0;
  std::chrono::microseconds jitter{0};  // RFC 3550 §6.4.1, the last
  std::chrono::microseconds jitter_max{0};
  std::chrono::milliseconds playout_delay{0};  // of our jitter buffer, mean
  std::uint64_t concealed_frames = 0;
  std::optional<double> peer_loss;  // 0..1, of the last report
  std::optional<std::chrono::microseconds> peer_jitter;
  std::optional<std::chrono::microseconds> round_trip;
  double mos = 4.4;  // estimate by the E-model, ITU-T G.107, 1..4.5
};
// Every 5 s.
struct QualityMeasured {
  LegId leg;
  Quality quality;
};
struct LegClosed {
  LegId leg;
  Quality quality;
};

enum class RecordingEnd : std::uint8_t { Stopped, LegClosed, DiskRefused };
struct RecordingEnded {
  RecordingId recording;
  RecordingEnd how = RecordingEnd::Stopped;
  std::chrono::milliseconds length{0};
  std::int64_t bytes = 0;
};

using Event = std::variant<DigitHeard, PlayEnded, BrowserConnected, BrowserLost, BrowserRefused, SoundStopped,
                           SoundResumed, QualityMeasured, LegClosed, RecordingEnded>;

}  // namespace voice::media
