#pragma once
// What a browser offers for its phone, and our answer: ICE-lite (RFC 8445 §2.5), DTLS-SRTP with us
// passive (RFC 5763), one bundled stream of G.711 (RFC 8829). Pure.

#include <optional>
#include <string>
#include <vector>

#include "voice/media/types.h"
#include "voice/sip/sdp.h"

namespace voice::sip {

// Where browsers reach our media plane, and who it is.
struct BrowserHost {
  std::vector<Address> candidates;  // the best first; the port is the plane's
  std::string fingerprint;          // sha-256 of its certificate
};

struct BrowserAnswer {
  std::string text;
  media::OpenBrowserLeg open;
};

// Empty when the offer is not one of a browser that we can talk with: no G.711, no ICE, no
// sha-256 fingerprint, or a peer that insists on being passive itself.
std::optional<BrowserAnswer> answer_browser(const Sdp& offer, const BrowserHost& host, LegId leg);

}  // namespace voice::sip
