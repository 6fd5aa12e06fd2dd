#include "voice/sip/sdp.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "voice/sip/uri.h"

namespace voice::sip {

namespace {

using media::Codec;

std::string_view next_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  while (true) {
    text = trim(text);
    if (text.empty()) return out;
    const std::size_t space = text.find(' ');
    out.push_back(text.substr(0, space));
    if (space == std::string_view::npos) return out;
    text = text.substr(space);
  }
}

const std::string* find_in(const std::vector<SdpAttribute>& attributes, std::string_view name) {
  for (const auto& attribute : attributes)
    if (attribute.name == name) return &attribute.value;
  return nullptr;
}

// "IN IP4 192.0.2.1", with a multicast's "/ttl" refused by the reader of addresses.
std::optional<std::string> read_connection(std::string_view value) {
  const auto parts = words(value);
  if (parts.size() != 3 || parts[0] != "IN") return std::nullopt;
  return std::string(parts[2]);
}

std::optional<SdpMedia> read_media(std::string_view value) {
  const auto parts = words(value);
  if (parts.size() < 4) return std::nullopt;
  const auto port = parse_number(parts[1].substr(0, parts[1].find('/')), 65535);
  if (!port) return std::nullopt;
  SdpMedia media;
  media.kind = parts[0];
  media.port = static_cast<std::uint16_t>(*port);
  media.protocol = parts[2];
  media.formats.assign(parts.begin() + 3, parts.end());
  return media;
}

SdpAttribute read_attribute(std::string_view value) {
  const std::size_t colon = value.find(':');
  return {std::string(value.substr(0, colon)),
          colon == std::string_view::npos ? std::string() : std::string(value.substr(colon + 1))};
}

bool is_secure(const SdpMedia& media) {
  return media.protocol == "RTP/SAVP" || media.protocol == "RTP/SAVPF";
}

bool is_audio(const SdpMedia& media) {
  return media.kind == "audio" && (is_secure(media) || media.protocol == "RTP/AVP" || media.protocol == "RTP/AVPF");
}

// The name in lower case and rate of a payload type: "pcma/8000". The static ones need no rtpmap (RFC 3551 §6).
std::string encoding_of(const SdpMedia& media, std::string_view format) {
  for (const auto& attribute : media.attributes) {
    if (attribute.name != "rtpmap") continue;
    const auto parts = words(attribute.value);
    if (parts.size() == 2 && parts[0] == format) {
      std::string text(parts[1]);
      std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
      return text.ends_with("/1") ? text.substr(0, text.size() - 2) : text;
    }
  }
  return format == "0" ? "pcmu/8000" : format == "8" ? "pcma/8000" : "";
}

std::optional<Direction> read_direction(const std::vector<SdpAttribute>& attributes) {
  for (const auto& attribute : attributes) {
    if (attribute.name == "sendrecv") return Direction::SendReceive;
    if (attribute.name == "sendonly") return Direction::SendOnly;
    if (attribute.name == "recvonly") return Direction::ReceiveOnly;
    if (attribute.name == "inactive") return Direction::Inactive;
  }
  return std::nullopt;
}

std::string_view direction_word(Direction direction) {
  switch (direction) {
    case Direction::SendReceive:
      return "sendrecv";
    case Direction::SendOnly:
      return "sendonly";
    case Direction::ReceiveOnly:
      return "recvonly";
    case Direction::Inactive:
      return "inactive";
  }
  return "";
}

bool sends(Direction direction) {
  return direction == Direction::SendReceive || direction == Direction::SendOnly;
}
bool receives(Direction direction) {
  return direction == Direction::SendReceive || direction == Direction::ReceiveOnly;
}
Direction direction_of(bool sends, bool receives) {
  if (sends) return receives ? Direction::SendReceive : Direction::SendOnly;
  return receives ? Direction::ReceiveOnly : Direction::Inactive;
}

// ---- SDES (RFC 4568) ----

struct Crypto {
  std::string tag;
  media::SrtpKey key;
};

std::string_view suite_word(media::SrtpSuite suite) {
  switch (suite) {
    case media::SrtpSuite::AesCm128HmacSha1_80:
      return "AES_CM_128_HMAC_SHA1_80";
    case media::SrtpSuite::AesCm128HmacSha1_32:
      return "AES_CM_128_HMAC_SHA1_32";
    case media::SrtpSuite::AeadAes128Gcm:
      return "AEAD_AES_128_GCM";
  }
  return "";
}

std::string to_base64(std::string_view bytes) {
  std::string out(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();
  return out;
}

std::optional<std::string> from_base64(std::string_view text, std::size_t bytes) {
  std::string out(bytes, '\0');
  std::size_t length = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(), nullptr,
                        &length, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0 ||
      length != bytes)
    return std::nullopt;
  return out;
}

// "1 AES_CM_128_HMAC_SHA1_80 inline:KEY|2^31": keys with an MKI, or of a suite that we lack, are passed over.
std::optional<Crypto> read_crypto(std::string_view value) {
  const auto parts = words(value);
  if (parts.size() < 3 || !parts[2].starts_with("inline:") || parts[0].size() > 9) return std::nullopt;
  const std::string_view inline_key = parts[2].substr(7);
  if (inline_key.contains(':') || inline_key.contains(';')) return std::nullopt;
  using enum media::SrtpSuite;
  for (const auto suite : {AesCm128HmacSha1_80, AesCm128HmacSha1_32}) {
    if (parts[1] != suite_word(suite)) continue;
    auto key = from_base64(inline_key.substr(0, inline_key.find('|')), 30);
    if (key) return Crypto{std::string(parts[0]), {suite, std::move(*key)}};
  }
  return std::nullopt;
}

std::optional<Crypto> choose_crypto(const SdpMedia& media) {
  for (const auto& attribute : media.attributes)
    if (attribute.name == "crypto")
      if (auto crypto = read_crypto(attribute.value)) return crypto;
  return std::nullopt;
}

std::string crypto_line(std::string_view tag, const media::SrtpKey& key) {
  return fmt::format("a=crypto:{} {} inline:{}\r\n", tag, suite_word(key.suite), to_base64(key.key));
}

// ---- writing ----

std::string head(const LocalMedia& local) {
  const std::string ip = local.address.ip();
  const std::string_view family = local.address.is_v6() ? "IP6" : "IP4";
  return fmt::format("v=0\r\no=yingda {} {} IN {} {}\r\ns=-\r\nc=IN {} {}\r\nt=0 0\r\n", local.session_id,
                     local.version, family, ip, family, ip);
}

std::string formats(const std::vector<Codec>& codecs, std::optional<std::uint8_t> event) {
  std::string list, maps;
  for (const Codec codec : codecs) {
    list += fmt::format(" {}", payload_type(codec));
    maps += fmt::format("a=rtpmap:{} {}/8000\r\n", payload_type(codec), encoding_word(codec));
  }
  if (event) {
    list += fmt::format(" {}", *event);
    maps += fmt::format("a=rtpmap:{0} telephone-event/8000\r\na=fmtp:{0} 0-15\r\n", *event);
  }
  return list + "\r\n" + maps + "a=ptime:20\r\n";
}

// Where the peer wants its RTCP (RFC 3605): the port above RTP unless said otherwise.
Address rtcp_of(const SdpMedia& media, const Address& rtp) {
  if (const auto* rtcp = media.find("rtcp"))
    if (const auto port = parse_number(std::string_view(*rtcp).substr(0, rtcp->find(' ')), 65535); port && *port != 0)
      return rtp.with_port(static_cast<std::uint16_t>(*port));
  return rtp.with_port(static_cast<std::uint16_t>(rtp.port() + 1));
}

// What `theirs` says of the stream, apart from keys; empty when it names no address or codec of ours.
std::optional<Settled> settle(const Sdp& description, const SdpMedia& theirs, const LocalMedia& local) {
  const auto codec = choose_codec(theirs, local.codecs);
  const auto address = Address::from(theirs.connection, theirs.port);
  if (!codec || !address) return std::nullopt;
  Settled settled;
  settled.peer_direction = read_direction(theirs.attributes)
                               .value_or(read_direction(description.attributes).value_or(Direction::SendReceive));
  // c=0.0.0.0 is a hold of RFC 2543.
  if (address->is_any()) settled.peer_direction = Direction::Inactive;
  settled.stream.codec = *codec;
  settled.stream.event_type = event_type(theirs);
  settled.stream.remote = *address;
  settled.stream.remote_rtcp = rtcp_of(theirs, *address);
  settled.stream.sends = receives(settled.peer_direction) && sends(local.direction);
  settled.stream.receives = sends(settled.peer_direction) && receives(local.direction);
  return settled;
}

}  // namespace

std::string_view encoding_word(Codec codec) {
  return codec == Codec::Pcmu ? "PCMU" : "PCMA";
}

std::optional<Codec> choose_codec(const SdpMedia& media, const std::vector<Codec>& ours) {
  for (const auto& format : media.formats) {
    const std::string encoding = encoding_of(media, format);
    for (const Codec codec : ours)
      if (encoding == (codec == Codec::Pcmu ? "pcmu/8000" : "pcma/8000") &&
          format == std::to_string(payload_type(codec)))
        return codec;
  }
  return std::nullopt;
}

std::optional<std::uint8_t> event_type(const SdpMedia& media) {
  for (const auto& format : media.formats) {
    const auto number = parse_number(format, 127);
    if (number && *number >= 96 && encoding_of(media, format) == "telephone-event/8000")
      return static_cast<std::uint8_t>(*number);
  }
  return std::nullopt;
}

const std::string* SdpMedia::find(std::string_view name) const {
  return find_in(attributes, name);
}
const std::string* Sdp::find(std::string_view name) const {
  return find_in(attributes, name);
}

std::optional<Sdp> Sdp::parse(std::string_view text) {
  if (text.size() > sdp_bytes_max || !text.starts_with("v=0")) return std::nullopt;
  Sdp sdp;
  std::string connection;
  for (std::size_t lines = 0; !text.empty(); ++lines) {
    const std::string_view line = next_line(text);
    if (line.empty()) continue;
    if (lines == sdp_lines_max || line.size() < 2 || line[1] != '=') return std::nullopt;
    const std::string_view value = line.substr(2);
    if (line[0] == 'o') {
      sdp.origin = value;
    } else if (line[0] == 'c') {
      auto address = read_connection(value);
      if (!address) return std::nullopt;
      (sdp.media.empty() ? connection : sdp.media.back().connection) = std::move(*address);
    } else if (line[0] == 'm') {
      auto media = read_media(value);
      if (!media) return std::nullopt;
      media->connection = connection;
      sdp.media.push_back(std::move(*media));
    } else if (line[0] == 'a') {
      (sdp.media.empty() ? sdp.attributes : sdp.media.back().attributes).push_back(read_attribute(value));
    }
  }
  return sdp;
}

std::string make_offer(const LocalMedia& local) {
  const bool secure = local.offers_srtp();
  return head(local) + fmt::format("m=audio {} {}", local.address.port(), secure ? "RTP/SAVP" : "RTP/AVP") +
         formats(local.codecs, 101) + (secure ? crypto_line("1", *local.key) : "") +
         fmt::format("a={}\r\n", direction_word(local.direction));
}

std::optional<Answered> answer_offer(const Sdp& offer, const LocalMedia& local) {
  Answered answered;
  answered.text = head(local);
  bool found = false;
  for (const SdpMedia& theirs : offer.media) {
    const auto crypto = is_secure(theirs) ? choose_crypto(theirs) : std::nullopt;
    const bool fits = !found && theirs.port != 0 && is_audio(theirs) && is_secure(theirs) == crypto.has_value() &&
                      (crypto ? local.security != Security::Never && local.key : local.security != Security::Required);
    auto settled = fits ? settle(offer, theirs, local) : std::nullopt;
    if (!settled) {
      // Every stream of the offer has its place in the answer; what is not wanted has port 0 (RFC 3264 §6).
      answered.text += fmt::format("m={} 0 {} {}\r\n", theirs.kind, theirs.protocol, theirs.formats.front());
      continue;
    }
    found = true;
    answered.text += fmt::format("m=audio {} {}", local.address.port(), theirs.protocol) +
                     formats({settled->stream.codec}, settled->stream.event_type);
    if (crypto) {
      media::SrtpKey ours = *local.key;
      ours.suite = crypto->key.suite;
      answered.text += crypto_line(crypto->tag, ours);
      settled->stream.send_key = ours;
      settled->stream.receive_key = crypto->key;
    }
    answered.text +=
        fmt::format("a={}\r\n", direction_word(direction_of(settled->stream.sends, settled->stream.receives)));
    answered.settled = std::move(*settled);
  }
  if (!found) return std::nullopt;
  return answered;
}

std::optional<Settled> take_answer(const Sdp& answer, const LocalMedia& local) {
  if (answer.media.empty()) return std::nullopt;
  const SdpMedia& theirs = answer.media.front();
  const bool secure = local.offers_srtp();
  if (!is_audio(theirs) || theirs.port == 0 || is_secure(theirs) != secure) return std::nullopt;
  auto settled = settle(answer, theirs, local);
  if (!settled || !secure) return settled;
  auto crypto = choose_crypto(theirs);
  if (!crypto || crypto->key.suite != local.key->suite) return std::nullopt;
  settled->stream.send_key = local.key;
  settled->stream.receive_key = std::move(crypto->key);
  return settled;
}

}  // namespace voice::sip
