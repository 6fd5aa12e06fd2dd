#include "voice/media/browsers.h"

#include <algorithm>

#include "base/log.h"

namespace voice::media {
namespace {

constexpr std::chrono::seconds lost_after{7}, handshake_within{20};
// Places of one browser that checks came from: its networks, times ours.
constexpr std::size_t most_places = 8;

// A leg's way to the socket that it shares.
class SharedWire final : public Wire {
 public:
  explicit SharedWire(Wire& shared) : shared_(shared) {}
  void send_rtp(std::span<const std::uint8_t> packet, const Address& to) override { shared_.send_rtp(packet, to); }
  void send_rtcp(std::span<const std::uint8_t> packet, const Address& to) override { shared_.send_rtp(packet, to); }

 private:
  Wire& shared_;
};

}  // namespace

struct Browsers::Browser {
  LegId leg;
  IceCredentials credentials;
  std::string fingerprint;
  std::vector<Address> places;  // where checks succeeded, oldest first
  Address peer;                 // where to send: nominated, or the first
  std::unique_ptr<DtlsSession> dtls;
  Moment handshake_began;
  Moment last_seen;
  bool connected = false, refused = false, lost = false;
};

Browsers::Browsers(Exchange& exchange, Tell tell, Wire& out) : exchange_(exchange), tell_(std::move(tell)), out_(out) {}
Browsers::~Browsers() = default;

void Browsers::open(const OpenBrowserLeg& open, Moment now) {
  if (by_user_.contains(open.local_user) || open.local_user.empty() || open.local_password.empty()) {
    base::log::error("voice", "A browser's leg was not opened: its ICE user is taken or empty");
    return;
  }
  Stream stream;
  stream.codec = open.codec;
  stream.event_type = open.event_type;
  stream.rtcp_mux = true;
  const Leg::Options options{Leg::Keys::Awaited, open.local_ssrc};
  if (exchange_.open(open.leg, stream, std::make_unique<SharedWire>(out_), now, options) == nullptr) return;
  auto browser = std::make_unique<Browser>();
  browser->leg = open.leg;
  browser->credentials = {open.local_user, open.local_password, open.remote_user};
  browser->fingerprint = open.remote_fingerprint;
  browser->last_seen = now;
  by_leg_[open.leg] = browser.get();
  by_user_[open.local_user] = std::move(browser);
}

bool Browsers::change(LegId leg, Stream stream, Moment now) {
  if (!by_leg_.contains(leg)) return false;
  if (Leg* found = exchange_.find(leg)) {
    const Stream& settled = found->stream();
    stream.remote = settled.remote;
    stream.remote_rtcp = settled.remote_rtcp;
    stream.rtcp_mux = true;
    stream.send_key = settled.send_key;
    stream.receive_key = settled.receive_key;
    found->change(stream, now);
  }
  return true;
}

void Browsers::close(LegId leg) {
  const auto found = by_leg_.find(leg);
  if (found == by_leg_.end()) return;
  Browser* browser = found->second;
  end_handshake(*browser);
  std::erase_if(by_address_, [&](const auto& place) { return place.second == browser; });
  by_leg_.erase(found);
  by_user_.erase(std::string(browser->credentials.local_user));
}

Browsers::Browser* Browsers::at(const Address& from) {
  const auto found = by_address_.find(from);
  return found == by_address_.end() ? nullptr : found->second;
}

void Browsers::receive(std::span<std::uint8_t> datagram, const Address& from, Moment arrival, Moment now) {
  if (datagram.empty()) return;
  const std::uint8_t first = datagram[0];
  if (first < 4) return receive_check(datagram, from, now);
  Browser* browser = at(from);
  if (browser == nullptr) return;
  if (first >= 20 && first < 64) {
    receive_dtls(*browser, datagram, from, now);
  } else if (first >= 128 && first < 192 && browser->connected) {
    seen(*browser, now);
    if (Leg* leg = exchange_.find(browser->leg)) leg->receive_rtp(datagram, from, arrival, now);
  }
}

void Browsers::receive_check(std::span<std::uint8_t> datagram, const Address& from, Moment now) {
  const IceCheck check = answer_check(datagram, from, [this](std::string_view user) -> const IceCredentials* {
    const auto found = by_user_.find(std::string(user));
    return found == by_user_.end() ? nullptr : &found->second->credentials;
  });
  if (!check.reply.empty()) out_.send_rtp(check.reply, from);
  if (const auto found = by_user_.find(check.local_user); found != by_user_.end())
    validated(*found->second, from, check.nominated, now);
}

void Browsers::validated(Browser& browser, const Address& from, bool nominated, Moment now) {
  seen(browser, now);
  const bool first = browser.places.empty();
  if (std::find(browser.places.begin(), browser.places.end(), from) == browser.places.end()) {
    if (browser.places.size() >= most_places) {
      const auto oldest = browser.places.begin() + (browser.places.front() == browser.peer ? 1 : 0);
      if (at(*oldest) == &browser) by_address_.erase(*oldest);
      browser.places.erase(oldest);
    }
    browser.places.push_back(from);
  }
  by_address_[from] = &browser;  // a browser that was here before is gone, or its leg is another's
  if (!(first || nominated) || browser.peer == from) return;
  browser.peer = from;
  if (Leg* leg = exchange_.find(browser.leg)) leg->move_to(from, now);
}

void Browsers::seen(Browser& browser, Moment now) {
  browser.last_seen = now;
  if (!browser.lost) return;
  browser.lost = false;
  if (browser.connected) tell_(BrowserConnected{browser.leg});
}

void Browsers::receive_dtls(Browser& browser, std::span<std::uint8_t> datagram, const Address& from, Moment now) {
  if (browser.refused) return;
  if (!browser.dtls) {
    if (handshakes_ >= most_handshakes || begun_ >= most_begun_in_a_tick) return;  // it will ask again
    ++handshakes_;
    ++begun_;
    browser.handshake_began = now;
    browser.dtls = std::make_unique<DtlsSession>(
        identity_, [this, &browser](std::span<const std::uint8_t> bytes) { out_.send_rtp(bytes, browser.peer); });
  }
  if (!browser.connected) browser.peer = from;  // answer where it asks from, until something is nominated
  const auto before = browser.dtls->state();
  const auto after = browser.dtls->receive(datagram);
  if (before == after) return;
  if (after == DtlsSession::State::Established) return handshake_done(browser, now);
  if (after == DtlsSession::State::Failed) return end_handshake(browser);
  if (after == DtlsSession::State::Closed && !browser.lost) {
    browser.lost = true;
    tell_(BrowserLost{browser.leg});
  }
}

void Browsers::handshake_done(Browser& browser, Moment now) {
  --handshakes_;
  const auto keys = browser.dtls->keys();
  if (!keys || !browser.dtls->peer_is(browser.fingerprint)) {
    browser.refused = true;
    browser.dtls.reset();
    tell_(BrowserRefused{browser.leg});
    return;
  }
  browser.connected = true;
  if (Leg* leg = exchange_.find(browser.leg)) {
    leg->move_to(browser.peer, now);
    leg->give_keys(keys->server, keys->client, now);
  }
  tell_(BrowserConnected{browser.leg});
}

void Browsers::end_handshake(Browser& browser) {
  if (!browser.dtls) return;
  if (!browser.connected) --handshakes_;
  browser.dtls.reset();
}

void Browsers::tick(Moment now) {
  begun_ = 0;
  for (const auto& [user, browser] : by_user_) {
    if (browser->dtls && !browser->connected &&
        (browser->dtls->tick() == DtlsSession::State::Failed || now - browser->handshake_began > handshake_within))
      end_handshake(*browser);
    if (browser->lost || now - browser->last_seen < lost_after) continue;
    browser->lost = true;
    tell_(BrowserLost{browser->leg});
  }
}

}  // namespace voice::media
