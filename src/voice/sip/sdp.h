#pragma once
// Session descriptions (RFC 8866) and what offer and answer settle on (RFC 3264), for one
// stream of G.711 sound with telephone-event. Pure values and rules.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "voice/address.h"
#include "voice/media/types.h"
#include "voice/types.h"

namespace voice::sip {

inline constexpr std::size_t sdp_bytes_max = 16 * 1024;
inline constexpr std::size_t sdp_lines_max = 400;

struct SdpAttribute {
  std::string name, value;
};

struct SdpMedia {
  std::string kind;  // "audio"
  std::uint16_t port = 0;
  std::string protocol;  // "RTP/AVP"
  std::vector<std::string> formats;
  std::string connection;  // address of its own c= line, else the session's
  std::vector<SdpAttribute> attributes;

  const std::string* find(std::string_view name) const;
};

struct Sdp {
  std::string origin;  // the o= line's value
  std::vector<SdpAttribute> attributes;
  std::vector<SdpMedia> media;

  const std::string* find(std::string_view name) const;
  // Bounded; empty when malformed.
  static std::optional<Sdp> parse(std::string_view text);
};

enum class Direction : std::uint8_t { SendReceive, SendOnly, ReceiveOnly, Inactive };

// What we are willing to do on one leg.
struct LocalMedia {
  Address address;  // as peers should see it, with the port of RTP
  std::vector<media::Codec> codecs{media::Codec::Pcma, media::Codec::Pcmu};
  Security security = Security::Never;
  std::string session_id;     // number of o=, the same for the leg's life
  std::uint32_t version = 1;  // of o=, goes up when what we say changes
  Direction direction = Direction::SendReceive;
  std::optional<media::SrtpKey> key;  // ours, made once for the leg when security is not Never
  bool is_private = false;            // the signalling is over TLS: nobody else reads the key in it

  // Whether our offers ask for SRTP: where it is required, and where a key may be written into an offer.
  bool offers_srtp() const {
    return key && (security == Security::Required || (security == Security::Offered && is_private));
  }
};

// The first of the peer's formats that is one of `ours`, in the peer's order.
std::optional<media::Codec> choose_codec(const SdpMedia& media, const std::vector<media::Codec>& ours);
// The peer's payload type of telephone-event/8000; empty when it has none.
std::optional<std::uint8_t> event_type(const SdpMedia& media);
// "PCMA", as rtpmap names it.
std::string_view encoding_word(media::Codec codec);

// What both said: how RTP is to be sent, and what the peer does with ours.
struct Settled {
  media::Stream stream;
  Direction peer_direction = Direction::SendReceive;  // as the peer sees it: SendOnly is a hold with music
  bool is_held() const { return peer_direction == Direction::SendOnly || peer_direction == Direction::Inactive; }
};

// An offer of ours.
std::string make_offer(const LocalMedia& local);
// Our answer to an offer, and what is settled with it; empty when nothing fits (488).
struct Answered {
  std::string text;
  Settled settled;
};
std::optional<Answered> answer_offer(const Sdp& offer, const LocalMedia& local);
// What is settled by the answer to an offer of ours; empty when it does not fit what we offered.
std::optional<Settled> take_answer(const Sdp& answer, const LocalMedia& local);

}  // namespace voice::sip
