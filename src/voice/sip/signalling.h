#pragma once
// All SIP of one node, without sockets and threads: messages and commands in, messages and
// events out, time passed in. It admits, authenticates and routes what comes: calls of
// trunks and phones become sessions, phones sign in, strangers are turned away alike.

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "voice/sip/guard.h"
#include "voice/sip/registrar.h"
#include "voice/sip/session.h"
#include "voice/sip/trunks.h"

namespace voice::sip {

struct SignallingSettings {
  SessionSettings session;
  std::string realm = "yingda";                                // of our digest challenges; phones' secrets hang on it
  std::vector<DigestAlgorithm> digests{DigestAlgorithm::Md5};  // that we ask for, see Challenger
  GuardSettings guard;
  // New calls are refused with 503 while more than so many are being set up, or legs exist,
  // or a call that arrived waits longer than this for its first command: whoever commands us cannot follow.
  std::size_t invites_pending_max = 2000;
  std::chrono::milliseconds heed_within{500};
  std::size_t legs_max = 4000;
};

// Thread: the signalling loop.
class Signalling : private TransactionUser, private SessionUser {
 public:
  // `make_leg` gives the id of a leg that arrives.
  Signalling(SignallingSettings settings, Transport& transport, MediaGate& media, Resolver& resolver,
             std::function<LegId()> make_leg, std::function<void(Event)> tell);
  ~Signalling() override;

  void command(Instant now, SignallingCommand command);
  // One datagram.
  void datagram_came(Instant now, std::string_view bytes, const Flow& flow);
  // One message of a stream, or what was wrong with it.
  void message_came(Instant now, std::expected<Message, Malformed>&& message, const Flow& flow);
  // A connection broke, or could not be made.
  void flow_failed(Instant now, const Flow& flow);
  // While set, new calls are refused with 503 and Retry-After; those in progress go on.
  void set_overloaded(bool overloaded) { overloaded_ = overloaded; }

  void run(Instant now);
  std::optional<Instant> next() const { return timers_.next(); }

  std::size_t legs() const { return by_leg_.size(); }
  // Transactions and timers that are not over: what must come down to nothing when all is quiet.
  std::size_t unfinished() const { return transactions_.size() + sessions_.size(); }

 private:
  struct Dialling {
    DialTrunk command;
    std::size_t next = 0;  // place in its trunks
    bool rang = false;
  };

  bool dial_next(Instant now, Dialling& dialling);
  void act(Instant now, const PutTrunk& it);
  void act(Instant now, const RemoveTrunk& it);
  void act(Instant now, const PutPhone& it);
  void act(Instant now, const RemovePhone& it);
  void act(Instant now, const DialTrunk& it);
  void act(Instant now, const DialPhone& it);
  void act(Instant now, const Ring& it);
  void act(Instant now, const Answer& it);
  void act(Instant now, const Refuse& it);
  void act(Instant now, const HangUp& it);
  void act(Instant now, const AskAlive& it);
  void act(Instant now, const FinishTransfer& it);
  void act(Instant now, const AnswerBrowser& it);
  bool is_full(Instant now);
  void heed(LegId leg) { unheeded_.erase(leg); }
  Session& make_session(LegId leg);
  Session* session(LegId leg);
  bool has_room(const TrunkSettings& trunk) const;
  void count_call(LegId leg, TrunkId trunk);

  // TransactionUser
  void request_came(Instant now, ServerId transaction, Message&& request, const Flow& flow) override;
  void cancel_came(Instant now, ServerId invite) override;
  void ack_came(Instant now, Message&& ack, const Flow& flow) override;
  void late_2xx_came(Instant now, Message&& response, const Flow& flow) override;
  // SessionUser
  void leg_ringing(LegId leg, bool early_media) override;
  void leg_answered(LegId leg) override;
  void leg_ended(LegId leg, Ending ending, int status) override;
  void leg_held(LegId leg, bool held) override;
  void transfer_asked(LegId leg, TransferTarget target) override;
  void digit_told(LegId leg, char digit) override;
  LegId leg_of_dialog(std::string_view call_id, std::string_view local_tag, std::string_view remote_tag) override;
  void dialog_known(Session& session) override;

  void take_invite(Instant now, ServerId transaction, Message&& invite, const Flow& flow);
  bool is_merged(const Message& invite) const;
  void take_register(Instant now, ServerId transaction, const Message& request, const Flow& flow);
  void take_options(Instant now, ServerId transaction, const Message& request);
  // Whether `request` proves `secret`; else it has been answered with a challenge or a refusal.
  bool prove(Instant now, ServerId transaction, const Message& request, const Secret& secret, bool known,
             const Flow& flow);
  // Whether `message` is of a call in progress: it is heard also from where others guess passwords.
  bool is_of_a_call(const Message& message) const;
  void take(Instant now, std::expected<Message, Malformed>&& message, const Flow& flow);
  void take_malformed(Instant now, const Malformed& malformed, const Flow& flow);
  void failed(Instant now, const Flow& flow);
  void reply(Instant now, ServerId transaction, const Message& request, int status, std::vector<Header> headers = {});
  void announce(LegId leg, const Message& invite, const TrunkSettings* trunk, const PutPhone* phone);
  void sweep();
  void forget(Session& session);

  const SignallingSettings settings_;
  const std::function<LegId()> make_leg_;
  const std::function<void(Event)> tell_;
  Timers timers_;
  Transport& transport_;
  MediaGate& media_;
  Transactions transactions_;
  Guard guard_;
  Challenger challenger_;
  Registrar registrar_;
  Trunks trunks_;
  // A leg may have had sessions before its present one: over trunks that did not answer, and
  // that still have to be told so.
  std::unordered_map<Session*, std::unique_ptr<Session>> sessions_;
  std::unordered_map<LegId, Session*> by_leg_;
  std::unordered_map<std::string, Session*> by_dialog_;
  std::unordered_map<std::string, Session*> by_peer_;  // Call-ID and the peer's tag
  std::unordered_map<ServerId, Session*> by_invite_;
  std::unordered_map<LegId, Dialling> dialling_;
  std::unordered_map<LegId, TrunkId> trunk_of_;
  std::unordered_map<TrunkId, int> calls_over_;
  std::map<LegId, Instant> unheeded_;  // arrived then, and nothing commanded yet; ids grow
  std::deque<Session*> ended_;         // not yet deleted
  std::vector<LegId> to_next_trunk_;
  Instant now_{};
  bool overloaded_ = false;
};

}  // namespace voice::sip
