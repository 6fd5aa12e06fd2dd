#pragma once
// The legs of browsers, which share one socket: whose a datagram is, ICE-lite, the handshake
// that gives a leg its keys, and whether a browser is still there. Pure: datagrams and time are
// passed in, and what is to be sent goes to a Wire. Owned by the loop; media thread.
//
//   opened → (a check of ICE) → (DTLS) → connected ⇄ lost
//                                  └→ refused: the certificate is another's
//
// Datagrams are told apart by their first byte (RFC 7983). DTLS and RTP are taken only from
// where a check has succeeded, so that nobody else can make us work.

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "voice/media/dtls.h"
#include "voice/media/exchange.h"
#include "voice/media/stun.h"

namespace voice::media {

class Browsers {
 public:
  // Handshakes under way at once, and begun in one tick: each costs a third of a millisecond.
  static constexpr int most_handshakes = 200, most_begun_in_a_tick = 8;

  Browsers(Exchange& exchange, Tell tell, Wire& out);
  ~Browsers();

  const std::string& fingerprint() const { return identity_.fingerprint(); }

  void open(const OpenBrowserLeg& open, Moment now);
  // Whether the leg is a browser's. What was settled by ICE and DTLS stays.
  bool change(LegId leg, Stream stream, Moment now);
  void close(LegId leg);

  void receive(std::span<std::uint8_t> datagram, const Address& from, Moment arrival, Moment now);
  void tick(Moment now);

 private:
  struct Browser;

  void receive_check(std::span<std::uint8_t> datagram, const Address& from, Moment now);
  void receive_dtls(Browser& browser, std::span<std::uint8_t> datagram, const Address& from, Moment now);
  void validated(Browser& browser, const Address& from, bool nominated, Moment now);
  void seen(Browser& browser, Moment now);
  void handshake_done(Browser& browser, Moment now);
  void end_handshake(Browser& browser);
  Browser* at(const Address& from);

  DtlsIdentity identity_;
  Exchange& exchange_;
  Tell tell_;
  Wire& out_;
  std::unordered_map<std::string, std::unique_ptr<Browser>> by_user_;
  std::unordered_map<LegId, Browser*> by_leg_;
  std::unordered_map<Address, Browser*> by_address_;
  int handshakes_ = 0, begun_ = 0;
};

}  // namespace voice::media
