#pragma once
// What the voice engine is told, and what it tells: commands in, events out. Plain data,
// free of the SIP library, the sockets and the threads behind it; voice/engine.h carries it,
// and a fake of it (voice/testing.h) lets calls be tested without a network.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "voice/ids.h"
#include "voice/media/types.h"

namespace voice {

using TrunkId = base::Id<struct TrunkTag>;
using PhoneId = base::Id<struct PhoneTag>;

enum class TransportKind : std::uint8_t { Udp, Tcp, Tls };

// SDES-SRTP (RFC 4568): not spoken; taken when the peer offers it, and offered over TLS; asked for.
enum class Security : std::uint8_t { Never, Offered, Required };

// ---- trunks and phones ----

struct TrunkSettings {
  TrunkId trunk;
  std::string host;        // of its SIP server: a name or an address
  std::uint16_t port = 0;  // 0: 5060, of TLS 5061
  TransportKind transport = TransportKind::Udp;
  std::string domain;          // host of From and To; "": `host`
  std::string user, password;  // how we prove ourselves; "" when it goes by address
  bool registers = false;
  std::chrono::seconds registration{3600};
  bool pings = true;  // asks every 30 s whether it is there (OPTIONS); not every carrier answers
  // Addresses that its calls may come from, beside those of `host`.
  std::vector<std::string> addresses;
  // When set, its calls must prove themselves to us with these.
  std::string inbound_user, inbound_password;
  Security security = Security::Never;
  std::vector<media::Codec> codecs{media::Codec::Pcma, media::Codec::Pcmu};
  int calls_max = 0;  // 0: as many as come
};

struct PutTrunk {
  TrunkSettings settings;
};
struct RemoveTrunk {
  TrunkId trunk;  // calls in progress go on
};

// A SIP phone that may sign in. The secrets are digest_ha1() of the engine's realm.
struct PutPhone {
  PhoneId phone;
  std::string user;
  std::string ha1_md5, ha1_sha256;
  Security security = Security::Never;
};
struct RemovePhone {
  PhoneId phone;
};

// ---- calling and being called ----

// Calls a number over the first of the trunks that takes the call, in their order.
struct DialTrunk {
  LegId leg;
  std::vector<TrunkId> trunks;
  std::string number;
  std::string caller_number, caller_name;
  std::chrono::milliseconds ring_time{60'000};
};
// Calls a phone where it signed in last.
struct DialPhone {
  LegId leg;
  PhoneId phone;
  std::string caller_number, caller_name;
  std::chrono::milliseconds ring_time{60'000};
  bool answers_itself = false;  // asks the phone to pick up by itself (Call-Info, Alert-Info)
};
struct Ring {
  LegId leg;
  bool early_media = false;  // sound before the answer: an announcement that costs the caller nothing
};
struct Answer {
  LegId leg;
};
struct Refuse {
  LegId leg;
  int status = 480;  // of RFC 3261 §21.4 to §21.6
};
struct HangUp {
  LegId leg;
};
// Nothing is heard of the peer: is it alive? A leg whose peer does not answer within eight seconds, or no longer knows
// the call, ends as lost. Nothing for a browser's leg.
struct AskAlive {
  LegId leg;
};
// What came of the transfer that the peer asked for; 200: done.
struct FinishTransfer {
  LegId leg;
  int status = 200;
};

// Opens a browser's leg with the offer of its RTCPeerConnection. Answered by BrowserAnswered; the leg
// ends by media::CloseLeg.
struct AnswerBrowser {
  LegId leg;
  std::string offer;
};

using SignallingCommand = std::variant<PutTrunk, RemoveTrunk, PutPhone, RemovePhone, DialTrunk, DialPhone, Ring, Answer,
                                       Refuse, HangUp, AskAlive, FinishTransfer, AnswerBrowser>;

// ---- what happens ----

// Who calls: one of our trunks, or one of our phones.
using Origin = std::variant<TrunkId, PhoneId>;

struct LegArrived {
  LegId leg;
  Origin origin;
  std::string called;  // the number: user part of the Request-URI
  std::string caller_number, caller_name;
  bool is_anonymous = false;
  // Digits that the trunk told beside the number: the one first dialled (Diversion, History-Info).
  std::string diverted_from;
  LegId replaces;  // RFC 3891: this leg takes that one's place; zero: none
};
// The call that DialTrunk asked for goes over this trunk now; told again when the next is tried.
struct LegOnTrunk {
  LegId leg;
  TrunkId trunk;
};
struct LegRinging {
  LegId leg;
  bool early_media = false;
};
struct LegAnswered {
  LegId leg;
};

// How a leg ended, as the field counts it.
enum class Ending : std::uint8_t {
  ByUs,         // we hung up, or gave up calling
  ByPeer,       // the peer hung up, or gave up calling
  Busy,         // 486, 600
  NoAnswer,     // nobody answered in the time given; 480
  Declined,     // 403, 603
  WrongNumber,  // 404, 410, 484, 485, 604
  Unreachable,  // nothing answered at all, the connection broke, or no trunk is up
  Refused,      // any other refusal
  Lost,         // the peer vanished in mid-call: no ACK, no refresh
};
struct LegEnded {
  LegId leg;
  Ending ending = Ending::ByUs;
  int status = 0;  // of the response that ended it; 0: none
};
// The peer holds us, or takes us back.
struct LegHeld {
  LegId leg;
  bool held = true;
};

// What a transfer leads to: another leg of ours that the peer wants joined, or a number.
struct TransferTarget {
  std::string number;
  LegId replaces;  // zero: none
};
struct TransferAsked {
  LegId leg;
  TransferTarget target;
};

enum class TrunkState : std::uint8_t { Unknown, Up, Down };
struct TrunkChanged {
  TrunkId trunk;
  TrunkState state = TrunkState::Unknown;
  int status = 0;  // of the last answer; 0: none came
};
struct PhoneChanged {
  PhoneId phone;
  bool signed_in = false;
  std::string address;     // "192.0.2.7:5060"
  std::string user_agent;  // as it calls itself, at most 128 bytes
};
// A source is refused for a while, for guessing, scanning or flooding.
struct SourceLocked {
  std::string address;
  std::chrono::seconds time{600};
};

// Our answer to a browser's offer; "" when it is none that we can take.
struct BrowserAnswered {
  LegId leg;
  std::string answer;
};

using SignallingEvent = std::variant<LegArrived, LegOnTrunk, LegRinging, LegAnswered, LegEnded, LegHeld, TransferAsked,
                                     TrunkChanged, PhoneChanged, SourceLocked, BrowserAnswered>;

// All that an engine tells.
using Event = std::variant<SignallingEvent, media::Event>;

}  // namespace voice
