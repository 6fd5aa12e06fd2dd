#include "voice/sip/browser.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "voice/sip/transactions.h"
#include "voice/sip/uri.h"

namespace voice::sip {

namespace {

// An attribute of the stream, or else of the session.
std::string find(const Sdp& offer, const SdpMedia& media, std::string_view name) {
  if (const auto* own = media.find(name)) return *own;
  const auto* all = offer.find(name);
  return all ? *all : std::string();
}

bool is_upper_hex_with_colons(std::string_view text) {
  if (text.size() != 95) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool colon = i % 3 == 2;
    if (colon ? text[i] != ':' : !std::string_view("0123456789ABCDEF").contains(text[i])) return false;
  }
  return true;
}

// "sha-256 AA:BB…" in upper case; "" when it is of another hash.
std::string fingerprint_of(std::string_view value) {
  const std::size_t space = value.find(' ');
  if (space == std::string_view::npos || !same_word(value.substr(0, space), "sha-256")) return {};
  std::string hex(trim(value.substr(space)));
  std::ranges::transform(hex, hex.begin(), [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c; });
  return is_upper_hex_with_colons(hex) ? hex : std::string();
}

bool is_ice_word(std::string_view text, std::size_t least) {
  return text.size() >= least && text.size() <= 256 && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '/';
         });
}

// Higher for what stands earlier (RFC 8445 §5.1.2.1, host candidates).
std::uint32_t priority_of(std::size_t place) {
  return (126U << 24) | ((65535U - static_cast<std::uint32_t>(place)) << 8) | 255U;
}

std::string candidates_of(const BrowserHost& host) {
  std::string lines;
  for (std::size_t i = 0; i < host.candidates.size(); ++i)
    lines += fmt::format("a=candidate:{} 1 udp {} {} {} typ host\r\n", i + 1, priority_of(i), host.candidates[i].ip(),
                         host.candidates[i].port());
  return lines + "a=end-of-candidates\r\n";
}

}  // namespace

std::optional<BrowserAnswer> answer_browser(const Sdp& offer, const BrowserHost& host, LegId leg) {
  if (offer.media.empty() || host.candidates.empty()) return std::nullopt;
  const SdpMedia& theirs = offer.media.front();
  const bool is_browser = theirs.kind == "audio" && theirs.protocol == "UDP/TLS/RTP/SAVPF";
  const auto codec = choose_codec(theirs, {media::Codec::Pcma, media::Codec::Pcmu});
  BrowserAnswer answer;
  media::OpenBrowserLeg& open = answer.open;
  open.leg = leg;
  open.remote_user = find(offer, theirs, "ice-ufrag");
  open.remote_fingerprint = fingerprint_of(find(offer, theirs, "fingerprint"));
  if (!is_browser || !codec || !is_ice_word(open.remote_user, 4) || open.remote_fingerprint.empty())
    return std::nullopt;
  if (find(offer, theirs, "setup") == "passive") return std::nullopt;
  open.local_user = random_word(4);
  open.local_password = random_word(12);
  open.codec = *codec;
  open.event_type = event_type(theirs);
  open.local_ssrc = randombytes_random();

  const std::string mid = find(offer, theirs, "mid").substr(0, 64);
  const Address& first = host.candidates.front();
  const std::string_view family = first.is_v6() ? "IP6" : "IP4";
  std::string formats = fmt::format(" {}", payload_type(*codec));
  std::string maps = fmt::format("a=rtpmap:{} {}/8000\r\n", payload_type(*codec), encoding_word(*codec));
  if (open.event_type) {
    formats += fmt::format(" {}", *open.event_type);
    maps += fmt::format("a=rtpmap:{0} telephone-event/8000\r\na=fmtp:{0} 0-15\r\n", *open.event_type);
  }
  answer.text = fmt::format(
      "v=0\r\no=yingda {} 1 IN {} {}\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {}\r\na=ice-lite\r\n"
      "m=audio {} UDP/TLS/RTP/SAVPF{}\r\nc=IN {} {}\r\n{}a=sendrecv\r\na=mid:{}\r\na=rtcp-mux\r\n"
      "a=ice-ufrag:{}\r\na=ice-pwd:{}\r\na=fingerprint:sha-256 {}\r\na=setup:passive\r\n{}"
      "a=ptime:20\r\na=msid:yingda phone\r\na=ssrc:{} cname:yingda\r\n",
      randombytes_random(), family, first.ip(), mid, first.port(), formats, family, first.ip(), maps, mid,
      open.local_user, open.local_password, host.fingerprint, candidates_of(host), open.local_ssrc);
  // Every further stream has its place, and is not wanted (RFC 3264 §6).
  for (std::size_t i = 1; i < offer.media.size(); ++i)
    answer.text += fmt::format("m={} 0 {} {}\r\nc=IN {} {}\r\na=inactive\r\n", offer.media[i].kind,
                               offer.media[i].protocol, offer.media[i].formats.front(), family, first.ip());
  return answer;
}

}  // namespace voice::sip
