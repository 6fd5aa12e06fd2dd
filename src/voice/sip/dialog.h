#pragma once
// A dialog (RFC 3261 §12) as plain data: who talks with whom, the way to the peer, the
// numbers of requests. It makes the requests within itself.

#include <optional>
#include <string>
#include <vector>

#include "voice/sip/message.h"
#include "voice/sip/transport.h"

namespace voice::sip {

// How the next hop of requests within a dialog is found.
enum class Reach : std::uint8_t {
  SameFlow,  // back where requests came from: phones, which may stand behind an address translator
  Target,    // Route, else Contact, where these are IP addresses: trunks, which may answer elsewhere
};

struct Dialog {
  std::string call_id, local_tag, remote_tag;
  NameAddress local, remote;  // From and To of our requests, with their tags
  Uri remote_target;
  std::vector<std::string> route_set;
  std::uint32_t local_cseq = 0;
  std::optional<std::uint32_t> remote_cseq;
  Flow flow;
  Reach reach = Reach::SameFlow;

  // The one that an INVITE of the peer's makes, once we answer it with `local_tag`.
  static Dialog of_peer(const Message& invite, const Flow& flow, Reach reach, std::string local_tag);
  // Takes tag, target and route from the response that makes (or confirms) a dialog of ours.
  void confirm(const Message& response);
  // Takes a new target from a request or response that may change it (§12.2).
  void refresh_target(const Message& message);

  // Whether the peer's request is newer than those before it (§12.2.2); if so, remembers it.
  bool take_cseq(std::uint32_t number);

  // A request within the dialog, with the next number (ACK: `cseq` of its INVITE), Max-Forwards
  // and routes; without Via and Contact.
  Message request(std::string_view method);
  Message ack(std::uint32_t cseq) const;
  // Where it is to be sent.
  Flow next_hop() const;

  // What finds the dialog of a message that came: Call-ID and our tag.
  std::string key() const { return key_of(call_id, local_tag); }
  static std::string key_of(std::string_view call_id, std::string_view local_tag);

 private:
  Message bare(std::string_view method, std::uint32_t cseq) const;
};

}  // namespace voice::sip
